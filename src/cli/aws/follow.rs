//! Options that commands which follow have in common: `-f` behind them is `--follow`, as in
//! `docker compose logs -f`, and what goes wrong on the way is told and tried again.

use clap::Args;

use crate::aws::Failure;
use crate::cli::report::{self, Report};

/// The option to follow, and the one whose short name it takes. The file of `-f FILE` stands before the
/// command, as with `docker compose`.
#[derive(Debug, Args)]
pub(super) struct Follow {
    /// Go on until Ctrl-C, or until the stack rests; `-f` is this behind the command, as with Docker
    #[arg(short, long, overrides_with = "follow")]
    pub(super) follow: bool,
    /// Compose file; `-f FILE` is this before the command
    #[arg(long, global = true, value_name = "FILE")]
    file: Vec<String>,
}

/// Tells what is tried again.
pub(super) fn retried(report: &Report) -> fn(&Failure) {
    if report.is_quiet() {
        |_| {}
    } else {
        |failure| report::note(&format!("{}; trying again", failure.message))
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::super::Command as AwsCommand;
    use crate::cli::{Cli, Command};

    /// The files, and whether it follows; none where it is refused.
    fn typed(words: &str) -> Option<(String, bool)> {
        let cli = Cli::try_parse_from(std::iter::once("stackpose").chain(words.split(' '))).ok()?;
        let follow = if let Command::Aws(AwsCommand::Logs(options)) = &cli.command {
            options.follow.follow
        } else if let Command::Aws(AwsCommand::Events(options)) = &cli.command {
            options.follow.follow
        } else {
            panic!("{words}")
        };
        Some((cli.global.file.join(" "), follow))
    }

    #[test]
    fn behind_a_command_that_follows_f_is_to_follow() {
        Cli::command().debug_assert();
        for (words, files, follow) in [
            ("logs web", "", false),
            ("logs -f", "", true),
            ("logs -f web", "", true),
            ("logs -ft web", "", true),
            ("logs --follow -f web", "", true),
            ("-p demo logs -f web", "", true),
            ("-f a.yaml logs web", "a.yaml", false),
            ("-f a.yaml -f b.yaml logs -f web", "a.yaml b.yaml", true),
            ("-fa.yaml logs --follow", "a.yaml", true),
            ("logs --file a.yaml -f", "a.yaml", true),
            ("logs --file=a.yaml --file b.yaml web", "a.yaml b.yaml", false),
            ("-f a.yaml events -f", "a.yaml", true),
            ("events --file a.yaml", "a.yaml", false),
        ] {
            assert_eq!(typed(words), Some((files.to_owned(), follow)), "{words}");
        }
    }

    #[test]
    fn a_file_behind_such_a_command_is_not_taken_for_something_else() {
        // `logs -f a.yaml` follows a service of that name, which the stack then does not have.
        for words in ["logs -fa.yaml", "logs -f=a.yaml", "events -f a.yaml"] {
            assert_eq!(typed(words), None, "{words}");
        }
    }
}
