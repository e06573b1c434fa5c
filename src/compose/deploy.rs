//! `deploy`: how many, how large, how replaced.

use crate::compose::{Autoscaling, DeviceRequest};
use crate::grammar::bytes::ByteSize;
use crate::grammar::duration::Duration;
use crate::source::{Loc, Spanned};

/// `deploy`, empty where the file has none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Deploy {
    /// `mode`.
    pub mode: Option<Spanned<Mode>>,
    /// `replicas`.
    pub replicas: Option<Spanned<u32>>,
    /// `labels`, sorted by name.
    pub labels: Vec<(Spanned<String>, Spanned<String>)>,
    /// `resources.limits`.
    pub limits: Resources,
    /// `resources.reservations`.
    pub reservations: Resources,
    /// `resources.reservations.devices`.
    pub devices: Vec<DeviceRequest>,
    /// `update_config`.
    pub update_config: Option<UpdateConfig>,
    /// `restart_policy.condition`, which wins over `restart`.
    pub restart: Option<Spanned<Restart>>,
    /// `x-aws-autoscaling`.
    pub autoscaling: Option<Autoscaling>,
}

/// `deploy.mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Some number of containers.
    Replicated,
    /// One on each machine.
    Global,
    /// Some number of runs to the end.
    ReplicatedJob,
    /// One run to the end on each machine.
    GlobalJob,
}

/// CPUs and memory.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Resources {
    /// CPUs, 1 being a whole one.
    pub cpus: Option<Spanned<f64>>,
    /// Memory.
    pub memory: Option<Spanned<ByteSize>>,
}

/// `deploy.update_config`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UpdateConfig {
    /// Where it stands.
    pub loc: Loc,
    /// `parallelism`: how many are replaced at a time.
    pub parallelism: Option<Spanned<u32>>,
    /// `order`.
    pub order: Option<Spanned<RollingOrder>>,
    /// `failure_action`, as written: `continue`, `rollback` or `pause`.
    pub failure_action: Option<Spanned<String>>,
    /// `max_failure_ratio`.
    pub max_failure_ratio: Option<Spanned<f64>>,
    /// `monitor`: how long a new one is watched.
    pub monitor: Option<Spanned<Duration>>,
    /// `delay` between groups.
    pub delay: Option<Spanned<Duration>>,
    /// `x-aws-min_percent`.
    pub min_percent: Option<Spanned<u32>>,
    /// `x-aws-max_percent`.
    pub max_percent: Option<Spanned<u32>>,
}

impl UpdateConfig {
    /// Whether it says how many tasks there may be during an update.
    pub fn says_how(&self) -> bool {
        self.order.is_some() || self.min_percent.is_some() || self.max_percent.is_some()
    }
}

/// `order`: whether the new one starts before the old one stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RollingOrder {
    /// `start-first`.
    StartFirst,
    /// `stop-first`.
    StopFirst,
}

/// `restart`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restart {
    /// `"no"`: runs once.
    No,
    /// `always`.
    Always,
    /// `on-failure`, perhaps with a number of tries.
    OnFailure(Option<u32>),
    /// `unless-stopped`.
    UnlessStopped,
}
