//! Findings → text, for people and for programs.
//!
//! The formats of programs tell the same findings in the same order. Only `human` shows source text, with credentials starred
//! out; the others name places. No format lets through what a terminal or a CI runner would obey (`sanitise`).

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
pub use screen::{Shown, counts, screen};

use super::{AllowedBy, Diagnostic, Label, Suppressed};
use crate::sanitise;
use crate::source::SourceMap;

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

/// The findings in a format; empty where there are none, except for a SARIF document without results. SARIF alone names
/// those that were allowed, so that a service that shows it can tell allowed from mended.
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
