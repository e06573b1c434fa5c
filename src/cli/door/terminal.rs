//! The person at the terminal, where there is one: questions, and how wide the window is.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use super::super::report;

/// True when somebody can be asked.
pub(super) fn somebody() -> bool {
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

/// Prints a part of a product that goes on; false when its reader has seen enough.
pub(super) fn more(text: &str) -> bool {
    let mut stream = std::io::stdout();
    stream.write_all(text.as_bytes()).and_then(|()| stream.flush()).is_ok()
}

/// Asks a question that only a clear yes answers with yes.
pub(super) fn confirm(question: &str) -> bool {
    matches!(ask(&format!("{question} [y/N] ")).as_deref(), Some("y" | "Y" | "yes" | "Yes" | "YES"))
}

/// Asks for a line; none when nothing more comes.
pub(super) fn ask(prompt: &str) -> Option<String> {
    report::say(prompt);
    let mut line = String::new();
    match std::io::stdin().lock().read_line(&mut line) {
        Ok(length) if length > 0 => Some(line.trim().to_owned()),
        Ok(_) | Err(_) => {
            report::say("\n");
            None
        }
    }
}

/// Asks for a line that is not shown while it is typed.
pub(super) fn ask_hidden(prompt: &str) -> Option<String> {
    report::say(prompt);
    rpassword::read_password().ok()
}
