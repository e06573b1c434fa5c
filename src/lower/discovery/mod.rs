//! Discovery: how services find each other by name.
//! Compose: service names, `aliases`, `links`, `hostname`, `container_name`, `x-aws-discovery`,
//! `x-aws-namespace`. CloudFormation: `PrivateDnsNamespace`, `Service` and `Instance` of Cloud Map.
//!
//! Decisions
//! - A service's name is an A record of all its tasks, believed for 10 seconds; ECS keeps it.
//! - ECS registers a service under one name only
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html>), so any other
//!   name is a CNAME that points at the first. Where several services share an alias, each answer names one
//!   of them, as with Docker.
//! - Aliases are in a domain of their own, `db.alias.demo.local`, which short names are looked up in after
//!   the namespace. Cloud Map changes neither the record type nor the health check of a name, and
//!   CloudFormation deletes last, so a service that takes the place of an alias could not have its name.
//! - A namespace that exists is used where the file names one; emptying its parameter makes a new one all the
//!   same.
//! - A large project leaves the names out of the outputs, where they would take the room of everything else.
//!
//! - A task is found in one way. Those that share a network share the way too: a name in DNS says nothing to
//!   a proxy, and a name that proxies know is not in DNS. With `none` a task is not found and finds nobody.
//!
//! Not here: short names, without the namespace (`task_definition::prepare`).

mod aliases;
mod mentions;
mod order;
mod service_connect;

use std::collections::BTreeMap;

use crate::cfn::{Handle, List, Output, Pseudo, Resource, Text, service_discovery};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};

use super::context::Lowering;
use super::names::{Name, OtherName};
use super::parameters::Parameters;
use super::tags;
use crate::lower::literals::to_text;
use crate::plan::ServicePlan;
use aliases::{ALIAS, By, aliases, bad_name, dotted, is_dns_name};

pub(super) use order::{Waits, add_calls};
pub(super) use service_connect::{lower as connect, name_ports};

/// How long a name is believed, in seconds.
const TTL: u32 = 10;

/// The namespace, and its name.
#[derive(Debug)]
pub(super) struct Namespace {
    id: Text,
    arn: Text,
    name: Text,
}

/// How the services of the project are found.
#[derive(Debug)]
pub(super) struct Discovery<'a> {
    namespace: Option<Namespace>,
    /// The domains in which short names are looked up, with a blank between them.
    pub(super) search: Option<Text>,
    /// Whether the outputs say the name of each service.
    tells_names: bool,
    /// The further names of each service of Service Connect, by the name of the service.
    connected: BTreeMap<&'a str, Vec<&'a Spanned<String>>>,
}

/// Makes the namespace and the aliases in it; no namespace where no service has a name.
pub(super) fn lower<'a>(cx: &mut Lowering<'a>, parameters: &Parameters) -> Discovery<'a> {
    report_two_ways(cx);
    let connected = service_connect::names(cx);
    let Some(name) = parameters.namespace.clone() else {
        if let Some(namespace) = &cx.project.extensions.namespace {
            cx.report(nobody_to_find(namespace.loc));
        }
        return Discovery { namespace: None, search: None, tells_names: false, connected };
    };
    let mut cloud_map =
        service_discovery::PrivateDnsNamespace::new(name.clone(), parameters.vpc.reference::<String>());
    cloud_map.tags = tags::of_project(cx.project);
    let namespace = lower_namespace(cx, Resource::new(&cloud_map), parameters, name);
    let aliases = aliases(cx, By::Dns);
    for (alias, services) in &aliases {
        lower_alias(cx, &namespace, alias, services);
    }
    let search = if aliases.is_empty() {
        namespace.name.clone()
    } else {
        let domains: List = [namespace.name.clone(), whole_name(&namespace, ALIAS)].into_iter().collect();
        Text::join(" ", domains)
    };
    Discovery {
        namespace: Some(namespace),
        search: Some(search),
        tells_names: cx.plan.tells_names(),
        connected,
    }
}

/// The namespace that the stack makes, or one that exists.
fn lower_namespace(
    cx: &mut Lowering<'_>,
    cloud_map: Resource,
    parameters: &Parameters,
    name: Text,
) -> Namespace {
    let Some((existing, create)) = &parameters.existing_namespace else {
        let ours = cx.add(Name::CloudMap, cloud_map);
        return Namespace { id: ours.reference(), arn: ours.attribute("Arn"), name };
    };
    let ours = cx.add(Name::CloudMap, cloud_map.when(create));
    let arn = Text::sub().text("arn:").pseudo(Pseudo::Partition).text(":servicediscovery:");
    let arn = arn.pseudo(Pseudo::Region).text(":").pseudo(Pseudo::AccountId).text(":namespace/");
    let arn = arn.reference(existing.id()).finish();
    Namespace {
        id: Text::when(create, ours.reference::<String>(), existing.reference::<String>()),
        arn: Text::when(create, ours.attribute::<String>("Arn"), arn),
        name,
    }
}

/// Reports services that would find each other in Compose and do not, as they are found in different ways.
fn report_two_ways(cx: &mut Lowering<'_>) {
    let plan = cx.plan;
    let mut members: BTreeMap<&str, Vec<&ServicePlan<'_>>> = BTreeMap::new();
    for one in &plan.services {
        one.networks().into_iter().for_each(|key| members.entry(key).or_default().push(one));
    }
    for network in &plan.networks {
        let on_it = members.get(network.key.value.as_str()).map(Vec::as_slice).unwrap_or_default();
        let Some(connected) = on_it.iter().find(|one| one.connect.is_some()) else { continue };
        if let Some(other) = on_it.iter().find(|one| one.found) {
            cx.report(two_ways(connected, other, &network.key.value));
        }
        for job in on_it.iter().filter(|one| one.is_job) {
            cx.report(not_for_jobs(job.service));
        }
    }
}

/// Makes the entry of a service.
pub(super) fn of_service(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    discovery: &Discovery<'_>,
) -> Option<Handle> {
    let namespace = discovery.namespace.as_ref().filter(|_| plan.found)?;
    let service = plan.service;
    if !is_dns_name(&service.name.value) {
        cx.report(bad_name(&service.name));
    } else if service.name.value.contains('.') {
        cx.report(dotted(&service.name, ".demo.local"));
    }
    let entry = entry(cx, namespace, &service.name.value, service_discovery::DnsRecordType::A);
    let entry = service_discovery::Service { tags: tags::of_service(cx.project, service), ..entry };
    if discovery.tells_names {
        let value = whole_name(namespace, &service.name.value);
        let description = Some(format!("Name of {} in the VPC", service.name.value));
        let output = Output { condition: None, description, value, export: None };
        cx.output(OtherName::DiscoveryName(&service.name), output);
    }
    Some(cx.add(Name::ServiceDiscoveryEntry(&service.name), Resource::new(&entry)))
}

fn entry(
    cx: &Lowering<'_>,
    namespace: &Namespace,
    name: &str,
    record: service_discovery::DnsRecordType,
) -> service_discovery::Service {
    let cname = record == service_discovery::DnsRecordType::Cname;
    let routing = if cname {
        service_discovery::RoutingPolicy::Weighted
    } else {
        service_discovery::RoutingPolicy::Multivalue
    };
    service_discovery::Service {
        name: Some(to_text(name)),
        namespace_id: Some(namespace.id.clone()),
        dns_config: Some(service_discovery::DnsConfig {
            routing_policy: Some(routing),
            dns_records: vec![service_discovery::DnsRecord { r#type: record, ttl: TTL }],
        }),
        health_check_custom_config: (!cname)
            .then_some(service_discovery::HealthCheckCustomConfig { failure_threshold: 1 }),
        tags: tags::of_project(cx.project),
        ..service_discovery::Service::default()
    }
}

fn lower_alias(
    cx: &mut Lowering<'_>,
    namespace: &Namespace,
    alias: &Spanned<String>,
    services: &[&Spanned<String>],
) {
    let name = aliases::name_of(alias);
    let entry = entry(cx, namespace, &name, service_discovery::DnsRecordType::Cname);
    let entry = cx.add(Name::Alias(alias), Resource::new(&entry));
    for service in services {
        let instance = service_discovery::Instance {
            service_id: entry.reference(),
            instance_id: Some(to_text(&service.value)),
            instance_attributes: service_discovery::InstanceAttributes {
                cname: whole_name(namespace, &service.value),
            },
        };
        cx.add(Name::AliasInstance(alias, service), Resource::new(&instance));
    }
}

fn whole_name(namespace: &Namespace, service: &str) -> Text {
    let parts: List = [to_text(service), namespace.name.clone()].into_iter().collect();
    Text::join(".", parts)
}

fn two_ways(connected: &ServicePlan<'_>, other: &ServicePlan<'_>, network: &str) -> Diagnostic {
    let (one, two) = (&connected.service.name, &other.service.name);
    let message = format!("`{}` and `{}` share `{network}` and do not find each other", one.value, two.value);
    Diagnostic::new(Code::MixedDiscovery, message)
        .label(one.loc, "found by Service Connect")
        .label(two.loc, "found by DNS")
        .help("give both the same `x-aws-discovery`, or write `none` at the one that need not be found")
}

fn not_for_jobs(job: &compose::Service) -> Diagnostic {
    let message = format!("short names of other services do not work in `{}`", job.name.value);
    Diagnostic::new(Code::ShortNames, message).at(job.name.loc).help(
        "Service Connect is for services alone, and this is a job: use `x-aws-discovery: cloud-map` \
         where it must find others",
    )
}

fn nobody_to_find(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::Ignored, "`x-aws-namespace` has no effect: no service is found by a name")
        .at(loc)
        .help("remove it, or let services be found")
}
