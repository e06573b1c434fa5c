//! Services: their container ports against the task definition and security groups, and how their tasks are
//! launched.
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html>

use crate::cfn::{Json, Resource};
use crate::diagnostic::Diagnostics;
use crate::lower::names::Name;
use crate::plan::ServicePlan;

use super::{Checked, findings, id, ingress, number, resource};

/// The types that take either property.
const LAUNCHED: [&str; 2] = ["AWS::ECS::Service", "AWS::ECS::TaskSet"];

pub(super) fn check(checked: Checked<'_>, diagnostics: &mut Diagnostics) {
    for (key, service) in checked.after.resources() {
        let strategy = service.properties.get("CapacityProviderStrategy");
        if LAUNCHED.contains(&service.type_name.as_str())
            && service.properties.contains_key("LaunchType")
            && strategy.is_some_and(|list| list.as_array().is_none_or(|list| !list.is_empty()))
            && let Some(loc) = checked.written.place(key.as_str(), &["LaunchType"])
        {
            let launch = service.properties.get("LaunchType").and_then(Json::as_str);
            diagnostics.push(findings::launch_type(key.as_str(), launch, loc));
        }
    }
    for task in &checked.plan.services {
        check_ports(checked, task, diagnostics);
    }
}

fn check_ports(checked: Checked<'_>, task: &ServicePlan<'_>, diagnostics: &mut Diagnostics) {
    let key = id(Name::Service(&task.service.name));
    let group = id(Name::SecurityGroup(&task.service.name));
    let (Some(before), Some(after)) = checked.both(&key) else { return };
    let definition = resource(checked.after, &id(Name::TaskDefinition(&task.service.name)));
    for attached in list(after, "LoadBalancers") {
        let (Some(container), Some(port)) =
            (attached.get("ContainerName").and_then(Json::as_str), attached.get("ContainerPort"))
        else {
            continue;
        };
        // Parts that no override changed are checked where they are made.
        let changed = !list(before, "LoadBalancers").contains(attached);
        let mapped = definition.is_none_or(|definition| maps(definition, container, port));
        let places = ["LoadBalancers"];
        let of_service = || checked.written.place(&key, &places);
        let of_definition = || {
            let definition = id(Name::TaskDefinition(&task.service.name));
            checked.written.place(&definition, &["ContainerDefinitions"])
        };
        if !mapped {
            if let Some(loc) = of_service().filter(|_| changed).or_else(of_definition) {
                diagnostics.push(findings::not_mapped(container, port, loc));
            }
            continue;
        }
        let transport = if udp(definition, container, port) { "udp" } else { "tcp" };
        if keeps_groups(before, after)
            && !ingress::admits(checked.after, &group, port, transport)
            && (changed || ingress::admits(checked.before, &group, port, transport))
            && let Some(loc) = checked.written.place(&group, &["SecurityGroupIngress"]).or_else(of_service)
        {
            diagnostics.push(findings::closed_to_balancer(&group, port, loc));
        }
    }
}

fn list<'a>(resource: &'a Resource, property: &str) -> &'a [Json] {
    resource.properties.get(property).and_then(Json::as_array).unwrap_or_default()
}

/// The mappings of a container's ports; none where they are known at deployment only.
fn mappings<'a>(definition: &'a Resource, container: &str) -> Option<&'a [Json]> {
    let containers = list(definition, "ContainerDefinitions").iter();
    let named = |it: &&Json| it.get("Name").and_then(Json::as_str) == Some(container);
    containers.filter(named).find_map(|container| container.get("PortMappings")?.as_array())
}

fn maps(definition: &Resource, container: &str, port: &Json) -> bool {
    let Some(port) = number(port) else { return true };
    mappings(definition, container).is_none_or(|all| {
        all.iter().any(|one| one.get("ContainerPort").and_then(number).is_none_or(|mapped| mapped == port))
    })
}

fn udp(definition: Option<&Resource>, container: &str, port: &Json) -> bool {
    let all = definition.and_then(|definition| mappings(definition, container));
    all.into_iter().flatten().any(|one| {
        one.get("ContainerPort") == Some(port) && one.get("Protocol").and_then(Json::as_str) == Some("udp")
    })
}

/// Whether the tasks still have the groups that we gave them.
fn keeps_groups(before: &Resource, after: &Resource) -> bool {
    let groups = |it: &Resource| {
        it.properties.get("NetworkConfiguration")?.get("AwsvpcConfiguration")?.get("SecurityGroups").cloned()
    };
    groups(before) == groups(after)
}
