//! Policies that keep a metric near a value, and those that look ahead.

use serde_json::Number;

use crate::cfn::application_autoscaling as aas;
use crate::cfn::{List, Resource, Text};
use crate::compose::{self, QueueRef, Utilization};

use super::super::context::Lowering;
use super::super::names::{Name, Policy};
use super::{Scaled, dimensions, expression, is_fine, number};
use crate::lower::literals::to_text;

/// Makes the policies that have a value to keep.
pub(super) fn lower(cx: &mut Lowering<'_>, scaled: &Scaled<'_>, requests: Option<Text>) {
    let compose::Autoscaling { cpu, memory, requests: rate, queue, metric, predictive, .. } =
        scaled.autoscaling;
    let fine = is_fine(scaled.autoscaling);
    for (target, policy, plain, high) in [
        (
            cpu,
            Policy::Cpu,
            aas::PredefinedMetricType::EcsServiceAverageCpuUtilization,
            aas::PredefinedMetricType::EcsServiceAverageCpuUtilizationHighResolution,
        ),
        (
            memory,
            Policy::Memory,
            aas::PredefinedMetricType::EcsServiceAverageMemoryUtilization,
            aas::PredefinedMetricType::EcsServiceAverageMemoryUtilizationHighResolution,
        ),
    ] {
        if let Some(target) = target {
            let metric = aas::PredefinedMetricSpecification::new(if fine { high } else { plain });
            keep(cx, scaled, policy, predefined(target.value, metric));
        }
    }
    if let (Some(rate), Some(label)) = (rate, requests) {
        let mut metric =
            aas::PredefinedMetricSpecification::new(aas::PredefinedMetricType::AlbRequestCountPerTarget);
        metric.resource_label = Some(label);
        keep(cx, scaled, Policy::Requests, predefined(rate.value, metric));
    }
    if let Some(compose::Backlog { queue, backlog }) = queue {
        let metric = aas::CustomizedMetricSpecification {
            metrics: backlog_of(queue, scaled),
            ..aas::CustomizedMetricSpecification::default()
        };
        keep(cx, scaled, Policy::Queue, customized(backlog.value, metric));
    }
    if let Some((metric, target)) = metric {
        let metric = aas::CustomizedMetricSpecification {
            namespace: Some(to_text(&metric.namespace.value)),
            metric_name: Some(to_text(&metric.name.value)),
            dimensions: dimensions(metric).map(dimension).collect(),
            statistic: Some(statistic(metric.statistic)),
            ..aas::CustomizedMetricSpecification::default()
        };
        keep(cx, scaled, Policy::Metric, customized(target.value, metric));
    }
    if let Some(predictive) = predictive {
        let mut policy = policy(scaled, Policy::Predictive, aas::PolicyType::PredictiveScaling);
        policy.predictive_scaling_policy_configuration = Some(ahead(predictive));
        cx.add(Name::ScalingPolicy(&scaled.service.name, Policy::Predictive), Resource::new(&policy));
    }
}

/// A policy of this service.
pub(super) fn policy(scaled: &Scaled<'_>, name: Policy, kind: aas::PolicyType) -> aas::ScalingPolicy {
    aas::ScalingPolicy {
        scaling_target_id: Some(scaled.target.reference()),
        ..aas::ScalingPolicy::new(name.word(), kind)
    }
}

fn keep(
    cx: &mut Lowering<'_>,
    scaled: &Scaled<'_>,
    name: Policy,
    mut configuration: aas::TargetTrackingScalingPolicyConfiguration,
) {
    let compose::Autoscaling { cooldown_in, cooldown_out, scale_in, .. } = scaled.autoscaling;
    configuration.scale_in_cooldown = cooldown_in.as_ref().map(|seconds| seconds.value);
    configuration.scale_out_cooldown = cooldown_out.as_ref().map(|seconds| seconds.value);
    configuration.disable_scale_in = scale_in.as_ref().filter(|scale_in| !scale_in.value).map(|_| true);
    let mut policy = policy(scaled, name, aas::PolicyType::TargetTrackingScaling);
    policy.target_tracking_scaling_policy_configuration = Some(configuration);
    cx.add(Name::ScalingPolicy(&scaled.service.name, name), Resource::new(&policy));
}

fn predefined(
    target: f64,
    metric: aas::PredefinedMetricSpecification,
) -> aas::TargetTrackingScalingPolicyConfiguration {
    aas::TargetTrackingScalingPolicyConfiguration {
        predefined_metric_specification: Some(metric),
        ..aas::TargetTrackingScalingPolicyConfiguration::new(number(target))
    }
}

fn customized(
    target: f64,
    metric: aas::CustomizedMetricSpecification,
) -> aas::TargetTrackingScalingPolicyConfiguration {
    aas::TargetTrackingScalingPolicyConfiguration {
        customized_metric_specification: Some(metric),
        ..aas::TargetTrackingScalingPolicyConfiguration::new(number(target))
    }
}

/// Messages that wait, for each task that runs.
/// <https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html>
fn backlog_of(queue: &QueueRef, scaled: &Scaled<'_>) -> Vec<aas::MetricDataQuery> {
    let name = match queue {
        QueueRef::Name(name) => expression(name),
        // arn : partition : sqs : region : account : name
        QueueRef::Arn(arn) => last(arn, ":", 5),
        // https : / / host / account / name
        QueueRef::Url(url) => last(url, "/", 4),
    };
    let waiting = aas::Metric {
        namespace: "AWS/SQS".into(),
        metric_name: "ApproximateNumberOfMessagesVisible".into(),
        dimensions: vec![dimension(("QueueName".into(), name))],
    };
    let running = aas::Metric {
        namespace: "ECS/ContainerInsights".into(),
        metric_name: "RunningTaskCount".into(),
        dimensions: scaled.dimensions().map(dimension).into(),
    };
    let measured = |id: &str, metric, stat| aas::MetricDataQuery {
        id: id.to_owned(),
        metric_stat: Some(aas::MetricStat { metric, stat }),
        ..aas::MetricDataQuery::default()
    };
    vec![
        measured("waiting", waiting, aas::Statistic::Sum),
        measured("running", running, aas::Statistic::Average),
        aas::MetricDataQuery {
            id: "backlog".to_owned(),
            label: Some("Messages for each task".to_owned()),
            expression: Some("waiting / IF(FILL(running, 0) > 0, FILL(running, 0), 1)".to_owned()),
            return_data: true,
            ..aas::MetricDataQuery::default()
        },
    ]
}

/// The last part of a text, or of what a function gives.
fn last(said: &compose::Expression, delimiter: &str, index: u32) -> Text {
    match said.value.as_str() {
        Some(text) => to_text(text.rsplit(delimiter).next().unwrap_or(text)),
        None => Text::select(index, List::split(delimiter, expression(said))),
    }
}

fn ahead(predictive: &compose::Predictive) -> aas::PredictiveScalingPolicyConfiguration {
    let compose::Predictive { metric, target, scales } = predictive;
    let predefined_metric_type = match metric {
        Utilization::Cpu => aas::PredictiveMetricType::EcsServiceCpuUtilization,
        Utilization::Memory => aas::PredictiveMetricType::EcsServiceMemoryUtilization,
    };
    let target_value: Number = number(target.value);
    let predefined_metric_pair_specification =
        aas::PredictiveScalingPredefinedMetricPair { predefined_metric_type };
    let specification =
        aas::PredictiveScalingMetricSpecification { target_value, predefined_metric_pair_specification };
    aas::PredictiveScalingPolicyConfiguration {
        metric_specifications: vec![specification],
        mode: if *scales {
            aas::PredictiveScalingMode::ForecastAndScale
        } else {
            aas::PredictiveScalingMode::ForecastOnly
        },
    }
}

fn dimension((name, value): (Text, Text)) -> aas::MetricDimension {
    aas::MetricDimension { name, value }
}

fn statistic(statistic: compose::Statistic) -> aas::Statistic {
    match statistic {
        compose::Statistic::Average => aas::Statistic::Average,
        compose::Statistic::Maximum => aas::Statistic::Maximum,
        compose::Statistic::Minimum => aas::Statistic::Minimum,
        compose::Statistic::SampleCount => aas::Statistic::SampleCount,
        compose::Statistic::Sum => aas::Statistic::Sum,
    }
}
