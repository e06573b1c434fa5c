//! Mermaid: a flowchart, as GitHub and GitLab render it.
//! <https://mermaid.js.org/syntax/flowchart.html>

use std::fmt::Write as _;

use super::{Graph, Node, STYLES, TEXT, framed, style};
use crate::graph::{EdgeKind, Kind};
use crate::sanitise;

/// The flowchart.
pub fn mermaid(graph: &Graph) -> String {
    let mut out = "flowchart LR\n".to_owned();
    for (frame, nodes) in framed(graph) {
        let indent = if frame.is_some() { "    " } else { "  " };
        if let Some(frame) = frame {
            line(&mut out, format_args!("  subgraph {} [\"{}\"]", id(&frame.id), escaped(&frame.label())));
        }
        for node in nodes {
            let (open, close) = shape(node.kind);
            let label = std::iter::once(&node.label).chain(&node.lines).map(|line| escaped(line));
            let label = label.collect::<Vec<_>>().join("<br/>");
            let class = style(node).class;
            line(&mut out, format_args!("{indent}{}{open}\"{label}\"{close}:::{class}", id(&node.id)));
        }
        if frame.is_some() {
            out.push_str("  end\n");
        }
    }
    for edge in &graph.edges {
        let arrow = match edge.kind {
            EdgeKind::Traffic => "-->",
            EdgeKind::Use => "--o",
            EdgeKind::Order => "-.->",
        };
        let label =
            if edge.label.is_empty() { String::new() } else { format!("|\"{}\"|", escaped(&edge.label)) };
        line(&mut out, format_args!("  {} {arrow}{label} {}", id(&edge.from), id(&edge.to)));
    }
    for (style, _, _) in STYLES {
        if !graph.nodes.iter().any(|node| super::style(node).class == style.class) {
            continue;
        }
        let (class, fill, border) = (style.class, style.fill, style.border);
        line(&mut out, format_args!("  classDef {class} fill:{fill},stroke:{border},color:{TEXT}"));
    }
    let frames = graph.frames.iter().filter(|frame| frame.internal || frame.exists).map(|frame| &frame.id);
    let exists: Vec<&Node> = graph.nodes.iter().filter(|node| node.exists).collect();
    if !exists.is_empty() {
        out.push_str("  classDef exists stroke-dasharray:6 4\n");
        let ids: Vec<String> = exists.iter().map(|node| id(&node.id)).collect();
        line(&mut out, format_args!("  class {} exists", ids.join(",")));
    }
    for frame in frames {
        line(&mut out, format_args!("  style {} stroke-dasharray:2 3", id(frame)));
    }
    for note in &graph.notes {
        line(&mut out, format_args!("  %% {}", sanitise::line(note)));
    }
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("internal error: a string takes all that is written to it");
}

fn shape(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Internet | Kind::Clients => ("([", "])"),
        Kind::Listener => ("{{", "}}"),
        Kind::Service | Kind::Network => ("[", "]"),
        Kind::Job => ("[[", "]]"),
        Kind::Volume => ("[(", ")]"),
        Kind::Secret => ("[/", "/]"),
        Kind::Resource => ("(", ")"),
    }
}

/// An id of letters, digits and `_`; no two have the same.
fn id(id: &str) -> String {
    let mut out = String::new();
    for c in id.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => out.push(c),
            ':' => out.push('_'),
            '_' => out.push_str("__"),
            '-' => out.push_str("_d_"),
            '.' => out.push_str("_p_"),
            ',' => out.push_str("_c_"),
            c => {
                write!(out, "_u{:x}_", u32::from(c))
                    .expect("internal error: a string takes all that is written to it");
            }
        }
    }
    out
}

/// A text between quotes: everything that Mermaid, Markdown or HTML could obey is an entity.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in sanitise::line(text).chars() {
        // A number and a point, or a dash, would begin a list of Markdown.
        let begins = out.chars().all(|c| c.is_ascii_digit());
        let plain = c.is_alphanumeric() || matches!(c, ' ' | '/' | ',' | '×' | '–') || (c == '.' && !begins);
        let plain = plain || (matches!(c, '-' | '_') && !out.is_empty() && !out.ends_with(c));
        if plain {
            out.push(c);
        } else {
            write!(out, "#{};", u32::from(c))
                .expect("internal error: a string takes all that is written to it");
        }
    }
    out
}
