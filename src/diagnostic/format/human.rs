//! Pictures of every finding: the code, the sentence, the underlined source with its neighbours, the help.

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::{WIDTH, printable};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::rendered;
use crate::sanitise;
use crate::source::SourceMap;

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
