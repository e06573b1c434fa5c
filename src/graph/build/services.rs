//! Services and jobs: their size and number, how they are updated, where they run, what is in their tasks.

use std::collections::BTreeMap;

use crate::cfn::{SERVICE_TAG, Template};
use crate::compose::{CapacityKind, Condition, Project, Service};
use crate::grammar::deferred;
use crate::plan::{Plan, Role, ServicePlan, facts};

use super::super::{EdgeKind, Graph, Kind, Node};
use super::{frame, task_id};

/// CPU units and MiB of the task of each service, as the template has them.
pub(super) struct Tasks<'a> {
    sizes: BTreeMap<&'a str, (&'a str, &'a str)>,
    /// The id of the node of each service, also of those in the task of another one.
    pub(super) nodes: BTreeMap<&'a str, String>,
}

impl<'a> Tasks<'a> {
    pub(super) fn new(plan: &'a Plan<'a>, template: &'a Template) -> Self {
        let mut sizes = BTreeMap::new();
        for resource in template.resources().values() {
            if resource.type_name != "AWS::ECS::TaskDefinition" {
                continue;
            }
            let text = |name: &str| resource.properties.get(name).and_then(|value| value.as_str());
            let tags = resource.properties.get("Tags").and_then(|tags| tags.as_array());
            let tag = tags
                .into_iter()
                .flatten()
                .find(|tag| tag.get("Key").and_then(|key| key.as_str()) == Some(SERVICE_TAG));
            let name = tag.and_then(|tag| tag.get("Value")).and_then(|value| value.as_str());
            if let (Some(name), Some(cpu), Some(memory)) = (name, text("Cpu"), text("Memory")) {
                sizes.insert(name, (cpu, memory));
            }
        }
        let mut nodes = BTreeMap::new();
        for planned in &plan.services {
            for service in planned.long_running() {
                nodes.insert(service.name.value.as_str(), task_id(planned));
            }
        }
        Self { sizes, nodes }
    }
}

/// Adds the tasks, their frames, and what waits for what.
pub(super) fn add(project: &Project, plan: &Plan<'_>, tasks: &Tasks<'_>, graph: &mut Graph) {
    for planned in &plan.services {
        let id = task_id(planned);
        let frame = frame(project, planned);
        let kind = if planned.is_job { Kind::Job } else { Kind::Service };
        let name = &planned.service.name.value;
        let mut node = Node::new(&id, kind, name);
        node.lines = lines(project, planned, tasks.sizes.get(name.as_str()).copied());
        node.part = Some(name.clone());
        node.loc = planned.service.name.loc;
        node.frame = frame.as_ref().map(|frame| frame.id.clone());
        graph.nodes.push(node);
        if let Some(frame) = frame
            && graph.frames.iter().all(|known| known.id != frame.id)
        {
            graph.frames.push(frame);
        }
        for service in planned.containers() {
            for dependency in &service.depends_on {
                let Some(to) = tasks.nodes.get(dependency.service.value.as_str()) else { continue };
                let label = match dependency.condition {
                    Condition::Started => "after start",
                    Condition::Healthy => "when healthy",
                    Condition::CompletedSuccessfully => continue,
                };
                if *to != id {
                    graph.connect(&id, to, EdgeKind::Order, label);
                }
            }
        }
    }
}

fn lines(project: &Project, planned: &ServicePlan<'_>, size: Option<(&str, &str)>) -> Vec<String> {
    let service = planned.service;
    let mut lines = Vec::new();
    let count = count(planned);
    let size = size.map(|(cpu, memory)| format!("{}, {}", vcpus(cpu), gigabytes(memory)));
    lines.push(match size {
        Some(size) if count == "1" => size,
        Some(size) => format!("{count} × {size}"),
        None => count,
    });
    if planned.is_job {
        lines.push(clock(service));
    } else {
        let named = service.extensions.deployment.as_ref().map(|deployment| deployment.strategy().word());
        let plain = if project.stops_first(service) { "stopped before update" } else { "rolling update" };
        lines.push(match named {
            Some("rolling") | None => plain.to_owned(),
            Some(word) => format!("{word} update"),
        });
    }
    lines.extend(capacity(project, service));
    for member in &planned.members {
        let role = match member.role {
            Role::Init => "init container",
            Role::Sidecar => "sidecar",
        };
        lines.push(format!("{role} {}", member.service.name.value));
    }
    lines
}

/// How many tasks there are: `2`, `2–8`, or the variable that says it.
fn count(planned: &ServicePlan<'_>) -> String {
    let service = planned.service;
    if let Some(scaling) = &service.deploy.autoscaling {
        let least = scaling.min.as_ref().or(service.replicas()).map_or(1, |count| count.value);
        return format!("{}–{}", least.min(scaling.max.value), scaling.max.value);
    }
    match (&service.replicas_variable, service.replicas()) {
        (Some(variable), _) => deferred::shown(&variable.value).into_owned(),
        (None, Some(count)) => count.value.to_string(),
        (None, None) => "1".to_owned(),
    }
}

fn clock(service: &Service) -> String {
    match &service.extensions.schedule {
        None => "started by hand".to_owned(),
        Some(schedule) => {
            let zone = schedule.timezone.as_ref().map(|zone| format!(" {}", zone.value));
            format!("{}{}", schedule.expression.value, zone.unwrap_or_default())
        }
    }
}

fn capacity(project: &Project, service: &Service) -> Option<String> {
    match &facts::capacity(project, service)?.kind {
        CapacityKind::Fargate { fargate, spot } => {
            let spot = spot.as_ref()?;
            Some(match fargate.as_ref() {
                None => "Fargate Spot".to_owned(),
                Some(fargate) => {
                    let share = |share: &crate::compose::Share| {
                        let base = share.base.as_ref().map(|base| format!("{} + ", base.value));
                        format!("{}{}", base.unwrap_or_default(), share.weight())
                    };
                    format!("Fargate {}, Spot {}", share(fargate), share(spot))
                }
            })
        }
        CapacityKind::ManagedInstances(instances) => {
            let spot = instances.spot.as_ref().is_some_and(|spot| spot.value);
            Some(format!("managed instances{}", if spot { ", Spot" } else { "" }))
        }
    }
}

/// Such as `0.5 vCPU`.
fn vcpus(units: &str) -> String {
    match units.parse::<u32>() {
        Ok(units) => format!("{} vCPU", f64::from(units) / 1024.0),
        Err(_) => units.to_owned(),
    }
}

/// Such as `2 GB` or `512 MB`.
fn gigabytes(mebibytes: &str) -> String {
    match mebibytes.parse::<u32>() {
        Ok(number) if number % 1024 == 0 => format!("{} GB", number / 1024),
        Ok(number) => format!("{number} MB"),
        Err(_) => mebibytes.to_owned(),
    }
}
