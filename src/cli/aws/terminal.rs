//! The person at the terminal, where there is one: questions, and how wide the window is.

use std::io::{BufRead as _, IsTerminal as _};

use super::super::report;
use crate::aws::{Interrupts, spawn_blocking};

/// True when somebody can be asked.
pub(super) fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// How wide a line of talk may be; none where nobody looks at a window.
pub(super) fn width() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size_of(std::io::stderr())?;
    Some(usize::from(width.0).max(40))
}

/// The same for what goes to standard output.
pub(super) fn width_of_product() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size_of(std::io::stdout())?;
    Some(usize::from(width.0).max(40))
}

/// The answer to a question.
#[derive(Debug)]
pub(super) enum Asked {
    /// A line.
    Line(String),
    /// Nothing more comes.
    Nothing,
    /// Ctrl-C.
    Interrupted,
}

/// Asks a question that only a clear yes answers with yes; none after Ctrl-C.
pub(super) async fn confirm(question: &str, interrupts: &mut Interrupts) -> Option<bool> {
    match ask(&format!("{question} [y/N] "), interrupts).await {
        Asked::Line(line) => Some(["y", "yes"].contains(&line.to_lowercase().as_str())),
        Asked::Nothing => Some(false),
        Asked::Interrupted => None,
    }
}

/// Asks for a line.
pub(super) async fn ask(prompt: &str, interrupts: &mut Interrupts) -> Asked {
    report::say(prompt);
    let asked = match interrupts.or(spawn_blocking(line)).await {
        Some(Some(line)) => return Asked::Line(line),
        Some(None) => Asked::Nothing,
        None => Asked::Interrupted,
    };
    report::say("\n");
    asked
}

fn line() -> Option<String> {
    let mut line = String::new();
    let length = std::io::stdin().lock().read_line(&mut line).ok()?;
    (length > 0).then(|| line.trim().to_owned())
}

/// Asks for a line that is not shown while it is typed. Who asks listens for Ctrl-C: it is a key while
/// nothing is shown, and the end of the program by it would leave the terminal like that.
pub(super) async fn ask_hidden(prompt: &str, _: &Interrupts) -> Asked {
    report::say(prompt);
    match spawn_blocking(rpassword::read_password).await {
        Ok(line) => Asked::Line(line),
        Err(error) if error.kind() == std::io::ErrorKind::Interrupted => Asked::Interrupted,
        Err(_) => {
            report::say("\n");
            Asked::Nothing
        }
    }
}
