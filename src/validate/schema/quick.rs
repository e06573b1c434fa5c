//! Whether a model keeps to the schema, asked of the tree itself.
//!
//! Most models have no fault, and to build the library's validator takes longer than all else that a small file needs. This
//! answers without building anything. Where it says no, or cannot say, the library looks, and its answer is the one that
//! counts; so a wrong no costs time, and only a wrong yes would be a fault. A test holds both against each other.

use std::collections::BTreeSet;

use crate::tree::{Map, Node, Value};

use super::json;
use super::rules::{Rule, Type, named};
use super::table::RULES;

/// True where the model has no fault; false where it has one, and where this cannot say.
pub(super) fn accepts(model: &Node) -> bool {
    is_json(model) && holds(&RULES.root, model) == Some(true)
}

/// True where JSON can hold every number, which also counts where the schema does not look.
fn is_json(node: &Node) -> bool {
    match &node.value {
        Value::Float(number) => number.is_finite(),
        Value::List(list) => list.iter().all(is_json),
        Value::Map(map) => map.iter().all(|(_, _, child)| is_json(child)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Text(_) => true,
    }
}

/// Whether a rule holds, or nothing where that is not known here.
fn holds(rule: &Rule, node: &Node) -> Option<bool> {
    if let Some(name) = rule.definition {
        return holds(named(RULES.definitions, name)?, node);
    }
    if !rule.types.is_empty() && !rule.types.iter().any(|of| has_type(*of, node)) {
        return Some(false);
    }
    if !rule.one_of.is_empty() && !exactly_one(rule.one_of, node)? {
        return Some(false);
    }
    let text = node.as_text();
    if !rule.texts.is_empty() && !text.is_some_and(|text| rule.texts.contains(&text)) {
        return Some(false);
    }
    let number = match &node.value {
        Value::Int(number) => i128::from(*number),
        Value::Uint(number) => i128::from(*number),
        // What bounds a fraction is left to the library.
        Value::Float(_) => return (rule.minimum.is_none() && rule.maximum.is_none()).then_some(true),
        Value::Text(text) => return rule.pattern.map_or(Some(true), |pattern| matches(pattern, text)),
        Value::List(list) => return items(rule, list),
        Value::Map(map) => return entries(rule, map),
        Value::Null | Value::Bool(_) => return Some(true),
    };
    let above = rule.minimum.is_none_or(|minimum| number >= i128::from(minimum));
    Some(above && rule.maximum.is_none_or(|maximum| number <= i128::from(maximum)))
}

fn exactly_one(rules: &[Rule], node: &Node) -> Option<bool> {
    let mut held = 0;
    for rule in rules {
        held += usize::from(holds(rule, node)?);
    }
    Some(held == 1)
}

fn has_type(of: Type, node: &Node) -> bool {
    match &node.value {
        Value::Null => of == Type::Null,
        Value::Bool(_) => of == Type::Boolean,
        Value::Int(_) | Value::Uint(_) => matches!(of, Type::Integer | Type::Number),
        // A fraction without a fractional part is an integer, in this draft.
        Value::Float(number) => of == Type::Number || of == Type::Integer && number.fract() == 0.0,
        Value::Text(_) => of == Type::String,
        Value::List(_) => of == Type::Array,
        Value::Map(_) => of == Type::Object,
    }
}

fn items(rule: &Rule, list: &[Node]) -> Option<bool> {
    if let Some(each) = rule.items {
        for item in list {
            if !holds(each, item)? {
                return Some(false);
            }
        }
    }
    if rule.unique { all_differ(list) } else { Some(true) }
}

fn entries(rule: &Rule, map: &Map) -> Option<bool> {
    for (key, loc, value) in map.iter() {
        if !json::is_checked(key, loc) {
            continue;
        }
        let property = named(rule.properties, key);
        if let Some(property) = property
            && !holds(property, value)?
        {
            return Some(false);
        }
        let mut is_known = property.is_some();
        for (pattern, rule) in rule.patterns {
            if matches(pattern, key)? {
                is_known = true;
                if !holds(rule, value)? {
                    return Some(false);
                }
            }
        }
        if is_known {
            continue;
        }
        if rule.closed {
            return Some(false);
        }
        if let Some(others) = rule.others
            && !holds(others, value)?
        {
            return Some(false);
        }
    }
    Some(rule.required.iter().all(|key| map.get(key).is_some()))
}

/// Whether a text matches one of the schema's patterns.
fn matches(pattern: &str, text: &str) -> Option<bool> {
    // At the end of a line patterns have rules of their own.
    if text.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
        return None;
    }
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    match pattern {
        "^x-" => Some(text.starts_with("x-")),
        "^.+$" | ".+" => Some(!text.is_empty()),
        "^[a-z]+$" => Some(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase())),
        "^[a-zA-Z0-9._-]+$" => Some(!text.is_empty() && text.bytes().all(is_word)),
        // Both may match anywhere in the text.
        "[a-zA-Z0-9][a-zA-Z0-9_.-]+" => {
            let pairs = text.bytes().zip(text.bytes().skip(1));
            Some(pairs.into_iter().any(|(first, second)| first.is_ascii_alphanumeric() && is_word(second)))
        }
        POLICY => POLICIES.iter().any(|policy| text.contains(policy)).then_some(true),
        _ => None,
    }
}

/// The pattern of `pull_policy`, and the words of it that need no look at what stands around them.
const POLICY: &str = "always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+";
const POLICIES: [&str; 8] =
    ["always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly"];

/// Items of several kinds that are compared with each other, at most; beyond that the library does it.
const COMPARED: usize = 64;

fn all_differ(list: &[Node]) -> Option<bool> {
    let texts: Option<Vec<&str>> = list.iter().map(Node::as_text).collect();
    if let Some(texts) = texts {
        return Some(texts.iter().collect::<BTreeSet<_>>().len() == list.len());
    }
    if list.len() > COMPARED {
        return None;
    }
    for (at, item) in list.iter().enumerate() {
        for other in list.iter().skip(at + 1) {
            if same(item, other)? {
                return Some(false);
            }
        }
    }
    Some(true)
}

fn same(one: &Node, other: &Node) -> Option<bool> {
    match (&one.value, &other.value) {
        // 1 and 1.0 are the same number.
        (Value::Float(_), Value::Int(_) | Value::Uint(_) | Value::Float(_))
        | (Value::Int(_) | Value::Uint(_), Value::Float(_)) => None,
        (Value::List(one), Value::List(other)) => {
            if one.len() != other.len() {
                return Some(false);
            }
            for (one, other) in one.iter().zip(other) {
                if !same(one, other)? {
                    return Some(false);
                }
            }
            Some(true)
        }
        (Value::Map(one), Value::Map(other)) => {
            if one.iter().count() != other.iter().count() {
                return Some(false);
            }
            for (key, _, value) in one.iter() {
                let Some(other) = other.get(key) else { return Some(false) };
                if !same(value, other)? {
                    return Some(false);
                }
            }
            Some(true)
        }
        (one, other) => Some(one == other),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "the test reads the fixtures")]

    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::{Loc, SourceMap};

    /// The documents of the fixtures.
    fn documents() -> Vec<Node> {
        let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")];
        let mut documents = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.file_name().is_some_and(|name| name == "compose.yaml")
                    && let Ok(text) = std::fs::read_to_string(&path)
                {
                    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
                    let id = sources.add("compose.yaml", text);
                    documents.extend(crate::load::parse(id, &mut sources, &mut diagnostics));
                }
            }
        }
        documents
    }

    fn count(node: &Node) -> usize {
        let children: usize = match &node.value {
            Value::List(list) => list.iter().map(count).sum(),
            Value::Map(map) => map.iter().map(|(_, _, child)| count(child)).sum(),
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Float(_)
            | Value::Text(_) => 0,
        };
        children + 1
    }

    /// Puts a value in place of the node with this number; what is left of the number where there is none.
    fn replace(node: &mut Node, number: usize, value: &Value) -> Option<usize> {
        let Some(mut left) = number.checked_sub(1) else {
            node.value = value.clone();
            return None;
        };
        match &mut node.value {
            Value::List(list) => {
                for item in list {
                    left = replace(item, left, value)?;
                }
            }
            Value::Map(map) => {
                for (_, _, child) in map.iter_mut() {
                    left = replace(child, left, value)?;
                }
            }
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Float(_)
            | Value::Text(_) => {}
        }
        Some(left)
    }

    /// Odd values, in places all over the fixtures.
    fn mutations(document: &Node) -> impl Iterator<Item = Node> {
        let text = |text: &str| Value::Text(text.to_owned());
        let node = |value: Value| Node::new(value, Loc::default());
        let mut map = Map::default();
        map.insert("x-b".to_owned(), Loc::default(), node(Value::Null));
        let values = [
            Value::Null,
            Value::Bool(true),
            Value::Int(-1),
            Value::Uint(u64::MAX),
            Value::Float(2.0),
            Value::Float(0.5),
            Value::Float(f64::NAN),
            text(""),
            text("always"),
            text("a\nb"),
            Value::List(vec![node(text("a")), node(text("a"))]),
            Value::List(vec![
                node(Value::Int(1)),
                node(Value::Map(map.clone())),
                node(Value::Map(map.clone())),
            ]),
            Value::Map(map),
        ];
        let nodes = count(document);
        (0..nodes).map(move |number| {
            let mut mutated = document.clone();
            let value = &values[number * 7 % values.len()];
            assert_eq!(replace(&mut mutated, number, value), None);
            mutated
        })
    }

    #[test]
    fn the_answers_are_those_of_the_library() {
        let validator = super::super::validator(&super::super::SCHEMA);
        let (mut yes, mut no, mut open) = (0, 0, 0);
        for document in documents() {
            if count(&document) > 300 {
                continue;
            }
            for model in std::iter::once(document.clone()).chain(mutations(&document)) {
                let mut diagnostics = Diagnostics::default();
                let instance = json::instance(&model, &mut diagnostics);
                let valid = validator.is_valid(&instance);
                assert_eq!(is_json(&model), !diagnostics.has_errors());
                match holds(&RULES.root, &model).filter(|_| is_json(&model)) {
                    Some(answer) => {
                        assert_eq!(answer, valid, "{instance}");
                        *(if answer { &mut yes } else { &mut no }) += 1;
                    }
                    None => open += 1,
                }
            }
        }
        assert!(yes > 1_000 && no > 1_000, "{yes} are valid and {no} are not");
        assert!(open < (yes + no) / 10, "{open} of {} are left to the library", yes + no);
    }
}
