//! Services that share a stack, where a stack for each would be too many for the root.
//!
//! A service is in the group of its step and of its name's hash. Its step is the length of the longest chain
//! of services that it waits for, so a group waits for groups of earlier steps only, and no group for itself.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use crate::plan::hash;

use super::Grouping;
use super::graph::{Graph, Node, ordered};

/// The stacks, where services share them.
pub(super) fn grouped(
    grouping: Grouping,
    graph: &Graph,
    stacks: BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let Grouping::Hashed(count) = grouping else { return stacks };
    let steps = steps(graph);
    let group = |service: &String| {
        let step = steps.get(&Node::Stack(service.clone())).copied().unwrap_or_default();
        format!("step{step}-group{}", bucket(service, count))
    };
    stacks.into_iter().map(|(id, service)| (id, group(&service))).collect()
}

fn bucket(service: &str, count: NonZeroU16) -> u64 {
    hash::fnv1a(service) % u64::from(count.get())
}

/// How many stacks stand before each node on the longest way to it.
fn steps(graph: &Graph) -> BTreeMap<&Node, usize> {
    let mut steps: BTreeMap<&Node, usize> = BTreeMap::new();
    for node in ordered(graph) {
        let before = graph.get(node).into_iter().flatten().map(|other| {
            let step = steps.get(other).copied().unwrap_or_default();
            if matches!(other, Node::Stack(_)) { step + 1 } else { step }
        });
        let step = before.max().unwrap_or_default();
        steps.insert(node, step);
    }
    steps
}
