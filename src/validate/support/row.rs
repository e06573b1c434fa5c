//! One row of the table: an attribute, what becomes of it, and why.

use crate::diagnostic::Code;
use crate::grammar::capability;
use crate::tree::{Map, Node, Value};

/// What becomes of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// Kept with its meaning.
    Lowered,
    /// Kept in part.
    Approximated,
    /// Dropped, which does no harm.
    Ignored,
    /// Dropping it would change what the user asked for, and AWS has nothing in its place.
    Refused,
    /// AWS can do it; this version cannot write it down yet.
    NotYet,
}

impl Support {
    /// The code of its finding; what is lowered has none.
    pub fn code(self) -> Option<Code> {
        match self {
            Self::Lowered => None,
            Self::Approximated => Some(Code::Approximated),
            Self::Ignored => Some(Code::Ignored),
            Self::Refused => Some(Code::Refused),
            Self::NotYet => Some(Code::NotYet),
        }
    }
}

/// On what the tasks of a service run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LaunchType {
    /// Fargate, which shows nothing of its machines.
    Fargate,
    /// Machines: `x-aws-capacity: managed-instances`.
    Instances,
}

impl LaunchType {
    /// What a service or the project says; none where it says nothing.
    pub(super) fn said(node: &Node) -> Option<Self> {
        const WORD: &str = "managed-instances";
        let node = node.get("x-aws-capacity").filter(|node| node.as_text() != Some(""))?;
        let instances = node.as_text() == Some(WORD) || node.get(WORD).is_some();
        Some(if instances { Self::Instances } else { Self::Fargate })
    }
}

/// The values a row speaks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Any value that says something: not null, `false`, zero or empty.
    Given,
    /// One of these texts.
    Is(&'static [&'static str]),
    /// A text that says something, other than these.
    IsNot(&'static [&'static str]),
    /// A text that begins with one of these.
    Starts(&'static [&'static str]),
    /// A mapping whose entry of this name is one of these texts.
    Entry(&'static str, &'static [&'static str]),
    /// Any value that says something, of a service whose tasks run on Fargate.
    OnFargate,
    /// The name of a capability that no container on Fargate can have.
    NoCapability,
    /// Never here: the service that uses the resource gets the finding.
    AtItsUse,
}

impl When {
    /// Whether a value is one the row speaks about.
    pub(super) fn holds(self, node: &Node, ground: LaunchType) -> bool {
        let text = node.as_text();
        match self {
            Self::Given => says_something(node),
            Self::Is(texts) => text.is_some_and(|text| texts.contains(&text)),
            Self::IsNot(texts) => says_something(node) && !text.is_some_and(|text| texts.contains(&text)),
            Self::Starts(heads) => text.is_some_and(|text| heads.iter().any(|head| text.starts_with(head))),
            Self::Entry(key, texts) => {
                node.get(key).and_then(Node::as_text).is_some_and(|text| texts.contains(&text))
            }
            Self::OnFargate => ground == LaunchType::Fargate && says_something(node),
            Self::NoCapability => text.is_some_and(|text| !capability::is_on_fargate(text)),
            Self::AtItsUse => false,
        }
    }

    /// Whether the value is the point, so that it is the value that gets underlined.
    pub fn is_about_the_value(self) -> bool {
        match self {
            Self::Is(_) | Self::IsNot(_) | Self::Starts(_) | Self::NoCapability => true,
            Self::Given | Self::Entry(..) | Self::OnFargate | Self::AtItsUse => false,
        }
    }
}

/// One attribute's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The attribute: keys with dots between, `*` for a user's own key, `[]` for an item of a list.
    pub path: &'static str,
    /// What becomes of it.
    pub support_of: Support,
    /// The CloudFormation property it ends in; empty when it is used up on the way or ends nowhere.
    pub property: &'static str,
    /// Why, as the second half of a sentence.
    pub reason: &'static str,
    /// The way out; empty when there is nothing to do.
    pub help: &'static str,
    /// Which values the row speaks about.
    pub when: When,
}

impl Row {
    /// The row, for some values only.
    pub(super) const fn when(self, when: When) -> Self {
        Self { when, ..self }
    }

    /// The row, with the property that holds what is kept.
    pub(super) const fn into(self, property: &'static str) -> Self {
        Self { property, ..self }
    }
}

/// An attribute that ends in a property.
pub(super) const fn lowered(path: &'static str, property: &'static str) -> Row {
    Row { path, support_of: Support::Lowered, property, reason: "", help: "", when: When::Given }
}

/// An attribute that does its work before or beside the template.
pub(super) const fn used(path: &'static str, reason: &'static str) -> Row {
    Row { path, support_of: Support::Lowered, property: "", reason, help: "", when: When::Given }
}

/// An attribute that is kept in part.
pub(super) const fn approximated(path: &'static str, reason: &'static str, help: &'static str) -> Row {
    Row { path, support_of: Support::Approximated, property: "", reason, help, when: When::Given }
}

/// An attribute that means nothing on AWS.
pub(super) const fn ignored(path: &'static str, reason: &'static str, help: &'static str) -> Row {
    Row { path, support_of: Support::Ignored, property: "", reason, help, when: When::Given }
}

/// An attribute that nothing on Fargate can stand in for.
pub(super) const fn refused(path: &'static str, reason: &'static str, help: &'static str) -> Row {
    Row { path, support_of: Support::Refused, property: "", reason, help, when: When::Given }
}

/// An attribute that waits for a later version.
pub(super) const fn not_yet(path: &'static str, reason: &'static str, help: &'static str) -> Row {
    Row { path, support_of: Support::NotYet, property: "", reason, help, when: When::Given }
}

fn says_something(node: &Node) -> bool {
    match &node.value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Int(value) => *value != 0,
        Value::Uint(value) => *value != 0,
        Value::Float(value) => *value != 0.0,
        Value::Text(text) => !matches!(text.as_str(), "" | "false"),
        Value::List(list) => !list.is_empty(),
        Value::Map(map) => !Map::is_empty(map),
    }
}
