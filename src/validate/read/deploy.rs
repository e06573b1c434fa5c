//! `deploy`, and `scale` beside it.
//! <https://docs.docker.com/reference/compose-file/deploy/>

use super::scalar::{
    given, read_count, read_cpus, read_duration, read_entries, read_line, read_size, to_float, to_int,
    to_text,
};
use super::{device, keys};
use crate::compose::{self, Mode, Restart, RollingOrder};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, not_among};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// ECS runs no more tasks in one service.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html>
const MOST_TASKS: i64 = 5000;

const MODES: [(&str, Mode); 4] = [
    ("replicated", Mode::Replicated),
    ("global", Mode::Global),
    ("replicated-job", Mode::ReplicatedJob),
    ("global-job", Mode::GlobalJob),
];

/// <https://docs.docker.com/reference/compose-file/deploy/#restart_policy>
const CONDITIONS: [(&str, Restart); 4] = [
    ("none", Restart::No),
    ("on-failure", Restart::OnFailure(None)),
    ("any", Restart::Always),
    ("unless-stopped", Restart::UnlessStopped),
];

const ORDERS: [(&str, RollingOrder); 2] =
    [("start-first", RollingOrder::StartFirst), ("stop-first", RollingOrder::StopFirst)];

/// Reads a service's `deploy`, and `x-aws-deployment` in it; one that is not there is empty.
pub(super) fn read(
    service: &Node,
    diagnostics: &mut Diagnostics,
) -> (compose::Deploy, Option<compose::Deployment>) {
    let Some(node) = given(service, "deploy") else { return (compose::Deploy::default(), None) };
    let keys::DeployKeys { autoscaling, deployment } = keys::read_deploy(node, diagnostics);
    let deploy = compose::Deploy {
        mode: read_word(node, "mode", &MODES, diagnostics),
        replicas: read_replicas(node, "replicas", diagnostics),
        labels: read_entries(node, "labels", diagnostics),
        limits: read_resources(node, "limits", diagnostics),
        reservations: read_resources(node, "reservations", diagnostics),
        devices: node.at(&["resources", "reservations"]).map(device::read_reserved).unwrap_or_default(),
        update_config: read_update_config(node, diagnostics),
        restart: given(node, "restart_policy")
            .and_then(|policy| read_word(policy, "condition", &CONDITIONS, diagnostics)),
        autoscaling,
    };
    (deploy, deployment)
}

/// Reads a number of replicas; one below zero has been reported before.
pub(super) fn read_replicas(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Spanned<u32>> {
    let node = node.get(key)?;
    let number = to_int(node)?;
    if number > MOST_TASKS {
        diagnostics.push(too_many(key, number, node.loc));
        return None;
    }
    u32::try_from(number).ok().map(|number| Spanned::new(number, node.loc))
}

fn read_resources(deploy: &Node, block: &str, diagnostics: &mut Diagnostics) -> compose::Resources {
    let Some(node) = deploy.at(&["resources", block]) else { return compose::Resources::default() };
    compose::Resources {
        cpus: read_cpus(node, "cpus", diagnostics),
        memory: read_size(node, "memory", diagnostics),
    }
}

fn read_update_config(deploy: &Node, diagnostics: &mut Diagnostics) -> Option<compose::UpdateConfig> {
    let node = given(deploy, "update_config")?;
    let mut config = compose::UpdateConfig {
        loc: node.loc,
        parallelism: read_count(node, "parallelism", diagnostics),
        order: read_word(node, "order", &ORDERS, diagnostics),
        failure_action: read_line(node, "failure_action", diagnostics),
        max_failure_ratio: read_ratio(node, "max_failure_ratio", diagnostics),
        monitor: read_duration(node, "monitor", diagnostics),
        delay: read_duration(node, "delay", diagnostics),
        min_percent: None,
        max_percent: None,
    };
    keys::read_update_config(node, &mut config, diagnostics);
    Some(config)
}

fn read_ratio(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<Spanned<f64>> {
    let node = node.get(key)?;
    let ratio = to_float(node)?;
    if (0.0..=1.0).contains(&ratio) {
        Some(Spanned::new(ratio, node.loc))
    } else {
        diagnostics.push(bad_ratio(key, node));
        None
    }
}

fn read_word<T: Copy>(
    node: &Node,
    key: &str,
    words: &[(&'static str, T)],
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<T>> {
    let text = node.get(key).and_then(to_text).filter(|text| !text.value.is_empty())?;
    if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == text.value) {
        return Some(Spanned::new(*meaning, text.loc));
    }
    let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    diagnostics.push(not_among(Code::NotAllowed, key, &text.value, text.loc, &known));
    None
}

fn too_many(key: &str, number: i64, loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::TooManyTasks,
        format!("`{key}` cannot be {number}: ECS runs at most {MOST_TASKS} tasks in a service"),
    )
    .label(loc, "beyond the quota of ECS")
    .help(format!("write a number from 0 to {MOST_TASKS}, or spread the work over several services"))
}

fn bad_ratio(key: &str, node: &Node) -> Diagnostic {
    let written = to_text(node).unwrap_or_default().value;
    Diagnostic::new(Code::OutOfBounds, format!("`{key}` cannot be `{written}`"))
        .at(node.loc)
        .help("write a number from 0 to 1: the part of the tasks that may fail")
}
