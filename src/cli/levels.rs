//! `--deny` and `--allow`, which `convert` and `check` share.

use clap::Args;

use crate::levels::Levels;

/// The two options.
#[derive(Debug, Args)]
pub(super) struct LevelOptions {
    /// Make an error of a finding: a code such as `W0602`, `warnings` or `notes`; repeatable, commas between
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    deny: Vec<String>,
    /// Do not say a warning or note: its code; repeatable, commas between
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    allow: Vec<String>,
}

impl LevelOptions {
    /// What they mean, or why they mean nothing.
    pub(super) fn levels(&self) -> Result<Levels, String> {
        Levels::new(&self.deny, &self.allow)
    }
}
