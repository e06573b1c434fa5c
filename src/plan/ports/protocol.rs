//! The ports that likely speak HTTP although nobody says so: TCP, with a note where the health check asks
//! that port for a page, or the image is known to serve pages there. What a port speaks is
//! `compose::Port::spoken`.

use crate::compose::{self, Protocol, Transport};
use crate::diagnostic::{Code, Diagnostic};
use crate::grammar::image::short_name;
use crate::source::Loc;

use super::super::probe;

/// Images that serve pages on another port than 80: the last part of the name, and the port.
const SERVES_PAGES: &[(&str, u16)] = &[
    // https://hub.docker.com/_/adminer
    ("adminer", 8080),
    // https://hub.docker.com/r/prom/alertmanager
    ("alertmanager", 9093),
    // https://coder.com/docs/code-server/install
    ("code-server", 8080),
    // https://hub.docker.com/r/directus/directus
    ("directus", 8055),
    // https://forgejo.org/docs/latest/admin/installation/docker/
    ("forgejo", 3000),
    // https://hub.docker.com/_/ghost
    ("ghost", 2368),
    // https://hub.docker.com/r/gitea/gitea
    ("gitea", 3000),
    // https://hub.docker.com/r/grafana/grafana
    ("grafana", 3000),
    // https://hub.docker.com/r/grafana/grafana-oss
    ("grafana-oss", 3000),
    // https://hub.docker.com/r/hasura/graphql-engine
    ("graphql-engine", 8080),
    // https://hub.docker.com/r/jenkins/jenkins
    ("jenkins", 8080),
    // https://www.keycloak.org/server/containers
    ("keycloak", 8080),
    // https://hub.docker.com/_/kibana
    ("kibana", 5601),
    // https://hub.docker.com/_/kong
    ("kong", 8000),
    // https://hub.docker.com/r/mailhog/mailhog
    ("mailhog", 8025),
    // https://hub.docker.com/r/axllent/mailpit
    ("mailpit", 8025),
    // https://hub.docker.com/r/metabase/metabase
    ("metabase", 3000),
    // https://hub.docker.com/r/minio/minio
    ("minio", 9000),
    ("minio", 9001),
    // https://hub.docker.com/_/mongo-express
    ("mongo-express", 8081),
    // https://hub.docker.com/r/n8nio/n8n
    ("n8n", 5678),
    // https://hub.docker.com/r/sonatype/nexus3
    ("nexus3", 8081),
    // https://hub.docker.com/r/nginxinc/nginx-unprivileged
    ("nginx-unprivileged", 8080),
    // https://hub.docker.com/r/nodered/node-red
    ("node-red", 1880),
    // https://docs.openwebui.com/getting-started/quick-start/
    ("open-webui", 8080),
    // https://hub.docker.com/r/portainer/portainer-ce
    ("portainer-ce", 9000),
    // https://hub.docker.com/r/prom/prometheus
    ("prometheus", 9090),
    // https://hub.docker.com/r/rediscommander/redis-commander
    ("redis-commander", 8081),
    // https://hub.docker.com/_/registry
    ("registry", 5000),
    // https://hub.docker.com/_/sonarqube
    ("sonarqube", 9000),
    // https://hub.docker.com/r/apache/superset
    ("superset", 8088),
    // https://hub.docker.com/r/swaggerapi/swagger-ui
    ("swagger-ui", 8080),
    // https://hub.docker.com/_/tomcat
    ("tomcat", 8080),
    // https://hub.docker.com/_/unit
    ("unit", 8080),
    // https://hub.docker.com/r/louislam/uptime-kuma
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
