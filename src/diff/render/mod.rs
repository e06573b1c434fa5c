//! The model of an update → text for people, for a pull request, for programs, for GitHub Actions, for a
//! browser.

mod github;
mod html;
mod human;
mod json;
mod markdown;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::model::{Change, Detail, Diff, Effect, ParameterChange};
use crate::sanitise;

pub use github::github;
pub use html::html;
pub use human::human;
pub use json::json;
pub use markdown::markdown;

/// Most characters of a value that are shown, unless everything is.
const LONGEST: usize = 100;
/// Of all values that are shown, however long they are.
const LONGEST_OF_ALL: usize = 4_000;

/// The resources of a part of the project, with its name.
struct Group<'a> {
    name: &'a str,
    changes: Vec<&'a Change>,
}

/// The resources by what they belong to, those of all last; echoes only where they are wanted.
fn groups(diff: &Diff, long: bool) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for change in diff.changes.iter().filter(|change| long || !change.is_echo) {
        match groups.iter_mut().find(|group| group.name == change.group) {
            Some(group) => group.changes.push(change),
            None => groups.push(Group { name: &change.group, changes: vec![change] }),
        }
    }
    groups.sort_by_key(|group| group.name.is_empty());
    groups
}

/// The properties to show.
fn details(change: &Change, long: bool) -> impl Iterator<Item = &Detail> {
    let all = long || change.details.iter().all(|detail| detail.is_echo);
    let replaced = matches!(change.effect, Effect::Replace | Effect::MayReplace);
    change.details.iter().filter(move |detail| all || !detail.is_echo || replaced && detail.replaces)
}

/// Returns the title of a group.
fn title(name: &str) -> &str {
    if name.is_empty() { "stack" } else { name }
}

/// Returns the effect on a resource, in words.
fn effect(change: &Change) -> String {
    let depends: Vec<String> = change.depends.iter().map(|name| format!("`{name}`")).collect();
    match (change.effect, depends.is_empty()) {
        (Effect::Depends, false) => format!("depends on {}", depends.join(", ")),
        (effect, false) => format!("{}, depending on {}", effect.word(), depends.join(", ")),
        (effect, true) => effect.word().to_owned(),
    }
}

/// Returns a remark about a property.
fn remark(detail: &Detail) -> &'static str {
    match (detail.replaces, detail.interrupts) {
        (true, _) => "replaces it",
        (false, true) => "interrupts it",
        (false, false) => "",
    }
}

/// Returns the change of a parameter in words, with its sign.
fn parameter(change: &ParameterChange) -> (char, String) {
    match change {
        ParameterChange::Needed => ('+', "must be given".to_owned()),
        ParameterChange::Added(default) if default.is_empty() => ('+', "empty by default".to_owned()),
        ParameterChange::Added(default) => ('+', format!("default {}", shown(default, false))),
        ParameterChange::Removed => ('-', "is gone".to_owned()),
        ParameterChange::Default(old, new) => {
            ('~', format!("default {} → {}", shown(old, false), shown(new, false)))
        }
        ParameterChange::NowNeeded => ('~', "has no default any more: must be given".to_owned()),
        ParameterChange::Changed => ('~', "another type or other allowed values".to_owned()),
    }
}

/// A value in one line; none is a dash.
fn value(value: Option<&Value>, long: bool) -> String {
    match value {
        None => "—".to_owned(),
        Some(Value::String(text)) => shown(text, long),
        Some(other) => shown(&other.to_string(), long),
    }
}

fn shown(text: &str, long: bool) -> String {
    let text = text.replace(['⟦', '⟧'], "");
    let text = if text.is_empty() { "\"\"".to_owned() } else { text };
    let text = sanitise::shortened(&text, if long { LONGEST_OF_ALL } else { LONGEST });
    sanitise::line(&text).into_owned()
}
