//! Names that only a split project has: of stacks, files, and values that go from one stack to another.
//!
//! Each follows from the name of the service, or of what the value is of, so that it does not change with
//! other services.

use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::{LogicalId, Pseudo, normalise};
use crate::plan::hash;

use super::references::Reference;

/// The folder of the templates of nested stacks, beside that of the root.
pub const FOLDER: &str = "stacks";

/// The names given so far.
pub(super) struct Names {
    taken: BTreeSet<String>,
    stacks: BTreeMap<String, LogicalId>,
    files: BTreeMap<String, String>,
    values: BTreeMap<Reference, LogicalId>,
}

impl Names {
    /// The names of the stacks, beside the ids of the template.
    pub(super) fn new<'a>(
        ids: impl Iterator<Item = &'a LogicalId>,
        stacks: &BTreeMap<String, String>,
    ) -> Self {
        let mut taken: BTreeSet<String> = ids.map(LogicalId::to_string).collect();
        let all: BTreeSet<&String> = stacks.values().collect();
        let mut lower: BTreeMap<String, usize> = BTreeMap::new();
        for stack in &all {
            *lower.entry(stack.to_ascii_lowercase()).or_default() += 1;
        }
        let (mut ids, mut files) = (BTreeMap::new(), BTreeMap::new());
        for stack in all {
            let id = unused(&format!("{}Stack", normalise(stack)), stack, &taken);
            taken.insert(id.to_string());
            ids.insert(stack.clone(), id);
            // Some disks make no difference between capital and small letters.
            let is_alone = lower.get(&stack.to_ascii_lowercase()) == Some(&1);
            let is_file_name = !stack.starts_with('.')
                && stack.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
            let file = match (is_file_name, is_alone) {
                (true, true) => stack.clone(),
                (true, false) => format!("{stack}-{}", hash::short(stack)),
                (false, _) => hash::short(stack),
            };
            files.insert(stack.clone(), file);
        }
        Self { taken, stacks: ids, files, values: BTreeMap::new() }
    }

    /// The logical id of a nested stack in the root.
    pub(super) fn stack(&self, stack: &str) -> LogicalId {
        self.stacks.get(stack).cloned().unwrap_or_else(|| hashed(stack))
    }

    /// The path of its template from the root's.
    pub(super) fn file(&self, stack: &str, ending: &str) -> String {
        let name = self.files.get(stack).map_or(stack, String::as_str);
        format!("{FOLDER}/{name}.{ending}")
    }

    /// The parameter of a value in the stacks that get it, and the output of the one that has it.
    pub(super) fn value(&mut self, reference: &Reference) -> LogicalId {
        if let Some(name) = self.values.get(reference) {
            return name.clone();
        }
        let (wanted, text) = match reference {
            Reference::Ref(id) if id == Pseudo::StackName.name() => ("RootStackName".to_owned(), id.clone()),
            Reference::Ref(id) if id == Pseudo::StackId.name() => ("RootStackId".to_owned(), id.clone()),
            // The resource with this id is in another stack, so the id is free.
            Reference::Ref(id) | Reference::AnyAttribute(id) | Reference::Condition(id) => {
                let name = LogicalId::new(id.clone()).unwrap_or_else(|_| hashed(id));
                self.values.insert(reference.clone(), name.clone());
                return name;
            }
            Reference::Attribute(id, attribute) => {
                (format!("{id}{}", normalise(attribute)), format!("{id}.{attribute}"))
            }
            Reference::Mapping => (String::new(), String::new()),
        };
        let name = unused(&wanted, &text, &self.taken);
        self.taken.insert(name.to_string());
        self.values.insert(reference.clone(), name.clone());
        name
    }
}

/// The id that is wanted, or one that follows from the text where something else has it.
fn unused(wanted: &str, text: &str, taken: &BTreeSet<String>) -> LogicalId {
    if taken.contains(wanted) {
        return LogicalId::new(format!("{wanted}{}", hash::short(text))).unwrap_or_else(|_| hashed(text));
    }
    LogicalId::new(wanted).unwrap_or_else(|_| hashed(text))
}

fn hashed(text: &str) -> LogicalId {
    LogicalId::new(format!("Value{}", hash::short(text)))
        .expect("internal error: letters and digits are a logical id")
}
