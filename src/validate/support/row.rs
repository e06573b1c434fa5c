//! One row of the table: an attribute, how it is translated, and why.

use crate::compose::optional_rights::{ENGINE, runs_without};
use crate::diagnostic::Code;
use crate::grammar::{capability, path};
use crate::tree::{Map, Node, Value};
use crate::validate::launch_type::LaunchType;

/// How an attribute is translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// Kept with its meaning.
    Translated,
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
    /// The code of its finding; what is translated has none.
    pub fn code(self) -> Option<Code> {
        match self {
            Self::Translated => None,
            Self::Approximated => Some(Code::Approximated),
            Self::Ignored => Some(Code::Ignored),
            Self::Refused => Some(Code::Refused),
            Self::NotYet => Some(Code::NotYet),
        }
    }
}

/// The facts about the service that holds an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    /// On what its tasks run.
    pub(super) ground: LaunchType,
    /// Its image.
    pub(super) image: String,
}

/// Sockets of the container engine, where it listens by default.
const SOCKETS: [&str; 2] = ["/var/run/docker.sock", "/run/docker.sock"];

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
    /// One of these texts, of a service whose tasks run on machines.
    IsOnInstances(&'static [&'static str]),
    /// Any value that says something, of a service whose tasks run on machines.
    OnInstances,
    /// The name of a capability that no container on Fargate can have, or none on machines.
    NoCapability,
    /// On Fargate, one of these capabilities.
    Capability(&'static [&'static str]),
    /// On Fargate, a capability that the service's program is documented to run without.
    OptionalCapability,
    /// On Fargate, a right that the service's program is documented to run without.
    Optional(&'static str),
    /// A device on Fargate that the service's program is documented to run without.
    OptionalDevice,
    /// A mount of the engine's socket, which the service's program is documented to run without.
    OptionalEngine,
    /// A mapping whose entry of this name is one of these paths or below one.
    EntryBelow(&'static str, &'static [&'static str]),
    /// Never here: the service that uses the resource gets the finding.
    AtItsUse,
}

impl When {
    /// Whether a value is one the row speaks about.
    pub(super) fn holds(self, node: &Node, setting: &Setting) -> bool {
        let text = node.as_text();
        let on_fargate = setting.ground == LaunchType::Fargate;
        let entry = |key: &str| node.get(key).and_then(Node::as_text);
        match self {
            Self::Given => says_something(node),
            Self::Is(texts) => text.is_some_and(|text| texts.contains(&text)),
            Self::IsOnInstances(texts) => !on_fargate && text.is_some_and(|text| texts.contains(&text)),
            Self::IsNot(texts) => says_something(node) && !text.is_some_and(|text| texts.contains(&text)),
            Self::Starts(heads) => text.is_some_and(|text| heads.iter().any(|head| text.starts_with(head))),
            Self::Entry(key, texts) => entry(key).is_some_and(|text| texts.contains(&text)),
            Self::EntryBelow(key, folders) => entry(key).is_some_and(|text| {
                let text = path::clean_path(text);
                folders.iter().any(|folder| path::is_below(&text, folder))
            }),
            Self::OnFargate => on_fargate && says_something(node),
            Self::OnInstances => !on_fargate && says_something(node),
            Self::NoCapability => text.is_some_and(|text| {
                let there = if on_fargate { capability::is_on_fargate } else { capability::is_on_machines };
                !there(text)
            }),
            Self::Capability(names) => {
                on_fargate && text.is_some_and(|text| names.contains(&capability::bare(text).as_str()))
            }
            Self::OptionalCapability => {
                on_fargate && text.is_some_and(|text| runs_without(&setting.image, &capability::bare(text)))
            }
            Self::Optional(right) => {
                on_fargate && says_something(node) && runs_without(&setting.image, right)
            }
            Self::OptionalDevice => {
                on_fargate
                    && entry("source")
                        .is_some_and(|source| runs_without(&setting.image, &path::clean_path(source)))
            }
            Self::OptionalEngine => {
                entry("source").is_some_and(|source| SOCKETS.contains(&source))
                    && runs_without(&setting.image, ENGINE)
            }
            Self::AtItsUse => false,
        }
    }

    /// Whether the value is the point, so that it is the value that gets underlined.
    pub fn is_about_the_value(self) -> bool {
        match self {
            Self::Is(_)
            | Self::IsNot(_)
            | Self::IsOnInstances(_)
            | Self::Starts(_)
            | Self::NoCapability
            | Self::Capability(_)
            | Self::OptionalCapability => true,
            Self::Given
            | Self::Entry(..)
            | Self::EntryBelow(..)
            | Self::OnFargate
            | Self::OnInstances
            | Self::Optional(_)
            | Self::OptionalDevice
            | Self::OptionalEngine
            | Self::AtItsUse => false,
        }
    }
}

/// One attribute's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The attribute: keys with dots between, `*` for a user's own key, `[]` for an item of a list.
    pub path: &'static str,
    /// How it is translated.
    pub support: Support,
    /// The CloudFormation property it ends in; empty when it is used up on the way or ends nowhere.
    pub property: &'static str,
    /// Why, as the second half of a sentence.
    pub reason: &'static str,
    /// The alternative; empty when there is nothing to do.
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
pub(super) const fn translated(path: &'static str, property: &'static str) -> Row {
    Row { path, support: Support::Translated, property, reason: "", help: "", when: When::Given }
}

/// An attribute that does its work before or beside the template.
pub(super) const fn used(path: &'static str, reason: &'static str) -> Row {
    Row { path, support: Support::Translated, property: "", reason, help: "", when: When::Given }
}

/// An attribute that is kept in part.
pub(super) const fn approximated(path: &'static str, reason: &'static str, help: &'static str) -> Row {
    Row { path, support: Support::Approximated, property: "", reason, help, when: When::Given }
}

/// An attribute that means nothing on AWS.
pub(super) const fn ignored(path: &'static str, reason: &'static str, help: &'static str) -> Row {
    Row { path, support: Support::Ignored, property: "", reason, help, when: When::Given }
}

/// An attribute that nothing on Fargate can stand in for.
pub(super) const fn refused(path: &'static str, reason: &'static str, help: &'static str) -> Row {
    Row { path, support: Support::Refused, property: "", reason, help, when: When::Given }
}

/// An attribute that waits for a later version.
pub(super) const fn not_yet(path: &'static str, reason: &'static str, help: &'static str) -> Row {
    Row { path, support: Support::NotYet, property: "", reason, help, when: When::Given }
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
