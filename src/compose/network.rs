//! `networks`: who can reach whom.

use crate::source::{Loc, Spanned};

/// A network of the top level.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Network {
    /// The key under which services name it.
    pub key: Spanned<String>,
    /// Its `name`, given or made from project and key.
    pub name: Spanned<String>,
    /// True when it exists already; `name` is then the id of a security group.
    pub external: bool,
    /// Where it is called external although its name is no security group's: the stack makes it.
    pub made_instead: Option<Loc>,
    /// True when nothing outside may reach it.
    pub internal: Option<Spanned<bool>>,
    /// `labels`, sorted by name.
    pub labels: Vec<(Spanned<String>, Spanned<String>)>,
    /// The place of the definition; nowhere for a `default` that nobody wrote.
    pub loc: Loc,
}

/// A service's place in a network.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attachment {
    /// The network's key.
    pub network: Spanned<String>,
    /// Further names of the service there.
    pub aliases: Vec<Spanned<String>>,
    /// `ipv4_address`, which no task has.
    pub address: Option<Spanned<String>>,
}
