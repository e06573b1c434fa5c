//! Stage 5: what the user means becomes what AWS gets.
//!
//! One room a concern; `lower` below goes through them in order. A room makes its resources and returns handles to them,
//! and later rooms receive what they need. What several rooms must agree on is decided once, in `plan`; every logical id
//! is minted in `names`.

mod additions;
mod cluster;
mod context;
mod deployment;
mod discovery;
mod files;
mod listener;
mod literals;
mod load_balancer;
mod logs;
mod names;
mod parameters;
mod plan;
mod ports;
mod probe;
mod roles;
mod secrets;
mod security_groups;
mod service;
mod tags;
mod task_definition;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::cfn;
use crate::compose;
use crate::diagnostic::Diagnostics;

use context::Lowering;

/// Turns a project into a template. Where errors are reported the template is not to be used.
pub fn lower(project: &compose::Project, diagnostics: &mut Diagnostics) -> cfn::Template {
    literals::check(project, diagnostics);
    tags::check(project, diagnostics);
    let plan = plan::decide(project, diagnostics);
    let cx = &mut Lowering::new(project, &plan, diagnostics);

    let parameters = parameters::lower(cx);
    let cluster = cluster::lower(cx, &parameters);
    let log_group = logs::lower(cx);
    let namespace = discovery::lower(cx, &parameters);
    let networks = security_groups::lower(cx, &parameters);
    let balancers = load_balancer::lower(cx, &parameters);
    let secrets = secrets::lower(cx);

    let mut services = BTreeMap::new();
    for (service, image) in plan.services.iter().zip(&parameters.images) {
        let attachments = listener::lower(cx, service, &balancers, &parameters);
        let security_groups = security_groups::of_service(cx, service, &networks, &balancers, &parameters);
        let (files, mut additions) = files::of_service(cx, service.service, &secrets);
        additions.extend(secrets::of_service(cx, service.service, &secrets));
        let task = task_definition::Task { log_group: &log_group, image: image.as_ref(), files, additions };
        let task_definition = task_definition::lower(cx, service, task, &parameters);
        let registry = discovery::of_service(cx, service, namespace.as_ref());
        let cluster = cluster.clone();
        let parts = service::Parts { cluster, task_definition, security_groups, attachments, registry };
        services.insert(
            service.service.name.value.as_str(),
            service::lower(cx, service.service, parts, &parameters),
        );
    }
    service::order(cx, &services);
    cx.take()
}
