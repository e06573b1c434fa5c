//! Cloud Map: names by which services find each other.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-servicediscovery-service.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{ResourceType, Tag, Text};

/// A domain that only the VPC sees.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PrivateDnsNamespace {
    pub name: Text,
    pub description: Option<Text>,
    pub vpc: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for PrivateDnsNamespace {
    const TYPE: &'static str = "AWS::ServiceDiscovery::PrivateDnsNamespace";
}

impl PrivateDnsNamespace {
    /// With the required properties only.
    pub fn new(name: impl Into<Text>, vpc: impl Into<Text>) -> Self {
        Self { name: name.into(), description: None, vpc: vpc.into(), tags: Vec::new() }
    }
}

/// One name in a namespace.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Service {
    pub name: Option<Text>,
    pub description: Option<Text>,
    pub namespace_id: Option<Text>,
    pub dns_config: Option<DnsConfig>,
    pub health_check_custom_config: Option<HealthCheckCustomConfig>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for Service {
    const TYPE: &'static str = "AWS::ServiceDiscovery::Service";
}

/// One address or other name that a name stands for.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Instance {
    pub service_id: Text,
    pub instance_id: Option<Text>,
    pub instance_attributes: InstanceAttributes,
}

impl ResourceType for Instance {
    const TYPE: &'static str = "AWS::ServiceDiscovery::Instance";
}

/// The attributes of an instance; of AWS's keys only the one that makes a CNAME record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InstanceAttributes {
    #[serde(rename = "AWS_INSTANCE_CNAME")]
    pub cname: Text,
}

/// The records that a name has.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DnsConfig {
    pub routing_policy: Option<RoutingPolicy>,
    pub dns_records: Vec<DnsRecord>,
}

/// How many of the addresses an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RoutingPolicy {
    Multivalue,
    Weighted,
}

/// A record and for how many seconds it is believed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DnsRecord {
    pub r#type: DnsRecordType,
    #[serde(rename = "TTL")]
    pub ttl: u32,
}

/// The records there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DnsRecordType {
    A,
    Cname,
}

/// Lets ECS say which tasks are well.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HealthCheckCustomConfig {
    pub failure_threshold: u32,
}
