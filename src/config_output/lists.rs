//! Parts of a project as plain lines, for `config --services` and its like.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::model::{Dollars, Model};
use crate::diagnostic;
use crate::grammar::template::Variable;
use crate::sanitise;
use crate::tree::{Map, Node};

/// The keys of a top-level section, one a line, sorted.
pub fn keys(tree: &Node, section: &str) -> String {
    let mut keys: Vec<&str> =
        tree.get(section).and_then(Node::as_map).into_iter().flat_map(Map::keys).collect();
    keys.sort_unstable();
    lines(keys)
}

/// The image of each service, one a line, in order of the services; what is built has the name Compose gives
/// it.
pub fn images(tree: &Node, project: &str) -> String {
    lines(services(tree).map(|(name, service)| match service.get("image").and_then(Node::as_text) {
        Some(image) => image.to_owned(),
        None => format!("{project}-{name}"),
    }))
}

/// Each of the services asked for (`*` is all of them) with a hash that changes when its model does.
pub fn hashes(tree: &Node, wanted: &str) -> String {
    let names: Vec<&str> = wanted.split(',').collect();
    let chosen = services(tree).filter(|(name, _)| wanted == "*" || names.contains(name));
    lines(chosen.map(|(name, service)| {
        let hash = Sha256::digest(Model::pruned(service, Dollars::Doubled).json().to_string());
        hash.iter().fold(format!("{name} "), |text, byte| format!("{text}{byte:02x}"))
    }))
}

/// The variables that the files mention, as a table.
pub fn variables(found: &BTreeMap<String, Variable>) -> String {
    let width = found.keys().map(String::len).max().unwrap_or_default().max("NAME".len());
    let row = |name: &str, required: &str, default: &str, alternate: &str| {
        format!("{name:width$}  {required:8}  {default:20}  {alternate}").trim_end().to_owned()
    };
    let head = row("NAME", "REQUIRED", "DEFAULT VALUE", "ALTERNATE VALUE");
    let rows = found.values().map(|variable| {
        let default = variable.default.as_deref().unwrap_or_default();
        row(
            &variable.name,
            if variable.required { "true" } else { "false" },
            default,
            variable.alternate.as_deref().unwrap_or_default(),
        )
    });
    lines(std::iter::once(head).chain(rows))
}

/// The variables that are looked up, `NAME=value` on each line; the values of credentials are starred out.
pub fn environment(variables: &BTreeMap<String, String>) -> String {
    lines(variables.iter().map(|(name, value)| {
        let shown = if diagnostic::is_credential(name) && !value.is_empty() { "***" } else { value.as_str() };
        format!("{name}={shown}")
    }))
}

/// Texts on lines of their own.
pub fn lines<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    texts.into_iter().fold(String::new(), |all, text| all + &sanitise::line(text.as_ref()) + "\n")
}

fn services(tree: &Node) -> impl Iterator<Item = (&str, &Node)> {
    let mut all: Vec<(&str, &Node)> = tree
        .get("services")
        .and_then(Node::as_map)
        .into_iter()
        .flat_map(Map::iter)
        .map(|(name, _, node)| (name, node))
        .collect();
    all.sort_unstable_by_key(|(name, _)| *name);
    all.into_iter()
}
