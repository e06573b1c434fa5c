//! Parameters: what an update asks for, and what depends on them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::evaluate::{section, text};
use super::field;
use super::items::same;
use super::mask::masked;
use super::model::{ParameterChange, Side};

/// What happens to each parameter.
pub(super) fn changes(one: &Side, other: &Side) -> Vec<(String, ParameterChange)> {
    let (old, new) = (&one.template, &other.template);
    let (before, after) = (field(old, "Parameters"), field(new, "Parameters"));
    let names: BTreeSet<&String> =
        section(old, "Parameters").chain(section(new, "Parameters")).map(|(name, _)| name).collect();
    let change = |name: &str| match (before.get(name), after.get(name)) {
        (None, None) => None,
        (None, Some(new)) => Some(match new.get("Default") {
            Some(default) => ParameterChange::Added(shown(name, new, default, other)),
            None => ParameterChange::Needed,
        }),
        (Some(_), None) => Some(ParameterChange::Removed),
        (Some(old), Some(new)) if same(old, new) => None,
        (Some(old), Some(new)) => match (old.get("Default"), new.get("Default")) {
            (Some(_), None) => Some(ParameterChange::NowNeeded),
            (Some(before), Some(after)) if !same(before, after) => {
                Some(ParameterChange::Default(shown(name, old, before, one), shown(name, new, after, other)))
            }
            _ if ["Description", "ConstraintDescription"].iter().any(|key| old.get(key) != new.get(key))
                && ["Type", "AllowedValues", "AllowedPattern", "NoEcho"]
                    .iter()
                    .all(|key| old.get(key) == new.get(key)) =>
            {
                None
            }
            _ => Some(ParameterChange::Changed),
        },
    };
    names.into_iter().filter_map(|name| Some((name.clone(), change(name)?))).collect()
}

fn shown(name: &str, parameter: &Value, default: &Value, side: &Side) -> String {
    let secret = text(field(parameter, "NoEcho")) == "true";
    if secret { "***".to_owned() } else { text(&masked(default, name, &side.credentials)) }
}

/// The parameters that a value of a template depends on.
pub(super) fn behind(template: &Value, value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(template, value, &mut found, 0);
    found
}

/// The parameters that decide a condition.
pub(super) fn of_condition(template: &Value, name: &str) -> BTreeSet<String> {
    behind(template, field(field(template, "Conditions"), name))
}

/// Conditions may name each other in a circle, which CloudFormation refuses.
const DEEPEST: usize = 64;

fn collect(template: &Value, value: &Value, found: &mut BTreeSet<String>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(template, item, found, depth + 1)),
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("Ref", Value::String(name)) => add(template, name, found),
                    ("Condition", Value::String(name)) => condition(template, name, found, depth),
                    ("Fn::If", Value::Array(items)) => {
                        if let Some(name) = items.first().and_then(Value::as_str) {
                            condition(template, name, found, depth);
                        }
                        collect(template, value, found, depth + 1);
                    }
                    ("Fn::Sub", Value::String(text)) => sub(template, text, found),
                    ("Fn::Sub", Value::Array(items)) => {
                        if let Some(text) = items.first().and_then(Value::as_str) {
                            sub(template, text, found);
                        }
                        collect(template, value, found, depth + 1);
                    }
                    _ => collect(template, value, found, depth + 1),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn condition(template: &Value, name: &str, found: &mut BTreeSet<String>, depth: usize) {
    if let Some(definition) = field(template, "Conditions").get(name) {
        collect(template, definition, found, depth + 1);
    }
}

fn sub(template: &Value, text: &str, found: &mut BTreeSet<String>) {
    for name in text.split("${").skip(1).filter_map(|rest| rest.split('}').next()) {
        add(template, name, found);
    }
}

fn add(template: &Value, name: &str, found: &mut BTreeSet<String>) {
    if field(template, "Parameters").get(name).is_some() {
        found.insert(name.to_owned());
    }
}
