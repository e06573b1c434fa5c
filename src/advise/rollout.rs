//! Updates and health: one replica that becomes two, services nobody asks how they are, tasks that are taken
//! back.

use crate::compose::{self, CapacityKind, RollingOrder};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Loc;

/// Says, once for the project, which services run twice while they are updated and write to the same files;
/// and which programs do so for longer that must not.
pub(super) fn side_by_side(project: &compose::Project, diagnostics: &mut Diagnostics) {
    let mut found: Vec<(&compose::Service, Loc)> = Vec::new();
    for service in &project.services {
        // A service that ends is a job, or gets a warning of its own where others reach it.
        let ends = service.is_called_job() || service.ends().is_some();
        let Some(mount) = project.shared_writes(service).next().filter(|_| !ends) else { continue };
        let place = mount.source.as_ref().map_or(mount.loc, |source| source.loc);
        if compose::has_one_writer(service) {
            if let Some((loc, label)) = several_tasks(service) {
                diagnostics.push(one_set_of_files(service, (loc, label), place));
            }
            continue;
        }
        // A service that runs more than once anyway was made for it.
        let one = service.replicas().is_none_or(|replicas| replicas.value == 1);
        let says = service.deploy.update_config.as_ref().is_some_and(compose::UpdateConfig::says_how);
        if one && service.deploy.autoscaling.is_none() && !says {
            found.push((service, place));
        }
    }
    if let Some((_, loc)) = found.first() {
        diagnostics.push(two_at_once(&found, *loc));
    }
}

/// The reason for which a program runs in several tasks at once, for a while at least.
fn several_tasks(service: &compose::Service) -> Option<(Loc, &'static str)> {
    if let Some(replicas) = service.replicas().filter(|replicas| replicas.value > 1) {
        return Some((replicas.loc, "so many tasks at once"));
    }
    if service.deploy.autoscaling.is_some() {
        return Some((service.name.loc, "scaled to several tasks"));
    }
    let deployment = service.extensions.deployment.as_ref();
    if let Some(deployment) = deployment.filter(|deployment| deployment.strategy().shifts()) {
        return Some((deployment.loc, "keeps the old task beside the new one"));
    }
    let update = service.deploy.update_config.as_ref();
    let order = update.and_then(|update| update.order.as_ref());
    if let Some(order) = order.filter(|order| order.value == RollingOrder::StartFirst) {
        return Some((order.loc, "starts the new task beside the old one"));
    }
    let max = update.and_then(|update| update.max_percent.as_ref());
    max.filter(|max| max.value > 100).map(|max| (max.loc, "lets the new task start beside the old one"))
}

/// Says that only the load balancer looks after a service.
pub(super) fn health_check(service: &compose::Service, diagnostics: &mut Diagnostics) {
    if let (None, Some(port)) = (&service.health_check, service.ports.iter().find(|port| port.is_published()))
    {
        diagnostics.push(no_health_check(service, port.loc));
    }
}

/// Says that a task which is taken back at any time has little of it to stop.
pub(super) fn spot_grace(
    project: &compose::Project,
    service: &compose::Service,
    diagnostics: &mut Diagnostics,
) {
    let capacity = service.extensions.capacity.as_ref().or(project.extensions.capacity.as_ref());
    let spot = capacity.filter(|capacity| match &capacity.kind {
        CapacityKind::Fargate { spot, .. } => spot.is_some(),
        CapacityKind::ManagedInstances(instances) => instances.spot.as_ref().is_some_and(|spot| spot.value),
    });
    if let (Some(spot), None) = (spot, &service.stop_grace_period) {
        diagnostics.push(little_time(service, spot.loc));
    }
}

fn two_at_once(services: &[(&compose::Service, Loc)], loc: Loc) -> Diagnostic {
    let names: Vec<String> =
        services.iter().map(|(service, _)| format!("`{}`", service.name.value)).collect();
    let message = match names.as_slice() {
        [name] => format!("{name} runs twice while it is updated, and both tasks write to the same files"),
        names => format!(
            "{} run twice while they are updated, and both tasks write to the same files",
            names.join(", ")
        ),
    };
    Diagnostic::new(Code::SideBySide, message).label(loc, "both write here").help(
        "ECS starts the new task before it stops the old one; where the program does not bear that, as with \
         SQLite, write `deploy: {update_config: {order: stop-first}}`",
    )
}

fn one_set_of_files(service: &compose::Service, (loc, label): (Loc, &str), mount: Loc) -> Diagnostic {
    let message = format!("several tasks of `{}` write to the same files", service.name.value);
    Diagnostic::new(Code::SharedStore, message).label(loc, label).label(mount, "the files").help(
        "two processes of this program over the same files stop, or destroy them: leave it at one replica, \
         which is stopped before the next starts",
    )
}

fn no_health_check(service: &compose::Service, port: Loc) -> Diagnostic {
    let message = format!("`{}` is published and has no `healthcheck`", service.name.value);
    Diagnostic::new(Code::NoHealthCheck, message).label(port, "only the load balancer looks after it").help(
        "add a `healthcheck`: with one, ECS replaces a container that hangs, and an update waits until \
         it is well",
    )
}

fn little_time(service: &compose::Service, loc: Loc) -> Diagnostic {
    let message = format!("`{}` has 30 seconds to stop when AWS takes a task back", service.name.value);
    Diagnostic::new(Code::SpotGrace, message)
        .label(loc, "spare capacity")
        .help("add `stop_grace_period`, up to `2m`, as its containers need it")
}
