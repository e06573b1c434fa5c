//! `x-aws-deployment`, on a service or under its `deploy`: its value, and which members go together.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-deploymentconfiguration.html>

use super::function::to_json;
use super::given::Given;
use super::ingress::read_peer;
use super::prevalidated::{decimal, member, number, text, texts, time, word};
use super::scalar::flag;
use crate::compose::{
    CircuitBreaker, Deployment, EarlySuccess, Hook, HookTarget, Stage, Strategy, TestHeader, TestPort,
    Threshold,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// CloudFormation refuses deployments that would take longer, in minutes.
const LONGEST: u32 = 33 * 60;

/// Reads `x-aws-deployment` of a service or of its `deploy`.
pub(super) fn read(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Deployment> {
    let node = key.validated()?;
    let deployment = read_value(&node, key.key_loc(), diagnostics);
    check(&deployment, &node, diagnostics);
    Some(deployment)
}

fn read_value(node: &Node, loc: Loc, diagnostics: &mut Diagnostics) -> Deployment {
    let strategy =
        if node.as_map().is_some() { word(node, "strategy", &Strategy::ALL) } else { word_of(node) };
    let alarms = member(node, "alarms").filter(|alarms| alarms.as_map().is_some());
    let step_time = match strategy.as_ref().map(|strategy| strategy.value) {
        Some(Strategy::Linear) => "step_bake_time",
        _ => "canary_bake_time",
    };
    Deployment {
        loc,
        strategy,
        bake_time: minutes(node, "bake_time", diagnostics),
        percent: decimal(node, "percent"),
        step_time: minutes(node, step_time, diagnostics),
        alarms: alarms.map_or_else(|| texts(node, "alarms"), |alarms| texts(alarms, "names")),
        alarms_roll_back: alarms.and_then(|alarms| flag(alarms, "rollback")),
        circuit_breaker: read_circuit_breaker(node),
        early_success: member(node, "early_success").and_then(read_early_success),
        test_ports: read_test_ports(node, diagnostics),
        test_headers: read_test_headers(node),
        hooks: read_hooks(node, diagnostics),
    }
}

/// The strategy where the word is all there is.
fn word_of(node: &Node) -> Option<Spanned<Strategy>> {
    let (_, strategy) = Strategy::ALL.into_iter().find(|(word, _)| node.as_text() == Some(word))?;
    Some(Spanned::new(strategy, node.loc))
}

/// A time, which AWS counts in whole minutes.
fn minutes(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Spanned<u32>> {
    let seconds = time(node, key)?;
    if seconds.value % 60 != 0 {
        diagnostics.push(no_minutes(key, &seconds));
    }
    Some(Spanned::new(seconds.value.div_ceil(60), seconds.loc))
}

fn read_circuit_breaker(node: &Node) -> Option<Spanned<CircuitBreaker>> {
    const NAME: &str = "circuit_breaker";
    let value = member(node, NAME)?;
    if flag(node, NAME).is_some_and(|flag| !flag.value) {
        return Some(Spanned::new(CircuitBreaker::Off, value.loc));
    }
    let bounded = flag(value, "bounded").is_none_or(|bounded| bounded.value);
    let threshold = text(value, "threshold").and_then(|threshold| match threshold.value.strip_suffix('%') {
        Some(percent) => Some(Threshold::Percent { percent: percent.parse().ok()?, bounded }),
        None => Some(Threshold::Count(threshold.value.parse().ok()?)),
    });
    let reset = flag(value, "reset").map(|reset| reset.value);
    Some(Spanned::new(CircuitBreaker::On { threshold, reset }, value.loc))
}

fn read_early_success(node: &Node) -> Option<EarlySuccess> {
    let deferred = text(node, "cleanup").is_some_and(|cleanup| cleanup.value == "deferred");
    Some(EarlySuccess { healthy_percent: number(node, "healthy_percent")?, deferred })
}

fn read_test_ports(node: &Node, diagnostics: &mut Diagnostics) -> Vec<TestPort> {
    const NAME: &str = "test_port";
    let port = |node: &Node, key: &str| {
        let number = number(node, key)?;
        Some(Spanned::new(u16::try_from(number.value).ok()?, number.loc))
    };
    if let Some(port) = port(node, NAME) {
        return vec![TestPort { port, published: None, ingress: Vec::new() }];
    }
    let Some(value) = member(node, NAME) else { return Vec::new() };
    let items = value.as_list().unwrap_or(std::slice::from_ref(value));
    let read = |item: &Node| {
        let ingress = texts(item, "ingress").into_iter().filter_map(|text| read_peer(&text, diagnostics));
        let ingress = ingress.collect();
        Some(TestPort { port: port(item, "port")?, published: port(item, "of"), ingress })
    };
    items.iter().filter_map(read).collect()
}

fn read_test_headers(node: &Node) -> Vec<TestHeader> {
    let Some(value) = member(node, "test_header") else { return Vec::new() };
    let items = value.as_list().unwrap_or(std::slice::from_ref(value));
    let published = |item: &Node| {
        let number = number(item, "of")?;
        Some(Spanned::new(u16::try_from(number.value).ok()?, number.loc))
    };
    let read = |item: &Node| {
        let (name, value) = (text(item, "name")?, text(item, "value")?);
        Some(TestHeader { name, value, published: published(item) })
    };
    items.iter().filter_map(read).collect()
}

fn read_hooks(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Hook> {
    let items = member(node, "hooks").and_then(Node::as_list).unwrap_or_default();
    items.iter().filter_map(|item| read_hook(item, diagnostics)).collect()
}

fn read_hook(node: &Node, diagnostics: &mut Diagnostics) -> Option<Hook> {
    let pause = flag(node, "pause").is_some_and(|pause| pause.value);
    let details = member(node, "details").map(|details| Spanned::new(to_json(details), details.loc));
    let target = match (text(node, "lambda"), pause) {
        (Some(function), false) => HookTarget::Lambda(function, details),
        (None, true) => {
            if let Some(details) = details {
                diagnostics.push(nobody_reads(details.loc));
            }
            HookTarget::Pause
        }
        (Some(_), true) | (None, false) => {
            diagnostics.push(no_target(node.loc));
            return None;
        }
    };
    let stages: Vec<Spanned<Stage>> = texts(node, "stages")
        .into_iter()
        .filter_map(|text| {
            let (_, stage) = Stage::ALL.into_iter().find(|(word, _)| *word == text.value)?;
            Some(Spanned::new(stage, text.loc))
        })
        .collect();
    if stages.is_empty() {
        diagnostics.push(no_stage(member(node, "stages").map_or(node.loc, |stages| stages.loc)));
    }
    for stage in stages.iter().filter(|stage| pause && stage.value.is_on_the_way()) {
        diagnostics.push(no_pause(stage));
    }
    let goes_on = text(node, "on_timeout").map(|action| action.value == "continue");
    Some(Hook { target, stages, timeout: minutes(node, "timeout", diagnostics), goes_on })
}

/// Reports members that do not go together.
fn check(deployment: &Deployment, node: &Node, diagnostics: &mut Diagnostics) {
    let strategy = deployment.strategy();
    let shifting = [Strategy::BlueGreen, Strategy::Linear, Strategy::Canary];
    let belongs: [(&str, &[Strategy]); 7] = [
        ("percent", &[Strategy::Linear, Strategy::Canary]),
        ("canary_bake_time", &[Strategy::Canary]),
        ("step_bake_time", &[Strategy::Linear]),
        ("circuit_breaker", &[Strategy::Rolling]),
        ("early_success", &[Strategy::Rolling]),
        ("test_port", &shifting),
        ("test_header", &shifting),
    ];
    for (name, strategies) in belongs {
        if let Some(value) = member(node, name).filter(|_| !strategies.contains(&strategy)) {
            diagnostics.push(of_other(name, value.loc, strategy, strategies));
        }
    }
    let stages = deployment.hooks.iter().flat_map(|hook| &hook.stages);
    for stage in stages.filter(|stage| !strategy.shifts() && stage.value.is_of_traffic()) {
        diagnostics.push(no_traffic(stage));
    }
    if let Some(percent) = &deployment.percent {
        if strategy == Strategy::Linear && percent.value < 3.0 {
            diagnostics.push(small_step(percent));
        }
        let tenths = percent.value * 10.0;
        if (tenths - tenths.round()).abs() > 1e-6 {
            diagnostics.push(too_fine(percent));
        }
    }
    let total = total(deployment);
    if total > LONGEST {
        diagnostics.push(too_long(deployment.loc, total));
    }
}

/// The minutes that a deployment waits, as CloudFormation counts them.
fn total(deployment: &Deployment) -> u32 {
    let value = |time: &Option<Spanned<u32>>| time.as_ref().map(|time| time.value);
    let waits = match deployment.strategy() {
        Strategy::Rolling | Strategy::BlueGreen => 0,
        Strategy::Canary => value(&deployment.step_time).unwrap_or(10),
        Strategy::Linear => {
            let percent = deployment.percent.as_ref().map_or(10.0, |percent| percent.value.clamp(3.0, 100.0));
            value(&deployment.step_time).unwrap_or(6) * steps(percent)
        }
    };
    value(&deployment.bake_time).unwrap_or(if deployment.strategy().shifts() { 15 } else { 0 }) + waits
}

/// After how many steps of so many percent there is a wait: not after the last.
fn steps(percent: f64) -> u32 {
    let mut count = 0;
    while f64::from(count + 1) * percent < 100.0 - 1e-9 {
        count += 1;
    }
    count
}

fn no_minutes(key: &str, seconds: &Spanned<u32>) -> Diagnostic {
    let message = format!("`{key}` of {} seconds is no number of whole minutes", seconds.value);
    Diagnostic::new(Code::WholeMinutes, message)
        .at(seconds.loc)
        .help(format!("AWS counts minutes; a number alone is seconds, minutes are `{}m`", seconds.value))
}

fn no_target(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::HookTarget, "a hook needs either `lambda` or `pause: true`")
        .at(loc)
        .help("write `lambda:` and the ARN of a function, or `pause: true`")
}

fn no_stage(loc: Loc) -> Diagnostic {
    let words = Stage::ALL.map(|(word, _)| format!("`{word}`")).join(", ");
    Diagnostic::new(Code::HookStage, "a hook needs at least one of `stages`")
        .at(loc)
        .help(format!("there are {words}"))
}

fn no_pause(stage: &Spanned<Stage>) -> Diagnostic {
    let message = format!("no deployment can pause at `{}`", stage.value.word());
    Diagnostic::new(Code::HookStage, message)
        .at(stage.loc)
        .help(format!("requests are on their way then; pause at `post-{}`", stage.value.word()))
}

fn nobody_reads(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::HookTarget, "`details` are for a function, and a pause has none")
        .at(loc)
        .help("remove `details`")
}

fn of_other(name: &str, loc: Loc, strategy: Strategy, strategies: &[Strategy]) -> Diagnostic {
    let own = strategies.iter().map(|strategy| format!("`{}`", strategy.word())).collect::<Vec<_>>();
    let own = own.join(", ");
    Diagnostic::new(Code::OtherStrategy, format!("`{name}` has no meaning for `{}`", strategy.word()))
        .at(loc)
        .help(format!("it is for {own}: remove it, or choose another `strategy`"))
}

fn no_traffic(stage: &Spanned<Stage>) -> Diagnostic {
    let message = format!("a rolling update has no stage `{}`", stage.value.word());
    Diagnostic::new(Code::HookStage, message)
        .at(stage.loc)
        .help("no requests are shifted: choose another `strategy`, or `pre-scale-up` or `post-scale-up`")
}

fn small_step(percent: &Spanned<f64>) -> Diagnostic {
    Diagnostic::new(Code::ShiftStep, "a step of `linear` is at least 3 percent")
        .at(percent.loc)
        .help("make `percent` larger, or use `canary` for one small share")
}

fn too_fine(percent: &Spanned<f64>) -> Diagnostic {
    Diagnostic::new(Code::ShiftStep, "`percent` has at most one digit after the point")
        .at(percent.loc)
        .help("round it")
}

fn too_long(loc: Loc, total: u32) -> Diagnostic {
    let message = format!("the deployment waits for {total} minutes in all, CloudFormation for {LONGEST}");
    Diagnostic::new(Code::LongDeployment, message)
        .at(loc)
        .help("make the waits shorter, or the steps larger: more than 33 hours are refused")
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn waits_are_between_steps() {
        let table = [(100.0, 0), (50.0, 1), (10.0, 9), (11.0, 9), (3.0, 33), (33.4, 2), (33.3, 3), (12.5, 7)];
        for (percent, expected) in table {
            assert_eq!(steps(percent), expected, "{percent}");
        }
    }
}
