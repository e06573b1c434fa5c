//! Faults that Compose refuses before it normalises: resources with the wrong sources, impossible devices and
//! addresses.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Remedy};
use crate::tree::{Map, Node, Value};

/// Checks the top-level resources and a few attributes of services.
pub fn early(model: &Node, diagnostics: &mut Diagnostics) {
    for (key, _, volume) in entries(model, "volumes") {
        external_volume(key, volume, diagnostics);
    }
    for (key, _, secret) in entries(model, "secrets") {
        one_source("secret", key, secret, &["file", "environment"], diagnostics);
    }
    for (key, _, config) in entries(model, "configs") {
        one_source("config", key, config, &["file", "environment", "content"], diagnostics);
    }
    for (_, _, service) in entries(model, "services") {
        for port in items(service, "ports") {
            host_address(port, diagnostics);
            port_target(port, diagnostics);
        }
        for device in items(service, "devices") {
            device_target(device, diagnostics);
        }
        for mount in items(service, "volumes") {
            mount_target(mount, diagnostics);
        }
        let reserved = service.at(&["deploy", "resources", "reservations"]);
        for device in
            items(service, "gpus").chain(reserved.into_iter().flat_map(|node| items(node, "devices")))
        {
            device_request(device, diagnostics);
        }
        for watch in service.get("develop").into_iter().flat_map(|node| items(node, "watch")) {
            watch_path(watch, diagnostics);
            watch_target(watch, diagnostics);
        }
    }
}

/// The entries of a top-level section.
pub(super) fn entries<'a>(
    model: &'a Node,
    section: &str,
) -> impl Iterator<Item = (&'a str, crate::source::Loc, &'a Node)> {
    model.get(section).and_then(Node::as_map).into_iter().flat_map(Map::iter)
}

/// The items of a list under a key.
pub(super) fn items<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = &'a Node> {
    node.get(key).and_then(Node::as_list).unwrap_or_default().iter()
}

fn external_volume(key: &str, volume: &Node, diagnostics: &mut Diagnostics) {
    let Some(map) = volume.as_map() else { return };
    if map.get("external").and_then(Node::as_bool) != Some(true) {
        return;
    }
    for (name, loc, _) in
        map.iter().filter(|(name, ..)| !matches!(*name, "external" | "name") && !name.starts_with("x-"))
    {
        let external = map.key_loc("external").unwrap_or_default();
        diagnostics.push(
            Diagnostic::new(
                Code::BadExternal,
                format!("the volume `{key}` is external, so `{name}` cannot be set here"),
            )
            .at(loc)
            .label(external, "said to be external here")
            .help(format!("remove `{name}`, or remove `external` to let the stack make the volume")),
        );
    }
}

fn one_source(what: &str, key: &str, node: &Node, sources: &[&str], diagnostics: &mut Diagnostics) {
    let Some(map) = node.as_map() else { return };
    let given: Vec<&str> = sources
        .iter()
        .copied()
        .filter(|source| map.get(source).is_some_and(|node| !node.is_null()))
        .collect();
    let list = sources.iter().map(|source| format!("`{source}`")).collect::<Vec<_>>().join(", ");
    if let [first, second, ..] = given.as_slice() {
        diagnostics.push(
            Diagnostic::new(
                Code::BadSource,
                format!("the {what} `{key}` has two sources, `{first}` and `{second}`"),
            )
            .at(map.key_loc(second).unwrap_or_default())
            .label(map.key_loc(first).unwrap_or_default(), "the other source")
            .help(format!("keep exactly one of {list}")),
        );
    }
    if given.is_empty() && !map.contains("external") && !map.contains("driver") {
        let at_aws = map.contains("x-aws-keys")
            || map.get("name").and_then(Node::as_text).is_some_and(|name| name.starts_with("arn:"));
        let help = if at_aws {
            "add `external: true`: it is kept by AWS already, and the stack only names it".to_owned()
        } else if map.contains("x-aws-generate") {
            "add `environment: NAME`, which nobody has to set: Compose wants a source, and AWS makes the value"
                .to_owned()
        } else {
            format!("give it one of {list}, or `external: true`")
        };
        let found = Diagnostic::new(Code::BadSource, format!("the {what} `{key}` has no source"));
        let found = found.at(node.loc).help(help);
        let name = map.iter().find(|(entry, ..)| at_aws && *entry == "name");
        diagnostics.push(match name {
            Some((_, key, value)) => {
                let value = value.loc;
                let entries = vec![("external: true", None), ("name: ", Some(value))];
                found.remedy(Remedy::Replace { key, value, entries })
            }
            None => found,
        });
    }
}

fn host_address(port: &Node, diagnostics: &mut Diagnostics) {
    let Some(node) = port.get("host_ip") else { return };
    let Some(text) = node.as_text().filter(|text| !text.is_empty()) else { return };
    if text.parse::<std::net::IpAddr>().is_err() {
        diagnostics.push(
            Diagnostic::new(Code::BadPort, format!("`{text}` is not an IP address")).at(node.loc).help(
                "write an address such as `127.0.0.1`, or leave `host_ip` out: a task on Fargate has no host",
            ),
        );
    }
}

fn port_target(port: &Node, diagnostics: &mut Diagnostics) {
    let fault = match &port.value {
        Value::Map(map) if map.get("target").is_none_or(Node::is_null) => "a port needs a `target`",
        Value::Float(_) => "a port has no fraction",
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Uint(_)
        | Value::Text(_)
        | Value::List(_)
        | Value::Map(_) => return,
    };
    diagnostics.push(
        Diagnostic::new(Code::BadPort, fault)
            .at(port.loc)
            .help("say the port of the container with `target: 80`"),
    );
}

fn device_target(device: &Node, diagnostics: &mut Diagnostics) {
    if device.as_map().is_some() && device.get("target").and_then(Node::as_text).is_none() {
        diagnostics.push(
            Diagnostic::new(Code::BadDevice, "a device needs a target")
                .at(device.loc)
                .help("say where in the container with `target: /dev/name`"),
        );
    }
}

fn watch_target(watch: &Node, diagnostics: &mut Diagnostics) {
    let action = watch
        .get("action")
        .filter(|action| matches!(action.as_text(), Some("sync" | "sync+exec" | "sync+restart")));
    let Some(action) =
        action.filter(|_| watch.get("target").and_then(Node::as_text).is_none_or(str::is_empty))
    else {
        return;
    };
    diagnostics.push(
        Diagnostic::new(Code::MissingAttribute, "files that are watched and copied need a `target`")
            .at(action.loc)
            .help("say where in the container with `target: /path`"),
    );
}

fn mount_target(mount: &Node, diagnostics: &mut Diagnostics) {
    if mount.as_map().is_some() && mount.get("target").and_then(Node::as_text).is_none_or(str::is_empty) {
        diagnostics.push(
            Diagnostic::new(Code::BadVolume, "a mount needs a target")
                .at(mount.loc)
                .help("say where in the container with `target: /path`"),
        );
    }
}

fn device_request(device: &Node, diagnostics: &mut Diagnostics) {
    let (Some(map), Some(count)) = (device.as_map(), device.get("count")) else { return };
    if let Some(ids) = map.key_loc("device_ids")
        && count.value != Value::Null
    {
        diagnostics.push(
            Diagnostic::new(Code::Conflict, "`count` and `device_ids` exclude each other")
                .at(ids)
                .label(map.key_loc("count").unwrap_or_default(), "the other one")
                .help("say either how many devices, or which"),
        );
    }
}

fn watch_path(watch: &Node, diagnostics: &mut Diagnostics) {
    if let Some(node) = watch.get("path").filter(|node| node.as_text() == Some("")) {
        diagnostics.push(
            Diagnostic::new(Code::MissingAttribute, "the `path` to watch is empty")
                .at(node.loc)
                .help("name a file or folder of the project"),
        );
    }
}
