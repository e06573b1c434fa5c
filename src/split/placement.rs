//! Which stack each resource is in, so that no stack waits for itself.
//!
//! A resource of the root is made by itself, the resources of a nested stack all together. Where a service needs something of
//! the root that needs the service, the resources of the service that others refer to move to the root, until nothing waits
//! for itself: resources alone never do, because CloudFormation refuses a template in which they do.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::cfn::{LogicalId, Resource};

use super::Grouping;
use super::groups;
use super::owners::{Targets, owners};

/// What is made at once: a resource of the root, or all resources of a nested stack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    /// A resource of the root.
    Resource(String),
    /// The nested stack of a service, or of several.
    Stack(String),
}

/// What each node waits for.
pub(super) type Graph = BTreeMap<Node, BTreeSet<Node>>;

/// The name of the nested stack of each resource that is in one.
pub(super) fn place(
    resources: &IndexMap<LogicalId, Resource>,
    targets: &Targets,
    pinned: &BTreeSet<String>,
    grouping: Grouping,
) -> BTreeMap<String, String> {
    let mut stacks = owners(resources, targets);
    keep_in_root(resources, pinned, &mut stacks);
    loop {
        let graph = graph(resources, targets, &stacks);
        let cyclic = cyclic(&graph);
        let needed = needed_elsewhere(&cyclic, targets, &stacks);
        if needed.is_empty() {
            return groups::grouped(grouping, &graph, stacks);
        }
        stacks.retain(|id, _| !needed.contains(id));
        keep_in_root(resources, pinned, &mut stacks);
    }
}

/// A nested stack without a resource cannot be made, so a service all of whose resources depend on conditions has none; nor
/// has one whose resources cannot be named from another stack.
fn keep_in_root(
    resources: &IndexMap<LogicalId, Resource>,
    pinned: &BTreeSet<String>,
    stacks: &mut BTreeMap<String, String>,
) {
    let mut lasting: BTreeSet<&str> = BTreeSet::new();
    for (id, resource) in resources {
        let stack = stacks.get(id.as_str()).map(String::as_str);
        lasting.extend(stack.filter(|_| resource.condition.is_none()));
    }
    let excluded: BTreeSet<String> = stacks
        .iter()
        .filter(|(id, stack)| pinned.contains(*id) || !lasting.contains(stack.as_str()))
        .map(|(_, stack)| stack.clone())
        .collect();
    stacks.retain(|_, stack| !excluded.contains(stack));
}

fn node(id: &str, stacks: &BTreeMap<String, String>) -> Node {
    match stacks.get(id) {
        Some(stack) => Node::Stack(stack.clone()),
        None => Node::Resource(id.to_owned()),
    }
}

fn graph(
    resources: &IndexMap<LogicalId, Resource>,
    targets: &Targets,
    stacks: &BTreeMap<String, String>,
) -> Graph {
    let mut graph = Graph::new();
    for id in resources.keys() {
        let own = node(id.as_str(), stacks);
        let others = targets.get(id.as_str()).into_iter().flatten();
        let others = others.filter(|other| targets.contains_key(*other)).map(|other| node(other, stacks));
        let others: Vec<Node> = others.filter(|other| *other != own).collect();
        graph.entry(own).or_default().extend(others);
    }
    graph
}

/// The nodes that wait for themselves, and those between them.
fn cyclic(graph: &Graph) -> BTreeSet<Node> {
    let mut left: BTreeSet<&Node> = graph.keys().collect();
    let back = reversed(graph);
    let forth: BTreeMap<&Node, Vec<&Node>> =
        graph.iter().map(|(node, others)| (node, others.iter().collect())).collect();
    // What waits for nothing is taken away, then what nothing waits for, and so on.
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

/// The resources of cyclic stacks to which cyclic nodes besides their own stack refer.
fn needed_elsewhere(
    cyclic: &BTreeSet<Node>,
    targets: &Targets,
    stacks: &BTreeMap<String, String>,
) -> BTreeSet<String> {
    if cyclic.is_empty() {
        return BTreeSet::new();
    }
    let mut needed = BTreeSet::new();
    for (id, others) in targets {
        let own = node(id, stacks);
        if !cyclic.contains(&own) {
            continue;
        }
        for other in others.iter().filter(|other| stacks.contains_key(*other)) {
            let there = node(other, stacks);
            if there != own && cyclic.contains(&there) {
                needed.insert(other.clone());
            }
        }
    }
    needed
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
