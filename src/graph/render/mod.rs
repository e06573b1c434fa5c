//! The graph → text, Mermaid, DOT, JSON, SVG, HTML. Names are text of users: each format escapes them in its
//! own way.

mod dot;
mod html;
mod json;
mod mermaid;
mod svg;
mod text;

use super::{Change, Frame, Graph, Node};

pub use dot::dot;
pub use html::html;
pub use json::json;
pub use mermaid::mermaid;
pub use svg::svg;
pub use text::text;

/// Fill, border and text of a node, safe for the colour-blind (Okabe and Ito); shapes tell the kinds apart,
/// too.
struct Style {
    class: &'static str,
    fill: &'static str,
    border: &'static str,
}

const TEXT: &str = "#1a1a1a";
const PUBLIC: Style = Style { class: "public", fill: "#fff1e5", border: "#b34700" };
const DATA: Style = Style { class: "data", fill: "#e5f2fa", border: "#0072b2" };
const PLAIN: Style = Style { class: "plain", fill: "#f5f5f5", border: "#595959" };

const ADDED: Style = Style { class: "added", fill: "#e2f5ee", border: "#00734f" };
const CHANGED: Style = Style { class: "changed", fill: "#fdf3d0", border: "#8a6a00" };
const REPLACED: Style = Style { class: "replaced", fill: "#fbe3ee", border: "#a8326e" };
const REMOVED: Style = Style { class: "removed", fill: "#e6e6e6", border: "#595959" };

/// Every style with its fill and border in the dark.
const STYLES: [(&Style, &str, &str); 7] = [
    (&PUBLIC, "#4a2a10", "#ff9d5c"),
    (&DATA, "#0d3048", "#6cc0f5"),
    (&PLAIN, "#2b3137", "#aab2b9"),
    (&ADDED, "#0b3a2b", "#4fd1a5"),
    (&CHANGED, "#423500", "#e8c547"),
    (&REPLACED, "#4a1632", "#ff8fc3"),
    (&REMOVED, "#303030", "#aab2b9"),
];

fn style(node: &Node) -> &'static Style {
    match node.change {
        Some(Change::Added) => return &ADDED,
        Some(Change::Changed) => return &CHANGED,
        Some(Change::Replaced) => return &REPLACED,
        Some(Change::Removed) => return &REMOVED,
        None => {}
    }
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
