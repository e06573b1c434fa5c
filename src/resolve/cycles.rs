//! Services that wait for each other, found in one walk over the dependencies.

use std::collections::BTreeMap;

use super::early::entries;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Loc;
use crate::tree::{Map, Node};

/// Whether a service is on the way we are walking, or done with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

/// The services that each waits for, with the places that say so.
type Graph<'a> = BTreeMap<&'a str, Vec<(&'a str, Loc)>>;

/// Reports every cycle that a walk in order of names comes upon.
pub(super) fn cycles(model: &Node, diagnostics: &mut Diagnostics) {
    let graph: Graph<'_> =
        entries(model, "services").map(|(name, _, service)| (name, targets(service))).collect();
    let mut states: BTreeMap<&str, State> = BTreeMap::new();
    for start in graph.keys() {
        walk(start, (model, &graph), &mut states, diagnostics);
    }
}

fn targets(service: &Node) -> Vec<(&str, Loc)> {
    let mut targets: Vec<(&str, Loc)> = service
        .get("depends_on")
        .and_then(Node::as_map)
        .into_iter()
        .flat_map(Map::iter)
        .map(|(name, loc, _)| (name, loc))
        .collect();
    targets.sort_unstable();
    targets
}

/// Walks with a stack of its own: a chain of thousands of services is no reason to overflow ours.
fn walk<'a>(
    start: &'a str,
    (model, graph): (&Node, &Graph<'a>),
    states: &mut BTreeMap<&'a str, State>,
    diagnostics: &mut Diagnostics,
) {
    if states.contains_key(start) {
        return;
    }
    states.insert(start, State::Open);
    let mut way: Vec<(&str, usize, Loc)> = vec![(start, 0, Loc::default())];
    while let Some((name, next, _)) = way.last_mut() {
        let Some((target, loc)) = graph.get(name).and_then(|targets| targets.get(*next)).copied() else {
            states.insert(name, State::Done);
            way.pop();
            continue;
        };
        *next += 1;
        match states.get(target) {
            Some(State::Open) => diagnostics.push(cycle(&way, target, loc, model)),
            None if graph.contains_key(target) => {
                states.insert(target, State::Open);
                way.push((target, 0, loc));
            }
            Some(State::Done) | None => {}
        }
    }
}

fn cycle(way: &[(&str, usize, Loc)], target: &str, closing: Loc, model: &Node) -> Diagnostic {
    let members: Vec<&(&str, usize, Loc)> = way.iter().skip_while(|(name, ..)| *name != target).collect();
    let mut chain: Vec<String> = members.iter().map(|(name, ..)| format!("`{name}`")).collect();
    chain.push(format!("`{target}`"));
    let mut diagnostic = if members.len() == 1 {
        Diagnostic::new(Code::DependencyCycle, format!("the service `{target}` waits for itself")).at(closing)
    } else {
        let message = format!("services wait for each other: {}", chain.join(" → "));
        Diagnostic::new(Code::DependencyCycle, message).label(closing, "this closes the circle")
    };
    for (name, _, loc) in members.iter().skip(1).take(5) {
        diagnostic = diagnostic.label(*loc, format!("leads to `{name}`"));
    }
    // The service that shares the network of another waits for it.
    let shared = members.iter().find_map(|(name, ..)| {
        let mode = model.at(&["services", name, "network_mode"])?.as_text()?;
        let host = mode.strip_prefix("service:")?;
        members.iter().any(|(member, ..)| *member == host).then_some((name, host))
    });
    diagnostic.help(match shared {
        Some((name, host)) => format!(
            "write `x-aws-task: {host}` in place of `network_mode: service:{host}` under `{name}`: it runs \
             in the task of `{host}` all the same, and does not wait for it"
        ),
        None if members.len() == 1 => "remove this dependency".to_owned(),
        None => "remove one of these dependencies".to_owned(),
    })
}
