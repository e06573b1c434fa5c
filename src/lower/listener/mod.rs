//! Listeners: which requests of a load balancer come to which service.
//! Compose: `ports`, `x-aws-protocol`, `x-aws-certificate`, `x-aws-route`, `x-aws-auth`, `x-aws-listener` and
//! their like.
//! CloudFormation: `Listener`, `ListenerRule` and `ListenerCertificate` of Elastic Load Balancing.
//!
//! Decisions
//! - The listener is on `published`; TLS ends there.
//! - `http2` and `grpc` need an encrypted listener
//!   (<https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html>).
//! - A listener belongs to the port that takes what no route takes, else to the load balancer, and then
//!   answers 404.
//! - The priority of a rule follows from its own conditions (`priority`), so that no route moves another, but
//!   where two meet in one number.
//! - Ports with equal conditions that all have a `weight` share one rule, that of the first service by name.
//! - A listener that exists gets rules and certificates, and nothing else is made.
//!
//! Not here: which load balancer a port is for (`ports`), where it sends its requests (`target_group`).

mod action;
mod certificate;
mod conflicts;
mod rule;
mod shift;
mod texts;
mod url;

use crate::plan::test_ports;
use std::collections::BTreeMap;

use crate::cfn::{Handle, List, LogicalId, Resource, Text, ecs, elbv2};
use crate::compose::Protocol;

use super::context::Lowering;
use super::load_balancer::LoadBalancer;
use super::names::{Name, Short};
use super::parameters::Parameters;
use super::secrets::Secrets;
use super::{deployment, load_balancer, tags, target_group};
use crate::lower::literals::to_text;
use crate::plan::facts::container_name;
use crate::plan::{Carrier, PublishedPort, ServicePlan};

use crate::plan::listeners::{self, Key, ListenerGroup, key};

/// TLS 1.2 and 1.3, as AWS recommends.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html>
const SSL_POLICY: &str = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/// A port of a service behind a load balancer.
#[derive(Debug, Clone)]
pub(super) struct Attachment {
    /// The container that listens.
    pub(super) container: String,
    /// The port of the container.
    pub(super) container_port: u16,
    /// Where ECS registers the tasks.
    pub(super) target_group: Text,
    /// The label at which its requests are counted, where both load balancer and group are known.
    pub(super) requests: Option<Text>,
    /// The two groups between which deployments shift its requests, where they do.
    shifted: Option<shift::Shifted>,
    /// The rules and groups between which ECS shifts requests, where it does.
    pub(super) shift: Option<ecs::AdvancedConfiguration>,
    /// The listener that sends it what no rule takes: ours, and only where it does so.
    pub(super) listener: Option<Handle>,
    /// The rules that send it requests, the first of them first.
    pub(super) rules: Vec<Handle>,
}

/// The input from which listeners are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tools<'a> {
    /// The load balancers.
    pub(super) balancers: &'a [LoadBalancer],
    /// The parameters.
    pub(super) parameters: &'a Parameters,
    /// Where client secrets are.
    pub(super) secrets: &'a Secrets,
}

/// The ports of all services whose listeners have routes.
#[derive(Debug)]
pub(super) struct Shared<'a>(BTreeMap<Key<'a>, Option<Attachment>>);

impl Attachment {
    /// The resources that attach the target group to a load balancer: without them ECS refuses it.
    pub(super) fn waits_for(&self) -> impl Iterator<Item = &LogicalId> {
        let rules = self.rules.iter().filter(|_| self.listener.is_none());
        self.listener.iter().chain(rules).map(Handle::id)
    }
}

/// Makes the listeners that have routes, whoever's they are, and all that belongs to them.
pub(super) fn lower_shared<'a>(cx: &mut Lowering<'a>, tools: Tools<'_>) -> Shared<'a> {
    let groups = listeners::all(cx.plan);
    for finding in conflicts::find(cx.project, cx.plan, &groups) {
        cx.report(finding);
    }
    let mut shared = BTreeMap::new();
    for listener_group in groups.iter().filter(|listener_group| !listener_group.is_plain()) {
        shared.extend(lower_group(cx, listener_group, tools));
    }
    Shared(shared)
}

/// Makes the other listeners of a service; returns all of its ports that have tasks to send requests to.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    task: &ServicePlan<'_>,
    shared: &Shared<'_>,
    tools: Tools<'_>,
) -> Vec<Attachment> {
    let mut attachments = Vec::new();
    let role = deployment::lower_traffic_role(cx, task);
    for port in &task.ports {
        let mut attachment = match (port.carrier, shared.0.get(&key(port))) {
            (Carrier::TargetGroup(arn), _) => Some(attach(port, to_text(&arn.value))),
            (Carrier::Ours | Carrier::Listener(_), Some(shared)) => shared.clone(),
            (Carrier::Ours | Carrier::Listener(_), None) => {
                lower_group(cx, &ListenerGroup::of_one(port), tools).remove(&key(port)).flatten()
            }
        };
        url::lower(cx, port, tools);
        if let (Some(role), Some(attachment)) = (&role, &mut attachment) {
            attachment.shift = shift::lower(cx, port, attachment, role, tools.secrets);
        }
        if let Some(test) = port.test_published() {
            url::lower_test(cx, port, test, tools.balancers);
        }
        attachments.extend(attachment);
    }
    attachments
}

fn attach(port: &PublishedPort<'_>, target_group: Text) -> Attachment {
    Attachment {
        container: container_name(port.service),
        container_port: port.port.target.value,
        target_group,
        requests: None,
        shifted: None,
        shift: None,
        listener: None,
        rules: Vec::new(),
    }
}

/// Makes a listener, where it is ours, and the target groups, rules and certificates behind it.
fn lower_group<'a>(
    cx: &mut Lowering<'_>,
    listener_group: &ListenerGroup<'a>,
    tools: Tools<'_>,
) -> BTreeMap<Key<'a>, Option<Attachment>> {
    let balancer = tools.balancers.iter().find(|one| one.balancer == listener_group.balancer);
    let of = match (listener_group.existing, balancer) {
        (Some(arn), _) => target_group::Of::Listener(&arn.value),
        (None, Some(balancer)) => target_group::Of::Balancer(&balancer.arn),
        (None, None) => return BTreeMap::new(),
    };
    let mut made = BTreeMap::new();
    for port in &listener_group.ports {
        let attachment = listeners::forwards(port).then(|| {
            let group = target_group::lower(cx, port.service, port, &of, tools.parameters);
            let requests = counted_at(listener_group, balancer).map(|balancer| {
                let group: Text = group.attribute("TargetGroupFullName");
                Text::join("/", [balancer, group].into_iter().collect::<List>())
            });
            Attachment { requests, ..attach(port, group.reference()) }
        });
        made.insert(key(port), attachment);
    }
    let shifted = shift_between(cx, listener_group, &made, &of, tools);
    let (listener, properties) = match (listener_group.existing, balancer) {
        (Some(arn), _) => (to_text(&arn.value), None),
        (None, Some(balancer)) => {
            let (listener, properties) = lower_listener(cx, listener_group, balancer, &made, tools);
            for (port, _) in listener_group.defaults() {
                if let Some(attachment) = made.get_mut(&key(port)).and_then(Option::as_mut) {
                    attachment.listener = Some(listener.clone());
                }
            }
            (listener.reference(), Some(properties))
        }
        (None, None) => return made,
    };
    let certificates = certificate::lower_further(cx, listener_group, &listener);
    let tests = listener_group.test_rules();
    for (key, groups) in shifted {
        if let Some(attachment) = made.get_mut(&key).and_then(Option::as_mut) {
            let (listener, properties) = (listener.clone(), properties.clone());
            let certificates = certificates.clone();
            let test_rule = tests.get(&key).copied().flatten();
            attachment.shifted =
                Some(shift::Shifted { groups, listener, properties, certificates, test_rule });
        }
    }
    rule::lower(cx, listener_group, &listener, &mut made, tools);
    made
}

/// An application load balancer by its kind and name, as metrics have it.
/// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html>
fn counted_at(listener_group: &ListenerGroup<'_>, balancer: Option<&LoadBalancer>) -> Option<Text> {
    let Some(arn) = listener_group.existing else {
        return balancer.filter(|one| one.balancer.is_application()).map(|one| one.full_name.clone());
    };
    // The ARN of a listener has it too: `…:listener/app/name/id/id of the listener`.
    let (_, rest) = arn.value.split_once(":listener/")?;
    let (name, _) = rest.rsplit_once('/')?;
    name.starts_with("app/").then(|| to_text(name))
}

/// Makes the second target groups of the ports whose deployments shift requests.
fn shift_between<'a>(
    cx: &mut Lowering<'_>,
    listener_group: &ListenerGroup<'a>,
    made: &BTreeMap<Key<'a>, Option<Attachment>>,
    of: &target_group::Of<'_>,
    tools: Tools<'_>,
) -> Vec<(Key<'a>, deployment::Groups)> {
    let mut shifted = Vec::new();
    for port in &listener_group.ports {
        if let Some(attachment) = made.get(&key(port)).and_then(Option::as_ref)
            && test_ports::shifts(cx.plan, port)
        {
            let first = attachment.target_group.clone();
            shifted.push((key(port), deployment::Groups::lower(cx, port, first, of, tools.parameters)));
        }
    }
    shifted
}

fn lower_listener(
    cx: &mut Lowering<'_>,
    listener_group: &ListenerGroup<'_>,
    balancer: &LoadBalancer,
    made: &BTreeMap<Key<'_>, Option<Attachment>>,
    tools: Tools<'_>,
) -> (Handle, elbv2::Listener) {
    let owner = listener_group.owner();
    let actions = match owner {
        Some((port, route)) => {
            let sharers: Vec<_> = listener_group.defaults();
            let targets = action::targets(&sharers, made);
            action::steps(cx, port, route, targets, tools.secrets, action::ActionHolder::Listener)
        }
        None => vec![action::nobody()],
    };
    let shifts = !listener_group.balancer.is_application()
        && listener_group.ports.iter().any(|port| test_ports::shifts(cx.plan, port));
    let mut listener = elbv2::Listener {
        protocol: listener_group.ports.first().map(|port| protocol(port.protocol)),
        port: Some(listener_group.published.number),
        listener_attributes: listener_group
            .ports
            .first()
            .map(|port| load_balancer::listener_attributes(cx, port))
            .unwrap_or_default(),
        // Whose requests it takes may change, and the listener stays.
        tags: if shifts { Vec::new() } else { tags::of_project(cx.project) },
        ..elbv2::Listener::new(balancer.arn.clone(), actions)
    };
    if listener_group.is_encrypted() {
        let policy = listener_group.setting(|options| options.ssl_policy.as_ref());
        let policy = policy.or(cx.project.extensions.ssl_policy.as_ref());
        listener.ssl_policy = Some(policy.map_or(SSL_POLICY.into(), |policy| to_text(&policy.value)));
        listener.certificates = certificate::first(listener_group, tools.parameters).into_iter().collect();
        listener.mutual_authentication =
            listener_group.setting(|options| options.mutual_tls.as_ref()).map(action::mutual_tls);
        let alpn = listener_group.setting(|options| options.alpn_policy.as_ref());
        listener.alpn_policy =
            alpn.and_then(|word| elbv2::AlpnPolicy::from_name(&word.value)).into_iter().collect();
    }
    let handle =
        cx.add(Name::Listener(listener_group.balancer, listener_group.published), Resource::new(&listener));
    for port in &listener_group.ports {
        cx.share(&port.service.name, Short::Listener(port.published), &handle);
    }
    (handle, listener)
}

fn protocol(protocol: Protocol) -> elbv2::Protocol {
    match protocol {
        Protocol::Http => elbv2::Protocol::Http,
        Protocol::Https | Protocol::Http2 | Protocol::Grpc => elbv2::Protocol::Https,
        Protocol::Tcp => elbv2::Protocol::Tcp,
        Protocol::Tls => elbv2::Protocol::Tls,
        Protocol::Udp => elbv2::Protocol::Udp,
    }
}
