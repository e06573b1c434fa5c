//! Why a command cannot run: wrong usage, or an environment that cannot be used.

use thiserror::Error;

use crate::graph::UnknownTask;
use crate::import::ImportError;
use crate::lint_levels::LevelError;

/// A sentence, and the way to run the command.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub(super) struct UsageError {
    message: String,
    help: Option<String>,
}

impl UsageError {
    /// An error without help.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// The same with help.
    #[must_use]
    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The help.
    pub(super) fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl<T: Into<String>> From<T> for UsageError {
    fn from(message: T) -> Self {
        Self::new(message)
    }
}

impl From<UnknownTask> for UsageError {
    fn from(error: UnknownTask) -> Self {
        Self::new(error.to_string())
    }
}

impl From<ImportError> for UsageError {
    fn from(error: ImportError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<LevelError> for UsageError {
    fn from(error: LevelError) -> Self {
        Self::new(error.to_string())
    }
}
