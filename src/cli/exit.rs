//! How a run ended, as a number.

use std::process::{ExitCode, Termination};

/// The exit codes, the same for every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: findings stopped it.
    Findings,
    /// 2: wrong usage, or input that cannot be read.
    Usage,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        match self {
            Self::Done => ExitCode::SUCCESS,
            Self::Findings => ExitCode::from(1),
            Self::Usage => ExitCode::from(2),
        }
    }
}
