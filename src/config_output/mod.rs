//! The resolved tree → the text that `docker compose config` prints.
//!
//! Mappings are sorted, what says nothing is left out, and every `$` is doubled unless variables are
//! kept, so that the text can be loaded again.

pub mod lists;
mod model;
mod prune;
mod yaml;

use serde_json::Value as Json;

use crate::sanitise;
use crate::tree::Node;
use model::{Dollars, Model};

/// The model as YAML.
pub fn yaml(tree: &Node) -> String {
    yaml::write(Model::pruned(tree, Dollars::Doubled))
}

/// The model as JSON.
pub fn json(tree: &Node) -> String {
    json_text(&Model::pruned(tree, Dollars::Doubled).json())
}

/// A model with its variables as YAML.
pub fn yaml_with_variables(tree: &Node) -> String {
    yaml::write(Model::pruned(tree, Dollars::Kept))
}

/// A model with its variables as JSON.
pub fn json_with_variables(tree: &Node) -> String {
    json_text(&Model::pruned(tree, Dollars::Kept).json())
}

/// Writes a value behind its key, which stands `indent` blanks from the left.
pub fn write_value(value: &Json, indent: usize, out: &mut String) {
    yaml::child(out, value, indent);
}

/// A value with its variables.
pub fn with_variables(node: &Node) -> Json {
    Model::whole(node, Dollars::Kept).json()
}

fn json_text(value: &Json) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    sanitise::json(&text).into_owned()
}
