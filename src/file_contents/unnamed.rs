//! Volumes without a name, and mounts of volumes at the paths of files.
//!
//! Decisions
//! - Under Compose an anonymous volume outlives an update of its container. A task has it for itself, so what
//!   is in it is gone with the task, unless the mount says `x-aws-volume: efs`: it is then a volume of the
//!   service, named after its path.
//! - An anonymous volume below a mount for development keeps that mount from hiding what the image has, such
//!   as `node_modules`. Where the one is left out, so is the other.

use super::host::is_file_name;
use super::kept::capitalised;
use crate::compose::{self, Becomes, Mount, MountKind, Project, Service, Shown};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::path;
use crate::source::{Loc, Spanned};

/// Names what is to be kept, leaves out what has lost its purpose, and reports what is lost or cannot be.
pub(super) fn volumes(project: &mut Project, diagnostics: &mut Diagnostics) {
    let mut lost: Vec<(String, Loc)> = Vec::new();
    let mut named = Vec::new();
    for service in &mut project.services {
        let over_image: Vec<String> = service
            .volumes
            .iter()
            .filter(|mount| mount.shown == Some(Shown::Development))
            .map(|mount| path::clean_path(&mount.target.value))
            .collect();
        let below = |mount: &Mount| {
            let target = path::clean_path(&mount.target.value);
            over_image.iter().any(|folder| path::is_below(&target, folder))
        };
        service.volumes.retain(|mount| !is_anonymous(mount) || !below(mount));
        let mut mounts = std::mem::take(&mut service.volumes);
        for mount in mounts.iter_mut().filter(|mount| mount.kind.value == MountKind::Volume) {
            if mount.source.is_some() {
                if is_file_name(&mount.target.value) {
                    diagnostics.push(at_a_file(mount));
                }
            } else if mount.becomes.as_ref().is_some_and(|word| word.value == Becomes::Efs) {
                named.push(to_named(service, mount, &project.name));
            } else if mount.becomes.is_none() && !mount.read_only {
                lost.push((format!("`{}` of `{}`", mount.target.value, service.name.value), mount.loc));
            }
        }
        service.volumes = mounts;
    }
    project.volumes.extend(named);
    project.volumes.sort_unstable_by(|a, b| a.key.value.cmp(&b.key.value));
    if let Some((_, loc)) = lost.first() {
        let listed: Vec<&str> = lost.iter().map(|(name, _)| name.as_str()).collect();
        diagnostics.push(gone(&listed, *loc));
    }
}

fn is_anonymous(mount: &Mount) -> bool {
    mount.kind.value == MountKind::Volume && mount.source.is_none()
}

/// The volume of a service at a path: `web` and `/var/cache` give `WebVarCachePath`.
fn to_named(service: &Service, mount: &mut Mount, project: &str) -> compose::Volume {
    let parts = std::iter::once(service.name.value.as_str()).chain(mount.target.value.split('/'));
    let key = parts.map(capitalised).collect::<String>() + "Path";
    let loc = mount.target.loc;
    mount.source = Some(Spanned::new(key.clone(), loc));
    compose::Volume {
        name: Spanned::new(format!("{project}_{key}"), loc),
        key: Spanned::new(key, loc),
        loc,
        ..compose::Volume::default()
    }
}

fn gone(names: &[&str], first: Loc) -> Diagnostic {
    let message = format!("volumes without a name are gone with each task: {}", names.join(", "));
    Diagnostic::new(Code::AnonymousVolume, message).label(first, "on the task's own disk").help(
        "with Compose they outlive an update: to keep them, name the volume, or write `x-aws-volume: efs` on \
         the mount in its long form; `x-aws-volume: task` says that nobody needs to keep it",
    )
}

fn at_a_file(mount: &Mount) -> Diagnostic {
    let target = &mount.target.value;
    let message = format!("a volume is mounted at `{target}`, which is the path of a file");
    Diagnostic::new(Code::VolumeAtFile, message).label(mount.target.loc, "a file by its name").help(format!(
        "a volume is a folder: mount it at a folder such as `{}`, or mount a file of the project, as in \
         `./{}:{target}`",
        path::dir_name(target),
        path::base_name(target)
    ))
}
