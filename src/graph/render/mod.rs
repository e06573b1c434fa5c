//! The graph → text, Mermaid, DOT, JSON. Names are text of users: each format escapes them in its own way.

mod dot;
mod json;
mod mermaid;
mod text;

use super::{Frame, Graph, Node};

pub use dot::dot;
pub use json::json;
pub use mermaid::mermaid;
pub use text::text;

/// Fill, border and text of a node, safe for the colour-blind (Okabe and Ito); shapes tell the kinds apart, too.
struct Style {
    class: &'static str,
    fill: &'static str,
    border: &'static str,
}

const TEXT: &str = "#1a1a1a";
const PUBLIC: Style = Style { class: "public", fill: "#fff1e5", border: "#b34700" };
const DATA: Style = Style { class: "data", fill: "#e5f2fa", border: "#0072b2" };
const PLAIN: Style = Style { class: "plain", fill: "#f5f5f5", border: "#595959" };

fn style(node: &Node) -> &'static Style {
    if node.public || node.kind == super::Kind::Internet {
        &PUBLIC
    } else if node.kind.is_data() {
        &DATA
    } else {
        &PLAIN
    }
}

/// The nodes of each frame, then those of none.
fn framed(graph: &Graph) -> Vec<(Option<&Frame>, Vec<&Node>)> {
    let mut all: Vec<(Option<&Frame>, Vec<&Node>)> =
        graph.frames.iter().map(|frame| (Some(frame), Vec::new())).collect();
    let mut outside = Vec::new();
    for node in &graph.nodes {
        let at = node.frame.as_ref().and_then(|id| graph.frames.binary_search_by(|it| it.id.cmp(id)).ok());
        match at.and_then(|at| all.get_mut(at)) {
            Some((_, nodes)) => nodes.push(node),
            None => outside.push(node),
        }
    }
    all.push((None, outside));
    all.retain(|(_, nodes)| !nodes.is_empty());
    all
}
