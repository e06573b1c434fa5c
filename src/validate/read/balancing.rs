//! The keys of ports, and of the top level, about load balancers and target groups.
//!
//! Their bounds stand in `keys::balancing`. What goes with which load balancer is decided where it is known
//! which carries the port (`lower::target_group`, `lower::load_balancer`).

use super::given::Given;
use super::prevalidated;
use super::scalar::flag;
use crate::compose::{
    AccessLogs, Algorithm, HealthProtocol, Stickiness, TargetGroupAttribute, TargetHealthCheck,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Spanned;

/// Reads a key whose row names a target group attribute.
pub(super) fn read_attribute(key: &Given<'_>, name: &'static str) -> Option<TargetGroupAttribute> {
    key.validated()?;
    let value = key
        .flag()
        .map(|on| on.map(|on| on.to_string()))
        .or_else(|| Some(key.time()?.map(|seconds| seconds.to_string())))?;
    Some(TargetGroupAttribute { key: key.name, name, value })
}

/// Reads `x-aws-access_logs`.
pub(super) fn read_access_logs(key: &Given<'_>) -> Option<AccessLogs> {
    let node = &key.validated()?;
    let (bucket, prefix) = match node.as_map() {
        Some(_) => (prevalidated::text(node, "bucket")?, prevalidated::text(node, "prefix")),
        None => (key.text()?, None),
    };
    Some(AccessLogs { loc: node.loc, bucket, prefix })
}

/// Reads `x-aws-algorithm`.
pub(super) fn read_algorithm(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Spanned<Algorithm>> {
    let node = &key.validated()?;
    let word = if node.as_map().is_some() { prevalidated::text(node, "type") } else { key.text() }?;
    let mitigation = flag(node, "anomaly_mitigation");
    let algorithm = match word.value.as_str() {
        "weighted_random" => Algorithm::WeightedRandom {
            anomaly_mitigation: mitigation.is_some_and(|mitigation| mitigation.value),
        },
        other => {
            if let Some(mitigation) = mitigation.filter(|mitigation| mitigation.value) {
                diagnostics.push(no_mitigation(&mitigation));
            }
            if other == "round_robin" { Algorithm::RoundRobin } else { Algorithm::LeastOutstandingRequests }
        }
    };
    Some(Spanned::new(algorithm, word.loc))
}

/// Reads `x-aws-healthcheck`.
pub(super) fn read_health_check(key: &Given<'_>) -> Option<TargetHealthCheck> {
    let node = &key.validated()?;
    Some(TargetHealthCheck {
        loc: node.loc,
        path: prevalidated::text(node, "path"),
        matcher: prevalidated::text(node, "matcher"),
        interval: prevalidated::time(node, "interval"),
        timeout: prevalidated::time(node, "timeout"),
        healthy: prevalidated::number(node, "healthy"),
        unhealthy: prevalidated::number(node, "unhealthy"),
        port: prevalidated::number(node, "port").as_ref().and_then(to_port),
        protocol: prevalidated::word(node, "protocol", &HealthProtocol::ALL),
    })
}

fn to_port(number: &Spanned<u32>) -> Option<Spanned<u16>> {
    u16::try_from(number.value).ok().map(|port| Spanned::new(port, number.loc))
}

/// Reads `x-aws-stickiness`.
pub(super) fn read_stickiness(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Stickiness> {
    let node = &key.validated()?;
    if node.as_map().is_some() {
        let cookie = prevalidated::text(node, "cookie");
        if let Some(cookie) = cookie.as_ref().filter(|cookie| cookie.value.starts_with("AWSALB")) {
            diagnostics.push(reserved_cookie(cookie));
        }
        return Some(Stickiness { loc: node.loc, duration: prevalidated::time(node, "duration"), cookie });
    }
    match key.flag() {
        Some(on) if !on.value => None,
        Some(_) => Some(Stickiness { loc: node.loc, duration: None, cookie: None }),
        None => Some(Stickiness { loc: node.loc, duration: key.time(), cookie: None }),
    }
}

fn no_mitigation(mitigation: &Spanned<bool>) -> Diagnostic {
    Diagnostic::new(Code::Algorithm, "`anomaly_mitigation` needs the algorithm `weighted_random`")
        .at(mitigation.loc)
        .help("write `type: weighted_random`, or remove `anomaly_mitigation`")
}

fn reserved_cookie(cookie: &Spanned<String>) -> Diagnostic {
    let message = format!("the cookie `{}` has a name that load balancers keep for themselves", cookie.value);
    Diagnostic::new(Code::ReservedCookie, message).at(cookie.loc).help(
        "name the cookie of your program, or write `x-aws-stickiness: true` for one of the load balancer",
    )
}
