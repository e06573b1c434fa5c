//! `deploy.x-aws-autoscaling`.
//!
//! The shapes of the members are in `keys`; here are conflicts between them. How the rest of the service
//! depends on it is known to `lower::autoscaling`.

use super::given::Given;
use super::prevalidated::{self, member};
use crate::compose::{
    Autoscaling, Backlog, Bounds, Metric, Predictive, QueueRef, Statistic, Step, StepMetric, Steps,
    Utilization,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// The members by which the number of tasks changes.
const BY: [&str; 8] = ["cpu", "memory", "requests", "queue", "metric", "steps", "schedule", "predictive"];

const MODES: [(&str, bool); 2] = [("forecast-only", false), ("forecast-and-scale", true)];

/// Reads `x-aws-autoscaling` of a service's `deploy`.
pub(super) fn read(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Autoscaling> {
    let node = &key.validated()?;
    // A faulty part has been told, and what is missing may be just that.
    let mut unheard = Diagnostics::default();
    let diagnostics = if key.node == node { diagnostics } else { &mut unheard };
    let cooldown = |name| match member(node, "cooldown") {
        Some(both) if both.as_map().is_some() => prevalidated::time(both, name),
        _ => prevalidated::time(node, "cooldown"),
    };
    let autoscaling = Autoscaling {
        loc: key.key_loc(),
        min: prevalidated::number(node, "min"),
        max: prevalidated::number(node, "max")?,
        cpu: prevalidated::decimal(node, "cpu"),
        memory: prevalidated::decimal(node, "memory"),
        requests: prevalidated::decimal(node, "requests"),
        queue: member(node, "queue").and_then(|queue| read_queue(queue, diagnostics)),
        metric: member(node, "metric")
            .and_then(|metric| Some((read_metric(metric)?, prevalidated::decimal(metric, "target")?))),
        steps: member(node, "steps").and_then(|steps| read_steps(steps, diagnostics)),
        schedule: read_schedule(node, diagnostics),
        predictive: member(node, "predictive").and_then(read_predictive),
        cooldown_in: cooldown("in"),
        cooldown_out: cooldown("out"),
        scale_in: super::scalar::flag(node, "scale_in"),
        high_resolution: super::scalar::flag(node, "high_resolution"),
    };
    check(&autoscaling, diagnostics);
    if BY.iter().all(|name| member(node, name).is_none()) {
        diagnostics.push(by_nothing(autoscaling.loc));
    }
    Some(autoscaling)
}

fn read_queue(node: &Node, diagnostics: &mut Diagnostics) -> Option<Backlog> {
    let backlog = prevalidated::decimal(node, "backlog")?;
    let name = prevalidated::expression(node, "name").map(QueueRef::Name);
    let arn = prevalidated::expression(node, "arn").map(QueueRef::Arn);
    let url = prevalidated::expression(node, "url").map(QueueRef::Url);
    let mut said = [name, arn, url].into_iter().flatten();
    if let (Some(queue), None) = (said.next(), said.next()) {
        return Some(Backlog { queue, backlog });
    }
    diagnostics.push(one_queue(node.loc));
    None
}

fn read_metric(node: &Node) -> Option<Metric> {
    let mut names: Vec<Spanned<String>> =
        prevalidated::entries(node, "dimensions").map(|(name, _)| name).collect();
    names.sort_unstable_by(|a, b| a.value.cmp(&b.value));
    let value = |name: Spanned<String>| {
        let value = prevalidated::expression(member(node, "dimensions")?, &name.value)?;
        Some((name, value))
    };
    Some(Metric {
        namespace: prevalidated::text(node, "namespace")?,
        name: prevalidated::text(node, "name")?,
        dimensions: names.into_iter().filter_map(value).collect(),
        statistic: prevalidated::word(node, "statistic", &Statistic::ALL)
            .map_or(Statistic::Average, |statistic| statistic.value),
    })
}

fn read_steps(node: &Node, diagnostics: &mut Diagnostics) -> Option<Steps> {
    let metric = match member(node, "metric") {
        Some(metric) if metric.as_map().is_some() => StepMetric::Other(read_metric(metric)?),
        _ => StepMetric::Own(
            prevalidated::word(node, "metric", &Utilization::ALL).map_or(Utilization::Cpu, |word| word.value),
        ),
    };
    let mut up = read_list(node, "up", ["above", "add"]);
    let mut down = read_list(node, "down", ["below", "remove"]);
    up.sort_unstable_by(|a, b| a.bound.value.total_cmp(&b.bound.value));
    down.sort_unstable_by(|a, b| b.bound.value.total_cmp(&a.bound.value));
    for all in [&up, &down] {
        for (one, other) in all.iter().zip(all.iter().skip(1)) {
            if one.bound.value.total_cmp(&other.bound.value).is_eq() {
                diagnostics.push(same_step(one, other));
            }
        }
    }
    if let (Some(up), Some(down)) = (up.first(), down.first())
        && up.bound.value <= down.bound.value
    {
        diagnostics.push(steps_overlap(up, down));
    }
    if up.is_empty() && down.is_empty() {
        diagnostics.push(no_step(node.loc));
        return None;
    }
    Some(Steps {
        metric,
        up,
        down,
        period: prevalidated::number(node, "period"),
        periods: prevalidated::number(node, "periods"),
    })
}

fn read_list(node: &Node, key: &str, [bound, tasks]: [&str; 2]) -> Vec<Step> {
    let items = member(node, key).and_then(Node::as_list).unwrap_or_default();
    let step = |item: &Node| {
        Some(Step { bound: prevalidated::decimal(item, bound)?, tasks: prevalidated::number(item, tasks)? })
    };
    items.iter().filter_map(step).collect()
}

fn read_schedule(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Bounds> {
    let items = member(node, "schedule").and_then(Node::as_list).unwrap_or_default();
    let mut found = Vec::new();
    for item in items {
        let Some(at) = prevalidated::text(item, "at") else { continue };
        let bounds = Bounds {
            loc: item.loc,
            at,
            timezone: prevalidated::text(item, "timezone"),
            min: prevalidated::number(item, "min"),
            max: prevalidated::number(item, "max"),
        };
        match (&bounds.min, &bounds.max) {
            (None, None) => diagnostics.push(no_bounds(bounds.at.loc)),
            (Some(min), Some(max)) if min.value > max.value => diagnostics.push(crossed(min, max)),
            _ => {}
        }
        found.push(bounds);
    }
    found
}

fn read_predictive(node: &Node) -> Option<Predictive> {
    Some(Predictive {
        metric: prevalidated::word(node, "metric", &Utilization::ALL)?.value,
        target: prevalidated::decimal(node, "target")?,
        scales: prevalidated::word(node, "mode", &MODES).is_some_and(|mode| mode.value),
    })
}

/// Reports members that do not go together.
fn check(autoscaling: &Autoscaling, diagnostics: &mut Diagnostics) {
    let Autoscaling {
        min, max, cpu, memory, requests, queue, metric, steps, scale_in, high_resolution, ..
    } = autoscaling;
    if let Some(min) = min.as_ref().filter(|min| min.value > max.value) {
        diagnostics.push(crossed(min, max));
    }
    let high = high_resolution.as_ref().filter(|high| high.value);
    if let (Some(high), None, None) = (high, cpu, memory) {
        diagnostics.push(nothing_high(high.loc));
    }
    let never = scale_in.as_ref().filter(|scale_in| !scale_in.value);
    let tracks =
        cpu.is_some() || memory.is_some() || requests.is_some() || queue.is_some() || metric.is_some();
    let down = steps.as_ref().and_then(|steps| steps.down.first());
    match (never, down) {
        (Some(never), Some(down)) => diagnostics.push(never_down(never.loc, down.bound.loc)),
        (Some(never), None) if !tracks => diagnostics.push(nothing_in(never.loc)),
        _ => {}
    }
}

fn by_nothing(loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::ScalingEmpty,
        "`x-aws-autoscaling` does not say by what the number of tasks \
         changes",
    )
    .at(loc)
    .help(
        "add `cpu: 60` for a percentage to keep, or `memory`, `requests`, `queue`, `metric`, `steps`, \
         `schedule`",
    )
}

fn one_queue(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::QueueName, "`x-aws-autoscaling.queue` needs one of `name`, `arn` and `url`")
        .at(loc)
        .help("add `name: jobs`, `arn: !GetAtt Jobs.Arn`, or `url: !Ref Jobs`, and no other of them")
}

fn same_step(one: &Step, other: &Step) -> Diagnostic {
    Diagnostic::new(Code::ScalingSteps, "two steps are taken from the same value on")
        .label(other.bound.loc, "here again")
        .label(one.bound.loc, "first here")
        .help("give each step a value of its own")
}

fn steps_overlap(up: &Step, down: &Step) -> Diagnostic {
    Diagnostic::new(Code::ScalingSteps, "tasks would be added and removed at once")
        .label(down.bound.loc, "removed below this")
        .label(up.bound.loc, "added above this")
        .help("let every `below` be smaller than every `above`")
}

fn no_step(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::ScalingEmpty, "`x-aws-autoscaling.steps` needs `up` or `down`")
        .at(loc)
        .help("add `up: [{above: 70, add: 1}]`, or `down: [{below: 30, remove: 1}]`")
}

fn no_bounds(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::ScalingEmpty, "the schedule changes neither bound")
        .label(loc, "nothing happens then")
        .help("add `min`, `max`, or both")
}

fn crossed(min: &Spanned<u32>, max: &Spanned<u32>) -> Diagnostic {
    Diagnostic::new(Code::Bounds, "`min` is above `max`")
        .label(min.loc, "at least so many")
        .label(max.loc, "at most so many")
        .help("let `min` be at most `max`")
}

fn nothing_high(loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::ScalingTarget,
        "`high_resolution` is about `cpu` and `memory`, and there is neither",
    )
    .at(loc)
    .help("remove it, or add `cpu: 60`")
}

fn nothing_in(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::ScalingTarget, "`scale_in` is about targets such as `cpu`, and there is none")
        .at(loc)
        .help("remove it, or add `cpu: 60`")
}

fn never_down(never: Loc, down: Loc) -> Diagnostic {
    Diagnostic::new(Code::ScalingSteps, "tasks are never to be taken away, and are to be removed in steps")
        .label(never, "never")
        .label(down, "below this")
        .help("remove `scale_in`, or `down`")
}
