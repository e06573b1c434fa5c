//! Ports: what each published port is, and which cannot be.
//! Compose: `ports`, `x-aws-protocol`. CloudFormation: what listeners and target groups are made from.
//!
//! Decisions
//! - A port is for the application load balancer when `x-aws-protocol` or `app_protocol` says HTTP, or when neither says
//!   anything and the container listens on 80 or 443. All others go to the network load balancer.
//! - A port with routes speaks HTTP, as only an application load balancer looks at requests; published on 443 it is `https`.
//! - A container that listens on 443 speaks TLS, so its port is `https` unless told otherwise.
//! - A port without a number of its own gets the container's, a range its first number: a load balancer has no free ports
//!   to choose from, and chance has no place in a template.
//! - TCP and UDP on one port of a container are refused, whichever load balancer or proxy carries each: ECS makes no service
//!   whose container has two mappings of one port (<https://github.com/aws/amazon-ecs-agent/issues/3428>).
//! - TCP and UDP on one port of the network load balancer are refused: it wants a `TCP_UDP` listener and one target group for
//!   both (<https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html>).
//! - A port bound to the loopback address is not for others, so no load balancer carries it.
//!
//! Not here: listeners and target groups (`listener`).

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::{self, Protocol, Transport};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Remedy};
use crate::source::{Loc, Spanned};

use super::plan::{Balancer, Carrier, Plan, Published, PublishedPort, ServicePlan};
use super::security_groups::exposed_with_places;

/// The target groups ECS takes for one service.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html>
const MOST_TARGET_GROUPS: usize = 5;

/// The ports of a task that a load balancer carries, by number: those of all its containers.
pub(super) fn of_task<'a>(
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
        what(one) == what(other) && one.port.reach.routes.all.is_empty()
    });
    published
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
    if let Some(address) = port.host_ip.as_ref().filter(|address| is_loopback(&address.value)) {
        diagnostics.push(loopback(port, address));
        return None;
    }
    let protocol = match protocol(port) {
        Ok(protocol) => protocol,
        Err(said) => {
            diagnostics.push(wrong_transport(port, said));
            return None;
        }
    };
    let number = match port.published.as_ref().map(|published| published.value) {
        Some(compose::Published::Number(number)) if number != 0 => number,
        Some(compose::Published::Range(first, _)) => {
            diagnostics.push(random_port(service, port, first));
            first
        }
        Some(compose::Published::Number(_)) | None => {
            diagnostics.push(random_port(service, port, port.target.value));
            port.target.value
        }
    };
    let balancer = if protocol.is_http() { Balancer::Application } else { Balancer::Network };
    Some(PublishedPort {
        service,
        port,
        published: Published { number, transport: port.transport },
        protocol,
        balancer,
        test: None,
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
    if let Some(arn) = &port.reach.target_group {
        return Carrier::TargetGroup(arn);
    }
    let mut known = project.extensions.listeners.iter().filter(|_| protocol.is_http());
    let known = || known.find(|(port, _)| port.value == number).map(|(_, arn)| arn);
    port.reach.listener.as_ref().or_else(known).map_or(Carrier::Ours, Carrier::Listener)
}

/// What a port speaks, where it is known.
pub(super) fn spoken(port: &compose::Port) -> Option<Protocol> {
    protocol(port).ok()
}

/// What a port speaks; the error is what was said of it that does not go with its transport.
fn protocol(port: &compose::Port) -> Result<Protocol, &'static str> {
    let named = port.app_protocol.as_ref().and_then(|said| {
        Protocol::ALL
            .iter()
            .find(|(word, _)| said.value.eq_ignore_ascii_case(word))
            .map(|(_, protocol)| *protocol)
    });
    let said = port.protocol.as_ref().map(|said| said.value).or(named);
    let udp = port.transport == Transport::Udp;
    match said {
        Some(protocol) if (protocol == Protocol::Udp) != udp => Err(Protocol::ALL
            .iter()
            .find(|(_, other)| *other == protocol)
            .map_or("another protocol", |(word, _)| word)),
        Some(protocol) => Ok(protocol),
        None if udp => Ok(Protocol::Udp),
        None => Ok(match port.target.value {
            80 => Protocol::Http,
            443 => Protocol::Https,
            _ if port.reach.routes.all.is_empty() && port.reach.listener.is_none() => Protocol::Tcp,
            _ if port.published.as_ref().is_some_and(|it| it.value == compose::Published::Number(443)) => {
                Protocol::Https
            }
            _ => Protocol::Http,
        }),
    }
}

fn is_loopback(address: &str) -> bool {
    let address = address.trim_matches(['[', ']']);
    address == "localhost" || address == "::1" || address.starts_with("127.")
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
pub(super) fn report_clashes(plan: &Plan<'_>, diagnostics: &mut Diagnostics) {
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

/// Reports each port of a container that would have a mapping for TCP and one for UDP. What is only exposed has one where
/// Service Connect passes it on.
fn report_two_transports(service: &compose::Service, connect: bool, diagnostics: &mut Diagnostics) {
    let exposed = exposed_with_places(service)
        .filter(|((_, transport), _)| connect && *transport == Transport::Tcp)
        .flat_map(|(((first, last), transport), loc)| (first..=last).map(move |port| (port, transport, loc)));
    let published = service.ports.iter().filter(|port| port.transport != Transport::Sctp);
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

fn sctp(port: &compose::Port) -> Diagnostic {
    Diagnostic::new(Code::PortUnsupported, "no load balancer of AWS carries SCTP")
        .at(port.loc)
        .help("publish TCP or UDP, or remove the port: services of one network reach each other on all ports")
}

fn loopback(port: &compose::Port, address: &Spanned<String>) -> Diagnostic {
    let target = port.target.value;
    let message =
        format!("port `{target}` is for `{}` only, so no load balancer publishes it", address.value);
    Diagnostic::new(Code::LoopbackPort, message)
        .at(port.loc)
        .help("leave the address out to publish the port; services of one network reach it anyway")
}

fn wrong_transport(port: &compose::Port, said: &str) -> Diagnostic {
    let transport = port.transport.lower();
    Diagnostic::new(Code::PortUnsupported, format!("`{said}` is not spoken over {transport}"))
        .at(port.protocol.as_ref().map_or(port.loc, |protocol| protocol.loc))
        .help(format!("make the port's `protocol` fit, or leave `{said}` out"))
}

fn random_port(service: &compose::Service, port: &compose::Port, number: u16) -> Diagnostic {
    let (name, target) = (&service.name.value, port.target.value);
    let message = format!("port `{target}` of `{name}` has no number of its own outside and gets `{number}`");
    let suffix = if port.transport == Transport::Udp { "/udp" } else { "" };
    let (from, to) = (format!("{target}{suffix}"), format!("{number}:{target}{suffix}"));
    Diagnostic::new(Code::RandomPort, message)
        .at(port.loc)
        .remedy(Remedy::Rename { loc: port.loc, from, to })
        .help(format!("write `\"{number}:{target}\"` to say so; a load balancer does not choose free ports"))
}

fn internal(service: &compose::Service, port: &compose::Port) -> Diagnostic {
    let message = format!("`{}` publishes a port, but all its networks are internal", service.name.value);
    Diagnostic::new(Code::InternalPort, message)
        .at(port.loc)
        .help("remove the port, or attach the service to a network that is not internal")
}

/// The finding for two ports in one place.
pub(super) fn port_taken(
    first: &compose::Service,
    taken: &PublishedPort<'_>,
    second: &compose::Service,
    port: &PublishedPort<'_>,
) -> Diagnostic {
    let (number, balancer) = (port.published.number, port.balancer.words());
    Diagnostic::new(Code::PortTaken, format!("port `{number}` of the {balancer} is published twice"))
        .label(port.port.loc, format!("by `{}`", second.name.value))
        .label(taken.port.loc, format!("by `{}`", first.name.value))
        .help(if port.balancer.is_application() {
            "publish one of them on another number, as in `\"8081:80\"`, or say with `x-aws-route` which requests it takes"
        } else {
            "publish one of them on another number, as in `\"8081:80\"`"
        })
}

fn tcp_and_udp(port: u16, one: (Transport, Loc), other: (Transport, Loc)) -> Diagnostic {
    let message = format!("ECS maps port `{port}` of a container for TCP or for UDP, not for both");
    Diagnostic::new(Code::PortUnsupported, message)
        .label(other.1, format!("{} here", other.0.upper()))
        .label(one.1, format!("{} here", one.0.upper()))
        .help("let the container listen on another port for one of them, or publish one of them only")
}

fn one_listener(one: &PublishedPort<'_>, other: &PublishedPort<'_>) -> Diagnostic {
    let (number, balancer) = (other.published.number, other.balancer.words());
    let message = format!("port `{number}` of the {balancer} cannot lead TCP and UDP to different ports");
    Diagnostic::new(Code::PortUnsupported, message)
        .label(other.port.loc, format!("{} here", other.published.transport.upper()))
        .label(one.port.loc, format!("{} here", one.published.transport.upper()))
        .help(format!(
            "publish one of them on another number, as in `\"{}:{}/{}\"`",
            number ^ 1,
            other.port.target.value,
            other.published.transport.lower()
        ))
}

fn too_many_ports(plan: &ServicePlan<'_>, beyond: &PublishedPort<'_>) -> Diagnostic {
    let (name, count) = (&plan.service.name.value, plan.ports.len());
    let message = format!("`{name}` publishes {count} ports, ECS allows {MOST_TARGET_GROUPS} a service");
    Diagnostic::new(Code::TooMany, message)
        .at(beyond.port.loc)
        .help("publish fewer ports, or spread them over several services")
}
