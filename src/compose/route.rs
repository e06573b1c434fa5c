//! The `x-aws-*` keys of a port about listeners: which requests come to it, and what they must show.

use crate::source::{Loc, Spanned};

/// How a port is reached through a load balancer, as far as the user says it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListenerOptions {
    /// `x-aws-alpn_policy`, a word of AWS.
    pub alpn_policy: Option<Spanned<String>>,
    /// `x-aws-auth`: what clients must show, on every route without an `auth` of its own.
    pub auth: Option<Auth>,
    /// `x-aws-certificate`: ARNs of this port's own certificates.
    pub certificates: Vec<Spanned<String>>,
    /// `x-aws-listener`: ARN of a listener that exists.
    pub listener: Option<Spanned<String>>,
    /// `x-aws-mutual_tls`.
    pub mutual_tls: Option<MutualTls>,
    /// `x-aws-route`.
    pub routes: Routes,
    /// `x-aws-ssl_policy`: name of a security policy.
    pub ssl_policy: Option<Spanned<String>>,
    /// `x-aws-target_group`: ARN of a target group that exists.
    pub target_group: Option<Spanned<String>>,
}

/// `x-aws-route`: one, or several in a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Routes {
    /// Whether they stand in a list, where each needs a name of its own.
    pub listed: bool,
    /// In the user's order.
    pub all: Vec<Route>,
}

/// Requests, by their conditions, and the action for them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    /// Where it stands.
    pub loc: Loc,
    /// `name`, which tells it from others in its list.
    pub name: Option<Spanned<String>>,
    /// `host`: patterns of which one must match.
    pub host: Vec<Spanned<String>>,
    /// `path`: patterns of which one must match.
    pub path: Vec<Spanned<String>>,
    /// `header`: names, and patterns of which one must match; sorted by name.
    pub header: Vec<(Spanned<String>, Vec<Spanned<String>>)>,
    /// `query`: keys, and patterns of which one must match; sorted by key.
    pub query: Vec<(Spanned<String>, Vec<Spanned<String>>)>,
    /// `method`.
    pub method: Vec<Spanned<String>>,
    /// `source_ip`: CIDR blocks.
    pub source_ip: Vec<Spanned<String>>,
    /// `priority`, 1 to 50000, where the user knows better.
    pub priority: Option<Spanned<u32>>,
    /// `weight`: the share among routes of the same conditions.
    pub weight: Option<Spanned<u32>>,
    /// `default`: takes what no route takes.
    pub default: bool,
    /// `rewrite`.
    pub rewrite: Rewrite,
    /// `redirect`: the client is sent elsewhere.
    pub redirect: Option<Redirect>,
    /// `respond`: the load balancer answers itself.
    pub respond: Option<Respond>,
    /// `auth`.
    pub auth: Option<Auth>,
}

/// `rewrite`: what of a request is changed before it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rewrite {
    /// The name of the host.
    pub host: Option<Replace>,
    /// Path and query.
    pub path: Option<Replace>,
}

/// A regular expression, and the text that replaces its matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replace {
    /// A regular expression.
    pub regex: Spanned<String>,
    /// Text with `$1` and so on for the groups.
    pub replace: Spanned<String>,
}

/// `redirect`; what is not given stays as it came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Redirect {
    /// Where it stands.
    pub loc: Loc,
    /// `HTTP` or `HTTPS`.
    pub protocol: Option<Spanned<String>>,
    /// The host.
    pub host: Option<Spanned<String>>,
    /// The port.
    pub port: Option<Spanned<u32>>,
    /// The path, with its slash.
    pub path: Option<Spanned<String>>,
    /// The query, without its question mark.
    pub query: Option<Spanned<String>>,
    /// Whether it is for good: 301 and not 302.
    pub permanent: bool,
}

/// `respond`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Respond {
    /// Where it stands.
    pub loc: Loc,
    /// Such as `404`.
    pub status: Spanned<u32>,
    /// Such as `text/plain`.
    pub content_type: Option<Spanned<String>>,
    /// The text of the answer.
    pub body: Option<Spanned<String>>,
}

/// `auth`: what clients must show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auth {
    /// Where it stands.
    pub loc: Loc,
    /// Who vouches for them.
    pub by: AuthMethod,
}

/// Who vouches for a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthMethod {
    /// A provider of `OpenID` Connect.
    Oidc(Oidc),
    /// A user pool of Cognito.
    Cognito(Cognito),
    /// Whoever signs the tokens.
    Jwt(Jwt),
}

/// `oidc`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oidc {
    /// `issuer`.
    pub issuer: Spanned<String>,
    /// `authorization_endpoint`.
    pub authorization_endpoint: Spanned<String>,
    /// `token_endpoint`.
    pub token_endpoint: Spanned<String>,
    /// `user_info_endpoint`.
    pub user_info_endpoint: Spanned<String>,
    /// `client_id`.
    pub client_id: Spanned<String>,
    /// `client_secret`: a secret of the top level or an ARN, perhaps with `:key`; never the secret itself.
    pub client_secret: Spanned<String>,
    /// How a session is kept.
    pub session: Session,
}

/// `cognito`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cognito {
    /// `user_pool_arn`.
    pub user_pool_arn: Spanned<String>,
    /// `client_id`.
    pub client_id: Spanned<String>,
    /// `domain`: its prefix, or the whole of an own one.
    pub domain: Spanned<String>,
    /// How a session is kept.
    pub session: Session,
}

/// The session settings that all sign-ins have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Session {
    /// `scope`, such as `openid email`.
    pub scope: Option<Spanned<String>>,
    /// `session_cookie`.
    pub cookie: Option<Spanned<String>>,
    /// `session_timeout` in seconds.
    pub timeout: Option<Spanned<u32>>,
    /// `on_unauthenticated`: `authenticate`, `allow` or `deny`.
    pub on_unauthenticated: Option<Spanned<String>>,
}

/// `jwt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwt {
    /// `issuer`.
    pub issuer: Spanned<String>,
    /// `jwks_endpoint`.
    pub jwks_endpoint: Spanned<String>,
    /// `claims`, sorted by name.
    pub claims: Vec<Claim>,
}

/// A claim and what it may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its name.
    pub name: Spanned<String>,
    /// How its values are written.
    pub format: ClaimFormat,
    /// The values of which it has one.
    pub values: Vec<Spanned<String>>,
}

/// How the values of a claim are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimFormat {
    /// One text.
    Single,
    /// A list of texts.
    List,
    /// One text with blanks between the values.
    Blanks,
}

/// `x-aws-mutual_tls`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MutualTls {
    /// Where it stands.
    pub loc: Loc,
    /// Whether the load balancer itself verifies certificates, and does not only pass them on.
    pub verify: bool,
    /// `trust_store`: ARN of the authorities.
    pub trust_store: Option<Spanned<String>>,
    /// `ignore_expiry`.
    pub ignore_expiry: Option<Spanned<bool>>,
    /// `advertise`: whether clients are told which authorities are trusted.
    pub advertise: Option<Spanned<bool>>,
}

impl Route {
    /// Whether it looks at anything of a request.
    pub fn has_conditions(&self) -> bool {
        self.values().next().is_some()
    }

    /// Everything that requests are compared with.
    pub fn values(&self) -> impl Iterator<Item = &Spanned<String>> {
        let pairs = self.header.iter().chain(&self.query).flat_map(|(_, values)| values);
        self.host.iter().chain(&self.path).chain(pairs).chain(&self.method).chain(&self.source_ip)
    }

    /// Whether requests go on to the tasks.
    pub fn forwards(&self) -> bool {
        self.redirect.is_none() && self.respond.is_none()
    }
}

impl ListenerOptions {
    /// Every `auth` of the port and its routes.
    pub fn auths(&self) -> impl Iterator<Item = &Auth> {
        self.auth.iter().chain(self.routes.all.iter().filter_map(|route| route.auth.as_ref()))
    }

    /// The references to the client secrets of its sign-ins.
    pub fn client_secrets(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.auths().filter_map(|auth| match &auth.by {
            AuthMethod::Oidc(oidc) => Some(&oidc.client_secret),
            AuthMethod::Cognito(_) | AuthMethod::Jwt(_) => None,
        })
    }
}
