//! The resolved tree → the text that `docker compose config` prints.
//!
//! Mappings are sorted, what says nothing is left out, and every `$` is doubled, so that the text can be loaded again.

pub mod lists;
mod prune;
mod yaml;

use serde_json::Value as Json;

use crate::sanitise;
use crate::tree::{Node, Value};

/// The model as YAML.
pub fn yaml(tree: &Node) -> String {
    yaml::write(&json_value(&prune::pruned(tree)))
}

/// The model as JSON.
pub fn json(tree: &Node) -> String {
    let mut text = serde_json::to_string_pretty(&json_value(&prune::pruned(tree))).unwrap_or_default();
    text.push('\n');
    sanitise::json(&text).into_owned()
}

fn json_value(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(value) => Json::from(*value),
        Value::Uint(value) => Json::from(*value),
        Value::Float(value) => float(*value),
        Value::Text(text) => Json::String(text.replace('$', "$$")),
        Value::List(list) => Json::Array(list.iter().map(json_value).collect()),
        Value::Map(map) => {
            let mut entries: Vec<(&str, &Node)> = map.iter().map(|(key, _, node)| (key, node)).collect();
            entries.sort_by_key(|(key, _)| *key);
            Json::Object(
                entries.into_iter().map(|(key, node)| (key.replace('$', "$$"), json_value(node))).collect(),
            )
        }
    }
}

/// A whole number is printed without a fraction.
fn float(value: f64) -> Json {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    if value.fract() == 0.0 && value.abs() < 1e15 { Json::from(value as i64) } else { Json::from(value) }
}
