//! The image that a service takes as somebody else made it, by which its program is known.

use crate::tree::Node;

/// The reference to it; empty where the project builds the image, whatever it is called then.
pub(super) fn image(service: &Node) -> &str {
    let built = service.get("build").is_some();
    service.get("image").and_then(Node::as_text).filter(|_| !built).unwrap_or_default()
}
