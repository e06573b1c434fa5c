//! Balancing: what load balancers and their target groups are told beyond their ports.

use crate::compose::Peer;
use crate::source::{Loc, Spanned};

/// The keys of a port about what carries it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balancing {
    /// `x-aws-access_logs`.
    pub access_logs: Option<AccessLogs>,
    /// `x-aws-algorithm`.
    pub algorithm: Option<Spanned<Algorithm>>,
    /// The attributes of the target group that a key sets directly, in the order of the table of keys.
    pub attributes: Vec<TargetGroupAttribute>,
    /// `x-aws-healthcheck`.
    pub health_check: Option<TargetHealthCheck>,
    /// `x-aws-idle_timeout`, in seconds.
    pub idle_timeout: Option<Spanned<u32>>,
    /// `x-aws-ingress`: who reaches the port of the load balancer; nobody named is everybody.
    pub ingress: Vec<Spanned<Peer>>,
    /// `x-aws-slow_start`, in seconds.
    pub slow_start: Option<Spanned<u32>>,
    /// `x-aws-stickiness`.
    pub stickiness: Option<Stickiness>,
    /// `x-aws-webacl`: ARN of a web ACL.
    pub web_acl: Option<Spanned<String>>,
}

/// A target group attribute, and the key that sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetGroupAttribute {
    /// The key, such as `x-aws-deregistration_delay`.
    pub key: &'static str,
    /// The name of the attribute.
    pub name: &'static str,
    /// Its value; times are in seconds.
    pub value: Spanned<String>,
}

/// `x-aws-access_logs`: where a load balancer writes down what came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLogs {
    /// Where it stands.
    pub loc: Loc,
    /// A bucket that lets load balancers write.
    pub bucket: Spanned<String>,
    /// The prefix of the names of the objects.
    pub prefix: Option<Spanned<String>>,
}

/// `x-aws-algorithm`: how a target is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// `round_robin`.
    RoundRobin,
    /// `least_outstanding_requests`.
    LeastOutstandingRequests,
    /// `weighted_random`.
    WeightedRandom {
        /// Whether targets that answer worse than the others get less.
        anomaly_mitigation: bool,
    },
}

/// `x-aws-healthcheck`: how a load balancer learns that a target is well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetHealthCheck {
    /// Where it stands.
    pub loc: Loc,
    /// The page to ask for.
    pub path: Option<Spanned<String>>,
    /// The answers of a target that is well.
    pub matcher: Option<Spanned<String>>,
    /// Seconds between two questions.
    pub interval: Option<Spanned<u32>>,
    /// Seconds to wait for an answer.
    pub timeout: Option<Spanned<u32>>,
    /// Good answers that make a target well.
    pub healthy: Option<Spanned<u32>>,
    /// Bad answers that make it unwell.
    pub unhealthy: Option<Spanned<u32>>,
    /// The port to ask at, if it is not that of the traffic.
    pub port: Option<Spanned<u16>>,
    /// The protocol of the check.
    pub protocol: Option<Spanned<HealthProtocol>>,
}

/// The protocols of health checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HealthProtocol {
    /// `http`.
    Http,
    /// `https`.
    Https,
    /// `tcp`: a connection is answer enough.
    Tcp,
}

impl HealthProtocol {
    /// Every word and its meaning.
    pub const ALL: [(&'static str, Self); 3] =
        [("http", Self::Http), ("https", Self::Https), ("tcp", Self::Tcp)];
}

/// `x-aws-stickiness`: a client comes back to the target it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stickiness {
    /// Where it stands.
    pub loc: Loc,
    /// For how many seconds.
    pub duration: Option<Spanned<u32>>,
    /// The program's own cookie that says so, in place of the load balancer's.
    pub cookie: Option<Spanned<String>>,
}
