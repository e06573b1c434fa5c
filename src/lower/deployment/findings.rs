//! Findings about deployments.

use crate::compose::{self, Strategy};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};

use crate::plan::PublishedPort;

/// Percents that leave no task to replace.
pub(super) fn stuck((min, max): (u32, u32), replicas: u32, loc: Loc) -> Diagnostic {
    let plural = if replicas == 1 { "" } else { "s" };
    let message =
        format!("with {min} to {max} percent of {replicas} replica{plural} ECS can replace no task");
    Diagnostic::new(Code::RollingUpdate, message).at(loc).help(
        "let `x-aws-min_percent` leave out a whole task, or `x-aws-max_percent`, 100 or more, make \
         room for one",
    )
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
    Diagnostic::new(Code::UpdateTwice, message)
        .label(asked_loc, "here")
        .label(update_loc, "and here")
        .help(format!("keep `{asked}`, or `{update}` for Compose as well"))
}

/// A deployment that would be done before the fewest tasks run.
pub(super) fn impatient(healthy: &Spanned<u32>, min: u32) -> Diagnostic {
    let message =
        format!("`healthy_percent` of {} is below the {min} percent that always run", healthy.value);
    Diagnostic::new(Code::HealthyPercent, message)
        .at(healthy.loc)
        .help("make it larger, or write a smaller `x-aws-min_percent` under `update_config`")
}

/// Old tasks that would go first where both versions run.
pub(super) fn stop_first(strategy: Strategy, deployment: Loc, order: Loc) -> Diagnostic {
    let message = format!("`{}` and `order: stop-first` exclude each other", strategy.word());
    Diagnostic::new(Code::OtherStrategy, message)
        .label(deployment, "both versions run at once")
        .label(order, "one after the other")
        .help("remove `order`, or let the strategy be `rolling`")
}

/// An attribute of rolling updates where there is none.
pub(super) fn without_effect(strategy: Strategy, attribute: &str, loc: Loc) -> Diagnostic {
    let message = format!("`{attribute}` has no effect on a deployment of `{}`", strategy.word());
    Diagnostic::new(Code::Approximated, message).at(loc).help(
        "remove it: all new tasks start beside the old ones, and `alarms` or `hooks` say whether they \
         are well",
    )
}

/// A port whose requests come through something that is not ours to change.
pub(in crate::lower) fn nothing_of_ours(port: &PublishedPort<'_>) -> Diagnostic {
    let message = format!("the requests to port `{}` cannot be shifted", port.published.number);
    Diagnostic::new(Code::CannotShift, message)
        .label(port.port.loc, "comes through a listener or a target group that exists")
        .help(
            "let the stack make them, or write `strategy: rolling`; a test port needs a listener of the \
             stack",
        )
}

/// A port whose requests come by several ways.
pub(in crate::lower) fn one_route_only(port: &PublishedPort<'_>) -> Diagnostic {
    let message =
        format!("ECS shifts the requests of one route, and port `{}` has several", port.published.number);
    Diagnostic::new(Code::CannotShift, message)
        .label(port.port.loc, "its routes are several rules")
        .help("put their hosts or paths into one route, or write `strategy: rolling`")
}

/// A rule whose requests are shared with another service.
pub(in crate::lower) fn shares_a_rule(port: &PublishedPort<'_>, route: &compose::Route) -> Diagnostic {
    let message = format!(
        "ECS shifts requests by weight, and those to `{}` are shared by weight",
        port.service.name.value
    );
    Diagnostic::new(Code::CannotShift, message)
        .label(route.weight.as_ref().map_or(port.port.loc, |weight| weight.loc), "a share of the requests")
        .help("remove `weight`, or write `strategy: rolling`")
}
