//! Databases: open to the Internet, without a volume, on a file system that is too slow for them.

use crate::compose::{self, MountKind, Store, store};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};

/// Says that a database's port is published.
pub(super) fn published(service: &compose::Service, diagnostics: &mut Diagnostics) {
    let Some((_, image)) = store(service) else { return };
    if let Some(port) = service.ports.iter().find(|port| super::is_open(port)) {
        diagnostics.push(reachable(service, image, port));
    }
}

/// Says that a database's data goes with its task, or lies on EFS.
pub(super) fn volume(service: &compose::Service, volumes: &[compose::Volume], diagnostics: &mut Diagnostics) {
    let Some((Store::Durable, image)) = store(service) else { return };
    // A disk of the task's own, and an anonymous volume, go with the task.
    let is_disk = |key: &str| volumes.iter().any(|volume| volume.key.value == key && !volume.is_shared());
    let stays = |mount: &&compose::Mount| {
        mount.kind.value != MountKind::Volume
            || mount.source.as_ref().is_some_and(|source| !is_disk(&source.value))
    };
    if !service.volumes.iter().any(|mount| stays(&mount)) {
        diagnostics.push(no_volume(service, image));
    }
    let named = service.volumes.iter().filter(stays).find(|mount| mount.kind.value == MountKind::Volume);
    if let Some(mount) = named {
        diagnostics.push(on_efs(
            service,
            image,
            mount.source.as_ref().map_or(mount.loc, |source| source.loc),
        ));
    }
}

fn reachable(service: &compose::Service, image: &Spanned<String>, port: &compose::Port) -> Diagnostic {
    let (name, target) = (&service.name.value, port.target.value);
    Diagnostic::new(Code::DatabasePublished, format!("the database `{name}` is reachable from the Internet"))
        .label(port.loc, "opened on the load balancer")
        .label(image.loc, "a database")
        .help(format!(
            "remove the port, or write it under `expose`: other services reach `{name}:{target}` without it; \
             `x-aws-ingress` on the port names who else may come"
        ))
}

fn no_volume(service: &compose::Service, image: &Spanned<String>) -> Diagnostic {
    let message = format!("the database `{}` has no volume", service.name.value);
    Diagnostic::new(Code::NoVolume, message).label(image.loc, "its data goes with its task").help(
        "a task's disk ends with the task: add a volume, or better use Amazon RDS or another service \
         with backups",
    )
}

fn on_efs(service: &compose::Service, image: &Spanned<String>, mount: Loc) -> Diagnostic {
    let message = format!("the database `{}` keeps its files on EFS", service.name.value);
    Diagnostic::new(Code::DatabaseOnEfs, message)
        .label(image.loc, "waits for its disk on every commit")
        .label(mount, "becomes a file system in the network")
        .help("fine for a trial; for more, use Amazon RDS or another database service")
}
