//! Findings: a code, a sentence, the places, and the help.
//!
//! A diagnostic is built where the problem is found, by a small function named for the problem. It knows
//! places, not texts: `render` turns it into a picture with the sources beside it.

use std::borrow::Cow;

use crate::source::{Loc, SourceMap};

mod arguments;
mod codes;
mod credential_value;
mod credentials;
mod excerpt;
mod explanations;
pub mod format;
mod group;
mod limit;
mod lines;
mod mask;
mod redact;
mod remedy;
mod render;
mod sink;
mod suggest;
mod unset;
mod waiting;

pub use arguments::credential_arguments;
pub use codes::Code;
pub use credential_value::credential_in;
pub use credentials::{credential_line, holds_credential, is_credential, may_be_credential};
pub use explanations::{Explanation, example_files, explanations};
pub use limit::{limited, project_too_large};
pub use mask::masked;
pub use redact::Credentials;
pub use remedy::Remedy;
pub use sink::Diagnostics;
pub use suggest::{nearest, not_among, old_boolean, renamed};
pub use waiting::{Checks, Waiting};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Stops the run.
    Error,
    /// Something is not quite what the file says.
    Warning,
    /// Good to know, harmless.
    Note,
}

impl Severity {
    /// The word people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which finding it is.
    pub code: Code,
    /// How much it weighs; the code's own weight unless said otherwise.
    pub severity: Severity,
    /// The fault: one lower-case sentence without a full stop.
    pub message: String,
    /// The places, the first being the one to look at.
    pub labels: Vec<Label>,
    /// The text to write instead.
    pub help: Option<String>,
    /// How to mend it, where that needs no thought.
    pub remedy: Option<Box<Remedy>>,
    /// The cause it shares with others, where their sentences do not show it: people read findings of one
    /// cause once.
    pub cause: Option<&'static str>,
}

/// A place with what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub loc: Loc,
    /// A description of the place, or why it matters.
    pub text: String,
}

/// A finding that is not said, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding.
    pub found: Diagnostic,
    /// The allowance in a file; none where `--allow` or the policy file allows it.
    pub by: Option<AllowedBy>,
}

/// An allowance in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedBy {
    /// Where it stands.
    pub loc: Loc,
    /// The reason that a comment gives, if it gives one.
    pub reason: Option<String>,
}

impl Diagnostic {
    /// A finding without a place yet.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            code,
            severity: code.severity(),
            message,
            labels: Vec::new(),
            help: None,
            remedy: None,
            cause: None,
        }
    }

    /// Points at a place; the first call names the main one.
    #[must_use]
    pub fn label(mut self, loc: Loc, text: impl Into<String>) -> Self {
        self.labels.push(Label { loc, text: text.into() });
        self
    }

    /// Points at a place with nothing to add to the message.
    #[must_use]
    pub fn at(self, loc: Loc) -> Self {
        self.label(loc, "")
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says how to mend it, if a program can.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<Option<Remedy>>) -> Self {
        self.remedy = remedy.into().map(Box::new);
        self
    }

    /// Joins it with findings of the same code and cause whose sentences differ.
    #[must_use]
    pub fn cause(mut self, cause: &'static str) -> Self {
        self.cause = Some(cause);
        self
    }

    /// Weighs it otherwise than its code does.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Changes what people read in it.
    #[must_use]
    pub fn map_texts(mut self, change: impl Fn(&str) -> Cow<'_, str>) -> Self {
        let labels = self.labels.iter_mut().map(|label| &mut label.text);
        for text in std::iter::once(&mut self.message).chain(&mut self.help).chain(labels) {
            if let Cow::Owned(changed) = change(text) {
                *text = changed;
            }
        }
        self
    }

    /// The places, and what brought the first of them in from elsewhere, if anything did.
    pub(crate) fn places(&self, sources: &SourceMap) -> Vec<Label> {
        let bringer = self.labels.first().and_then(|first| sources.brought_in_by(first.loc));
        let bringer = bringer.map(|(loc, what)| Label { loc, text: what.to_owned() });
        self.labels.iter().cloned().chain(bringer).collect()
    }

    /// The place to look at first.
    pub fn place(&self) -> Loc {
        self.labels.first().map(|label| label.loc).unwrap_or_default()
    }
}
