//! Amazon ECS, a file a subject.

mod capacity_provider;
mod cluster;
mod container;
mod deployment;
mod linux;
mod service;
mod service_connect;
mod task_definition;
mod volume;

pub use capacity_provider::*;
pub use cluster::*;
pub use container::*;
pub use deployment::*;
pub use linux::*;
pub use service::*;
pub use service_connect::*;
pub use task_definition::*;
pub use volume::*;
