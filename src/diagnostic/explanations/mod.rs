//! The long explanation of every code: what `stackpose explain` prints and `docs/findings.md` holds.
//!
//! One file a room of codes, one `Explanation` a code. The examples are honest: a test converts each
//! `example` and demands its finding, and converts each `instead` and demands that it is gone.

use super::Code;

mod advice;
mod aws_rules;
mod consistency;
mod contents;
mod fargate;
mod files;
mod interpolation;
mod levels;
mod merging;
mod operations;
mod overridden;
mod overrides;
mod rollout;
mod scaling;
mod schema;
mod services;
mod template;
mod traffic;
mod translation;
mod unpublished;
mod updates;
mod volumes;
mod yaml;

/// All there is to say about a code. Texts are Markdown, in whole sentences.
#[derive(Debug, Clone, Copy)]
pub struct Explanation {
    /// The code it is about.
    pub code: Code,
    /// The meaning of the finding for the person who gets it.
    pub meaning: &'static str,
    /// Why Compose, CloudFormation or Fargate has it so.
    pub why: &'static str,
    /// The page that says so.
    pub page: &'static str,
    /// Files that show it: `compose.yaml`, then others, each behind a line `# file: NAME`. What no file can
    /// show is reported as shell commands, after a first line `$ …`.
    pub example: &'static str,
    /// The same files as they should be.
    pub instead: &'static str,
}

/// The stories' parts, in the order of the codes.
const PARTS: &[&[Explanation]] = &[
    files::EXPLANATIONS,
    yaml::EXPLANATIONS,
    interpolation::EXPLANATIONS,
    merging::EXPLANATIONS,
    schema::EXPLANATIONS,
    consistency::EXPLANATIONS,
    services::EXPLANATIONS,
    scaling::EXPLANATIONS,
    traffic::EXPLANATIONS,
    rollout::EXPLANATIONS,
    operations::EXPLANATIONS,
    fargate::EXPLANATIONS,
    translation::EXPLANATIONS,
    overridden::LISTENERS,
    contents::EXPLANATIONS,
    overridden::SERVICES,
    overrides::EXPLANATIONS,
    aws_rules::EXPLANATIONS,
    volumes::EXPLANATIONS,
    unpublished::EXPLANATIONS,
    template::EXPLANATIONS,
    levels::EXPLANATIONS,
    advice::EXPLANATIONS,
    updates::EXPLANATIONS,
];

/// The files of an example with their names, `compose.yaml` first.
pub fn example_files(example: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut parts = example.split("# file: ");
    // Of an update, both states are shown.
    let name = if example.contains("# file: after.yaml\n") { "before.yaml" } else { "compose.yaml" };
    let first = parts.next().map(|text| (name, text));
    first.into_iter().chain(parts.filter_map(|part| part.split_once('\n')))
}

/// Every story, by code.
pub fn explanations() -> impl Iterator<Item = &'static Explanation> {
    PARTS.iter().copied().flatten()
}
