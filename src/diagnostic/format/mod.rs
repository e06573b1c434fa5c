//! Findings → text, for people and for programs.
//!
//! Every format tells the same findings in the same order. Only `human` shows source text, with credentials starred
//! out; the others name places.

mod github;
mod human;
mod json;
mod places;
mod sarif;
mod short;

pub use human::{human, summary};

use super::Diagnostic;
use crate::source::SourceMap;

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
    match format {
        Format::Short => short::text(diagnostics, sources),
        Format::Json => json::text(diagnostics, sources),
        Format::Sarif => sarif::text(diagnostics, sources),
        Format::Github => github::text(diagnostics, sources),
    }
}
