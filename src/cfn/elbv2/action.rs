//! The actions of listeners and rules.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-elasticloadbalancingv2-listener-action.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use crate::cfn::{Json, Text};

/// One step; exactly one of the configurations belongs to a type.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Action {
    pub r#type: ActionType,
    pub order: Option<u32>,
    pub authenticate_oidc_config: Option<AuthenticateOidcConfig>,
    pub authenticate_cognito_config: Option<AuthenticateCognitoConfig>,
    pub jwt_validation_config: Option<JwtValidationConfig>,
    pub target_group_arn: Option<Text>,
    pub forward_config: Option<ForwardConfig>,
    pub redirect_config: Option<RedirectConfig>,
    pub fixed_response_config: Option<FixedResponseConfig>,
}

impl Action {
    /// With the required properties only.
    pub fn new(r#type: ActionType) -> Self {
        Self {
            r#type,
            order: None,
            authenticate_oidc_config: None,
            authenticate_cognito_config: None,
            jwt_validation_config: None,
            target_group_arn: None,
            forward_config: None,
            redirect_config: None,
            fixed_response_config: None,
        }
    }
}

/// The types of actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActionType {
    AuthenticateOidc,
    AuthenticateCognito,
    JwtValidation,
    Forward,
    Redirect,
    FixedResponse,
}

/// A sign-in at a provider of `OpenID` Connect.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AuthenticateOidcConfig {
    pub issuer: Text,
    pub authorization_endpoint: Text,
    pub token_endpoint: Text,
    pub user_info_endpoint: Text,
    pub client_id: Text,
    pub client_secret: Text,
    #[serde(flatten)]
    pub session: AuthenticationSession,
}

/// A sign-in at a user pool.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AuthenticateCognitoConfig {
    pub user_pool_arn: Text,
    pub user_pool_client_id: Text,
    pub user_pool_domain: Text,
    #[serde(flatten)]
    pub session: AuthenticationSession,
}

/// The session settings that every sign-in has.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AuthenticationSession {
    pub scope: Option<Text>,
    pub session_cookie_name: Option<Text>,
    /// Seconds; a text on a listener, a number on a rule.
    pub session_timeout: Option<Json>,
    pub on_unauthenticated_request: Option<Text>,
}

/// A token that each request must bring.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct JwtValidationConfig {
    pub issuer: Text,
    pub jwks_endpoint: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub additional_claims: Vec<JwtValidationActionAdditionalClaim>,
}

/// A claim of a token, and what it may say.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct JwtValidationActionAdditionalClaim {
    pub name: Text,
    pub format: JwtClaimFormat,
    pub values: Vec<Text>,
}

/// How the values of a claim are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum JwtClaimFormat {
    SingleString,
    StringArray,
    SpaceSeparatedValues,
}

/// Several target groups that share the requests.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ForwardConfig {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub target_groups: Vec<TargetGroupTuple>,
}

/// A target group and its share.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetGroupTuple {
    pub target_group_arn: Text,
    pub weight: Option<u32>,
}

impl TargetGroupTuple {
    /// With the required properties only.
    pub fn new(target_group_arn: impl Into<Text>) -> Self {
        Self { target_group_arn: target_group_arn.into(), weight: None }
    }
}

/// Where the client is sent; what is not given stays as it came.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RedirectConfig {
    pub protocol: Option<Text>,
    pub host: Option<Text>,
    pub port: Option<Text>,
    pub path: Option<Text>,
    pub query: Option<Text>,
    pub status_code: RedirectStatus,
}

impl RedirectConfig {
    /// With the required properties only.
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
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FixedResponseConfig {
    pub status_code: Text,
    pub content_type: Option<Text>,
    pub message_body: Option<Text>,
}

impl FixedResponseConfig {
    /// With the required properties only.
    pub fn new(status_code: impl Into<Text>) -> Self {
        Self { status_code: status_code.into(), content_type: None, message_body: None }
    }
}
