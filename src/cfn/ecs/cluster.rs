//! `AWS::ECS::Cluster`: where tasks run.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-cluster.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use crate::cfn::{ResourceType, Tag, Text};

/// A cluster; Fargate needs no more than its being there.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Cluster {
    pub cluster_name: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capacity_providers: Vec<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cluster_settings: Vec<ClusterSetting>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub default_capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    pub configuration: Option<ClusterConfiguration>,
    pub service_connect_defaults: Option<ServiceConnectDefaults>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for Cluster {
    const TYPE: &'static str = "AWS::ECS::Cluster";
}

/// A setting by name, such as `containerInsights`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ClusterSetting {
    pub name: String,
    pub value: Text,
}

/// How a cluster does what it does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ClusterConfiguration {
    pub execute_command_configuration: ExecuteCommandConfiguration,
}

/// How commands are run in tasks.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ExecuteCommandConfiguration {
    pub kms_key_id: Option<Text>,
    pub logging: Option<ExecuteCommandLogging>,
    pub log_configuration: Option<ExecuteCommandLogConfiguration>,
}

/// Whether the record of a session is kept, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ExecuteCommandLogging {
    Default,
    None,
    Override,
}

/// A place for the record of a session.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ExecuteCommandLogConfiguration {
    pub cloud_watch_log_group_name: Option<Text>,
    pub cloud_watch_encryption_enabled: Option<bool>,
    pub s3_bucket_name: Option<Text>,
    pub s3_encryption_enabled: Option<bool>,
    pub s3_key_prefix: Option<Text>,
}

/// How many tasks a capacity provider takes: the first `Base`, then by `Weight`.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CapacityProviderStrategyItem {
    pub capacity_provider: Text,
    pub base: Option<u32>,
    pub weight: Option<u32>,
}

impl CapacityProviderStrategyItem {
    /// With the required properties only.
    pub fn new(capacity_provider: impl Into<Text>) -> Self {
        Self { capacity_provider: capacity_provider.into(), base: None, weight: None }
    }
}

/// The namespace of services that name none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceConnectDefaults {
    pub namespace: Text,
}
