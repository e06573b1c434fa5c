//! The element at a byte of a Compose file, by its parsed tree.

use super::outline::Step;
use crate::diagnostic::Diagnostics;
use crate::load;
use crate::source::{Loc, SourceMap};
use crate::tree::{Node, Value};

/// Something in a tree.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The way to it, itself included.
    pub(super) path: Vec<Step>,
    /// Its bytes.
    pub(super) bytes: std::ops::Range<usize>,
    /// Its text, where it is a value; none for a key.
    pub(super) value: Option<String>,
}

/// The documents of a text; none of one that is no YAML.
pub(super) fn trees(text: &str) -> Vec<Node> {
    let mut sources = SourceMap::default();
    let id = sources.add("", text);
    load::parse(id, &mut sources, &mut Diagnostics::default())
}

/// Every key and value at a byte: what an anchor holds is found at each place that names it.
pub(super) fn at(trees: &[Node], byte: usize) -> Vec<Found> {
    let mut found = Vec::new();
    for tree in trees {
        walk(tree, &mut Vec::new(), byte, &mut found);
    }
    found
}

/// The place of a key below a key of the top level, such as that of a service.
pub(super) fn definition(trees: &[Node], section: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let of = |tree: &Node| tree.get(section)?.as_map()?.key_loc(name).map(bytes);
    trees.iter().find_map(of)
}

fn walk(node: &Node, path: &mut Vec<Step>, byte: usize, found: &mut Vec<Found>) {
    match &node.value {
        Value::Map(map) => {
            for (key, loc, child) in map.iter() {
                path.push(Step::Key(key.to_owned()));
                if holds(loc, byte) {
                    found.push(Found { path: path.clone(), bytes: bytes(loc), value: None });
                }
                walk(child, path, byte, found);
                path.pop();
            }
        }
        Value::List(list) => {
            path.push(Step::Item);
            for child in list {
                walk(child, path, byte, found);
            }
            path.pop();
        }
        Value::Text(text) => {
            if holds(node.loc, byte) {
                let value = Some(text.to_string());
                found.push(Found { path: path.clone(), bytes: bytes(node.loc), value });
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => {
            if holds(node.loc, byte) {
                let value = Some(String::new());
                found.push(Found { path: path.clone(), bytes: bytes(node.loc), value });
            }
        }
    }
}

fn holds(loc: Loc, byte: usize) -> bool {
    loc.is_somewhere() && (loc.start()..=loc.end()).contains(&byte)
}

fn bytes(loc: Loc) -> std::ops::Range<usize> {
    loc.start()..loc.end()
}
