//! Elastic Load Balancing, version 2, a file a resource.

use serde::Serialize;

use super::Text;

mod action;
mod listener;
mod listener_rule;
mod load_balancer;
mod target_group;

pub use action::*;
pub use listener::*;
pub use listener_rule::*;
pub use load_balancer::*;
pub use target_group::*;

/// A setting by name, such as `idle_timeout.timeout_seconds`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Attribute {
    pub key: String,
    pub value: Text,
}

/// The protocols of listeners and target groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Protocol {
    Http,
    Https,
    Tcp,
    Tls,
    Udp,
}
