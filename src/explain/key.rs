//! The `x-aws-*` keys: the text about each, from its rows in the table of `validate`.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::{Kind, Text, yaml};
use crate::validate::{Key, keys};

/// The text about a key, with a part for each place where it may stand.
pub(super) fn text(word: &str) -> Option<Text> {
    let found: Vec<&Key> = keys().filter(|key| key.name == word).collect();
    let name = found.first()?.name;
    let mut markdown = format!("# `{name}`\n");
    for key in &found {
        markdown.push_str(&part(key));
    }
    let more = json!({"places": found.iter().map(|key| facts(key)).collect::<Vec<_>>()});
    Some(Text { kind: Kind::Key, name: name.to_owned(), page: format!("keys.md#{name}"), markdown, more })
}

fn part(key: &Key) -> String {
    let mut out = format!("\nIt stands {}. {}", key.place().shown(), key.description);
    if !key.is_translated() {
        out.push_str(" This version does not translate it yet (E0604).");
    }
    out.push_str("\n\n");
    let members: Vec<_> = key.members().collect();
    if key.is_translated() {
        let _ = writeln!(out, "- Values: {}.", key.values());
    }
    let _ = writeln!(out, "- Without it: {}.", key.default);
    if !members.is_empty() {
        out.push_str("\nMembers:\n\n");
    }
    for member in members {
        let needed = if member.required { ", required" } else { "" };
        let _ = writeln!(out, "- `{}` ({}{needed}): {}", member.name, member.values, member.description);
    }
    let lead = if key.is_translated() { "For example:" } else { "Write instead:" };
    let _ = write!(out, "\n{lead}\n\n{}", yaml(key.example));
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
        "place": key.place().shown(),
        "description": key.description,
        "translated": key.is_translated(),
        "values": key.values(),
        "default": key.default,
        "members": key.members().map(member).collect::<Vec<_>>(),
        "example": key.example.trim_start(),
    })
}
