//! Discovery: how services find each other by name.

use crate::source::{Loc, Spanned};

/// `x-aws-discovery`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// Where it stands.
    pub loc: Loc,
    /// The way.
    pub way: DiscoveryMode,
    /// `tls`: encrypts between the proxies.
    pub tls: Option<ConnectTls>,
    /// `timeout.idle`, in seconds.
    pub idle_timeout: Option<Spanned<u32>>,
    /// `timeout.request`, in seconds.
    pub request_timeout: Option<Spanned<u32>>,
    /// `access_logs`: true for JSON, false for text.
    pub access_logs: Option<Spanned<bool>>,
    /// `log`: whether the proxies' own log is kept.
    pub log: bool,
}

/// The ways to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscoveryMode {
    /// `cloud-map`: by DNS.
    CloudMap,
    /// `service-connect`: by a proxy in each task.
    ServiceConnect,
    /// `none`: neither found nor finding.
    None,
}

impl DiscoveryMode {
    /// Every word and its meaning.
    pub const ALL: [(&'static str, Self); 3] =
        [("cloud-map", Self::CloudMap), ("service-connect", Self::ServiceConnect), ("none", Self::None)];
}

/// `x-aws-namespace`: one that exists, in place of one that the stack makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace {
    /// Where it stands.
    pub loc: Loc,
    /// Its id, `ns-…`: the default of parameter `NamespaceId`.
    pub id: Spanned<String>,
    /// Its domain: the default of parameter `NamespaceName`.
    pub name: Spanned<String>,
}

/// `tls` of Service Connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectTls {
    /// ARN of the authority that issues the certificates.
    pub ca: Spanned<String>,
    /// ARN of the key that encrypts them at rest.
    pub kms_key: Option<Spanned<String>>,
    /// ARN of the role by which ECS gets them, in place of one that the stack makes.
    pub role: Option<Spanned<String>>,
}
