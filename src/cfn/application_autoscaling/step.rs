//! Policies that an alarm sets off, and that add or remove tasks by how far it is passed.
//! <https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-step-scaling-policies.html>

use serde::Serialize;
use serde_json::Number;
use serde_with::skip_serializing_none;

/// The steps, and the wait in seconds.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct StepScalingPolicyConfiguration {
    pub adjustment_type: AdjustmentType,
    pub cooldown: Option<u32>,
    pub metric_aggregation_type: Option<MetricAggregationType>,
    pub step_adjustments: Vec<StepAdjustment>,
}

/// The units of an adjustment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum AdjustmentType {
    ChangeInCapacity,
}

/// How the samples of the alarm's metric become one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum MetricAggregationType {
    Average,
    Maximum,
    Minimum,
}

/// One step; the bounds count from the threshold of the alarm.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct StepAdjustment {
    pub metric_interval_lower_bound: Option<Number>,
    pub metric_interval_upper_bound: Option<Number>,
    pub scaling_adjustment: i64,
}
