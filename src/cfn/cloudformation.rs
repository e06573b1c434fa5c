//! `AWS::CloudFormation`: a stack inside a stack.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html>

use serde::Serialize;

use super::{Object, ResourceType};

/// A nested stack.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Stack {
    /// The values of its template's parameters.
    #[serde(skip_serializing_if = "Object::is_empty")]
    pub parameters: Object,
    /// A path from the template that names it, which `aws cloudformation package` replaces by an address in
    /// S3.
    #[serde(rename = "TemplateURL")]
    pub template_url: String,
}

impl ResourceType for Stack {
    const TYPE: &'static str = "AWS::CloudFormation::Stack";
}
