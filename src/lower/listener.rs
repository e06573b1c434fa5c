//! Listeners: which port of a load balancer leads to which service.
//! Compose: `ports`, `x-aws-protocol`, `x-aws-certificate`. CloudFormation: `Listener` of Elastic Load Balancing.
//!
//! Decisions
//! - The listener is on `published`; TLS ends there.
//! - `http2` and `grpc` need an encrypted listener
//!   (<https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html>).
//!
//! Not here: which load balancer a port is for (`plan`), where it sends its requests (`target_group`).

use crate::cfn::{Handle, List, Output, Resource, Text, elbv2};
use crate::compose::{self, Protocol};

use super::context::Lowering;
use super::literals::to_text;
use super::load_balancer::LoadBalancer;
use super::names::{Name, OtherName};
use super::parameters::{Parameters, is_certificate, wrong_certificate};
use super::plan::{PublishedPort, ServicePlan};
use super::task_definition::container_name;
use super::{tags, target_group};

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
    /// What the requests for it are counted at, behind an application load balancer.
    pub(super) requests: Option<Text>,
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
        let target_group = target_group::lower(cx, port.service, port, parameters);
        let listener = lower_listener(cx, port.service, port, balancer, &target_group, parameters);
        lower_url(cx, port.service, port, balancer);
        let requests = port.balancer.is_application().then(|| counted_at(balancer, &target_group));
        attachments.push(Attachment {
            container: container_name(port.service),
            container_port: port.port.target.value,
            target_group,
            listener,
            requests,
        });
    }
    attachments
}

/// A load balancer and a target group as the metrics of both know them.
/// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html>
fn counted_at(balancer: &LoadBalancer, target_group: &Handle) -> Text {
    let group: Text = target_group.attribute("TargetGroupFullName");
    Text::join("/", [balancer.full_name.clone(), group].into_iter().collect::<List>())
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
