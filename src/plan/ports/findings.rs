//! The findings about ports.

use std::collections::BTreeSet;

use crate::compose::{self, Transport};
use crate::diagnostic::{Code, Diagnostic, Remedy};
use crate::source::Loc;

use super::super::{PublishedPort, ServicePlan};
use super::MOST_TARGET_GROUPS;

pub(super) fn sctp(port: &compose::Port) -> Diagnostic {
    Diagnostic::new(Code::PortUnsupported, "no load balancer of AWS carries SCTP")
        .at(port.loc)
        .help("publish TCP or UDP, or remove the port: services of one network reach each other on all ports")
}

/// Ports with the services that have them.
type Ports<'a> = [(&'a compose::Service, &'a compose::Port)];

pub(super) fn loopback(ports: &Ports<'_>) -> Option<Diagnostic> {
    let (_, first) = ports.first()?;
    let what = listed(ports);
    let message = format!("{what} for the host itself only, so no load balancer publishes {}", them(ports));
    let mut diagnostic = Diagnostic::new(Code::LoopbackPort, message);
    for (_, port) in ports {
        diagnostic = diagnostic.label(port.loc, "for the host only");
    }
    let (published, target) = (first.number().unwrap_or(first.target.value), first.target.value);
    Some(diagnostic.help(format!(
        "services of one network reach it anyway; where a reverse proxy of the host led to it, the load \
         balancer is that proxy now: write `\"80:{target}\"` or `\"443:{target}\"` for pages, \
         `\"{published}:{target}\"` for anything else"
    )))
}

pub(super) fn bare(ports: &Ports<'_>) -> Option<Diagnostic> {
    let (_, first) = ports.first()?;
    let message = format!("{} without a number outside and not published", listed(ports));
    let mut diagnostic = Diagnostic::new(Code::PortNotPublished, message);
    for (_, port) in ports {
        diagnostic = diagnostic.label(port.loc, "any free port of the host");
    }
    let target = first.target.value;
    Some(diagnostic.help(format!(
        "services of one network reach it anyway; write `\"{target}:{target}\"` to publish it, or \
         `\"80:{target}\"` for pages"
    )))
}

pub(super) fn one_transport(ports: &Ports<'_>) -> Option<Diagnostic> {
    let (_, first) = ports.first()?;
    let message = format!("{} published for one of TCP and UDP only", listed(ports));
    let mut diagnostic = Diagnostic::new(Code::OneTransport, message);
    for (_, port) in ports {
        diagnostic = diagnostic.label(port.loc, format!("{} is left out", port.transport.upper()));
    }
    let protocol = first.transport.lower();
    Some(diagnostic.help(format!(
        "ECS maps a port of a container once: write `x-aws-protocol: {protocol}` at this port in long form \
         to publish it in the other's place, or let the program listen on another port for one of them"
    )))
}

/// The ports by number and service, as the beginning of a sentence.
fn listed(ports: &Ports<'_>) -> String {
    let names: Vec<String> = ports
        .iter()
        .map(|(service, port)| format!("`{}` of `{}`", port.target.value, service.name.value))
        .collect();
    let (word, is) = if names.len() == 1 { ("port", "is") } else { ("ports", "are") };
    format!("{word} {} {is}", names.join(", "))
}

fn them(ports: &Ports<'_>) -> &'static str {
    if ports.len() == 1 { "it" } else { "them" }
}

pub(super) fn wrong_transport(port: &compose::Port, said: &str) -> Diagnostic {
    let transport = port.transport.lower();
    Diagnostic::new(Code::PortUnsupported, format!("`{said}` is not spoken over {transport}"))
        .at(port.protocol.as_ref().map_or(port.loc, |protocol| protocol.loc))
        .help(format!("make the port's `protocol` fit, or leave `{said}` out"))
}

pub(super) fn random_port(service: &compose::Service, port: &compose::Port, number: u16) -> Diagnostic {
    let (name, target) = (&service.name.value, port.target.value);
    let message = format!("port `{target}` of `{name}` has no number of its own outside and gets `{number}`");
    let suffix = if port.transport == Transport::Udp { "/udp" } else { "" };
    let (from, to) = (format!("{target}{suffix}"), format!("{number}:{target}{suffix}"));
    Diagnostic::new(Code::RandomPort, message)
        .at(port.loc)
        .remedy(Remedy::Rename { loc: port.loc, from, to })
        .help(format!("write `\"{number}:{target}\"` to say so; a load balancer does not choose free ports"))
}

pub(super) fn internal(service: &compose::Service, port: &compose::Port) -> Diagnostic {
    let message = format!("`{}` publishes a port, but all its networks are internal", service.name.value);
    Diagnostic::new(Code::InternalPort, message)
        .at(port.loc)
        .help("remove the port, or attach the service to a network that is not internal")
}

/// The finding for two ports in one place.
pub(crate) fn port_taken(
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
            "publish one of them on another number, as in `\"8081:80\"`, or say with `x-aws-route` which \
             requests it takes"
        } else {
            "publish one of them on another number, as in `\"8081:80\"`"
        })
}

pub(super) fn tcp_and_udp(port: u16, one: (Transport, Loc), other: (Transport, Loc)) -> Diagnostic {
    let message = format!("ECS maps port `{port}` of a container for TCP or for UDP, not for both");
    Diagnostic::new(Code::PortUnsupported, message)
        .label(other.1, format!("{} here", other.0.upper()))
        .label(one.1, format!("{} here", one.0.upper()))
        .help("let the container listen on another port for one of them, or publish one of them only")
}

pub(super) fn one_listener(one: &PublishedPort<'_>, other: &PublishedPort<'_>) -> Diagnostic {
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

/// The finding for ports beyond those that ECS carries, by their places.
pub(super) fn beyond(main: &compose::Service, count: usize, left_out: BTreeSet<Loc>) -> Diagnostic {
    let name = &main.name.value;
    let message = format!(
        "`{name}` publishes {count} ports, ECS carries {MOST_TARGET_GROUPS} for a service, and the last are \
         left out"
    );
    let mut diagnostic = Diagnostic::new(Code::PortsLeftOut, message);
    for loc in left_out {
        diagnostic = diagnostic.label(loc, "left out");
    }
    diagnostic.help(
        "remove the ports that nobody outside needs; one with `x-aws-protocol`, in long form, is published \
         before those without",
    )
}

pub(super) fn too_many_ports(plan: &ServicePlan<'_>, beyond: &PublishedPort<'_>) -> Diagnostic {
    let (name, count) = (&plan.service.name.value, plan.ports.len());
    let message = format!("`{name}` publishes {count} ports, ECS allows {MOST_TARGET_GROUPS} a service");
    Diagnostic::new(Code::TooMany, message)
        .at(beyond.port.loc)
        .help("publish fewer ports, or spread them over several services")
}
