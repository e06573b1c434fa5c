//! `AWS::ElasticLoadBalancingV2::Listener`: a port of a load balancer.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listener.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{Action, Attribute, Protocol};
use crate::cfn::{ResourceType, Tag, Text};

/// A port, what it speaks, and what is done with what comes in.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Listener {
    pub load_balancer_arn: Text,
    pub protocol: Option<Protocol>,
    pub port: Option<u16>,
    pub ssl_policy: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alpn_policy: Vec<AlpnPolicy>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<Certificate>,
    pub mutual_authentication: Option<MutualAuthentication>,
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
    /// With the required properties only.
    pub fn new(load_balancer_arn: impl Into<Text>, default_actions: Vec<Action>) -> Self {
        Self {
            load_balancer_arn: load_balancer_arn.into(),
            protocol: None,
            port: None,
            ssl_policy: None,
            alpn_policy: Vec::new(),
            certificates: Vec::new(),
            mutual_authentication: None,
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

/// `AWS::ElasticLoadBalancingV2::ListenerCertificate`: a further certificate, shown to those who ask for its
/// names (SNI).
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listenercertificate.html>
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListenerCertificate {
    pub listener_arn: Text,
    /// AWS takes one a resource.
    pub certificates: Vec<Certificate>,
}

impl ResourceType for ListenerCertificate {
    const TYPE: &'static str = "AWS::ElasticLoadBalancingV2::ListenerCertificate";
}

/// Whether and how clients show certificates of their own.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MutualAuthentication {
    pub mode: MutualAuthenticationMode,
    pub trust_store_arn: Option<Text>,
    pub ignore_client_certificate_expiry: Option<bool>,
    pub advertise_trust_store_ca_names: Option<AdvertiseTrustStoreCaNames>,
}

/// Who looks at a client's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MutualAuthenticationMode {
    Verify,
    Passthrough,
}

/// Whether clients are told which authorities are trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AdvertiseTrustStoreCaNames {
    On,
    Off,
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

impl AlpnPolicy {
    /// The policy of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "HTTP1Only" => Some(Self::Http1Only),
            "HTTP2Only" => Some(Self::Http2Only),
            "HTTP2Optional" => Some(Self::Http2Optional),
            "HTTP2Preferred" => Some(Self::Http2Preferred),
            "None" => Some(Self::None),
            _ => None,
        }
    }
}
