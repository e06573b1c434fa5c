//! `AWS::CloudWatch::Alarm`: a metric that is watched, and what is done when it passes a threshold.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html>

use serde::Serialize;
use serde_json::Number;
use serde_with::skip_serializing_none;

use super::{ResourceType, Tag, Text};

/// One metric, one threshold.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Alarm {
    pub alarm_description: Option<Text>,
    pub namespace: Text,
    pub metric_name: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<Dimension>,
    pub statistic: Statistic,
    pub period: u32,
    pub evaluation_periods: u32,
    pub comparison_operator: ComparisonOperator,
    pub threshold: Number,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alarm_actions: Vec<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

impl ResourceType for Alarm {
    const TYPE: &'static str = "AWS::CloudWatch::Alarm";
}

/// A dimension of a metric.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Dimension {
    pub name: Text,
    pub value: Text,
}

/// How the samples of a period become one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Statistic {
    Average,
    Maximum,
    Minimum,
    SampleCount,
    Sum,
}

/// On which side of the threshold is alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ComparisonOperator {
    GreaterThanOrEqualToThreshold,
    LessThanOrEqualToThreshold,
}
