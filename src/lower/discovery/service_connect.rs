//! Service Connect: services that call each other by name through a proxy in each task.
//! Compose: `x-aws-discovery`, `ports`, `expose`, names and aliases. CloudFormation:
//! `ServiceConnectConfiguration` of an ECS service, `Name` and `AppProtocol` of its ports.
//!
//! Decisions
//! - Each TCP port that is published or exposed is there under each name of the service, with its own number,
//!   so that callers need no change
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectClientAlias.html>). A
//!   proxy can only pass on ports that it knows, and no UDP.
//! - A service without such ports takes part as a caller.
//! - An endpoint has one name (`clientAliases must have 1 element`), so a port has one entry a name.
//! - A name and port belong to one service in the namespace; an alias that several share is refused.
//! - `test_header` of a deployment that shifts requests holds for callers as well; without it ECS takes the
//!   header `x-amzn-ecs-blue-green-test`
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-blue-green.html>).
//! - No first container is needed for names.
//!
//! Not here: names in DNS (`discovery`), which service starts first (`order`).

use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::{Handle, Pseudo, Resource, Text, ecs, iam};
use crate::compose::{self, ConnectTls, Protocol, Transport};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};

use super::super::context::Lowering;
use super::super::names::Name;
use super::super::{logs, roles};
use super::Discovery;
use super::aliases::{By, aliases, bad_name, is_dns_name};
use crate::lower::literals::to_text;
use crate::plan::ServicePlan;
use crate::plan::facts::container_name;
use crate::plan::facts::exposed;

/// The longest name of a port or endpoint.
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html>
const LONGEST: usize = 64;

/// The ports that ECS takes for one container.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html>
const MAX_NAMES: usize = 100;

/// The service that takes the role for certificates.
const ECS: &str = "ecs.amazonaws.com";

/// The further names of each service.
pub(super) fn names<'a>(cx: &mut Lowering<'a>) -> BTreeMap<&'a str, Vec<&'a Spanned<String>>> {
    let mut found: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for (alias, services) in aliases(cx, By::Proxy) {
        if let [first, second, ..] = services.as_slice() {
            cx.report(shared_alias(alias, first, second));
        }
        for service in services {
            found.entry(service.value.as_str()).or_default().push(alias);
        }
    }
    found
}

/// Gives the ports of a container the names by which Service Connect knows them, and adds those that are only
/// exposed.
pub(in super::super) fn name_ports(
    plan: &ServicePlan<'_>,
    service: &compose::Service,
    mappings: &mut Vec<ecs::PortMapping>,
) {
    if plan.connect.is_none() || !plan.long_running().any(|one| one.name.value == service.name.value) {
        return;
    }
    for (number, protocol) in tcp_ports(service) {
        let known = mappings.iter_mut().find(|mapping| mapping.container_port == Some(number));
        let named = ecs::PortMapping {
            name: Some(port_name(&container_name(service), number)),
            container_port: Some(number),
            protocol: Some(ecs::TransportProtocol::Tcp),
            app_protocol: protocol.and_then(app_protocol),
            ..ecs::PortMapping::default()
        };
        match known {
            Some(mapping) => *mapping = named,
            None => mappings.push(named),
        }
    }
}

/// The configuration of an ECS service that takes part, and the rights with which its tasks log.
pub(in super::super) fn lower(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    discovery: &Discovery<'_>,
    log_group: &Handle,
) -> Option<(ecs::ServiceConnectConfiguration, Vec<iam::Statement>)> {
    let asked = plan.connect?;
    let namespace = discovery.namespace.as_ref()?;
    let service = plan.service;
    if !is_dns_name(&service.name.value) {
        cx.report(bad_name(&service.name));
    }
    let mut configuration = ecs::ServiceConnectConfiguration::new(true);
    configuration.namespace = Some(namespace.arn.clone());
    let further = discovery.connected.get(service.name.value.as_str());
    let names: Vec<&Spanned<String>> =
        std::iter::once(&service.name).chain(further.into_iter().flatten().copied()).collect();
    let tls = asked.tls.as_ref().map(|tls| lower_tls(cx, service, tls));
    let mut requests = false;
    for container in plan.long_running() {
        let known = tcp_ports(container);
        if known.len() > MAX_NAMES {
            cx.report(too_many(container, known.len()));
            continue;
        }
        for (number, protocol) in known {
            let speaks_http = protocol.and_then(app_protocol).is_some();
            requests |= speaks_http;
            let port = port_name(&container_name(container), number);
            let timeout = timeout(asked, speaks_http);
            let tests = tests(plan, container, number).filter(|_| speaks_http);
            for name in &names {
                let mut endpoint = endpoint(cx, &port, name, number);
                endpoint.timeout.clone_from(&timeout);
                endpoint.tls.clone_from(&tls);
                for alias in &mut endpoint.client_aliases {
                    alias.test_traffic_rules.clone_from(&tests);
                }
                configuration.services.push(endpoint);
            }
        }
    }
    report_lost(cx, plan, &configuration);
    if let Some(request) = asked.request_timeout.as_ref().filter(|_| !requests) {
        // The project's setting is for those of its services that have requests.
        if service.extensions.discovery.is_some() {
            cx.report(no_requests(request.loc));
        }
    }
    let grants = log(&mut configuration, asked, log_group, service);
    Some((configuration, grants))
}

/// The requests by which callers reach the new tasks of a port before these take over.
fn tests(
    plan: &ServicePlan<'_>,
    container: &compose::Service,
    number: u16,
) -> Option<ecs::ServiceConnectTestTrafficRules> {
    let deployment = plan.service.extensions.deployment.as_ref().filter(|asked| asked.strategy().shifts())?;
    let published = |of: u16| {
        plan.ports.iter().any(|port| {
            port.published.number == of
                && port.port.target.value == number
                && port.service.name.value == container.name.value
        })
    };
    let mut headers = deployment.test_headers.iter();
    let header = headers.find(|header| header.published.as_ref().is_none_or(|of| published(of.value)))?;
    let value = ecs::ServiceConnectTestTrafficRulesHeaderValue { exact: to_text(&header.value.value) };
    Some(ecs::ServiceConnectTestTrafficRules {
        header: ecs::ServiceConnectTestTrafficRulesHeader {
            name: to_text(&header.name.value),
            value: Some(value),
        },
    })
}

fn endpoint(
    cx: &mut Lowering<'_>,
    port: &str,
    name: &Spanned<String>,
    number: u16,
) -> ecs::ServiceConnectService {
    let lower = name.value.to_ascii_lowercase();
    let discovery = port_name(&lower.replace('.', "-"), number);
    if discovery.len() > LONGEST || port.len() > LONGEST {
        cx.report(too_long(name));
    }
    let alias = ecs::ServiceConnectClientAlias {
        dns_name: Some(to_text(&lower)),
        ..ecs::ServiceConnectClientAlias::new(number)
    };
    let mut endpoint = ecs::ServiceConnectService::new(port);
    endpoint.discovery_name = (discovery != port).then(|| to_text(&discovery));
    endpoint.client_aliases = vec![alias];
    endpoint
}

/// Whether others can call a task.
pub(super) fn has_endpoints(plan: &ServicePlan<'_>) -> bool {
    plan.connect.is_some() && plan.long_running().any(|service| !tcp_ports(service).is_empty())
}

/// The TCP ports of a container that others know, and what is spoken there.
fn tcp_ports(service: &compose::Service) -> BTreeMap<u16, Option<Protocol>> {
    let exposed = exposed(service)
        .filter(|(_, transport)| *transport == Transport::Tcp)
        .flat_map(|((first, last), _)| (first..=last).map(|number| (number, None)));
    let published = service
        .ports
        .iter()
        .filter(|port| port.transport == Transport::Tcp)
        .map(|port| (port.target.value, port.spoken().ok().filter(|_| port.target.value != 443)));
    // The protocol of a published port wins over the default of an exposed one.
    exposed.chain(published).collect()
}

fn port_name(name: &str, number: u16) -> String {
    format!("{}-{number}-tcp", name.to_ascii_lowercase())
}

fn app_protocol(protocol: Protocol) -> Option<ecs::AppProtocol> {
    match protocol {
        Protocol::Http | Protocol::Https => Some(ecs::AppProtocol::Http),
        Protocol::Http2 => Some(ecs::AppProtocol::Http2),
        Protocol::Grpc => Some(ecs::AppProtocol::Grpc),
        Protocol::Tcp | Protocol::Udp | Protocol::Tls => None,
    }
}

/// Only what speaks HTTP has requests to wait for.
fn timeout(asked: &compose::Discovery, speaks_http: bool) -> Option<ecs::TimeoutConfiguration> {
    let request = asked.request_timeout.as_ref().filter(|_| speaks_http);
    if asked.idle_timeout.is_none() && request.is_none() {
        return None;
    }
    Some(ecs::TimeoutConfiguration {
        idle_timeout_seconds: asked.idle_timeout.as_ref().map(|idle| idle.value),
        per_request_timeout_seconds: request.map(|request| request.value),
    })
}

fn lower_tls(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    tls: &ConnectTls,
) -> ecs::ServiceConnectTlsConfiguration {
    let ConnectTls { ca, kms_key, role } = tls;
    let authority = ecs::ServiceConnectTlsCertificateAuthority { aws_pca_authority_arn: to_text(&ca.value) };
    let role = match role {
        Some(role) => to_text(&role.value),
        None => lower_role(cx, service, kms_key.as_ref()),
    };
    ecs::ServiceConnectTlsConfiguration {
        kms_key: kms_key.as_ref().map(|key| to_text(&key.value)),
        role_arn: Some(role),
        ..ecs::ServiceConnectTlsConfiguration::new(authority)
    }
}

/// The role by which ECS gets the certificates of a service.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html>
fn lower_role(cx: &mut Lowering<'_>, service: &compose::Service, key: Option<&Spanned<String>>) -> Text {
    let policy = Text::sub().text("arn:").pseudo(Pseudo::Partition).text(
        ":iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity",
    );
    let mut role = roles::new(cx.project, service, roles::assumed_by(ECS));
    role.managed_policy_arns = vec![policy.finish()];
    if let Some(key) = key {
        let actions = ["kms:Decrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyPair"];
        let statement = iam::Statement::allow(actions, [to_text(&key.value)]);
        role.policies = vec![iam::Policy {
            policy_name: "Key".into(),
            policy_document: iam::PolicyDocument::new(vec![statement]).into(),
        }];
    }
    cx.add(Name::ConnectRole(&service.name), Resource::new(&role)).attribute("Arn")
}

/// Where the proxy logs; access logs need a log.
fn log(
    configuration: &mut ecs::ServiceConnectConfiguration,
    asked: &compose::Discovery,
    log_group: &Handle,
    service: &compose::Service,
) -> Vec<iam::Statement> {
    if !asked.log && asked.access_logs.is_none() {
        return Vec::new();
    }
    let logging = logs::of_ours(log_group, service);
    configuration.log_configuration = logging.configuration;
    configuration.access_log_configuration = asked.access_logs.as_ref().map(|json| {
        let format = if json.value { ecs::AccessLogFormat::Json } else { ecs::AccessLogFormat::Text };
        ecs::ServiceConnectAccessLogConfiguration::new(format)
    });
    logging.grants
}

/// Reports what others reach in Compose and not by a proxy.
fn report_lost(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    configuration: &ecs::ServiceConnectConfiguration,
) {
    for service in plan.long_running() {
        let published = service.ports.iter().find(|port| port.transport == Transport::Udp);
        let listed = service.expose.iter().find(|port| port.value.ends_with("/udp"));
        if let Some(loc) = published.map(|port| port.loc).or(listed.map(|port| port.loc)) {
            cx.report(no_udp(service, loc));
        }
    }
    let own: BTreeSet<&str> = plan.containers().map(|service| service.name.value.as_str()).collect();
    let needed =
        cx.project.services.iter().filter(|other| !own.contains(other.name.value.as_str())).find_map(
            |other| {
                let links = other.links.iter().map(|(target, _)| target);
                let mut named = other.depends_on.iter().map(|dependency| &dependency.service).chain(links);
                named.find(|named| own.contains(named.value.as_str()))
            },
        );
    if let Some(needed) = needed.filter(|_| configuration.services.is_empty()) {
        cx.report(no_port(plan.service, needed));
    }
}

fn shared_alias(alias: &Spanned<String>, first: &Spanned<String>, second: &Spanned<String>) -> Diagnostic {
    let (one, two) = (&first.value, &second.value);
    let message =
        format!("`{one}` and `{two}` share the name `{}`, and Service Connect has it once", alias.value);
    Diagnostic::new(Code::AliasClash, message)
        .at(alias.loc)
        .help("use one alias for each service, or `x-aws-discovery: cloud-map`")
}

fn too_many(service: &compose::Service, count: usize) -> Diagnostic {
    let message =
        format!("`{}` has {count} ports for Service Connect, ECS allows {MAX_NAMES}", service.name.value);
    Diagnostic::new(Code::TooMany, message)
        .at(service.expose.first().map_or(service.name.loc, |port| port.loc))
        .help("expose those that others call")
}

fn too_long(name: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` is too long a name for Service Connect", name.value);
    Diagnostic::new(Code::BadDnsName, message)
        .at(name.loc)
        .help(format!("with a port it has at most {LONGEST} characters: use a shorter name"))
}

fn no_requests(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::NeedsProxy, "there are no requests to wait for: no port of the service speaks HTTP")
        .at(loc)
        .help("say what the port speaks with `x-aws-protocol: http`, or remove `request`")
}

fn no_udp(service: &compose::Service, loc: Loc) -> Diagnostic {
    let message = format!("others do not find the UDP ports of `{}` by its name", service.name.value);
    Diagnostic::new(Code::Approximated, message)
        .at(loc)
        .help("Service Connect carries TCP; use `x-aws-discovery: cloud-map` where UDP is needed")
}

fn no_port(service: &compose::Service, needed: &Spanned<String>) -> Diagnostic {
    let message =
        format!("nobody finds `{0}`: it is not known on which ports it listens", service.name.value);
    Diagnostic::new(Code::Approximated, message)
        .at(service.name.loc)
        .label(needed.loc, "needed here")
        .help("name its ports in `expose`; Service Connect passes on those it knows")
}
