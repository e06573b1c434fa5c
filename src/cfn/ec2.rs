//! Security groups: who may speak to whom.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{ResourceType, Tag, Text};

/// A group; without egress rules its members may call anyone.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecurityGroup {
    pub group_name: Option<Text>,
    pub group_description: Text,
    pub vpc_id: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub security_group_ingress: Vec<Ingress>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub security_group_egress: Vec<Egress>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for SecurityGroup {
    const TYPE: &'static str = "AWS::EC2::SecurityGroup";
}

impl SecurityGroup {
    /// With the required properties only.
    pub fn new(group_description: impl Into<Text>) -> Self {
        Self {
            group_name: None,
            group_description: group_description.into(),
            vpc_id: None,
            security_group_ingress: Vec::new(),
            security_group_egress: Vec::new(),
            tags: Vec::new(),
        }
    }
}

/// Who may come in, on which ports.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Ingress {
    pub description: Option<Text>,
    pub cidr_ip: Option<Text>,
    pub cidr_ipv6: Option<Text>,
    pub source_security_group_id: Option<Text>,
    pub source_prefix_list_id: Option<Text>,
    pub ip_protocol: Text,
    pub from_port: Option<i64>,
    pub to_port: Option<i64>,
}

impl Ingress {
    /// With the required properties only.
    pub fn new(ip_protocol: impl Into<Text>) -> Self {
        Self {
            description: None,
            cidr_ip: None,
            cidr_ipv6: None,
            source_security_group_id: None,
            source_prefix_list_id: None,
            ip_protocol: ip_protocol.into(),
            from_port: None,
            to_port: None,
        }
    }
}

/// Who may be called, on which ports.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Egress {
    pub description: Option<Text>,
    pub cidr_ip: Option<Text>,
    pub cidr_ipv6: Option<Text>,
    pub destination_security_group_id: Option<Text>,
    pub destination_prefix_list_id: Option<Text>,
    pub ip_protocol: Text,
    pub from_port: Option<i64>,
    pub to_port: Option<i64>,
}

/// An ingress rule that stands by itself.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecurityGroupIngress {
    pub description: Option<Text>,
    pub group_id: Option<Text>,
    pub cidr_ip: Option<Text>,
    pub cidr_ipv6: Option<Text>,
    pub source_security_group_id: Option<Text>,
    pub source_prefix_list_id: Option<Text>,
    pub ip_protocol: Text,
    pub from_port: Option<i64>,
    pub to_port: Option<i64>,
}

impl ResourceType for SecurityGroupIngress {
    const TYPE: &'static str = "AWS::EC2::SecurityGroupIngress";
}

impl SecurityGroupIngress {
    /// With the required properties only.
    pub fn new(ip_protocol: impl Into<Text>) -> Self {
        Self {
            description: None,
            group_id: None,
            cidr_ip: None,
            cidr_ipv6: None,
            source_security_group_id: None,
            source_prefix_list_id: None,
            ip_protocol: ip_protocol.into(),
            from_port: None,
            to_port: None,
        }
    }
}
