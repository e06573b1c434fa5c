//! `AWS::Scheduler::Schedule`: tasks that are started by the clock.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::ecs::{CapacityProviderStrategyItem, LaunchType};
use super::{List, ResourceType, Text};

/// When something is started, and what.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Schedule {
    pub description: Option<Text>,
    pub schedule_expression: Text,
    pub schedule_expression_timezone: Option<Text>,
    pub flexible_time_window: FlexibleTimeWindow,
    pub target: Target,
}

impl ResourceType for Schedule {
    const TYPE: &'static str = "AWS::Scheduler::Schedule";
}

/// Whether a start may be late on purpose.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FlexibleTimeWindow {
    pub mode: FlexibleTimeWindowMode,
}

/// On time, or spread over a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FlexibleTimeWindowMode {
    Off,
}

/// The target of a schedule: tasks in a cluster.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Target {
    pub arn: Text,
    pub role_arn: Text,
    pub ecs_parameters: EcsParameters,
    pub retry_policy: RetryPolicy,
    pub dead_letter_config: DeadLetterConfig,
}

/// Which tasks, and how many.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EcsParameters {
    pub task_definition_arn: Text,
    pub launch_type: Option<LaunchType>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    pub platform_version: Option<Text>,
    pub task_count: Option<u32>,
    #[serde(rename = "EnableECSManagedTags")]
    pub enable_ecs_managed_tags: bool,
    pub enable_execute_command: Option<bool>,
    pub propagate_tags: PropagateTags,
    pub network_configuration: NetworkConfiguration,
}

/// Where the tags of a task come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PropagateTags {
    TaskDefinition,
}

/// Where tasks are on the network.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkConfiguration {
    pub awsvpc_configuration: AwsVpcConfiguration,
}

/// Subnets and groups of tasks.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AwsVpcConfiguration {
    pub assign_public_ip: Text,
    pub security_groups: List,
    pub subnets: List,
}

/// How long a start that failed is tried again.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RetryPolicy {
    pub maximum_event_age_in_seconds: u32,
    pub maximum_retry_attempts: u32,
}

/// Where starts go that failed for good.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeadLetterConfig {
    pub arn: Text,
}
