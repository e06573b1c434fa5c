//! The behavior of AWS when a property changes, by type: from the resource schemas, and by hand where they
//! leave it out.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Written by `tests/update/update_behavior.py`, which describes its format.
const TABLE: &str = include_str!("../../schemas/update-behavior.txt");

/// Properties whose change interrupts what runs, which no schema says ("Update requires: Some
/// interruptions").
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html>
const INTERRUPTING: &[(&str, &str)] = &[
    ("AWS::EC2::Instance", "InstanceType"),
    ("AWS::RDS::DBInstance", "DBInstanceClass"),
    ("AWS::RDS::DBInstance", "EngineVersion"),
];

/// The behaviors when a property changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The resource is replaced.
    CreateOnly,
    /// The resource is replaced in some cases.
    Conditional,
    /// AWS never shows the value.
    WriteOnly,
}

static BY_TYPE: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).collect()
});

/// The properties of a type whose change is more than an update in place.
pub fn changes_of(kind: &str) -> impl Iterator<Item = (Kind, &'static str)> {
    let name = kind.strip_prefix("AWS::").unwrap_or_default();
    let known = BY_TYPE.get(name).copied().unwrap_or_default();
    known.split_whitespace().map(|word| match (word.strip_prefix('?'), word.strip_prefix('!')) {
        (Some(path), _) => (Kind::Conditional, path),
        (None, Some(path)) => (Kind::WriteOnly, path),
        (None, None) => (Kind::CreateOnly, word),
    })
}

/// Whether a change of a property interrupts what runs.
pub fn interrupts(kind: &str, property: &str) -> bool {
    INTERRUPTING.contains(&(kind, property))
}
