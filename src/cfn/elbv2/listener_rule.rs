//! `AWS::ElasticLoadBalancingV2::ListenerRule`: which requests of a listener go elsewhere.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listenerrule.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::Action;
use crate::cfn::{ResourceType, Tag, Text};

/// Conditions that must all hold, and what is done then.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListenerRule {
    pub listener_arn: Option<Text>,
    pub priority: u32,
    pub conditions: Vec<RuleCondition>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transforms: Vec<Transform>,
    pub actions: Vec<Action>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for ListenerRule {
    const TYPE: &'static str = "AWS::ElasticLoadBalancingV2::ListenerRule";
}

impl ListenerRule {
    /// With the required properties only.
    pub fn new(priority: u32, conditions: Vec<RuleCondition>, actions: Vec<Action>) -> Self {
        Self { listener_arn: None, priority, conditions, transforms: Vec::new(), actions, tags: Vec::new() }
    }
}

/// One condition; the configuration belongs to the field.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RuleCondition {
    pub field: Option<RuleField>,
    pub host_header_config: Option<MatchValues>,
    pub path_pattern_config: Option<MatchValues>,
    pub http_header_config: Option<HttpHeaderConfig>,
    pub query_string_config: Option<QueryStringConfig>,
    pub http_request_method_config: Option<PlainValues>,
    pub source_ip_config: Option<PlainValues>,
}

/// The parts of a request that conditions look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleField {
    HostHeader,
    PathPattern,
    HttpHeader,
    QueryString,
    HttpRequestMethod,
    SourceIp,
}

/// Values with wildcards, or regular expressions; one of them must match.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MatchValues {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regex_values: Vec<Text>,
}

/// A header and the values of which one must match.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HttpHeaderConfig {
    pub http_header_name: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regex_values: Vec<Text>,
}

impl HttpHeaderConfig {
    /// With the required properties only.
    pub fn new(http_header_name: impl Into<Text>) -> Self {
        Self { http_header_name: http_header_name.into(), values: Vec::new(), regex_values: Vec::new() }
    }
}

/// Pairs of which one must be in the query.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryStringConfig {
    pub values: Vec<QueryStringKeyValue>,
}

/// A pair of the query; any key where none is given.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryStringKeyValue {
    pub key: Option<Text>,
    pub value: Text,
}

impl QueryStringKeyValue {
    /// With the required properties only.
    pub fn new(value: impl Into<Text>) -> Self {
        Self { key: None, value: value.into() }
    }
}

/// Values of which one must be met.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PlainValues {
    pub values: Vec<Text>,
}

/// Changes a request before it goes on.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Transform {
    pub r#type: TransformType,
    pub url_rewrite_config: Option<RewriteConfigObject>,
    pub host_header_rewrite_config: Option<RewriteConfigObject>,
}

impl Transform {
    /// With the required properties only.
    pub fn new(r#type: TransformType) -> Self {
        Self { r#type, url_rewrite_config: None, host_header_rewrite_config: None }
    }
}

/// The parts of a request that can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransformType {
    UrlRewrite,
    HostHeaderRewrite,
}

/// The rewrites of one transform.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RewriteConfigObject {
    pub rewrites: Vec<RewriteConfig>,
}

/// A regular expression, and the text that replaces its matches.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RewriteConfig {
    pub regex: Text,
    pub replace: Text,
}
