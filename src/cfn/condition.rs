//! The `Conditions` section: expressions over parameters.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html>

use serde::{Serialize, Serializer};

use super::value::function;
use super::{Json, LogicalId, Text};

/// A statement about the parameters, true or false when a stack is made.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Both are the same text.
    Equals(Text, Text),
    /// The other does not hold.
    Not(Box<Self>),
    /// All of them hold; AWS takes 2 to 10.
    And(Vec<Self>),
    /// One of them holds; AWS takes 2 to 10.
    Or(Vec<Self>),
    /// The condition of this name holds; not allowed in `Rules`.
    Named(LogicalId),
    /// An expression that the user wrote as CloudFormation's own, passed on as it is.
    Raw(Json),
}

impl Condition {
    /// Both are the same text.
    pub fn equals(left: impl Into<Text>, right: impl Into<Text>) -> Self {
        Self::Equals(left.into(), right.into())
    }

    /// The parameter is the empty text.
    pub fn is_empty(parameter: &LogicalId) -> Self {
        Self::equals(Text::reference(parameter), "")
    }

    /// This does not hold; `not(not(x))` is `x`.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other @ (Self::Equals(..) | Self::And(_) | Self::Or(_) | Self::Named(_) | Self::Raw(_)) => {
                Self::Not(Box::new(other))
            }
        }
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Equals(left, right) => function(serializer, "Fn::Equals", &(left, right)),
            Self::Not(condition) => function(serializer, "Fn::Not", &(condition,)),
            Self::And(conditions) => function(serializer, "Fn::And", conditions),
            Self::Or(conditions) => function(serializer, "Fn::Or", conditions),
            Self::Named(id) => function(serializer, "Condition", id),
            Self::Raw(expression) => expression.serialize(serializer),
        }
    }
}
