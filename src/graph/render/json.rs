//! JSON: the graph as it is.

use super::Graph;
use crate::sanitise;

/// The document; its fields are documented in `docs/graph.md`.
pub fn json(graph: &Graph) -> String {
    let text =
        serde_json::to_string_pretty(graph).expect("internal error: a graph is made of texts and lists");
    format!("{}\n", sanitise::json(&text))
}
