//! For people at a terminal.

use std::fmt::Write as _;

use super::{details, effect, groups, parameter, remark, title, value};
use crate::diff::model::{Diff, SourceLine};
use crate::sanitise;

/// The update; with `long` everything that follows from other changes, too.
pub fn human(diff: &Diff, long: bool) -> String {
    let mut out = format!("{}\n", diff.headline());
    hazards(diff, &mut out);
    for group in groups(diff, long) {
        push(&mut out, &format!("\n{}\n", sanitise::line(title(group.name))));
        for change in group.changes {
            let line =
                format!("{} {} ({}): {}", change.effect.sign(), change.id, change.kind, effect(change));
            push(&mut out, &format!("  {}\n", sanitise::line(&line)));
            for detail in details(change, long) {
                let (old, new) = (value(detail.old.as_ref(), long), value(detail.new.as_ref(), long));
                let remark = remark(detail);
                let remark = if remark.is_empty() { String::new() } else { format!(", {remark}") };
                let path = sanitise::line(&detail.path);
                push(
                    &mut out,
                    &format!("      {path}: {old} → {new}{remark}{}\n", at(detail.place.as_ref())),
                );
            }
        }
    }
    for (title, lines) in [("parameters", parameters(diff)), ("outputs", outputs(diff))] {
        if !lines.is_empty() {
            push(&mut out, &format!("\n{title}\n"));
            for line in &lines {
                push(&mut out, &format!("  {}\n", sanitise::line(line)));
            }
        }
    }
    if !diff.sections.is_empty() {
        let sections = diff.sections.join(", ");
        push(&mut out, &format!("\nother sections that differ: {}\n", sanitise::line(&sections)));
    }
    let echoes = diff.changes.iter().filter(|change| change.is_echo).count();
    if echoes > 0 && !long {
        let what = if echoes == 1 { "resource changes" } else { "resources change" };
        let line =
            format!("\n{echoes} {what} only in references to what is new or in tags; --long shows all\n");
        push(&mut out, &line);
    }
    out
}

fn hazards(diff: &Diff, out: &mut String) {
    for hazard in &diff.hazards {
        let (finding, place) = (&hazard.finding, at(hazard.place.as_ref()));
        let word = finding.severity.word();
        let message = sanitise::line(&finding.message);
        push(out, &format!("\n{word}[{}]: {message}{place}\n", finding.code.number()));
        if let Some(help) = &finding.help {
            push(out, &format!("  help: {}\n", sanitise::line(help)));
        }
    }
}

fn parameters(diff: &Diff) -> Vec<String> {
    let line = |(name, change): &(String, _)| {
        let (sign, what) = parameter(change);
        format!("{sign} {name}: {what}")
    };
    diff.parameters.iter().map(line).collect()
}

fn outputs(diff: &Diff) -> Vec<String> {
    diff.outputs.iter().map(|(sign, name)| format!("{sign} {name}")).collect()
}

fn at(place: Option<&SourceLine>) -> String {
    place.map(|place| format!("  ({})", sanitise::line(&place.to_string()))).unwrap_or_default()
}

fn push(out: &mut String, text: &str) {
    write!(out, "{text}").expect("internal error: a string takes all that is written to it");
}
