//! Listeners: who comes in from outside, by which rules.

use crate::compose::{Auth, AuthMethod, Peer, Project, Protocol, Route};
use crate::plan::{Carrier, Plan, PublishedPort, ServicePlan, hash, listeners};

use super::super::{EdgeKind, Graph, Kind, Node};
use super::task_id;

const INTERNET: &str = "internet";

/// Adds listeners, those who reach them, and edges to the services behind them.
pub(super) fn add(plan: &Plan<'_>, project: &Project, graph: &mut Graph) {
    let existing_balancer = project.extensions.load_balancer.is_some();
    for group in listeners::all(plan) {
        let id = format!("listener:{}", group.stem());
        let number = group.published.number;
        let label = match group.existing {
            Some(_) => "existing listener".to_owned(),
            None => format!("{} :{number}", group.balancer.words()),
        };
        let mut node = Node::new(&id, Kind::Listener, label);
        node.exists = group.existing.is_some() || existing_balancer;
        node.loc = group.ports.first().map_or_else(Default::default, |port| port.port.loc);
        match group.existing {
            Some(arn) => node.lines.push(last_of(&arn.value).to_owned()),
            None => node.lines.extend(protocol(&group.ports)),
        }
        if group.existing.is_none()
            && group.balancer.is_application()
            && (number == 443 && group.is_encrypted())
            && plan.redirects()
        {
            node.lines.push("port 80 redirects here".to_owned());
        }
        let more = !group.rules().is_empty();
        for port in &group.ports {
            let routes = &port.port.listener.routes.all;
            for route in routes.iter().filter(|route| !route.forwards()) {
                node.lines.push(format!("{} {}", conditions(route), answer(route)));
            }
            if let Some(test) = port.test {
                node.lines.push(format!("tests at port {}", test.port.value));
            }
            if port.port.listener.mutual_tls.is_some() {
                node.lines.push("client certificates".to_owned());
            }
            if !listeners::forwards(port) {
                continue;
            }
            let Some(to) = node_of(plan, port) else { continue };
            if routes.is_empty() {
                let label = if more { "everything else" } else { "" };
                graph.connect(
                    &id,
                    &to,
                    EdgeKind::Traffic,
                    with_auth(label, port.port.listener.auth.as_ref()),
                );
            }
            for route in routes.iter().filter(|route| route.forwards()) {
                let auth = route.auth.as_ref().or(port.port.listener.auth.as_ref());
                if route.has_conditions() {
                    graph.connect(&id, &to, EdgeKind::Traffic, with_auth(&conditions(route), auth));
                }
                if route.default {
                    graph.connect(&id, &to, EdgeKind::Traffic, with_auth("everything else", auth));
                }
            }
            if group.existing.is_none() {
                let peers = port.port.balancing.ingress.iter().map(|peer| &peer.value);
                node.public |= come_in(graph, peers, &id, "", true);
            }
        }
        node.lines.dedup();
        let public = node.public;
        graph.nodes.push(node);
        for port in group.ports.iter().filter(|port| public && listeners::forwards(port)) {
            let Some(to) = node_of(plan, port) else { continue };
            graph.nodes.iter_mut().filter(|node| node.id == to).for_each(|node| node.public = true);
        }
    }
    for planned in &plan.services {
        for port in &planned.ports {
            let Carrier::TargetGroup(arn) = port.carrier else { continue };
            let id = format!("target-group:{}", hash::short(&arn.value));
            let mut node = Node::new(&id, Kind::Listener, "existing target group");
            node.exists = true;
            node.lines.push(last_of(&arn.value).to_owned());
            graph.add(node);
            graph.connect(&id, &task_id(planned), EdgeKind::Traffic, "");
        }
        for service in planned.containers() {
            for ingress in &service.extensions.ingress {
                let ports = ingress.ports.iter().map(|(first, last)| {
                    if first == last { format!(":{first}") } else { format!(":{first}–{last}") }
                });
                let ports = ports.collect::<Vec<_>>().join(", ");
                come_in(graph, std::iter::once(&ingress.from.value), &task_id(planned), &ports, false);
            }
        }
    }
}

/// Adds those who reach a node, and says whether the Internet does; nobody named is everybody where that is
/// the default.
fn come_in<'a>(
    graph: &mut Graph,
    peers: impl Iterator<Item = &'a Peer>,
    to: &str,
    label: &str,
    default: bool,
) -> bool {
    let mut names: Vec<String> = peers.map(ToString::to_string).collect();
    let all = |name: &String| name == "0.0.0.0/0" || name == "::/0";
    let world = names.iter().any(all) || (names.is_empty() && default);
    names.retain(|name| !all(name));
    if world {
        graph.add(Node::new(INTERNET, Kind::Internet, "Internet"));
        graph.connect(INTERNET, to, EdgeKind::Traffic, label);
    }
    for name in names {
        let id = format!("clients:{name}");
        graph.add(Node::new(&id, Kind::Clients, name));
        graph.connect(&id, to, EdgeKind::Traffic, label);
    }
    world
}

fn node_of(plan: &Plan<'_>, port: &PublishedPort<'_>) -> Option<String> {
    let name = &port.service.name.value;
    let of = |planned: &&ServicePlan<'_>| planned.containers().any(|service| service.name.value == *name);
    plan.services.iter().find(of).map(task_id)
}

/// Returns the protocol of clients.
fn protocol(ports: &[&PublishedPort<'_>]) -> Option<String> {
    let encrypted = ports.iter().any(|port| port.is_encrypted());
    let word = match ports.first()?.protocol {
        protocol if protocol.is_http() => {
            if encrypted {
                "HTTPS"
            } else {
                "HTTP"
            }
        }
        Protocol::Udp => "UDP",
        Protocol::Tls => "TLS",
        Protocol::Tcp | Protocol::Http | Protocol::Https | Protocol::Http2 | Protocol::Grpc => "TCP",
    };
    Some(word.to_owned())
}

/// Returns the conditions of a route, in one line.
fn conditions(route: &Route) -> String {
    let words = |values: &[crate::source::Spanned<String>]| {
        values.iter().map(|value| value.value.as_str()).collect::<Vec<_>>().join(" or ")
    };
    let mut parts = Vec::new();
    for values in [&route.method, &route.host, &route.path] {
        if !values.is_empty() {
            parts.push(words(values));
        }
    }
    parts.extend(route.header.iter().map(|(name, values)| format!("{}: {}", name.value, words(values))));
    parts.extend(route.query.iter().map(|(name, values)| format!("?{}={}", name.value, words(values))));
    if !route.source_ip.is_empty() {
        parts.push(format!("from {}", words(&route.source_ip)));
    }
    if let Some(weight) = &route.weight {
        parts.push(format!("weight {}", weight.value));
    }
    if parts.is_empty() { "everything else".to_owned() } else { parts.join(" ") }
}

fn with_auth(label: &str, auth: Option<&Auth>) -> String {
    let word = match auth.map(|auth| &auth.by) {
        None => return label.to_owned(),
        Some(AuthMethod::Oidc(_)) => "sign-in by OIDC",
        Some(AuthMethod::Cognito(_)) => "sign-in by Cognito",
        Some(AuthMethod::Jwt(_)) => "JWT",
    };
    if label.is_empty() { word.to_owned() } else { format!("{label}, {word}") }
}

/// Returns the answer that the load balancer itself gives.
fn answer(route: &Route) -> String {
    if let Some(respond) = &route.respond {
        return format!("answered with {}", respond.status.value);
    }
    let Some(redirect) = &route.redirect else { return String::new() };
    let host = redirect.host.as_ref().map_or("", |host| host.value.as_str());
    let path = redirect.path.as_ref().map_or("", |path| path.value.as_str());
    format!("redirected to {host}{path}").trim_end().to_owned()
}

/// The last words of an ARN.
fn last_of(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}
