//! Routes of a reverse proxy: labels of Traefik and of Caddy's proxy for Docker, and the variables of
//! nginx-proxy. Nothing on AWS reads them; the load balancer has `x-aws-route`.
//!
//! Decisions
//! - One finding for the project, with the line to write at each service whose rule a load balancer has.
//! - `check --fix` writes it where the service has no `ports` and its port is known: what the labels ask of
//!   the proxy is then what the load balancer does.
//! - A route that asks for more, such as a sign-in by a middleware, gets no line: the service would be open
//!   to everybody.
//! - Who has a route of ours has moved already.

use std::collections::BTreeSet;

use crate::compose::{self, Transport};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Remedy};
use crate::grammar::traefik::{self, Conditions};
use crate::source::{Loc, Spanned};

/// So many lines are written out in the help.
const SHOWN: usize = 3;

/// A route that a service asks a reverse proxy for.
struct Asked<'a> {
    service: &'a compose::Service,
    loc: Loc,
    /// The conditions of a load balancer's rule with the same effect.
    conditions: Option<Conditions>,
    /// The port of the container.
    target: Option<u16>,
    is_encrypted: bool,
}

/// Says, once for the project, which services a reverse proxy would lead to.
pub(super) fn unread(project: &compose::Project, diagnostics: &mut Diagnostics) {
    let has_route = |service: &compose::Service| {
        service.ports.iter().any(|port| {
            !port.listener.routes.all.is_empty()
                || matches!(port.number(), Some(80 | 443)) && port.is_published()
        })
    };
    let services = project.services.iter().filter(|service| !has_route(service));
    let asked: Vec<Asked<'_>> = services.filter_map(asked_by).collect();
    if asked.is_empty() {
        return;
    }
    let names: BTreeSet<String> = asked.iter().map(|it| format!("`{}`", it.service.name.value)).collect();
    let (have, them) = if names.len() == 1 { ("has its route", "it") } else { ("have their routes", "them") };
    let message = format!(
        "{} {have} from a reverse proxy that is not there on AWS, and no load balancer leads to {them}",
        names.into_iter().collect::<Vec<_>>().join(", ")
    );
    let mut diagnostic = Diagnostic::new(Code::ProxyRoute, message);
    for it in &asked {
        diagnostic = diagnostic.label(it.loc, "read by the reverse proxy only");
    }
    diagnostics.push(diagnostic.help(help(&asked)).remedy(remedy(&asked)));
}

fn help(asked: &[Asked<'_>]) -> String {
    let lines = asked.iter().filter_map(|it| Some((&it.service.name.value, line(it)?)));
    let shown: Vec<String> =
        lines.take(SHOWN).map(|(name, line)| format!("`ports: [{line}]` at `{name}`")).collect();
    let rest = "a port with the `x-aws-route` that the rule means, and `x-aws-auth` where the proxy asked \
                for a sign-in";
    match shown.as_slice() {
        [] => format!("write {rest}: `stackpose explain x-aws-route`"),
        shown if shown.len() == asked.len() => format!("write {}", shown.join(", ")),
        shown => format!("write {}, and at the others {rest}", shown.join(", ")),
    }
}

fn remedy(asked: &[Asked<'_>]) -> Option<Remedy> {
    let entries = asked.iter().filter(|it| it.service.ports.is_empty());
    let entries = entries.filter_map(|it| {
        Some((it.service.name.loc, vec!["ports:".to_owned(), format!("  - {}", line(it)?)]))
    });
    let below: Vec<(Loc, Vec<String>)> = entries.collect();
    (!below.is_empty()).then_some(Remedy::Insert { below })
}

/// The port with its route.
fn line(asked: &Asked<'_>) -> Option<String> {
    let Conditions { hosts, paths } = asked.conditions.as_ref()?;
    let list = |name: &str, values: &[String]| {
        let values: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
        (!values.is_empty()).then(|| format!("{name}: [{}]", values.join(", ")))
    };
    let conditions: Vec<String> = [list("host", hosts), list("path", paths)].into_iter().flatten().collect();
    let published = if asked.is_encrypted { 443 } else { 80 };
    let target = asked.target?;
    Some(format!("{{target: {target}, published: {published}, x-aws-route: {{{}}}}}", conditions.join(", ")))
}

fn asked_by(service: &compose::Service) -> Option<Asked<'_>> {
    of_traefik(service).or_else(|| of_caddy(service)).or_else(|| of_nginx(service))
}

/// The router of a service: the encrypted one, where another leads there.
fn of_traefik(service: &compose::Service) -> Option<Asked<'_>> {
    let labels = service.labels.iter().map(|(key, value)| (key.value.to_ascii_lowercase(), value));
    let labels: Vec<(String, &Spanned<String>)> =
        labels.filter(|(key, _)| key.starts_with("traefik.")).collect();
    let is_off = |(key, value): &(String, &Spanned<String>)| {
        key == "traefik.enable" && value.value.trim().eq_ignore_ascii_case("false")
    };
    if labels.iter().any(is_off) {
        return None;
    }
    let properties = labels.iter().filter_map(|(key, value)| {
        let (name, property) = key.strip_prefix("traefik.http.routers.")?.split_once('.')?;
        Some((name, property, *value))
    });
    let properties: Vec<(&str, &str, &Spanned<String>)> = properties.collect();
    let is_encrypted = |property: &str, value: &str| match property {
        "entrypoints" => value.contains("secure") || value.contains("https"),
        "tls" => value.trim() == "true",
        _ => property.starts_with("tls."),
    };
    let encrypted = properties.iter().filter(|(_, property, value)| is_encrypted(property, &value.value));
    let encrypted: BTreeSet<&str> = encrypted.map(|(name, ..)| *name).collect();
    let rules = properties.iter().filter(|(_, property, _)| *property == "rule");
    let (is_encrypted, rule) = rules
        .map(|(name, _, rule)| (encrypted.contains(name), *rule))
        .reduce(|first, next| if next.0 && !first.0 { next } else { first })?;
    let port = labels.iter().find_map(|(key, value)| {
        let is_port = key.starts_with("traefik.http.services.") && key.ends_with(".loadbalancer.server.port");
        is_port.then(|| value.value.trim().parse().ok())?
    });
    let asks_more = properties.iter().any(|(_, property, _)| property.starts_with("middlewares"));
    Some(Asked {
        service,
        loc: rule.loc,
        conditions: traefik::conditions(&rule.value).filter(|_| !asks_more),
        target: port.or_else(|| only_port(service)),
        is_encrypted,
    })
}

/// `caddy: a.example` with `caddy.reverse_proxy: "{{upstreams 8080}}"`.
fn of_caddy(service: &compose::Service) -> Option<Asked<'_>> {
    let label = |name: &str| service.labels.iter().find(|(key, _)| key.value == name).map(|(_, value)| value);
    let (site, upstreams) = (label("caddy")?, label("caddy.reverse_proxy")?);
    let port = upstreams.value.split(|c: char| !c.is_ascii_digit()).find_map(|digits| digits.parse().ok());
    let asks_more = service.labels.iter().any(|(key, _)| {
        key.value.starts_with("caddy.")
            && key.value != "caddy.reverse_proxy"
            && !key.value.starts_with("caddy.tls")
    });
    Some(Asked {
        service,
        loc: site.loc,
        conditions: of_hosts(&site.value).filter(|_| !asks_more),
        target: port.or_else(|| only_port(service)),
        // Caddy gets certificates by itself.
        is_encrypted: !site.value.contains("http://"),
    })
}

fn of_nginx(service: &compose::Service) -> Option<Asked<'_>> {
    let variable = |name: &str| {
        let mut all = service.environment.iter().filter(|variable| variable.name.value == name);
        all.find_map(|variable| variable.value.as_ref())
    };
    let hosts = variable("VIRTUAL_HOST").filter(|hosts| !hosts.value.is_empty())?;
    let path = variable("VIRTUAL_PATH").map(|path| path.value.as_str()).filter(|path| *path != "/");
    let asks_more = path.is_some() || variable("NETWORK_ACCESS").is_some();
    let said = variable("VIRTUAL_PORT").and_then(|port| port.value.trim().parse().ok());
    Some(Asked {
        service,
        loc: hosts.loc,
        conditions: of_hosts(&hosts.value).filter(|_| !asks_more),
        target: said.or_else(|| only_port(service)),
        is_encrypted: variable("LETSENCRYPT_HOST").is_some(),
    })
}

/// Names of hosts with commas or blanks between.
fn of_hosts(text: &str) -> Option<Conditions> {
    let hosts: Vec<String> = text
        .split([',', ' '])
        .map(|host| host.strip_prefix("https://").or_else(|| host.strip_prefix("http://")).unwrap_or(host))
        .filter(|host| !host.is_empty())
        .map(|host| format!("Host(`{host}`)"))
        .collect();
    traefik::conditions(&hosts.join(" || "))
}

/// The TCP port that a service publishes or exposes, if it is one.
fn only_port(service: &compose::Service) -> Option<u16> {
    let published = service.ports.iter().filter(|port| port.transport == Transport::Tcp);
    let exposed = service.expose.iter().filter_map(|port| port.value.trim_end_matches("/tcp").parse().ok());
    let all: BTreeSet<u16> = published.map(|port| port.target.value).chain(exposed).collect();
    all.first().copied().filter(|_| all.len() == 1)
}
