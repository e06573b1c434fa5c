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
    let attachments = project.services.iter().flat_map(|one| one.networks.iter().map(move |at| (one, at)));
    let addresses: Vec<(&str, &str)> = attachments
        .filter_map(|(service, at)| Some((at.address.as_ref()?.value.as_str(), service.name.value.as_str())))
        .collect();
    for service in &project.services {
        let gateways = service.extra_hosts.iter().filter(|host| host.address.is_none());
        found.extend(gateways.map(|host| (host.name.loc, "the host of Docker".to_owned())));
        for (text, loc) in service.texts() {
            let name = NAMES.iter().find(|(name, _)| holds(text, name));
            found.extend(name.map(|(name, what)| (loc, format!("`{name}` is {what}"))));
            let address = addresses.iter().find(|(address, _)| holds(text, address));
            found.extend(address.map(|(address, of)| {
                (loc, format!("`{address}` is what `{of}` has in Docker; on AWS write its name"))
            }));
            let container =
                container(text).filter(|name| !project.services.iter().any(|one| answers(one, name)));
            found.extend(
                container.map(|name| (loc, format!("`{name}` is the name that Docker gives a container"))),
            );
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
        "name the service that is meant, or the address in the VPC of what is outside the project; the \
         resolver of a VPC is `169.254.169.253`",
    ));
}

/// Says, once for the project, which variables name a port that is published on the host as one of
/// `localhost`.
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

/// The host of a URL, where it is called as Compose calls containers: `project-service-1`.
fn container(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    let (name, number) = host.rsplit_once(['-', '_'])?;
    let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    (is_number && name.contains(['-', '_']) && !host.contains('.')).then_some(host)
}

/// Whether a service is reached by a name.
fn answers(service: &compose::Service, name: &str) -> bool {
    let own = [Some(&service.name), service.container_name.as_ref(), service.hostname.as_ref()];
    let aliases = service.networks.iter().flat_map(|network| &network.aliases);
    own.into_iter().flatten().chain(aliases).any(|one| one.value == name)
        || service.links.iter().any(|link| link.1.as_ref().is_some_and(|alias| alias.value == name))
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
    // Most texts are shorter than a name; a search is not made ready for them.
    text.len() >= name.len()
        && text.match_indices(name).any(|(at, _)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text.get(at + name.len()..).and_then(|after| after.chars().next());
            !before.is_some_and(is_part) && !after.is_some_and(is_part)
        })
}

/// The ports that a text names on the machine itself, as in `http://localhost:8080/`.
fn ports_of_localhost(text: &str) -> Vec<u16> {
    let mut found = Vec::new();
    // Most texts name no port; a search is not made ready for them.
    if !text.as_bytes().contains(&b':') {
        return found;
    }
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
    fn names_of_containers() {
        assert_eq!(container("http://other-web-1:80/x"), Some("other-web-1"));
        assert_eq!(container("redis://user:pw@shop_cache_2"), Some("shop_cache_2"));
        for text in [
            "http://kafka-1:9092",
            "http://a-b-1.example.com",
            "other-web-1",
            "http://web:80",
            "http://a-b-c",
        ] {
            assert_eq!(container(text), None, "{text}");
        }
    }

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
