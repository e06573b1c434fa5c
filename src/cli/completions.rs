//! `stackpose completions`: what a shell needs to complete our command lines.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Cli, Exit, report};
use crate::explain;

/// Options of `completions`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Options {
    /// Shell that is to complete
    #[arg(value_enum)]
    shell: Shell,
}

const HELP: &str = "\
For the next shells:

  stackpose completions bash > ~/.local/share/bash-completion/completions/stackpose
  stackpose completions zsh > ~/.zfunc/_stackpose      (with `fpath+=~/.zfunc` before `compinit`)
  stackpose completions fish > ~/.config/fish/completions/stackpose.fish";

/// Prints the script.
pub(super) fn run(options: &Options) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Cli::command(), "stackpose", &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if options.shell == Shell::Fish {
        // The generator for fish leaves out the values of positional arguments.
        let words = explain::words().join(" ");
        script.push_str("complete -c stackpose -n \"__fish_stackpose_using_subcommand explain\" -f -a \"");
        script.push_str(&words);
        script.push_str("\"\n");
    }
    report::print(&script)
}
