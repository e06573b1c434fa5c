//! Application Auto Scaling: how many tasks there are, by load or by the clock.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalingpolicy.html>

mod predictive;
mod step;
mod target_tracking;

pub use predictive::*;
pub use step::*;
pub use target_tracking::*;

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{ResourceType, Tag, Text};

/// The resource that is scaled, and its bounds.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ScalableTarget {
    pub service_namespace: ServiceNamespace,
    pub scalable_dimension: ScalableDimension,
    pub resource_id: Text,
    pub min_capacity: u32,
    pub max_capacity: u32,
    #[serde(rename = "RoleARN")]
    pub role_arn: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scheduled_actions: Vec<ScheduledAction>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for ScalableTarget {
    const TYPE: &'static str = "AWS::ApplicationAutoScaling::ScalableTarget";
}

impl ScalableTarget {
    /// With the required properties only.
    pub fn new(
        service_namespace: ServiceNamespace,
        scalable_dimension: ScalableDimension,
        resource_id: impl Into<Text>,
        min_capacity: u32,
        max_capacity: u32,
    ) -> Self {
        Self {
            service_namespace,
            scalable_dimension,
            resource_id: resource_id.into(),
            min_capacity,
            max_capacity,
            role_arn: None,
            scheduled_actions: Vec::new(),
            tags: Vec::new(),
        }
    }
}

/// Whose resource is scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ServiceNamespace {
    Ecs,
}

/// The property of a resource that is scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ScalableDimension {
    #[serde(rename = "ecs:service:DesiredCount")]
    EcsServiceDesiredCount,
}

/// New bounds at a time.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ScheduledAction {
    pub scheduled_action_name: String,
    pub schedule: Text,
    pub timezone: Option<Text>,
    pub start_time: Option<Text>,
    pub end_time: Option<Text>,
    pub scalable_target_action: Option<ScalableTargetAction>,
}

impl ScheduledAction {
    /// With the required properties only.
    pub fn new(scheduled_action_name: impl Into<String>, schedule: impl Into<Text>) -> Self {
        Self {
            scheduled_action_name: scheduled_action_name.into(),
            schedule: schedule.into(),
            timezone: None,
            start_time: None,
            end_time: None,
            scalable_target_action: None,
        }
    }
}

/// The bounds that come into force.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ScalableTargetAction {
    pub min_capacity: Option<u32>,
    pub max_capacity: Option<u32>,
}

/// How the number follows the load.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ScalingPolicy {
    pub policy_name: Text,
    pub policy_type: PolicyType,
    pub scaling_target_id: Option<Text>,
    pub target_tracking_scaling_policy_configuration: Option<TargetTrackingScalingPolicyConfiguration>,
    pub step_scaling_policy_configuration: Option<StepScalingPolicyConfiguration>,
    pub predictive_scaling_policy_configuration: Option<PredictiveScalingPolicyConfiguration>,
}

impl ResourceType for ScalingPolicy {
    const TYPE: &'static str = "AWS::ApplicationAutoScaling::ScalingPolicy";
}

impl ScalingPolicy {
    /// With the required properties only.
    pub fn new(policy_name: impl Into<Text>, policy_type: PolicyType) -> Self {
        Self {
            policy_name: policy_name.into(),
            policy_type,
            scaling_target_id: None,
            target_tracking_scaling_policy_configuration: None,
            step_scaling_policy_configuration: None,
            predictive_scaling_policy_configuration: None,
        }
    }
}

/// How a policy decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum PolicyType {
    TargetTrackingScaling,
    StepScaling,
    PredictiveScaling,
}
