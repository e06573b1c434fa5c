//! The resolved tree → the text that `docker compose config` prints.
//!
//! Mappings are sorted, what says nothing is left out, and every `$` is doubled unless variables are
//! kept, so that the text can be loaded again.

pub mod lists;
mod prune;
mod yaml;

use serde_json::Value as Json;

use crate::sanitise;
use crate::tree::{Node, Value};

/// The model as YAML.
pub fn yaml(tree: &Node) -> String {
    yaml::write(&json_value(&prune::pruned(tree), Dollars::Doubled))
}

/// The model as JSON.
pub fn json(tree: &Node) -> String {
    json_text(&json_value(&prune::pruned(tree), Dollars::Doubled))
}

/// A model with its variables as YAML.
pub fn yaml_with_variables(tree: &Node) -> String {
    yaml::write(&json_value(&prune::pruned(tree), Dollars::Kept))
}

/// A model with its variables as JSON.
pub fn json_with_variables(tree: &Node) -> String {
    json_text(&json_value(&prune::pruned(tree), Dollars::Kept))
}

/// Writes a value behind its key, which stands `indent` blanks from the left.
pub fn write_value(value: &Json, indent: usize, out: &mut String) {
    yaml::child(out, value, indent);
}

/// A value with its variables.
pub fn with_variables(node: &Node) -> Json {
    json_value(node, Dollars::Kept)
}

fn json_text(value: &Json) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    sanitise::json(&text).into_owned()
}

/// How a `$` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dollars {
    /// Twice, because it is no variable any more.
    Doubled,
    /// As it is, because variables were not replaced.
    Kept,
}

impl Dollars {
    fn write(self, text: &str) -> String {
        if self == Self::Doubled { text.replace('$', "$$") } else { text.to_owned() }
    }
}

fn json_value(node: &Node, dollars: Dollars) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(value) => Json::from(*value),
        Value::Uint(value) => Json::from(*value),
        Value::Float(value) => float(*value),
        Value::Text(text) => Json::String(dollars.write(text)),
        Value::List(list) => Json::Array(list.iter().map(|node| json_value(node, dollars)).collect()),
        Value::Map(map) => {
            let mut entries: Vec<(&str, &Node)> = map.iter().map(|(key, _, node)| (key, node)).collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            Json::Object(
                entries
                    .into_iter()
                    .map(|(key, node)| (dollars.write(key), json_value(node, dollars)))
                    .collect(),
            )
        }
    }
}

/// A whole number is printed without a fraction.
fn float(value: f64) -> Json {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    if value.fract() == 0.0 && value.abs() < 1e15 { Json::from(value as i64) } else { Json::from(value) }
}
