//! `AWS::SQS::Queue`: messages that wait to be fetched.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html>

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{ResourceType, Tag};

/// A queue.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Queue {
    pub message_retention_period: Option<u32>,
    pub sqs_managed_sse_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for Queue {
    const TYPE: &'static str = "AWS::SQS::Queue";
}
