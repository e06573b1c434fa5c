//! `AWS::IAM::Role`: who a task is to AWS.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::PolicyDocument;
use crate::cfn::{ResourceType, Tag, Text, Value};

/// A role: who may take it, and what it may do.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Role {
    pub role_name: Option<Text>,
    pub description: Option<Text>,
    pub path: Option<Text>,
    pub assume_role_policy_document: PolicyDocument,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub managed_policy_arns: Vec<Text>,
    pub permissions_boundary: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Policy>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for Role {
    const TYPE: &'static str = "AWS::IAM::Role";
}

impl Role {
    /// With the required properties only.
    pub fn new(assume_role_policy_document: PolicyDocument) -> Self {
        Self {
            role_name: None,
            description: None,
            path: None,
            assume_role_policy_document,
            managed_policy_arns: Vec::new(),
            permissions_boundary: None,
            policies: Vec::new(),
            tags: Vec::new(),
        }
    }
}

/// A policy of this role only.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Policy {
    pub policy_name: Text,
    pub policy_document: Value<PolicyDocument>,
}
