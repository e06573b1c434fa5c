//! Updates and health: one replica that becomes two, services nobody asks how they are, tasks that are taken back.

use super::images::store;
use crate::compose::{self, CapacityKind, MountKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Loc;

/// Says that a service meant to run once runs twice while it is updated.
pub(super) fn side_by_side(service: &compose::Service, diagnostics: &mut Diagnostics) {
    let replicas = service.replicas();
    // What ends is a job, or gets a warning of its own where others reach it.
    let no_service = service.is_called_job() || service.ends().is_some();
    // What is scaled runs more than once anyway.
    let scaled = service.deploy.autoscaling.is_some();
    if scaled || replicas.is_some_and(|replicas| replicas.value != 1) || no_service || says_how(service) {
        return;
    }
    let written = replicas.map(|replicas| replicas.loc).filter(|loc| loc.is_somewhere());
    let shared = service
        .volumes
        .iter()
        .find(|mount| mount.kind.value == MountKind::Volume && mount.source.is_some() && !mount.read_only);
    let strategy = service.extensions.deployment.as_ref().map(compose::Deployment::strategy);
    let shifts = strategy.filter(|strategy| strategy.shifts());
    let place = match (written, store(service), shared) {
        // Who names such a strategy knows that there are two; not everybody knows what two do to one set of files.
        (Some(_), None, None) if shifts.is_some() => return,
        (Some(loc), ..) => (loc, "said to be one"),
        (None, Some((_, image)), _) => (image.loc, "a database"),
        (None, None, Some(mount)) => {
            (mount.source.as_ref().map_or(mount.loc, |source| source.loc), "both would write here")
        }
        (None, None, None) => return,
    };
    diagnostics.push(two_at_once(service, place, shifts));
}

/// Whether the file decides what happens during an update.
fn says_how(service: &compose::Service) -> bool {
    service.deploy.update_config.as_ref().is_some_and(|update| {
        update.order.is_some() || update.min_percent.is_some() || update.max_percent.is_some()
    })
}

/// Says that only the load balancer looks after a service.
pub(super) fn health_check(service: &compose::Service, diagnostics: &mut Diagnostics) {
    if let (None, Some(port)) = (&service.health_check, service.ports.first()) {
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

fn two_at_once(
    service: &compose::Service,
    (loc, label): (Loc, &str),
    shifts: Option<compose::Strategy>,
) -> Diagnostic {
    let message = format!("`{}` runs twice while it is updated", service.name.value);
    let diagnostic = Diagnostic::new(Code::SideBySide, message).label(loc, label);
    if let Some(strategy) = shifts {
        return diagnostic.help(format!(
            "`{}` keeps the old task beside the new one until its bake time is over; if there must never be two, write \
             `x-aws-deployment: rolling` and `deploy: {{update_config: {{order: stop-first}}}}`",
            strategy.word()
        ));
    }
    diagnostic.help(
        "ECS starts the new task before it stops the old one (100 % to 200 %); if there must never be two, write \
         `deploy: {update_config: {order: stop-first}}`",
    )
}

fn no_health_check(service: &compose::Service, port: Loc) -> Diagnostic {
    let message = format!("`{}` is published and has no `healthcheck`", service.name.value);
    Diagnostic::new(Code::NoHealthCheck, message)
        .label(port, "only the load balancer looks after it")
        .help("add a `healthcheck`: with one, ECS replaces a container that hangs, and an update waits until it is well")
}

fn little_time(service: &compose::Service, loc: Loc) -> Diagnostic {
    let message = format!("`{}` has 30 seconds to stop when AWS takes a task back", service.name.value);
    Diagnostic::new(Code::SpotGrace, message)
        .label(loc, "spare capacity")
        .help("add `stop_grace_period`, up to `2m`, as its containers need it")
}
