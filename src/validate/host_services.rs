//! Services that work for the host of Docker: they watch, update or manage its containers, or measure the
//! machine. On AWS there is no such host, and ECS and CloudWatch do that work, so they are left out with a
//! warning.
//!
//! Decisions
//! - A service is left out only where its image is one of these and it asks for what no task has; otherwise
//!   it stays.
//! - One whose task, volumes or end others need stays, and is refused as anything else. That others start
//!   after it is an order only, which goes with it. A project of nothing else stays whole.

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

const SHIPPED: &str = "the logs of tasks are in CloudWatch Logs; a log router, as in `x-aws-firelens`, sends \
                       them to other places";
const ADDRESSED: &str =
    "a load balancer has a name that stays: point the domain there with an alias of Route 53";
const GUARDED: &str = "security groups and AWS WAF (`x-aws-webacl`) decide who reaches a task";
const ROUTED: &str = "the application load balancer is the reverse proxy on AWS: publish the services behind \
                      it with `ports`, each with its `x-aws-route` (`stackpose explain x-aws-route`)";
const CERTIFIED: &str = "AWS Certificate Manager issues and renews the certificates of a load balancer";
const SCHEDULED: &str = "`x-aws-schedule` runs a service at its times";
const NO_ENGINE: &str = "no task reaches the engine that it would show";

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
    ("fmartinou/whats-up-docker", UPDATED),
    ("funkyfuture/deck-chores", SCHEDULED),
    ("getwud/wud", UPDATED),
    ("gliderlabs/logspout", SHIPPED),
    ("google/cadvisor", MEASURED),
    ("grafana/alloy", SHIPPED),
    ("grafana/promtail", SHIPPED),
    ("henrygd/beszel-agent", MEASURED),
    ("humenius/traefik-certs-dumper", CERTIFIED),
    ("jrcs/letsencrypt-nginx-proxy-companion", CERTIFIED),
    ("jwilder/docker-gen", ROUTED),
    ("jwilder/nginx-proxy", ROUTED),
    ("lazyteam/lazydocker", MANAGED),
    ("ldez/traefik-certs-dumper", CERTIFIED),
    ("linuxserver/fail2ban", GUARDED),
    ("linuxserver/socket-proxy", NO_ENGINE),
    ("louislam/dockge", MANAGED),
    ("lucaslorentz/caddy-docker-proxy", ROUTED),
    ("mag37/dockcheck", UPDATED),
    ("mauricenino/dashdot", MEASURED),
    ("mcuadros/ofelia", SCHEDULED),
    ("moghtech/komodo-periphery", MANAGED),
    ("netdata/netdata", MEASURED),
    ("nginxproxy/acme-companion", CERTIFIED),
    ("nginxproxy/docker-gen", ROUTED),
    ("nginxproxy/nginx-proxy", ROUTED),
    ("nickfedor/watchtower", UPDATED),
    ("portainer/agent", MANAGED),
    ("portainer/portainer", MANAGED),
    ("portainer/portainer-ce", MANAGED),
    ("portainer/portainer-ee", MANAGED),
    ("prom/node-exporter", MEASURED),
    ("prometheus/node-exporter", MEASURED),
    ("pyouroboros/ouroboros", UPDATED),
    ("selfhostedpro/yacht", MANAGED),
    ("tecnativa/docker-socket-proxy", NO_ENGINE),
    ("timberio/vector", SHIPPED),
    ("traefik", ROUTED),
    ("vektorlab/ctop", MEASURED),
    ("willfarrell/autoheal", REPLACED),
    ("wollomatic/socket-proxy", NO_ENGINE),
    ("zabbix/zabbix-agent", MEASURED),
    ("zabbix/zabbix-agent2", MEASURED),
];

/// Paths of a host that only a program for the host looks at.
const OF_HOST: [&str; 8] =
    ["/proc", "/sys", "/run", "/var/run", "/var/lib/docker", "/var/log", "/dev", "/cgroup"];

/// Takes these services out of a resolved tree; returns their names.
pub fn leave_out_host_services(tree: &mut Node, diagnostics: &mut Diagnostics) -> Vec<String> {
    let Some(services) = tree.get("services").and_then(Node::as_map) else { return Vec::new() };
    let found = working_for_host(services);
    if found.is_empty() || found.len() == services.len() {
        return Vec::new();
    }
    if let Some(services) = tree.get_mut("services").and_then(Node::as_map_mut) {
        services.retain(|name, _| !found.iter().any(|(gone, ..)| gone == name));
        for (_, _, service) in services.iter_mut() {
            forget(service, &|name| found.iter().any(|(gone, ..)| gone == name));
        }
    }
    diagnostics.push(left_out(&found));
    found.into_iter().map(|(name, ..)| name).collect()
}

/// The services to leave out, with what does their work on AWS.
fn working_for_host(services: &Map) -> Vec<(String, Loc, &'static str)> {
    let known = |name: &str| services.get(name).and_then(work);
    let watches = |service: &Node| {
        let starts_after = service.get("depends_on").and_then(Node::as_map);
        let by_proxy =
            starts_after.is_some_and(|all| all.iter().any(|(name, ..)| known(name) == Some(NO_ENGINE)));
        // A reverse proxy without the engine has its routes from files, and works as any other program.
        let of_files = work(service) == Some(ROUTED) && !mounts(service, path::is_engine_socket);
        by_proxy || sees_host(service) && !of_files
    };
    let mut found: Vec<(String, Loc, &str)> = services
        .iter()
        .filter(|(_, _, service)| watches(service))
        .filter_map(|(name, loc, service)| Some((name.to_owned(), loc, work(service)?)))
        .collect();
    // A service that stays may need one of these, which then stays too, and may need another.
    loop {
        let gone: Vec<String> = found.iter().map(|(name, ..)| name.clone()).collect();
        found.retain(|(name, ..)| !is_needed(name, services, &gone));
        if found.len() == gone.len() {
            return found;
        }
    }
}

/// The part of AWS that does the work of a service, where it is one of these programs.
fn work(service: &Node) -> Option<&'static str> {
    let name = repository(service.get("image")?.as_text()?);
    PROGRAMS.iter().find(|(program, _)| is_named(name, program)).map(|(_, work)| *work)
}

/// Whether a service asks for what only a host has, and does not say that AWS does without.
fn sees_host(service: &Node) -> bool {
    let is = |key: &str, value: &str| service.get(key).and_then(Node::as_text) == Some(value);
    let of_host = |source: &str| source == "/" || OF_HOST.iter().any(|folder| path::is_below(source, folder));
    is("pid", "host")
        || is("network_mode", "host")
        || service.get("privileged").and_then(Node::as_bool) == Some(true)
        || mounts(service, of_host)
}

/// Whether a service mounts such a path of the host, and does not say that AWS does without.
fn mounts(service: &Node, is_one: impl Fn(&str) -> bool) -> bool {
    let is_mounted = |mount: &Node| {
        let source = mount.get("source").and_then(Node::as_text).map(path::clean_path);
        mount.get("type").and_then(Node::as_text) == Some("bind")
            && mount.get("x-aws-optional").is_none()
            && source.is_some_and(|source| is_one(&source))
    };
    service.get("volumes").and_then(Node::as_list).is_some_and(|all| all.iter().any(is_mounted))
}

/// Whether others that stay need the task, the volumes or the end of a service.
fn is_needed(name: &str, services: &Map, gone: &[String]) -> bool {
    let named = |node: Option<&Node>| {
        node.and_then(Node::as_text).is_some_and(|text| text.strip_prefix("service:").unwrap_or(text) == name)
    };
    let mut staying = services.iter().filter(|(other, ..)| !gone.iter().any(|gone| gone == other));
    staying.any(|(_, _, other)| {
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

/// One finding for all of them: what does the work of each on AWS, said once for those of one kind.
fn left_out(found: &[(String, Loc, &'static str)]) -> Diagnostic {
    let listed = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let all: Vec<&str> = found.iter().map(|(name, ..)| name.as_str()).collect();
    let message = match all.as_slice() {
        [_] => format!("{} is left out: it works for a host of Docker, and there is none", listed(&all)),
        _ => format!("{} are left out: they work for a host of Docker, and there is none", listed(&all)),
    };
    let mut kinds: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, _, work) in found {
        match kinds.iter_mut().find(|(known, _)| known == work) {
            Some((_, names)) => names.push(name),
            None => kinds.push((work, vec![name])),
        }
    }
    let instead: Vec<String> = match kinds.as_slice() {
        [(work, _)] => vec![(*work).to_owned()],
        _ => kinds.iter().map(|(work, names)| format!("in place of {}, {work}", listed(names))).collect(),
    };
    let profile = "a profile, as in `profiles: [docker]`, leaves a service to Docker";
    let found = found.iter().fold(Diagnostic::new(Code::HostService, message), |diagnostic, (_, loc, _)| {
        diagnostic.label(*loc, "left out")
    });
    found.help(format!("{}; {profile}", instead.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_sorted() {
        assert!(PROGRAMS.is_sorted_by_key(|(image, _)| *image));
    }
}
