//! Target groups: where a load balancer sends requests, and how it knows that a task is well.
//! Compose: `ports`, `healthcheck`. CloudFormation: `TargetGroup` of Elastic Load Balancing.
//!
//! Decisions
//! - The group is on `target`. A container that listens on 443 is spoken to in TLS.
//! - HTTP targets are well when they answer 200 to 399: a page that redirects to a login is no failure. A `curl` or `wget`
//!   of the container's own health check also says which path to ask for.
//! - Targets that speak UDP can only be asked over TCP
//!   (<https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html>), so the first TCP
//!   port that the service publishes or exposes is asked.
//!
//! Not here: what sends requests there (`listener`).

use crate::cfn::{Handle, Resource, elbv2};
use crate::compose::{self, Protocol, Transport};
use crate::diagnostic::{Code, Diagnostic};

use super::context::Lowering;
use super::names::Name;
use super::parameters::Parameters;
use super::plan::PublishedPort;
use super::{probe, tags};

/// Makes the target group of a port.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    port: &PublishedPort<'_>,
    parameters: &Parameters,
) -> Handle {
    lower_one(cx, Name::TargetGroup(&service.name, port.published), service, port, parameters)
}

/// Makes a second one like it, for a deployment that shifts requests.
pub(super) fn lower_alternate(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    port: &PublishedPort<'_>,
    parameters: &Parameters,
) -> Handle {
    lower_one(cx, Name::AlternateTargetGroup(&service.name, port.published), service, port, parameters)
}

fn lower_one(
    cx: &mut Lowering<'_>,
    name: Name<'_>,
    service: &compose::Service,
    port: &PublishedPort<'_>,
    parameters: &Parameters,
) -> Handle {
    let target = port.port.target.value;
    let mut group = elbv2::TargetGroup {
        target_type: Some(elbv2::TargetType::Ip),
        protocol: Some(target_protocol(port)),
        protocol_version: protocol_version(port.protocol),
        port: Some(target),
        vpc_id: Some(parameters.vpc.reference()),
        tags: tags::of_service(cx.project, service),
        ..elbv2::TargetGroup::default()
    };
    if matches!(port.protocol, Protocol::Http | Protocol::Https | Protocol::Http2) {
        let codes = elbv2::Matcher { http_code: Some("200-399".into()), ..elbv2::Matcher::default() };
        group.matcher = Some(codes);
        group.health_check_path = probe::path(service.health_check.as_ref(), target).map(Into::into);
    }
    if target_protocol(port) == elbv2::Protocol::Https {
        // Otherwise the load balancer asks a container that speaks TLS in plain HTTP.
        group.health_check_protocol = Some(elbv2::Protocol::Https);
    }
    if port.published.transport == Transport::Udp {
        match health_port(service, port) {
            Some(tcp) => {
                group.health_check_protocol = Some(elbv2::Protocol::Tcp);
                group.health_check_port = Some(tcp.to_string().into());
            }
            None => cx.report(no_health_port(service, port)),
        }
    }
    cx.add(name, Resource::new(&group))
}

/// The TCP port by which the health of a UDP port is known, where there is one.
pub(super) fn health_port(service: &compose::Service, port: &PublishedPort<'_>) -> Option<u16> {
    if port.published.transport != Transport::Udp {
        return None;
    }
    let published =
        service.ports.iter().filter(|port| port.transport == Transport::Tcp).map(|port| port.target.value);
    let exposed =
        service.expose.iter().filter_map(|exposed| exposed.value.trim_end_matches("/tcp").parse().ok());
    published.chain(exposed).min()
}

fn target_protocol(port: &PublishedPort<'_>) -> elbv2::Protocol {
    match port.protocol {
        Protocol::Http | Protocol::Https | Protocol::Http2 | Protocol::Grpc => {
            if port.port.target.value == 443 { elbv2::Protocol::Https } else { elbv2::Protocol::Http }
        }
        Protocol::Tls if port.port.target.value == 443 => elbv2::Protocol::Tls,
        Protocol::Tcp | Protocol::Tls => elbv2::Protocol::Tcp,
        Protocol::Udp => elbv2::Protocol::Udp,
    }
}

fn protocol_version(protocol: Protocol) -> Option<elbv2::ProtocolVersion> {
    match protocol {
        Protocol::Http2 => Some(elbv2::ProtocolVersion::Http2),
        Protocol::Grpc => Some(elbv2::ProtocolVersion::Grpc),
        Protocol::Http | Protocol::Https | Protocol::Tcp | Protocol::Tls | Protocol::Udp => None,
    }
}

fn no_health_port(service: &compose::Service, port: &PublishedPort<'_>) -> Diagnostic {
    let (name, target) = (&service.name.value, port.port.target.value);
    let message = format!("the load balancer cannot tell the health of `{name}` by UDP port `{target}`");
    Diagnostic::new(Code::UdpHealth, message)
        .at(port.port.loc)
        .help("it asks over TCP: name a TCP port that the container listens on in `expose`")
}
