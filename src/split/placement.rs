//! Which stack each resource is in, so that no stack waits for itself.
//!
//! A resource of the root is made by itself, the resources of a nested stack all together. Where a service
//! needs something of the root that needs the service, the resources of the service that others refer to move
//! to the root, until nothing waits for itself: resources alone never do, because CloudFormation refuses a
//! template in which they do.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::cfn::{LogicalId, Resource};

use super::Grouping;
use super::graph::{Graph, Node, cyclic};
use super::groups;
use super::owners::{Targets, owners};

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

/// A nested stack without a resource cannot be made, so a service all of whose resources depend on conditions
/// has none; nor has one whose resources cannot be named from another stack.
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
