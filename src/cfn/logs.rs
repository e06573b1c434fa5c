//! `AWS::Logs::LogGroup`: where the output of containers is kept.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{ResourceType, Tag, Text};

/// A log group; without retention it keeps everything.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LogGroup {
    pub log_group_name: Option<Text>,
    pub log_group_class: Option<LogGroupClass>,
    pub retention_in_days: Option<u32>,
    pub kms_key_id: Option<Text>,
    pub deletion_protection_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for LogGroup {
    const TYPE: &'static str = "AWS::Logs::LogGroup";
}

/// The classes of log groups, which differ in features and price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LogGroupClass {
    Standard,
    InfrequentAccess,
}
