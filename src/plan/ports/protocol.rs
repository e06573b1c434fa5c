//! The ports that likely speak HTTP although nobody says so: TCP, with a note where the health check asks that port for a
//! page, or the image is known to serve pages there. What a port speaks is `compose::Port::spoken`.

use crate::compose::{self, Protocol, Transport};
use crate::diagnostic::{Code, Diagnostic};
use crate::grammar::image::short_name;
use crate::source::Loc;

use super::super::probe;

/// Images that serve pages on another port than 80: the last part of the name, and the port.
const SERVES_PAGES: &[(&str, u16)] = &[
    ("adminer", 8080),
    ("alertmanager", 9093),
    ("code-server", 8080),
    ("directus", 8055),
    ("forgejo", 3000),
    ("ghost", 2368),
    ("gitea", 3000),
    ("grafana", 3000),
    ("grafana-oss", 3000),
    ("graphql-engine", 8080),
    ("jenkins", 8080),
    ("keycloak", 8080),
    ("kibana", 5601),
    ("kong", 8000),
    ("mailhog", 8025),
    ("mailpit", 8025),
    ("metabase", 3000),
    ("minio", 9000),
    ("minio", 9001),
    ("mongo-express", 8081),
    ("n8n", 5678),
    ("nexus3", 8081),
    ("nginx-unprivileged", 8080),
    ("node-red", 1880),
    ("open-webui", 8080),
    ("portainer-ce", 9000),
    ("prometheus", 9090),
    ("redis-commander", 8081),
    ("registry", 5000),
    ("sonarqube", 9000),
    ("superset", 8088),
    ("swagger-ui", 8080),
    ("tomcat", 8080),
    ("unit", 8080),
    ("uptime-kuma", 3001),
];

/// Says of a port that is TCP because nobody says otherwise that it likely speaks HTTP.
pub(super) fn likely_http(service: &compose::Service, port: &compose::Port) -> Option<Diagnostic> {
    let tcp = port.transport == Transport::Tcp && port.spoken() == Ok(Protocol::Tcp);
    if !tcp || port.said_protocol().is_some() || port.listener.target_group.is_some() {
        return None;
    }
    let target = port.target.value;
    let check = service.health_check.as_ref().filter(|check| probe::speaks_http(check, target));
    if let Some(test) = check.and_then(|check| check.test.as_ref()) {
        return Some(http_as_tcp(service, port, test.loc, "asks for a page there"));
    }
    let image = service.image.as_ref().filter(|_| service.build.is_none())?;
    let serves = SERVES_PAGES.contains(&(short_name(&image.value), target));
    serves.then(|| http_as_tcp(service, port, image.loc, "serves pages there"))
}

fn http_as_tcp(service: &compose::Service, port: &compose::Port, evidence: Loc, why: &str) -> Diagnostic {
    let (name, target) = (&service.name.value, port.target.value);
    let published = port.number().unwrap_or(target);
    let message = format!("port `{target}` of `{name}` likely speaks HTTP, and is published as plain TCP");
    Diagnostic::new(Code::HttpAsTcp, message).label(port.loc, "on a network load balancer").label(evidence, why).help(
        format!(
            "write `{{target: {target}, published: \"{published}\", x-aws-protocol: http}}` for an application load \
             balancer, which asks for a page to know the health; `x-aws-protocol: tcp` keeps it as it is"
        ),
    )
}
