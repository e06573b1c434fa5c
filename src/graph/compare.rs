//! Two versions of a project in one picture.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Graph};

/// The new graph with what is only in the old one, each node with what happens to it; `changes` has the worst
/// by part.
#[must_use]
pub fn compared(old: Graph, mut new: Graph, changes: &BTreeMap<String, Change>) -> Graph {
    let before: BTreeSet<&String> = old.nodes.iter().map(|node| &node.id).collect();
    for node in &mut new.nodes {
        let of_part = node.part.as_ref().and_then(|part| changes.get(part)).copied();
        let added = !before.contains(&node.id) && node.change.is_none();
        node.change = if added { Some(Change::Added) } else { of_part };
        node.lines.extend(node.change.map(|change| change.word().to_owned()));
    }
    let now: BTreeSet<String> = new.nodes.iter().map(|node| node.id.clone()).collect();
    let gone: BTreeSet<String> = before.into_iter().filter(|id| !now.contains(*id)).cloned().collect();
    for mut node in old.nodes.into_iter().filter(|node| gone.contains(&node.id)) {
        node.change = Some(Change::Removed);
        node.lines.push(Change::Removed.word().to_owned());
        node.loc = crate::source::Loc::default();
        new.nodes.push(node);
    }
    let ends = |from: &String, to: &String| gone.contains(from) || gone.contains(to);
    new.edges.extend(old.edges.into_iter().filter(|edge| ends(&edge.from, &edge.to)));
    let frames: BTreeSet<String> = new.nodes.iter().filter_map(|node| node.frame.clone()).collect();
    let known: BTreeSet<String> = new.frames.iter().map(|frame| frame.id.clone()).collect();
    let lost = old.frames.into_iter().filter(|it| frames.contains(&it.id) && !known.contains(&it.id));
    new.frames.extend(lost);
    new.ordered()
}
