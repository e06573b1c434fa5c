//! The parts that Compose derives from the rest of the file: the default network, implicit dependencies,
//! names of resources.

use crate::source::Loc;
use crate::tree::{Map, Node, Value};

/// The attributes by which a service shares something of another.
const SHARING: [&str; 5] = ["network_mode", "ipc", "pid", "uts", "cgroup"];

/// Normalises a model whose project is called `project`; `lookup` is the project's environment.
pub fn normalise(model: &mut Node, project: &str, lookup: &dyn Fn(&str) -> Option<String>) {
    default_network(model);
    if let Some(services) = model.get_mut("services").and_then(Node::as_map_mut) {
        for (_, _, node) in services.iter_mut() {
            if let Some(service) = node.as_map_mut() {
                service_itself(service, lookup);
            }
        }
    }
    for section in ["networks", "volumes", "configs", "secrets"] {
        if let Some(map) = model.get_mut(section).and_then(Node::as_map_mut) {
            for (key, loc, node) in map.iter_mut() {
                name(key, loc, node, project);
            }
        }
    }
}

fn default_network(model: &mut Node) {
    let mut used = false;
    let services = model.get_mut("services").and_then(Node::as_map_mut);
    for (_, _, node) in services.into_iter().flat_map(Map::iter_mut) {
        let Some(service) = node.as_map_mut() else { continue };
        if service.contains("provider") || service.contains("network_mode") {
            continue;
        }
        let empty = service
            .get("networks")
            .is_none_or(|node| node.is_null() || node.as_map().is_some_and(Map::is_empty));
        if empty {
            let mut networks = Node::map(Loc::default());
            if let Some(map) = networks.as_map_mut() {
                map.fill("default", Value::Null);
            }
            service.insert("networks", Loc::default(), networks);
        }
        used |= service.get("networks").is_some_and(|node| node.get("default").is_some());
    }
    if let Some(map) = model.as_map_mut().filter(|_| used) {
        map.fill("networks", Value::Map(Map::default()));
        if let Some(networks) = map.get_mut("networks") {
            if networks.is_null() {
                networks.value = Value::Map(Map::default());
            }
            if let Some(networks) = networks.as_map_mut() {
                networks.fill("default", Value::Null);
            }
        }
    }
}

fn service_itself(service: &mut Map, lookup: &dyn Fn(&str) -> Option<String>) {
    if let Some(policy) =
        service.get_mut("pull_policy").filter(|node| node.as_text() == Some("if_not_present"))
    {
        policy.value = Value::text("missing");
    }
    if let Some(build) = service.get_mut("build").and_then(Node::as_map_mut) {
        build.fill("context", Value::text("."));
        if !build.contains("dockerfile_inline") {
            build.fill("dockerfile", Value::text("Dockerfile"));
        }
        if let Some(args) = build.get_mut("args").and_then(Node::as_map_mut) {
            fill(args, lookup);
            args.retain(|_, node| !node.is_null());
        }
    }
    if let Some(environment) = service.get_mut("environment").and_then(Node::as_map_mut) {
        fill(environment, lookup);
    }
    if let Some(mounts) = service.get_mut("volumes").and_then(Node::as_list_mut) {
        for mount in mounts {
            if let Some(Value::Text(target)) = mount.get_mut("target").map(|node| &mut node.value) {
                *target = crate::grammar::path::clean_path(target).into();
            }
        }
    }
    hooks(service);
    implicit_dependencies(service);
}

/// A hook that runs before the service takes the service's image when it names none.
fn hooks(service: &mut Map) {
    let Some(image) = service.get("image").cloned() else { return };
    for hook in service.get_mut("pre_start").and_then(Node::as_list_mut).into_iter().flatten() {
        if let Some(map) = hook.as_map_mut() {
            map.fill("image", image.value.clone());
        }
    }
}

/// Entries without a value take it from the environment.
fn fill(entries: &mut Map, lookup: &dyn Fn(&str) -> Option<String>) {
    for (key, _, node) in entries.iter_mut().filter(|(_, _, node)| node.is_null()) {
        if let Some(value) = lookup(key) {
            node.value = Value::text(value);
        }
    }
}

fn implicit_dependencies(service: &mut Map) {
    let mut found: Vec<(String, Loc, bool)> = Vec::new();
    for link in texts(service, "links") {
        let (name, loc) = link;
        let target = match name.split(':').collect::<Vec<_>>().as_slice() {
            [target, _] => (*target).to_owned(),
            _ => name,
        };
        found.push((target, loc, true));
    }
    for attribute in SHARING {
        if let Some(node) = service.get(attribute)
            && let Some(target) = node.as_text().and_then(|text| text.strip_prefix("service:"))
        {
            found.push((target.to_owned(), node.loc, true));
        }
    }
    for (name, loc) in texts(service, "volumes_from") {
        if !name.starts_with("container:") {
            found.push((name.split(':').next().unwrap_or_default().to_owned(), loc, false));
        }
    }
    for (target, loc, restart) in found {
        service.fill("depends_on", Value::Map(Map::default()));
        let Some(dependencies) = service.get_mut("depends_on").and_then(Node::as_map_mut) else { return };
        if !dependencies.contains(&target) {
            let mut entry = Map::default();
            entry.fill("condition", Value::text("service_started"));
            entry.fill("restart", Value::Bool(restart));
            entry.fill("required", Value::Bool(true));
            // The key stands where the reason stands, so a fault points at it.
            dependencies.insert(target, loc, Node::made(Value::Map(entry)));
        }
    }
}

fn texts(service: &Map, key: &str) -> Vec<(String, Loc)> {
    let list = service.get(key).and_then(Node::as_list).unwrap_or_default();
    list.iter().filter_map(|node| Some((node.as_text()?.to_owned(), node.loc))).collect()
}

fn name(key: &str, loc: Loc, node: &mut Node, project: &str) {
    if node.is_null() {
        *node = Node::map(loc);
    }
    let Some(map) = node.as_map_mut() else { return };
    if map.get("name").is_none_or(Node::is_null) {
        let external = map.get("external").and_then(Node::as_bool) == Some(true);
        let name = if external { key.to_owned() } else { format!("{project}_{key}") };
        map.insert("name", Loc::default(), Node::made(Value::text(name)));
    }
}
