//! Rolling updates: some tasks at a time.
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html>
//!
//! Decisions
//! - Without a word all tasks stay until new ones are well: 100 and 200 percent, ECS's own defaults. A
//!   database with one task that writes to a file system stops it first, as Compose does, for two would write
//!   to the same files.
//! - `parallelism` becomes a share of the replicas: with `start-first` tasks beyond them, with `stop-first`
//!   tasks short of them. Without `order` it is `start-first`: Compose's own default leaves a service of one
//!   replica without any.
//! - Percents are rounded so that ECS, which rounds the other way, arrives at exactly that number of tasks.
//! - The circuit breaker is on and rolls back, unless `circuit_breaker: false`. A deployment that hangs for
//!   three hours is no alternative.
//! - `max_failure_ratio` counts every task that fails during the update, so one that comes up makes none
//!   forgotten.

use crate::cfn::ecs;
use crate::compose::{self, CircuitBreaker, RollingOrder};
use crate::source::Spanned;

use super::super::context::Lowering;
use super::findings::{both, impatient, rolled_back, stuck};

/// How many tasks there may be during a deployment, in percent of the replicas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Percents {
    /// The fewest.
    pub(super) min: u32,
    /// The most.
    pub(super) max: u32,
}

/// Those of ECS.
pub(super) const DEFAULT: Percents = Percents { min: 100, max: 200 };

/// The configuration of a rolling update.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    asked: Option<&compose::Deployment>,
    update: Option<&compose::UpdateConfig>,
    (replicas, usual): (u32, RollingOrder),
) -> ecs::DeploymentConfiguration {
    let percents = match update {
        Some(update) => read_percents(cx, update, replicas, usual),
        None if usual == RollingOrder::StopFirst => rolling(replicas, 1, usual),
        None => DEFAULT,
    };
    let ratio = update.and_then(|update| update.max_failure_ratio.as_ref());
    let breaker = asked.and_then(|asked| asked.circuit_breaker.as_ref());
    let early = asked.and_then(|asked| asked.early_success.as_ref());
    if let Some(early) = early.filter(|early| early.healthy_percent.value < percents.min) {
        cx.report(impatient(&early.healthy_percent, percents.min));
    }
    ecs::DeploymentConfiguration {
        // Said only where the user says it: a service that shifted requests before goes on to, otherwise.
        strategy: asked.and_then(|asked| asked.strategy.as_ref()).map(|_| ecs::DeploymentStrategy::Rolling),
        minimum_healthy_percent: Some(percents.min),
        maximum_percent: Some(percents.max),
        deployment_circuit_breaker: Some(circuit_breaker(cx, breaker, ratio)),
        early_success_criteria: early.map(|early| ecs::EarlySuccessCriteria {
            enable: true,
            healthy_percent: early.healthy_percent.value,
            source_service_revision_cleanup: if early.deferred {
                ecs::Cleanup::Deferred
            } else {
                ecs::Cleanup::Blocking
            },
        }),
        ..ecs::DeploymentConfiguration::default()
    }
}

fn read_percents(
    cx: &mut Lowering<'_>,
    update: &compose::UpdateConfig,
    replicas: u32,
    usual: RollingOrder,
) -> Percents {
    let compose::UpdateConfig {
        loc,
        parallelism,
        order,
        failure_action,
        max_failure_ratio: _, // for the circuit breaker
        monitor: _,           // for every strategy
        delay: _,             // ECS has none; the support table says so
        min_percent,
        max_percent,
    } = update;
    let order = order.as_ref().map_or(usual, |order| order.value);
    let mut percents = DEFAULT;
    if order == RollingOrder::StopFirst || parallelism.is_some() {
        percents = rolling(replicas, parallelism.as_ref().map_or(1, |number| number.value), order);
    }
    percents.min = min_percent.as_ref().map_or(percents.min, |percent| percent.value);
    percents.max = max_percent.as_ref().map_or(percents.max, |percent| percent.value);
    if !percents.work_for(replicas) {
        let place = min_percent.as_ref().or(max_percent.as_ref());
        let loc = place.map_or(*loc, |percent| percent.loc);
        cx.report(stuck((percents.min, percents.max), replicas, loc));
    }
    if let Some(action) = failure_action.as_ref().filter(|action| action.value != "rollback") {
        cx.report(rolled_back(action));
    }
    percents
}

fn circuit_breaker(
    cx: &mut Lowering<'_>,
    asked: Option<&Spanned<CircuitBreaker>>,
    ratio: Option<&Spanned<f64>>,
) -> ecs::DeploymentCircuitBreaker {
    let mut breaker = ecs::DeploymentCircuitBreaker::new(true, true);
    if let Some(ratio) = ratio {
        breaker.threshold_configuration = Some(threshold(ratio.value));
        breaker.reset_on_healthy_task = Some(false);
    }
    let Some(asked) = asked else { return breaker };
    let is_said_twice = match asked.value {
        CircuitBreaker::Off => {
            breaker = ecs::DeploymentCircuitBreaker::new(false, false);
            true
        }
        CircuitBreaker::On { threshold, reset } => {
            breaker.reset_on_healthy_task = reset.or(breaker.reset_on_healthy_task);
            if let Some(threshold) = threshold {
                breaker.threshold_configuration = Some(to_threshold(threshold));
            }
            threshold.is_some()
        }
    };
    if let Some(ratio) = ratio.filter(|_| is_said_twice) {
        cx.report(both("circuit_breaker", asked.loc, "max_failure_ratio", ratio.loc));
    }
    breaker
}

fn to_threshold(threshold: compose::Threshold) -> ecs::ThresholdConfiguration {
    let (r#type, value) = match threshold {
        compose::Threshold::Count(count) => (ecs::ThresholdType::Count, count),
        compose::Threshold::Percent { percent, bounded: true } => {
            (ecs::ThresholdType::BoundedPercent, percent)
        }
        compose::Threshold::Percent { percent, bounded: false } => {
            (ecs::ThresholdType::UnboundedPercent, percent)
        }
    };
    ecs::ThresholdConfiguration { r#type, value }
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
