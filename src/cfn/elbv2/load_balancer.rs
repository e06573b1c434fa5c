//! `AWS::ElasticLoadBalancingV2::LoadBalancer`: where traffic comes in.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::Attribute;
use crate::cfn::{List, ResourceType, Tag, Text, Value};

/// An application or network load balancer.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoadBalancer {
    pub name: Option<Text>,
    pub r#type: Option<LoadBalancerType>,
    pub scheme: Option<Value<Scheme>>,
    pub subnets: Option<List>,
    pub security_groups: Option<List>,
    pub enforce_security_group_inbound_rules_on_private_link_traffic: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub load_balancer_attributes: Vec<Attribute>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for LoadBalancer {
    const TYPE: &'static str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
}

/// The types of load balancers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LoadBalancerType {
    Application,
    Network,
}

/// Who reaches a load balancer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(not(test), expect(dead_code, reason = "in templates, a parameter says who"))]
pub enum Scheme {
    InternetFacing,
}
