//! How a run ended, as a number.

use std::process::{ExitCode, Termination};

/// The exit codes, the same for every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: findings stopped it.
    Findings,
    /// 2: wrong usage, or surroundings that cannot be used.
    Usage,
    /// 4: AWS refused, or a deployment failed.
    Refused,
    /// 130: Ctrl-C ended it; what was started on AWS goes on, what was only asked about is taken back.
    Interrupted,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        match self {
            Self::Done => ExitCode::SUCCESS,
            Self::Findings => ExitCode::from(1),
            Self::Usage => ExitCode::from(2),
            Self::Refused => ExitCode::from(4),
            Self::Interrupted => ExitCode::from(130),
        }
    }
}
