//! `AWS::SecretsManager::Secret`: values that nobody reads in a template.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{ResourceType, Tag, Text};

/// A secret: given by a parameter, or made by AWS.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Secret {
    pub name: Option<Text>,
    pub description: Option<Text>,
    pub kms_key_id: Option<Text>,
    pub secret_string: Option<Text>,
    pub generate_secret_string: Option<GenerateSecretString>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for Secret {
    const TYPE: &'static str = "AWS::SecretsManager::Secret";
}

/// How AWS makes the value; with a template and a key, it becomes one field of that JSON.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GenerateSecretString {
    pub password_length: Option<u32>,
    pub exclude_characters: Option<String>,
    pub exclude_lowercase: Option<bool>,
    pub exclude_uppercase: Option<bool>,
    pub exclude_numbers: Option<bool>,
    pub exclude_punctuation: Option<bool>,
    pub include_space: Option<bool>,
    pub require_each_included_type: Option<bool>,
    pub secret_string_template: Option<Text>,
    pub generate_string_key: Option<String>,
}
