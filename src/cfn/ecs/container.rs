//! The container definitions of a task.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-containerdefinition.html>

use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_with::skip_serializing_none;

use super::{LinuxParameters, Ulimit};
use crate::cfn::value::function;
use crate::cfn::{List, LogicalId, Text, Value};

/// One container of a task: all that Fargate takes, and what only machines have.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContainerDefinition {
    pub name: String,
    pub image: Text,
    pub repository_credentials: Option<RepositoryCredentials>,
    pub version_consistency: Option<VersionConsistency>,
    pub essential: Option<bool>,
    pub restart_policy: Option<RestartPolicy>,
    pub cpu: Option<Value<u32>>,
    pub memory: Option<Value<u32>>,
    pub memory_reservation: Option<Value<u32>>,
    pub entry_point: Option<List>,
    pub command: Option<List>,
    pub working_directory: Option<Text>,
    pub user: Option<Text>,
    pub hostname: Option<Text>,
    pub interactive: Option<bool>,
    pub pseudo_terminal: Option<bool>,
    pub privileged: Option<bool>,
    pub readonly_root_filesystem: Option<bool>,
    pub start_timeout: Option<u32>,
    pub stop_timeout: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<ContainerDependency>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<Entry<KeyValuePair>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<Entry<Secret>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub port_mappings: Vec<PortMapping>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mount_points: Vec<MountPoint>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volumes_from: Vec<VolumeFrom>,
    pub health_check: Option<HealthCheck>,
    pub linux_parameters: Option<LinuxParameters>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ulimits: Vec<Ulimit>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub system_controls: Vec<SystemControl>,
    pub log_configuration: Option<LogConfiguration>,
    pub firelens_configuration: Option<FirelensConfiguration>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resource_requirements: Vec<ResourceRequirement>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub docker_labels: IndexMap<String, Text>,
}

impl ContainerDefinition {
    /// With the required properties only.
    pub fn new(name: impl Into<String>, image: impl Into<Text>) -> Self {
        Self {
            name: name.into(),
            image: image.into(),
            repository_credentials: None,
            version_consistency: None,
            essential: None,
            restart_policy: None,
            cpu: None,
            memory: None,
            memory_reservation: None,
            entry_point: None,
            command: None,
            working_directory: None,
            user: None,
            hostname: None,
            interactive: None,
            pseudo_terminal: None,
            privileged: None,
            readonly_root_filesystem: None,
            start_timeout: None,
            stop_timeout: None,
            depends_on: Vec::new(),
            environment: Vec::new(),
            secrets: Vec::new(),
            port_mappings: Vec::new(),
            mount_points: Vec::new(),
            volumes_from: Vec::new(),
            health_check: None,
            linux_parameters: None,
            ulimits: Vec::new(),
            system_controls: Vec::new(),
            log_configuration: None,
            firelens_configuration: None,
            resource_requirements: Vec::new(),
            docker_labels: IndexMap::new(),
        }
    }
}

/// The secret that opens a private registry.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RepositoryCredentials {
    pub credentials_parameter: Text,
}

/// Whether a tag is turned to a digest once for all tasks of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VersionConsistency {
    Enabled,
    Disabled,
}

/// Whether the agent starts a container again that ended.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RestartPolicy {
    pub enabled: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored_exit_codes: Vec<i64>,
    pub restart_attempt_period: Option<u32>,
}

impl RestartPolicy {
    /// With the required properties only.
    pub fn new(enabled: bool) -> Self {
        Self { enabled, ignored_exit_codes: Vec::new(), restart_attempt_period: None }
    }
}

/// The condition that another container of the task must have reached first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContainerDependency {
    pub container_name: String,
    pub condition: ContainerCondition,
}

/// How far a container has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ContainerCondition {
    Start,
    Healthy,
    Success,
}

/// One variable of the environment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct KeyValuePair {
    pub name: String,
    pub value: Text,
}

/// An entry of a list that is there where a condition holds, or where it does not.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry<T> {
    Always(T),
    OnlyIf(LogicalId, T),
    Unless(LogicalId, T),
}

impl<T> Entry<T> {
    /// The entry itself.
    pub fn inner(&self) -> &T {
        match self {
            Self::Always(inner) | Self::OnlyIf(_, inner) | Self::Unless(_, inner) => inner,
        }
    }
}

impl<T> From<T> for Entry<T> {
    fn from(inner: T) -> Self {
        Self::Always(inner)
    }
}

impl<T: Serialize> Serialize for Entry<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let nothing = Value::<()>::NoValue;
        match self {
            Self::Always(inner) => inner.serialize(serializer),
            Self::OnlyIf(condition, inner) => function(serializer, "Fn::If", &(condition, inner, nothing)),
            Self::Unless(condition, inner) => function(serializer, "Fn::If", &(condition, nothing, inner)),
        }
    }
}

/// A variable or option whose value AWS looks up when the task starts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Secret {
    pub name: String,
    pub value_from: Text,
}

/// A port that the container listens on.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PortMapping {
    pub name: Option<String>,
    pub container_port: Option<u16>,
    pub container_port_range: Option<String>,
    pub host_port: Option<u16>,
    pub protocol: Option<TransportProtocol>,
    pub app_protocol: Option<AppProtocol>,
}

/// The transport of a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TransportProtocol {
    Tcp,
    Udp,
}

/// The protocol that Service Connect reads on a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AppProtocol {
    Http,
    Http2,
    Grpc,
}

/// Where a volume of the task is in the container.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MountPoint {
    pub source_volume: String,
    pub container_path: String,
    pub read_only: Option<bool>,
}

impl MountPoint {
    /// With the required properties only.
    pub fn new(source_volume: impl Into<String>, container_path: impl Into<String>) -> Self {
        Self { source_volume: source_volume.into(), container_path: container_path.into(), read_only: None }
    }
}

/// All mounts of another container of the task.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VolumeFrom {
    pub source_container: String,
    pub read_only: Option<bool>,
}

impl VolumeFrom {
    /// With the required properties only.
    pub fn new(source_container: impl Into<String>) -> Self {
        Self { source_container: source_container.into(), read_only: None }
    }
}

/// The command that says whether a container is well; times in seconds.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HealthCheck {
    pub command: List,
    pub interval: Option<u32>,
    pub timeout: Option<u32>,
    pub retries: Option<u32>,
    pub start_period: Option<u32>,
}

impl HealthCheck {
    /// With the required properties only.
    pub fn new(command: impl Into<List>) -> Self {
        Self { command: command.into(), interval: None, timeout: None, retries: None, start_period: None }
    }
}

/// A kernel setting of the container.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SystemControl {
    pub namespace: String,
    pub value: Text,
}

/// Where the output of a container goes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LogConfiguration {
    pub log_driver: String,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub options: IndexMap<String, Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secret_options: Vec<Entry<Secret>>,
}

impl LogConfiguration {
    /// With the required properties only.
    pub fn new(log_driver: impl Into<String>) -> Self {
        Self { log_driver: log_driver.into(), options: IndexMap::new(), secret_options: Vec::new() }
    }
}

/// Makes the container the log router of its task.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FirelensConfiguration {
    pub r#type: FirelensType,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub options: IndexMap<String, Text>,
}

impl FirelensConfiguration {
    /// With the required properties only.
    pub fn new(r#type: FirelensType) -> Self {
        Self { r#type, options: IndexMap::new() }
    }
}

/// The log routers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FirelensType {
    FluentBit,
    Fluentd,
}

/// An accelerator, which Fargate does not have.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceRequirement {
    pub r#type: ResourceRequirementType,
    pub value: Option<Text>,
}

impl ResourceRequirement {
    /// With the required properties only.
    pub fn new(r#type: ResourceRequirementType) -> Self {
        Self { r#type, value: None }
    }
}

/// The kinds of resources that can be required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ResourceRequirementType {
    #[serde(rename = "GPU")]
    Gpu,
}
