//! Circles: resources that can only be made after each other.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html>
//!
//! CloudFormation makes a resource after all that it names in `DependsOn`, `Ref`, `Fn::GetAtt` and `Fn::Sub`.
//! The rooms make no circle; what users write, under `x-aws-cloudformation`, `x-aws-environment` or
//! `x-aws-role`, may close one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::cfn::Template;
use crate::diagnostic::Diagnostics;

use super::findings;
use super::references::{self, References};

/// The resources that each resource names, of those that may be in a circle.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// Reports each circle at the place where the user names the next resource of it.
pub(super) fn check(
    template: &Template,
    written: &References,
    by_resource: &BTreeMap<String, References>,
    diagnostics: &mut Diagnostics,
) {
    // Only CloudFormation knows the result of a macro.
    if template.further.contains_key("Transform") {
        return;
    }
    let graph = circular(references::between_resources(template));
    let place = |from: &str, to: &str| by_resource.get(from).and_then(|named| named.place_of(to));
    let mut reported: BTreeSet<&str> = BTreeSet::new();
    // Those that the user closed come first, each at its place.
    let edges =
        || graph.iter().flat_map(|(from, all)| all.iter().map(move |to| (from.as_str(), to.as_str())));
    let closing =
        edges().filter_map(|(from, to)| Some((from, to, place(from, to))).filter(|edge| edge.2.is_some()));
    for (from, to, place) in closing.chain(edges().map(|(from, to)| (from, to, None))) {
        let Some(circle) = path(&graph, to, from) else { continue };
        if circle.iter().any(|id| reported.contains(id)) {
            continue;
        }
        let anywhere = || circle.iter().find_map(|id| written.place_of(id));
        diagnostics.push(findings::circle(from, &circle, place.or_else(anywhere)));
        reported.extend(circle);
    }
}

/// The part of a graph whose nodes are in circles or between them: nothing that starts or ends a chain.
fn circular(mut graph: Graph) -> Graph {
    loop {
        let named: BTreeSet<String> = graph.values().flatten().cloned().collect();
        let size = graph.len();
        graph.retain(|id, all| named.contains(id) && !all.is_empty());
        if graph.len() == size {
            return graph;
        }
        let kept: BTreeSet<String> = graph.keys().cloned().collect();
        for all in graph.values_mut() {
            all.retain(|id| kept.contains(id));
        }
    }
}

/// A shortest way from one resource to another, both included.
fn path<'a>(graph: &'a Graph, from: &'a str, to: &str) -> Option<Vec<&'a str>> {
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    let mut waiting = VecDeque::from([from]);
    while let Some(id) = waiting.pop_front() {
        if id == to {
            let mut path = vec![id];
            while let Some(previous) =
                path.last().filter(|last| **last != from).and_then(|last| before.get(last))
            {
                path.push(previous);
            }
            path.reverse();
            return Some(path);
        }
        for next in graph.get(id).into_iter().flatten() {
            if next != from && !before.contains_key(next.as_str()) {
                before.insert(next, id);
                waiting.push_back(next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &[&str])]) -> Graph {
        let ids = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect();
        edges.iter().map(|(from, to)| ((*from).to_owned(), ids(to))).collect()
    }

    #[test]
    fn only_circles_are_left() {
        let all = graph(&[("a", &["b"]), ("b", &["c"]), ("c", &["b", "d"]), ("d", &[]), ("e", &["e"])]);
        assert_eq!(circular(all), graph(&[("b", &["c"]), ("c", &["b"]), ("e", &["e"])]));
        assert_eq!(circular(graph(&[("a", &["b"]), ("b", &["c"]), ("c", &[])])), graph(&[]));
    }

    #[test]
    fn the_shortest_way_is_found() {
        let all = graph(&[("a", &["b", "c"]), ("b", &["d"]), ("c", &["e"]), ("d", &["a"]), ("e", &["d"])]);
        assert_eq!(path(&all, "a", "d"), Some(vec!["a", "b", "d"]));
        assert_eq!(path(&all, "d", "e"), Some(vec!["d", "a", "c", "e"]));
        assert_eq!(path(&all, "a", "a"), Some(vec!["a"]));
        assert_eq!(path(&all, "a", "z"), None);
    }
}
