//! Which checks did not run, because errors that were found before left them nothing to look at.

use super::Code;

/// Checks that wait until errors are gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The codes of the errors, each once, in the order of the codes.
    pub because: Vec<Code>,
    /// The checks.
    pub checks: Checks,
    /// Whether names that are not defined may be defined in what could not be read.
    pub names: bool,
}

/// Parts of a run that may wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checks {
    /// Those behind reading the files.
    Model,
    /// The translation of all services.
    Lowering,
    /// The translation of some services, and the warnings of the translation of the others.
    LoweringOf(Vec<String>),
    /// CloudFormation's limits of a template.
    Limits,
}
