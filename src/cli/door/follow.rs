//! `-f` behind a command that follows: `--follow`, as in `docker compose logs -f`.

use clap::Args;

/// The option to follow, and the one whose short name it takes. The file of `-f FILE` stands before the command, as with
/// `docker compose`.
#[derive(Debug, Args)]
pub(super) struct Follow {
    /// Go on until Ctrl-C, or until a stack rests
    #[arg(short, long, overrides_with = "follow")]
    pub(super) follow: bool,
    /// Compose file; `-f` before the command
    #[arg(long, global = true, value_name = "FILE")]
    file: Vec<String>,
}
