//! The small readers that everything else is made of: texts, numbers, sizes, durations, mappings of texts.
//!
//! A number in text is a number, because `${N}` can only be written as text.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::bytes::ByteSize;
use crate::grammar::deferred;
use crate::grammar::duration::Duration;
use crate::grammar::number;
use crate::source::{Loc, Spanned};
use crate::tree::{Map, Node, Value};

/// Which characters a text may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One line: no control characters at all.
    Line,
    /// Lines: tabs and line ends too.
    Lines,
}

/// Empty text, which leaves a key out.
pub(super) fn is_empty(node: &Node) -> bool {
    node.as_text() == Some("")
}

/// The entry under `key`, unless it is null.
pub(super) fn given<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    node.get(key).filter(|node| !node.is_null())
}

/// The entries of a mapping under `key`, sorted by name; none when there is no mapping.
pub(super) fn sorted<'a>(node: &'a Node, key: &str) -> Vec<(&'a str, Loc, &'a Node)> {
    let mut entries: Vec<_> = node.get(key).and_then(Node::as_map).into_iter().flat_map(Map::iter).collect();
    entries.sort_unstable_by_key(|(name, ..)| *name);
    entries
}

/// The items of a list under `key`; none when there is no list.
pub(super) fn items<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = &'a Node> {
    node.get(key).and_then(Node::as_list).unwrap_or_default().iter()
}

/// A scalar as text, as Compose prints it.
pub(super) fn to_text(node: &Node) -> Option<Spanned<String>> {
    let text = match &node.value {
        Value::Text(text) => text.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Uint(value) => value.to_string(),
        Value::Float(value) => number::go_float(*value),
        Value::Null | Value::List(_) | Value::Map(_) => return None,
    };
    Some(Spanned::new(text, node.loc))
}

/// A whole number, also one written as text; one beyond 64 bits is the largest.
pub(super) fn to_int(node: &Node) -> Option<i64> {
    match &node.value {
        Value::Int(value) => Some(*value),
        Value::Uint(_) => Some(i64::MAX),
        Value::Text(text) => text.trim().parse().ok(),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "only floats without a fraction get here; beyond 64 bits they stop at the bounds"
        )]
        Value::Float(value) if value.fract() == 0.0 => Some(*value as i64),
        Value::Null | Value::Bool(_) | Value::Float(_) | Value::List(_) | Value::Map(_) => None,
    }
}

/// Any number, also one written as text.
pub(super) fn to_float(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Float(value) => Some(*value),
        #[expect(clippy::cast_precision_loss, reason = "amounts beyond 2^53 are not told apart by anyone")]
        Value::Int(value) => Some(*value as f64),
        #[expect(clippy::cast_precision_loss, reason = "amounts beyond 2^53 are not told apart by anyone")]
        Value::Uint(value) => Some(*value as f64),
        Value::Text(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::List(_) | Value::Map(_) => None,
    }
}

/// True or false under `key`, also as text.
pub(super) fn flag(node: &Node, key: &str) -> Option<Spanned<bool>> {
    let node = node.get(key)?;
    let value = match (&node.value, node.as_text()) {
        (Value::Bool(value), _) => *value,
        (_, Some("true")) => true,
        (_, Some("false")) => false,
        _ => return None,
    };
    Some(Spanned::new(value, node.loc))
}

/// A text of one line under `key`; empty text counts as none.
pub(super) fn read_line(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Spanned<String>> {
    let text = to_text(node.get(key)?).filter(|text| !text.value.is_empty())?;
    read_clean(text, Shape::Line, &format!("`{key}`"), diagnostics)
}

/// The place of a list; what a variable put into an item, it put into the list.
pub(super) fn with_items(list: &Node) -> Loc {
    let of_credential = list.as_list().into_iter().flatten().any(|item| item.loc.is_of_credential());
    if of_credential { list.loc.of_credential() } else { list.loc }
}

/// The text, unless it holds characters that it may not.
pub(super) fn read_clean(
    text: Spanned<String>,
    shape: Shape,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<String>> {
    let allowed =
        |c: char| !c.is_control() || (shape == Shape::Lines && matches!(c, '\t' | '\n' | '\r' | '\u{85}'));
    match text.value.chars().find(|c| !allowed(*c)) {
        Some(found) => {
            diagnostics.push(control_character(what, found, text.loc));
            None
        }
        None => Some(text),
    }
}

/// The texts of one line in a list under `key`.
pub(super) fn read_lines(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Vec<Spanned<String>> {
    let texts = items(node, key).filter_map(to_text);
    texts.filter_map(|text| read_clean(text, Shape::Line, &format!("`{key}`"), diagnostics)).collect()
}

/// A mapping of texts under `key`, sorted by name; null is empty text.
pub(super) fn read_entries(
    node: &Node,
    key: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<(Spanned<String>, Spanned<String>)> {
    let mut found = Vec::new();
    for (name, loc, value) in sorted(node, key) {
        let text =
            if value.is_null() { Some(Spanned::new(String::new(), value.loc)) } else { to_text(value) };
        let name = Spanned::new(name.to_owned(), loc);
        let what = format!("`{}` of `{key}`", name.value.escape_debug());
        let value = text.and_then(|text| read_clean(text, Shape::Lines, &what, diagnostics));
        let name = read_clean(name, Shape::Line, &format!("a name of `{key}`"), diagnostics);
        found.extend(name.zip(value));
    }
    found
}

/// A whole number from 0 under `key`.
pub(super) fn read_count(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Spanned<u32>> {
    let node = node.get(key)?;
    let value = to_int(node)?;
    if let Ok(value) = u32::try_from(value) {
        Some(Spanned::new(value, node.loc))
    } else {
        diagnostics.push(bad_count(key, value, node.loc));
        None
    }
}

/// A number of CPUs under `key`. Zero is none, as for Docker it is no limit.
pub(super) fn read_cpus(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Spanned<f64>> {
    let node = node.get(key)?;
    let value = to_float(node)?;
    if !value.is_finite() || value < 0.0 {
        diagnostics.push(bad_cpus(key, node));
        return None;
    }
    (value > 0.0).then(|| Spanned::new(value, node.loc))
}

/// A size under `key`. Zero is none, as for Docker it is no limit.
pub(super) fn read_size(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Spanned<ByteSize>> {
    let node = node.get(key)?;
    // The variable of deploy time has values of its own.
    let text = to_text(node).filter(|text| deferred::sole(&text.value).is_none())?;
    match ByteSize::parse(&text.value) {
        Ok(size) if size.as_bytes() < 0 => diagnostics.push(negative_size(key, &text)),
        Ok(size) if size.as_bytes() == 0 => {}
        Ok(size) => return Some(Spanned::new(size, node.loc)),
        Err(error) => diagnostics.push(bad_size(key, &error.to_string(), node.loc)),
    }
    None
}

/// A duration under `key`.
pub(super) fn read_duration(
    node: &Node,
    key: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<Duration>> {
    let node = node.get(key)?;
    let text = node.as_text()?;
    match Duration::parse(text) {
        Ok(duration) if duration.as_nanos() < 0 => diagnostics.push(negative_duration(key, text, node.loc)),
        Ok(duration) => return Some(Spanned::new(duration, node.loc)),
        Err(error) => diagnostics.push(bad_duration(key, &error.to_string(), node.loc)),
    }
    None
}

fn control_character(what: &str, found: char, loc: Loc) -> Diagnostic {
    let name = if found == '\0' { "a NUL character" } else { "a control character" };
    Diagnostic::new(Code::ControlCharacter, format!("{what} holds {name}, U+{:04X}", u32::from(found)))
        .label(loc, "no container can be given this text")
        .help("remove the character, or hand the bytes over in base64 and decode them in the container")
}

fn bad_count(key: &str, value: i64, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::OutOfBounds, format!("`{key}` cannot be {value}"))
        .at(loc)
        .help(format!("write a whole number from 0 to {}", u32::MAX))
}

fn bad_cpus(key: &str, node: &Node) -> Diagnostic {
    let written = to_text(node).unwrap_or_default().value;
    Diagnostic::new(Code::BadAmount, format!("`{key}` cannot be `{written}`"))
        .label(node.loc, "not an amount of CPUs")
        .help("write a number above 0, such as `0.5`, or leave it out for no limit")
}

fn negative_size(key: &str, text: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadAmount, format!("`{key}` cannot be below zero: `{}`", text.value))
        .label(text.loc, "a Fargate task always has a fixed size")
        .help("write an amount such as `512m`, or leave it out")
}

fn bad_size(key: &str, error: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadByteSize, format!("`{key}` cannot be read: {error}"))
        .at(loc)
        .help("write a number of bytes, or a number with a unit: `512m`, `1.5gb`")
}

fn negative_duration(key: &str, text: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadAmount, format!("`{key}` cannot be below zero: `{text}`"))
        .label(loc, "a negative duration")
        .help("write a duration such as `30s`, or leave it out")
}

fn bad_duration(key: &str, error: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadDuration, format!("`{key}` cannot be read: {error}"))
        .at(loc)
        .help("write numbers with units and no blanks: `90s`, `1m30s`, `500ms`")
}
