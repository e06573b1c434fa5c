//! The `Rules` section: what is checked of the parameters before anything is made.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html>

use serde::{Serialize, Serializer};
use serde_with::skip_serializing_none;

use super::value::function;
use super::{Condition, List, LogicalId, Text};

/// Assertions, and when they are to be made.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Rule {
    pub rule_condition: Option<RuleExpression>,
    pub assertions: Vec<Assertion>,
}

/// A condition that must hold, and the message when it does not.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Assertion {
    pub assert: RuleExpression,
    pub assert_description: String,
}

/// A condition, or one of the functions that only rules have.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleExpression {
    /// An expression that conditions have too; it must not name a condition.
    Condition(Condition),
    /// The text is in the list.
    Contains { list: List, text: Text },
    /// Every member of the one is a member of the other.
    EachMemberIn(Members, Members),
    /// Every member of the list is this text.
    EachMemberEquals(Members, Text),
}

/// A list of strings as only rules know it.
#[derive(Debug, Clone, PartialEq)]
pub enum Members {
    /// Written out, or the list that a parameter holds.
    List(List),
    /// `Fn::RefAll`: the values of all parameters of this type.
    RefAll(&'static str),
    /// `Fn::ValueOf`: this attribute of the one parameter, or of each member of it.
    ValueOf(LogicalId, &'static str),
    /// `Fn::ValueOfAll`: this attribute of all parameters of this type.
    ValueOfAll(&'static str, &'static str),
}

impl From<Condition> for RuleExpression {
    fn from(condition: Condition) -> Self {
        Self::Condition(condition)
    }
}

impl Serialize for RuleExpression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Condition(condition) => condition.serialize(serializer),
            Self::Contains { list, text } => function(serializer, "Fn::Contains", &(list, text)),
            Self::EachMemberIn(some, all) => function(serializer, "Fn::EachMemberIn", &(some, all)),
            Self::EachMemberEquals(all, text) => function(serializer, "Fn::EachMemberEquals", &(all, text)),
        }
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::List(list) => list.serialize(serializer),
            Self::RefAll(parameter_type) => function(serializer, "Fn::RefAll", parameter_type),
            Self::ValueOf(parameter, attribute) => {
                function(serializer, "Fn::ValueOf", &(parameter, attribute))
            }
            Self::ValueOfAll(parameter_type, attribute) => {
                function(serializer, "Fn::ValueOfAll", &(parameter_type, attribute))
            }
        }
    }
}
