//! Where in the Compose files the parts of a project stand.

use std::collections::BTreeMap;

use super::model::SourceLine;
use crate::source::{Loc, SourceMap};
use crate::tree::{Map, Node};

/// Sections, and what the groups of their entries begin with.
const SECTIONS: [(&str, &str); 4] =
    [("services", ""), ("volumes", "volume "), ("networks", "network "), ("secrets", "secret ")];

/// By group and attribute; the entry itself has no attribute.
pub type Places<T> = BTreeMap<(String, String), T>;

/// The places of a resolved tree.
pub fn places_in(tree: &Node) -> Places<Loc> {
    let mut found = Places::new();
    for (section, prefix) in SECTIONS {
        for (name, key, node) in tree.get(section).and_then(Node::as_map).into_iter().flat_map(Map::iter) {
            let group = format!("{prefix}{name}");
            let attributes = node.as_map().into_iter().flat_map(Map::iter);
            for (attribute, key, _) in attributes.filter(|(_, key, _)| key.is_somewhere()) {
                found.insert((group.clone(), attribute.to_owned()), key);
            }
            if key.is_somewhere() {
                found.insert((group, String::new()), key);
            }
        }
    }
    found
}

/// The same as files and lines.
pub fn shown(places: Places<Loc>, sources: &SourceMap) -> Places<SourceLine> {
    let mut starts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let place = |loc: Loc| {
        let source = sources.source(loc.source())?;
        let starts = starts
            .entry(source.name.to_string())
            .or_insert_with(|| source.text.match_indices('\n').map(|(at, _)| at).collect());
        let line = starts.partition_point(|at| *at < loc.start()) + 1;
        Some(SourceLine { file: source.name.to_string(), line })
    };
    let mut place = place;
    places.into_iter().filter_map(|(key, loc)| Some((key, place(loc)?))).collect()
}
