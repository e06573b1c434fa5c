//! `AWS::ECS::Service`: tasks that are kept running.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{CapacityProviderStrategyItem, DeploymentConfiguration, ServiceConnectConfiguration};
use crate::cfn::{List, ResourceType, Tag, Text, Toggle, Value};

/// A number of tasks of one definition, and their wiring.
///
/// The three lists are always there, as `[]` where they are empty: an update without them keeps what the
/// service has.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Service {
    pub service_name: Option<Text>,
    pub cluster: Option<Text>,
    pub launch_type: Option<LaunchType>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    pub platform_version: Option<Text>,
    pub desired_count: Option<Value<u32>>,
    pub task_definition: Option<Text>,
    pub availability_zone_rebalancing: Option<Toggle>,
    pub deployment_configuration: Option<DeploymentConfiguration>,
    pub enable_execute_command: Option<bool>,
    #[serde(rename = "EnableECSManagedTags")]
    pub enable_ecs_managed_tags: Option<bool>,
    pub health_check_grace_period_seconds: Option<u32>,
    pub monitoring: Option<MonitoringConfiguration>,
    pub load_balancers: Vec<LoadBalancer>,
    pub network_configuration: Option<NetworkConfiguration>,
    pub service_registries: Vec<ServiceRegistry>,
    pub service_connect_configuration: Option<ServiceConnectConfiguration>,
    pub volume_configurations: Vec<ServiceVolumeConfiguration>,
    pub propagate_tags: Option<PropagateTags>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for Service {
    const TYPE: &'static str = "AWS::ECS::Service";
}

/// On what the tasks run; not together with a capacity provider strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LaunchType {
    Fargate,
}

/// Whose tags the tasks take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PropagateTags {
    Service,
}

/// How often the metrics of a service are taken.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MonitoringConfiguration {
    pub metric_configurations: Vec<MetricConfiguration>,
}

/// Metrics, and the seconds between their samples: 20 or 60.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricConfiguration {
    pub metric_names: Vec<ServiceMetric>,
    pub resolution_seconds: u32,
}

/// The metrics of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ServiceMetric {
    #[serde(rename = "CPUUtilization")]
    CpuUtilization,
    MemoryUtilization,
}

/// A container port behind a target group.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoadBalancer {
    pub container_name: String,
    pub container_port: u16,
    pub target_group_arn: Text,
    pub advanced_configuration: Option<AdvancedConfiguration>,
}

impl LoadBalancer {
    /// With the required properties only.
    pub fn new(
        container_name: impl Into<String>,
        container_port: u16,
        target_group_arn: impl Into<Text>,
    ) -> Self {
        Self {
            container_name: container_name.into(),
            container_port,
            target_group_arn: target_group_arn.into(),
            advanced_configuration: None,
        }
    }
}

/// The settings for shifting traffic between two target groups.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AdvancedConfiguration {
    pub alternate_target_group_arn: Text,
    pub production_listener_rule: Option<Text>,
    pub test_listener_rule: Option<Text>,
    pub role_arn: Option<Text>,
}

impl AdvancedConfiguration {
    /// With the required properties only.
    pub fn new(alternate_target_group_arn: impl Into<Text>) -> Self {
        Self {
            alternate_target_group_arn: alternate_target_group_arn.into(),
            production_listener_rule: None,
            test_listener_rule: None,
            role_arn: None,
        }
    }
}

/// The network of the tasks.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkConfiguration {
    pub awsvpc_configuration: AwsVpcConfiguration,
}

/// The subnets, the security groups and the public address of each task.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AwsVpcConfiguration {
    pub assign_public_ip: Option<Value<Toggle>>,
    pub security_groups: Option<List>,
    pub subnets: List,
}

/// A Cloud Map service in which the tasks are listed.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceRegistry {
    pub registry_arn: Text,
    pub container_name: Option<String>,
    pub container_port: Option<u16>,
    pub port: Option<u16>,
}

impl ServiceRegistry {
    /// With the required properties only.
    pub fn new(registry_arn: impl Into<Text>) -> Self {
        Self { registry_arn: registry_arn.into(), container_name: None, container_port: None, port: None }
    }
}

/// A volume that each task gets when it starts.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceVolumeConfiguration {
    pub name: String,
    #[serde(rename = "ManagedEBSVolume")]
    pub managed_ebs_volume: Option<ManagedEbsVolume>,
}

impl ServiceVolumeConfiguration {
    /// With the required properties only.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), managed_ebs_volume: None }
    }
}

/// An EBS volume that lives and goes with its task.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ManagedEbsVolume {
    pub role_arn: Text,
    #[serde(rename = "SizeInGiB")]
    pub size_in_gib: Option<u32>,
    pub volume_type: Option<Text>,
    pub iops: Option<u32>,
    pub throughput: Option<u32>,
    pub filesystem_type: Option<FilesystemType>,
    pub encrypted: Option<bool>,
    pub kms_key_id: Option<Text>,
    pub snapshot_id: Option<Text>,
    pub volume_initialization_rate: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tag_specifications: Vec<EbsTagSpecification>,
}

impl ManagedEbsVolume {
    /// With the required properties only.
    pub fn new(role_arn: impl Into<Text>) -> Self {
        Self {
            role_arn: role_arn.into(),
            size_in_gib: None,
            volume_type: None,
            iops: None,
            throughput: None,
            filesystem_type: None,
            encrypted: None,
            kms_key_id: None,
            snapshot_id: None,
            volume_initialization_rate: None,
            tag_specifications: Vec::new(),
        }
    }
}

/// How a new volume is formatted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FilesystemType {
    Ext3,
    Ext4,
    Xfs,
    Ntfs,
}

/// The tags of a managed volume.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EbsTagSpecification {
    pub resource_type: EbsResourceType,
    pub propagate_tags: Option<PropagateTags>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl EbsTagSpecification {
    /// With the required properties only.
    pub fn new(resource_type: EbsResourceType) -> Self {
        Self { resource_type, propagate_tags: None, tags: Vec::new() }
    }
}

/// The EBS resources that can be tagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EbsResourceType {
    Volume,
}
