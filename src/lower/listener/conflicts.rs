//! Ports that cannot share a listener, and settings that a listener cannot have.

use crate::compose::{self, ListenerOptions, Route};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::deployment;
use crate::plan::ports;
use crate::plan::test_ports;
use crate::plan::{Carrier, Plan, PublishedPort};
use crate::source::Loc;

use super::texts;
use crate::plan::listeners::LAST;
use crate::plan::listeners::{ListenerGroup, Planned, key, share};
use crate::plan::rule_priority;

/// The target groups among which one action can choose.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html>
const MOST_SHARERS: usize = 5;

/// The values with which one rule compares requests.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html>
const MOST_VALUES: usize = 5;

/// Every such finding.
pub(super) fn find(
    project: &compose::Project,
    plan: &Plan<'_>,
    groups: &[ListenerGroup<'_>],
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (_, port) in plan.all_ports() {
        findings.extend(of_port(port));
    }
    for service in &plan.services {
        let closed = |port: &&PublishedPort<'_>| !matches!(port.carrier, Carrier::Ours);
        let external = |key: &str| project.networks.iter().any(|it| it.external && it.key.value == key);
        let open = project.extensions.load_balancer_group.is_some()
            || project.extensions.load_balancer_source.is_some()
            || service.networks().iter().any(|key| external(key));
        findings.extend(service.ports.iter().find(closed).filter(|_| !open).map(|port| nobody_lets_in(port)));
    }
    for listener_group in groups.iter().filter(|listener_group| listener_group.balancer.is_application()) {
        of_owners(listener_group, &mut findings);
        of_settings(listener_group, &mut findings);
        of_rules(listener_group, &mut findings);
        of_shifted(plan, listener_group, &mut findings);
    }
    findings
}

/// Whether two routes of one rule or default agree in all but their weights. Whoever signs in for the one has
/// signed in for the other, so what they must show is the same.
pub(super) fn do_the_same(one: (&PublishedPort<'_>, &Route), other: (&PublishedPort<'_>, &Route)) -> bool {
    let told = |(port, route): (&PublishedPort<'_>, &Route)| {
        let Route { rewrite, redirect, respond, auth, .. } = route;
        let replaced = [&rewrite.host, &rewrite.path]
            .map(|it| it.as_ref().map(|it| (it.regex.value.clone(), it.replace.value.clone())));
        let auth = auth.as_ref().or(port.port.listener.auth.as_ref());
        let auth = auth.map(|auth| texts::of_auth(auth).into_iter().map(|text| text.value.clone()).collect());
        let auth: Option<Vec<String>> = auth;
        (replaced, redirect.is_some(), respond.is_some(), auth)
    };
    told(one) == told(other)
}

fn of_port(port: &PublishedPort<'_>) -> Option<Diagnostic> {
    let ListenerOptions { alpn_policy, certificates, listener, mutual_tls, routes, ssl_policy, .. } =
        &port.port.listener;
    let auth = port.port.listener.auths().next().map(|auth| auth.loc);
    let of_requests = routes.all.first().map(|route| route.loc).or(auth);
    let of_requests = of_requests.or(listener.as_ref().map(|listener| listener.loc));
    let mutual_tls = mutual_tls.as_ref().map(|tls| tls.loc);
    if let Some(loc) = of_requests.or(mutual_tls).filter(|_| !port.protocol.is_http()) {
        return Some(not_http(loc));
    }
    let policy = ssl_policy.as_ref().map(|policy| policy.loc);
    let of_tls = auth.or(mutual_tls).or(policy).or(certificates.first().map(|it| it.loc));
    if let Some(loc) = of_tls.filter(|_| !port.is_encrypted()) {
        return Some(not_encrypted(loc));
    }
    if let Some(alpn) = alpn_policy.as_ref().filter(|_| port.protocol != compose::Protocol::Tls) {
        return Some(no_alpn(alpn.loc));
    }
    let Carrier::Listener(arn) = port.carrier else { return None };
    if let Some(loc) = mutual_tls.or(policy) {
        return Some(not_ours(loc, arn.loc));
    }
    let by_default = routes.all.iter().find(|route| route.default).map(|route| route.loc);
    let loc = if routes.all.is_empty() { Some(port.port.loc) } else { by_default };
    loc.map(|loc| no_route(loc, arn.loc))
}

/// One port takes what no route takes, or several that have weights.
fn of_owners(listener_group: &ListenerGroup<'_>, findings: &mut Vec<Diagnostic>) {
    for (one, other) in listener_group.ports.iter().zip(listener_group.ports.iter().skip(1)) {
        if one.service.name.value == other.service.name.value {
            findings.push(ports::port_taken(one.service, one, other.service, other));
        } else if one.is_encrypted() != other.is_encrypted() {
            findings.push(half_encrypted(one, other));
        }
    }
    if listener_group.existing.is_some() {
        return;
    }
    let defaults = listener_group.defaults();
    let weighted = |route: Option<&Route>| route.is_some_and(|route| route.weight.is_some());
    for ((one, first), (other, second)) in defaults.iter().zip(defaults.iter().skip(1)) {
        let differ = one.service.name.value != other.service.name.value;
        if differ && !(weighted(*first) && weighted(*second)) {
            findings.push(ports::port_taken(one.service, one, other.service, other));
        } else if let (Some(first), Some(second)) = (first, second)
            && !do_the_same((*one, *first), (*other, *second))
        {
            findings.push(unlike(first, second));
        }
    }
    if let Some((port, _)) = defaults.get(MOST_SHARERS) {
        findings.push(too_many_sharers(port.port.loc));
    }
}

/// A setting of the whole listener stands once.
fn of_settings(listener_group: &ListenerGroup<'_>, findings: &mut Vec<Diagnostic>) {
    let policies: Vec<_> =
        listener_group.ports.iter().filter_map(|port| port.port.listener.ssl_policy.as_ref()).collect();
    for (one, other) in policies.iter().zip(policies.iter().skip(1)) {
        if one.value != other.value {
            findings.push(two_settings("x-aws-ssl_policy", one.loc, other.loc));
        }
    }
    let modes: Vec<_> =
        listener_group.ports.iter().filter_map(|port| port.port.listener.mutual_tls.as_ref()).collect();
    let store = |tls: &compose::MutualTls| tls.trust_store.as_ref().map(|store| store.value.clone());
    for (one, other) in modes.iter().zip(modes.iter().skip(1)) {
        if (one.verify, store(one)) != (other.verify, store(other)) {
            findings.push(two_settings("x-aws-mutual_tls", one.loc, other.loc));
        }
    }
}

fn of_rules(listener_group: &ListenerGroup<'_>, findings: &mut Vec<Diagnostic>) {
    let rules = listener_group.rules();
    for (index, one) in rules.iter().enumerate() {
        for other in rules.iter().skip(index + 1) {
            if share(one, other) {
                let said = |rule: &Planned<'_>| rule.route.priority.as_ref().map(|priority| priority.value);
                if said(one).zip(said(other)).is_some_and(|(one, other)| one != other) {
                    findings.push(unlike(one.route, other.route));
                }
            } else if one.conditions == other.conditions {
                findings.push(same_requests(one.route, other.route));
            } else if one.priority == other.priority {
                findings.push(same_priority(one, other));
            } else if one.route.priority.is_none()
                && other.route.priority.is_none()
                && rule_priority::is_within(other.route, one.route)
            {
                findings.push(hidden(one, other));
            }
        }
    }
    for group in listener_group.grouped_rules() {
        findings.extend(group.get(MOST_SHARERS).map(|rule| too_many_sharers(rule.route.loc)));
    }
}

/// Whether a port goes with the rule for all paths that ECS changes.
fn of_shifted(plan: &Plan<'_>, listener_group: &ListenerGroup<'_>, findings: &mut Vec<Diagnostic>) {
    let defaults = listener_group.defaults();
    let shifted = defaults.iter().filter(|(port, _)| test_ports::shifts(plan, port));
    for (port, route) in shifted {
        if let Some(route) = route.filter(|_| defaults.len() > 1) {
            findings.push(deployment::shares_a_rule(port, route));
        }
        let last = |rule: &Planned<'_>| rule.priority == LAST;
        findings.extend(listener_group.rules().into_iter().find(last).map(|rule| reserved(&rule, port)));
    }
    for port in &listener_group.ports {
        let header = port.test_header.filter(|_| test_ports::shifts(plan, port));
        let Some(header) = header else { continue };
        let routes = &port.port.listener.routes.all;
        let most = routes.iter().filter(|route| route.forwards()).map(|route| route.values().count()).max();
        if most.is_some_and(|most| most >= MOST_VALUES) {
            findings.push(too_many_values(header.name.loc));
        }
        if listener_group.test_rules().get(&key(port)) == Some(&None) {
            let said = routes.iter().find_map(|route| route.priority.as_ref());
            findings.push(nothing_before(header, said.map_or(port.port.loc, |said| said.loc)));
        }
    }
}

/// The finding for two routes that share their requests and differ in more than their weights.
pub(super) fn unlike(one: &Route, other: &Route) -> Diagnostic {
    let message = "routes that share their requests by `weight` differ in more than that";
    two(message, one.loc, other.loc)
        .help("give them the same `priority`, `rewrite` and `auth`, or other conditions")
}

fn same_requests(one: &Route, other: &Route) -> Diagnostic {
    two("two routes take the same requests", one.loc, other.loc)
        .help("change the conditions of one of them, or give each a `weight` to let them share the requests")
}

fn same_priority(one: &Planned<'_>, other: &Planned<'_>) -> Diagnostic {
    let message = format!("two routes have the priority {}", one.priority);
    two(message, one.route.loc, other.route.loc)
        .help("write `priority: 100` on the one to be tried first, or any number of your own from 1 to 50000")
}

fn reserved(rule: &Planned<'_>, port: &PublishedPort<'_>) -> Diagnostic {
    let name = &port.service.name.value;
    Diagnostic::new(
        Code::RouteClash,
        format!("{LAST} is the priority of the rule by which requests to `{name}` are shifted"),
    )
    .label(rule.route.priority.as_ref().map_or(rule.route.loc, |priority| priority.loc), "the same")
    .label(port.port.loc, "takes what no route takes")
    .help("write a smaller number")
}

fn too_many_values(loc: Loc) -> Diagnostic {
    let message = format!("the rule for tests has more than the {MOST_VALUES} values that AWS allows a rule");
    Diagnostic::new(Code::TooMany, message)
        .label(loc, "one more than the route has")
        .help("name fewer hosts or paths in the route, or write `test_port`")
}

fn nothing_before(header: &compose::TestHeader, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::RouteClash, "no number is left for the rule for tests")
        .label(header.name.loc, "is looked at before the route")
        .label(loc, "the first rule")
        .help("write a larger `priority`: the rule for tests takes the next free number before it")
}

fn hidden(wide: &Planned<'_>, narrow: &Planned<'_>) -> Diagnostic {
    let message = "a route is tried after one that takes its requests";
    Diagnostic::new(Code::RouteClash, message)
        .label(narrow.route.loc, format!("priority {}", narrow.priority))
        .label(wide.route.loc, format!("priority {}, and wider", wide.priority))
        .help("write `priority: 100` on the narrower one, or any number of your own from 1 to 50000")
}

fn two(message: impl Into<String>, one: Loc, other: Loc) -> Diagnostic {
    Diagnostic::new(Code::RouteClash, message).label(other, "second here").label(one, "first here")
}

fn too_many_sharers(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::TooMany, format!("more than {MOST_SHARERS} ports share their requests"))
        .label(loc, "beyond what AWS allows an action")
        .help("let fewer of them share")
}

fn half_encrypted(one: &PublishedPort<'_>, other: &PublishedPort<'_>) -> Diagnostic {
    let words = |port: &PublishedPort<'_>| if port.is_encrypted() { "with TLS" } else { "without TLS" };
    let message = format!("port `{}` is published with TLS and without", one.published.number);
    Diagnostic::new(Code::SharedSetting, message)
        .label(other.port.loc, words(other))
        .label(one.port.loc, words(one))
        .help("write `x-aws-protocol: https` on both, or publish one of them on another number")
}

fn two_settings(key: &str, one: Loc, other: Loc) -> Diagnostic {
    Diagnostic::new(Code::SharedSetting, format!("one listener has two values of `{key}`"))
        .label(other, "second here")
        .label(one, "first here")
        .help("one of the ports that share the listener can say it for all")
}

fn not_http(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::NeedsRequests, "a network load balancer does not look at requests")
        .label(loc, "would have no effect")
        .help("write `x-aws-protocol: http` or `https` where the port speaks it, or remove this")
}

fn not_encrypted(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::NeedsEncryption, "this needs an encrypted port, and the port is not encrypted")
        .label(loc, "would have no effect")
        .help("write `x-aws-protocol: https` on the port")
}

fn no_alpn(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::NeedsTls, "only a port of `x-aws-protocol: tls` chooses its HTTP")
        .label(loc, "would have no effect")
        .help("remove it; an application load balancer offers HTTP/2 by itself")
}

fn not_ours(loc: Loc, listener: Loc) -> Diagnostic {
    Diagnostic::new(Code::ExistingListener, "the port's listener exists, and the stack does not change it")
        .label(loc, "would have no effect")
        .label(listener, "the listener")
        .help("remove this, and change the listener where it was made")
}

fn no_route(loc: Loc, listener: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::RouteNeeded,
        "a listener that exists keeps its default, and this port needs a route",
    )
    .label(loc, "takes what no route takes")
    .label(listener, "the listener")
    .help("say with `x-aws-route` which requests it takes, such as `{path: /*}`")
}

fn nobody_lets_in(port: &PublishedPort<'_>) -> Diagnostic {
    let message = format!("nothing lets a load balancer in to `{}`", port.service.name.value);
    Diagnostic::new(Code::NoIngress, message)
        .label(port.port.loc, "its load balancer exists")
        .help("name its security group: `x-aws-loadbalancer: {security_group: sg-…}` at the top level")
}
