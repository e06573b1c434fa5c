//! Findings → text, for people and for programs.
//!
//! The formats of programs tell the same findings in the same order. Only `human` shows source text, with
//! credentials starred out; the others name places. No format lets through what a terminal or a CI runner
//! would obey (`sanitise`).

mod fingerprint;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod places;
mod sarif;
mod screen;
mod short;

pub use human::human;
use places::Places;
pub use screen::{Shown, counts, screen};

use super::credentials::holds_credential;
use super::{AllowedBy, Diagnostic, Label, Suppressed};
use crate::sanitise;
use crate::source::{Loc, SourceMap};

/// Characters of a message, a label or a help; the rest is cut off.
pub(super) const MOST_CHARACTERS: usize = 1_000;
/// Columns that people's formats take.
const WIDTH: usize = 100;
/// Labels of a finding.
const MOST_LABELS: usize = 20;

/// The formats that programs read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One line a finding: `file:line:column: error[E0103]: message`.
    Short,
    /// One JSON object a line.
    Json,
    /// SARIF 2.1.0, one document.
    Sarif,
    /// Workflow commands of GitHub Actions, which appear on the diff.
    Github,
    /// A report for GitLab's Code Quality, one JSON document.
    Gitlab,
    /// A test report in the form of `JUnit`, one XML document.
    Junit,
}

/// The findings in a format; empty where there are none, except for a SARIF document without results. SARIF
/// alone names those that were allowed, so that a service that shows it can tell allowed from mended.
pub fn text(
    format: Format,
    diagnostics: &[Diagnostic],
    suppressed: &[Suppressed],
    sources: &SourceMap,
) -> String {
    let diagnostics = printable(diagnostics);
    match format {
        Format::Short => short::text(&diagnostics, sources),
        Format::Json => sanitise::json(&json::text(&diagnostics, sources)).into_owned(),
        Format::Sarif => {
            let suppressed: Vec<Suppressed> = suppressed.iter().map(printable_suppressed).collect();
            sanitise::json(&sarif::text(&diagnostics, &suppressed, sources)).into_owned()
        }
        Format::Github => github::text(&diagnostics, sources),
        Format::Gitlab => sanitise::json(&gitlab::text(&diagnostics, sources)).into_owned(),
        Format::Junit => junit::text(&diagnostics, sources),
    }
}

/// The findings with texts of bounded length, each on one line and with nothing hidden in it.
fn printable(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    diagnostics.iter().map(printable_one).collect()
}

fn printable_one(found: &Diagnostic) -> Diagnostic {
    let label = |label: &Label| Label { loc: label.loc, text: clean(&label.text) };
    Diagnostic {
        code: found.code,
        severity: found.severity,
        message: clean(&found.message),
        labels: found.labels.iter().take(MOST_LABELS).map(label).collect(),
        help: found.help.as_deref().map(clean),
        remedy: found.remedy.clone(),
        cause: found.cause,
    }
}

fn printable_suppressed(it: &Suppressed) -> Suppressed {
    let by = it.by.as_ref();
    let by = by.map(|by| AllowedBy { loc: by.loc, reason: by.reason.as_deref().map(clean) });
    Suppressed { found: printable_one(&it.found), by }
}

fn clean(text: &str) -> String {
    sanitise::line(&sanitise::shortened(text, MOST_CHARACTERS)).into_owned()
}

/// The edits of a finding, for a format that shows them: none where the text that is replaced, or what is
/// written for it, holds a credential. `check --fix` makes them all the same.
fn shown_edits(
    found: &Diagnostic,
    places: &mut Places<'_>,
    sources: &SourceMap,
) -> Option<Vec<(Loc, String)>> {
    let edits = found.remedy.as_ref()?.edits(sources)?;
    let mut is_public = |(loc, text): &(Loc, String)| places.is_public(*loc) && !holds_credential(text);
    edits.iter().all(&mut is_public).then_some(edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Remedy};

    #[test]
    fn a_fix_that_would_show_a_credential_is_left_out() {
        let mut sources = SourceMap::default();
        let text = "services: {web: {environment: {DB_PASSWORD: hunter2hunter2, PLACE: home}}}\n";
        let id = sources.add("compose.yaml", text);
        let place = |part: &str| {
            let at = text.find(part).unwrap();
            Loc::new(id, at, at + part.len())
        };
        let finding = |key: &str, value: &str| {
            let entries = vec![("x: ", Some(place(value)))];
            let remedy = Remedy::Replace { key: place(key), value: place(value), entries };
            Diagnostic::new(Code::NotAllowed, "a").at(place(key)).remedy(remedy)
        };
        for format in [Format::Json, Format::Sarif] {
            let shown = super::text(format, &[finding("PLACE", "home")], &[], &sources);
            assert!(shown.contains("x: home"), "{shown}");
            let shown = super::text(format, &[finding("DB_PASSWORD", "hunter2hunter2")], &[], &sources);
            assert!(!shown.contains("hunter2") && !shown.contains("x: "), "{shown}");
            // A credential that a finding names, not the file.
            let to = "postgres://me:hunter2hunter2@db/x".to_owned();
            let rename = Remedy::Rename { loc: place("home"), from: "home".to_owned(), to };
            let found = Diagnostic::new(Code::NotAllowed, "a").at(place("home")).remedy(rename);
            assert!(!super::text(format, &[found], &[], &sources).contains("hunter2"));
        }
    }
}
