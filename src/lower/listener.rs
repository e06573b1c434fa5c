//! Listeners: which port of a load balancer leads to which service.
//! Compose: `ports`, `x-aws-protocol`, `x-aws-certificate`, `healthcheck`.
//! CloudFormation: `Listener` and `TargetGroup` of Elastic Load Balancing.
//!
//! Decisions
//! - The listener is on `published`, the target group on `target`.
//! - TLS ends at the load balancer. A container that listens on 443 is spoken to in TLS all the same.
//! - `http2` and `grpc` need an encrypted listener
//!   (<https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html>).
//! - HTTP targets are well when they answer 200 to 399: a page that redirects to a login is no failure. A `curl` or `wget`
//!   of the container's own health check also says which path to ask for.
//! - Targets that speak UDP can only be asked over TCP
//!   (<https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html>), so the first TCP
//!   port that the service publishes or exposes is asked.
//!
//! Not here: which load balancer a port is for (`plan`).

use crate::cfn::{Handle, Output, Resource, Text, elbv2};
use crate::compose::{self, Protocol, Transport};
use crate::diagnostic::{Code, Diagnostic};

use super::context::Lowering;
use super::literals::to_text;
use super::load_balancer::LoadBalancer;
use super::names::{Name, OtherName};
use super::parameters::{Parameters, is_certificate, wrong_certificate};
use super::plan::{PublishedPort, ServicePlan};
use super::task_definition::container_name;
use super::{probe, tags};

/// TLS 1.2 and 1.3, as AWS recommends.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html>
const SSL_POLICY: &str = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/// A port of a service behind a load balancer.
#[derive(Debug)]
pub(super) struct Attachment {
    /// The container that listens.
    pub(super) container: String,
    /// The port of the container.
    pub(super) container_port: u16,
    /// Where ECS registers the tasks.
    pub(super) target_group: Handle,
    /// What must be there before ECS does.
    pub(super) listener: Handle,
}

/// Makes the listeners and target groups of a service.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    balancers: &[LoadBalancer],
    parameters: &Parameters,
) -> Vec<Attachment> {
    let mut attachments = Vec::new();
    for port in &plan.ports {
        let Some(balancer) = balancers.iter().find(|one| one.balancer == port.balancer) else { continue };
        let target_group = lower_target_group(cx, port.service, port, parameters);
        let listener = lower_listener(cx, port.service, port, balancer, &target_group, parameters);
        lower_url(cx, port.service, port, balancer);
        attachments.push(Attachment {
            container: container_name(port.service),
            container_port: port.port.target.value,
            target_group,
            listener,
        });
    }
    attachments
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

fn lower_target_group(
    cx: &mut Lowering<'_>,
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
    cx.add(Name::TargetGroup(&service.name, port.published), Resource::new(&group))
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

fn lower_listener(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    port: &PublishedPort<'_>,
    balancer: &LoadBalancer,
    target_group: &Handle,
    parameters: &Parameters,
) -> Handle {
    let forward = elbv2::Action {
        target_group_arn: Some(target_group.reference()),
        ..elbv2::Action::new(elbv2::ActionType::Forward)
    };
    let mut listener = elbv2::Listener {
        protocol: Some(match port.protocol {
            Protocol::Http => elbv2::Protocol::Http,
            Protocol::Https | Protocol::Http2 | Protocol::Grpc => elbv2::Protocol::Https,
            Protocol::Tcp => elbv2::Protocol::Tcp,
            Protocol::Tls => elbv2::Protocol::Tls,
            Protocol::Udp => elbv2::Protocol::Udp,
        }),
        port: Some(port.published.number),
        tags: tags::of_service(cx.project, service),
        ..elbv2::Listener::new(balancer.arn.clone(), vec![forward])
    };
    if port.is_encrypted() {
        listener.ssl_policy = Some(SSL_POLICY.into());
        let arn = certificate(cx, port, parameters);
        listener.certificates =
            arn.map(|certificate_arn| elbv2::Certificate { certificate_arn }).into_iter().collect();
    }
    cx.add(Name::Listener(&service.name, port.published), Resource::new(&listener))
}

fn certificate(cx: &mut Lowering<'_>, port: &PublishedPort<'_>, parameters: &Parameters) -> Option<Text> {
    let Some(own) = &port.port.certificate else {
        return parameters.certificate.as_ref().map(Handle::reference);
    };
    if !is_certificate(&own.value) {
        cx.report(wrong_certificate(own));
    }
    Some(to_text(&own.value))
}

/// Tells where the service is reached.
fn lower_url(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    port: &PublishedPort<'_>,
    balancer: &LoadBalancer,
) {
    let (scheme, usual) = match port.protocol {
        Protocol::Http => ("http", 80),
        Protocol::Https | Protocol::Http2 | Protocol::Grpc => ("https", 443),
        Protocol::Tcp => ("tcp", 0),
        Protocol::Tls => ("tls", 0),
        Protocol::Udp => ("udp", 0),
    };
    let number = port.published.number;
    let address = Text::sub().text(format!("{scheme}://")).attribute(balancer.ours.id(), "DNSName");
    let address = if number == usual { address } else { address.text(format!(":{number}")) };
    cx.output(
        OtherName::Url(&service.name, port.published),
        Output {
            condition: Some(balancer.created.clone()),
            description: Some(format!("Where {} is reached", service.name.value)),
            value: address.finish(),
            export: None,
        },
    );
}

fn no_health_port(service: &compose::Service, port: &PublishedPort<'_>) -> Diagnostic {
    let (name, target) = (&service.name.value, port.port.target.value);
    let message = format!("the load balancer cannot tell the health of `{name}` by UDP port `{target}`");
    Diagnostic::new(Code::UdpHealth, message)
        .at(port.port.loc)
        .help("it asks over TCP: name a TCP port that the container listens on in `expose`")
}
