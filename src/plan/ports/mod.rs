//! Ports: what each published port is, and which cannot be.
//! Compose: `ports`, `x-aws-protocol`. CloudFormation: what listeners and target groups are made from.
//!
//! Decisions
//! - A port that speaks HTTP (see `protocol`) is for the application load balancer. All others go to the
//!   network load balancer.
//! - A port without a number outside is any free port of a host, by which nobody looks for it, so it is not
//!   published. With a key about who carries it, it gets the container's number, and a range its first: a
//!   load balancer has no free ports to choose from, and chance has no place in a template.
//! - Of TCP and UDP on one port of a container TCP is published, with a warning, or the one with
//!   `x-aws-protocol`: ECS makes no service whose container has two mappings of one port, also behind a
//!   `TCP_UDP` listener (<https://github.com/aws/amazon-ecs-agent/issues/3428>), and two services would not
//!   be one program.
//! - TCP and UDP on one port of the network load balancer are refused: it wants a `TCP_UDP` listener and one
//!   target group for both
//!   (<https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html>).
//! - Of more ports than ECS takes for a service those with keys are published, then the first in the file,
//!   with a warning about the others: a program that is reached by five of its nine ports is of use, and the
//!   file tells which matter most.
//! - A port bound to the loopback address is not for others, so no load balancer carries it.
//!
//! Not here: listeners and target groups (`listener`).

mod findings;
mod protocol;

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::{self, Protocol, Transport};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Loc;

use super::facts::exposed_with_places;
use super::{Balancer, Carrier, Plan, Published, PublishedPort};

pub(crate) use findings::port_taken;

use findings::{
    bare, beyond, internal, loopback, one_listener, one_transport, random_port, sctp, tcp_and_udp,
    too_many_ports, wrong_transport,
};

/// The target groups ECS takes for one service.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html>
const MOST_TARGET_GROUPS: usize = 5;

/// The ports of a task that a load balancer carries, by number: those of all its containers.
pub(in crate::plan) fn of_task<'a>(
    project: &'a compose::Project,
    main: &'a compose::Service,
    containers: &[&'a compose::Service],
    diagnostics: &mut Diagnostics,
) -> Vec<PublishedPort<'a>> {
    let ports = containers.iter().flat_map(|service| service.ports.iter().map(|port| (*service, port)));
    let mut published: Vec<_> =
        ports.filter_map(|(service, port)| publish(project, service, port, diagnostics)).collect();
    if let (true, Some(first)) = (is_internal(main, &project.networks), published.first()) {
        diagnostics.push(internal(first.service, first.port));
        return Vec::new();
    }
    published.sort_by_key(|port| (port.published, port.port.target.value));
    // The same port bound to several addresses of a host is one port of a load balancer.
    published.dedup_by(|one, other| {
        let what = |port: &PublishedPort<'_>| (port.published, port.port.target.value, port.protocol);
        what(one) == what(other) && one.port.listener.routes.all.is_empty()
    });
    diagnostics.extend(leave_out_beyond(main, &mut published));
    published
}

/// Takes out the ports beyond those that ECS carries, and says so. Where keys ask for more than these,
/// nothing is chosen.
fn leave_out_beyond(main: &compose::Service, published: &mut Vec<PublishedPort<'_>>) -> Option<Diagnostic> {
    let count = published.len();
    if count <= MOST_TARGET_GROUPS {
        return None;
    }
    let place = |port: &PublishedPort<'_>| (!port.port.has_keys(), port.port.loc, port.published);
    let mut places: Vec<_> = published.iter().map(place).collect();
    places.sort_unstable();
    let (by_place, ..) = *places.get(MOST_TARGET_GROUPS)?;
    if !by_place {
        return None;
    }
    let left_out = places.split_off(MOST_TARGET_GROUPS);
    published.retain(|port| places.binary_search(&place(port)).is_ok());
    Some(beyond(main, count, left_out.into_iter().map(|(_, loc, _)| loc).collect()))
}

fn publish<'a>(
    project: &'a compose::Project,
    service: &'a compose::Service,
    port: &'a compose::Port,
    diagnostics: &mut Diagnostics,
) -> Option<PublishedPort<'a>> {
    if port.transport == Transport::Sctp {
        diagnostics.push(sctp(port));
        return None;
    }
    if !port.is_published() || is_hidden(service, port) {
        return None;
    }
    let protocol = match port.spoken() {
        Ok(protocol) => protocol,
        Err(said) => {
            diagnostics.push(wrong_transport(port, said));
            return None;
        }
    };
    let number = port.number().unwrap_or(port.target.value);
    if !port.published.as_ref().is_some_and(|it| it.value == compose::Published::Number(number)) {
        diagnostics.push(random_port(service, port, number));
    }
    diagnostics.extend(protocol::likely_http(service, port));
    let balancer = if protocol.is_http() { Balancer::Application } else { Balancer::Network };
    Some(PublishedPort {
        service,
        port,
        published: Published { number, transport: port.transport },
        protocol,
        balancer,
        test: None,
        test_header: None,
        answered_at: None,
        carrier: carrier(project, port, number, protocol),
    })
}

/// A listener is known by what the port says, or by its number.
fn carrier<'a>(
    project: &'a compose::Project,
    port: &'a compose::Port,
    number: u16,
    protocol: Protocol,
) -> Carrier<'a> {
    if let Some(arn) = &port.listener.target_group {
        return Carrier::TargetGroup(arn);
    }
    let mut known = project.extensions.listeners.iter().filter(|_| protocol.is_http());
    let known = || known.find(|(port, _)| port.value == number).map(|(_, arn)| arn);
    port.listener.listener.as_ref().or_else(known).map_or(Carrier::Ours, Carrier::Listener)
}

/// Whether a port gives way to another on the same port of the container: ECS maps one of TCP and UDP. TCP
/// stays, or the one with an `x-aws-protocol`; where both have one there is nothing to choose, and
/// `report_clashes` says so.
pub(crate) fn is_hidden(service: &compose::Service, port: &compose::Port) -> bool {
    service.ports.iter().any(|other| {
        other.target.value == port.target.value
            && match (other.transport, port.transport) {
                (Transport::Tcp, Transport::Udp) => {
                    port.protocol.is_none() && (other.is_published() || !port.is_published())
                }
                (Transport::Udp, Transport::Tcp) => {
                    port.protocol.is_none()
                        && (other.protocol.is_some() || other.is_published() && !port.is_published())
                }
                _ => false,
            }
    })
}

/// Says, once for the project, which ports are not published: those for the host alone, those without a
/// number outside, and those that give way to another.
pub(in crate::plan) fn report_unpublished(services: &[&compose::Service], diagnostics: &mut Diagnostics) {
    let ports: Vec<(&compose::Service, &compose::Port)> =
        services.iter().flat_map(|service| service.ports.iter().map(move |port| (*service, port))).collect();
    let all = |is_one: &dyn Fn(&compose::Service, &compose::Port) -> bool| -> Vec<_> {
        ports.iter().copied().filter(|(service, port)| is_one(service, port)).collect()
    };
    diagnostics.extend(loopback(&all(&|_, port| port.is_loopback())));
    diagnostics.extend(bare(&all(&|_, port| !port.is_loopback() && port.is_bare())));
    diagnostics.extend(one_transport(&all(&|service, port| port.is_published() && is_hidden(service, port))));
}

/// True when all networks of a service keep others out.
fn is_internal(service: &compose::Service, networks: &[compose::Network]) -> bool {
    let internal = |attachment: &compose::Attachment| {
        networks
            .iter()
            .find(|network| network.key.value == attachment.network.value)
            .and_then(|network| network.internal.as_ref())
            .is_some_and(|internal| internal.value)
    };
    !service.networks.is_empty() && service.networks.iter().all(internal)
}

/// Reports ports that exclude each other; those that can share a listener are looked at in `listener`.
pub(in crate::plan) fn report_clashes(plan: &Plan<'_>, diagnostics: &mut Diagnostics) {
    let mut all: Vec<_> = plan.ports().collect();
    // Those on one port of one load balancer come to stand together.
    all.sort_by_key(|(service, port)| {
        (port.balancer, port.published.number, &service.name.value, port.published)
    });
    for ((first, taken), (second, port)) in all.iter().zip(all.iter().skip(1)) {
        if taken.balancer != port.balancer
            || taken.published.number != port.published.number
            || port.balancer.is_application()
        {
            continue;
        }
        let two_transports =
            first.name.value == second.name.value && taken.published.transport != port.published.transport;
        if !two_transports {
            diagnostics.push(port_taken(first, taken, second, port));
        } else if taken.port.target.value != port.port.target.value {
            diagnostics.push(one_listener(taken, port));
        }
    }
    for plan in &plan.services {
        for service in plan.containers() {
            report_two_transports(service, plan.connect.is_some(), diagnostics);
        }
        if let Some(first_beyond) = plan.ports.get(MOST_TARGET_GROUPS) {
            diagnostics.push(too_many_ports(plan, first_beyond));
        }
    }
}

/// Reports each port of a container that would have a mapping for TCP and one for UDP. What is only exposed
/// has one where Service Connect passes it on.
fn report_two_transports(service: &compose::Service, connect: bool, diagnostics: &mut Diagnostics) {
    let exposed = exposed_with_places(service)
        .filter(|((_, transport), _)| connect && *transport == Transport::Tcp)
        .flat_map(|(((first, last), transport), loc)| (first..=last).map(move |port| (port, transport, loc)));
    let published = service.ports.iter().filter(|port| port.transport != Transport::Sctp);
    let published = published.filter(|port| !is_hidden(service, port));
    let published = published.map(|port| (port.target.value, port.transport, port.loc));
    let mut first: BTreeMap<u16, (Transport, Loc)> = BTreeMap::new();
    let mut reported = BTreeSet::new();
    for (port, transport, loc) in published.chain(exposed) {
        let (known, place) = *first.entry(port).or_insert((transport, loc));
        if known != transport && reported.insert(port) {
            diagnostics.push(tcp_and_udp(port, (known, place), (transport, loc)));
        }
    }
}
