//! The levels of findings, for the commands that check a project: `--deny`, `--allow`, `--forbid`,
//! `--config`.

use clap::Args;

use crate::lint_levels::{LevelError, Levels, PolicyFile};
use crate::loader::Request;

/// The options.
#[derive(Debug, Args)]
pub(super) struct LevelOptions {
    /// Treat findings as errors: codes such as `W0602`, `warnings` or `notes`; repeatable, comma-separated
    #[arg(long, value_name = "CODE", value_delimiter = ',', help_heading = "Finding options")]
    deny: Vec<String>,
    /// Hide warnings or notes, by their codes; repeatable, comma-separated
    #[arg(long, value_name = "CODE", value_delimiter = ',', help_heading = "Finding options")]
    allow: Vec<String>,
    /// Like `--deny`, and neither comments nor `x-stackpose` can allow it; repeatable, comma-separated
    #[arg(long, value_name = "CODE", value_delimiter = ',', help_heading = "Finding options")]
    forbid: Vec<String>,
    /// Ignore the allowances of comments and `x-stackpose`
    #[arg(long, help_heading = "Finding options")]
    no_inline_allow: bool,
    /// Policy file instead of the project's `.stackpose.toml`; keep it where a pull request cannot change it
    #[arg(long, value_name = "FILE", help_heading = "Finding options")]
    config: Option<String>,
}

impl LevelOptions {
    /// Puts what they mean into a request, or says why they mean nothing.
    pub(super) fn apply(&self, request: &mut Request) -> Result<(), LevelError> {
        let levels = Levels::new(&self.deny, &self.allow)?.forbid(&self.forbid)?;
        request.levels = if self.no_inline_allow { levels.without_inline() } else { levels };
        request.policy = self.config.clone().map_or(PolicyFile::Project, PolicyFile::Named);
        Ok(())
    }
}
