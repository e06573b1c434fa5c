//! Services: tasks that are kept running.
//! Compose: `deploy.replicas`, `scale`, `depends_on`. CloudFormation: ECS Service.
//!
//! Decisions
//! - Tags go on to the tasks, with those by which ECS tells cluster and service for the bill.
//! - A service without a name of its own: CloudFormation can then replace it.
//! - A service waits for its listeners or rules, because ECS refuses a target group without a load balancer, and for the services
//!   it depends on. CloudFormation calls a service made when its tasks run and are well, so `service_started` and
//!   `service_healthy` are the same.
//! - Behind a load balancer a task has its `start_period` before the load balancer's opinion counts.
//!
//! Not here: how tasks are replaced (`deployment`), how many there are where that changes (`autoscaling`),
//! on what they run (`capacity`).

use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::{Handle, List, Output, Resource, Text, ecs};
use crate::compose;

use super::capacity::Placement;
use super::context::Lowering;
use super::listener::Attachment;
use super::names::{Name, OtherName};
use super::parameters::Parameters;
use super::{autoscaling, deployment, exec, tags};

/// What the other rooms made for a service.
#[derive(Debug)]
pub(super) struct Parts {
    /// The cluster to run in.
    pub(super) cluster: Text,
    /// What is run.
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
    service: &compose::Service,
    parts: Parts,
    parameters: &Parameters,
) -> Handle {
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
    let mut listeners = Vec::new();
    // Where requests are shifted, the service names what is made after the listener, or the listener itself.
    let plain = attachments.iter().filter(|attachment| attachment.shift.is_none());
    for listener in plain.flat_map(Attachment::waits_for) {
        if !listeners.contains(listener) {
            listeners.push(listener.clone());
        }
    }
    let ecs_service = ecs::Service {
        cluster: Some(cluster),
        launch_type: placement.launch_type(),
        capacity_provider_strategy: placement.strategy,
        platform_version: placement.platform_version,
        desired_count: autoscaling.is_none().then(|| replicas.into()),
        task_definition: Some(task_definition.reference()),
        availability_zone_rebalancing: Some(balanced),
        deployment_configuration: Some(deployment_configuration),
        health_check_grace_period_seconds: grace_period(service, &attachments),
        monitoring: autoscaling::monitoring(service),
        load_balancers: attachments.iter().map(load_balancer).collect(),
        network_configuration: Some(ecs::NetworkConfiguration { awsvpc_configuration: network }),
        service_registries: registry
            .iter()
            .map(|registry| ecs::ServiceRegistry::new(registry.attribute::<String>("Arn")))
            .collect(),
        service_connect_configuration: connect,
        volume_configurations: disks,
        enable_execute_command: exec::is_on(cx.project, service).then_some(true),
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

/// Makes each service wait for those that the containers of its task depend on.
pub(super) fn order(cx: &mut Lowering<'_>, made: &BTreeMap<&str, Handle>) {
    let mut mains = BTreeMap::new();
    for plan in &cx.plan.services {
        mains.extend(plan.lasting().map(|service| (service.name.value.as_str(), &plan.service.name.value)));
    }
    for plan in &cx.plan.services {
        let own = &plan.service.name.value;
        let Some(service) = made.get(own.as_str()) else { continue };
        // What is not in the project was forgiven by `required: false`; a job is nothing to wait for.
        let mut needed: Vec<&str> = plan
            .containers()
            .flat_map(|service| &service.depends_on)
            .filter_map(|dependency| {
                let compose::Dependency {
                    service,
                    condition: _, // CloudFormation knows one kind of waiting; in the task see `task_definition`
                    required: _,  // those that are missing are left out
                } = dependency;
                mains.get(service.value.as_str()).map(|main| main.as_str())
            })
            .filter(|main| main != own)
            .collect();
        let mut seen = BTreeSet::new();
        needed.retain(|main| seen.insert(*main));
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

fn grace_period(service: &compose::Service, attachments: &[Attachment]) -> Option<u32> {
    if attachments.is_empty() {
        return None;
    }
    let period = service.health_check.as_ref()?.start_period.as_ref()?;
    u32::try_from(period.value.seconds_ceil()).ok()
}
