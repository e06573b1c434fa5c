//! DOT: the language of Graphviz.
//! <https://graphviz.org/doc/info/lang.html>

use std::fmt::Write as _;

use super::{Graph, Node, TEXT, framed, style};
use crate::graph::{EdgeKind, Kind};
use crate::sanitise;

/// The digraph.
pub fn dot(graph: &Graph) -> String {
    let mut out = format!("digraph {} {{\n", quoted(&graph.project));
    out.push_str("  graph [rankdir=LR, fontname=\"Helvetica\", compound=true, nodesep=0.4, ranksep=0.8]\n");
    line(&mut out, format_args!("  node [fontname=\"Helvetica\", fontsize=11, fontcolor=\"{TEXT}\"]"));
    out.push_str("  edge [fontname=\"Helvetica\", fontsize=9, color=\"#595959\"]\n");
    for (frame, nodes) in framed(graph) {
        let indent = if frame.is_some() { "    " } else { "  " };
        if let Some(frame) = frame {
            line(&mut out, format_args!("  subgraph {} {{", quoted(&format!("cluster_{}", frame.id))));
            let style = if frame.internal || frame.exists { "dashed" } else { "solid" };
            let label = quoted(&frame.label());
            line(&mut out, format_args!("    graph [label={label}, style=\"{style}\", color=\"#8c8c8c\"]"));
        }
        for node in nodes {
            line(&mut out, format_args!("{indent}{} {}", quoted(&node.id), attributes(node)));
        }
        if frame.is_some() {
            out.push_str("  }\n");
        }
    }
    for edge in &graph.edges {
        let style = match edge.kind {
            EdgeKind::Traffic => "style=\"solid\"",
            EdgeKind::Use => "style=\"solid\", arrowhead=\"odot\"",
            EdgeKind::Order => "style=\"dotted\", arrowhead=\"vee\"",
        };
        let label =
            if edge.label.is_empty() { String::new() } else { format!(", label={}", quoted(&edge.label)) };
        line(&mut out, format_args!("  {} -> {} [{style}{label}]", quoted(&edge.from), quoted(&edge.to)));
    }
    for note in &graph.notes {
        line(&mut out, format_args!("  // {}", sanitise::line(note)));
    }
    out.push_str("}\n");
    out
}

fn attributes(node: &Node) -> String {
    let shape = match node.kind {
        Kind::Internet | Kind::Clients => "ellipse",
        Kind::Listener => "hexagon",
        Kind::Service => "box",
        Kind::Job => "component",
        Kind::Network => "box3d",
        Kind::Volume => "cylinder",
        Kind::Secret => "parallelogram",
        Kind::Resource => "tab",
    };
    let style = style(node);
    let dashes = if node.exists { "filled,dashed" } else { "filled" };
    let label = std::iter::once(&node.label).chain(&node.lines).map(|line| escaped(line));
    let label = label.collect::<Vec<_>>().join("\\n");
    let (fill, border) = (style.fill, style.border);
    format!(
        "[label=\"{label}\", shape={shape}, style=\"{dashes}\", fillcolor=\"{fill}\", color=\"{border}\"]"
    )
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("internal error: a string takes all that is written to it");
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A text between quotes, where a backslash begins an escape and `&` an entity.
fn escaped(text: &str) -> String {
    sanitise::line(text).replace('&', "&amp;").replace('\\', "\\\\").replace('"', "\\\"")
}
