//! The top level: the services, and what they share.

use super::scalar::sorted;
use super::{keys, network, secret, service, volume};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;
use crate::validate::launch_type::LaunchType;

/// The network of services that name none.
const DEFAULT: &str = "default";

/// Reads a whole tree.
pub(super) fn read(tree: &Node, name: &str, diagnostics: &mut Diagnostics) -> compose::Project {
    let services = sorted(tree, "services");
    let networks = sorted(tree, "networks");
    let ground = LaunchType::said(tree);
    let mut services: Vec<_> = services
        .into_iter()
        .map(|(key, loc, node)| service::read(Spanned::new(key.to_owned(), loc), node, ground, diagnostics))
        .collect();
    let volumes = volume::read_all(tree, diagnostics);
    let mut networks: Vec<_> = networks
        .into_iter()
        .map(|(key, loc, node)| network::read(Spanned::new(key.to_owned(), loc), node, diagnostics))
        .collect();
    join_engine_networks(&mut services, &mut networks, name);
    close_without_network(&mut services, diagnostics);
    compose::Project {
        name: name.to_owned(),
        services,
        left_out: Vec::new(),
        networks,
        volumes,
        secrets: secret::read_secrets(tree, diagnostics),
        configs: secret::read_configs(tree, diagnostics),
        extensions: keys::read_project(tree, diagnostics),
    }
}

/// Takes the ports from services without a network, as Docker does.
fn close_without_network(services: &mut [compose::Service], diagnostics: &mut Diagnostics) {
    let is_alone = |service: &&mut compose::Service| {
        service.network_mode.as_ref().is_some_and(|mode| mode.value == "none")
    };
    for service in services.iter_mut().filter(is_alone) {
        if let Some(port) = service.ports.drain(..).next() {
            diagnostics.push(no_network(&service.name.value, port.loc));
        }
    }
}

fn no_network(name: &str, port: Loc) -> Diagnostic {
    let message = format!("the ports of `{name}` are not published, for it has no network");
    Diagnostic::new(Code::Approximated, message)
        .label(port, "not published")
        .help("remove `network_mode: none` to publish them, or remove the ports")
}

/// Puts services that are in a network of Docker itself into networks of the project: one in the network of
/// the host reaches all but internal ones, one in the engine's bridge the others there.
fn join_engine_networks(
    services: &mut [compose::Service],
    networks: &mut Vec<compose::Network>,
    project: &str,
) {
    let mode = |service: &compose::Service| service.network_mode.as_ref().map(|mode| mode.value.clone());
    let is_of_engine = |mode: &str| ["host", "bridge", "default"].contains(&mode);
    if !services.iter().filter_map(mode).any(|mode| is_of_engine(&mode)) {
        return;
    }
    if !networks.iter().any(|network| network.key.value == DEFAULT) {
        networks.push(compose::Network {
            key: Spanned::new(DEFAULT.to_owned(), Loc::default()),
            name: Spanned::new(format!("{project}_{DEFAULT}"), Loc::default()),
            ..compose::Network::default()
        });
        networks.sort_unstable_by(|left, right| left.key.value.cmp(&right.key.value));
    }
    let is_open = |network: &&compose::Network| network.internal.as_ref().is_none_or(|flag| !flag.value);
    let open: Vec<String> =
        networks.iter().filter(is_open).map(|network| network.key.value.clone()).collect();
    for service in services.iter_mut() {
        let joined = match mode(service).as_deref() {
            Some("host") => open.clone(),
            Some("bridge" | "default") => vec![DEFAULT.to_owned()],
            Some(_) | None => continue,
        };
        service.networks.extend(joined.into_iter().map(|key| compose::Attachment {
            network: Spanned::new(key, Loc::default()),
            ..compose::Attachment::default()
        }));
    }
}
