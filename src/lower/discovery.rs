//! Discovery: how services find each other by name.
//! Compose: service names, `aliases`, `links`, `hostname`. CloudFormation: `PrivateDnsNamespace`, `Service` and
//! `Instance` of Cloud Map.
//!
//! Decisions
//! - A service's name is an A record of all its tasks, believed for 10 seconds; ECS keeps it.
//! - ECS registers a service under one name only
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html>), so any other name is a CNAME
//!   that points at the first. Where several services share an alias, each answer names one of them, as with Docker.
//! - Names are the same everywhere in the namespace, while aliases belong to a network and those of `links` to one service.
//!   An alias that stands for different services in different places is therefore refused.
//! - Names that differ in case only are one name to DNS.
//! - A large project leaves the names out of the outputs, where they would take the room of everything else.
//!
//! Not here: short names, without the namespace (`task_definition::prepare`).

use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::{Handle, Output, Resource, Text, service_discovery};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

use super::context::Lowering;
use super::literals::to_text;
use super::names::{Name, OtherName};
use super::parameters::Parameters;
use super::plan::ServicePlan;
use super::tags;

/// How long a name is believed, in seconds.
const TTL: u32 = 10;

/// The namespace, and its name.
#[derive(Debug)]
pub(super) struct Namespace {
    id: Handle,
    name: Handle,
}

/// Makes the namespace and the aliases in it; nothing where no service has a name.
pub(super) fn lower(cx: &mut Lowering<'_>, parameters: &Parameters) -> Option<Namespace> {
    let name = parameters.namespace.clone()?;
    let mut cloud_map = service_discovery::PrivateDnsNamespace::new(
        name.reference::<String>(),
        parameters.vpc.reference::<String>(),
    );
    cloud_map.tags = tags::of_project(cx.project);
    let namespace = Namespace { id: cx.add(Name::CloudMap, Resource::new(&cloud_map)), name };
    for (alias, services) in aliases(cx) {
        lower_alias(cx, &namespace, alias, &services);
    }
    Some(namespace)
}

/// Makes the entry of a service.
pub(super) fn of_service(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    namespace: Option<&Namespace>,
) -> Option<Handle> {
    let namespace = namespace.filter(|_| plan.found)?;
    let service = plan.service;
    if !is_dns_name(&service.name.value) {
        cx.report(bad_name(&service.name));
    } else if service.name.value.contains('.') {
        cx.report(dotted(&service.name));
    }
    let entry = entry(cx, namespace, &service.name, service_discovery::DnsRecordType::A);
    let entry = service_discovery::Service { tags: tags::of_service(cx.project, service), ..entry };
    if cx.plan.tells_names() {
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
    name: &Spanned<String>,
    record: service_discovery::DnsRecordType,
) -> service_discovery::Service {
    let cname = record == service_discovery::DnsRecordType::Cname;
    let routing = if cname {
        service_discovery::RoutingPolicy::Weighted
    } else {
        service_discovery::RoutingPolicy::Multivalue
    };
    service_discovery::Service {
        name: Some(to_text(&name.value)),
        namespace_id: Some(namespace.id.reference()),
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
    let entry = entry(cx, namespace, alias, service_discovery::DnsRecordType::Cname);
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
    Text::sub().text(format!("{service}.")).reference(namespace.name.id()).finish()
}

/// A name besides those of the services: whom it stands for, and who may use it.
struct Use<'a> {
    alias: &'a Spanned<String>,
    service: &'a Spanned<String>,
    /// The network or the linking service in which the name is good.
    place: Place<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place<'a> {
    Network(&'a str),
    Service(&'a str),
    Everywhere,
}

/// Every alias with its services, both by name; those that would not be true are reported instead.
fn aliases<'a>(cx: &mut Lowering<'a>) -> Vec<(&'a Spanned<String>, Vec<&'a Spanned<String>>)> {
    let mut by_alias: BTreeMap<String, Vec<Use<'a>>> = BTreeMap::new();
    for plan in cx.plan.services.iter().filter(|plan| plan.found) {
        for alias in plan.lasting().flat_map(|service| uses(cx, plan, service)) {
            by_alias.entry(alias.alias.value.to_ascii_lowercase()).or_default().push(alias);
        }
    }
    let mut services: BTreeMap<String, &Spanned<String>> = BTreeMap::new();
    let mut same = Vec::new();
    for plan in cx.plan.services.iter().filter(|plan| plan.found) {
        let name = &plan.service.name;
        same.extend(
            services.insert(name.value.to_ascii_lowercase(), name).map(|first| one_name(first, name)),
        );
    }
    for diagnostic in same {
        cx.report(diagnostic);
    }
    let mut all = Vec::new();
    for (folded, uses) in by_alias {
        let Some(first) = uses.first() else { continue };
        if let Some(service) = services.get(&folded) {
            // A name that a service has anyway needs no alias.
            for other in uses.iter().filter(|other| other.service.value != service.value) {
                cx.report(hidden_alias(other, service));
            }
            continue;
        }
        if !is_dns_name(&first.alias.value) {
            cx.report(bad_name(first.alias));
            continue;
        }
        if first.alias.value.contains('.') {
            cx.report(dotted(first.alias));
        }
        if let Some(other) = differs(&uses) {
            cx.report(ambiguous_alias(first, other));
            continue;
        }
        let mut services: Vec<&Spanned<String>> = uses.iter().map(|one| one.service).collect();
        services.sort_by(|a, b| a.value.cmp(&b.value));
        services.dedup_by(|a, b| a.value == b.value);
        all.push((first.alias, services));
    }
    all
}

/// The names that a service gives to itself or, by `links`, to others. One in the task of another is found there, under
/// its own name too.
fn uses<'a>(cx: &Lowering<'a>, plan: &ServicePlan<'a>, service: &'a compose::Service) -> Vec<Use<'a>> {
    let main = &plan.service.name;
    let own = Some(&service.name).filter(|name| name.value != main.value);
    let on_networks = service.networks.iter().flat_map(move |attachment| {
        let place = Place::Network(&attachment.network.value);
        own.into_iter().chain(&attachment.aliases).map(move |alias| Use { alias, service: main, place })
    });
    let hostname =
        service.hostname.iter().map(|alias| Use { alias, service: main, place: Place::Everywhere });
    let linked = service.links.iter().filter_map(|(target, alias)| {
        let target =
            cx.plan.services.iter().find(|plan| {
                plan.found && plan.lasting().any(|service| service.name.value == target.value)
            })?;
        let place = Place::Service(&service.name.value);
        Some(Use { alias: alias.as_ref()?, service: &target.service.name, place })
    });
    on_networks.chain(hostname).chain(linked).collect()
}

/// A use whose place has other services under the name than the first one's; nothing when the name means the same in all.
fn differs<'a, 'b>(uses: &'b [Use<'a>]) -> Option<&'b Use<'a>> {
    let mut meanings: BTreeMap<Place<'_>, BTreeSet<&str>> = BTreeMap::new();
    for one in uses {
        meanings.entry(one.place).or_default().insert(&one.service.value);
    }
    let first = meanings.get(&uses.first()?.place)?;
    uses.iter().find(|one| meanings.get(&one.place) != Some(first))
}

/// What Cloud Map takes as a name: labels of letters, digits, `-` and `_`, none of which begins or ends with `-`.
/// <https://docs.aws.amazon.com/cloud-map/latest/api/API_CreateService.html>
fn is_dns_name(name: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(fine)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 127 && name.split('.').all(label)
}

fn bad_name(name: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadDnsName, format!("`{}` cannot be looked up by DNS", name.value))
        .at(name.loc)
        .help("use at most 63 letters, digits, `-` and `_`, with no `-` at the beginning or end")
}

fn one_name(first: &Spanned<String>, second: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` and `{}` are one name to DNS", first.value, second.value);
    Diagnostic::new(Code::AliasClash, message)
        .at(second.loc)
        .label(first.loc, "the other service")
        .help("rename one of them: DNS does not tell capital and small letters apart")
}

fn dotted(name: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::DottedName, format!("`{}` is found under its whole name only", name.value))
        .at(name.loc)
        .help("a name with dots is looked up in the Internet first; use one without, or add the value of `NamespaceName`")
}

fn hidden_alias(one: &Use<'_>, service: &Spanned<String>) -> Diagnostic {
    let message =
        format!("alias `{}` of `{}` is the name of another service", one.alias.value, one.service.value);
    Diagnostic::new(Code::AliasClash, message)
        .at(one.alias.loc)
        .label(service.loc, "this service")
        .help("give the alias another name")
}

fn ambiguous_alias(first: &Use<'_>, other: &Use<'_>) -> Diagnostic {
    let name = &first.alias.value;
    Diagnostic::new(Code::AliasClash, format!("`{name}` stands for different services in different places"))
        .label(other.alias.loc, format!("`{}` here", other.service.value))
        .label(first.alias.loc, format!("`{}` here", first.service.value))
        .help("names are the same for all services on AWS: use one alias for each service")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_for_dns() {
        let table = [
            ("db", true),
            ("a-b_c.d", true),
            ("-a", false),
            ("a-", false),
            ("a..b", false),
            ("", false),
            ("ä", false),
            ("0123456789012345678901234567890123456789012345678901234567890123", false),
        ];
        for (name, expected) in table {
            assert_eq!(is_dns_name(name), expected, "{name}");
        }
    }
}
