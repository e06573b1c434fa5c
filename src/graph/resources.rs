//! The resources of a template, grouped by the part of the project that they belong to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::build::references;
use super::model::{EdgeKind, Frame, Graph, Kind, Node};

/// The node of the resources that belong to no part alone.
const SHARED: &str = "stack";

/// The graph of a template's resources; `parts` says which belong to which part of the project, as `diff`
/// groups them.
pub fn resources(project: &str, template: &Value, parts: &BTreeMap<String, String>) -> Graph {
    let mut graph = Graph { project: project.to_owned(), ..Graph::default() };
    let empty = serde_json::Map::new();
    let all = template.get("Resources").and_then(Value::as_object).unwrap_or(&empty);
    let mut frames = BTreeSet::new();
    for (id, resource) in all {
        let part = parts.get(id).map_or(SHARED, String::as_str);
        let frame = format!("part:{part}");
        let mut node = Node::new(format!("resource:{id}"), Kind::Resource, id);
        let text = |name: &str| resource.get(name).and_then(Value::as_str);
        node.lines.push(text("Type").unwrap_or_default().to_owned());
        node.lines.extend(text("Condition").map(|name| format!("if {name}")));
        node.frame = Some(frame.clone());
        node.part = parts.get(id).cloned();
        graph.nodes.push(node);
        if frames.insert(frame.clone()) {
            graph.frames.push(Frame { id: frame, part: Some(part.to_owned()), ..Frame::default() });
        }
        let mut others = BTreeSet::new();
        references(resource, &mut others);
        let waits = match resource.get("DependsOn") {
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let from = format!("resource:{id}");
        for other in others.iter().filter(|other| *other != id && all.contains_key(other.as_str())) {
            graph.connect(&from, &format!("resource:{other}"), EdgeKind::Use, "");
        }
        for other in waits.iter().filter(|other| !others.contains(*other) && all.contains_key(other.as_str()))
        {
            graph.connect(&from, &format!("resource:{other}"), EdgeKind::Order, "after");
        }
    }
    graph.ordered()
}
