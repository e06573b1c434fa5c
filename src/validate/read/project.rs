//! The top level: the services, and what they share.

use super::scalar::sorted;
use super::{extensions, network, secret, service, volume};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;
use crate::validate::launch_type::LaunchType;

/// Reads a whole tree.
pub(super) fn read(tree: &Node, name: &str, diagnostics: &mut Diagnostics) -> compose::Project {
    let services = sorted(tree, "services");
    let networks = sorted(tree, "networks");
    let ground = LaunchType::said(tree);
    let services: Vec<_> = services
        .into_iter()
        .map(|(key, loc, node)| service::read(Spanned::new(key.to_owned(), loc), node, ground, diagnostics))
        .collect();
    let volumes = volume::read_all(tree, diagnostics);
    compose::Project {
        name: name.to_owned(),
        services,
        left_out: Vec::new(),
        networks: networks
            .into_iter()
            .map(|(key, loc, node)| network::read(Spanned::new(key.to_owned(), loc), node, diagnostics))
            .collect(),
        volumes,
        secrets: secret::read_secrets(tree, diagnostics),
        configs: secret::read_configs(tree, diagnostics),
        extensions: extensions::read_project(tree, diagnostics),
    }
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
