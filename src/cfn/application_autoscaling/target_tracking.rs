//! Policies that keep a metric near a value.
//! <https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html>

use serde::Serialize;
use serde_json::Number;
use serde_with::skip_serializing_none;

use crate::cfn::Text;

/// The metric, the value to keep, and the waits in seconds.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetTrackingScalingPolicyConfiguration {
    pub target_value: Number,
    pub predefined_metric_specification: Option<PredefinedMetricSpecification>,
    pub customized_metric_specification: Option<CustomizedMetricSpecification>,
    pub scale_in_cooldown: Option<u32>,
    pub scale_out_cooldown: Option<u32>,
    pub disable_scale_in: Option<bool>,
}

impl TargetTrackingScalingPolicyConfiguration {
    /// With the required properties only.
    pub fn new(target_value: Number) -> Self {
        Self {
            target_value,
            predefined_metric_specification: None,
            customized_metric_specification: None,
            scale_in_cooldown: None,
            scale_out_cooldown: None,
            disable_scale_in: None,
        }
    }
}

/// A metric that AWS keeps of every service.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PredefinedMetricSpecification {
    pub predefined_metric_type: PredefinedMetricType,
    pub resource_label: Option<Text>,
}

impl PredefinedMetricSpecification {
    /// With the required properties only.
    pub fn new(predefined_metric_type: PredefinedMetricType) -> Self {
        Self { predefined_metric_type, resource_label: None }
    }
}

/// The metrics of ECS services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum PredefinedMetricType {
    #[serde(rename = "ECSServiceAverageCPUUtilization")]
    EcsServiceAverageCpuUtilization,
    #[serde(rename = "ECSServiceAverageCPUUtilizationHighResolution")]
    EcsServiceAverageCpuUtilizationHighResolution,
    #[serde(rename = "ECSServiceAverageMemoryUtilization")]
    EcsServiceAverageMemoryUtilization,
    #[serde(rename = "ECSServiceAverageMemoryUtilizationHighResolution")]
    EcsServiceAverageMemoryUtilizationHighResolution,
    #[serde(rename = "ALBRequestCountPerTarget")]
    AlbRequestCountPerTarget,
}

/// Any metric of CloudWatch, or what is computed from several.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CustomizedMetricSpecification {
    pub namespace: Option<Text>,
    pub metric_name: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<MetricDimension>,
    pub statistic: Option<Statistic>,
    pub unit: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<MetricDataQuery>,
}

/// A dimension of a metric.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricDimension {
    pub name: Text,
    pub value: Text,
}

/// How the samples of a metric become one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Statistic {
    Average,
    Maximum,
    Minimum,
    SampleCount,
    Sum,
}

/// A metric, or an expression over others by their ids.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricDataQuery {
    pub id: String,
    pub label: Option<String>,
    pub expression: Option<String>,
    pub metric_stat: Option<MetricStat>,
    pub return_data: bool,
}

/// A metric, and how its samples become one number.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricStat {
    pub metric: Metric,
    pub stat: Statistic,
}

/// A metric of CloudWatch.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Metric {
    pub namespace: Text,
    pub metric_name: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<MetricDimension>,
}
