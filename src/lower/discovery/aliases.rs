//! Aliases: names besides those of the services.
//! Compose: `aliases`, `links`, `hostname`, `container_name`. CloudFormation: names in the namespace.
//!
//! Decisions
//! - Names are the same everywhere in the namespace, while aliases belong to a network and those of `links`
//!   to one service. An alias that stands for different services in different places is therefore refused.
//! - In DNS an alias has a domain below the namespace, so that it is never in the way of a service.
//! - Names that differ in case only are one name to DNS.
//! - The name of a container is an alias where another service uses it (`mentions`); elsewhere it names
//!   nothing.
//!
//! Not here: what is made of them (`discovery`, `connect`).

use std::collections::{BTreeMap, BTreeSet};

use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

use super::super::context::Lowering;
use super::mentions;
use crate::plan::ServicePlan;

/// The domain of the aliases, below the namespace.
pub(super) const ALIAS: &str = "alias";

/// The name of an alias in the namespace.
pub(super) fn name_of(alias: &Spanned<String>) -> String {
    format!("{}.{ALIAS}", alias.value)
}

/// Who tells a name's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// DNS, by Cloud Map.
    Dns,
    /// The proxies of Service Connect.
    Proxy,
}

impl By {
    /// Whether it tells the address of these tasks.
    fn finds(self, plan: &ServicePlan<'_>) -> bool {
        match self {
            Self::Dns => plan.found,
            Self::Proxy => plan.connect.is_some(),
        }
    }
}

/// A name besides those of the services: whom it stands for, and who may use it.
struct Use<'a> {
    alias: &'a Spanned<String>,
    service: &'a Spanned<String>,
    /// The network or the linking service in which the name is good.
    place: AliasScope<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum AliasScope<'a> {
    Network(&'a str),
    Service(&'a str),
    Everywhere,
}

/// Every alias with its services, both by name; those that would not be true are reported instead.
pub(super) fn aliases<'a>(
    cx: &mut Lowering<'a>,
    by: By,
) -> Vec<(&'a Spanned<String>, Vec<&'a Spanned<String>>)> {
    let mut by_alias: BTreeMap<String, Vec<Use<'a>>> = BTreeMap::new();
    for plan in cx.plan.services.iter().filter(|plan| by.finds(plan)) {
        for alias in plan.long_running().flat_map(|service| uses(cx, by, plan, service)) {
            by_alias.entry(alias.alias.value.to_ascii_lowercase()).or_default().push(alias);
        }
    }
    let mut services: BTreeMap<String, &Spanned<String>> = BTreeMap::new();
    let mut same = Vec::new();
    for plan in cx.plan.services.iter().filter(|plan| by.finds(plan)) {
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
        let taken = services.get(&format!("{folded}.{ALIAS}")).filter(|_| by == By::Dns);
        if let Some(service) = taken {
            cx.report(hidden_alias(first, service));
            continue;
        }
        if !is_dns_name(&name_of(first.alias)) {
            cx.report(bad_name(first.alias));
            continue;
        }
        if by == By::Dns && first.alias.value.contains('.') {
            cx.report(dotted(first.alias, ".alias.demo.local"));
        }
        if let Some(other) = differs(&uses) {
            cx.report(ambiguous_alias(first, other));
            continue;
        }
        let mut services: Vec<&Spanned<String>> = uses.iter().map(|one| one.service).collect();
        services.sort_unstable_by(|a, b| a.value.cmp(&b.value));
        services.dedup_by(|a, b| a.value == b.value);
        all.push((first.alias, services));
    }
    all
}

/// The names that a service gives to itself or, by `links`, to others. One in the task of another is found
/// there, under its own name too.
fn uses<'a>(
    cx: &Lowering<'a>,
    by: By,
    plan: &ServicePlan<'a>,
    service: &'a compose::Service,
) -> Vec<Use<'a>> {
    let main = &plan.service.name;
    let own = Some(&service.name).filter(|name| name.value != main.value);
    let on_networks = service.networks.iter().flat_map(move |attachment| {
        let place = AliasScope::Network(&attachment.network.value);
        own.into_iter().chain(&attachment.aliases).map(move |alias| Use { alias, service: main, place })
    });
    let used = |name: &&Spanned<String>| mentions::by_others(cx.project, &name.value, &service.name.value);
    let container = service.container_name.iter().filter(used);
    let everywhere = service.hostname.iter().chain(container);
    let everywhere = everywhere.map(|alias| Use { alias, service: main, place: AliasScope::Everywhere });
    let linked = service.links.iter().filter_map(|(target, alias)| {
        let target = cx.plan.services.iter().find(|plan| {
            by.finds(plan) && plan.long_running().any(|service| service.name.value == target.value)
        })?;
        let place = AliasScope::Service(&service.name.value);
        Some(Use { alias: alias.as_ref()?, service: &target.service.name, place })
    });
    on_networks.chain(everywhere).chain(linked).collect()
}

/// A use whose place has other services under the name than the first one's; nothing when the name means the
/// same in all.
fn differs<'a, 'b>(uses: &'b [Use<'a>]) -> Option<&'b Use<'a>> {
    let mut meanings: BTreeMap<AliasScope<'_>, BTreeSet<&str>> = BTreeMap::new();
    for one in uses {
        meanings.entry(one.place).or_default().insert(&one.service.value);
    }
    let first = meanings.get(&uses.first()?.place)?;
    uses.iter().find(|one| meanings.get(&one.place) != Some(first))
}

/// Whether Cloud Map takes a name: labels of letters, digits, `-` and `_`, none of which begins or ends with
/// `-`.
/// <https://docs.aws.amazon.com/cloud-map/latest/api/API_CreateService.html>
pub(super) fn is_dns_name(name: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(fine)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 127 && name.split('.').all(label)
}

/// Says that DNS takes no such name.
pub(super) fn bad_name(name: &Spanned<String>) -> Diagnostic {
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

/// Says that a name with dots is not short.
pub(super) fn dotted(name: &Spanned<String>, rest: &str) -> Diagnostic {
    Diagnostic::new(Code::DottedName, format!("`{}` is found under its whole name only", name.value))
        .at(name.loc)
        .help(format!(
            "a name with dots is looked up in the Internet first; use one without, or add the \
             namespace, such as `{rest}` in the stack `demo`"
        ))
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
