//! Strategies that run two versions at once and shift requests from one to the other.
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html>
//!
//! Decisions
//! - There is no circuit breaker: it is for rolling updates only. ECS gives a version up when its tasks do
//!   not come up.
//! - Percents of `update_config` count only where ECS replaces a task that is not well, or moves one to
//!   another zone.
//!
//! Not here: the second target group and the rules (`traffic`).

use serde_json::Number;

use crate::cfn::ecs;
use crate::compose::{self, RollingOrder, Strategy};

use super::super::context::Lowering;
use super::findings::{rolled_back, stop_first, without_effect};
use super::rolling::DEFAULT;

/// The configuration of a deployment that shifts requests.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    asked: &compose::Deployment,
    update: Option<&compose::UpdateConfig>,
) -> ecs::DeploymentConfiguration {
    let percents = update.map_or(DEFAULT, |update| {
        check(cx, asked, update);
        let mut percents = DEFAULT;
        percents.min = update.min_percent.as_ref().map_or(percents.min, |percent| percent.value);
        percents.max = update.max_percent.as_ref().map_or(percents.max, |percent| percent.value);
        percents
    });
    let percent = asked.percent.as_ref().map(|percent| tenths(percent.value));
    let time = asked.step_time.as_ref().map(|time| time.value);
    let said = percent.is_some() || time.is_some();
    let mut configuration = ecs::DeploymentConfiguration {
        minimum_healthy_percent: Some(percents.min),
        maximum_percent: Some(percents.max),
        ..ecs::DeploymentConfiguration::default()
    };
    configuration.strategy = Some(match asked.strategy() {
        Strategy::Rolling => ecs::DeploymentStrategy::Rolling,
        Strategy::BlueGreen => ecs::DeploymentStrategy::BlueGreen,
        Strategy::Linear => {
            configuration.linear_configuration = said.then_some(ecs::LinearConfiguration {
                step_percent: percent,
                step_bake_time_in_minutes: time,
            });
            ecs::DeploymentStrategy::Linear
        }
        Strategy::Canary => {
            configuration.canary_configuration = said.then_some(ecs::CanaryConfiguration {
                canary_percent: percent,
                canary_bake_time_in_minutes: time,
            });
            ecs::DeploymentStrategy::Canary
        }
    });
    configuration
}

/// Reports the attributes of `update_config` that do not go with shifting.
fn check(cx: &mut Lowering<'_>, asked: &compose::Deployment, update: &compose::UpdateConfig) {
    let compose::UpdateConfig {
        loc: _,
        parallelism,
        order,
        failure_action,
        max_failure_ratio,
        monitor: _, // for every strategy
        delay: _,   // ECS has none; the support table says so
        min_percent: _,
        max_percent: _,
    } = update;
    let strategy = asked.strategy();
    if let Some(order) = order.as_ref().filter(|order| order.value == RollingOrder::StopFirst) {
        let place = asked.strategy.as_ref().map_or(asked.loc, |strategy| strategy.loc);
        cx.report(stop_first(strategy, place, order.loc));
    }
    if let Some(parallelism) = parallelism {
        cx.report(without_effect(strategy, "parallelism", parallelism.loc));
    }
    if let Some(ratio) = max_failure_ratio {
        cx.report(without_effect(strategy, "max_failure_ratio", ratio.loc));
    }
    if let Some(action) = failure_action.as_ref().filter(|action| action.value != "rollback") {
        cx.report(rolled_back(action));
    }
}

/// A percentage with one digit after the point, or with none.
fn tenths(percent: f64) -> Number {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 1 and 1000")]
    let tenths = (percent * 10.0).round() as u32;
    if tenths.is_multiple_of(10) {
        return (tenths / 10).into();
    }
    Number::from_f64(f64::from(tenths) / 10.0).expect("internal error: a tenth of a whole number is finite")
}

#[cfg(test)]
mod tests {
    use super::tenths;

    #[test]
    fn percents_have_one_digit_at_most() {
        let table = [(10.0, "10"), (0.1, "0.1"), (33.3, "33.3"), (2.5, "2.5"), (100.0, "100")];
        for (percent, expected) in table {
            assert_eq!(tenths(percent).to_string(), expected);
        }
    }
}
