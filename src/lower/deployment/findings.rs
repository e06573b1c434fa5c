//! What deployments report.

use crate::compose::{self, Strategy};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};

use super::super::plan::{PublishedPort, ServicePlan};
use super::rolling::Percents;

/// Percents that leave no task to replace.
pub(super) fn stuck(percents: Percents, replicas: u32, loc: Loc) -> Diagnostic {
    let Percents { min, max } = percents;
    let plural = if replicas == 1 { "" } else { "s" };
    let message =
        format!("with {min} to {max} percent of {replicas} replica{plural} ECS can replace no task");
    Diagnostic::new(Code::RollingUpdate, message)
        .at(loc)
        .help("let `x-aws-min_percent` leave out a whole task, or `x-aws-max_percent`, 100 or more, make room for one")
}

/// A failed update that would not be rolled back.
pub(super) fn rolled_back(action: &Spanned<String>) -> Diagnostic {
    let message = format!("a failed update is rolled back, there is no `{}`", action.value);
    Diagnostic::new(Code::FailureAction, message)
        .at(action.loc)
        .help("write `failure_action: rollback`: CloudFormation would roll the stack back anyway")
}

/// Two attributes for one thing: one of `x-aws-deployment`, one of `update_config`.
pub(super) fn both(asked: &str, asked_loc: Loc, update: &str, update_loc: Loc) -> Diagnostic {
    let message = format!("`{asked}` and `update_config.{update}` are for the same thing");
    Diagnostic::new(Code::Conflict, message)
        .label(asked_loc, "here")
        .label(update_loc, "and here")
        .help(format!("keep `{asked}`, or `{update}` for Compose as well"))
}

/// A deployment that would be done before the fewest tasks run.
pub(super) fn impatient(healthy: &Spanned<u32>, min: u32) -> Diagnostic {
    let message =
        format!("`healthy_percent` of {} is below the {min} percent that always run", healthy.value);
    Diagnostic::new(Code::NotDeployable, message)
        .at(healthy.loc)
        .help("make it larger, or write a smaller `x-aws-min_percent` under `update_config`")
}

/// Old tasks that would go first where both versions run.
pub(super) fn stop_first(strategy: Strategy, deployment: Loc, order: Loc) -> Diagnostic {
    let message = format!("`{}` and `order: stop-first` exclude each other", strategy.word());
    Diagnostic::new(Code::Conflict, message)
        .label(deployment, "both versions run at once")
        .label(order, "one after the other")
        .help("remove `order`, or let the strategy be `rolling`")
}

/// An attribute of rolling updates where there is none.
pub(super) fn without_effect(strategy: Strategy, attribute: &str, loc: Loc) -> Diagnostic {
    let message = format!("`{attribute}` has no effect on a deployment of `{}`", strategy.word());
    Diagnostic::new(Code::Approximated, message)
        .at(loc)
        .help("remove it: all new tasks start beside the old ones, and `alarms` or `hooks` say whether they are well")
}

/// A strategy that shifts requests where nobody sends any.
pub(in crate::lower) fn nothing_to_shift(plan: &ServicePlan<'_>) -> Option<Diagnostic> {
    let deployment = plan.service.extensions.deployment.as_ref()?;
    // Service Connect shifts the requests of other services.
    let called = plan.connect.is_some()
        && plan.long_running().any(|service| !service.ports.is_empty() || !service.expose.is_empty());
    if !deployment.strategy().shifts() || !plan.ports.is_empty() || called {
        return None;
    }
    let (word, name) = (deployment.strategy().word(), &plan.service.name.value);
    let message = format!("`{word}` shifts requests, and no load balancer leads to `{name}`");
    let diagnostic = Diagnostic::new(Code::NotDeployable, message).at(deployment.loc);
    Some(diagnostic.help(
        "publish a port of the service, name its port in `expose` and write `x-aws-discovery: service-connect`, or write \
         `rolling`",
    ))
}

/// A port whose requests come through something that is not ours to change.
pub(in crate::lower) fn nothing_of_ours(port: &PublishedPort<'_>) -> Diagnostic {
    let message = format!("the requests to port `{}` cannot be shifted", port.published.number);
    Diagnostic::new(Code::NotDeployable, message)
        .label(port.port.loc, "comes through a listener or a target group that exists")
        .help("let the stack make them, or write `strategy: rolling`; a test port needs a listener of the stack")
}

/// A port whose requests come by several ways.
pub(in crate::lower) fn one_route_only(port: &PublishedPort<'_>) -> Diagnostic {
    let message =
        format!("ECS shifts the requests of one route, and port `{}` has several", port.published.number);
    Diagnostic::new(Code::NotDeployable, message)
        .label(port.port.loc, "its routes are several rules")
        .help("put their hosts or paths into one route, or write `strategy: rolling`")
}

/// A rule whose requests are shared with another service.
pub(in crate::lower) fn shares_a_rule(port: &PublishedPort<'_>, route: &compose::Route) -> Diagnostic {
    let message = format!(
        "ECS shifts requests by weight, and those to `{}` are shared by weight",
        port.service.name.value
    );
    Diagnostic::new(Code::NotDeployable, message)
        .label(route.weight.as_ref().map_or(port.port.loc, |weight| weight.loc), "a share of the requests")
        .help("remove `weight`, or write `strategy: rolling`")
}

/// A test port that could belong to any of several ports.
pub(super) fn which_port(test: &compose::TestPort) -> Diagnostic {
    let message = format!("which port's new tasks the test port `{}` shows is not said", test.port.value);
    Diagnostic::new(Code::NotDeployable, message)
        .at(test.port.loc)
        .help(format!("write `{{port: {}, of: …}}` with one of the published ports", test.port.value))
}

/// A test port of a port that is not there.
pub(super) fn no_such_port(test: &compose::TestPort, of: &Spanned<u16>) -> Diagnostic {
    let message =
        format!("no load balancer publishes the port `{}` for `{}` to test", of.value, test.port.value);
    Diagnostic::new(Code::UndefinedReference, message)
        .at(of.loc)
        .help("name a published port of this service")
}

/// A second test port.
pub(super) fn one_is_enough(first: &compose::TestPort, second: &compose::TestPort) -> Diagnostic {
    Diagnostic::new(Code::Conflict, "two test ports are for one port, and ECS takes one")
        .label(second.port.loc, "here")
        .label(first.port.loc, "and here")
        .help("keep one of them")
}

/// A header of which the host has a condition of its own.
pub(super) fn host_header(header: &compose::TestHeader) -> Diagnostic {
    Diagnostic::new(Code::NotDeployable, "`Host` is no header by which tests can be told from other requests")
        .at(header.name.loc)
        .help("write the name of another one, such as `X-Release`")
}

/// A header of a port that is not there.
pub(super) fn no_such_port_of_header(header: &compose::TestHeader, of: &Spanned<u16>) -> Diagnostic {
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
pub(super) fn two_tests(header: &compose::TestHeader, first: Loc) -> Diagnostic {
    Diagnostic::new(Code::Conflict, "one port is tested in two ways, and ECS takes one")
        .label(header.name.loc, "here")
        .label(first, "and here")
        .help("keep `test_port` or `test_header`; with several ports say with `of` which one each is for")
}

/// A header that the route looks at already.
pub(super) fn header_of_route(header: &compose::TestHeader, other: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::Conflict, "a request cannot have one header with two values")
        .label(header.name.loc, "for tests")
        .label(other.loc, "of the route")
        .help("choose another header for tests")
}

/// A header where nobody looks at requests.
pub(super) fn no_requests(header: &compose::TestHeader) -> Diagnostic {
    Diagnostic::new(Code::NotDeployable, "a network load balancer does not look at headers")
        .at(header.name.loc)
        .help("write `test_port`, or `x-aws-protocol: http` at the port if the container speaks HTTP")
}

/// A test port on which the load balancer listens already.
pub(super) fn taken(test: &Spanned<u16>, other: Loc, name: &str) -> Diagnostic {
    Diagnostic::new(
        Code::PortTaken,
        format!("port `{}` of the load balancer is taken by `{name}`", test.value),
    )
    .label(test.loc, "a test port")
    .label(other, "the same port")
    .help("choose another number for the test port")
}
