//! `AWS::ElasticLoadBalancingV2::Listener`: a port of a load balancer.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listener.html>

use serde::Serialize;

use super::{Action, Attribute, Protocol};
use crate::cfn::{ResourceType, Tag, Text};

/// A port, what it speaks, and what is done with what comes in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Listener {
    pub load_balancer_arn: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssl_policy: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alpn_policy: Vec<AlpnPolicy>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<Certificate>,
    pub default_actions: Vec<Action>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub listener_attributes: Vec<Attribute>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for Listener {
    const TYPE: &'static str = "AWS::ElasticLoadBalancingV2::Listener";
}

impl Listener {
    /// What AWS wants, and nothing else yet.
    pub fn new(load_balancer_arn: impl Into<Text>, default_actions: Vec<Action>) -> Self {
        Self {
            load_balancer_arn: load_balancer_arn.into(),
            protocol: None,
            port: None,
            ssl_policy: None,
            alpn_policy: Vec::new(),
            certificates: Vec::new(),
            default_actions,
            listener_attributes: Vec::new(),
            tags: Vec::new(),
        }
    }
}

/// The certificate that a listener shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Certificate {
    pub certificate_arn: Text,
}

/// Which HTTP a TLS listener offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum AlpnPolicy {
    #[serde(rename = "HTTP1Only")]
    Http1Only,
    #[serde(rename = "HTTP2Only")]
    Http2Only,
    #[serde(rename = "HTTP2Optional")]
    Http2Optional,
    #[serde(rename = "HTTP2Preferred")]
    Http2Preferred,
    None,
}
