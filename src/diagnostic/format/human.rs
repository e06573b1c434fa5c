//! Pictures: the code, the sentence, the underlined source, the help.

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::printable;
use crate::diagnostic::render::rendered;
use crate::diagnostic::{Diagnostic, Severity};
use crate::sanitise;
use crate::source::SourceMap;

/// Columns that a picture may take.
const WIDTH: usize = 100;

/// The pictures, one below the other.
pub fn human(diagnostics: &[Diagnostic], sources: &SourceMap, colored: bool) -> String {
    let theme = if colored { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_links(false);
    let mut text = String::new();
    for finding in rendered(&printable(diagnostics), sources) {
        if handler.render_report(&mut text, &finding).is_err() {
            text.push_str(&finding.to_string());
        }
        text.push('\n');
    }
    // A long word may have been broken so that a line begins with a command.
    let clean = if colored { sanitise::colored(&text) } else { sanitise::lines(&text) };
    clean.into_owned()
}

/// The last line: how many of each; empty without findings.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (count(severity), severity.word()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        .collect();
    if parts.is_empty() { String::new() } else { format!("{}\n", parts.join(", ")) }
}
