//! Task definitions: the containers that run together.
//! Compose: a service. CloudFormation: `TaskDefinition` of ECS.
//!
//! Decisions
//! - One service is one task. It has a container for the service, one before it where the task is to be
//!   prepared, and those of the services that run in it (`members`).
//! - Containers of one task wait for each other as their services do in Compose; waiting for another task is
//!   the business of CloudFormation (`service`).
//! - A container that runs to its end, or whose `restart` is `"no"`, does not end its task.
//! - The family carries the stack's name, so that a template can be deployed twice.
//! - Rights come from the parts that need them: logs, images.
//!
//! Not here: how many tasks, and how they are replaced (`service`).

mod compute;
mod container;
mod copy_up;
mod device;
mod environment;
mod health_answer;
mod health_check;
mod hosts;
mod linux;
mod platform;
mod prepare;
mod processes;
mod sizes;
mod volumes_from;

use crate::cfn::{Handle, LogicalId, Pseudo, Resource, Text, ecs, iam};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::grammar::{deferred, image::repository};
use crate::lower::literals::to_text;
use crate::plan::facts;
use crate::plan::facts::container_name;

use super::additions::{Additions, ExtraContainer};
use super::context::Lowering;
use super::files::Files;
use super::logs::Logging;
use super::names::Name;
use super::parameters::{ImageParameter, Parameters};
use super::roles::Roles;
use super::{discovery, exec, firelens, logs, roles, tags, xray};
use crate::plan::Role;
use crate::plan::ServicePlan;

/// The limits of a task.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html>
const MOST_CONTAINERS: usize = 10;

/// Handles of the resources that a task needs.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    /// Where its logs go.
    pub(super) log_group: &'a Handle,
    /// The domains in which short names are looked up, where there are such names.
    pub(super) search: Option<Text>,
    /// The files that are written before its containers start.
    pub(super) files: Files,
    /// Volumes, secrets, and the rights they need, for each container in the order of
    /// `ServicePlan::containers`.
    pub(super) additions: Vec<Additions>,
}

/// Makes the task definition of a service and of those in its task, with its roles.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    parts: Parts<'_>,
    parameters: &Parameters,
) -> (Handle, Roles) {
    let service = plan.service;
    let mut task = Task::default();
    let mut files = parts.files;
    files.script.insert_str(0, &hosts::script(cx, plan));
    let first = prepare::lower(plan, parts.search, files, parts.log_group, parameters);
    let (first, to_log) = first.unzip();
    let before = first.as_ref().map(|first| first.name.clone());
    task.containers.extend(first);
    for (service, additions) in plan.containers().zip(parts.additions) {
        task.add(cx, plan, service, (parts.log_group, parameters), additions);
    }
    task.to_start.extend(to_log.into_iter().flatten());
    if let Some(before) = &before {
        task.wait_for(before);
    }
    task.wait_for_copies();
    volumes_from::lower(cx, plan, &mut task.containers);

    task.to_run.extend(exec::grants(cx.project, service, parts.log_group));
    let mut router = firelens::lower(cx, plan, parts.log_group, parameters);
    // It looks its receiver up by names that the first container makes known.
    if let (Some(router), Some(before)) = (&mut router, before) {
        router.container.depends_on.push(dependency(&before, ecs::ContainerCondition::Success));
    }
    let collector = xray::lower(cx, plan, parts.log_group, parameters);
    let answer = health_answer::lower(plan, parts.log_group, parameters);
    let beside: Vec<ExtraContainer> = router.into_iter().chain(collector).chain(answer).collect();
    let size = compute::lower(cx, plan, beside.iter().map(|beside| beside.memory).sum());
    task.add_beside(cx, plan, beside);
    let on_instances = facts::on_instances(cx.project, service);
    let compatibility =
        if on_instances { ecs::Compatibility::ManagedInstances } else { ecs::Compatibility::Fargate };
    let pulls = |image: &ImageParameter| {
        task.containers.iter().any(|container| container.image == image.handle.reference())
    };
    let changed: Vec<LogicalId> =
        parameters.own_images().filter(|image| pulls(image)).map(|image| image.changed.clone()).collect();
    let roles = roles::lower(cx, plan, task.to_start, task.to_run, &changed);
    let definition = ecs::TaskDefinition {
        family: Some(
            Text::sub().pseudo(Pseudo::StackName).text(format!("-{}", container_name(service))).finish(),
        ),
        requires_compatibilities: vec![compatibility],
        network_mode: Some(ecs::NetworkMode::Awsvpc),
        pid_mode: processes::lower(cx, plan),
        cpu: Some(size.cpu),
        memory: Some(size.memory),
        runtime_platform: platform::lower(cx, service),
        ephemeral_storage: ephemeral_storage(plan).filter(|_| !on_instances),
        enable_fault_injection: service.extensions.fault_injection.as_ref().map(|it| it.value),
        execution_role_arn: roles.execution.clone(),
        task_role_arn: roles.task.clone(),
        container_definitions: task.containers,
        volumes: unique(task.volumes),
        tags: tags::of_service(cx.project, service),
    };
    (cx.add(Name::TaskDefinition(&service.name), Resource::new(&definition)), roles)
}

/// A task definition under construction.
#[derive(Debug, Default)]
struct Task {
    containers: Vec<ecs::ContainerDefinition>,
    volumes: Vec<ecs::Volume>,
    to_start: Vec<iam::Statement>,
    to_run: Vec<iam::Statement>,
    /// The containers that fill volumes, and which.
    filling: Vec<(String, Vec<String>)>,
}

impl Task {
    /// Lets all others wait for the first container; but what fills a volume from an image comes before it
    /// where it writes into that volume, which must be empty until then.
    fn wait_for(&mut self, first: &str) {
        let written: Vec<String> = self
            .containers
            .iter()
            .filter(|container| container.name == first)
            .flat_map(|container| container.mount_points.iter().map(|point| point.source_volume.clone()))
            .collect();
        let fills_written = |name: &str| {
            let mut fills = self.filling.iter().filter(|(filler, _)| filler == name);
            fills.any(|(_, volumes)| volumes.iter().any(|volume| written.contains(volume)))
        };
        for container in self.containers.iter_mut().filter(|container| container.name != first) {
            if !fills_written(&container.name) {
                container.depends_on.insert(0, dependency(first, ecs::ContainerCondition::Success));
            }
        }
    }

    /// Lets those who mount a volume wait until it is filled.
    fn wait_for_copies(&mut self) {
        for (first, volumes) in &self.filling {
            let fills = |name: &str| self.filling.iter().any(|(other, _)| other == name);
            for container in self.containers.iter_mut().filter(|container| !fills(&container.name)) {
                if container.mount_points.iter().any(|point| volumes.contains(&point.source_volume)) {
                    container.depends_on.insert(0, dependency(first, ecs::ContainerCondition::Success));
                }
            }
        }
    }

    /// Puts the container of a service in, with all that belongs to it.
    fn add(
        &mut self,
        cx: &mut Lowering<'_>,
        plan: &ServicePlan<'_>,
        service: &compose::Service,
        (log_group, parameters): (&Handle, &Parameters),
        additions: Additions,
    ) {
        let Additions {
            volumes,
            mount_points,
            copies,
            environment,
            secrets,
            log_secrets,
            labels,
            to_start,
            to_run,
        } = additions;
        let image: Text = match (parameters.images.get(&service.name.value), &service.image) {
            (Some(parameter), _) => parameter.reference(),
            (None, Some(image)) => to_text(&image.value),
            (None, None) => unreachable_image(),
        };
        self.to_start.extend(to_pull(service, &image));
        let Logging { mut configuration, grants } = logs::of_service(cx, log_group, service);
        if let Some(logging) = configuration.as_mut().filter(|it| compose::takes_log_secrets(&it.log_driver))
        {
            logging.secret_options = log_secrets;
        }
        self.to_start.extend(grants.into_iter().chain(to_start));
        self.to_run.extend(to_run);
        let mut container = container::lower(cx, service, image, configuration);
        device::lower(cx, service, facts::on_instances(cx.project, plan.service), &mut container);
        discovery::name_ports(plan, service, &mut container.port_mappings);
        exec::prepare(cx, plan.service, service, &mut container);
        container.mount_points.extend(mount_points);
        container.environment.extend(environment);
        container.environment.sort_unstable_by(|a, b| a.inner().name.cmp(&b.inner().name));
        container.secrets.extend(secrets);
        container.docker_labels.extend(labels);
        xray::tell(cx, service, &mut container);
        container.depends_on.extend(dependencies(cx, plan, service));
        role_of(plan, service, &mut container);
        if !copies.is_empty() {
            let (first, to_log) = copy_up::lower(plan, service, &copies, &container, log_group);
            self.to_start.extend(to_log);
            self.filling.push((first.name.clone(), copies.into_iter().map(|copy| copy.volume).collect()));
            self.containers.push(first);
        }
        self.volumes.extend(volumes);
        self.containers.push(container);
    }

    /// Puts containers of ours in, which run beside those of services.
    fn add_beside(&mut self, cx: &mut Lowering<'_>, plan: &ServicePlan<'_>, beside: Vec<ExtraContainer>) {
        let had = self.containers.len();
        for ExtraContainer { container, memory: _, ports, to_start, to_run } in beside {
            let taken =
                plan.containers().flat_map(|service| service.ports.iter().map(move |port| (service, port)));
            for (service, port) in taken.filter(|(_, port)| ports.contains(&port.target.value)) {
                cx.report(port_taken(service, port, &container.name));
            }
            self.to_start.extend(to_start);
            self.to_run.extend(to_run);
            self.containers.push(container);
        }
        if had <= MOST_CONTAINERS && self.containers.len() > MOST_CONTAINERS {
            cx.report(too_many(plan.service, self.containers.len()));
        }
    }
}

/// The containers of its task for which a container waits.
fn dependencies(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    service: &compose::Service,
) -> Vec<ecs::ContainerDependency> {
    let mut found = Vec::new();
    for dependency_on in &service.depends_on {
        let Some(other) = plan.containers().find(|one| one.name.value == dependency_on.service.value) else {
            continue;
        };
        let condition = match dependency_on.condition {
            compose::Condition::Started => ecs::ContainerCondition::Start,
            compose::Condition::CompletedSuccessfully => ecs::ContainerCondition::Success,
            compose::Condition::Healthy if other.health_check.is_some() => ecs::ContainerCondition::Healthy,
            compose::Condition::Healthy => {
                cx.report(no_check(other, &dependency_on.service));
                ecs::ContainerCondition::Start
            }
        };
        found.push(dependency(&container_name(other), condition));
    }
    found
}

fn dependency(container: &str, condition: ecs::ContainerCondition) -> ecs::ContainerDependency {
    ecs::ContainerDependency { container_name: container.to_owned(), condition }
}

/// A container that ends does not end its task if it is to end; nor does a sidecar that nobody wants back.
fn role_of(plan: &ServicePlan<'_>, service: &compose::Service, container: &mut ecs::ContainerDefinition) {
    let Some(member) = plan.members.iter().find(|member| member.service.name.value == service.name.value)
    else {
        if plan.is_job {
            container.restart_policy = None;
        }
        return;
    };
    if member.role == Role::Init || service.ends().is_some() || plan.is_job {
        container.essential = Some(false);
    }
    if member.role == Role::Init || plan.is_job {
        container.restart_policy = None;
    }
}

/// The disk that all containers of the task share: the largest that one asks for.
fn ephemeral_storage(plan: &ServicePlan<'_>) -> Option<ecs::EphemeralStorage> {
    let sizes = plan.containers().filter_map(|service| service.extensions.ephemeral_storage.as_ref());
    sizes.map(|size| size.value).max().map(|size_in_gib| ecs::EphemeralStorage { size_in_gib })
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

/// The rights to pull a service's image.
fn to_pull(service: &compose::Service, image: &Text) -> Vec<iam::Statement> {
    let written = service.image.as_ref().map(|image| image.value.as_str());
    let Some(written) = written.filter(|written| deferred::has_variable(written)) else {
        return roles::to_pull(image, written);
    };
    let filled = deferred::filled(written, &|_| "*".to_owned());
    // A variable in the tag changes nothing; one before it may be any registry of the account.
    if repository(&filled).contains('*') {
        return roles::to_pull(image, Some(&filled));
    }
    roles::to_pull(&filled.into_owned().into(), None)
}

/// Validation reports a service without image and build; what stands here never reaches anybody.
fn unreachable_image() -> Text {
    "".into()
}

fn port_taken(service: &compose::Service, port: &compose::Port, container: &str) -> Diagnostic {
    let (name, number) = (&service.name.value, port.target.value);
    let message =
        format!("`{name}` listens on port {number}, and so does the container `{container}` in its task");
    Diagnostic::new(Code::TaskPort, message)
        .at(port.loc)
        .help("let the service listen on another port: the containers of a task share one network interface")
}

fn too_many(service: &compose::Service, count: usize) -> Diagnostic {
    let message =
        format!("the task of `{}` has {count} containers, ECS allows {MOST_CONTAINERS}", service.name.value);
    Diagnostic::new(Code::TooMany, message).at(service.name.loc).help(
        "let some of its containers be services of their own; the log router and the collector count too",
    )
}

fn no_check(service: &compose::Service, loc: &crate::source::Spanned<String>) -> Diagnostic {
    let message =
        format!("`{}` has no `healthcheck`, so its health cannot be waited for", service.name.value);
    Diagnostic::new(Code::NoHealthTest, message)
        .at(loc.loc)
        .help("add a `healthcheck` with a `test`, or wait with `service_started`")
}
