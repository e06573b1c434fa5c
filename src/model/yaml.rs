//! A plain YAML writer for models: block style, strings quoted where any reader could take them for something else.

use std::fmt::Write as _;

use serde_json::Value as Json;

use crate::grammar::number::{self, Scalar};

/// The YAML text of a value.
pub(super) fn write(value: &Json) -> String {
    let mut out = String::new();
    if let Some(map) = value.as_object().filter(|map| !map.is_empty()) {
        mapping(&mut out, map, 0, true);
    } else {
        scalar(&mut out, value);
        out.push('\n');
    }
    out
}

fn mapping(out: &mut String, map: &serde_json::Map<String, Json>, indent: usize, mut begun: bool) {
    for (key, value) in map {
        if !begun {
            pad(out, indent);
        }
        begun = indent == 0;
        text(out, key);
        out.push(':');
        child(out, value, indent);
    }
}

fn child(out: &mut String, value: &Json, indent: usize) {
    if let Some(map) = value.as_object().filter(|map| !map.is_empty()) {
        out.push('\n');
        mapping(out, map, indent + 2, false);
    } else if let Some(list) = value.as_array().filter(|list| !list.is_empty()) {
        out.push('\n');
        items(out, list, indent + 2);
    } else {
        out.push(' ');
        scalar(out, value);
        out.push('\n');
    }
}

fn items(out: &mut String, list: &[Json], indent: usize) {
    for item in list {
        pad(out, indent);
        out.push('-');
        if let Some(map) = item.as_object().filter(|map| !map.is_empty()) {
            out.push(' ');
            mapping(out, map, indent + 2, true);
        } else {
            child(out, item, indent);
        }
    }
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn scalar(out: &mut String, value: &Json) {
    match value.as_str() {
        Some(string) => text(out, string),
        None => write!(out, "{value}").expect("internal error: writing to a string failed"),
    }
}

fn text(out: &mut String, string: &str) {
    if plain(string) {
        out.push_str(string);
    } else {
        write!(out, "{}", Json::from(string)).expect("internal error: writing to a string failed");
    }
}

/// Whether every reader takes the bare text for a string.
fn plain(string: &str) -> bool {
    const WORDS: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "true", "false"];
    let safe = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '_' | '-' | '.' | '/' | ':' | '=' | '@' | '+' | '$' | ' ' | '(' | ')' | ',')
    };
    string.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '_' | '$' | '.'))
        && string.chars().all(safe)
        && !string.contains(": ")
        && !string.ends_with([':', ' '])
        && number::resolve_plain(string) == Scalar::Str
        && !WORDS.contains(&string.to_ascii_lowercase().as_str())
}
