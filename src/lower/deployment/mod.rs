//! Deployment: how the tasks of a new version take over.
//! Compose: `deploy.update_config`, `x-aws-deployment`. CloudFormation: `DeploymentConfiguration` of an ECS
//! service; for strategies that shift requests a second `TargetGroup`, `ListenerRule`, a `Listener` for
//! tests, and an IAM Role.
//!
//! Decisions
//! - Without a word tasks are replaced in a rolling update (`rolling`). Strategies that shift requests
//!   (`shifting`) run both versions whole, side by side; so `order: stop-first` excludes them.
//! - The port's listener stays as it is when a strategy begins or ends to shift requests: its default action
//!   goes to the first group. An application load balancer has a rule for all paths before it, because ECS
//!   wants a rule, and nothing in a template gives the ARN of a listener's default one. A network load
//!   balancer has no rules: ECS takes the listener
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html>).
//! - ECS moves the weights of that rule, or the groups of that listener, and CloudFormation does not know:
//!   after every second deployment the second group has all requests, and drift detection says so. That is as
//!   it should be. CloudFormation leaves them alone as long as the rule or the listener itself does not
//!   change in the template.
//! - Roles are of this service only: one moves its traffic, one may call the functions that its hooks name
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-permissions.html>).
//! - The network's names lead to the tasks of both versions while both run; ECS shifts what a load balancer
//!   carries.
//! - Who gives the key up again writes `rolling`: what a template does not say, ECS keeps.
//! - Zones are balanced where ECS can start a task before it stops another; with 100 percent at most it
//!   cannot (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html>).
//!
//! Not here: how many tasks there are (`service`), the listeners of ports (`listener`).

mod findings;
mod hooks;
mod rolling;
mod shifting;
mod traffic;

use crate::cfn::{Toggle, ecs};
use crate::compose::{self, RollingOrder};

use super::context::Lowering;
use crate::lower::literals::to_text;

pub(super) use findings::{nothing_of_ours, one_route_only, shares_a_rule};
pub(super) use traffic::{Groups, lower_role as lower_traffic_role};

/// The longest bake time, in minutes.
const LONGEST_BAKE: u64 = 1440;

/// The deployment of a service with so many replicas, and whether its tasks are balanced over the zones.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    replicas: u32,
) -> (ecs::DeploymentConfiguration, Toggle) {
    let update = service.deploy.update_config.as_ref();
    // The containers of one task are replaced together.
    let plan = cx.plan.services.iter().find(|plan| plan.service.name.value == service.name.value);
    let alone = plan.is_some_and(|plan| plan.containers().any(|member| cx.project.stops_first(member)));
    let says = service.extensions.deployment.is_some() || update.is_some_and(compose::UpdateConfig::says_how);
    let usual =
        if alone && replicas == 1 && !says { RollingOrder::StopFirst } else { RollingOrder::StartFirst };
    let replicas = (replicas, usual);
    let mut configuration = match &service.extensions.deployment {
        None => rolling::lower(cx, None, update, replicas),
        Some(asked) => {
            let mut configuration = if asked.strategy().shifts() {
                shifting::lower(cx, asked, update)
            } else {
                rolling::lower(cx, Some(asked), update, replicas)
            };
            configuration.alarms = alarms(asked);
            configuration.lifecycle_hooks = hooks::lower(cx, service, asked);
            configuration
        }
    };
    configuration.bake_time_in_minutes = bake_time(cx, service);
    let balanced = configuration.maximum_percent.is_none_or(|max| max > 100);
    (configuration, if balanced { Toggle::Enabled } else { Toggle::Disabled })
}

fn bake_time(cx: &mut Lowering<'_>, service: &compose::Service) -> Option<u32> {
    let asked = service.extensions.deployment.as_ref().and_then(|asked| asked.bake_time.as_ref());
    let monitor = service.deploy.update_config.as_ref().and_then(|update| update.monitor.as_ref());
    if let (Some(asked), Some(monitor)) = (asked, monitor) {
        cx.report(findings::both("bake_time", asked.loc, "monitor", monitor.loc));
    }
    asked.map(|minutes| minutes.value).or_else(|| {
        let minutes = monitor?.value.seconds_ceil().max(0).unsigned_abs().div_ceil(60);
        u32::try_from(minutes.min(LONGEST_BAKE)).ok()
    })
}

fn alarms(asked: &compose::Deployment) -> Option<ecs::DeploymentAlarms> {
    if asked.alarms.is_empty() {
        return None;
    }
    Some(ecs::DeploymentAlarms {
        alarm_names: asked.alarms.iter().map(|name| to_text(&name.value)).collect(),
        enable: true,
        rollback: asked.alarms_roll_back.as_ref().is_none_or(|rollback| rollback.value),
    })
}
