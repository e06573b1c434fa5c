//! For programs: one JSON document. Its keys are public, as the template's contract is.

use serde_json::{Value, json};

use crate::diff::model::{Change, Diff, Hazard, ParameterChange, SourceLine};
use crate::sanitise;

/// The update as JSON, with everything that follows from other changes.
pub fn json(diff: &Diff) -> String {
    let parameter = |(name, change): &(String, ParameterChange)| {
        let (change, old, new) = match change {
            ParameterChange::Needed => ("added", None, None),
            ParameterChange::Added(default) => ("added", None, Some(default)),
            ParameterChange::Removed => ("removed", None, None),
            ParameterChange::Default(old, new) => ("default", Some(old), Some(new)),
            ParameterChange::NowNeeded => ("default", None, None),
            ParameterChange::Changed => ("changed", None, None),
        };
        json!({"name": name, "change": change, "oldDefault": old, "newDefault": new})
    };
    let output = |(sign, name): &(char, String)| {
        let change = match sign {
            '+' => "added",
            '-' => "removed",
            _ => "changed",
        };
        json!({"name": name, "change": change})
    };
    let document = json!({
        "different": !diff.is_empty(),
        "headline": diff.headline(),
        "hazards": diff.hazards.iter().map(hazard).collect::<Vec<_>>(),
        "resources": diff.changes.iter().map(resource).collect::<Vec<_>>(),
        "parameters": diff.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "outputs": diff.outputs.iter().map(output).collect::<Vec<_>>(),
        "sections": diff.sections,
        "renames": diff.renames.iter().map(|(from, to)| json!({"from": from, "to": to})).collect::<Vec<_>>(),
    });
    sanitise::json(&format!("{document:#}\n")).into_owned()
}

fn hazard(hazard: &Hazard) -> Value {
    let finding = &hazard.finding;
    json!({
        "code": finding.code.number(),
        "severity": finding.severity.word(),
        "message": finding.message,
        "help": finding.help,
        "id": hazard.id,
        "group": hazard.group,
        "place": place(hazard.place.as_ref()),
    })
}

fn resource(change: &Change) -> Value {
    let details: Vec<Value> = change
        .details
        .iter()
        .map(|detail| {
            json!({
                "path": detail.path,
                "old": detail.old,
                "new": detail.new,
                "replaces": detail.replaces,
                "interrupts": detail.interrupts,
                "follows": detail.is_echo,
                "place": place(detail.place.as_ref()),
            })
        })
        .collect();
    json!({
        "id": change.id,
        "type": change.kind,
        "group": change.group,
        "effect": change.effect.word(),
        "dependsOn": change.depends,
        "follows": change.is_echo,
        "properties": details,
    })
}

fn place(place: Option<&SourceLine>) -> Value {
    place.map_or(Value::Null, |place| json!({"file": place.file, "line": place.line}))
}
