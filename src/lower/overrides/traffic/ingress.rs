//! Ingress: whether a security group of a template lets a port in.

use crate::cfn::{Json, Object, Template};

use super::{number, resource};

/// The groups' rules that are resources of their own.
pub(super) const INGRESS: &str = "AWS::EC2::SecurityGroupIngress";

/// A rule that lets everybody in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opening {
    /// The resource that has the rule.
    pub(super) holder: String,
    /// The security group.
    pub(super) group: String,
    /// The network.
    pub(super) source: String,
    /// The protocol, as it is written.
    pub(super) protocol: String,
    /// The ports; none for all.
    pub(super) ports: Option<(u64, u64)>,
}

impl Opening {
    /// Whether this rule lets in what the other does.
    pub(super) fn covers(&self, other: &Self) -> bool {
        let ports = match (self.ports, other.ports) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some((from, to)), Some((first, last))) => from <= first && last <= to,
        };
        let protocol = self.protocol == "-1" || self.protocol == other.protocol;
        self.group == other.group && self.source == other.source && ports && protocol
    }
}

/// Whether a group lets a port in, from whomever. Where that is known at deployment only, it is assumed.
pub(super) fn admits(template: &Template, group: &str, port: &Json, transport: &str) -> bool {
    let Some(resource) = resource(template, group) else { return true };
    let rules = match resource.properties.get("SecurityGroupIngress") {
        None => &[],
        Some(Json::Array(rules)) => rules.as_slice(),
        // The list is a function.
        Some(_) => return true,
    };
    let own = rules.iter().any(|rule| rule.as_object().is_none_or(|rule| covers(rule, port, transport)));
    own || template.resources().values().any(|other| {
        other.type_name == INGRESS
            && other.properties.get("GroupId").is_some_and(|id| super::mentions(id, group))
            && covers(&other.properties, port, transport)
    })
}

fn covers(rule: &Object, port: &Json, transport: &str) -> bool {
    match rule.get("IpProtocol").and_then(Json::as_str) {
        // All protocols, or a function such as `Fn::If`.
        Some("-1") | None => return true,
        Some(protocol) if [transport, number_of(transport)].contains(&protocol) => {}
        Some(_) => return false,
    }
    let (Some(from), Some(to)) = (rule.get("FromPort"), rule.get("ToPort")) else { return true };
    if from == port && to == port {
        return true;
    }
    match (number(from), number(to), number(port)) {
        (Some(from), Some(to), Some(port)) => (from..=to).contains(&port),
        // One port is a number, the other is known at deployment.
        (None, _, Some(_)) | (_, None, Some(_)) => true,
        (_, _, None) => false,
    }
}

fn number_of(transport: &str) -> &'static str {
    if transport == "udp" { "17" } else { "6" }
}
