//! Services that work for the host of Docker: they watch, update or manage its containers, or measure the machine. On AWS
//! there is no such host, and ECS and CloudWatch do that work, so they are left out with a warning.
//!
//! Decisions
//! - A service is left out only where its image is one of these and it asks for what no task has; otherwise it stays.
//! - One whose task, volumes or end others need stays, and is refused as anything else. That others start after it is an
//!   order only, which goes with it. A project of nothing else stays whole.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::image::{is_named, repository};
use crate::grammar::path;
use crate::source::Loc;
use crate::tree::{Map, Node};

const LOGS: &str = "the logs of tasks are in CloudWatch Logs, and `stackpose logs` shows them";
const MEASURED: &str = "CloudWatch measures tasks, with `x-aws-container_insights: enhanced` in detail";
const MANAGED: &str = "the console of ECS shows services and tasks, and `stackpose ps` does";
const REPLACED: &str = "ECS replaces a container that fails its health check";
const UPDATED: &str = "a deployment brings new images";

const SHIPPED: &str = "the logs of tasks are in CloudWatch Logs; a log router, as in `x-aws-firelens`, sends them to other places";
const ADDRESSED: &str =
    "a load balancer has a name that stays: point the domain there with an alias of Route 53";
const GUARDED: &str = "security groups and AWS WAF (`x-aws-webacl`) decide who reaches a task";

/// By the end of the image's name, sorted, with what does the work on AWS.
const PROGRAMS: &[(&str, &str)] = &[
    ("amir20/dozzle", LOGS),
    ("beatkind/watchtower", UPDATED),
    ("beats/filebeat", SHIPPED),
    ("beats/metricbeat", MEASURED),
    ("cadvisor/cadvisor", MEASURED),
    ("containrrr/watchtower", UPDATED),
    ("crazymax/diun", UPDATED),
    ("crazymax/fail2ban", GUARDED),
    ("elastic/filebeat", SHIPPED),
    ("elastic/metricbeat", MEASURED),
    ("favonia/cloudflare-ddns", ADDRESSED),
    ("google/cadvisor", MEASURED),
    ("grafana/alloy", SHIPPED),
    ("grafana/promtail", SHIPPED),
    ("henrygd/beszel-agent", MEASURED),
    ("linuxserver/fail2ban", GUARDED),
    ("louislam/dockge", MANAGED),
    ("netdata/netdata", MEASURED),
    ("nickfedor/watchtower", UPDATED),
    ("portainer/agent", MANAGED),
    ("portainer/portainer", MANAGED),
    ("portainer/portainer-ce", MANAGED),
    ("portainer/portainer-ee", MANAGED),
    ("prom/node-exporter", MEASURED),
    ("prometheus/node-exporter", MEASURED),
    ("timberio/vector", SHIPPED),
    ("willfarrell/autoheal", REPLACED),
    ("zabbix/zabbix-agent", MEASURED),
    ("zabbix/zabbix-agent2", MEASURED),
];

/// Paths of a host that only a program for the host looks at.
const OF_HOST: [&str; 8] =
    ["/proc", "/sys", "/run", "/var/run", "/var/lib/docker", "/var/log", "/dev", "/cgroup"];

/// Takes these services out of a resolved tree; returns their names.
pub fn leave_out_host_services(tree: &mut Node, diagnostics: &mut Diagnostics) -> Vec<String> {
    let Some(services) = tree.get("services").and_then(Node::as_map) else { return Vec::new() };
    let found: Vec<(String, Loc, &str)> = services
        .iter()
        .filter(|(name, _, service)| sees_host(service) && !is_needed(name, services))
        .filter_map(|(name, loc, service)| Some((name.to_owned(), loc, work(service)?)))
        .collect();
    if found.is_empty() || found.len() == services.len() {
        return Vec::new();
    }
    if let Some(services) = tree.get_mut("services").and_then(Node::as_map_mut) {
        services.retain(|name, _| !found.iter().any(|(gone, ..)| gone == name));
        for (_, _, service) in services.iter_mut() {
            forget(service, &|name| found.iter().any(|(gone, ..)| gone == name));
        }
    }
    let mut names = Vec::new();
    for (name, loc, work) in found {
        diagnostics.push(left_out(&name, loc, work));
        names.push(name);
    }
    names
}

/// What does the work of a service on AWS, where it is one of these programs.
fn work(service: &Node) -> Option<&'static str> {
    let name = repository(service.get("image")?.as_text()?);
    PROGRAMS.iter().find(|(program, _)| is_named(name, program)).map(|(_, work)| *work)
}

/// Whether a service asks for what only a host has, and does not say that AWS does without.
fn sees_host(service: &Node) -> bool {
    let is = |key: &str, value: &str| service.get(key).and_then(Node::as_text) == Some(value);
    let of_host = |mount: &Node| {
        let source = mount.get("source").and_then(Node::as_text).map(path::clean_path);
        let is_bind = mount.get("type").and_then(Node::as_text) == Some("bind");
        is_bind
            && mount.get("x-aws-optional").is_none()
            && source.is_some_and(|source| {
                source == "/" || OF_HOST.iter().any(|folder| path::is_below(&source, folder))
            })
    };
    is("pid", "host")
        || is("network_mode", "host")
        || service.get("privileged").and_then(Node::as_bool) == Some(true)
        || service.get("volumes").and_then(Node::as_list).is_some_and(|all| all.iter().any(of_host))
}

/// Whether others need the task, the volumes or the end of a service.
fn is_needed(name: &str, services: &Map) -> bool {
    let named = |node: Option<&Node>| {
        node.and_then(Node::as_text).is_some_and(|text| text.strip_prefix("service:").unwrap_or(text) == name)
    };
    services.iter().any(|(_, _, other)| {
        let completed = other
            .get("depends_on")
            .and_then(|all| all.get(name)?.get("condition")?.as_text())
            .is_some_and(|condition| condition == "service_completed_successfully");
        let volumes = other.get("volumes_from").and_then(Node::as_list).is_some_and(|all| {
            all.iter().filter_map(Node::as_text).any(|text| text.split(':').next() == Some(name))
        });
        let tasks = ["network_mode", "pid", "ipc", "x-aws-task"];
        completed || volumes || tasks.iter().any(|key| named(other.get(key)))
    })
}

/// Takes what is gone out of the dependencies and links of another service.
pub(super) fn forget(service: &mut Node, is_gone: &dyn Fn(&str) -> bool) {
    if let Some(dependencies) = service.get_mut("depends_on").and_then(Node::as_map_mut) {
        dependencies.retain(|name, _| !is_gone(name));
    }
    if let Some(links) = service.get_mut("links").and_then(Node::as_list_mut) {
        let name = |link: &Node| link.as_text().and_then(|text| text.split(':').next()).map(str::to_owned);
        links.retain(|link| !name(link).is_some_and(|name| is_gone(&name)));
    }
}

fn left_out(name: &str, loc: Loc, work: &str) -> Diagnostic {
    Diagnostic::new(
        Code::HostService,
        format!("`{name}` is left out: it works for a host of Docker, and there is none"),
    )
    .label(loc, "left out")
    .help(format!("{work}; give it a profile, as in `profiles: [docker]`, so that only Docker runs it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_sorted() {
        assert!(PROGRAMS.is_sorted_by_key(|(image, _)| *image));
    }
}
