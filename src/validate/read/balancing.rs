//! The keys of ports, and of the top level, about load balancers and target groups.
//!
//! Their bounds stand in `keys::balancing`. What goes with which load balancer is decided where it is known which carries
//! the port (`lower::target_group`, `lower::load_balancer`).

use super::keys::{Key, Place, keys, validated};
use super::scalar::flag;
use super::{ingress, prevalidated};
use crate::compose::{
    AccessLogs, Algorithm, Balancing, HealthProtocol, Stickiness, TargetGroupAttribute, TargetHealthCheck,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Spanned;
use crate::tree::Node;

/// Reads the keys of a port.
pub(super) fn read_port(port: &Node, diagnostics: &mut Diagnostics) -> Balancing {
    Balancing {
        access_logs: read_access_logs(Place::Port, port),
        algorithm: read_algorithm(port, diagnostics),
        attributes: read_attributes(port),
        health_check: read_health_check(port),
        idle_timeout: read_idle_timeout(Place::Port, port),
        ingress: ingress::read_port(port, diagnostics),
        slow_start: read_time(Place::Port, port, "x-aws-slow_start"),
        stickiness: read_stickiness(port, diagnostics),
        web_acl: read_web_acl(Place::Port, port),
    }
}

/// Reads the keys whose rows name a target group attribute.
fn read_attributes(port: &Node) -> Vec<TargetGroupAttribute> {
    let rows = keys().filter(|key| key.place == Place::Port);
    let read = |key: &Key| {
        let name = key.attribute?;
        validated(Place::Port, port, key.name)?;
        let value = flag(port, key.name)
            .map(|on| on.map(|on| on.to_string()))
            .or_else(|| Some(prevalidated::time(port, key.name)?.map(|seconds| seconds.to_string())))?;
        Some(TargetGroupAttribute { key: key.name, name, value })
    };
    rows.filter_map(read).collect()
}

/// Reads `x-aws-access_logs`.
pub(super) fn read_access_logs(place: Place, parent: &Node) -> Option<AccessLogs> {
    const KEY: &str = "x-aws-access_logs";
    let node = &validated(place, parent, KEY)?;
    let (bucket, prefix) = match node.as_map() {
        Some(_) => (prevalidated::text(node, "bucket")?, prevalidated::text(node, "prefix")),
        None => (prevalidated::text(parent, KEY)?, None),
    };
    Some(AccessLogs { loc: node.loc, bucket, prefix })
}

/// Reads `x-aws-idle_timeout`.
pub(super) fn read_idle_timeout(place: Place, parent: &Node) -> Option<Spanned<u32>> {
    read_time(place, parent, "x-aws-idle_timeout")
}

/// Reads `x-aws-webacl`.
pub(super) fn read_web_acl(place: Place, parent: &Node) -> Option<Spanned<String>> {
    const KEY: &str = "x-aws-webacl";
    validated(place, parent, KEY)?;
    prevalidated::text(parent, KEY)
}

/// A time in its bounds.
fn read_time(place: Place, parent: &Node, key: &str) -> Option<Spanned<u32>> {
    validated(place, parent, key)?;
    prevalidated::time(parent, key)
}

fn read_algorithm(port: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<Algorithm>> {
    const KEY: &str = "x-aws-algorithm";
    let node = &validated(Place::Port, port, KEY)?;
    let word = if node.as_map().is_some() {
        prevalidated::text(node, "type")
    } else {
        prevalidated::text(port, KEY)
    }?;
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

fn read_health_check(port: &Node) -> Option<TargetHealthCheck> {
    let node = &validated(Place::Port, port, "x-aws-healthcheck")?;
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

fn read_stickiness(port: &Node, diagnostics: &mut Diagnostics) -> Option<Stickiness> {
    const KEY: &str = "x-aws-stickiness";
    let node = &validated(Place::Port, port, KEY)?;
    if node.as_map().is_some() {
        let cookie = prevalidated::text(node, "cookie");
        if let Some(cookie) = cookie.as_ref().filter(|cookie| cookie.value.starts_with("AWSALB")) {
            diagnostics.push(reserved_cookie(cookie));
        }
        return Some(Stickiness { loc: node.loc, duration: prevalidated::time(node, "duration"), cookie });
    }
    match flag(port, KEY) {
        Some(on) if !on.value => None,
        Some(_) => Some(Stickiness { loc: node.loc, duration: None, cookie: None }),
        None => Some(Stickiness { loc: node.loc, duration: prevalidated::time(port, KEY), cookie: None }),
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
