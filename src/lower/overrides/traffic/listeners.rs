//! Listeners: their ports and protocols against security groups, URLs and each other.

use std::collections::BTreeMap;

use crate::cfn::{Json, LogicalId, Resource};
use crate::diagnostic::Diagnostics;
use crate::lower::names::{Name, Names, OtherName};
use crate::plan::{Balancer, PublishedPort};

use super::{Checked, LISTENER, findings, id, ingress, mentions, number, resource};

pub(super) fn check(checked: Checked<'_>, diagnostics: &mut Diagnostics) {
    let mut taken: BTreeMap<(Balancer, u64, &str), &str> = BTreeMap::new();
    for (key, listener) in checked.after.resources().iter().filter(|(_, it)| it.type_name == LISTENER) {
        let key = key.as_str();
        let Some(balancer) = balancer_of(listener) else { continue };
        if let Some(port) = listener.properties.get("Port").and_then(number)
            && let Some(other) = taken.insert((balancer, port, transport(listener)), key)
        {
            let named = if checked.written.names(key) { key } else { other };
            if let Some(loc) = checked.written.place(named, &["Port"]) {
                diagnostics.push(findings::same_port(key, other, port, loc));
            }
        }
        if checked.written.names(key) {
            check_one(checked, key, listener, balancer, diagnostics);
        }
    }
    for balancer in Balancer::ALL {
        check_closed(checked, balancer, diagnostics);
    }
    check_gone(checked, diagnostics);
}

/// A listener that an override changes or adds.
fn check_one(
    checked: Checked<'_>,
    key: &str,
    listener: &Resource,
    balancer: Balancer,
    diagnostics: &mut Diagnostics,
) {
    let written = checked.written;
    let (protocol, port) = (listener.properties.get("Protocol"), listener.properties.get("Port"));
    let encrypted = protocol.and_then(Json::as_str).filter(|it| ["HTTPS", "TLS"].contains(it));
    let shown = listener.properties.get("Certificates");
    if let Some(protocol) = encrypted
        && shown.is_none_or(|list| list.as_array().is_some_and(<[_]>::is_empty))
        && let Some(loc) = written.place(key, &["Certificates", "Protocol"])
    {
        diagnostics.push(findings::no_certificate(key, protocol, loc));
    }
    let before = resource(checked.before, key);
    let was = |name: &str| before.and_then(|before| before.properties.get(name));
    let ports: Vec<&PublishedPort<'_>> = ports_of(checked, key).collect();
    let (moved, respelt) = (was("Port") != port, was("Protocol") != protocol);
    if !moved && !respelt {
        return;
    }
    let Some(port) = port else { return };
    let mut stale = Vec::new();
    let group = id(Name::LoadBalancerSecurityGroup(balancer));
    if keeps_group(checked, balancer) && !ingress::admits(checked.after, &group, port, transport(listener)) {
        stale.push(group);
    }
    stale.extend(ports.iter().filter_map(|port| unchanged_url(checked, port)));
    if stale.is_empty() {
        return;
    }
    let Some(loc) = written.place(key, &["Port", "Protocol"]) else { return };
    let certificate = shown.and_then(Json::as_array).and_then(|all| all.first()?.get("CertificateArn"));
    let wanted = findings::Wanted {
        port: number(port).and_then(|port| u16::try_from(port).ok()),
        protocol: protocol.and_then(Json::as_str),
        certificate: certificate.and_then(Json::as_str),
    };
    let published: Vec<&PublishedPort<'_>> = ports;
    let finding = findings::moved(key, port, before.is_some(), &stale, wanted, &published, loc);
    diagnostics.push(finding);
}

/// Ports that nobody reaches any more, because an override took out of the load balancer's group what let
/// them in.
fn check_closed(checked: Checked<'_>, balancer: Balancer, diagnostics: &mut Diagnostics) {
    let group = id(Name::LoadBalancerSecurityGroup(balancer));
    if !keeps_group(checked, balancer) {
        return;
    }
    for (key, listener) in checked.after.resources().iter().filter(|(_, it)| it.type_name == LISTENER) {
        let before = checked.before.resources().get(key);
        let same = before.is_some_and(|it| it.properties.get("Port") == listener.properties.get("Port"));
        let Some(port) = listener.properties.get("Port").filter(|_| same) else { continue };
        if balancer_of(listener) == Some(balancer)
            && ingress::admits(checked.before, &group, port, transport(listener))
            && !ingress::admits(checked.after, &group, port, transport(listener))
            && let Some(loc) = checked.written.place(&group, &["SecurityGroupIngress"])
        {
            diagnostics.push(findings::closed(&group, port, key.as_str(), loc));
        }
    }
}

/// Listeners that an override took out, and what still tells of them.
fn check_gone(checked: Checked<'_>, diagnostics: &mut Diagnostics) {
    for (_, port) in checked.ports() {
        let key = id(Name::Listener(port.balancer, port.published));
        let (Some(_), None) = checked.both(&key) else { continue };
        let Some(loc) = checked.written.place(&key, &[]) else { continue };
        if let Some(url) = unchanged_url(checked, port) {
            diagnostics.push(findings::url_of_nothing(&key, &url, port, loc));
        }
    }
}

/// The output that says where a port is reached, where it is as it was.
fn unchanged_url(checked: Checked<'_>, port: &PublishedPort<'_>) -> Option<String> {
    let url: LogicalId = Names::other(OtherName::Url(&port.service.name, port.published))?;
    let after = checked.after.outputs().get(&url)?;
    (checked.before.outputs().get(&url)? == after).then(|| url.to_string())
}

/// The ports that a listener was made for.
fn ports_of<'a>(checked: Checked<'a>, key: &'a str) -> impl Iterator<Item = &'a PublishedPort<'a>> {
    let of = move |port: &&PublishedPort<'_>| id(Name::Listener(port.balancer, port.published)) == key;
    checked.ports().map(|(_, port)| port).filter(of)
}

/// Which of our load balancers a listener is for.
pub(super) fn balancer_of(listener: &Resource) -> Option<Balancer> {
    let arn = listener.properties.get("LoadBalancerArn")?;
    Balancer::ALL.into_iter().find(|balancer| mentions(arn, &id(Name::LoadBalancer(*balancer))))
}

/// Whether the load balancer still has the group that we made for it, and no other.
fn keeps_group(checked: Checked<'_>, balancer: Balancer) -> bool {
    let groups = |it: Option<&Resource>| it.and_then(|it| it.properties.get("SecurityGroups").cloned());
    let (before, after) = checked.both(&id(Name::LoadBalancer(balancer)));
    after.is_some() && groups(before) == groups(after)
}

fn transport(listener: &Resource) -> &'static str {
    match listener.properties.get("Protocol").and_then(Json::as_str) {
        Some("UDP") => "udp",
        _ => "tcp",
    }
}
