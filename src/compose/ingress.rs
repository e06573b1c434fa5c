//! Ingress: who may come in besides those whom Compose connects.

use std::fmt;

use crate::compose::Transport;
use crate::grammar::cidr::Cidr;
use crate::source::{Loc, Spanned};

/// Somebody whom a security group can let in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    /// The addresses of a network.
    Network(Cidr),
    /// The members of a security group, by its id.
    Group(String),
    /// The networks of a prefix list, by its id.
    PrefixList(String),
}

/// An item of `x-aws-ingress` of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ingress {
    /// Where it stands.
    pub loc: Loc,
    /// Who.
    pub from: Spanned<Peer>,
    /// The first and last port of each range; none are all that the service publishes and exposes.
    pub ports: Vec<(u16, u16)>,
    /// TCP without it.
    pub transport: Option<Transport>,
    /// The purpose, for the rule's description.
    pub description: Option<Spanned<String>>,
}

impl Peer {
    /// Reads a CIDR, `sg-…` or `pl-…`.
    pub fn parse(text: &str) -> Option<Self> {
        let is_id = |prefix: &str| {
            text.strip_prefix(prefix)
                .is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
        };
        if is_id("sg-") {
            return Some(Self::Group(text.to_owned()));
        }
        if is_id("pl-") {
            return Some(Self::PrefixList(text.to_owned()));
        }
        Cidr::parse(text).map(Self::Network)
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(cidr) => cidr.fmt(f),
            Self::Group(id) | Self::PrefixList(id) => id.fmt(f),
        }
    }
}
