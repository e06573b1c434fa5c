//! Health: how a load balancer knows that a task is well.
//! Compose: `x-aws-healthcheck` of a port, `healthcheck`. CloudFormation: `HealthCheck…` and `Matcher` of a
//! target group.
//!
//! Decisions
//! - HTTP targets are well when they answer 200 to 399: a page that redirects to a login is no failure. A
//!   `curl` or `wget` of the container's own health check also says which path to ask for.
//! - A network load balancer asks in HTTP where a path or codes are given.
//! - An answer must come before the next question
//!   (<https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html>), so
//!   a short interval without a timeout gets one.
//!
//! Not here: the container's own health check (`task_definition::health_check`), and by which port the health
//! of one for UDP is known (`plan::udp_health`).

use crate::cfn::elbv2;
use crate::compose::{self, HealthProtocol, Protocol, Transport};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};

use super::super::context::Lowering;
use crate::lower::literals::to_text;
use crate::plan::PublishedPort;
use crate::plan::probe;
use crate::plan::udp_health;

/// The defaults of AWS, in seconds.
const USUAL_INTERVAL: u32 = 30;

/// The longest of AWS's own timeouts, in seconds.
const USUAL_TIMEOUT: u32 = 10;

/// Fills the health check of a target group in.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    port: &PublishedPort<'_>,
    group: &mut elbv2::TargetGroup,
) {
    let target = port.port.target.value;
    if matches!(port.protocol, Protocol::Http | Protocol::Https | Protocol::Http2) {
        let codes = elbv2::Matcher { http_code: Some("200-399".into()), ..elbv2::Matcher::default() };
        group.matcher = Some(codes);
        group.health_check_path = probe::path(service.health_check.as_ref(), target).map(Into::into);
    }
    if group.protocol == Some(elbv2::Protocol::Https) {
        // Otherwise the load balancer asks a container that speaks TLS in plain HTTP.
        group.health_check_protocol = Some(elbv2::Protocol::Https);
    }
    group.health_check_port = udp_health::asked_at(port).map(|port| port.to_string().into());
    if port.published.transport == Transport::Udp {
        group.health_check_protocol = Some(elbv2::Protocol::Tcp);
    }
    if let Some(check) = &port.port.balancing.health_check {
        follow(cx, port, check, group);
    }
}

/// The check as the user writes it.
fn follow(
    cx: &mut Lowering<'_>,
    published: &PublishedPort<'_>,
    check: &compose::TargetHealthCheck,
    group: &mut elbv2::TargetGroup,
) {
    let compose::TargetHealthCheck {
        loc: _,
        path,
        matcher,
        interval,
        timeout,
        healthy,
        unhealthy,
        port: _, // see `port`
        protocol,
    } = check;
    let http = published.protocol.is_http();
    let page = path.as_ref().or(matcher.as_ref()).map(|text| text.loc);
    match (protocol, page) {
        (Some(said), _) if http && said.value == HealthProtocol::Tcp => cx.report(no_tcp(said.loc)),
        (Some(said), Some(page)) if said.value == HealthProtocol::Tcp => {
            cx.report(no_page(page, said.loc));
        }
        (Some(said), _) => group.health_check_protocol = Some(spoken(said.value)),
        (None, Some(_)) if !http => group.health_check_protocol = Some(elbv2::Protocol::Http),
        (None, _) => {}
    }
    if let Some(path) = path {
        group.health_check_path = Some(to_text(&path.value));
    }
    if let Some(matcher) = matcher {
        group.matcher = Some(codes(cx, published, matcher));
    }
    group.healthy_threshold_count = healthy.as_ref().map(|count| count.value);
    group.unhealthy_threshold_count = unhealthy.as_ref().map(|count| count.value);
    group.health_check_interval_seconds = interval.as_ref().map(|interval| interval.value);
    group.health_check_timeout_seconds = timeout.as_ref().map(|timeout| timeout.value);
    let seconds = interval.as_ref().map_or(USUAL_INTERVAL, |interval| interval.value);
    match timeout {
        Some(timeout) if timeout.value >= seconds => cx.report(too_patient(timeout, seconds)),
        None if seconds <= USUAL_TIMEOUT => group.health_check_timeout_seconds = Some(seconds - 1),
        Some(_) | None => {}
    }
}

fn spoken(protocol: HealthProtocol) -> elbv2::Protocol {
    match protocol {
        HealthProtocol::Http => elbv2::Protocol::Http,
        HealthProtocol::Https => elbv2::Protocol::Https,
        HealthProtocol::Tcp => elbv2::Protocol::Tcp,
    }
}

/// The answers that are good, among those that the load balancer knows.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html>
fn codes(cx: &mut Lowering<'_>, port: &PublishedPort<'_>, matcher: &Spanned<String>) -> elbv2::Matcher {
    let known = match port.protocol {
        Protocol::Grpc => 0..=99_u16,
        Protocol::Http | Protocol::Https | Protocol::Http2 => 200..=499,
        Protocol::Tcp | Protocol::Tls | Protocol::Udp => 200..=599,
    };
    let good = matcher.value.split(',').all(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let both = first.parse::<u16>().ok().zip(last.parse::<u16>().ok());
        both.is_some_and(|(first, last)| first <= last && known.contains(&first) && known.contains(&last))
    });
    if !good {
        cx.report(unknown_codes(matcher, (*known.start(), *known.end())));
    }
    let text = Some(to_text(&matcher.value));
    match port.protocol {
        Protocol::Grpc => elbv2::Matcher { grpc_code: text, ..elbv2::Matcher::default() },
        Protocol::Http
        | Protocol::Https
        | Protocol::Http2
        | Protocol::Tcp
        | Protocol::Tls
        | Protocol::Udp => elbv2::Matcher { http_code: text, ..elbv2::Matcher::default() },
    }
}

fn no_tcp(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::HealthProtocol, "an application load balancer does not ask for health in `tcp`")
        .at(loc)
        .help("write `http` or `https`, and the `path` of a page that answers")
}

fn no_page(page: Loc, protocol: Loc) -> Diagnostic {
    Diagnostic::new(Code::HealthProtocol, "a health check in `tcp` asks for no page and gets no code")
        .at(page)
        .label(protocol, "only connects")
        .help("write `protocol: http`, or remove `path` and `matcher`")
}

fn too_patient(timeout: &Spanned<u32>, interval: u32) -> Diagnostic {
    let message =
        format!("a `timeout` of {} s is not shorter than the interval of {interval} s", timeout.value);
    Diagnostic::new(Code::HealthTimeout, message)
        .at(timeout.loc)
        .help("make `timeout` shorter, or `interval` longer")
}

fn unknown_codes(matcher: &Spanned<String>, (first, last): (u16, u16)) -> Diagnostic {
    let message = format!("`{}` has codes that this port cannot answer with", matcher.value);
    Diagnostic::new(Code::HealthMatcher, message)
        .at(matcher.loc)
        .help(format!("write rising ranges of codes from {first} to {last}, as in `{first}-{}`", first + 9))
}
