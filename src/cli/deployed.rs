//! A stack as it is deployed, which `diff` asks the commands that call AWS for.

use std::collections::BTreeMap;

/// Where a stack is.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) region: Option<String>,
    pub(super) aws_profile: Option<String>,
}

/// The deployed template of a stack.
#[derive(Debug)]
pub(super) struct Deployed {
    /// The text of its template, as it was given.
    pub(super) template: String,
    /// The same of its nested stacks, by logical id, where it is of a split project.
    pub(super) nested: BTreeMap<String, String>,
    /// The values of its parameters; stars for those that nobody may read.
    pub(super) parameters: BTreeMap<String, String>,
}
