//! `x-aws-deployment`: how the tasks of a new version take over.
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html>

use super::Peer;
use crate::source::{Loc, Spanned};

/// `x-aws-deployment` of a service or of its `deploy`; times are in minutes.
#[derive(Debug, Clone, PartialEq)]
pub struct Deployment {
    /// Where the key stands.
    pub loc: Loc,
    /// `strategy`; rolling without it.
    pub strategy: Option<Spanned<Strategy>>,
    /// `bake_time`: how long the old tasks stay beside the new ones that have taken over.
    pub bake_time: Option<Spanned<u32>>,
    /// `percent` of the requests in the first step, or in each.
    pub percent: Option<Spanned<f64>>,
    /// `canary_bake_time` or `step_bake_time`: the wait after a step.
    pub step_time: Option<Spanned<u32>>,
    /// `alarms`: names of alarms of CloudWatch.
    pub alarms: Vec<Spanned<String>>,
    /// `alarms.rollback`: whether one of them also rolls back; true without it.
    pub alarms_roll_back: Option<Spanned<bool>>,
    /// `circuit_breaker`.
    pub circuit_breaker: Option<Spanned<CircuitBreaker>>,
    /// `early_success`.
    pub early_success: Option<EarlySuccess>,
    /// `test_port`: where the load balancer shows new tasks before they take over.
    pub test_ports: Vec<TestPort>,
    /// `test_header`: the requests that come to new tasks before these take over.
    pub test_headers: Vec<TestHeader>,
    /// `hooks`.
    pub hooks: Vec<Hook>,
}

impl Deployment {
    /// The strategy, written or not.
    pub fn strategy(&self) -> Strategy {
        self.strategy.as_ref().map_or(Strategy::Rolling, |strategy| strategy.value)
    }
}

/// `strategy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// `rolling`: some tasks at a time.
    Rolling,
    /// `blue-green`: all requests at once, when all new tasks are there.
    BlueGreen,
    /// `linear`: the same share of the requests in each step.
    Linear,
    /// `canary`: a small share first, then the rest.
    Canary,
}

impl Strategy {
    /// Every word and its meaning.
    pub const ALL: [(&'static str, Self); 4] = [
        ("rolling", Self::Rolling),
        ("blue-green", Self::BlueGreen),
        ("linear", Self::Linear),
        ("canary", Self::Canary),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, strategy)| *strategy == self).map_or("", |(word, _)| word)
    }

    /// Whether two whole sets of tasks run at once, between which requests are shifted.
    pub fn shifts(self) -> bool {
        self != Self::Rolling
    }
}

/// `circuit_breaker`: what ends a rolling update whose tasks do not come up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CircuitBreaker {
    /// `false`: nothing.
    Off,
    /// `true`, or a mapping.
    On {
        /// `threshold`: how many tasks may fail.
        threshold: Option<Threshold>,
        /// `reset`: whether a task that comes up makes the failures before it forgotten.
        reset: Option<bool>,
    },
}

/// How many tasks may fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threshold {
    /// That many.
    Count(u32),
    /// That part of the tasks; where bounded, at least 3 and at most 200 of them.
    Percent {
        /// The part.
        percent: u32,
        /// `bounded`; true without it.
        bounded: bool,
    },
}

/// `early_success`: what is enough for a rolling update to count as done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlySuccess {
    /// `healthy_percent` of the tasks.
    pub healthy_percent: Spanned<u32>,
    /// `cleanup`, `deferred`: whether the old tasks go after the end of the deployment, not before it.
    pub deferred: bool,
}

/// `test_port`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestPort {
    /// The port of the load balancer.
    pub port: Spanned<u16>,
    /// The published port whose new tasks it shows; none where there is only one.
    pub published: Option<Spanned<u16>>,
    /// `ingress`: who reaches it; those whom the port's own `x-aws-ingress` names without it.
    pub ingress: Vec<Spanned<Peer>>,
}

/// `test_header`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestHeader {
    /// The header.
    pub name: Spanned<String>,
    /// Its exact value.
    pub value: Spanned<String>,
    /// The published port whose requests it is about; none for every port that speaks HTTP.
    pub published: Option<Spanned<u16>>,
}

/// One of `hooks`.
#[derive(Debug, Clone, PartialEq)]
pub struct Hook {
    /// The function or address that is called.
    pub target: HookTarget,
    /// `stages` at which it is.
    pub stages: Vec<Spanned<Stage>>,
    /// `timeout`, in minutes.
    pub timeout: Option<Spanned<u32>>,
    /// `on_timeout`: whether the deployment goes on after it.
    pub goes_on: Option<bool>,
}

/// The targets of a hook.
#[derive(Debug, Clone, PartialEq)]
pub enum HookTarget {
    /// `lambda`: the ARN of a function, and `details` that it gets, as JSON.
    Lambda(Spanned<String>, Option<Spanned<serde_json::Value>>),
    /// `pause`: whoever calls `ContinueServiceDeployment`.
    Pause,
}

/// A stage of a deployment.
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHook.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// `reconcile-service`: only where more than one version is active.
    ReconcileService,
    /// `pre-scale-up`: no new task yet.
    PreScaleUp,
    /// `post-scale-up`: all new tasks are there.
    PostScaleUp,
    /// `test-traffic-shift`: requests to the test port go over.
    TestTrafficShift,
    /// `post-test-traffic-shift`: they have.
    PostTestTrafficShift,
    /// `pre-production-traffic-shift`: before each step.
    PreProductionTrafficShift,
    /// `production-traffic-shift`: at each step.
    ProductionTrafficShift,
    /// `post-production-traffic-shift`: all requests go to the new tasks.
    PostProductionTrafficShift,
}

impl Stage {
    /// Every word and its meaning.
    pub const ALL: [(&'static str, Self); 8] = [
        ("reconcile-service", Self::ReconcileService),
        ("pre-scale-up", Self::PreScaleUp),
        ("post-scale-up", Self::PostScaleUp),
        ("test-traffic-shift", Self::TestTrafficShift),
        ("post-test-traffic-shift", Self::PostTestTrafficShift),
        ("pre-production-traffic-shift", Self::PreProductionTrafficShift),
        ("production-traffic-shift", Self::ProductionTrafficShift),
        ("post-production-traffic-shift", Self::PostProductionTrafficShift),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, stage)| *stage == self).map_or("", |(word, _)| word)
    }

    /// Whether it is about requests that are shifted.
    pub fn is_of_traffic(self) -> bool {
        !matches!(self, Self::ReconcileService | Self::PreScaleUp | Self::PostScaleUp)
    }

    /// Whether requests are on their way, so that nobody can wait there.
    pub fn is_on_the_way(self) -> bool {
        matches!(self, Self::TestTrafficShift | Self::ProductionTrafficShift)
    }
}
