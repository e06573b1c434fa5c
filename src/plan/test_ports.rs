//! Tests: how a load balancer leads to the new tasks before they take over, by a port or by a header.
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html>
//!
//! Decisions
//! - ECS takes one test rule for each port: a test port and a header exclude each other.
//! - A header without `of` is for every port that speaks HTTP, as each has a rule of its own.

use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};

use super::{Plan, PublishedPort, ServicePlan};

/// Gives each port of a service its test port.
pub(crate) fn choose<'a>(
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
pub(crate) fn report_clashes(plan: &Plan<'_>, diagnostics: &mut Diagnostics) {
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

/// A test port that could belong to any of several ports.
pub(crate) fn which_port(test: &compose::TestPort) -> Diagnostic {
    let message = format!("which port's new tasks the test port `{}` shows is not said", test.port.value);
    Diagnostic::new(Code::TestTarget, message)
        .at(test.port.loc)
        .help(format!("write `{{port: {}, of: …}}` with one of the published ports", test.port.value))
}

/// A test port of a port that is not there.
pub(crate) fn no_such_port(test: &compose::TestPort, of: &Spanned<u16>) -> Diagnostic {
    let message =
        format!("no load balancer publishes the port `{}` for `{}` to test", of.value, test.port.value);
    Diagnostic::new(Code::UndefinedReference, message)
        .at(of.loc)
        .help("name a published port of this service")
}

/// A second test port.
pub(crate) fn one_is_enough(first: &compose::TestPort, second: &compose::TestPort) -> Diagnostic {
    Diagnostic::new(Code::TestTarget, "two test ports are for one port, and ECS takes one")
        .label(second.port.loc, "here")
        .label(first.port.loc, "and here")
        .help("keep one of them")
}

/// A header of which the host has a condition of its own.
pub(crate) fn host_header(header: &compose::TestHeader) -> Diagnostic {
    Diagnostic::new(Code::RouteHeader, "`Host` is no header by which tests can be told from other requests")
        .at(header.name.loc)
        .help("write the name of another one, such as `X-Release`")
}

/// A header of a port that is not there.
pub(crate) fn no_such_port_of_header(header: &compose::TestHeader, of: &Spanned<u16>) -> Diagnostic {
    let message = format!(
        "no load balancer publishes the port `{}` for tests by `{}`",
        of.value,
        header.name.value.escape_debug()
    );
    Diagnostic::new(Code::UndefinedReference, message)
        .at(of.loc)
        .help("name a published port of this service")
}

/// A second way for tests.
pub(crate) fn two_tests(header: &compose::TestHeader, first: Loc) -> Diagnostic {
    Diagnostic::new(Code::TestTarget, "one port is tested in two ways, and ECS takes one")
        .label(header.name.loc, "here")
        .label(first, "and here")
        .help("keep `test_port` or `test_header`; with several ports say with `of` which one each is for")
}

/// A header that the route looks at already.
pub(crate) fn header_of_route(header: &compose::TestHeader, other: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::RouteHeader, "a request cannot have one header with two values")
        .label(header.name.loc, "for tests")
        .label(other.loc, "of the route")
        .help("choose another header for tests")
}

/// A header where nobody looks at requests.
pub(crate) fn no_requests(header: &compose::TestHeader) -> Diagnostic {
    Diagnostic::new(Code::NeedsRequests, "a network load balancer does not look at headers")
        .at(header.name.loc)
        .help("write `test_port`, or `x-aws-protocol: http` at the port if the container speaks HTTP")
}

/// A test port on which the load balancer listens already.
pub(crate) fn taken(test: &Spanned<u16>, other: Loc, name: &str) -> Diagnostic {
    Diagnostic::new(
        Code::PortTaken,
        format!("port `{}` of the load balancer is taken by `{name}`", test.value),
    )
    .label(test.loc, "a test port")
    .label(other, "the same port")
    .help("choose another number for the test port")
}

/// A strategy that shifts requests where nobody sends any.
pub(crate) fn nothing_to_shift(plan: &ServicePlan<'_>) -> Option<Diagnostic> {
    let deployment = plan.service.extensions.deployment.as_ref()?;
    // Service Connect shifts the requests of other services.
    let called = plan.connect.is_some()
        && plan.long_running().any(|service| !service.ports.is_empty() || !service.expose.is_empty());
    if !deployment.strategy().shifts() || !plan.ports.is_empty() || called {
        return None;
    }
    let (word, name) = (deployment.strategy().word(), &plan.service.name.value);
    let message = format!("`{word}` shifts requests, and no load balancer leads to `{name}`");
    let diagnostic = Diagnostic::new(Code::NothingToShift, message).at(deployment.loc);
    Some(diagnostic.help(
        "publish a port of the service, name its port in `expose` and write `x-aws-discovery: \
         service-connect`, or write `rolling`",
    ))
}

/// Whether the deployments of the service in whose task a port is shift its requests.
pub(crate) fn shifts(plan: &Plan<'_>, port: &PublishedPort<'_>) -> bool {
    let mut tasks = plan.services.iter();
    let task =
        tasks.find(|task| task.containers().any(|service| service.name.value == port.service.name.value));
    task.is_some_and(|task| strategy_shifts(task.service))
}

/// Whether the strategy of the service shifts requests.
pub(crate) fn strategy_shifts(service: &compose::Service) -> bool {
    service.extensions.deployment.as_ref().is_some_and(|asked| asked.strategy().shifts())
}
