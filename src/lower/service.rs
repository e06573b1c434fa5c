//! Services: tasks that are kept running.
//! Compose: `deploy.replicas`, `scale`, `depends_on`. CloudFormation: ECS Service.
//!
//! Decisions
//! - Tags go on to the tasks, with those by which ECS tells cluster and service for the bill.
//! - A service without a name of its own: CloudFormation can then replace it.
//! - A service waits for its listeners or rules, because ECS refuses a target group without a load balancer,
//!   and for the services it depends on. CloudFormation calls a service made when its tasks run and are well,
//!   so `service_started` and `service_healthy` are the same.
//! - What a service no longer has is said: empty lists, Service Connect and `ecs exec` off. ECS keeps what an
//!   update leaves out.
//! - Behind a load balancer, failed health checks do not count for the first minute of a task, for the first
//!   five where it mounts a file system (on its first start many a program fills that over the network), or
//!   for the longest `start_period` of its containers if that is longer. ECS's own default of 0 s stops every
//!   task that starts slowly, and starts it again.
//!
//! Not here: how tasks are replaced (`deployment`), how many there are where that changes (`autoscaling`),
//! on what they run (`capacity`).

use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::{Handle, List, Output, Resource, Text, Value, ecs};
use crate::compose;

use super::capacity::Placement;
use super::context::Lowering;
use super::listener::Attachment;
use super::names::{Name, OtherName, variable_id};
use super::parameters::Parameters;
use super::{autoscaling, deployment, discovery, exec, tags};
use crate::plan::ServicePlan;
use crate::plan::facts;

/// The shortest time in which health checks do not count, in seconds: two intervals of a target group's
/// default check.
const MIN_GRACE_PERIOD: u32 = 60;

/// The same for a task that mounts a file system.
const MIN_WITH_FILES: u32 = 300;

/// The longest that ECS takes, in seconds.
const MAX_GRACE_PERIOD: u32 = 2_147_483_647;

/// Handles of the resources that a service needs.
#[derive(Debug)]
pub(super) struct Parts {
    /// The cluster to run in.
    pub(super) cluster: Text,
    /// The task definition that is run.
    pub(super) task_definition: Handle,
    /// On what its tasks run.
    pub(super) placement: Placement,
    /// Its security groups.
    pub(super) security_groups: List,
    /// Where its tasks live.
    pub(super) subnets: List,
    /// The disks that each task gets.
    pub(super) disks: Vec<ecs::ServiceVolumeConfiguration>,
    /// Its ports behind load balancers.
    pub(super) attachments: Vec<Attachment>,
    /// Its entry in the namespace.
    pub(super) registry: Option<Handle>,
    /// Its part in Service Connect.
    pub(super) connect: Option<ecs::ServiceConnectConfiguration>,
}

/// Makes an ECS service.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    task: &ServicePlan<'_>,
    parts: Parts,
    parameters: &Parameters,
) -> Handle {
    let service = task.service;
    let Parts {
        cluster,
        task_definition,
        placement,
        security_groups,
        subnets,
        disks,
        attachments,
        registry,
        connect,
    } = parts;
    let autoscaling = service.deploy.autoscaling.as_ref();
    let replicas = match autoscaling {
        Some(autoscaling) => autoscaling::fewest(service, autoscaling),
        None => service.replicas().map_or(1, |count| count.value),
    };
    let (deployment_configuration, balanced) = deployment::lower(cx, service, replicas);
    let network = ecs::AwsVpcConfiguration {
        assign_public_ip: Some(placement.assign_public_ip(parameters)),
        security_groups: Some(security_groups),
        subnets,
    };
    // Where requests are shifted, the service names what is made after the listener, or the listener itself.
    let plain = attachments.iter().filter(|attachment| attachment.shift.is_none());
    let mut seen = BTreeSet::new();
    let listeners: Vec<_> =
        plain.flat_map(Attachment::waits_for).filter(|listener| seen.insert(*listener)).cloned().collect();
    let ecs_service = ecs::Service {
        cluster: Some(cluster),
        capacity_provider_strategy: placement.service_strategy(),
        platform_version: placement.platform_version,
        desired_count: autoscaling.is_none().then(|| desired_count(service, replicas)),
        task_definition: Some(task_definition.reference()),
        availability_zone_rebalancing: Some(balanced),
        deployment_configuration: Some(deployment_configuration),
        health_check_grace_period_seconds: (!attachments.is_empty()).then(|| grace_period(cx.project, task)),
        monitoring: autoscaling::monitoring(service),
        load_balancers: attachments.iter().map(load_balancer).collect(),
        network_configuration: Some(ecs::NetworkConfiguration { awsvpc_configuration: network }),
        service_registries: registry
            .iter()
            .map(|registry| ecs::ServiceRegistry::new(registry.attribute::<String>("Arn")))
            .collect(),
        service_connect_configuration: connect.or(Some(ecs::ServiceConnectConfiguration::new(false))),
        volume_configurations: disks,
        enable_execute_command: Some(exec::is_on(cx.project, service)),
        enable_ecs_managed_tags: Some(true),
        propagate_tags: Some(ecs::PropagateTags::Service),
        tags: tags::of_service(cx.project, service),
        ..ecs::Service::default()
    };
    let handle = cx.add(Name::Service(&service.name), Resource::new(&ecs_service).after(&listeners));
    cx.output(
        OtherName::ServiceArn(&service.name),
        Output {
            condition: None,
            description: Some(format!("ECS service of {}", service.name.value)),
            value: handle.reference(),
            export: None,
        },
    );
    handle
}

/// The number of tasks, or the variable that says it.
fn desired_count(service: &compose::Service, replicas: u32) -> Value<u32> {
    let variable = service.replicas_variable.as_ref().and_then(|name| variable_id(&name.value));
    variable.map_or_else(|| replicas.into(), |id| Value::reference(&id))
}

/// Makes each service wait for those that the containers of its task depend on, or call under Service
/// Connect.
pub(super) fn order(cx: &mut Lowering<'_>, made: &BTreeMap<&str, Handle>) {
    let (project, plans) = (cx.project, cx.plan);
    let mut mains = BTreeMap::new();
    for plan in &plans.services {
        mains.extend(
            plan.long_running().map(|service| (service.name.value.as_str(), &plan.service.name.value)),
        );
    }
    let mut waits = discovery::Waits::new();
    let mut orders = Vec::new();
    for plan in &plans.services {
        let own = &plan.service.name.value;
        let Some(service) = made.get(own.as_str()) else { continue };
        // A service that is not in the project was optional (`required: false`); a job is nothing to wait
        // for, but where it is shared the service that runs it is.
        let mut needed: Vec<&str> = plan
            .containers()
            .flat_map(|service| &service.depends_on)
            .filter_map(|dependency| {
                let compose::Dependency {
                    service,
                    condition: _, // CloudFormation knows one kind of waiting; in the task see `task_definition`
                    required: _,  // those that are missing are left out
                } = dependency;
                let name = service.value.as_str();
                mains.get(name).map(|main| main.as_str()).or_else(|| plans.shared_jobs.get(name).copied())
            })
            .filter(|main| main != own)
            .collect();
        let mut seen = BTreeSet::new();
        needed.retain(|main| seen.insert(*main));
        waits.entry(own.as_str()).or_default().extend(needed.iter().copied());
        orders.push((own.as_str(), service, needed));
    }
    for finding in discovery::add_calls(project, plans, &mut waits) {
        cx.report(finding);
    }
    for (own, service, mut needed) in orders {
        let called = waits.get(own).into_iter().flatten().copied();
        let called: Vec<&str> = called.filter(|main| !needed.contains(main)).collect();
        needed.extend(called);
        let needed: Vec<_> =
            needed.into_iter().filter_map(|main| made.get(main)).map(|needed| needed.id().clone()).collect();
        cx.make_wait(service, needed);
    }
}

fn load_balancer(attachment: &Attachment) -> ecs::LoadBalancer {
    let target_group = attachment.target_group.clone();
    ecs::LoadBalancer {
        advanced_configuration: attachment.shift.clone(),
        ..ecs::LoadBalancer::new(&attachment.container, attachment.container_port, target_group)
    }
}

/// The time in which ECS does not count failed health checks of a new task, in seconds.
fn grace_period(project: &compose::Project, task: &ServicePlan<'_>) -> u32 {
    let least = if facts::mounts_file_system(project, task) { MIN_WITH_FILES } else { MIN_GRACE_PERIOD };
    let periods =
        task.long_running().filter_map(|service| service.health_check.as_ref()?.start_period.as_ref());
    let longest = periods.map(|period| period.value.seconds_ceil()).max().unwrap_or_default();
    u32::try_from(longest).map_or(least, |seconds| seconds.clamp(least, MAX_GRACE_PERIOD))
}
