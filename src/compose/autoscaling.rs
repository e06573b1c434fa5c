//! `deploy.x-aws-autoscaling`: how many tasks there are, by load or by the clock.
//! <https://docs.aws.amazon.com/autoscaling/application/userguide/what-is-application-auto-scaling.html>

use crate::source::{Loc, Spanned};

/// Text, or a function of CloudFormation as its own JSON.
pub type Expression = Spanned<serde_json::Value>;

/// `x-aws-autoscaling`.
#[derive(Debug, Clone, PartialEq)]
pub struct Autoscaling {
    /// Where its key stands.
    pub loc: Loc,
    /// `min`: the fewest tasks.
    pub min: Option<Spanned<u32>>,
    /// `max`: the most tasks.
    pub max: Spanned<u32>,
    /// `cpu`: the percent of the CPU to keep.
    pub cpu: Option<Spanned<f64>>,
    /// `memory`: the percent of the memory to keep.
    pub memory: Option<Spanned<f64>>,
    /// `requests`: the requests a minute and task to keep.
    pub requests: Option<Spanned<f64>>,
    /// `queue`: messages that wait for each task.
    pub queue: Option<Backlog>,
    /// `metric`: any metric, and the value to keep.
    pub metric: Option<(Metric, Spanned<f64>)>,
    /// `steps`: so many more or fewer tasks beyond a value.
    pub steps: Option<Steps>,
    /// `schedule`: bounds by the clock.
    pub schedule: Vec<Bounds>,
    /// `predictive`: ahead of what the past makes likely.
    pub predictive: Option<Predictive>,
    /// `cooldown.in`: seconds after which tasks may be taken away again.
    pub cooldown_in: Option<Spanned<u32>>,
    /// `cooldown.out`: seconds after which tasks may be added again.
    pub cooldown_out: Option<Spanned<u32>>,
    /// `scale_in`: whether tasks are ever taken away.
    pub scale_in: Option<Spanned<bool>>,
    /// `high_resolution`: whether CPU and memory are measured every 20 seconds.
    pub high_resolution: Option<Spanned<bool>>,
}

/// `queue`.
#[derive(Debug, Clone, PartialEq)]
pub struct Backlog {
    /// The queue.
    pub queue: QueueRef,
    /// `backlog`: messages for each task.
    pub backlog: Spanned<f64>,
}

/// A reference to a queue of SQS.
#[derive(Debug, Clone, PartialEq)]
pub enum QueueRef {
    /// `name`.
    Name(Expression),
    /// `arn`.
    Arn(Expression),
    /// `url`, which is what `!Ref` gives.
    Url(Expression),
}

/// A metric of CloudWatch.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// `namespace`.
    pub namespace: Spanned<String>,
    /// `name`.
    pub name: Spanned<String>,
    /// `dimensions`, sorted by name.
    pub dimensions: Vec<(Spanned<String>, Expression)>,
    /// `statistic`.
    pub statistic: Statistic,
}

/// How the samples of a metric become one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// `average`.
    Average,
    /// `maximum`.
    Maximum,
    /// `minimum`.
    Minimum,
    /// `sample_count`.
    SampleCount,
    /// `sum`.
    Sum,
}

impl Statistic {
    /// Every word and its meaning.
    pub const ALL: [(&'static str, Self); 5] = [
        ("average", Self::Average),
        ("maximum", Self::Maximum),
        ("minimum", Self::Minimum),
        ("sample_count", Self::SampleCount),
        ("sum", Self::Sum),
    ];
}

/// A metric that every service has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Utilization {
    /// `cpu`.
    Cpu,
    /// `memory`.
    Memory,
}

impl Utilization {
    /// Every word and its meaning.
    pub const ALL: [(&'static str, Self); 2] = [("cpu", Self::Cpu), ("memory", Self::Memory)];
}

/// `steps`.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    /// `metric`.
    pub metric: StepMetric,
    /// `up`: tasks to add, from the lowest value on.
    pub up: Vec<Step>,
    /// `down`: tasks to remove, from the highest value on.
    pub down: Vec<Step>,
    /// `period`: seconds of a sample.
    pub period: Option<Spanned<u32>>,
    /// `periods`: samples in a row that must be beyond the value.
    pub periods: Option<Spanned<u32>>,
}

/// The metric of step scaling.
#[derive(Debug, Clone, PartialEq)]
pub enum StepMetric {
    /// The load of the service itself, in percent.
    Own(Utilization),
    /// Any other.
    Other(Metric),
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// `above` or `below`: the value from which it is taken.
    pub bound: Spanned<f64>,
    /// `add` or `remove`: the number of tasks.
    pub tasks: Spanned<u32>,
}

/// An item of `schedule`.
#[derive(Debug, Clone, PartialEq)]
pub struct Bounds {
    /// Where it stands.
    pub loc: Loc,
    /// `at`: `cron(…)`, `rate(…)` or `at(…)`.
    pub at: Spanned<String>,
    /// `timezone` of that.
    pub timezone: Option<Spanned<String>>,
    /// `min` from then on.
    pub min: Option<Spanned<u32>>,
    /// `max` from then on.
    pub max: Option<Spanned<u32>>,
}

/// `predictive`.
#[derive(Debug, Clone, PartialEq)]
pub struct Predictive {
    /// `metric`.
    pub metric: Utilization,
    /// `target`: the percent to keep.
    pub target: Spanned<f64>,
    /// `mode`: whether the forecast is acted on.
    pub scales: bool,
}
