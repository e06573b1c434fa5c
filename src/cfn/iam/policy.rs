//! The policy language.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_with::skip_serializing_none;

use crate::cfn::Text;

/// A policy document, in the language's one current version.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyDocument {
    version: &'static str,
    pub statement: Vec<Statement>,
}

/// One permission or ban; a list of one is written as its member.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Statement {
    pub sid: Option<String>,
    pub effect: Effect,
    pub principal: Option<Principal>,
    #[serde(serialize_with = "one_or_many")]
    pub action: Vec<String>,
    #[serde(serialize_with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub resource: Vec<Text>,
    /// Operator, then key, then value: `ArnLike`, `aws:SourceArn`, the ARN.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub condition: IndexMap<String, IndexMap<String, Text>>,
}

/// Whether a statement allows or denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Effect {
    Allow,
    Deny,
}

/// Whom a statement is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Principal {
    /// A service of AWS, such as `ecs-tasks.amazonaws.com`.
    Service(Text),
    /// An account, role or user, by its ARN.
    #[serde(rename = "AWS")]
    Aws(Text),
}

impl PolicyDocument {
    /// A policy of these statements.
    pub fn new(statement: Vec<Statement>) -> Self {
        Self { version: "2012-10-17", statement }
    }

    /// Lets a service of AWS take the role.
    pub fn assumed_by(service: impl Into<Text>) -> Self {
        Self::new(vec![Statement {
            principal: Some(Principal::Service(service.into())),
            ..Statement::allow(["sts:AssumeRole"], [])
        }])
    }
}

impl Statement {
    /// Allows the actions on the resources; without principal, as role policies are.
    pub fn allow<A: Into<String>>(
        actions: impl IntoIterator<Item = A>,
        resources: impl IntoIterator<Item = Text>,
    ) -> Self {
        Self {
            sid: None,
            effect: Effect::Allow,
            principal: None,
            action: actions.into_iter().map(Into::into).collect(),
            resource: resources.into_iter().collect(),
            condition: IndexMap::new(),
        }
    }

    /// Denies the actions to everybody; without resource, as policies of a resource can be.
    pub fn deny_all<A: Into<String>>(actions: impl IntoIterator<Item = A>) -> Self {
        let principal = Some(Principal::Aws("*".into()));
        Self { effect: Effect::Deny, principal, ..Self::allow(actions, []) }
    }

    /// The same, under one more condition.
    #[must_use]
    pub fn only_if(mut self, operator: &str, key: &str, value: impl Into<Text>) -> Self {
        self.condition.entry(operator.to_owned()).or_default().insert(key.to_owned(), value.into());
        self
    }
}

fn one_or_many<T: Serialize, S: Serializer>(all: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    if let [one] = all { one.serialize(serializer) } else { all.serialize(serializer) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cfn::Pseudo;

    #[test]
    fn a_list_of_one_is_its_member() {
        let one = Statement::allow(["s3:GetObject"], ["*".into()]);
        assert_eq!(
            serde_json::to_value(one).unwrap(),
            json!({ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" })
        );
        let two = Statement::allow(["a:B", "a:C"], ["x".into(), "y".into()]);
        let two = two.only_if("StringEquals", "aws:SourceAccount", Pseudo::AccountId);
        assert_eq!(
            serde_json::to_value(two).unwrap(),
            json!({
                "Effect": "Allow",
                "Action": ["a:B", "a:C"],
                "Resource": ["x", "y"],
                "Condition": { "StringEquals": { "aws:SourceAccount": { "Ref": "AWS::AccountId" } } },
            })
        );
    }

    #[test]
    fn a_service_is_let_in() {
        assert_eq!(
            serde_json::to_value(PolicyDocument::assumed_by("ecs-tasks.amazonaws.com")).unwrap(),
            json!({ "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow",
                "Principal": { "Service": "ecs-tasks.amazonaws.com" },
                "Action": "sts:AssumeRole",
            }] })
        );
    }
}
