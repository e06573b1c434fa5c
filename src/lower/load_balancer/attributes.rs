//! Attributes: settings of load balancers and listeners that are no properties.
//! Compose: `x-aws-idle_timeout`, `x-aws-access_logs`, `x-aws-deletion_protection`. CloudFormation:
//! `LoadBalancerAttributes` and `ListenerAttributes`.
//!
//! Decisions
//! - The names and bounds are those of
//!   <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html>.
//! - A network load balancer sends to all zones, because one task may be all there is.
//! - What a port says of its load balancer holds before what the project says; two ports that disagree are
//!   refused.
//! - A network load balancer writes down encrypted connections only
//!   (<https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html>), so
//!   one without gets no logs.
//! - An application load balancer has one idle timeout; a network load balancer has one a TCP listener, and
//!   fixed ones for others
//!   (<https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html>).
//! - A load balancer that exists keeps its own attributes.

use crate::cfn::{Text, elbv2};
use crate::compose::{AccessLogs, Protocol};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Loc;

use super::super::context::Lowering;
use crate::lower::literals::to_text;
use crate::plan::{Balancer, Carrier, PublishedPort};

/// The attributes of a load balancer of ours.
pub(super) fn lower(cx: &mut Lowering<'_>, balancer: Balancer) -> Vec<elbv2::Attribute> {
    let mut found = Vec::new();
    if !balancer.is_application() {
        found.push(attribute("load_balancing.cross_zone.enabled", "true"));
    }
    let extensions = &cx.project.extensions;
    if let Some(timeout) = extensions.idle_timeout.as_ref().filter(|_| balancer.is_application()) {
        found.push(attribute("idle_timeout.timeout_seconds", timeout.value.to_string()));
    }
    if let Some(protection) = &extensions.deletion_protection {
        found.push(attribute("deletion_protection.enabled", protection.value.to_string()));
    }
    if let Some(AccessLogs { loc: _, bucket, prefix }) = access_logs(cx, balancer) {
        found.push(attribute("access_logs.s3.enabled", "true"));
        found.push(attribute("access_logs.s3.bucket", to_text(&bucket.value)));
        found
            .extend(prefix.as_ref().map(|prefix| attribute("access_logs.s3.prefix", to_text(&prefix.value))));
    }
    found
}

/// The attributes of a port's listener.
pub(in super::super) fn of_listener(
    cx: &mut Lowering<'_>,
    port: &PublishedPort<'_>,
) -> Vec<elbv2::Attribute> {
    let Some(timeout) = &port.port.balancing.idle_timeout else { return Vec::new() };
    match port.protocol {
        Protocol::Tcp => {}
        Protocol::Tls | Protocol::Udp => cx.report(fixed_timeout(timeout.loc)),
        Protocol::Http | Protocol::Https | Protocol::Http2 | Protocol::Grpc => {
            cx.report(timeout_of_all(timeout.loc));
        }
    }
    vec![attribute("tcp.idle_timeout.seconds", timeout.value.to_string())]
}

/// Reports keys of the project that find no load balancer to be about.
pub(super) fn report_unused(cx: &mut Lowering<'_>) {
    let extensions = &cx.project.extensions;
    let application = cx.plan.balancers.iter().any(|balancer| balancer.is_application());
    let any = !cx.plan.balancers.is_empty();
    let network = cx.plan.balancers.contains(&Balancer::Network)
        && extensions.load_balancer.as_ref().is_some_and(|arn| arn.value.contains(":loadbalancer/net/"));
    let existing = cx.plan.all_ports().any(|(_, port)| !matches!(port.carrier, Carrier::Ours));
    let source = extensions.load_balancer_source.as_ref().map(|cidr| cidr.loc);
    let unused = [
        ("x-aws-loadbalancer.source_cidr", source.filter(|_| !network && !existing)),
        ("x-aws-access_logs", extensions.access_logs.as_ref().map(|logs| logs.loc).filter(|_| !any)),
        (
            "x-aws-deletion_protection",
            extensions.deletion_protection.as_ref().map(|on| on.loc).filter(|_| !any),
        ),
        (
            "x-aws-idle_timeout",
            extensions.idle_timeout.as_ref().map(|time| time.loc).filter(|_| !application),
        ),
        ("x-aws-webacl", extensions.web_acl.as_ref().map(|acl| acl.loc).filter(|_| !any)),
    ];
    for (key, loc) in unused {
        if let Some(loc) = loc {
            cx.report(nothing_to_set(key, loc));
        }
    }
}

/// Where a load balancer writes down what came in.
fn access_logs<'a>(cx: &mut Lowering<'a>, balancer: Balancer) -> Option<&'a AccessLogs> {
    let plan = cx.plan;
    let of_balancer = || plan.ports().map(|(_, port)| port).filter(|port| port.balancer == balancer);
    let mut said = of_balancer().filter_map(|port| port.port.balancing.access_logs.as_ref());
    let of_ports = said.next();
    let same = |one: &AccessLogs, other: &AccessLogs| {
        let prefix = |logs: &AccessLogs| logs.prefix.as_ref().map(|prefix| prefix.value.clone());
        one.bucket.value == other.bucket.value && prefix(one) == prefix(other)
    };
    if let Some((first, other)) =
        of_ports.and_then(|first| said.find(|other| !same(first, other)).map(|other| (first, other)))
    {
        cx.report(two_answers("x-aws-access_logs", first.loc, other.loc));
    }
    let asked = of_ports.or(cx.project.extensions.access_logs.as_ref())?;
    if balancer.is_application() || of_balancer().any(|port| port.protocol == Protocol::Tls) {
        return Some(asked);
    }
    // The application load balancer beside it keeps what the project says.
    if of_ports.is_some() || !cx.plan.balancers.contains(&Balancer::Application) {
        cx.report(nothing_to_log(asked.loc));
    }
    None
}

fn attribute(key: &str, value: impl Into<Text>) -> elbv2::Attribute {
    elbv2::Attribute { key: key.to_owned(), value: value.into() }
}

/// Says that two ports of one load balancer want different things of it.
pub(super) fn two_answers(key: &str, first: Loc, other: Loc) -> Diagnostic {
    let message = format!("two ports of one load balancer have different `{key}`");
    Diagnostic::new(Code::SharedSetting, message)
        .label(other, "one")
        .label(first, "another")
        .help(format!("a load balancer has one: write `{key}` once, at the top level"))
}

fn nothing_to_set(key: &str, loc: Loc) -> Diagnostic {
    let message = format!("`{key}` has no effect: no load balancer of the project has such a setting");
    Diagnostic::new(Code::Ignored, message).at(loc).help("remove it, or publish a port that needs it")
}

fn nothing_to_log(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::Approximated, "a network load balancer writes no access logs without a TLS port")
        .at(loc)
        .help("it logs encrypted connections only: use `x-aws-protocol: tls`, or flow logs of the VPC")
}

fn fixed_timeout(loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::IdleTimeout,
        "only TCP ports of a network load balancer have an idle timeout to set",
    )
    .at(loc)
    .help("remove it: it is 350 seconds with TLS, and 120 with UDP")
}

fn timeout_of_all(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::IdleTimeout, "an application load balancer has one idle timeout for all its ports")
        .at(loc)
        .help("move `x-aws-idle_timeout` to the top level")
}
