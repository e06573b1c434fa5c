//! Service Connect: services that call each other by name through a proxy.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-serviceconnectconfiguration.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::LogConfiguration;
use crate::cfn::{Text, Toggle};

/// The names by which a service calls others and is called.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceConnectConfiguration {
    pub enabled: bool,
    pub namespace: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceConnectService>,
    pub log_configuration: Option<LogConfiguration>,
    pub access_log_configuration: Option<ServiceConnectAccessLogConfiguration>,
}

impl ServiceConnectConfiguration {
    /// With the required properties only.
    pub fn new(enabled: bool) -> Self {
        Self {
            enabled,
            namespace: None,
            services: Vec::new(),
            log_configuration: None,
            access_log_configuration: None,
        }
    }
}

/// A port under the names that others call it by.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceConnectService {
    pub port_name: String,
    pub discovery_name: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub client_aliases: Vec<ServiceConnectClientAlias>,
    pub ingress_port_override: Option<u16>,
    pub timeout: Option<TimeoutConfiguration>,
    pub tls: Option<ServiceConnectTlsConfiguration>,
}

impl ServiceConnectService {
    /// With the required properties only.
    pub fn new(port_name: impl Into<String>) -> Self {
        Self {
            port_name: port_name.into(),
            discovery_name: None,
            client_aliases: Vec::new(),
            ingress_port_override: None,
            timeout: None,
            tls: None,
        }
    }
}

/// A name and port as the callers write it.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceConnectClientAlias {
    pub dns_name: Option<Text>,
    pub port: u16,
    pub test_traffic_rules: Option<ServiceConnectTestTrafficRules>,
}

/// Which requests come to new tasks before these take over.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceConnectTestTrafficRules {
    pub header: ServiceConnectTestTrafficRulesHeader,
}

/// A header of such a request.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceConnectTestTrafficRulesHeader {
    pub name: Text,
    pub value: Option<ServiceConnectTestTrafficRulesHeaderValue>,
}

/// A name and port by which clients call the service.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceConnectTestTrafficRulesHeaderValue {
    pub exact: Text,
}

impl ServiceConnectClientAlias {
    /// With the required properties only.
    pub fn new(port: u16) -> Self {
        Self { dns_name: None, port, test_traffic_rules: None }
    }
}

/// When the proxy gives up; seconds, 0 is never.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TimeoutConfiguration {
    pub idle_timeout_seconds: Option<u32>,
    pub per_request_timeout_seconds: Option<u32>,
}

/// Encrypts between the proxies.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceConnectTlsConfiguration {
    pub issuer_certificate_authority: ServiceConnectTlsCertificateAuthority,
    pub kms_key: Option<Text>,
    pub role_arn: Option<Text>,
}

impl ServiceConnectTlsConfiguration {
    /// With the required properties only.
    pub fn new(issuer_certificate_authority: ServiceConnectTlsCertificateAuthority) -> Self {
        Self { issuer_certificate_authority, kms_key: None, role_arn: None }
    }
}

/// Who issues the certificates of the proxies.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceConnectTlsCertificateAuthority {
    pub aws_pca_authority_arn: Text,
}

/// How the proxies write down requests.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceConnectAccessLogConfiguration {
    pub format: AccessLogFormat,
    pub include_query_parameters: Option<Toggle>,
}

impl ServiceConnectAccessLogConfiguration {
    /// With the required properties only.
    pub fn new(format: AccessLogFormat) -> Self {
        Self { format, include_query_parameters: None }
    }
}

/// The forms a request is written down in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccessLogFormat {
    Text,
    Json,
}
