//! `AWS::ElasticLoadBalancingV2::TargetGroup`: the tasks behind a listener.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-targetgroup.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{Attribute, Protocol};
use crate::cfn::{ResourceType, Tag, Text};

/// Tasks that answer on one port, and how they are asked whether they are well.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetGroup {
    pub name: Option<Text>,
    pub target_type: Option<TargetType>,
    pub protocol: Option<Protocol>,
    pub protocol_version: Option<ProtocolVersion>,
    pub port: Option<u16>,
    pub vpc_id: Option<Text>,
    pub health_check_enabled: Option<bool>,
    pub health_check_protocol: Option<Protocol>,
    pub health_check_port: Option<Text>,
    pub health_check_path: Option<Text>,
    pub matcher: Option<Matcher>,
    pub health_check_interval_seconds: Option<u32>,
    pub health_check_timeout_seconds: Option<u32>,
    pub healthy_threshold_count: Option<u32>,
    pub unhealthy_threshold_count: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub target_group_attributes: Vec<Attribute>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for TargetGroup {
    const TYPE: &'static str = "AWS::ElasticLoadBalancingV2::TargetGroup";
}

/// The types of targets; Fargate tasks are addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetType {
    Ip,
}

/// Which HTTP the targets speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProtocolVersion {
    Http2,
    Grpc,
}

/// The answers of a target that is well, such as `200-399`.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Matcher {
    pub http_code: Option<Text>,
    pub grpc_code: Option<Text>,
}
