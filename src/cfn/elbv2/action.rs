//! What a listener or rule does with a request.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-elasticloadbalancingv2-listener-action.html>

use serde::Serialize;

use crate::cfn::Text;

/// One step; exactly one of the configurations belongs to a type.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Action {
    pub r#type: ActionType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_group_arn: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forward_config: Option<ForwardConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_config: Option<RedirectConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed_response_config: Option<FixedResponseConfig>,
}

impl Action {
    /// What AWS wants, and nothing else yet.
    pub fn new(r#type: ActionType) -> Self {
        Self {
            r#type,
            order: None,
            target_group_arn: None,
            forward_config: None,
            redirect_config: None,
            fixed_response_config: None,
        }
    }
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActionType {
    Forward,
    Redirect,
    FixedResponse,
}

/// Several target groups that share the requests.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ForwardConfig {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub target_groups: Vec<TargetGroupTuple>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_group_stickiness_config: Option<TargetGroupStickinessConfig>,
}

/// A target group and its share.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetGroupTuple {
    pub target_group_arn: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<u32>,
}

impl TargetGroupTuple {
    /// What AWS wants, and nothing else yet.
    pub fn new(target_group_arn: impl Into<Text>) -> Self {
        Self { target_group_arn: target_group_arn.into(), weight: None }
    }
}

/// Keeps a client with the target group it first came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetGroupStickinessConfig {
    pub enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u32>,
}

impl TargetGroupStickinessConfig {
    /// What AWS wants, and nothing else yet.
    pub fn new(enabled: bool) -> Self {
        Self { enabled, duration_seconds: None }
    }
}

/// Where the client is sent; what is not given stays as it came.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RedirectConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<Text>,
    pub status_code: RedirectStatus,
}

impl RedirectConfig {
    /// What AWS wants, and nothing else yet.
    pub fn new(status_code: RedirectStatus) -> Self {
        Self { protocol: None, host: None, port: None, path: None, query: None, status_code }
    }
}

/// Whether a redirect is for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum RedirectStatus {
    #[serde(rename = "HTTP_301")]
    Permanent,
    #[serde(rename = "HTTP_302")]
    Temporary,
}

/// An answer from the load balancer itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FixedResponseConfig {
    pub status_code: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_body: Option<Text>,
}

impl FixedResponseConfig {
    /// What AWS wants, and nothing else yet.
    pub fn new(status_code: impl Into<Text>) -> Self {
        Self { status_code: status_code.into(), content_type: None, message_body: None }
    }
}
