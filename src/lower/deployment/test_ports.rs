//! Tests: how a load balancer leads to the new tasks before they take over, by a port or by a header.
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html>
//!
//! Decisions
//! - ECS takes one test rule for each port: a test port and a header exclude each other.
//! - A header without `of` is for every port that speaks HTTP, as each has a rule of its own.

use crate::compose;
use crate::diagnostic::{Diagnostic, Diagnostics};

use super::super::plan::{Plan, PublishedPort};
use super::findings::{
    header_of_route, host_header, no_requests, no_such_port, no_such_port_of_header, one_is_enough, taken,
    two_tests, which_port,
};

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
    let headers = service.extensions.deployment.as_ref().map(|asked| asked.test_headers.as_slice());
    for header in headers.unwrap_or_default() {
        choose_header(header, ports, diagnostics);
    }
}

fn choose_header<'a>(
    header: &'a compose::TestHeader,
    ports: &mut [PublishedPort<'a>],
    diagnostics: &mut Diagnostics,
) {
    if header.name.value.eq_ignore_ascii_case("host") {
        diagnostics.push(host_header(header));
        return;
    }
    let of = header.published.as_ref();
    if let Some(of) = of.filter(|of| ports.iter().all(|port| port.published.number != of.value)) {
        diagnostics.push(no_such_port_of_header(header, of));
        return;
    }
    let mut found = false;
    for port in ports.iter_mut().filter(|port| of.is_none_or(|of| port.published.number == of.value)) {
        if !port.balancer.is_application() {
            continue;
        }
        found = true;
        let twice = port.test_header.map(|first| first.name.loc);
        if let Some(first) = port.test.map(|first| first.port.loc).or(twice) {
            diagnostics.push(two_tests(header, first));
            continue;
        }
        let mut routes = port.port.listener.routes.all.iter().flat_map(|route| &route.header);
        if let Some((name, _)) = routes.find(|(name, _)| name.value.eq_ignore_ascii_case(&header.name.value))
        {
            diagnostics.push(header_of_route(header, name));
            continue;
        }
        port.test_header = Some(header);
    }
    if !found {
        diagnostics.push(no_requests(header));
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
