//! The project: what all Compose files say together.

use crate::compose::{Config, Network, ProjectExtensions, Secret, Service, Volume};

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
