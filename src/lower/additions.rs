//! Additions: what rooms besides `task_definition` put into a service's task.
//!
//! A room that gives a container something (a volume, a secret) returns it as a value; `task_definition` puts
//! all of them together, and `roles` makes the rights out of the grants.

use crate::cfn::{Text, ecs, iam};

/// Additions to the task and to the container of one service.
#[derive(Debug, Default)]
pub(super) struct Additions {
    /// Volumes of the task; one that is there already, by name, is left out.
    pub(super) volumes: Vec<ecs::Volume>,
    /// Where they are in the container.
    pub(super) mount_points: Vec<ecs::MountPoint>,
    /// Volumes that are filled from the image before the container starts.
    pub(super) copies: Vec<CopyUp>,
    /// Variables of the container.
    pub(super) environment: Vec<ecs::Entry<ecs::KeyValuePair>>,
    /// Variables that ECS looks up when the task starts.
    pub(super) secrets: Vec<ecs::Entry<ecs::Secret>>,
    /// Options of the log driver that ECS looks up then.
    pub(super) log_secrets: Vec<ecs::Entry<ecs::Secret>>,
    /// Labels of the container.
    pub(super) labels: Vec<(String, Text)>,
    /// Rights that ECS needs to start the task.
    pub(super) to_start: Vec<iam::Statement>,
    /// Rights of the containers.
    pub(super) to_run: Vec<iam::Statement>,
}

impl Additions {
    /// Both together.
    pub(super) fn extend(&mut self, other: Self) {
        let Self {
            volumes,
            mount_points,
            copies,
            environment,
            secrets,
            log_secrets,
            labels,
            to_start,
            to_run,
        } = other;
        self.volumes.extend(volumes);
        self.mount_points.extend(mount_points);
        self.copies.extend(copies);
        self.environment.extend(environment);
        self.secrets.extend(secrets);
        self.log_secrets.extend(log_secrets);
        self.labels.extend(labels);
        self.to_start.extend(to_start);
        self.to_run.extend(to_run);
    }
}

/// A volume that is filled from the image while it is empty.
#[derive(Debug)]
pub(super) struct CopyUp {
    /// The volume's name in the task.
    pub(super) volume: String,
    /// The folder of the image.
    pub(super) folder: String,
    /// Whether files keep their owners: not where every access is one of the same user.
    pub(super) keeps_owners: bool,
}

/// A container of ours that runs beside those of services.
#[derive(Debug)]
pub(super) struct ExtraContainer {
    /// The container.
    pub(super) container: ecs::ContainerDefinition,
    /// The MiB that are kept free for it.
    pub(super) memory: u32,
    /// Where it listens.
    pub(super) ports: Vec<u16>,
    /// Rights that ECS needs to start it.
    pub(super) to_start: Vec<iam::Statement>,
    /// Its rights.
    pub(super) to_run: Vec<iam::Statement>,
}
