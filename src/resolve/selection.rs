//! Which services are active, by profile and by name, and which resources they then need.
//!
//! <https://docs.docker.com/reference/compose-file/profiles/>

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::source::Loc;
use crate::tree::{Map, Node};

/// The services and profiles that a request selects.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Active profiles; `*` is all of them.
    pub profiles: Vec<String>,
    /// Services asked for by name; none means all active ones.
    pub services: Vec<String>,
    /// Whether those that they are built upon come along.
    pub builds: bool,
}

/// Services that exist but are not started, by a profile or because others were asked for: name and place of
/// the key.
pub type Disabled = BTreeMap<String, Loc>;

/// Removes the services that are not selected, and returns them.
pub fn select(model: &mut Node, selection: &Selection, diagnostics: &mut Diagnostics) -> Disabled {
    let Some(services) = model.get_mut("services").and_then(Node::as_map_mut) else { return Disabled::new() };
    let mut profiles: BTreeSet<String> = selection.profiles.iter().cloned().collect();
    // Without a profile Compose activates the one without a name.
    if profiles.is_empty() {
        profiles.insert(String::new());
    }
    for name in &selection.services {
        match services.get(name) {
            Some(service) => profiles.extend(profiles_of(service)),
            None => diagnostics.push(unknown_service(name, services)),
        }
    }
    let mut disabled = Disabled::new();
    let keys: BTreeMap<String, Loc> = services.iter().map(|(key, loc, _)| (key.to_owned(), loc)).collect();
    services.retain(|name, service| {
        let own: Vec<String> = profiles_of(service).collect();
        let on =
            own.is_empty() || profiles.contains("*") || own.iter().any(|profile| profiles.contains(profile));
        if !on && let Some(loc) = keys.get(name) {
            disabled.insert(name.to_owned(), *loc);
        }
        on
    });
    if !selection.services.is_empty() {
        let wanted = closure(services, selection);
        services.retain(|name, _| wanted.contains(name));
        disabled.extend(keys.into_iter().filter(|(name, _)| !wanted.contains(name)));
    }
    disabled
}

/// Every profile that a service of a model names.
pub fn profiles(model: &Node) -> BTreeSet<String> {
    super::early::entries(model, "services").flat_map(|(_, _, service)| profiles_of(service)).collect()
}

fn profiles_of(service: &Node) -> impl Iterator<Item = String> {
    let list = service.get("profiles").and_then(Node::as_list).unwrap_or_default();
    list.iter().filter_map(|node| node.as_text().map(str::to_owned))
}

/// The named services and everything they depend on.
fn closure(services: &Map, selection: &Selection) -> BTreeSet<String> {
    let mut wanted = BTreeSet::new();
    let mut waiting: Vec<String> = selection.services.clone();
    while let Some(name) = waiting.pop() {
        let Some(service) = services.get(&name) else { continue };
        if !wanted.insert(name) {
            continue;
        }
        let entries = |keys: &[&str]| service.at(keys).and_then(Node::as_map).into_iter().flat_map(Map::iter);
        waiting.extend(entries(&["depends_on"]).map(|(name, ..)| name.to_owned()));
        if selection.builds {
            let contexts = entries(&["build", "additional_contexts"]).filter_map(|(.., node)| node.as_text());
            waiting.extend(contexts.filter_map(|text| text.strip_prefix("service:")).map(str::to_owned));
        }
    }
    wanted
}

/// Removes the networks, volumes, secrets, configs and models that no remaining service uses.
pub fn drop_unused(model: &mut Node) {
    let mut used: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for (_, _, service) in super::early::entries(model, "services") {
        collect(service, &mut used);
    }
    let Some(map) = model.as_map_mut() else { return };
    for section in ["networks", "volumes", "secrets", "configs", "models"] {
        let names = used.remove(section).unwrap_or_default();
        if let Some(resources) = map.get_mut(section).and_then(Node::as_map_mut) {
            resources.retain(|key, _| names.contains(key));
        }
        if map.get(section).is_some_and(|node| node.is_null() || node.as_map().is_some_and(Map::is_empty)) {
            map.remove(section);
        }
    }
}

fn collect(service: &Node, used: &mut BTreeMap<&'static str, BTreeSet<String>>) {
    let mut note = |section, name: &str| {
        used.entry(section).or_default().insert(name.to_owned());
    };
    for section in ["networks", "models"] {
        for key in service.get(section).and_then(Node::as_map).into_iter().flat_map(Map::keys) {
            note(section, key);
        }
    }
    for mount in super::early::items(service, "volumes") {
        let named = mount.get("type").and_then(Node::as_text) == Some("volume");
        if let Some(source) = mount.get("source").and_then(Node::as_text).filter(|_| named) {
            note("volumes", source);
        }
    }
    let build = service.get("build").into_iter().flat_map(|build| super::early::items(build, "secrets"));
    for node in super::early::items(service, "secrets").chain(build) {
        if let Some(source) = node.get("source").and_then(Node::as_text) {
            note("secrets", source);
        }
    }
    // The secrets that variables and options of log drivers come from, if they are secrets of the file at
    // all.
    let filled =
        ["x-aws-secrets", "x-aws-log_secrets"].into_iter().filter_map(|key| service.get(key)?.as_map());
    for source in filled.flat_map(Map::iter).filter_map(|(_, _, node)| node.as_text()) {
        note("secrets", source.split_once(':').map_or(source, |(key, _)| key));
    }
    // And those with which load balancers prove who they are.
    for port in super::early::items(service, "ports") {
        let routes = port.get("x-aws-route");
        let listed = routes.and_then(Node::as_list).unwrap_or_default().iter();
        let auths = routes.into_iter().chain(listed).filter_map(|route| route.get("auth"));
        for auth in auths.chain(port.get("x-aws-auth")) {
            let secret = auth.get("oidc").and_then(|oidc| oidc.get("client_secret"));
            if let Some(source) = secret.and_then(Node::as_text) {
                note("secrets", source.split_once(':').map_or(source, |(key, _)| key));
            }
        }
    }
    for node in super::early::items(service, "configs") {
        if let Some(source) = node.get("source").and_then(Node::as_text) {
            note("configs", source);
        }
    }
}

fn unknown_service(name: &str, services: &Map) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::UnknownService, format!("there is no service `{name}`"));
    match nearest(name, services.keys()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!(
            "the services are {}",
            services.keys().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
        )),
    }
}
