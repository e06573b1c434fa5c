//! Findings → text, for people and for programs.
//!
//! Every format tells the same findings in the same order. Only `human` shows source text, with credentials starred
//! out; the others name places. No format lets through what a terminal or a CI runner would obey (`sanitise`).

mod github;
mod human;
mod json;
mod places;
mod sarif;
mod short;

pub use human::{human, summary};

use super::{Diagnostic, Label};
use crate::sanitise;
use crate::source::SourceMap;

/// Characters of a message, a label or a help; the rest is cut off.
pub(super) const MOST_CHARACTERS: usize = 1_000;
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
}

/// The findings in a format; empty where there are none, except for a SARIF document without results.
pub fn text(format: Format, diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let diagnostics = printable(diagnostics);
    match format {
        Format::Short => short::text(&diagnostics, sources),
        Format::Json => sanitise::json(&json::text(&diagnostics, sources)).into_owned(),
        Format::Sarif => sanitise::json(&sarif::text(&diagnostics, sources)).into_owned(),
        Format::Github => github::text(&diagnostics, sources),
    }
}

/// The findings with texts of bounded length, each on one line and with nothing hidden in it.
fn printable(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    let clean = |text: &str| sanitise::line(&sanitise::shortened(text, MOST_CHARACTERS)).into_owned();
    let label = |label: &Label| Label { loc: label.loc, text: clean(&label.text) };
    diagnostics
        .iter()
        .map(|found| Diagnostic {
            code: found.code,
            severity: found.severity,
            message: clean(&found.message),
            labels: found.labels.iter().take(MOST_LABELS).map(label).collect(),
            help: found.help.as_deref().map(clean),
            remedy: found.remedy.clone(),
        })
        .collect()
}
