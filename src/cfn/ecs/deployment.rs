//! How a service changes from one task definition to the next.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-deploymentconfiguration.html>

use serde::Serialize;
use serde_json::Number;
use serde_with::skip_serializing_none;

use crate::cfn::{List, Text};

/// The pace of a deployment and what ends it.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeploymentConfiguration {
    pub strategy: Option<DeploymentStrategy>,
    pub minimum_healthy_percent: Option<u32>,
    pub maximum_percent: Option<u32>,
    pub bake_time_in_minutes: Option<u32>,
    pub canary_configuration: Option<CanaryConfiguration>,
    pub linear_configuration: Option<LinearConfiguration>,
    pub deployment_circuit_breaker: Option<DeploymentCircuitBreaker>,
    pub alarms: Option<DeploymentAlarms>,
    pub early_success_criteria: Option<EarlySuccessCriteria>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lifecycle_hooks: Vec<DeploymentLifecycleHook>,
}

/// The ways to a new version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeploymentStrategy {
    Rolling,
    BlueGreen,
    Linear,
    Canary,
}

/// A first share of the traffic, a wait, then the rest.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CanaryConfiguration {
    pub canary_percent: Option<Number>,
    pub canary_bake_time_in_minutes: Option<u32>,
}

/// Equal shares of the traffic with a wait between them.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LinearConfiguration {
    pub step_percent: Option<Number>,
    pub step_bake_time_in_minutes: Option<u32>,
}

/// Ends a deployment whose tasks do not come up.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeploymentCircuitBreaker {
    pub enable: bool,
    pub rollback: bool,
    pub threshold_configuration: Option<ThresholdConfiguration>,
    pub reset_on_healthy_task: Option<bool>,
}

impl DeploymentCircuitBreaker {
    /// With the required properties only.
    pub fn new(enable: bool, rollback: bool) -> Self {
        Self { enable, rollback, threshold_configuration: None, reset_on_healthy_task: None }
    }
}

/// How many failed tasks are too many.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ThresholdConfiguration {
    pub r#type: ThresholdType,
    pub value: u32,
}

/// How failed tasks are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ThresholdType {
    Count,
    BoundedPercent,
    UnboundedPercent,
}

/// Alarms that end a deployment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeploymentAlarms {
    pub alarm_names: List,
    pub enable: bool,
    pub rollback: bool,
}

/// The condition under which a rolling deployment counts as done.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EarlySuccessCriteria {
    pub enable: bool,
    pub healthy_percent: u32,
    pub source_service_revision_cleanup: Cleanup,
}

/// When the old tasks go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Cleanup {
    Blocking,
    Deferred,
}

/// A function that is asked, or a pause, at stages of a deployment.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeploymentLifecycleHook {
    pub target_type: Option<HookTargetType>,
    pub hook_target_arn: Option<Text>,
    pub role_arn: Option<Text>,
    pub lifecycle_stages: Vec<LifecycleStage>,
    pub timeout_configuration: Option<HookTimeoutConfig>,
    pub hook_details: Option<Text>,
}

impl DeploymentLifecycleHook {
    /// With the required properties only.
    pub fn new(lifecycle_stages: Vec<LifecycleStage>) -> Self {
        Self {
            target_type: None,
            hook_target_arn: None,
            role_arn: None,
            lifecycle_stages,
            timeout_configuration: None,
            hook_details: None,
        }
    }
}

/// The kinds of hooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HookTargetType {
    AwsLambda,
    Pause,
}

/// The stages a hook can be at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LifecycleStage {
    ReconcileService,
    PreScaleUp,
    PostScaleUp,
    TestTrafficShift,
    PostTestTrafficShift,
    PreProductionTrafficShift,
    ProductionTrafficShift,
    PostProductionTrafficShift,
}

/// How long a hook may take, and the action when it does not answer.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HookTimeoutConfig {
    pub action: Option<HookTimeoutAction>,
    pub timeout_in_minutes: Option<u32>,
}

/// The action of a deployment after a hook that did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HookTimeoutAction {
    Rollback,
    Continue,
}
