//! A plain YAML writer for models: block style, strings quoted where any reader could take them for something
//! else.

use std::borrow::Cow;

use super::model::{Scalar, Shape, Shaped};
use crate::grammar::yaml_scalar::{self, Style};

/// The YAML text of a value.
pub(super) fn write<'a>(value: impl Shaped<'a>) -> String {
    let mut out = String::new();
    match value.shape() {
        Shape::Map(map) if !map.is_empty() => mapping(&mut out, map, 0, true),
        shape @ (Shape::Scalar(_) | Shape::List(_) | Shape::Map(_)) => {
            flat(&mut out, &shape);
            out.push('\n');
        }
    }
    out
}

fn mapping<'a, V: Shaped<'a>>(out: &mut String, map: Vec<(Cow<'a, str>, V)>, indent: usize, mut begun: bool) {
    for (key, value) in map {
        if !begun {
            pad(out, indent);
        }
        begun = indent == 0;
        yaml_scalar::key(&key, indent, out);
        child(out, value, indent);
    }
}

/// Writes the value of a key that stands in a mapping of that indent.
pub(super) fn child<'a>(out: &mut String, value: impl Shaped<'a>, indent: usize) {
    behind(out, value.shape(), indent);
}

/// Writes a value behind its key, or behind the dash of an item.
fn behind<'a, V: Shaped<'a>>(out: &mut String, shape: Shape<'a, V>, indent: usize) {
    match shape {
        Shape::Map(map) if !map.is_empty() => {
            out.push('\n');
            mapping(out, map, indent + 2, false);
        }
        Shape::List(list) if !list.is_empty() => {
            out.push('\n');
            items(out, list, indent + 2);
        }
        shape @ (Shape::Scalar(_) | Shape::List(_) | Shape::Map(_)) => {
            out.push(' ');
            flat(out, &shape);
            out.push('\n');
        }
    }
}

fn items<'a, V: Shaped<'a>>(out: &mut String, list: Vec<V>, indent: usize) {
    for item in list {
        pad(out, indent);
        out.push('-');
        match item.shape() {
            Shape::Map(map) if !map.is_empty() => {
                out.push(' ');
                mapping(out, map, indent + 2, true);
            }
            shape @ (Shape::Scalar(_) | Shape::List(_) | Shape::Map(_)) => behind(out, shape, indent),
        }
    }
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

/// Writes a value that takes one line: a scalar, an empty list or an empty mapping.
fn flat<V>(out: &mut String, shape: &Shape<'_, V>) {
    match shape {
        Shape::Scalar(Scalar::Text(text)) => yaml_scalar::write(text, Style::Block, out),
        Shape::Scalar(Scalar::Number(number)) => yaml_scalar::number(number, out),
        Shape::Scalar(Scalar::Bool(value)) => out.push_str(if *value { "true" } else { "false" }),
        Shape::Scalar(Scalar::Null) => out.push_str("null"),
        Shape::List(_) => out.push_str("[]"),
        Shape::Map(_) => out.push_str("{}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value as Json;

    use super::*;

    #[test]
    fn nothing_hidden_stands_in_the_text() {
        let value = serde_json::json!({"a\u{85}": "\u{2028}\u{7f}\u{9f}\u{fffe}\u{feff}\u{202e}\u{0}", ".": ["e1", ".e1", "."]});
        let text = write(&value);
        assert!(text.is_ascii() && !text.bytes().any(|byte| byte < 0x20 && byte != b'\n'), "{text}");
        assert!(text.contains("\"e1\"") && text.contains("\".e1\"") && text.contains("\".\":"), "{text}");
        assert_eq!(serde_yaml::from_str::<Json>(&text).unwrap(), value);
    }

    #[test]
    fn a_long_key_is_announced() {
        let value = serde_json::json!({"a": {"k".repeat(1_100): {"b": 1}, "\u{1}".repeat(200): [2]}});
        let text = write(&value);
        assert_eq!(text.matches("  ? ").count(), 2, "{text}");
        assert_eq!(serde_yaml::from_str::<Json>(&text).unwrap(), value);
    }

    proptest! {
        #[test]
        fn every_text_is_read_back(text in "(\\PC|\\pC|[-.:#e0-9\\[{&*!|>'\"%@` \n\t]){0,12}") {
            let value = serde_json::json!({ text.clone(): [text.clone(), { "a": text }] });
            prop_assert_eq!(serde_yaml::from_str::<Json>(&write(&value)).unwrap(), value);
        }
    }
}
