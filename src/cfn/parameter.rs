//! The `Parameters` section: what the account fills in.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::Object;

/// One parameter of the template.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Parameter {
    pub r#type: ParameterType,
    pub default: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_values: Vec<String>,
    pub allowed_pattern: Option<String>,
    pub min_length: Option<u32>,
    pub max_length: Option<u32>,
    pub constraint_description: Option<String>,
    pub no_echo: Option<bool>,
    pub description: Option<String>,
    /// Attributes that only a user's overlay has, such as `MinValue`.
    #[serde(flatten)]
    pub other: Object,
}

/// The types of parameters; values of the types of AWS are checked against the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum ParameterType {
    String,
    Number,
    CommaDelimitedList,
    #[serde(rename = "AWS::EC2::VPC::Id")]
    VpcId,
    #[serde(rename = "AWS::EC2::Subnet::Id")]
    SubnetId,
    #[serde(rename = "List<AWS::EC2::Subnet::Id>")]
    SubnetIds,
    #[serde(rename = "AWS::EC2::SecurityGroup::Id")]
    SecurityGroupId,
    #[serde(rename = "List<AWS::EC2::SecurityGroup::Id>")]
    SecurityGroupIds,
    /// Any that only a user's override has, by AWS's name.
    #[serde(untagged)]
    Other(String),
}

impl Parameter {
    /// A parameter of this type that must be given and takes anything.
    pub fn new(r#type: ParameterType, description: impl Into<String>) -> Self {
        Self {
            r#type,
            default: None,
            allowed_values: Vec::new(),
            allowed_pattern: None,
            min_length: None,
            max_length: None,
            constraint_description: None,
            no_echo: None,
            description: Some(description.into()),
            other: Object::new(),
        }
    }

    /// The same with a value that stands when none is given.
    #[must_use]
    pub fn with_default(self, default: impl Into<String>) -> Self {
        Self { default: Some(default.into()), ..self }
    }

    /// The same that takes these values only.
    #[must_use]
    pub fn one_of<S: Into<String>>(self, values: impl IntoIterator<Item = S>) -> Self {
        Self { allowed_values: values.into_iter().map(Into::into).collect(), ..self }
    }

    /// The same whose value nobody can read back.
    #[must_use]
    pub fn secret(self) -> Self {
        Self { no_echo: Some(true), ..self }
    }
}
