//! Policies that look at the past to know what comes.
//! <https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-predictive-scaling.html>

use serde::Serialize;
use serde_json::Number;

/// The metrics that are forecast, and whether the forecast scales.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PredictiveScalingPolicyConfiguration {
    pub metric_specifications: Vec<PredictiveScalingMetricSpecification>,
    pub mode: PredictiveScalingMode,
}

/// Whether a forecast is acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum PredictiveScalingMode {
    ForecastOnly,
    ForecastAndScale,
}

/// A metric and the value to keep.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PredictiveScalingMetricSpecification {
    pub target_value: Number,
    pub predefined_metric_pair_specification: PredictiveScalingPredefinedMetricPair,
}

/// The load as a whole, and what each task has of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PredictiveScalingPredefinedMetricPair {
    pub predefined_metric_type: PredictiveMetricType,
}

/// The pairs of metrics of ECS services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum PredictiveMetricType {
    #[serde(rename = "ECSServiceCPUUtilization")]
    EcsServiceCpuUtilization,
    #[serde(rename = "ECSServiceMemoryUtilization")]
    EcsServiceMemoryUtilization,
}
