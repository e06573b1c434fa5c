//! Test ports: where a load balancer shows the new tasks before they take over.

use crate::compose;
use crate::diagnostic::{Diagnostic, Diagnostics};

use super::super::plan::{Plan, PublishedPort};
use super::findings::{no_such_port, one_is_enough, taken, which_port};

/// Gives each port of a service its test port.
pub(in crate::lower) fn choose<'a>(
    service: &'a compose::Service,
    ports: &mut [PublishedPort<'a>],
    diagnostics: &mut Diagnostics,
) {
    let tests = service.extensions.deployment.as_ref().map(|asked| asked.test_ports.as_slice());
    // Where nothing is published, that is told, and not what would be tested.
    if ports.is_empty() {
        return;
    }
    for test in tests.unwrap_or_default() {
        diagnostics.extend(choose_one(test, ports));
    }
}

fn choose_one<'a>(test: &'a compose::TestPort, ports: &mut [PublishedPort<'a>]) -> Option<Diagnostic> {
    let port = match (&test.published, ports) {
        (Some(of), ports) => match ports.iter_mut().find(|port| port.published.number == of.value) {
            Some(port) => port,
            None => return Some(no_such_port(test, of)),
        },
        (None, [port]) => port,
        (None, _) => return Some(which_port(test)),
    };
    if let Some(first) = port.test {
        return Some(one_is_enough(first, test));
    }
    port.test = Some(test);
    None
}

/// Reports test ports on which a load balancer listens already.
pub(in crate::lower) fn report_clashes(plan: &Plan<'_>, diagnostics: &mut Diagnostics) {
    let all: Vec<_> = plan.ports().collect();
    for (index, (_, port)) in all.iter().enumerate() {
        let Some(test) = port.test else { continue };
        let published = all
            .iter()
            .find(|(_, other)| other.balancer == port.balancer && other.published.number == test.port.value);
        let tested = all.iter().take(index).find_map(|(service, other)| {
            let theirs = other.test.filter(|theirs| theirs.port.value == test.port.value)?;
            (other.balancer == port.balancer).then_some((service, theirs.port.loc))
        });
        let clash = published.map(|(service, other)| (service, other.port.loc)).or(tested);
        diagnostics.extend(clash.map(|(service, loc)| taken(&test.port, loc, &service.name.value)));
    }
}
