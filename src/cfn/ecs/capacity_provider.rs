//! `AWS::ECS::CapacityProvider`: machines for tasks.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-capacityprovider.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use crate::cfn::{List, ResourceType, Tag, Text};

/// Where tasks of one cluster find machines.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CapacityProvider {
    pub cluster_name: Text,
    pub managed_instances_provider: ManagedInstancesProvider,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for CapacityProvider {
    const TYPE: &'static str = "AWS::ECS::CapacityProvider";
}

/// Machines that ECS starts, mends and ends.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ManagedInstancesProvider {
    pub infrastructure_role_arn: Text,
    pub instance_launch_template: InstanceLaunchTemplate,
    pub propagate_tags: PropagateInstanceTags,
}

/// Whose tags the machines take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PropagateInstanceTags {
    CapacityProvider,
}

/// The requirements for the instance types.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct InstanceLaunchTemplate {
    pub ec2_instance_profile_arn: Text,
    pub network_configuration: ManagedInstancesNetworkConfiguration,
    pub capacity_option_type: Option<CapacityOptionType>,
    pub storage_configuration: Option<ManagedInstancesStorageConfiguration>,
    pub instance_requirements: InstanceRequirements,
}

/// How machines are paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CapacityOptionType {
    Spot,
}

/// Where machines are on the network.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ManagedInstancesNetworkConfiguration {
    pub subnets: List,
    pub security_groups: List,
}

/// The disk of a machine.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ManagedInstancesStorageConfiguration {
    #[serde(rename = "StorageSizeGiB")]
    pub storage_size_gib: u32,
}

/// Which types of machines do.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct InstanceRequirements {
    #[serde(rename = "VCpuCount")]
    pub vcpu_count: AtLeast,
    #[serde(rename = "MemoryMiB")]
    pub memory_mib: AtLeast,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_instance_types: Vec<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excluded_instance_types: Vec<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accelerator_types: Vec<AcceleratorType>,
    pub accelerator_count: Option<AtLeast>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accelerator_names: Vec<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accelerator_manufacturers: Vec<AcceleratorManufacturer>,
}

/// A range that begins somewhere.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AtLeast {
    pub min: u32,
    pub max: Option<u32>,
}

/// Kinds of accelerators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AcceleratorType {
    Gpu,
}

/// Who makes accelerators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AcceleratorManufacturer {
    Nvidia,
}
