//! Stage 5: what the user means becomes what AWS gets.
//!
//! One room a concern; `lower` below goes through them in order. A room makes its resources and returns
//! handles to them, and later rooms receive what they need. What several rooms must agree on is decided once,
//! in `plan`; every logical id is minted in `names`.

mod additions;
mod autoscaling;
mod capacity;
mod cluster;
mod context;
mod credentials;
mod deployment;
mod discovery;
mod exec;
mod files;
mod firelens;
mod ingress;
mod job;
mod listener;
mod literals;
mod load_balancer;
mod log_receiver;
mod logs;
mod names;
mod outputs;
mod overrides;
mod parameters;
mod quotas;
mod registries;
mod roles;
mod secrets;
mod security_groups;
mod service;
mod tags;
mod target_group;
mod task_definition;
#[cfg(test)]
mod tests;
mod variables;
mod volumes;
mod xray;

use std::collections::BTreeMap;

use crate::cfn;
use crate::compose;
use crate::diagnostic::Diagnostics;

use context::Lowering;

pub use credentials::{Known, check as check_credentials};
pub use registries::check as check_registries;
pub use secrets::values as secret_values;
pub use tags::origins;
#[cfg(feature = "deploy")]
pub use variables::arn_parameter as secret_arn_parameter;
pub use variables::values as variable_values;

/// The images that templates name by themselves, as defaults of parameters.
pub const OWN_IMAGES: [&str; 4] =
    [parameters::SIDECAR_IMAGE, parameters::COLLECTOR_IMAGE, firelens::IMAGE, firelens::FETCHING_IMAGE];

/// Settings that are decided for a run, not by the project.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settings {
    /// The number of subnets in which file systems have an address, where the project names none; two unless
    /// said.
    pub subnet_count: Option<u32>,
}

/// Turns a project into a template. Where errors are reported the template is not to be used.
pub fn lower(project: &compose::Project, settings: Settings, diagnostics: &mut Diagnostics) -> cfn::Template {
    tags::check(project, diagnostics);
    let plan = crate::plan::decide(project, diagnostics);
    let cx = &mut Lowering::new(project, settings, &plan, diagnostics);

    let log_router = firelens::default_image(project, &plan.services);
    let parameters = parameters::lower(cx, log_router);
    let (cluster, own_cluster) = cluster::lower(cx, &parameters);
    let log_group = logs::lower(cx);
    let discovery = discovery::lower(cx, &parameters);
    let networks = security_groups::lower(cx, &parameters);
    let balancers = load_balancer::lower(cx, &parameters);
    let volumes = volumes::lower(cx, &parameters);
    volumes::offer_task(cx);

    let secrets = secrets::lower(cx);
    let mut variables = variables::lower(cx);
    let tools = listener::Tools { balancers: &balancers, parameters: &parameters, secrets: &secrets };
    let shared = listener::lower_shared(cx, tools);

    let instances = capacity::shared(cx, &parameters);
    let mut services = BTreeMap::new();
    for task in &plan.services {
        let attachments = listener::lower(cx, task, &shared, tools);
        let groups = security_groups::of_service(cx, task, &networks, &balancers, &parameters);
        let mounted = volumes::of_task(cx, task, &volumes, &groups, &parameters);
        let volumes::Mounted { mut additions, disks, subnets, waits } = mounted;
        let files = files::of_task(cx, task, &secrets, &mut additions);
        for (service, additions) in task.containers().zip(&mut additions) {
            additions.extend(secrets::of_service(cx, service, &secrets));
            additions.extend(variables::of_service(cx, service, &mut variables));
        }
        let (connect, grants) = discovery::connect(cx, task, &discovery, &log_group).unzip();
        if let Some(first) = additions.first_mut() {
            first.to_start.extend(grants.into_iter().flatten());
        }
        let search = discovery.search.clone();
        let parts = task_definition::Parts { log_group: &log_group, search, files, additions };
        let (task_definition, roles) = task_definition::lower(cx, task, parts, &parameters);
        let placement = capacity::lower(cx, task, instances.as_ref(), &cluster, &subnets);
        let (cluster, security_groups) = (cluster.clone(), groups.all);
        if task.is_job {
            if let Some(disk) = disks.first() {
                cx.report(job::no_disk(task.service, &disk.name));
            }
            let own_cluster = &own_cluster;
            let parts = job::Parts {
                cluster,
                own_cluster,
                task_definition,
                placement,
                roles,
                security_groups,
                subnets,
            };
            job::lower(cx, task, parts, &parameters);
            continue;
        }
        let requests = autoscaling::requests(&attachments);
        let registry = discovery::of_service(cx, task, &discovery);
        let parts = service::Parts {
            cluster,
            task_definition,
            placement,
            security_groups,
            subnets,
            disks,
            attachments,
            registry,
            connect,
        };
        let made = service::lower(cx, task, parts, &parameters);
        cx.make_wait(&made, waits);
        autoscaling::lower(cx, task.service, &made, requests);
        services.insert(task.service.name.value.as_str(), made);
    }
    service::order(cx, &services);
    let own_outputs = outputs::own(cx);
    overrides::lower(cx);
    outputs::fit(cx, &own_outputs);
    parameters::drop_unused(cx);
    variables::drop_unused(cx);
    target_group::finish_names(cx);
    quotas::check(cx);
    cx.take()
}
