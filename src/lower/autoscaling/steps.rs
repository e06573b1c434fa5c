//! Steps: tasks that are added or removed by how far an alarm's threshold is passed.
//! <https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html>

use crate::cfn::application_autoscaling as aas;
use crate::cfn::cloudwatch::{Alarm, ComparisonOperator, Dimension, Statistic};
use crate::cfn::{Resource, Text};
use crate::compose::{self, Step, StepMetric, Utilization};
use crate::source::Spanned;

use super::super::context::Lowering;
use super::super::names::{Name, Policy};
use super::super::tags;
use super::tracking::policy;
use super::{PERIOD, PERIODS, Scaled, dimensions, number};
use crate::lower::literals::to_text;

/// Makes the policies and alarms of both sides.
pub(super) fn lower(cx: &mut Lowering<'_>, scaled: &Scaled<'_>) {
    let Some(steps) = &scaled.autoscaling.steps else { return };
    let compose::Autoscaling { cooldown_in, cooldown_out, .. } = scaled.autoscaling;
    lower_side(cx, scaled, steps, &Side { steps: &steps.up, name: Policy::StepsUp, cooldown: cooldown_out });
    lower_side(
        cx,
        scaled,
        steps,
        &Side { steps: &steps.down, name: Policy::StepsDown, cooldown: cooldown_in },
    );
}

/// The steps of one side, the outermost threshold first.
struct Side<'a> {
    steps: &'a [Step],
    name: Policy,
    cooldown: &'a Option<Spanned<u32>>,
}

fn lower_side(cx: &mut Lowering<'_>, scaled: &Scaled<'_>, steps: &compose::Steps, side: &Side<'_>) {
    let Some(first) = side.steps.first() else { return };
    let up = side.name == Policy::StepsUp;
    let threshold = first.bound.value;
    let mut policy = policy(scaled, side.name, aas::PolicyType::StepScaling);
    policy.step_scaling_policy_configuration = Some(aas::StepScalingPolicyConfiguration {
        adjustment_type: aas::AdjustmentType::ChangeInCapacity,
        cooldown: side.cooldown.as_ref().map(|seconds| seconds.value),
        metric_aggregation_type: aggregation(&steps.metric),
        step_adjustments: adjustments(side.steps, threshold, up),
    });
    let service = &scaled.service.name;
    let policy = cx.add(Name::ScalingPolicy(service, side.name), Resource::new(&policy));
    let (namespace, metric_name, dimensions, statistic) = watched(scaled, &steps.metric);
    let alarm = Alarm {
        alarm_description: Some(
            format!("Tells {} to have {} tasks", service.value, if up { "more" } else { "fewer" }).into(),
        ),
        namespace,
        metric_name,
        dimensions,
        statistic,
        period: steps.period.as_ref().map_or(PERIOD, |seconds| seconds.value),
        evaluation_periods: steps.periods.as_ref().map_or(PERIODS, |periods| periods.value),
        comparison_operator: if up {
            ComparisonOperator::GreaterThanOrEqualToThreshold
        } else {
            ComparisonOperator::LessThanOrEqualToThreshold
        },
        threshold: number(threshold),
        alarm_actions: vec![policy.reference()],
        tags: tags::of_service(cx.project, scaled.service),
    };
    cx.add(Name::ScalingAlarm(service, side.name), Resource::new(&alarm));
}

/// Each step reaches to the next; the last one has no end.
fn adjustments(steps: &[Step], threshold: f64, up: bool) -> Vec<aas::StepAdjustment> {
    let from = |step: &Step| number(step.bound.value - threshold);
    let next = steps.iter().skip(1).map(|next| Some(from(next))).chain([None]);
    let adjust = |(step, next): (&Step, Option<serde_json::Number>)| {
        let tasks = i64::from(step.tasks.value);
        let near = Some(from(step));
        let (lower, upper) = if up { (near, next) } else { (next, near) };
        aas::StepAdjustment {
            metric_interval_lower_bound: lower,
            metric_interval_upper_bound: upper,
            scaling_adjustment: if up { tasks } else { -tasks },
        }
    };
    steps.iter().zip(next).map(adjust).collect()
}

/// The metric of an alarm.
fn watched(scaled: &Scaled<'_>, metric: &StepMetric) -> (Text, Text, Vec<Dimension>, Statistic) {
    let dimension = |(name, value): (Text, Text)| Dimension { name, value };
    match metric {
        StepMetric::Own(metric) => {
            let name = match metric {
                Utilization::Cpu => "CPUUtilization",
                Utilization::Memory => "MemoryUtilization",
            };
            let dimensions = scaled.dimensions().map(dimension).into();
            ("AWS/ECS".into(), name.into(), dimensions, Statistic::Average)
        }
        StepMetric::Other(metric) => {
            let statistic = match metric.statistic {
                compose::Statistic::Average => Statistic::Average,
                compose::Statistic::Maximum => Statistic::Maximum,
                compose::Statistic::Minimum => Statistic::Minimum,
                compose::Statistic::SampleCount => Statistic::SampleCount,
                compose::Statistic::Sum => Statistic::Sum,
            };
            let dimensions = dimensions(metric).map(dimension).collect();
            (to_text(&metric.namespace.value), to_text(&metric.name.value), dimensions, statistic)
        }
    }
}

/// How the scaler reads the alarm's metric; it knows no sum.
fn aggregation(metric: &StepMetric) -> Option<aas::MetricAggregationType> {
    let StepMetric::Other(metric) = metric else { return Some(aas::MetricAggregationType::Average) };
    match metric.statistic {
        compose::Statistic::Average => Some(aas::MetricAggregationType::Average),
        compose::Statistic::Maximum => Some(aas::MetricAggregationType::Maximum),
        compose::Statistic::Minimum => Some(aas::MetricAggregationType::Minimum),
        compose::Statistic::SampleCount | compose::Statistic::Sum => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(steps: &[(f64, u32)]) -> Vec<Step> {
        let spanned = |&(bound, tasks)| Step {
            bound: Spanned { value: bound, ..Spanned::default() },
            tasks: Spanned { value: tasks, ..Spanned::default() },
        };
        steps.iter().map(spanned).collect()
    }

    /// A step as `lower..upper: tasks`.
    fn shown(all: &[aas::StepAdjustment]) -> Vec<String> {
        let bound =
            |bound: &Option<serde_json::Number>| bound.as_ref().map_or(String::new(), ToString::to_string);
        let one = |step: &aas::StepAdjustment| {
            let (lower, upper) =
                (bound(&step.metric_interval_lower_bound), bound(&step.metric_interval_upper_bound));
            format!("{lower}..{upper}: {}", step.scaling_adjustment)
        };
        all.iter().map(one).collect()
    }

    #[test]
    fn steps_count_from_the_threshold_and_leave_no_gap() {
        let up = adjustments(&steps(&[(60.0, 1), (75.0, 2), (90.5, 4)]), 60.0, true);
        assert_eq!(shown(&up), ["0..15: 1", "15..30.5: 2", "30.5..: 4"]);
        let down = adjustments(&steps(&[(30.0, 1), (10.0, 3)]), 30.0, false);
        assert_eq!(shown(&down), ["-20..0: -1", "..-20: -3"]);
    }
}
