//! Text: a tree for terminals.

use std::fmt::Write as _;

use super::{Frame, Graph, Node, framed};
use crate::graph::{Edge, EdgeKind, Kind};
use crate::sanitise;

/// The tree: those outside with what they reach, then each network with its services, then what is left.
pub fn text(graph: &Graph) -> String {
    let mut out = format!("{}\n", sanitise::line(&graph.project));
    let name = |id: &str| graph.node(id).map_or_else(|| id.to_owned(), title);
    let mut edges: std::collections::BTreeMap<&str, Vec<&Edge>> = std::collections::BTreeMap::new();
    for edge in &graph.edges {
        edges.entry(&edge.from).or_default().push(edge);
    }
    let edges_of = |node: &Node| edges.get(node.id.as_str()).cloned().unwrap_or_default();
    let mut groups: Vec<(String, Vec<&Node>)> = Vec::new();
    let (mut outside, mut last) = (Vec::new(), Vec::new());
    for (frame, nodes) in framed(graph) {
        match frame {
            Some(frame) => groups.push((Frame::label(frame), nodes)),
            None => nodes.into_iter().for_each(|node| match node.kind {
                Kind::Internet | Kind::Clients | Kind::Listener => outside.push(node),
                Kind::Service | Kind::Job => groups.push((String::new(), vec![node])),
                Kind::Network | Kind::Volume | Kind::Secret | Kind::Resource => last.push(node),
            }),
        }
    }
    let bare: Vec<&Node> =
        groups.iter().filter(|(label, _)| label.is_empty()).flat_map(|(_, it)| it.clone()).collect();
    groups.retain(|(label, _)| !label.is_empty());
    if !outside.is_empty() {
        groups.insert(0, ("outside".to_owned(), outside));
    }
    if !bare.is_empty() {
        groups.push(("no network".to_owned(), bare));
    }
    if !last.is_empty() {
        groups.push(("used".to_owned(), last));
    }
    for (at, (label, nodes)) in groups.iter().enumerate() {
        let (branch, bar) = branch(at, groups.len());
        push(&mut out, "", branch, label);
        for (at, node) in nodes.iter().enumerate() {
            let (branch, below) = self::branch(at, nodes.len());
            push(&mut out, bar, branch, &heading(node));
            let edges = edges_of(node);
            let prefix = format!("{bar}{below}");
            for (at, edge) in edges.iter().enumerate() {
                let (branch, _) = self::branch(at, edges.len());
                push(&mut out, &prefix, branch, &edge_text(edge, &name(&edge.to)));
            }
        }
    }
    for note in &graph.notes {
        writeln!(out, "note: {}", sanitise::line(note))
            .expect("internal error: a string takes all that is written to it");
    }
    out
}

/// The characters before an item, and before what is below it.
fn branch(at: usize, count: usize) -> (&'static str, &'static str) {
    if at + 1 == count { ("└─ ", "   ") } else { ("├─ ", "│  ") }
}

fn push(out: &mut String, prefix: &str, branch: &str, text: &str) {
    writeln!(out, "{prefix}{branch}{}", sanitise::line(text))
        .expect("internal error: a string takes all that is written to it");
}

fn title(node: &Node) -> String {
    let named = matches!(node.kind, Kind::Volume | Kind::Secret | Kind::Job);
    // A node for several of a kind is called by the kind already.
    if named && node.label != format!("{}s", node.kind.word()) {
        return format!("{} {}", node.kind.word(), node.label);
    }
    node.label.clone()
}

fn heading(node: &Node) -> String {
    let mut parts = vec![title(node)];
    parts.extend(node.lines.iter().cloned());
    if node.public && matches!(node.kind, Kind::Service | Kind::Network) {
        parts.push("public".to_owned());
    }
    if node.exists {
        parts.push("exists".to_owned());
    }
    parts.join(" · ")
}

fn edge_text(edge: &Edge, to: &str) -> String {
    let label = &edge.label;
    match (edge.kind, label.is_empty()) {
        (EdgeKind::Traffic, true) => format!("→ {to}"),
        (EdgeKind::Traffic, false) => format!("→ {to} ({label})"),
        (EdgeKind::Use, true) => format!("uses {to}"),
        (EdgeKind::Use, false) => format!("uses {to} ({label})"),
        (EdgeKind::Order, _) => format!("starts after {to} ({label})"),
    }
}
