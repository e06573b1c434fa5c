//! Traffic inside: a service that names another one as a host reaches it, if they share a network.
//!
//! A name counts as a host in a URL (`http://api`), before a port (`db:5432`), behind a user (`user@db`), and
//! as the whole value of a variable whose name speaks of a host (`DATABASE_HOST: db`). A word elsewhere may
//! be anything.

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::{Project, Service, Shown};
use crate::plan::{Plan, ServicePlan};

use super::super::{EdgeKind, Graph};
use super::task_id;

/// Parts of names of variables that hold a host.
const HOST_WORDS: [&str; 12] = [
    "HOST", "SERVER", "ADDR", "URL", "URI", "ENDPOINT", "UPSTREAM", "BROKER", "BACKEND", "NODE", "DOMAIN",
    "PEER",
];

/// Adds an edge from each service to those it names as hosts.
pub(super) fn add(project: &Project, plan: &Plan<'_>, graph: &mut Graph) {
    let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, planned) in plan.services.iter().enumerate().filter(|(_, planned)| !planned.is_job) {
        for service in planned.long_running() {
            let aliases = service.networks.iter().flat_map(|attachment| &attachment.aliases);
            let own = aliases.chain(&service.container_name).map(|name| name.value.as_str());
            for name in own.chain([service.name.value.as_str()]) {
                let known = names.entry(name.to_ascii_lowercase()).or_default();
                if !known.contains(&at) {
                    known.push(at);
                }
            }
        }
    }
    for planned in &plan.services {
        let mut found = BTreeSet::new();
        for service in planned.containers() {
            in_service(project, service, &mut |host, port| {
                for at in names.get(host).into_iter().flatten() {
                    found.insert((*at, port.map(str::to_owned)));
                }
            });
        }
        for (at, port) in found {
            let Some(other) = plan.services.get(at) else { continue };
            let (from, to) = (task_id(planned), task_id(other));
            if from != to && share_network(planned, other) {
                graph.connect(
                    &from,
                    &to,
                    EdgeKind::Traffic,
                    port.map_or(String::new(), |it| format!(":{it}")),
                );
            }
        }
    }
    // The same pair with and without a port is one line, with the port.
    let ported: BTreeSet<(String, String)> = graph
        .edges
        .iter()
        .filter(|edge| edge.kind == EdgeKind::Traffic && edge.label.starts_with(':'))
        .map(|edge| (edge.from.clone(), edge.to.clone()))
        .collect();
    graph.edges.retain(|edge| {
        edge.kind != EdgeKind::Traffic
            || !edge.label.is_empty()
            || !ported.contains(&(edge.from.clone(), edge.to.clone()))
    });
}

fn share_network(one: &ServicePlan<'_>, other: &ServicePlan<'_>) -> bool {
    one.networks().intersection(&other.networks()).next().is_some()
}

/// Calls back with each host in lower case, and its port.
fn in_service(project: &Project, service: &Service, found: &mut impl FnMut(&str, Option<&str>)) {
    for variable in &service.environment {
        let Some(value) = &variable.value else { continue };
        hosts(&value.value, found);
        let name = variable.name.value.to_ascii_uppercase();
        if HOST_WORDS.iter().any(|word| name.contains(word)) {
            for item in value.value.split(',') {
                found(&item.trim().to_ascii_lowercase(), None);
            }
        }
    }
    for words in [&service.command, &service.entrypoint].into_iter().flatten() {
        words.value.iter().for_each(|word| hosts(word, found));
    }
    let contents = service.configs.iter().filter_map(|grant| {
        let config = project.configs.iter().find(|config| config.key.value == grant.source.value);
        config.and_then(|config| config.content.as_deref())
    });
    for content in contents.chain(service.volumes.iter().flat_map(shown)) {
        hosts(&String::from_utf8_lossy(content), found);
    }
}

fn shown(mount: &crate::compose::Mount) -> Vec<&[u8]> {
    match &mount.shown {
        Some(Shown::File(content)) => vec![&content.bytes],
        Some(Shown::Folder(entries)) => {
            entries.iter().filter_map(|it| it.content.as_ref()).map(|it| it.bytes.as_ref()).collect()
        }
        Some(Shown::Kept | Shown::Baked | Shown::BakedFolder(_) | Shown::Development) | None => Vec::new(),
    }
}

/// Hosts in a text: in a URL, behind a user, or before a port.
fn hosts(text: &str, found: &mut impl FnMut(&str, Option<&str>)) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(is_part)).map(|found| at + found) {
        let rest = text.get(start..).unwrap_or_default();
        let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        let (word, after) = (rest.get(..end).unwrap_or_default(), rest.get(end..).unwrap_or_default());
        at = start + end;
        let before = text.get(..start).unwrap_or_default();
        let port = after.strip_prefix(':').map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            rest.get(..end).unwrap_or_default()
        });
        let port = port.filter(|digits| digits.parse::<u16>().is_ok_and(|port| port > 0));
        // `user:123@host` and `user@host` begin with no host.
        let is_user =
            after.split(|c: char| c == '/' || c.is_whitespace()).next().unwrap_or_default().contains('@');
        if !is_user && (port.is_some() || before.ends_with("://") || before.ends_with('@')) {
            found(&word.to_ascii_lowercase(), port);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_in_urls_behind_users_and_before_ports() {
        let of = |text: &str| {
            let mut all = Vec::new();
            hosts(text, &mut |host, port| all.push((host.to_owned(), port.unwrap_or("-").to_owned())));
            all.iter().map(|(host, port)| format!("{host} {port}")).collect::<Vec<_>>().join(", ")
        };
        for (text, expected) in [
            ("postgres://shop:hunter2@db:5432/shop", "db 5432"),
            ("postgres://shop:123@DB/shop", "db -"),
            ("http://api/path", "api -"),
            ("server api:3000;", "api 3000"),
            ("web", ""),
            ("/usr/bin/web --flag", ""),
            ("redis:0", ""),
            ("", ""),
            ("ü://é:1", ""),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }
}
