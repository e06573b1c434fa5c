//! The project: what all Compose files say together.

use crate::compose::{
    Config, Mount, MountKind, Network, ProjectExtensions, Secret, Service, UpdateConfig, VariableKind,
    Volume, has_content, has_one_writer,
};
use crate::grammar::deferred;

/// A whole project, the active services only, everything sorted by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Project {
    /// Its name, as `-p`, `COMPOSE_PROJECT_NAME`, `name:` or the folder give it.
    pub name: String,
    /// The services that the active profiles and the command line select.
    pub services: Vec<Service>,
    /// Those that the files have besides, by name.
    pub left_out: Vec<String>,
    /// The networks those services use.
    pub networks: Vec<Network>,
    /// The named volumes those services use.
    pub volumes: Vec<Volume>,
    /// The secrets those services use.
    pub secrets: Vec<Secret>,
    /// The configs those services use.
    pub configs: Vec<Config>,
    /// The `x-aws-*` keys of the top level.
    pub extensions: ProjectExtensions,
}

/// The mounts of volumes that a service may write to.
fn volume_writes(service: &Service) -> impl Iterator<Item = &Mount> {
    service.volumes.iter().filter(|mount| mount.kind.value == MountKind::Volume && !mount.read_only)
}

impl Project {
    /// Whether a text holds the value of a secret.
    pub fn holds_secret(&self, text: &str) -> bool {
        let is_secret = |name: &str| {
            let mut variables = self.extensions.variables.iter();
            variables.any(|variable| variable.kind == VariableKind::Secret && variable.name.value == name)
        };
        deferred::variables(text).into_iter().any(is_secret)
    }

    /// The mounts by which a service writes to file systems that its tasks share.
    pub fn shared_writes<'a>(&'a self, service: &'a Service) -> impl Iterator<Item = &'a Mount> {
        let is_shared = |key: &str| {
            let volume = self.volumes.iter().find(|volume| volume.key.value == key);
            volume.is_some_and(Volume::is_shared)
        };
        volume_writes(service)
            .filter(move |mount| mount.source.as_ref().is_some_and(|source| is_shared(&source.value)))
    }

    /// The services that write to a volume, if it is one that tasks share.
    pub fn writers<'a>(&'a self, volume: &Volume) -> impl Iterator<Item = &'a Service> {
        let is_it = |mount: &Mount| mount.source.as_ref().is_some_and(|key| key.value == volume.key.value);
        let services = self.services.iter().filter(|_| volume.is_shared());
        services.filter(move |service| volume_writes(service).any(is_it))
    }

    /// Whether the one task of a service must have ended before the next starts, where the file does not say:
    /// two processes of a database over the same files can destroy them.
    pub fn stops_first(&self, service: &Service) -> bool {
        let says = service.extensions.deployment.is_some()
            || service.deploy.update_config.as_ref().is_some_and(UpdateConfig::says_how);
        let one = service.replicas().is_none_or(|replicas| replicas.value == 1);
        let one = one && service.deploy.autoscaling.is_none();
        !says && one && has_one_writer(service) && self.shared_writes(service).next().is_some()
    }

    /// Whether what the image has at a mount is copied into the volume while that is empty, as Docker does
    /// it.
    pub fn copies_up(&self, service: &Service, mount: &Mount) -> bool {
        if mount.kind.value != MountKind::Volume {
            return false;
        }
        let is = |volume: &&Volume| mount.source.as_ref().is_some_and(|key| key.value == volume.key.value);
        let volume = self.volumes.iter().find(is);
        let of_volume = volume.and_then(|volume| volume.copy_up).filter(|_| !mount.read_only);
        mount.copy_up.or(of_volume).unwrap_or_else(|| {
            let plain = |volume: &Volume| !volume.of_host && !volume.external && volume.ebs.is_none();
            !mount.no_copy
                && !mount.read_only
                && volume.is_none_or(plain)
                && has_content(service, &mount.target.value)
        })
    }
}
