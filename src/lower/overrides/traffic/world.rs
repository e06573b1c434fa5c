//! World: ports that an override opens to everybody.
//!
//! Decisions
//! - A published port is open to the world unless `x-aws-ingress` says otherwise, so a listener that an
//!   override adds or moves may be open too. What the template held closed is not opened in silence: tasks,
//!   file systems, a port of a listener that was for some networks.
//! - A source that is known at deployment only is not looked at; each branch of `Fn::If` is.

use crate::cfn::{Json, LogicalId, Object, Template};
use crate::diagnostic::Diagnostics;
use crate::grammar::cidr::Cidr;
use crate::lower::names::Name;
use crate::plan::Balancer;

use super::ingress::Opening;
use super::{Checked, LISTENER, findings, id, ingress, listeners, mentions, number};

const GROUP: &str = "AWS::EC2::SecurityGroup";

pub(super) fn check(checked: Checked<'_>, diagnostics: &mut Diagnostics) {
    let before = openings(checked.before);
    for opening in openings(checked.after) {
        if before.iter().any(|known| known.covers(&opening)) || is_of_new_listener(checked, &opening) {
            continue;
        }
        let written = checked.written;
        let places = ["SecurityGroupIngress", "CidrIp", "CidrIpv6"];
        if let Some(loc) = written.place(&opening.holder, &places) {
            diagnostics.push(findings::open_to_world(&opening, loc));
        }
    }
}

/// Whether this is the port of a listener that overrides put there.
fn is_of_new_listener(checked: Checked<'_>, opening: &Opening) -> bool {
    let of = |balancer: &Balancer| id(Name::LoadBalancerSecurityGroup(*balancer)) == opening.group;
    let Some(balancer) = Balancer::ALL.into_iter().find(of) else { return false };
    let Some((from, to)) = opening.ports else { return false };
    let listens = |template: &Template, port: u64| {
        let listeners = template.resources().values().filter(|it| it.type_name == LISTENER);
        let mut ours = listeners.filter(|it| listeners::balancer_of(it) == Some(balancer));
        ours.any(|it| it.properties.get("Port").and_then(number) == Some(port))
    };
    // A range opens whatever comes to listen there.
    from == to && listens(checked.after, from) && !listens(checked.before, from)
}

fn openings(template: &Template) -> Vec<Opening> {
    let mut found = Vec::new();
    for (holder, resource) in template.resources() {
        let holder = holder.as_str();
        if resource.type_name == GROUP {
            if let Some(rules) = resource.properties.get("SecurityGroupIngress") {
                collect(rules, holder, holder, &mut found);
            }
        } else if resource.type_name == ingress::INGRESS {
            let group = resource.properties.get("GroupId");
            let named = group.and_then(|group| named_in(template, group)).unwrap_or(holder);
            found.extend(of_rule(&resource.properties, holder, named));
        }
    }
    found
}

/// The security group of the template that a value names.
fn named_in<'a>(template: &'a Template, value: &Json) -> Option<&'a str> {
    let groups = template.resources().iter().filter(|(_, it)| it.type_name == GROUP);
    groups.map(|(id, _)| LogicalId::as_str(id)).find(|id| mentions(value, id))
}

/// The rules in a list, with those in its functions.
fn collect(value: &Json, holder: &str, group: &str, found: &mut Vec<Opening>) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| collect(item, holder, group, found)),
        Json::Object(map) => {
            found.extend(of_rule(map, holder, group));
            map.values().for_each(|inner| collect(inner, holder, group, found));
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn of_rule(rule: &Object, holder: &str, group: &str) -> Option<Opening> {
    let mut sources = ["CidrIp", "CidrIpv6"].into_iter().filter_map(|key| rule.get(key));
    let source = sources.find_map(of_strangers)?;
    let protocol = match rule.get("IpProtocol") {
        Some(Json::String(protocol)) => protocol.as_str().to_lowercase(),
        Some(Json::Number(protocol)) => protocol.to_string(),
        _ => "-1".to_owned(),
    };
    let protocol = match protocol.as_str() {
        "6" => "tcp".to_owned(),
        "17" => "udp".to_owned(),
        _ => protocol,
    };
    let port = |key: &str| rule.get(key).and_then(number);
    let ports = port("FromPort").zip(port("ToPort")).filter(|_| protocol != "-1");
    Some(Opening { holder: holder.to_owned(), group: group.to_owned(), source, protocol, ports })
}

/// A network in a value in which strangers are.
fn of_strangers(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => {
            Cidr::parse(text).filter(|cidr| cidr.is_of_strangers()).map(|_| text.to_string())
        }
        Json::Array(items) => items.iter().find_map(of_strangers),
        Json::Object(map) => map.values().find_map(of_strangers),
        Json::Null | Json::Bool(_) | Json::Number(_) => None,
    }
}
