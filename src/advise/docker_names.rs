//! Names that exist only in Docker: its host, its resolver, and published ports on `localhost`.

use std::collections::BTreeMap;

use crate::compose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Loc;

/// Names, and what they are.
const NAMES: &[(&str, &str)] = &[
    ("host.docker.internal", "the host of Docker"),
    ("gateway.docker.internal", "the host of Docker"),
    ("host.containers.internal", "the host of Podman"),
    ("172.17.0.1", "the host of Docker"),
    ("127.0.0.11", "the resolver of Docker"),
];

/// Says, once for the project, which values name something that no task on AWS reaches.
pub(super) fn only_in_docker(project: &compose::Project, diagnostics: &mut Diagnostics) {
    let mut found: Vec<(Loc, String)> = Vec::new();
    for service in &project.services {
        let gateways = service.extra_hosts.iter().filter(|host| host.address.is_none());
        found.extend(gateways.map(|host| (host.name.loc, "the host of Docker".to_owned())));
        for (text, loc) in service.texts() {
            let name = NAMES.iter().find(|(name, _)| holds(text, name));
            found.extend(name.map(|(name, what)| (loc, format!("`{name}` is {what}"))));
        }
    }
    if found.is_empty() {
        return;
    }
    let mut diagnostic =
        Diagnostic::new(Code::OnlyInDocker, "what exists only in Docker is not reached from a task on AWS");
    for (loc, label) in found {
        diagnostic = diagnostic.label(loc, label);
    }
    diagnostics.push(diagnostic.help(
        "name the service that is meant, or the address in the VPC of what is outside the project; the resolver of a \
         VPC is `169.254.169.253`",
    ));
}

/// Says, once for the project, which variables name a port that is published on the host as one of `localhost`.
pub(super) fn published_on_localhost(project: &compose::Project, diagnostics: &mut Diagnostics) {
    let ports = project.services.iter().flat_map(|service| &service.ports);
    let numbers = ports.filter_map(|port| match port.published.as_ref()?.value {
        compose::Published::Number(0) | compose::Published::Range(..) => None,
        compose::Published::Number(number) => Some((number, balancer(port))),
    });
    let numbers: BTreeMap<u16, &str> = numbers.collect();
    let mut found: Vec<(Loc, &str, u16)> = Vec::new();
    for service in &project.services {
        for variable in &service.environment {
            let Some(value) = &variable.value else { continue };
            let port = ports_of_localhost(&value.value).into_iter().find(|port| numbers.contains_key(port));
            found.extend(port.map(|port| (value.loc, variable.name.value.as_str(), port)));
        }
    }
    let Some((_, first, port)) = found.first().copied() else { return };
    let balancer = numbers.get(&port).copied().unwrap_or_default();
    let mut diagnostic = Diagnostic::new(
        Code::LocalhostPublished,
        "`localhost` is the task itself on AWS, and published ports are on the load balancer",
    );
    for (loc, _, port) in found {
        diagnostic = diagnostic.label(loc, format!("port {port} is published by this project"));
    }
    diagnostics.push(diagnostic.help(format!(
        "for another service write its name; for browsers write the address of the load balancer under \
         `x-aws-environment`, as in `{first}: !Sub \"http://${{{balancer}.DNSName}}:{port}\"`, or your own domain"
    )));
}

/// The logical id of the load balancer that carries a port.
fn balancer(port: &compose::Port) -> &'static str {
    if port.spoken().is_ok_and(compose::Protocol::is_http) {
        "ApplicationLoadBalancer"
    } else {
        "NetworkLoadBalancer"
    }
}

/// Whether a text holds a name that is not part of a longer one.
fn holds(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// The ports that a text names on the machine itself, as in `http://localhost:8080/`.
fn ports_of_localhost(text: &str) -> Vec<u16> {
    let mut found = Vec::new();
    for name in ["localhost:", "127.0.0.1:"] {
        for (at, _) in text.match_indices(name) {
            let digits: String = text
                .get(at + name.len()..)
                .unwrap_or_default()
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            found.extend(digits.parse::<u16>().ok());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ports_are_found_as_words() {
        assert!(holds("http://host.docker.internal:3000", "host.docker.internal"));
        assert!(holds("127.0.0.11", "127.0.0.11"));
        assert!(
            !holds("127.0.0.110", "127.0.0.11") && !holds("my.host.docker.internal", "host.docker.internal")
        );
        assert_eq!(ports_of_localhost("http://localhost:8080/a,127.0.0.1:90"), [8080, 90]);
        assert!(ports_of_localhost("localhost:port http://localhost/").is_empty());
    }
}
