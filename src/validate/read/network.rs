//! `networks`, at the top level and in a service.
//! <https://docs.docker.com/reference/compose-file/networks/>

use super::project::read_external;
use super::scalar::{flag, read_entries, read_line, read_lines, sorted};
use crate::compose;
use crate::diagnostic::Diagnostics;
use crate::source::Spanned;
use crate::tree::Node;

/// Reads a network of the top level.
pub(super) fn read(key: Spanned<String>, node: &Node, diagnostics: &mut Diagnostics) -> compose::Network {
    let external = flag(node, "external").is_some_and(|flag| flag.value);
    if external {
        read_external("networks", &key.value, node, diagnostics);
    }
    let name = read_line(node, "name", diagnostics).unwrap_or_else(|| key.clone());
    let labels = read_entries(node, "labels", diagnostics);
    compose::Network { key, name, external, internal: flag(node, "internal"), labels, loc: node.loc }
}

/// Reads the networks of a service.
pub(super) fn read_attachments(service: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::Attachment> {
    let mut found = Vec::new();
    for (key, loc, node) in sorted(service, "networks") {
        let aliases = read_lines(node, "aliases", diagnostics);
        found.push(compose::Attachment { network: Spanned::new(key.to_owned(), loc), aliases });
    }
    found
}
