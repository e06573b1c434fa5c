//! Task definitions: the containers that run together.
//! Compose: a service. CloudFormation: `TaskDefinition` of ECS.
//!
//! Decisions
//! - One service is one task with one container, and one before it where the task is to be prepared.
//! - The family carries the stack's name, so that a template can be deployed twice.
//! - Rights come from the parts that need them: logs, images.
//!
//! Not here: how many tasks, and how they are replaced (`service`).

mod compute;
mod container;
mod environment;
mod health_check;
mod linux;
mod platform;
mod prepare;

use crate::cfn::{Handle, Pseudo, Resource, Text, ecs};

use super::additions::Additions;
use super::context::Lowering;
use super::files::Files;
use super::logs::Logging;
use super::names::Name;
use super::parameters::Parameters;
use super::plan::ServicePlan;
use super::{literals, logs, roles, tags};

pub(super) use container::name as container_name;
pub(super) use environment::credential;
pub(super) use platform::Platform;

/// What the other rooms made for a task.
#[derive(Debug)]
pub(super) struct Task<'a> {
    /// Where its logs go.
    pub(super) log_group: &'a Handle,
    /// The parameter that names its image, where something is built.
    pub(super) image: Option<&'a Handle>,
    /// What is written before it starts.
    pub(super) files: Files,
    /// Volumes, secrets, and the rights they need.
    pub(super) additions: Additions,
}

/// Makes the task definition of a service, with its roles.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    task: Task<'_>,
    parameters: &Parameters,
) -> Handle {
    let service = plan.service;
    let Task { log_group, image, files, additions } = task;
    let Additions { volumes, mount_points, secrets, to_start, to_run } = additions;
    let image: Text = match (image, &service.image) {
        (Some(parameter), _) => parameter.reference(),
        (None, Some(image)) => literals::to_text(&image.value),
        (None, None) => unreachable_image(),
    };
    let mut grants = roles::to_pull(&image);
    let Logging { configuration, grants: to_write } = logs::of_service(cx, log_group, service);
    grants.extend(to_write);
    grants.extend(to_start);

    let prepare = prepare::lower(plan, files, log_group, parameters);
    let mut containers = Vec::new();
    let mut container = container::lower(cx, service, image, configuration);
    container.mount_points.extend(mount_points);
    container.secrets.extend(secrets);
    if let Some((first, logging)) = prepare {
        container.depends_on.push(ecs::ContainerDependency {
            container_name: first.name.clone(),
            condition: ecs::ContainerCondition::Success,
        });
        containers.push(first);
        grants.extend(logging);
    }
    containers.push(container);

    let size = compute::lower(cx, service);
    let roles = roles::lower(cx, service, grants, to_run);
    let definition = ecs::TaskDefinition {
        family: Some(
            Text::sub().pseudo(Pseudo::StackName).text(format!("-{}", container_name(service))).finish(),
        ),
        requires_compatibilities: vec![ecs::Compatibility::Fargate],
        network_mode: Some(ecs::NetworkMode::Awsvpc),
        cpu: Some(size.cpu.to_string().into()),
        memory: Some(size.memory.to_string().into()),
        runtime_platform: platform::lower(cx, service),
        execution_role_arn: roles.execution.map(|role| role.attribute("Arn")),
        task_role_arn: roles.task.map(|role| role.attribute("Arn")),
        container_definitions: containers,
        volumes: unique(volumes),
        tags: tags::of_service(cx.project, service),
        ..ecs::TaskDefinition::default()
    };
    cx.add(Name::TaskDefinition(&service.name), Resource::new(&definition))
}

/// A volume that several containers of a task mount is one volume of it.
fn unique(volumes: Vec<ecs::Volume>) -> Vec<ecs::Volume> {
    let mut kept: Vec<ecs::Volume> = Vec::new();
    for volume in volumes {
        if !kept.iter().any(|known| known.name == volume.name) {
            kept.push(volume);
        }
    }
    kept
}

/// Validation reports a service without image and build; what stands here never reaches anybody.
fn unreachable_image() -> Text {
    "".into()
}
