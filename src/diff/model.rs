//! The result of a comparison, for people and programs.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::{Credentials, Diagnostic};

/// One of the two templates.
#[derive(Debug, Clone, Default)]
pub struct Side {
    /// The template.
    pub template: Value,
    /// Places in the Compose files that it was made of: by service and attribute; the service itself has no
    /// attribute.
    pub places: BTreeMap<(String, String), SourceLine>,
    /// The variables that it was made with and that are not to be shown.
    pub credentials: Credentials,
    /// The name of the project; empty where it is not known.
    pub project: String,
    /// Values of its parameters; the others have their defaults.
    pub given: BTreeMap<String, String>,
    /// Where it is a root and nested stacks put together: the logical id of the nested stack of each resource
    /// that is in one.
    pub stacks: BTreeMap<String, String>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceLine {
    /// As it is shown.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl std::fmt::Display for SourceLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// The effects of an update on a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// A new one takes its place.
    Replace,
    /// A new one may take its place.
    MayReplace,
    /// It is deleted.
    Remove,
    /// It leaves the stack and stays.
    Keep,
    /// It is made.
    Add,
    /// It changes in place.
    Update,
    /// A task definition gets another revision.
    Revision,
    /// Whether anything happens depends on parameters.
    Depends,
}

impl Effect {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Replace => "replaced",
            Self::MayReplace => "may be replaced",
            Self::Remove => "removed",
            Self::Keep => "leaves the stack",
            Self::Add => "added",
            Self::Update => "changed",
            Self::Revision => "new revision",
            Self::Depends => "depends on parameters",
        }
    }

    /// The character before it.
    pub fn sign(self) -> char {
        match self {
            Self::Replace | Self::MayReplace => '!',
            Self::Remove | Self::Keep => '-',
            Self::Add => '+',
            Self::Update | Self::Revision => '~',
            Self::Depends => '?',
        }
    }
}

/// A resource to which something happens.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its logical id.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// The service or other thing of the project that it belongs to; empty for what belongs to all.
    pub group: String,
    /// The effect.
    pub effect: Effect,
    /// The changed properties; empty where it is added or removed.
    pub details: Vec<Detail>,
    /// The parameters that decide whether it happens.
    pub depends: Vec<String>,
    /// Whether it only follows from other changes.
    pub is_echo: bool,
}

/// A property that differs.
#[derive(Debug, Clone)]
pub struct Detail {
    /// Such as `ContainerDefinitions[web].Image`.
    pub path: String,
    /// Before, without credentials; none where there was nothing.
    pub old: Option<Value>,
    /// After, without credentials; none where there is nothing.
    pub new: Option<Value>,
    /// Whether it replaces the resource.
    pub replaces: bool,
    /// Whether it interrupts what runs.
    pub interrupts: bool,
    /// Whether it only follows from other changes.
    pub is_echo: bool,
    /// The place in the Compose files.
    pub place: Option<SourceLine>,
}

/// The change of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterChange {
    /// It is new and must be given.
    Needed,
    /// It is new and has a default.
    Added(String),
    /// It is gone.
    Removed,
    /// Its default is another.
    Default(String, String),
    /// It had a default and has none any more.
    NowNeeded,
    /// Something else about it.
    Changed,
}

/// A hazard of an update.
#[derive(Debug, Clone)]
pub struct Hazard {
    /// The finding.
    pub finding: Diagnostic,
    /// The resource or parameter.
    pub id: String,
    /// The group it belongs to.
    pub group: String,
    /// The place in the Compose files.
    pub place: Option<SourceLine>,
}

/// The effects of an update.
#[derive(Debug, Clone, Default)]
pub struct Diff {
    /// Resources, by group and id.
    pub changes: Vec<Change>,
    /// Parameters, by name.
    pub parameters: Vec<(String, ParameterChange)>,
    /// Names of outputs that are added, removed or changed, with the sign for it.
    pub outputs: Vec<(char, String)>,
    /// Other sections that differ.
    pub sections: Vec<String>,
    /// Services that look like others that are gone: from and to.
    pub renames: Vec<(String, String)>,
    /// Hazards, the worst first.
    pub hazards: Vec<Hazard>,
}

impl Diff {
    /// Whether the templates mean the same.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.parameters.is_empty()
            && self.outputs.is_empty()
            && self.sections.is_empty()
    }

    /// The least of what happens to the resources of each group, in the order of `of`; echoes do not count.
    pub fn worst_by_group<T: Ord + Copy>(&self, of: impl Fn(Effect) -> T) -> BTreeMap<String, T> {
        let mut found: BTreeMap<String, T> = BTreeMap::new();
        for change in self.changes.iter().filter(|change| !change.is_echo) {
            let next = of(change.effect);
            found.entry(change.group.clone()).and_modify(|worst| *worst = next.min(*worst)).or_insert(next);
        }
        found
    }

    /// Such as `1 replaced, 2 changed, 1 new parameter`.
    pub fn headline(&self) -> String {
        if self.is_empty() {
            return "nothing changes".to_owned();
        }
        let count = |effects: &[Effect]| {
            self.changes.iter().filter(|it| effects.contains(&it.effect) && !it.is_echo).count()
        };
        let echoes = self.changes.iter().filter(|it| it.is_echo).count();
        let new = self
            .parameters
            .iter()
            .filter(|(_, it)| matches!(it, ParameterChange::Needed | ParameterChange::Added(_)));
        let other_parameters = self.parameters.len() - new.clone().count();
        let plural = |count: usize, one: &str| format!("{one}{}", if count == 1 { "" } else { "s" });
        let new = new.count();
        let counts = [
            (count(&[Effect::Replace]), "replaced".to_owned()),
            (count(&[Effect::MayReplace]), "perhaps replaced".to_owned()),
            (count(&[Effect::Remove, Effect::Keep]), "removed".to_owned()),
            (count(&[Effect::Add]), "added".to_owned()),
            (count(&[Effect::Update, Effect::Revision]), "changed".to_owned()),
            (echoes, "only by reference or tag".to_owned()),
            (count(&[Effect::Depends]), "that may change with parameters".to_owned()),
            (new, plural(new, "new parameter")),
            (other_parameters, plural(other_parameters, "changed parameter")),
            (self.outputs.len(), plural(self.outputs.len(), "changed output")),
            (self.sections.len(), plural(self.sections.len(), "other section")),
        ];
        let parts = counts.into_iter().filter(|(count, _)| *count > 0);
        parts.map(|(count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
    }
}
