//! Volumes of others: a container that has the mounts of another one in its task.
//! Compose: `volumes_from`. CloudFormation: `VolumesFrom` of a container.
//!
//! Decisions
//! - Within a task it is what it is under Docker, with what the other's image declares as volumes.
//! - Two tasks share no disk, so a service elsewhere is refused.
//! - Under Docker a mount of one's own hides one of another's at the same path. ECS does not say what it does
//!   then, so that is refused.
//!
//! Not here: who starts first, which is a dependency as under Docker.

use std::collections::BTreeMap;

use crate::cfn::ecs;
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::grammar::path::clean_path;
use crate::source::Loc;

use super::super::context::Lowering;
use crate::plan::ServicePlan;
use crate::plan::facts::container_name;

/// Gives the containers of a task the mounts of each other.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    containers: &mut [ecs::ContainerDefinition],
) {
    for service in plan.containers() {
        let mut found = Vec::new();
        let mut paths: BTreeMap<String, Loc> = BTreeMap::new();
        for path in paths_of(&container_name(service), containers) {
            let mount = service.volumes.iter().find(|mount| clean_path(&mount.target.value) == path);
            paths.insert(path, mount.map_or(service.name.loc, |mount| mount.target.loc));
        }
        for tmpfs in &service.tmpfs {
            paths.insert(clean_path(&tmpfs.target.value), tmpfs.target.loc);
        }
        for compose::VolumesFrom { service: other, read_only } in &service.volumes_from {
            let Some(source) = plan.containers().find(|one| one.name.value == other.value) else {
                cx.report(elsewhere(plan, &other.value, other.loc));
                continue;
            };
            let source = container_name(source);
            for path in paths_of(&source, containers) {
                if let Some(first) = paths.insert(path.clone(), other.loc) {
                    cx.report(clash(&path, other.loc, first));
                }
            }
            found.push(ecs::VolumeFrom {
                read_only: read_only.then_some(true),
                ..ecs::VolumeFrom::new(source)
            });
        }
        let name = container_name(service);
        if let Some(container) = containers.iter_mut().find(|one| one.name == name) {
            container.volumes_from = found;
        }
    }
}

/// Where a container has mounts of its own.
fn paths_of(name: &str, containers: &[ecs::ContainerDefinition]) -> Vec<String> {
    let points = containers.iter().filter(|one| one.name == name).flat_map(|one| &one.mount_points);
    points.map(|point| clean_path(&point.container_path)).collect()
}

fn elsewhere(plan: &ServicePlan<'_>, other: &str, loc: Loc) -> Diagnostic {
    let task = &plan.service.name.value;
    let message =
        format!("`volumes_from` cannot be kept on Fargate: `{other}` is not in the task of `{task}`");
    Diagnostic::new(Code::Refused, message).label(loc, "two tasks share no disk").help(
        "mount one named volume in both services, or let them run in one task with `x-aws-task` or \
         `network_mode: service:…`",
    )
}

fn clash(path: &str, loc: Loc, first: Loc) -> Diagnostic {
    Diagnostic::new(Code::MountClash, format!("two things are mounted at `{path}`"))
        .label(loc, "a mount of that service")
        .label(first, "there is one already")
        .help("give one of them another target, or mount a named volume in both services instead")
}
