//! `AWS::IAM::InstanceProfile`: a role for machines of EC2.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-instanceprofile.html>

use serde::Serialize;

use crate::cfn::{ResourceType, Text};

/// An instance profile: gives a role to machines.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct InstanceProfile {
    pub roles: Vec<Text>,
}

impl ResourceType for InstanceProfile {
    const TYPE: &'static str = "AWS::IAM::InstanceProfile";
}
