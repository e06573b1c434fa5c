//! `networks`, at the top level and in a service.
//! <https://docs.docker.com/reference/compose-file/networks/>

use super::external::read_external;
use super::scalar::{flag, read_entries, read_line, read_lines, sorted, to_text};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// Reads a network of the top level.
pub(super) fn read(key: Spanned<String>, node: &Node, diagnostics: &mut Diagnostics) -> compose::Network {
    let external = flag(node, "external").filter(|flag| flag.value);
    if external.is_some() {
        read_external("networks", &key.value, node, diagnostics);
    }
    let name = read_line(node, "name", diagnostics).unwrap_or_else(|| key.clone());
    let made_instead = external.as_ref().filter(|_| !is_group_id(&name.value)).map(|flag| flag.loc);
    let external = external.is_some() && made_instead.is_none();
    let labels = read_entries(node, "labels", diagnostics);
    compose::Network {
        key,
        name,
        external,
        made_instead,
        internal: flag(node, "internal"),
        labels,
        loc: node.loc,
    }
}

fn is_group_id(name: &str) -> bool {
    name.strip_prefix("sg-")
        .is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Reads the networks of a service.
pub(super) fn read_attachments(service: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::Attachment> {
    let mut found = Vec::new();
    for (key, loc, node) in sorted(service, "networks") {
        let aliases = read_lines(node, "aliases", diagnostics);
        let address = node.get("ipv4_address").and_then(to_text);
        found.push(compose::Attachment { network: Spanned::new(key.to_owned(), loc), aliases, address });
    }
    found
}

/// Reads `extra_hosts` of a service, each `name=address`.
pub(super) fn read_extra_hosts(service: &Node, diagnostics: &mut Diagnostics) -> Vec<compose::ExtraHost> {
    let mut found = Vec::new();
    for text in read_lines(service, "extra_hosts", diagnostics) {
        let Some((name, address)) = text.value.split_once('=') else { continue };
        let parsed = address.parse().ok();
        if parsed.is_none() && address != "host-gateway" {
            diagnostics.push(bad_host(&format!("`{address}` is not an IP address"), text.loc));
            continue;
        }
        if !is_host_name(name) {
            diagnostics.push(bad_host(&format!("`{name}` is not the name of a host"), text.loc));
            continue;
        }
        found.push(compose::ExtraHost { name: Spanned::new(name.to_owned(), text.loc), address: parsed });
    }
    found
}

/// Whether a line of `/etc/hosts` can hold the name.
fn is_host_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

fn bad_host(message: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadHost, message).at(loc).help("write `name=address`, as in `db=10.0.0.5`")
}
