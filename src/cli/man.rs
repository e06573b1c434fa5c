//! `stackpose man`: the pages of the manual.

use clap::{Args, CommandFactory as _};
use clap_mangen::Man;

use super::{Cli, Exit, report};

/// Options of `man`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Options {
    /// Command that the page is about, such as `convert` or `docker install`; the program without any
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

const HELP: &str = "\
To read a page, and to keep it:

  stackpose man convert | man -l -
  stackpose man > ~/.local/share/man/man1/stackpose.1";

/// Prints the page.
pub(super) fn run(options: &Options) -> Exit {
    let mut whole = Cli::command();
    // Puts the names of the commands before those of their own, and the global options beside theirs.
    whole.build();
    let mut command = &whole;
    for name in &options.command {
        match command.find_subcommand(name) {
            Some(found) => command = found,
            None => return report::failure(format!("there is no command `{}`", options.command.join(" "))),
        }
    }
    let mut text = Vec::new();
    let man = Man::new(command.clone())
        .manual("Stackpose")
        .source(format!("stackpose {}", env!("CARGO_PKG_VERSION")));
    match man.render(&mut text) {
        Ok(()) => report::print(&String::from_utf8_lossy(&text)),
        Err(error) => report::failure(format!("the page cannot be made: {error}")),
    }
}
