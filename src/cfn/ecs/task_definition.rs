//! `AWS::ECS::TaskDefinition`: the containers that run together.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{ContainerDefinition, Volume};
use crate::cfn::{ResourceType, Tag, Text};

/// A task: its size, its roles, its containers.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TaskDefinition {
    pub family: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requires_compatibilities: Vec<Compatibility>,
    pub network_mode: Option<NetworkMode>,
    pub pid_mode: Option<PidMode>,
    pub cpu: Option<Text>,
    pub memory: Option<Text>,
    pub runtime_platform: Option<RuntimePlatform>,
    pub ephemeral_storage: Option<EphemeralStorage>,
    pub enable_fault_injection: Option<bool>,
    pub execution_role_arn: Option<Text>,
    pub task_role_arn: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub container_definitions: Vec<ContainerDefinition>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<Volume>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for TaskDefinition {
    const TYPE: &'static str = "AWS::ECS::TaskDefinition";
}

/// The launch types that a task must be able to run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Compatibility {
    Fargate,
    ManagedInstances,
}

/// How a task is on the network; Fargate knows `awsvpc` only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NetworkMode {
    Awsvpc,
}

/// Whose processes a container sees; Fargate knows those of the task only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PidMode {
    Task,
}

/// The processor and operating system that the images are built for.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RuntimePlatform {
    pub cpu_architecture: Option<CpuArchitecture>,
    pub operating_system_family: Option<OperatingSystemFamily>,
}

/// The instruction set of the images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CpuArchitecture {
    #[serde(rename = "X86_64")]
    X8664,
    Arm64,
}

/// The operating systems that Fargate runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OperatingSystemFamily {
    Linux,
    #[serde(rename = "WINDOWS_SERVER_2022_CORE")]
    WindowsServer2022Core,
}

/// The disk of a task beyond the 20 GiB it always has.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EphemeralStorage {
    #[serde(rename = "SizeInGiB")]
    pub size_in_gib: u32,
}
