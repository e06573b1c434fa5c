//! Attributes: how targets are chosen, kept and let go.
//! Compose: `x-aws-stickiness`, `x-aws-slow_start`, `x-aws-algorithm` of a port, and the keys whose rows name
//! an attribute.
//! CloudFormation: `TargetGroupAttributes`.
//!
//! Decisions
//! - The names and bounds are those of
//!   <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html>.
//! - What only one kind of load balancer has is refused at the other.
//! - An application load balancer keeps no client at a task while it sends to its own zone only
//!   (<https://docs.aws.amazon.com/elasticloadbalancing/latest/application/disable-cross-zone.html>).
//!
//! Not here: the health check (`health`).

use crate::cfn::{Text, elbv2};
use crate::compose::{self, Algorithm, Protocol};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Loc;

use super::super::context::Lowering;
use crate::lower::literals::to_text;
use crate::plan::PublishedPort;

/// The attributes of a port's target group.
pub(super) fn lower(cx: &mut Lowering<'_>, port: &PublishedPort<'_>) -> Vec<elbv2::Attribute> {
    let compose::Balancing {
        algorithm,
        attributes,
        slow_start,
        stickiness,
        access_logs: _,  // see `load_balancer`
        health_check: _, // see `health`
        idle_timeout: _, // see `load_balancer`
        ingress: _,      // see `load_balancer`
        web_acl: _,      // see `load_balancer`
    } = &port.port.balancing;
    let set = |it: &compose::TargetGroupAttribute| attribute(it.name, it.value.value.clone());
    let mut found: Vec<_> = attributes.iter().map(set).collect();
    if let Some(stickiness) = stickiness {
        found.extend(stick(cx, port, stickiness));
        let own_zone = attributes.iter().find(|it| it.key == "x-aws-cross_zone" && it.value.value == "false");
        if let Some(own_zone) = own_zone.filter(|_| port.protocol.is_http()) {
            cx.report(needs_all_zones(stickiness.loc, own_zone.value.loc));
        }
    }
    if !port.protocol.is_http() {
        let asked = [
            ("x-aws-algorithm", algorithm.as_ref().map(|algorithm| algorithm.loc)),
            ("x-aws-slow_start", slow_start.as_ref().map(|slow| slow.loc)),
        ];
        for (key, loc) in asked {
            if let Some(loc) = loc {
                cx.report(only_application(key, loc));
            }
        }
        return found;
    }
    if let Some(algorithm) = algorithm {
        let (word, mitigation) = match algorithm.value {
            Algorithm::RoundRobin => ("round_robin", None),
            Algorithm::LeastOutstandingRequests => ("least_outstanding_requests", None),
            Algorithm::WeightedRandom { anomaly_mitigation } => {
                ("weighted_random", Some(if anomaly_mitigation { "on" } else { "off" }))
            }
        };
        found.push(attribute("load_balancing.algorithm.type", word));
        found.extend(
            mitigation.map(|switch| attribute("load_balancing.algorithm.anomaly_mitigation", switch)),
        );
    }
    if let Some(slow) = slow_start {
        if let Some(algorithm) = algorithm.as_ref().filter(|one| one.value != Algorithm::RoundRobin) {
            cx.report(no_slow_start(slow.loc, algorithm.loc));
        }
        found.push(attribute("slow_start.duration_seconds", slow.value.to_string()));
    }
    found
}

fn stick(
    cx: &mut Lowering<'_>,
    port: &PublishedPort<'_>,
    stickiness: &compose::Stickiness,
) -> Vec<elbv2::Attribute> {
    let compose::Stickiness { loc, duration, cookie } = stickiness;
    let on = attribute("stickiness.enabled", "true");
    if port.protocol.is_http() {
        let kind = if cookie.is_some() { "app_cookie" } else { "lb_cookie" };
        let mut found = vec![on, attribute("stickiness.type", kind)];
        if let Some(cookie) = cookie {
            found.push(attribute("stickiness.app_cookie.cookie_name", to_text(&cookie.value)));
        }
        if let Some(duration) = duration {
            found.push(attribute(&format!("stickiness.{kind}.duration_seconds"), duration.value.to_string()));
        }
        return found;
    }
    if port.protocol == Protocol::Tls {
        cx.report(not_sticky(*loc));
    }
    let cookie = cookie.as_ref().map(|cookie| ("cookie", cookie.loc));
    let duration = duration.as_ref().map(|duration| ("duration", duration.loc));
    for (member, loc) in cookie.into_iter().chain(duration) {
        cx.report(by_address(member, loc));
    }
    vec![on, attribute("stickiness.type", "source_ip")]
}

fn attribute(key: &str, value: impl Into<Text>) -> elbv2::Attribute {
    elbv2::Attribute { key: key.to_owned(), value: value.into() }
}

fn only_application(key: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::NeedsRequests, format!("a network load balancer has no `{key}`"))
        .at(loc)
        .help("remove it, or write `x-aws-protocol: http` if the container speaks HTTP")
}

fn no_slow_start(slow: Loc, algorithm: Loc) -> Diagnostic {
    Diagnostic::new(Code::Algorithm, "a slow start needs the algorithm `round_robin`")
        .at(slow)
        .label(algorithm, "another algorithm")
        .help("remove one of them")
}

fn needs_all_zones(stickiness: Loc, own_zone: Loc) -> Diagnostic {
    let message = "an application load balancer that sends to its own zone only keeps no client at a task";
    Diagnostic::new(Code::Stickiness, message)
        .at(stickiness)
        .label(own_zone, "the own zone only")
        .help("remove `x-aws-stickiness` or `x-aws-cross_zone: false`")
}

fn not_sticky(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::Stickiness, "clients of an encrypted port do not stay with a task")
        .at(loc)
        .help("remove `x-aws-stickiness`; where TLS ends at a network load balancer it has none")
}

fn by_address(member: &str, loc: Loc) -> Diagnostic {
    let message = format!("a network load balancer knows clients by their address, without `{member}`");
    Diagnostic::new(Code::Stickiness, message).at(loc).help("write `x-aws-stickiness: true`")
}
