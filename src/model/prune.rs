//! What `docker compose config` leaves out: values that say nothing.

use crate::tree::{Map, Node, Value};

/// The tree without what says nothing.
pub(super) fn pruned(tree: &Node) -> Node {
    tree.clone()
}

#[expect(dead_code, reason = "grows with conformance")]
fn unused(_: &Map, _: &Value) {}
