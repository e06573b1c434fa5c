//! `AWS::ECS::Cluster`: where tasks run.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-cluster.html>

use serde::Serialize;

use crate::cfn::{ResourceType, Tag, Text};

/// A cluster; Fargate needs no more than its being there.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Cluster {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_name: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capacity_providers: Vec<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cluster_settings: Vec<ClusterSetting>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub default_capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
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

/// How many tasks a capacity provider takes: the first `Base`, then by `Weight`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CapacityProviderStrategyItem {
    pub capacity_provider: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<u32>,
}

impl CapacityProviderStrategyItem {
    /// What AWS wants, and nothing else yet.
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
