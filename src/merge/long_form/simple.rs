//! The short forms that are no more than another way to write a list or a mapping.

use super::mapping;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Remedy};
use crate::source::Loc;
use crate::tree::{Map, Node, Path, Value};

/// `- KEY=VALUE` → `KEY: VALUE`; left alone when an item is no text, which the schema then reports.
pub(super) fn entries(
    node: &mut Node,
    lookup: &dyn Fn(&str) -> Option<String>,
    diagnostics: &mut Diagnostics,
) {
    let Some(list) = node.as_list() else { return };
    if list.iter().any(|item| item.as_text().is_none()) {
        return;
    }
    let mut map = Map::default();
    for item in list {
        let text = item.as_text().unwrap_or_default();
        let (key, value) = match text.split_once('=') {
            Some((key, value)) => (key, Value::text(value)),
            None => (text, lookup(text).map_or(Value::Null, Value::text)),
        };
        if key.ends_with(char::is_whitespace) {
            diagnostics.push(trailing_blank(key, item.loc));
        }
        let value_loc = if text.len() > key.len() { within(item.loc, text, key.len() + 1) } else { item.loc };
        map.insert(key, first(item.loc, text, key.len()), Node::new(value, value_loc));
    }
    node.value = Value::Map(map);
}

/// The place of the first bytes of an item's text. A quoted item's place begins at its quote.
fn first(loc: Loc, text: &str, length: usize) -> Loc {
    let shift = offset(loc, text);
    loc.part(shift, shift + length)
}

/// The place of the bytes from `start`; the whole item where its text is not as it is written.
fn within(loc: Loc, text: &str, start: usize) -> Loc {
    let shift = offset(loc, text);
    if loc.end() - loc.start() == text.len() + 2 * shift {
        loc.part(shift + start, shift + text.len())
    } else {
        loc
    }
}

/// One for a quoted item without escapes, none for a plain one.
fn offset(loc: Loc, text: &str) -> usize {
    usize::from(loc.end() - loc.start() == text.len() + 2)
}

/// `- name` → `name: …`; left alone when a name stands twice, which the schema then reports.
pub(super) fn names(node: &mut Node, value: &dyn Fn(Loc) -> Value) {
    let Some(list) = node.as_list() else { return };
    let mut map = Map::default();
    for item in list {
        let Some(name) = item.as_text().filter(|name| !map.contains(name)) else { return };
        map.insert(name, item.loc, Node::new(value(item.loc), item.loc));
    }
    node.value = Value::Map(map);
}

/// Returns the long form of a dependency in short form.
pub(super) fn started(loc: Loc) -> Value {
    let entry = [("condition", Value::text("service_started")), ("required", Value::Bool(true))];
    mapping(loc, entry).value
}

/// `build: folder` → `build: {context: folder}`.
pub(super) fn build(node: &mut Node) {
    if let Value::Text(text) = &node.value {
        *node = mapping(node.loc, [("context", Value::Text(text.clone()))]);
    }
}

/// Text → a list of that text.
pub(super) fn one_text(node: &mut Node) {
    if let Value::Text(text) = &node.value {
        node.value = Value::List(vec![Node::text(text.clone(), node.loc)]);
    }
}

/// Text or items of text → items with `path`.
pub(super) fn env_files(node: &mut Node) {
    one_text(node);
    for item in node.as_list_mut().into_iter().flatten() {
        if let Value::Text(text) = &item.value {
            *item = mapping(item.loc, [("path", Value::Text(text.clone())), ("required", Value::Bool(true))]);
        }
    }
}

/// Items of text → items with the text under `key`.
pub(super) fn items(node: &mut Node, key: &'static str) {
    for item in node.as_list_mut().into_iter().flatten() {
        if let Value::Text(text) = &item.value {
            *item = mapping(item.loc, [(key, Value::Text(text.clone()))]);
        }
    }
}

/// `gpus: all` → one request.
pub(super) fn gpus(node: &mut Node) {
    if node.as_text() == Some("all") {
        node.value = Value::List(vec![mapping(node.loc, [("count", Value::Int(-1))])]);
    }
}

/// `host: address` → `- host=address`.
pub(super) fn hosts(node: &mut Node) {
    let Some(map) = node.as_map() else { return };
    let mut list = Vec::new();
    for (host, _, value) in map.iter() {
        match &value.value {
            Value::Text(address) => list.push(Node::text(format!("{host}={address}"), value.loc)),
            Value::List(addresses) => {
                for address in addresses {
                    let Some(text) = address.as_text() else { return };
                    list.push(Node::text(format!("{host}={text}"), address.loc));
                }
            }
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Float(_)
            | Value::Map(_) => return,
        }
    }
    list.sort_by(|left, right| left.as_text().cmp(&right.as_text()));
    node.value = Value::List(list);
}

/// `external: {name: n}` → `external: true`, `name: n`.
pub(super) fn external(node: &mut Node, path: &Path, diagnostics: &mut Diagnostics) {
    let Some(map) = node.as_map_mut() else { return };
    let Some(old) = map.get("external").filter(|node| node.as_map().is_some()).cloned() else { return };
    let name = old.get("name").cloned();
    let key = map.key_loc("external").unwrap_or_default();
    map.insert("external", old.loc, Node::new(Value::Bool(true), old.loc));
    if let Some(name) = name {
        let other = map.get("name").filter(|known| known.value != name.value).map(|known| known.loc);
        diagnostics.push(match other {
            Some(known) => two_names(path, name.loc, known),
            None if map.contains("name") => old_external(path, name.loc),
            None => old_external(path, name.loc).remedy(Remedy::Replace {
                key,
                value: old.loc,
                entries: vec![("external: true", None), ("name: ", Some(name.loc))],
            }),
        });
        map.insert("name", name.loc, name);
    }
}

fn trailing_blank(key: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadListItem, format!("a blank follows the name in `{key}=…`"))
        .at(loc)
        .help("remove the blank before `=`")
}

fn two_names(path: &Path, loc: Loc, known: Loc) -> Diagnostic {
    Diagnostic::new(Code::Conflict, format!("`{path}` has two names"))
        .at(loc)
        .label(known, "the other one")
        .help("keep `name:` and write `external: true`")
}

fn old_external(path: &Path, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::ExternalName, format!("`{path}.external.name` is an old way to name it"))
        .at(loc)
        .help("write `external: true` and `name:` beside it")
}
