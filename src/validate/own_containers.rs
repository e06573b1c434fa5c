//! Containers of the project that a service names as Docker does: `container:NAME`, and `external_links`.
//! Where the name is that of a service's container, that service is meant, which on AWS has no container of
//! such a name.
//!
//! Decisions
//! - A container is called as `container_name` says, else PROJECT-SERVICE-1, with underscores before Compose
//!   2 (<https://docs.docker.com/compose/how-tos/project-name/>).
//! - What is left names containers of others, and is refused as before.

use std::collections::BTreeMap;

use crate::tree::{Node, Value};

/// Attributes that are `container:NAME` or `service:NAME`.
const MODES: [&str; 3] = ["ipc", "network_mode", "pid"];

/// Names services in place of their containers.
pub fn name_own_containers(tree: &mut Node, project: &str) {
    let Some(services) = tree.get_mut("services").and_then(Node::as_map_mut) else { return };
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (service, _, node) in services.iter() {
        let given = node.get("container_name").and_then(Node::as_text).map(str::to_owned);
        let usual = ['-', '_'].map(|between| format!("{project}{between}{service}{between}1"));
        for name in given.into_iter().chain(usual) {
            names.entry(name).or_insert_with(|| service.to_owned());
        }
    }
    for (_, _, service) in services.iter_mut() {
        for key in MODES {
            if let Some(node) = service.get_mut(key)
                && let Some(name) =
                    node.as_text().and_then(|text| names.get(text.strip_prefix("container:")?))
            {
                node.value = Value::text(format!("service:{name}"));
            }
        }
        if let Some(all) = service.get_mut("volumes_from").and_then(Node::as_list_mut) {
            for node in all {
                if let Some(text) = node.as_text().and_then(|text| volumes_of(text, &names)) {
                    node.value = Value::text(text);
                }
            }
        }
        link(service, &names);
    }
}

/// `container:NAME:MODE` with the service in the place of its container.
fn volumes_of(text: &str, names: &BTreeMap<String, String>) -> Option<String> {
    let rest = text.strip_prefix("container:")?;
    let (name, mode) = rest.split_once(':').map_or((rest, None), |(name, mode)| (name, Some(mode)));
    let service = names.get(name)?;
    Some(mode.map_or_else(|| service.clone(), |mode| format!("{service}:{mode}")))
}

/// Makes links of those external ones that lead to a container of the project. One without an alias is
/// another name of it.
fn link(service: &mut Node, names: &BTreeMap<String, String>) {
    let Some(map) = service.as_map_mut() else { return };
    let own = |node: &Node| {
        let text = node.as_text()?;
        let (name, alias) = text.split_once(':').unwrap_or((text, text));
        Some(Node::text(format!("{}:{alias}", names.get(name)?), node.loc))
    };
    let Some(external) = map.get_mut("external_links").and_then(Node::as_list_mut) else { return };
    let links: Vec<Node> = external.iter().filter_map(own).collect();
    if links.is_empty() {
        return;
    }
    external.retain(|node| own(node).is_none());
    let is_empty = external.is_empty();
    let loc = links.first().map_or_else(Default::default, |link| link.loc);
    if is_empty {
        map.remove("external_links");
    }
    match map.get_mut("links").and_then(Node::as_list_mut) {
        Some(all) => all.extend(links),
        None => {
            map.insert("links", loc, Node::new(Value::List(links), loc));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Loc;

    fn map(entries: Vec<(&str, Node)>) -> Node {
        let mut map = Node::map(Loc::default());
        for (key, node) in entries {
            if let Some(inner) = map.as_map_mut() {
                inner.insert(key, Loc::default(), node);
            }
        }
        map
    }

    fn text(text: &str) -> Node {
        Node::text(text, Loc::default())
    }

    fn list(texts: &[&str]) -> Node {
        Node::new(Value::List(texts.iter().map(|one| text(one)).collect()), Loc::default())
    }

    #[test]
    fn containers_of_the_project_are_services() {
        let user = map(vec![
            ("network_mode", text("container:my-vpn")),
            ("pid", text("container:demo-db-1")),
            ("ipc", text("container:other")),
            ("volumes_from", list(&["container:demo_db_1:ro", "container:my-vpn", "vpn"])),
            ("external_links", list(&["my-vpn:tunnel", "demo_db_1", "elsewhere:it"])),
        ]);
        let services = map(vec![
            ("vpn", map(vec![("container_name", text("my-vpn"))])),
            ("db", map(Vec::new())),
            ("user", user),
        ]);
        let mut tree = map(vec![("services", services)]);
        name_own_containers(&mut tree, "demo");
        let user = map(vec![
            ("network_mode", text("service:vpn")),
            ("pid", text("service:db")),
            ("ipc", text("container:other")),
            ("volumes_from", list(&["db:ro", "vpn", "vpn"])),
            ("external_links", list(&["elsewhere:it"])),
            ("links", list(&["vpn:tunnel", "db:demo_db_1"])),
        ]);
        assert_eq!(tree.get("services").and_then(|all| all.get("user")), Some(&user));
    }
}
