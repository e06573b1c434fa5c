//! A plain YAML writer for models: block style, strings quoted where any reader could take them for something
//! else.

use serde_json::Value as Json;

use crate::grammar::yaml_scalar::{self, Style};

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
        yaml_scalar::key(key, indent, out);
        child(out, value, indent);
    }
}

/// Writes the value of a key that stands in a mapping of that indent.
pub(super) fn child(out: &mut String, value: &Json, indent: usize) {
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
    match value {
        Json::String(text) => yaml_scalar::write(text, Style::Block, out),
        Json::Number(number) => yaml_scalar::number(number, out),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => out.push_str(&value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
