//! Security groups: who reaches whom.
//! Compose: `networks`, `ports`, `x-aws-ingress`. CloudFormation: `SecurityGroup` and `SecurityGroupIngress`
//! of EC2.
//!
//! Decisions
//! - A network is a group whose members reach each other on all ports, as on a network of Docker; an external
//!   one is a group that exists, and made here where its name is no group's.
//! - A service with published ports has one more group, of its own, which lets the load balancer's group in
//!   and nobody else. The network's group is never opened: that would open the port on every service of the
//!   network.
//! - `x-aws-ingress` opens a service further, to networks and groups, never to the world: without `ports` on
//!   those that the service publishes or exposes.
//! - A service that mounts a file system has a group of its own too, which the file system lets in: the group
//!   of a network would let in all the network.
//! - A service without networks has a group too: without any, AWS would take the VPC's default group.
//! - The descriptions of groups are constant, here and in other rooms: a changed one replaces the group. Tags
//!   tell whose a group is.
//! - An interface takes five groups
//!   (<https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html>).
//!
//! Not here: the groups of load balancers (`load_balancer`).

use crate::plan::facts::{self, exposed};
use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::{List, Resource, Text, ec2};
use crate::compose::{self, Ingress, Transport};
use crate::diagnostic::{Code, Diagnostic};

use super::context::Lowering;
use super::ingress::admit;
use super::load_balancer::LoadBalancer;
use super::names::Name;
use super::parameters::Parameters;
use super::tags;
use crate::lower::literals::to_text;
use crate::plan::udp_health;
use crate::plan::{Balancer, Carrier, PublishedPort, ServicePlan};

const MAX_GROUPS: usize = 5;

/// The group of each network, by the network's key.
#[derive(Debug)]
pub(super) struct Networks<'a>(BTreeMap<&'a str, Text>);

/// The groups of a service.
#[derive(Debug)]
pub(super) struct Groups {
    /// All of them.
    pub(super) all: List,
    /// The one that it shares with nobody, where it has one.
    pub(super) own: Option<Text>,
}

/// Makes the networks' groups.
pub(super) fn lower<'a>(cx: &mut Lowering<'a>, parameters: &Parameters) -> Networks<'a> {
    let networks = cx.plan.networks.iter();
    Networks(
        networks
            .map(|network| (network.key.value.as_str(), lower_network(cx, network, parameters)))
            .collect(),
    )
}

/// Makes a service's own group, where it needs one; returns all the groups of the service.
pub(super) fn of_service(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    networks: &Networks<'_>,
    balancers: &[LoadBalancer],
    parameters: &Parameters,
) -> Groups {
    let service = plan.service;
    let mut groups: Vec<Text> =
        plan.networks().iter().filter_map(|key| networks.0.get(key).cloned()).collect();
    let mut own = None;
    let further = further_ingress(cx, plan);
    let mounts = facts::mounts_file_system(cx.project, plan);
    if !plan.ports.is_empty() || !further.is_empty() || groups.is_empty() || mounts {
        let mut group = ec2::SecurityGroup::new("Tasks of a service");
        group.vpc_id = Some(parameters.vpc.reference());
        group.security_group_ingress =
            balancers.iter().flat_map(|balancer| ingress_from(balancer, plan)).chain(further).collect();
        group.security_group_ingress.extend(ingress_from_existing(cx.project, plan));
        group.tags = tags::of_service(cx.project, service);
        let group: Text = cx.add(Name::SecurityGroup(&service.name), Resource::new(&group)).reference();
        groups.push(group.clone());
        own = Some(group);
    }
    if groups.len() > MAX_GROUPS {
        cx.report(too_many(service, groups.len()));
    }
    Groups { all: groups.into(), own }
}

fn lower_network(cx: &mut Lowering<'_>, network: &compose::Network, parameters: &Parameters) -> Text {
    let compose::Network {
        key,
        name,
        external,
        made_instead: _, // `advise` says so
        internal: _,     // the plan keeps its services off the load balancers
        labels: _,       // tags
        loc: _,
    } = network;
    if *external {
        return to_text(&name.value);
    }
    let mut group = ec2::SecurityGroup::new("Network of services");
    group.vpc_id = Some(parameters.vpc.reference());
    group.tags = tags::of_network(cx.project, network);
    let group = cx.add(Name::Network(key), Resource::new(&group));

    let mut ingress = ec2::SecurityGroupIngress::new("-1");
    ingress.description = Some(format!("Between the services of network {}", key.value).into());
    ingress.group_id = Some(group.reference());
    ingress.source_security_group_id = Some(group.reference());
    cx.add(Name::NetworkIngress(key), Resource::new(&ingress));
    group.reference()
}

/// The ports that are open to a load balancer: those it forwards to, and those of health checks.
fn ingress_from(balancer: &LoadBalancer, plan: &ServicePlan<'_>) -> Vec<ec2::Ingress> {
    let forwarded =
        ports_of(plan, balancer.balancer).map(|port| (port.port.target.value, port.published.transport));
    let asked = ports_of(plan, balancer.balancer)
        .filter_map(|port| udp_health::asked_at(port))
        .map(|port| (port, Transport::Tcp));
    let all: BTreeSet<(u16, Transport)> = forwarded.chain(asked).collect();
    all.into_iter()
        .map(|(port, transport)| {
            let mut ingress = ec2::Ingress::new(transport.lower());
            let words = balancer.balancer.words();
            ingress.description = Some(format!("{port}/{} from the {words}", transport.lower()).into());
            ingress.source_security_group_id = Some(balancer.security_group.clone());
            ingress.cidr_ip.clone_from(&balancer.source_cidr);
            ingress.from_port = Some(port.into());
            ingress.to_port = Some(port.into());
            ingress
        })
        .collect()
}

/// The ingress rules that the user writes.
fn further_ingress(cx: &mut Lowering<'_>, plan: &ServicePlan<'_>) -> Vec<ec2::Ingress> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for service in plan.long_running() {
        for rule in &service.extensions.ingress {
            let known = known_ports(service, rule.transport);
            if rule.ports.is_empty() && known.is_empty() {
                cx.report(no_ports(service, rule));
            }
            let said = rule.ports.iter().map(|range| (*range, rule.transport.unwrap_or(Transport::Tcp)));
            let ranges: BTreeSet<_> =
                if rule.ports.is_empty() { known.into_iter().collect() } else { said.collect() };
            for ((first, last), transport) in ranges {
                // EC2 refuses a rule that stands twice.
                if !seen.insert((&rule.from.value, first, last, transport)) {
                    continue;
                }
                let mut ingress = admit(&rule.from.value, transport);
                let ports = if first == last { first.to_string() } else { format!("{first}-{last}") };
                let usual = || format!("{ports}/{} from {}", transport.lower(), rule.from.value).into();
                let description = rule.description.as_ref().map(|text| to_text(&text.value));
                ingress.description = Some(description.unwrap_or_else(usual));
                ingress.from_port = Some(first.into());
                ingress.to_port = Some(last.into());
                found.push(ingress);
            }
        }
    }
    found
}

/// The ports that a service publishes and exposes, of one transport or of both.
fn known_ports(service: &compose::Service, asked: Option<Transport>) -> BTreeSet<((u16, u16), Transport)> {
    let published = service.ports.iter().map(|port| ((port.target.value, port.target.value), port.transport));
    published
        .chain(exposed(service))
        .filter(|(_, transport)| {
            *transport != Transport::Sctp && asked.is_none_or(|asked| asked == *transport)
        })
        .collect()
}

/// The ports that are open to the load balancer of existing listeners and target groups.
fn ingress_from_existing(project: &compose::Project, plan: &ServicePlan<'_>) -> Vec<ec2::Ingress> {
    let group = project.extensions.load_balancer_group.as_ref();
    let source = project.extensions.load_balancer_source.as_ref();
    if group.is_none() && source.is_none() {
        return Vec::new();
    }
    let existing = plan.ports.iter().filter(|port| !matches!(port.carrier, Carrier::Ours));
    let ports: BTreeSet<_> =
        existing.map(|port| (port.port.target.value, port.published.transport)).collect();
    let mut all = Vec::new();
    for (port, transport) in ports {
        let mut ingress = ec2::Ingress::new(transport.lower());
        ingress.description =
            Some(format!("{port}/{} from the existing load balancer", transport.lower()).into());
        ingress.source_security_group_id = group.map(|group| to_text(&group.value));
        ingress.cidr_ip = source.map(|cidr| to_text(&cidr.value));
        ingress.from_port = Some(port.into());
        ingress.to_port = Some(port.into());
        all.push(ingress);
    }
    all
}

fn ports_of<'a>(
    plan: &'a ServicePlan<'a>,
    balancer: Balancer,
) -> impl Iterator<Item = &'a PublishedPort<'a>> {
    let ours = |port: &&PublishedPort<'_>| matches!(port.carrier, Carrier::Ours);
    plan.ports.iter().filter(move |port| port.balancer == balancer).filter(ours)
}

fn no_ports(service: &compose::Service, rule: &Ingress) -> Diagnostic {
    let message = format!("it is not known which ports of `{}` to open", service.name.value);
    Diagnostic::new(Code::UnknownPorts, message)
        .at(rule.loc)
        .help(format!("write `{{from: {}, ports: [8080]}}`, or name the ports in `expose`", rule.from.value))
}

fn too_many(service: &compose::Service, count: usize) -> Diagnostic {
    let name = &service.name.value;
    let message = format!("`{name}` has {count} security groups, AWS allows {MAX_GROUPS}");
    let place = service.networks.last().map_or(service.name.loc, |attachment| attachment.network.loc);
    Diagnostic::new(Code::TooMany, message).at(place).help(
        "each network is one, and published ports, `x-aws-ingress` or volumes are one more: use fewer \
         networks",
    )
}
