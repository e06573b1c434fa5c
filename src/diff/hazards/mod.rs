//! The hazards of an update: data, updates that AWS refuses, outages, security, parameters.

mod data;
mod refused;
mod security;

use std::collections::BTreeMap;

use super::compare::Comparison;
use super::model::{Diff, Effect, Hazard, ParameterChange, Side};
use crate::diagnostic::{Code, Diagnostic};

/// The input of the rules.
struct HazardContext<'a> {
    diff: &'a Diff,
    comparison: &'a Comparison,
    old: &'a Side,
    new: &'a Side,
    groups: &'a BTreeMap<String, String>,
}

/// So many ids are named in one message.
const MOST_NAMED: usize = 5;

/// A finding about a resource.
type Found = (String, Diagnostic);

/// Every hazard, the worst first.
pub(super) fn find(
    diff: &Diff,
    comparison: &Comparison,
    old: &Side,
    new: &Side,
    groups: &BTreeMap<String, String>,
) -> Vec<Hazard> {
    let around = HazardContext { diff, comparison, old, new, groups };
    let mut found: Vec<Found> = Vec::new();
    refused::find(&around, &mut found);
    data::find(&around, &mut found);
    outages(&around, &mut found);
    security::find(&around, &mut found);
    moves(&around, &mut found);
    parameters(&around, &mut found);
    renames(&around, &mut found);
    let mut hazards: Vec<Hazard> =
        found.into_iter().map(|(id, finding)| around.hazard(id, finding)).collect();
    let rank = |hazard: &Hazard| (hazard.finding.severity, hazard.finding.code);
    hazards.sort_by(|one, other| rank(one).cmp(&rank(other)).then_with(|| one.id.cmp(&other.id)));
    hazards
}

impl HazardContext<'_> {
    fn hazard(&self, id: String, finding: Diagnostic) -> Hazard {
        let group = self.groups.get(&id).cloned().unwrap_or_default();
        let key = (group.clone(), String::new());
        let place = self.new.places.get(&key).or_else(|| self.old.places.get(&key)).cloned();
        Hazard { finding, id, group, place }
    }
}

fn outages(around: &HazardContext<'_>, found: &mut Vec<Found>) {
    for change in &around.diff.changes {
        let id = &change.id;
        let may = if change.effect == Effect::MayReplace { "may be" } else { "is" };
        match (change.kind.as_str(), change.effect) {
            ("AWS::ECS::Service", Effect::Replace | Effect::MayReplace) => {
                let message =
                    format!("the service `{id}` {may} replaced: a new one starts, then this one ends");
                let finding = Diagnostic::new(Code::ServiceReplaced, message).help(
                    "both run side by side for a while, and the new one has no scaling history; \
                     plan the update for a quiet time",
                );
                found.push((id.clone(), finding));
            }
            (
                "AWS::ElasticLoadBalancingV2::LoadBalancer",
                Effect::Replace | Effect::MayReplace | Effect::Remove,
            ) => {
                let what =
                    if change.effect == Effect::Remove { "is removed" } else { "gets another DNS name" };
                let perhaps = if change.effect == Effect::MayReplace { "perhaps " } else { "" };
                let message = format!("the load balancer `{id}` {perhaps}{what}");
                let finding = Diagnostic::new(Code::AddressChanged, message)
                    .help("change the DNS records that point to it right after the update");
                found.push((id.clone(), finding));
            }
            _ => {}
        }
    }
}

/// Resources that another nested stack has: said once, because one cause moves all of them.
fn moves(around: &HazardContext<'_>, found: &mut Vec<Found>) {
    let Comparison { old, new, .. } = around.comparison;
    let moved =
        old.iter().filter(|(id, before)| new.get(*id).is_some_and(|after| after.stack != before.stack));
    let moved: Vec<&String> = moved.map(|(id, _)| id).collect();
    let Some(first) = moved.first() else { return };
    let named: Vec<String> = moved.iter().take(MOST_NAMED).map(|id| format!("`{id}`")).collect();
    let more = moved.len() - named.len();
    let verb = if moved.len() == 1 { "moves" } else { "move" };
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let message = format!(
        "{}{more} {verb} to another stack: new ones are made, then the old ones are deleted",
        named.join(", ")
    );
    let finding = Diagnostic::new(Code::StackChanged, message)
        .help(
            "keep `--split` and `--stacks` as they are, and with `--stacks` also `depends_on`, which decides in which \
             stack a service is; or deploy a new stack beside this one",
        );
    found.push(((*first).clone(), finding));
}

fn parameters(around: &HazardContext<'_>, found: &mut Vec<Found>) {
    let given = |(name, _): &&(String, ParameterChange)| around.new.given.contains_key(name);
    for (name, change) in around.diff.parameters.iter().filter(|changed| !given(changed)) {
        let finding = match change {
            ParameterChange::Needed | ParameterChange::NowNeeded => {
                Diagnostic::new(Code::ParameterNeeded, format!("the parameter `{name}` must be given"))
                    .help(format!("give it when the stack is updated: `--parameter-overrides {name}=…`"))
            }
            ParameterChange::Default(..) => {
                let message = format!(
                    "the default of `{name}` is another; a stack that keeps its value keeps the old one"
                );
                Diagnostic::new(Code::DefaultChanged, message).help(format!(
                    "`aws cloudformation deploy` keeps the value that a stack has; to change it, give \
                     `{name}`"
                ))
            }
            ParameterChange::Added(_) | ParameterChange::Removed | ParameterChange::Changed => continue,
        };
        found.push((name.clone(), finding));
    }
}

fn renames(around: &HazardContext<'_>, found: &mut Vec<Found>) {
    for (from, to) in &around.diff.renames {
        let message = format!("`{from}` goes on as `{to}`: one is made, then the other is deleted");
        let finding = Diagnostic::new(Code::ServiceRenamed, message)
            .help("names in the network, log streams and metrics begin anew under the new name");
        found.push((to.clone(), finding));
    }
}
