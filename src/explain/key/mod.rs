//! The `x-aws-*` keys: the table of `validate`, and for each key at its place its default and an example.
//!
//! A test converts each example with the key and without it: the templates differ, and the one without it has the documented
//! default.

mod port;
mod project;
mod service;
mod storage;

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::{Kind, Text, yaml};
use crate::validate::{Key, KeyState, Place, keys};

/// The default and an example of a key at its place.
#[derive(Debug, Clone, Copy)]
pub struct KeyText {
    /// Where the key stands.
    pub place: Place,
    /// Its name.
    pub name: &'static str,
    /// Its default: Markdown, the rest of a sentence.
    pub default: &'static str,
    /// The properties of templates without it.
    pub emitted: &'static [Emitted],
    /// A Compose file with it.
    pub example: &'static str,
}

/// A type of resources or the word `parameter`, the path of a property, and all values that it has, `|` between; none
/// for a property that is absent. In a list of attributes or tags, the key of one is a part of the path.
#[derive(Debug, Clone, Copy)]
pub struct Emitted(pub &'static str, pub &'static str, pub &'static str);

/// Every key at every place.
pub fn key_texts() -> impl Iterator<Item = &'static KeyText> {
    [project::TEXTS, service::TEXTS, port::TEXTS, storage::TEXTS].into_iter().flatten()
}

/// The text about a key, with a part for each place where it may stand.
pub(super) fn text(word: &str) -> Option<Text> {
    let found: Vec<&Key> = keys().filter(|key| key.name == word).collect();
    let name = found.first()?.name;
    let mut markdown = format!("# `{name}`\n");
    for key in &found {
        markdown.push_str(&of_key(key));
    }
    let more = json!({"places": found.iter().map(|key| facts(key)).collect::<Vec<_>>()});
    Some(Text { kind: Kind::Key, name: name.to_owned(), page: format!("keys.md#{name}"), markdown, more })
}

/// The default and the example of a key.
pub(super) fn of(key: &Key) -> Option<&'static KeyText> {
    key_texts().find(|text| text.place == key.place && text.name == key.name)
}

fn of_key(key: &Key) -> String {
    let mut out = format!("\nIt stands {}. {}", key.place.shown(), key.description);
    if key.support == KeyState::Later {
        out.push_str(" This version does not translate it yet (E0604).");
    }
    out.push_str("\n\n");
    let members: Vec<_> = key.members().collect();
    if key.support == KeyState::Known {
        let _ = writeln!(out, "- Values: {}.", key.values());
    }
    let text = of(key);
    if let Some(text) = text {
        let _ = writeln!(out, "- Without it: {}.", text.default);
    }
    if !members.is_empty() {
        out.push_str("\nMembers:\n\n");
    }
    for member in members {
        let needed = if member.required { ", required" } else { "" };
        let _ = writeln!(out, "- `{}` ({}{needed}): {}", member.name, member.values, member.description);
    }
    if let Some(text) = text {
        let lead =
            if key.support == KeyState::Known { "For example:" } else { "What to write in its place:" };
        let _ = write!(out, "\n{lead}\n\n{}", yaml(text.example));
    }
    out
}

fn facts(key: &Key) -> Json {
    let member = |member: crate::validate::MemberText| {
        json!({
            "name": member.name,
            "values": member.values,
            "required": member.required,
            "description": member.description,
        })
    };
    json!({
        "place": key.place.shown(),
        "description": key.description,
        "translated": key.support == KeyState::Known,
        "values": key.values(),
        "default": of(key).map(|text| text.default),
        "members": key.members().map(member).collect::<Vec<_>>(),
        "example": of(key).map(|text| text.example.trim_start()),
    })
}

const fn text_of(
    place: Place,
    name: &'static str,
    default: &'static str,
    emitted: &'static [Emitted],
    example: &'static str,
) -> KeyText {
    KeyText { place, name, default, emitted, example }
}
