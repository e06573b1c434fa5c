//! What is said and how loud, for the commands that judge a project: `--deny`, `--allow`, `--forbid`, `--config`.

use clap::Args;

use crate::lint_levels::{Levels, PolicyFile};
use crate::loader::Request;

/// The options.
#[derive(Debug, Args)]
pub(super) struct LevelOptions {
    /// Make an error of a finding: a code such as `W0602`, `warnings` or `notes`; repeatable, commas between
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    deny: Vec<String>,
    /// Do not say a warning or note: its code; repeatable, commas between
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    allow: Vec<String>,
    /// Make an error of a finding that nothing can allow, no comment and no `x-stackpose`; repeatable, commas between
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    forbid: Vec<String>,
    /// Do not let comments and `x-stackpose` allow anything
    #[arg(long)]
    no_inline_allow: bool,
    /// Policy file in place of the project's `.stackpose.toml`; keep it where a pull request cannot change it
    #[arg(long, value_name = "FILE")]
    config: Option<String>,
}

impl LevelOptions {
    /// Puts what they mean into a request, or says why they mean nothing.
    pub(super) fn apply(&self, request: &mut Request) -> Result<(), String> {
        let levels = Levels::new(&self.deny, &self.allow)?.forbid(&self.forbid)?;
        request.levels = if self.no_inline_allow { levels.without_inline() } else { levels };
        request.policy = self.config.clone().map_or(PolicyFile::Project, PolicyFile::Named);
        Ok(())
    }
}
