//! Target groups: their protocols and ports against listeners and containers.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html>

use crate::cfn::{Json, Resource};
use crate::diagnostic::Diagnostics;
use crate::lower::names::Name;

use super::{Checked, LISTENER, findings, id, ingress, mentions, number};

pub(super) const RULE: &str = "AWS::ElasticLoadBalancingV2::ListenerRule";

pub(super) fn check(checked: Checked<'_>, diagnostics: &mut Diagnostics) {
    for (task, port) in checked.ports() {
        let target = port.port.target.value;
        let groups = [
            id(Name::TargetGroup(&port.service.name, port.published)),
            id(Name::AlternateTargetGroup(&port.service.name, port.published)),
        ];
        let own_group = id(Name::SecurityGroup(&task.service.name));
        for key in groups {
            let (Some(before), Some(after)) = checked.both(&key) else { continue };
            let changed = |property: &str| {
                let now = after.properties.get(property)?;
                (before.properties.get(property) != Some(now)).then_some(now)
            };
            let place = |property: &str| checked.written.place(&key, &[property]);
            if let Some((now, loc)) = changed("Port").zip(place("Port"))
                && number(now) != Some(target.into())
            {
                diagnostics.push(findings::other_target(&key, now, port, loc));
            }
            if let Some((now, loc)) = changed("HealthCheckPort").zip(place("HealthCheckPort"))
                && now.as_str() != Some("traffic-port")
                && !ingress::admits(checked.after, &own_group, now, "tcp")
            {
                diagnostics.push(findings::health_port(&key, now, &own_group, port, loc));
            }
            if let Some((now, loc)) = changed("Protocol").zip(place("Protocol"))
                && let Some(now) = now.as_str()
                && ["HTTP", "HTTPS"].contains(&now) != port.balancer.is_application()
            {
                diagnostics.push(findings::other_family(&key, now, port, loc));
            }
        }
        unreached(checked, port, &task.service.name, diagnostics);
    }
}

/// A target group of an ECS service that no listener sends requests to any more.
fn unreached(
    checked: Checked<'_>,
    port: &crate::plan::PublishedPort<'_>,
    service: &crate::source::Spanned<String>,
    diagnostics: &mut Diagnostics,
) {
    let key = id(Name::TargetGroup(&port.service.name, port.published));
    let (was, is) = (sends(checked.before, &key), sends(checked.after, &key));
    let used = checked.both(&id(Name::Service(service))).1.is_some_and(|service| names(service, &key));
    if !was || is || !used || checked.both(&key).1.is_none() {
        return;
    }
    let listener = id(Name::Listener(port.balancer, port.published));
    let place = checked.written.place(&listener, &["DefaultActions"]);
    if let Some(loc) = place.or_else(|| port_of_rule(checked, &key)) {
        diagnostics.push(findings::unreached(&key, port, loc));
    }
}

/// The place where an override changes or takes out a rule that sent requests to a target group.
fn port_of_rule(checked: Checked<'_>, key: &str) -> Option<crate::source::Loc> {
    let mut rules =
        checked.before.resources().iter().filter(|(_, it)| it.type_name == RULE && names(it, key));
    rules.find_map(|(id, _)| checked.written.place(id.as_str(), &["Actions"]))
}

fn sends(template: &crate::cfn::Template, key: &str) -> bool {
    let senders = template.resources().values();
    senders.filter(|it| [LISTENER, RULE].contains(&it.type_name.as_str())).any(|it| names(it, key))
}

fn names(resource: &Resource, key: &str) -> bool {
    resource.properties.values().any(|value: &Json| mentions(value, key))
}
