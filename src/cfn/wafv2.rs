//! AWS WAF: what is kept from coming in.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-wafv2-webaclassociation.html>

use serde::Serialize;

use super::{ResourceType, Text};

/// Puts a web ACL before a load balancer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct WebAclAssociation {
    pub resource_arn: Text,
    #[serde(rename = "WebACLArn")]
    pub web_acl_arn: Text,
}

impl ResourceType for WebAclAssociation {
    const TYPE: &'static str = "AWS::WAFv2::WebACLAssociation";
}
