//! Findings and failures → standard error.

use std::io::{IsTerminal, Write as _};

use super::usage_error::UsageError;
use super::waiting;
use super::watched::Watched;
use super::{Color, Exit, Global};
use crate::Outcome;
use crate::diagnostic::{Diagnostic, Severity, Waiting, format};
use crate::overview::Overview;
use crate::sanitise;
use crate::source::SourceMap;

/// The command that follows `check`.
const AFTER_CHECK: &str = if cfg!(feature = "deploy") { "stackpose deploy" } else { "stackpose convert" };

/// The command that follows `convert`.
pub(super) const AFTER_CONVERT: &str =
    if cfg!(feature = "deploy") { "stackpose deploy" } else { "aws cloudformation deploy" };

/// How things are said.
#[derive(Debug)]
pub(super) struct Report {
    color: Color,
    quiet: bool,
    notes: bool,
    verbose: bool,
    files: Watched,
}

impl Report {
    /// As the global options say; files are shown from the folder the user stands in.
    pub(super) fn new(global: &Global, working_dir: &str) -> Self {
        let files = Watched::new(global.verbose.then(|| working_dir.to_owned()), note);
        let Global { color, quiet, notes, verbose, .. } = *global;
        Self { color, quiet, notes, verbose, files }
    }

    /// The disk, which tells what is read of it where that is wanted.
    pub(super) fn files(&self) -> &Watched {
        &self.files
    }

    /// Whether what goes to a stream is coloured.
    #[expect(
        clippy::disallowed_methods,
        reason = "these variables are about the terminal, not about the output"
    )]
    pub(super) fn colors(&self, stream: &impl IsTerminal) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            // <https://no-color.org>, <https://bixense.com/clicolors/>, <https://force-color.org>: an empty
            // value does not count; `NO_COLOR` wins.
            Color::Auto => {
                let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
                let is_forced = ["CLICOLOR_FORCE", "FORCE_COLOR"]
                    .into_iter()
                    .any(|name| is_set(name) && std::env::var_os(name).is_some_and(|value| value != "0"));
                !is_set("NO_COLOR") && (is_forced || stream.is_terminal())
            }
        }
    }

    /// Whether only errors are to be said.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// The findings that are to be said.
    pub(super) fn audible(&self, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        diagnostics.retain(|diagnostic| !self.quiet || diagnostic.severity == Severity::Error);
        diagnostics
    }

    /// Says the findings of a run and hands its product over, if there is one.
    pub(super) fn product<T>(&self, outcome: Outcome<T>) -> Result<T, Exit> {
        let said = self.audible(outcome.diagnostics);
        let counts = format::counts(&said, self.shown(false));
        self.tell(&self.findings(&said, &outcome.sources, self.colors(&std::io::stderr())));
        self.tell(&lines([counts]));
        outcome.value.ok_or(Exit::Findings)
    }

    /// Says what a project comes to, the findings and, unless a file is still to be written, the last line.
    pub(super) fn page(&self, page: &Page<'_>) {
        self.tell(&self.page_text(page, self.colors(&std::io::stderr())));
    }

    /// The same as a text.
    pub(super) fn page_text(&self, page: &Page<'_>, colored: bool) -> String {
        let overview = page.overview.filter(|_| !self.quiet).map(Overview::text).unwrap_or_default();
        let findings = self.findings(page.said, page.sources, colored);
        let gap = if overview.is_empty() || findings.is_empty() { "" } else { "\n" };
        format!("{overview}{gap}{findings}")
    }

    /// Which checks did not run; and how many findings there are, what was written, and the next command.
    pub(super) fn last_lines(
        &self,
        said: &[Diagnostic],
        checks: Option<&Waiting>,
        written: Option<&str>,
    ) -> String {
        self.last_lines_before(said, checks, written, AFTER_CHECK)
    }

    /// The same with the command that follows where there is nothing to look at.
    pub(super) fn last_lines_before(
        &self,
        said: &[Diagnostic],
        checks: Option<&Waiting>,
        written: Option<&str>,
        onwards: &str,
    ) -> String {
        let counts = format::counts(said, self.shown(false));
        let written = written.map(|file| format!("wrote {}", sanitise::line(file))).unwrap_or_default();
        if self.quiet {
            return lines([counts]);
        }
        let parts = [counts, written, format!("next: `{}`", next(said, onwards))];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        lines([checks.map(waiting::line).unwrap_or_default(), parts.join("; ")])
    }

    /// The findings for people: each cause once and notes only counted, or, where more is asked for, each
    /// finding with what surrounds it.
    fn findings(&self, said: &[Diagnostic], sources: &SourceMap, colored: bool) -> String {
        if self.verbose {
            format::human(said, sources, colored)
        } else {
            format::screen(said, sources, self.shown(colored))
        }
    }

    fn shown(&self, colored: bool) -> format::Shown {
        format::Shown { colored, notes: self.notes || self.verbose }
    }

    /// Writes to standard error, in colours where they are shown.
    pub(super) fn tell(&self, text: &str) {
        if self.colors(&std::io::stderr()) {
            say_colored(text);
        } else {
            say(text);
        }
    }
}

/// The output of a run for people.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'a> {
    /// The summary of the project; none where errors stop the run.
    pub(super) overview: Option<&'a Overview>,
    /// The findings that are to be said.
    pub(super) said: &'a [Diagnostic],
    /// The texts they point into.
    pub(super) sources: &'a SourceMap,
}

/// The command that helps most: with what can be fixed, else with the first finding that is no note, else
/// onwards.
fn next(said: &[Diagnostic], onwards: &str) -> String {
    let grave = said.iter().filter(|found| found.severity != Severity::Note);
    if grave.clone().any(|found| found.remedy.is_some()) {
        return "stackpose check --fix".to_owned();
    }
    match grave.min_by_key(|found| found.severity) {
        Some(found) => format!("stackpose explain {}", found.code.number()),
        None => onwards.to_owned(),
    }
}

/// Texts that are not empty, a line each.
fn lines<const N: usize>(texts: [String; N]) -> String {
    texts.into_iter().filter(|text| !text.is_empty()).map(|text| text + "\n").collect()
}

/// Reports why a command could not run.
pub(super) fn failure(error: impl Into<UsageError>) -> Exit {
    let error = error.into();
    say(&format!("stackpose: {error}\n{}", help_line(error.help_text())));
    Exit::Usage
}

/// The line behind a sentence that says what to do.
pub(super) fn help_line(help: Option<&str>) -> String {
    help.map(|help| format!("  help: {help}\n")).unwrap_or_default()
}

/// Wrong usage goes to standard error; help and version are products.
pub(super) fn usage(error: &clap::Error) -> Exit {
    if !error.use_stderr() {
        return if error.print().is_ok() { Exit::Done } else { Exit::Usage };
    }
    let text = error.render();
    // As clap itself: coloured for a terminal.
    if std::io::stderr().is_terminal() {
        say_colored(&text.ansi().to_string());
    } else {
        say(&text.to_string());
    }
    Exit::Usage
}

/// Writes a product to standard output as it is: what it holds is a template, a model or a script, which
/// escapes its texts by the rules of its own language. Everything else goes through `show` and `say`.
pub(super) fn print(text: &str) -> Exit {
    let written = std::io::stdout().write_all(text.as_bytes()).or_else(|error| unless_closed(&error));
    match written {
        Ok(()) => Exit::Done,
        Err(error) => failure(error),
    }
}

/// Writes text for people, or JSON, to standard output.
pub(super) fn show(text: &str) -> Exit {
    print(&sanitise::lines(text))
}

/// Writes text with colours of our own to standard output.
pub(super) fn show_colored(text: &str) -> Exit {
    print(&sanitise::colored(text))
}

/// Writes findings in the form of workflow commands to standard output: each line begins with `::`, and no
/// text of others does.
pub(super) fn show_commands(text: &str) -> Exit {
    print(text)
}

/// Writes a part of a text that goes on to standard output at once; false when its reader has seen enough.
#[cfg(feature = "deploy")]
pub(super) fn show_part(text: &str) -> bool {
    let mut stream = std::io::stdout();
    stream.write_all(sanitise::colored(text).as_bytes()).and_then(|()| stream.flush()).is_ok()
}

/// A reader that has seen enough, such as `head`, is no failure.
fn unless_closed(error: &std::io::Error) -> Result<(), UsageError> {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        Ok(())
    } else {
        Err(format!("standard output cannot be written: {error}").into())
    }
}

/// Writes to standard error.
pub(super) fn say(text: &str) {
    write_to_stderr(&sanitise::lines(text));
}

/// Writes text with colours of our own to standard error.
pub(super) fn say_colored(text: &str) {
    write_to_stderr(&sanitise::colored(text));
}

/// Writes a sentence in one line to standard error.
pub(super) fn note(sentence: &str) {
    write_to_stderr(&format!("stackpose: {}\n", sanitise::line(sentence)));
}

fn write_to_stderr(text: &str) {
    // Nobody is left to be told when standard error is closed.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
