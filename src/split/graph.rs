//! The resources of the root and the nested stacks, and for which others each waits.

use std::collections::{BTreeMap, BTreeSet};

/// One step of a deployment: a resource of the root, or all resources of a nested stack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    /// A resource of the root.
    Resource(String),
    /// The nested stack of a service, or of several.
    Stack(String),
}

/// The nodes for which each waits.
pub(super) type Graph = BTreeMap<Node, BTreeSet<Node>>;

/// The nodes that wait for themselves, and those between them.
pub(super) fn cyclic(graph: &Graph) -> BTreeSet<Node> {
    let mut left: BTreeSet<&Node> = graph.keys().collect();
    let back = reversed(graph);
    let forth: BTreeMap<&Node, Vec<&Node>> =
        graph.iter().map(|(node, others)| (node, others.iter().collect())).collect();
    // Nodes that wait for none are taken away, then those that none waits for, and so on.
    for (waits, waiters) in [(&forth, &back), (&back, &forth)] {
        let mut open: Vec<&Node> = left.iter().copied().collect();
        while let Some(node) = open.pop() {
            let is_free = waits.get(node).into_iter().flatten().all(|other| !left.contains(other));
            if is_free && left.remove(node) {
                open.extend(waiters.get(node).into_iter().flatten());
            }
        }
    }
    left.into_iter().cloned().collect()
}

fn reversed(graph: &Graph) -> BTreeMap<&Node, Vec<&Node>> {
    let mut back: BTreeMap<&Node, Vec<&Node>> = BTreeMap::new();
    for (node, others) in graph {
        for other in others {
            back.entry(other).or_default().push(node);
        }
    }
    back
}

/// The nodes, each after those it waits for.
pub(super) fn ordered(graph: &Graph) -> Vec<&Node> {
    let (mut started, mut done) = (BTreeSet::new(), Vec::new());
    for start in graph.keys() {
        let mut open = vec![(start, false)];
        while let Some((node, is_ready)) = open.pop() {
            if is_ready {
                done.push(node);
            } else if started.insert(node) {
                open.push((node, true));
                open.extend(graph.get(node).into_iter().flatten().map(|other| (other, false)));
            }
        }
    }
    done
}
