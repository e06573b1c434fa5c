//! `volumes_from` a service that runs in another task: the other's mounts, in both tasks.
//!
//! Decisions
//! - What tasks share, named volumes and folders of the host, and files that are copied in, is mounted as in
//!   the other service. What is on a task's own disk cannot be: the attribute then stays as it is, and is
//!   refused.
//! - A mount of one's own hides another's at the same path, as under Docker.
//! - What the other's image declares as volumes is not known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::{Condition, Mount, MountKind, Project, Service, Shown, Volume};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::path::clean_path;

/// Gives services the mounts of others in other tasks.
pub(super) fn copy(project: &mut Project, diagnostics: &mut Diagnostics) {
    let by_name: BTreeMap<&str, &Service> =
        project.services.iter().map(|one| (one.name.value.as_str(), one)).collect();
    // Those run in the tasks of the services that wait for them.
    let awaited: BTreeSet<&str> = by_name
        .values()
        .flat_map(|service| &service.depends_on)
        .filter(|dependency| dependency.condition == Condition::CompletedSuccessfully)
        .map(|dependency| dependency.service.value.as_str())
        .collect();
    let shared: BTreeSet<&str> = project
        .volumes
        .iter()
        .filter(|volume| Volume::is_shared(volume))
        .map(|volume| volume.key.value.as_str())
        .collect();
    let mut copied: Vec<(String, String, Vec<Mount>)> = Vec::new();
    for service in &project.services {
        let name = service.name.value.as_str();
        for from in &service.volumes_from {
            let other = from.service.value.as_str();
            let Some(source) = by_name.get(other) else { continue };
            let elsewhere = task(name, &by_name) != task(other, &by_name)
                && !awaited.contains(name)
                && !awaited.contains(other);
            if !elsewhere || !source.volumes.iter().all(|mount| is_shareable(mount, &shared)) {
                continue;
            }
            let mounts = source.volumes.iter().map(|mount| Mount {
                loc: from.service.loc,
                read_only: mount.read_only || from.read_only,
                ..mount.clone()
            });
            copied.push((name.to_owned(), other.to_owned(), mounts.collect()));
            diagnostics.push(mounted(name, other, from.service.loc));
        }
    }
    for (name, other, mounts) in copied {
        let Some(service) = project.services.iter_mut().find(|one| one.name.value == name) else { continue };
        service.volumes_from.retain(|from| from.service.value != other);
        for mount in mounts {
            let target = clean_path(&mount.target.value);
            let hidden = service.volumes.iter().any(|own| clean_path(&own.target.value) == target)
                || service.tmpfs.iter().any(|own| clean_path(&own.target.value) == target);
            if !hidden {
                service.volumes.push(mount);
            }
        }
    }
}

/// The service whose task a service runs in.
fn task<'a>(name: &'a str, by_name: &BTreeMap<&'a str, &'a Service>) -> &'a str {
    let mut at = name;
    for _ in 0..by_name.len() {
        let host = by_name.get(at).and_then(|service| {
            let of_mode = service.network_mode.as_ref().and_then(|mode| mode.value.strip_prefix("service:"));
            service.extensions.task.as_ref().map(|task| task.value.as_str()).or(of_mode)
        });
        let Some(host) = host else { return at };
        at = host;
    }
    at
}

fn is_shareable(mount: &Mount, shared: &BTreeSet<&str>) -> bool {
    match mount.kind.value {
        MountKind::Volume => mount.source.as_ref().is_some_and(|key| shared.contains(key.value.as_str())),
        MountKind::Bind => mount.shown.as_ref().is_some_and(|shown| *shown != Shown::Kept),
        MountKind::Other => false,
    }
}

fn mounted(name: &str, other: &str, loc: crate::source::Loc) -> Diagnostic {
    Diagnostic::new(
        Code::Approximated,
        format!(
            "`volumes_from` is kept in part: `{name}` has the mounts that `{other}` names, in a task of \
             its own"
        ),
    )
    .label(loc, "runs in another task")
    .help(format!(
        "name what the image of `{other}` declares as a volume under `volumes` of both, if \
         `{name}` needs it"
    ))
}
