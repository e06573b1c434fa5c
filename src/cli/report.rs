//! Findings and failures → standard error.

use std::io::{IsTerminal as _, Write as _};

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::{Color, Exit};
use crate::Outcome;
use crate::diagnostic::{self, Diagnostic, Severity};

/// How things are said.
#[derive(Debug)]
pub(super) struct Report {
    colored: bool,
    quiet: bool,
}

impl Report {
    #[expect(clippy::disallowed_methods, reason = "NO_COLOR is about the terminal, not about the output")]
    pub(super) fn new(color: Color, quiet: bool) -> Self {
        let colored = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        };
        Self { colored, quiet }
    }

    /// Whether only errors are to be said.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Says the findings of a run and hands its product over, if there is one.
    pub(super) fn product<T>(&self, outcome: Outcome<T>) -> Result<T, Exit> {
        let failed = outcome.has_errors();
        let quiet = self.quiet;
        let said: Vec<Diagnostic> = outcome
            .diagnostics
            .into_iter()
            .filter(|diagnostic| !quiet || diagnostic.severity == Severity::Error)
            .collect();
        self.findings(&said, &outcome.sources);
        match outcome.value {
            Some(value) if !failed => Ok(value),
            _ => Err(Exit::Findings),
        }
    }

    fn findings(&self, diagnostics: &[Diagnostic], sources: &crate::source::SourceMap) {
        let theme = if self.colored { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(100).with_links(false);
        let mut text = String::new();
        for finding in diagnostic::rendered(diagnostics, sources) {
            if handler.render_report(&mut text, &finding).is_err() {
                text.push_str(&finding.to_string());
            }
            text.push('\n');
        }
        text.push_str(&summary(diagnostics));
        say(&text);
    }
}

/// The last line: how many of each.
fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (count(severity), severity.word()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        .collect();
    if parts.is_empty() { String::new() } else { format!("{}\n", parts.join(", ")) }
}

/// Says why a command could not run.
pub(super) fn failure(message: &str) -> Exit {
    say(&format!("stackpose: {message}\n"));
    Exit::Usage
}

/// Wrong usage goes to standard error; help and version are products.
pub(super) fn usage(error: &clap::Error) -> Exit {
    let printed = error.print().is_ok();
    if error.use_stderr() || !printed { Exit::Usage } else { Exit::Done }
}

/// Writes a product to standard output, or to a file.
pub(super) fn print(text: &str, file: Option<&str>) -> Exit {
    #[expect(clippy::disallowed_methods, reason = "the command line writes what it was asked to write")]
    let written = match file {
        Some(path) => {
            std::fs::write(path, text).map_err(|error| format!("`{path}` cannot be written: {error}"))
        }
        None => std::io::stdout().write_all(text.as_bytes()).or_else(|error| unless_closed(&error)),
    };
    match written {
        Ok(()) => Exit::Done,
        Err(message) => failure(&message),
    }
}

/// A reader that has seen enough, such as `head`, is no failure.
fn unless_closed(error: &std::io::Error) -> Result<(), String> {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        Ok(())
    } else {
        Err(format!("standard output cannot be written: {error}"))
    }
}

/// Writes to standard error.
pub(super) fn say(text: &str) {
    // Nobody is left to be told when standard error is closed.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
