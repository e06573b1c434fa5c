//! The top level: the services, and what they share.

use super::scalar::{flag, read_line, sorted};
use super::{extensions, network, secret, service};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// Reads a whole tree.
pub(super) fn read(tree: &Node, name: &str, diagnostics: &mut Diagnostics) -> compose::Project {
    let services = sorted(tree, "services");
    let networks = sorted(tree, "networks");
    compose::Project {
        name: name.to_owned(),
        services: services
            .into_iter()
            .map(|(key, loc, node)| service::read(Spanned::new(key.to_owned(), loc), node, diagnostics))
            .collect(),
        networks: networks
            .into_iter()
            .map(|(key, loc, node)| network::read(Spanned::new(key.to_owned(), loc), node, diagnostics))
            .collect(),
        volumes: read_resources(tree, "volumes", diagnostics),
        secrets: secret::read_secrets(tree, diagnostics),
        configs: secret::read_configs(tree, diagnostics),
        extensions: extensions::read_project(tree, diagnostics),
    }
}

fn read_resources(tree: &Node, section: &str, diagnostics: &mut Diagnostics) -> Vec<compose::Resource> {
    let mut found = Vec::new();
    for (key, loc, node) in sorted(tree, section) {
        let external = flag(node, "external").is_some_and(|flag| flag.value);
        // Volumes are checked with the early rules already, as Compose itself refuses those.
        if external && section != "volumes" {
            read_external(section, key, node, diagnostics);
        }
        let key = Spanned::new(key.to_owned(), loc);
        let name = read_line(node, "name", diagnostics).unwrap_or_else(|| key.clone());
        found.push(compose::Resource { key, name, external, loc: node.loc });
    }
    found
}

/// Reports what an external thing says about itself beyond its name.
pub(super) fn read_external(section: &str, key: &str, node: &Node, diagnostics: &mut Diagnostics) {
    let Some(map) = node.as_map() else { return };
    let external = map.key_loc("external").unwrap_or_default();
    let further = map.iter().find(|(attribute, _, value)| {
        !matches!(*attribute, "name" | "external") && !attribute.starts_with("x-") && !value.is_null()
    });
    if let Some((attribute, loc, _)) = further {
        let what = section.strip_suffix('s').unwrap_or(section);
        diagnostics.push(bad_external(&format!("{what} `{key}`"), attribute, loc, external));
    }
}

fn bad_external(what: &str, attribute: &str, loc: Loc, external: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadExternal, format!("the external {what} cannot have `{attribute}`"))
        .label(loc, "says what it should be")
        .label(external, "says that it exists already")
        .help(format!("remove `{attribute}`, or remove `external` to have it made"))
}
