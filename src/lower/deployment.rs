//! Deployment: how tasks are replaced by those of a new version.
//! Compose: `deploy.update_config`. CloudFormation: `DeploymentConfiguration` of an ECS service.
//!
//! Decisions
//! - Without a word all tasks stay until new ones are well: 100 and 200 percent, ECS's own defaults.
//! - `parallelism` becomes a share of the replicas: with `start-first` tasks beyond them, with `stop-first` tasks short of
//!   them. Without `order` it is `start-first`: Compose's own default leaves a service of one replica without any.
//! - Percents are rounded so that ECS, which rounds the other way, arrives at exactly that number of tasks
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html>).
//! - The circuit breaker is always on and rolls back. A deployment that hangs for three hours is no alternative.
//! - Zones are balanced where ECS can start a task before it stops another; with 100 percent at most it cannot
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html>).
//!
//! Not here: how many tasks there are (`service`).

use crate::cfn::{Toggle, ecs};
use crate::compose::{self, RollingOrder};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};

use super::context::Lowering;

/// The longest bake time, in minutes.
const LONGEST_BAKE: i64 = 1440;

/// How many tasks there may be during a deployment, in percent of the replicas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Percents {
    min: u32,
    max: u32,
}

const DEFAULT: Percents = Percents { min: 100, max: 200 };

/// The deployment of a service with so many replicas, and whether its tasks are balanced over the zones.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    replicas: u32,
) -> (ecs::DeploymentConfiguration, Toggle) {
    let mut breaker = ecs::DeploymentCircuitBreaker::new(true, true);
    let (mut percents, mut bake_time) = (DEFAULT, None);
    if let Some(update) = &service.deploy.update_config {
        let compose::UpdateConfig {
            loc,
            parallelism,
            order,
            failure_action,
            max_failure_ratio,
            monitor,
            delay: _, // ECS has none; the support table says so
            min_percent,
            max_percent,
        } = update;
        let order = order.as_ref().map_or(RollingOrder::StartFirst, |order| order.value);
        if order == RollingOrder::StopFirst || parallelism.is_some() {
            percents = rolling(replicas, parallelism.as_ref().map_or(1, |number| number.value), order);
        }
        percents.min = min_percent.as_ref().map_or(percents.min, |percent| percent.value);
        percents.max = max_percent.as_ref().map_or(percents.max, |percent| percent.value);
        if !percents.work_for(replicas) {
            let place = min_percent.as_ref().or(max_percent.as_ref());
            cx.report(stuck(percents, replicas, place.map_or(*loc, |percent| percent.loc)));
        }
        if let Some(action) = failure_action.as_ref().filter(|action| action.value != "rollback") {
            cx.report(rolled_back(action));
        }
        breaker.threshold_configuration = max_failure_ratio.as_ref().map(|ratio| threshold(ratio.value));
        bake_time = monitor.as_ref().map(|monitor| {
            let minutes = monitor.value.seconds_ceil().max(0).unsigned_abs().div_ceil(60);
            u32::try_from(minutes.min(LONGEST_BAKE.unsigned_abs())).unwrap_or_default()
        });
    }
    let configuration = ecs::DeploymentConfiguration {
        minimum_healthy_percent: Some(percents.min),
        maximum_percent: Some(percents.max),
        bake_time_in_minutes: bake_time,
        deployment_circuit_breaker: Some(breaker),
        ..ecs::DeploymentConfiguration::default()
    };
    (configuration, if percents.max > 100 { Toggle::Enabled } else { Toggle::Disabled })
}

/// The percents with which ECS replaces `parallelism` of the replicas at a time; 0 is all of them.
fn rolling(replicas: u32, parallelism: u32, order: RollingOrder) -> Percents {
    // Without replicas nothing is replaced, and one is as good as any number.
    let replicas = u64::from(replicas.max(1));
    let at_a_time = if parallelism == 0 { replicas } else { u64::from(parallelism).min(replicas) };
    let percent = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    match order {
        RollingOrder::StartFirst => {
            Percents { min: 100, max: percent(100 + (100 * at_a_time).div_ceil(replicas)) }
        }
        RollingOrder::StopFirst => {
            Percents { min: percent(100 * (replicas - at_a_time) / replicas), max: 100 }
        }
    }
}

impl Percents {
    /// Whether ECS may start or stop at least one task: it rounds the minimum up and the maximum down.
    fn work_for(self, replicas: u32) -> bool {
        let replicas = u64::from(replicas);
        let least = (replicas * u64::from(self.min)).div_ceil(100);
        let most = replicas * u64::from(self.max) / 100;
        self.max >= 100 && self.min <= self.max && (replicas == 0 || least < replicas || most > replicas)
    }
}

fn threshold(ratio: f64) -> ecs::ThresholdConfiguration {
    let percent = (ratio.clamp(0.0, 1.0) * 100.0).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 100")]
    match percent as u32 {
        // Not one task may fail.
        0 => ecs::ThresholdConfiguration { r#type: ecs::ThresholdType::Count, value: 1 },
        value => ecs::ThresholdConfiguration { r#type: ecs::ThresholdType::BoundedPercent, value },
    }
}

fn stuck(percents: Percents, replicas: u32, loc: Loc) -> Diagnostic {
    let Percents { min, max } = percents;
    let plural = if replicas == 1 { "" } else { "s" };
    let message =
        format!("with {min} to {max} percent of {replicas} replica{plural} ECS can replace no task");
    Diagnostic::new(Code::RollingUpdate, message)
        .at(loc)
        .help("let `x-aws-min_percent` leave out a whole task, or `x-aws-max_percent`, 100 or more, make room for one")
}

fn rolled_back(action: &Spanned<String>) -> Diagnostic {
    let message = format!("a failed update is rolled back, there is no `{}`", action.value);
    Diagnostic::new(Code::FailureAction, message)
        .at(action.loc)
        .help("write `failure_action: rollback`: CloudFormation would roll the stack back anyway")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parallelism_becomes_percents() {
        let table = [
            ((1, 1, RollingOrder::StartFirst), (100, 200)),
            ((4, 2, RollingOrder::StartFirst), (100, 150)),
            ((3, 1, RollingOrder::StartFirst), (100, 134)),
            ((3, 0, RollingOrder::StartFirst), (100, 200)),
            ((3, 9, RollingOrder::StartFirst), (100, 200)),
            ((1, 1, RollingOrder::StopFirst), (0, 100)),
            ((4, 2, RollingOrder::StopFirst), (50, 100)),
            ((3, 1, RollingOrder::StopFirst), (66, 100)),
            ((0, 0, RollingOrder::StopFirst), (0, 100)),
        ];
        for ((replicas, parallelism, order), (min, max)) in table {
            let percents = rolling(replicas, parallelism, order);
            assert_eq!(percents, Percents { min, max }, "{replicas} {parallelism} {order:?}");
            assert!(percents.work_for(replicas), "{replicas} {parallelism} {order:?}");
        }
    }

    #[test]
    fn ecs_arrives_at_the_number_meant() {
        for replicas in 1..=50 {
            for parallelism in 1..=replicas {
                let start = rolling(replicas, parallelism, RollingOrder::StartFirst);
                assert_eq!(replicas * start.max / 100, replicas + parallelism);
                let stop = rolling(replicas, parallelism, RollingOrder::StopFirst);
                assert_eq!((replicas * stop.min).div_ceil(100), replicas - parallelism);
            }
        }
    }

    #[test]
    fn percents_that_let_nothing_happen() {
        let works = |min, max, replicas| Percents { min, max }.work_for(replicas);
        assert!(!works(100, 100, 4));
        assert!(!works(50, 150, 1));
        assert!(!works(0, 50, 4));
        assert!(!works(200, 150, 4));
        assert!(works(50, 100, 2));
        assert!(works(100, 150, 2));
        assert!(works(100, 100, 0));
    }

    #[test]
    fn a_ratio_of_nothing_tolerates_nothing() {
        assert_eq!(threshold(0.0).value, 1);
        assert_eq!(threshold(0.25).value, 25);
        assert_eq!(threshold(f64::NAN).value, 1);
        assert_eq!(threshold(7.0).value, 100);
    }
}
