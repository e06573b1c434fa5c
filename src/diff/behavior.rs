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

/// Service and type → the words about its properties.
static BY_TYPE: LazyLock<BTreeMap<(&str, &str), &str>> = LazyLock::new(|| {
    let mut service = "";
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let types = lines.filter_map(|line| {
        let Some(of_type) = line.strip_prefix(' ') else {
            service = line;
            return None;
        };
        let (name, words) = of_type.split_once(' ')?;
        Some(((service, name), words))
    });
    types.collect()
});

/// The properties of a type whose change is more than an update in place.
pub fn changes_of(kind: &str) -> impl Iterator<Item = (Kind, &'static str)> {
    let name = kind.strip_prefix("AWS::").and_then(|name| name.split_once("::")).unwrap_or_default();
    let known = BY_TYPE.get(&name).copied().unwrap_or_default();
    known.split_whitespace().flat_map(|word| {
        let marked = |mark: char, kinds: &'static [Kind]| word.strip_prefix(mark).map(|path| (kinds, path));
        let (kinds, path) = marked('?', &[Kind::Conditional])
            .or_else(|| marked('!', &[Kind::WriteOnly]))
            .or_else(|| marked('=', &[Kind::CreateOnly, Kind::WriteOnly]))
            .unwrap_or((&[Kind::CreateOnly], word));
        kinds.iter().map(move |kind| (*kind, path))
    })
}

/// Whether a change of a property interrupts what runs.
pub fn interrupts(kind: &str, property: &str) -> bool {
    INTERRUPTING.contains(&(kind, property))
}
