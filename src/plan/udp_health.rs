//! The TCP port by which a load balancer knows the health of a UDP port.
//! Compose: `ports`, `expose`, `x-aws-healthcheck`. CloudFormation: `HealthCheckPort` of a target group,
//! perhaps a container.
//!
//! Decisions
//! - Targets that speak UDP can only be asked over TCP
//!   (<https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html>), so
//!   the port that `x-aws-healthcheck` names is asked, else the first TCP port that the service publishes or
//!   exposes.
//! - Where there is none, a container of ours in the task answers. The load balancer then knows that the task
//!   runs, no more, which is what Docker knows; a `healthcheck` of the service tells ECS the rest.
//! - Its port is one that no container of the task names, far from those of usual programs.
//!
//! Not here: the container (`lower::task_definition`).

use std::collections::BTreeSet;

use super::facts::exposed;
use super::{Carrier, Platform, PublishedPort, ServicePlan};
use crate::compose::{self, Transport};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Where the container of ours begins to look for a free port.
const FIRST: u16 = 65_080;

/// The TCP port by which the health of a port is known, where it is not the port itself.
pub(crate) fn asked_at(port: &PublishedPort<'_>) -> Option<u16> {
    of_service(port).or(port.answered_at)
}

/// Gives the UDP ports of a task without a TCP port of their own the one of a container of ours.
pub(super) fn choose(plan: &mut ServicePlan<'_>, diagnostics: &mut Diagnostics) {
    let is_silent = |port: &PublishedPort<'_>| {
        let ours = !matches!(port.carrier, Carrier::TargetGroup(_));
        ours && port.published.transport == Transport::Udp && of_service(port).is_none()
    };
    let silent: Vec<&PublishedPort<'_>> = plan.ports.iter().filter(|port| is_silent(port)).collect();
    if silent.is_empty() {
        return;
    }
    if Platform::for_service(plan.service).is_some_and(Platform::is_windows) {
        diagnostics.extend(silent.into_iter().map(no_health_port));
        return;
    }
    diagnostics.push(answered(plan.service, &silent));
    let taken: BTreeSet<u16> = plan.containers().flat_map(numbers).collect();
    let free = (FIRST..=u16::MAX).find(|number| !taken.contains(number));
    for port in plan.ports.iter_mut().filter(|port| is_silent(port)) {
        port.answered_at = free;
    }
}

fn of_service(port: &PublishedPort<'_>) -> Option<u16> {
    let said = port.port.balancing.health_check.as_ref().and_then(|check| check.port.as_ref());
    if let Some(said) = said {
        return Some(said.value);
    }
    if port.published.transport != Transport::Udp {
        return None;
    }
    let tcp = |(_, transport): &(u16, Transport)| *transport == Transport::Tcp;
    mapped(port.service).filter(tcp).map(|(number, _)| number).min()
}

/// The ports that a service names, the first of each range.
fn mapped(service: &compose::Service) -> impl Iterator<Item = (u16, Transport)> {
    let published = service.ports.iter().map(|port| (port.target.value, port.transport));
    published.chain(exposed(service).map(|((first, _), transport)| (first, transport)))
}

fn numbers(service: &compose::Service) -> impl Iterator<Item = u16> {
    let exposed = exposed(service).flat_map(|((first, last), _)| first..=last);
    service.ports.iter().map(|port| port.target.value).chain(exposed)
}

fn answered(service: &compose::Service, ports: &[&PublishedPort<'_>]) -> Diagnostic {
    let message = format!(
        "`{}` has no TCP port by which the load balancer knows its health, so a container beside it answers",
        service.name.value
    );
    let places: BTreeSet<_> = ports.iter().map(|port| port.port.loc).collect();
    let mut diagnostic = Diagnostic::new(Code::HealthAnswered, message);
    for loc in places {
        diagnostic = diagnostic.label(loc, "healthy while the task runs");
    }
    diagnostic.help(
        "name a TCP port that the program listens on in `expose`, or as `port` of `x-aws-healthcheck`; a \
         `healthcheck` of the service replaces a task whose program hangs",
    )
}

fn no_health_port(port: &PublishedPort<'_>) -> Diagnostic {
    let (name, target) = (&port.service.name.value, port.port.target.value);
    let message = format!("the load balancer cannot tell the health of `{name}` by UDP port `{target}`");
    Diagnostic::new(Code::UdpHealth, message).at(port.port.loc).help(
        "it asks over TCP: name a TCP port that the container listens on in `expose`, or as `port` of \
         `x-aws-healthcheck`",
    )
}
