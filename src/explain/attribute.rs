//! The text about an attribute, as Markdown.

use std::fmt::Write as _;

use serde_json::json;

use super::{Kind, Text};
use crate::validate::{Row, Support, rows};

/// The text about an attribute, if there is one of that name.
pub(super) fn text(word: &str) -> Option<Text> {
    let found = matching(word);
    let path = found.first()?.path;
    let mut out = format!("# `{path}`\n\n");
    for row in &found {
        out.push_str(&of_row(row));
    }
    let item = format!("{path}.[]");
    for row in rows().filter(|row| row.path == item) {
        let _ = write!(out, "\nAn item of it:\n\n{}", of_row(row));
    }
    let below: Vec<&str> = below(path);
    if !below.is_empty() {
        let _ = writeln!(out, "\nBelow it: {}.", below.join(", "));
    }
    let facts = |row: &&Row| {
        json!({
            "support": support(row.support),
            "condition": condition(row),
            "property": row.property,
            "reason": row.reason,
            "help": row.help,
            "code": row.support.code().map(crate::diagnostic::Code::number),
        })
    };
    let more = json!({"rows": found.iter().map(facts).collect::<Vec<_>>()});
    let page = format!("support.md#{}", super::sections::section_anchor(path));
    Some(Text { kind: Kind::Attribute, name: path.to_owned(), page, markdown: out, more })
}

/// Names to suggest when somebody mistypes one.
pub(super) fn names() -> Vec<String> {
    let attributes = rows().flat_map(|row| {
        let plain: Vec<&str> = plain(row.path).collect();
        let short = plain.get(1..).filter(|rest| !rest.is_empty()).map(|rest| rest.join("."));
        [Some(plain.join(".")), short]
    });
    attributes.flatten().collect()
}

/// Returns the values of an attribute to which a row applies.
pub(super) fn condition(row: &Row) -> String {
    use crate::validate::When;
    let list = |texts: &[&str]| texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ");
    match row.when {
        When::Given => String::new(),
        When::Is(texts) => format!("when it is {}", list(texts)),
        When::IsNot(texts) => format!("when it is not {}", list(texts)),
        When::Starts(heads) => format!("when it begins with {}", list(heads)),
        When::Entry(key, texts) => format!("when its `{key}` is {}", list(texts)),
        When::EntryBelow(key, folders) => format!("when its `{key}` is {}, or below", list(folders)),
        When::OnFargate => "on Fargate".to_owned(),
        When::IsOnInstances(texts) => format!("on managed instances, when it is {}", list(texts)),
        When::OnInstances => "on managed instances".to_owned(),
        When::NoCapability => "on Fargate, all others that Docker gives to no container".to_owned(),
        When::Capability(names) => format!("on Fargate, when it is {}", list(names)),
        When::OptionalCapability | When::OptionalDevice | When::Optional(_) => {
            "on Fargate, where the image runs without it".to_owned()
        }
        When::OptionalEngine => {
            "when its `source` is the socket of Docker, where the image runs without it".to_owned()
        }
        When::AtItsUse => "(told at the service that uses it)".to_owned(),
    }
}

/// The one word for how an attribute is translated.
pub(super) fn support(support: Support) -> &'static str {
    match support {
        Support::Translated => "translated",
        Support::Approximated => "approximated",
        Support::Ignored => "ignored",
        Support::Refused => "refused",
        Support::NotYet => "not yet",
    }
}

/// The rows of the attribute that somebody means: its whole path, or the end of it, with or without the names
/// that users make up.
fn matching(word: &str) -> Vec<&'static Row> {
    let words: Vec<&str> =
        word.split('.').map(|part| part.trim_end_matches("[]")).filter(|part| !part.is_empty()).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let exact = |row: &&Row| row.path == word;
    let whole = |row: &&Row| fits(&words, row.path);
    let in_a_service =
        |row: &&Row| row.path.strip_prefix("services.*.").is_some_and(|path| fits(&words, path));
    let end = |row: &&Row| {
        let plain: Vec<&str> = plain(row.path).collect();
        plain.ends_with(&words)
    };
    for wanted in [&exact as &dyn Fn(&&Row) -> bool, &whole, &in_a_service, &end] {
        let mut found: Vec<&Row> = rows().filter(wanted).collect();
        if let Some(path) = found.first().map(|row| row.path) {
            found.retain(|row| row.path == path);
            return found;
        }
    }
    Vec::new()
}

/// Whether words are the parts of a path; the parts that users make up may be left out.
fn fits(words: &[&str], path: &str) -> bool {
    let mut words = words.iter().peekable();
    for part in path.split('.') {
        match part {
            "*" => {
                let rest_is_longer =
                    words.len() > plain(path.rsplit_once("*.").map_or("", |(_, rest)| rest)).count();
                if rest_is_longer {
                    words.next();
                }
            }
            "[]" => {}
            key => {
                if words.next() != Some(&key) {
                    return false;
                }
            }
        }
    }
    words.peek().is_none()
}

/// The parts of a path that are attributes.
fn plain(path: &str) -> impl Iterator<Item = &str> {
    path.split('.').filter(|part| !matches!(*part, "*" | "[]"))
}

/// The attributes right below a path.
fn below(path: &str) -> Vec<&'static str> {
    let mut found: Vec<&str> = Vec::new();
    for row in rows() {
        let Some(rest) = row.path.strip_prefix(path).and_then(|rest| rest.strip_prefix('.')) else {
            continue;
        };
        let rest = rest.strip_prefix("[].").or_else(|| rest.strip_prefix("*.")).unwrap_or(rest);
        let name = rest.split('.').next().unwrap_or_default();
        if !found.contains(&name) && !matches!(name, "*" | "[]") {
            found.push(name);
        }
    }
    found
}

/// One row as an item of a list: how it is translated, why, and the alternative.
fn of_row(row: &Row) -> String {
    let mut out = format!("- **{}**", capital(support(row.support)));
    let condition = condition(row);
    if !condition.is_empty() {
        let _ = write!(out, " {condition}");
    }
    if !row.property.is_empty() {
        let _ = write!(out, ", into `{}`", row.property);
    }
    if !row.reason.is_empty() {
        let _ = write!(out, ": {}", row.reason);
    }
    if let Some(code) = row.support.code() {
        let _ = write!(out, " ({})", code.number());
    }
    out.push('.');
    if !row.help.is_empty() {
        let _ = write!(out, " What to do: {}.", row.help);
    }
    out.push('\n');
    out
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
