//! A template becomes a root template and nested stacks, a stack for the resources of each service;
//! [`join`](join()) is the way back.
//!
//! Resources of no service stay in the root, with all parameters, rules and outputs. A nested stack gets each
//! value of the root or of another stack that it uses as a parameter, and has the conditions that it uses. A
//! value that is used elsewhere is an output of it. Nothing is exported. Parameters, resources and conditions
//! keep their logical ids, and properties their values: the name and the id of the stack mean those of the
//! root everywhere.

mod graph;
mod groups;
mod join;
mod names;
mod owners;
mod part;
mod placement;
mod references;
mod root;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;

use indexmap::{IndexMap, IndexSet};

use crate::cfn::{Json, LogicalId, OWN_METADATA, Parameter, Resource, Template};

#[cfg(feature = "deploy")]
pub use join::set_urls;
pub use join::{Joined, Nested, grouping, join, nested, project};
pub use names::FOLDER;
use names::Names;
use part::Unit;
use references::{Reference, visit, visit_resource};

/// In the metadata of every template of a split project: the name of the project.
pub const SPLIT: &str = "Split";

/// In the metadata of the root, where services share stacks: how many stacks each step of `depends_on` has.
const STACKS: &str = "Stacks";

/// Which services share a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// None.
    Each,
    /// Those of the same step with the same hash, of so many.
    Hashed(NonZeroU16),
}

/// A template in parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// The template that names the others.
    pub root: Template,
    /// The templates of the nested stacks, in the order in which the root names them.
    pub parts: Vec<Part>,
}

/// The template of a nested stack.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its file, by its path from that of the root.
    pub file: String,
    /// The template.
    pub template: Template,
}

/// Tables that all parts look up.
struct Shared<'a> {
    parameters: &'a IndexMap<LogicalId, Parameter>,
    /// The nested stack of each resource that is in one.
    stacks: &'a BTreeMap<String, String>,
    /// The condition of each resource, if it has one.
    conditions: BTreeMap<String, Option<LogicalId>>,
    names: Names,
}

/// Splits the template of a project; files have this ending.
pub fn split(mut template: Template, project: &str, grouping: Grouping, ending: &str) -> Split {
    let mut pinned = BTreeSet::new();
    let parameter_ids: BTreeSet<String> = template.parameters().keys().map(LogicalId::to_string).collect();
    for output in template.sections_mut().outputs.values_mut() {
        let mut value = Json::of_part(&output.value);
        visit(&mut value, &mut |reference| pin(None, reference, &mut pinned));
    }
    let resources = template.sections_mut().resources;
    for (id, resource) in &mut *resources {
        visit_resource(resource, &mut |reference| pin(Some(id), reference, &mut pinned));
    }
    let targets = owners::targets(resources);
    // The result of a macro in the root is not known here.
    for (id, others) in &targets {
        let is_known = |other: &String| {
            targets.contains_key(other) || other.starts_with("AWS::") || parameter_ids.contains(other)
        };
        if !others.iter().all(is_known) {
            pinned.insert(id.clone());
        }
    }
    let stacks = placement::place(resources, &targets, &pinned, grouping);

    let resources: IndexMap<LogicalId, Resource> = template.take_resources().collect();
    let parameters = template.parameters().clone();
    let taken = parameters.keys().chain(resources.keys());
    let shared = &mut Shared {
        parameters: &parameters,
        stacks: &stacks,
        conditions: resources.iter().map(|(id, it)| (id.to_string(), it.condition.clone())).collect(),
        names: Names::new(taken, &stacks),
    };

    let mut slots: IndexMap<String, root::Slot> = IndexMap::new();
    let mut units: IndexMap<String, Unit> = IndexMap::new();
    for (id, resource) in resources {
        if let Some(stack) = stacks.get(id.as_str()) {
            slots
                .entry(shared.names.stack(stack).to_string())
                .or_insert_with(|| root::Slot::Stack(stack.clone()));
            units.entry(stack.clone()).or_default().add(id, resource);
        } else {
            slots.insert(id.to_string(), root::Slot::Resource(id, Box::new(resource)));
        }
    }
    // Values of one stack that another one uses, or the root.
    let mut exports: BTreeMap<String, IndexSet<Reference>> = BTreeMap::new();
    for (stack, unit) in &mut units {
        unit.detach(stack, shared);
        for reference in unit.outside() {
            let other = reference.target().and_then(|target| stacks.get(target));
            if let Some(other) = other {
                exports.entry(other.clone()).or_default().insert(reference.clone());
            }
        }
    }
    root::detach(&mut slots, &mut template, shared, &mut exports);
    let mut parts = Vec::new();
    for (stack, unit) in &mut units {
        let exported = exports.remove(stack).unwrap_or_default();
        let file = shared.names.file(stack, ending);
        let mut made = unit.template(&template, &exported, shared);
        made.description = Some(format!("{stack} of {project}, from Compose"));
        mark(&mut made, project);
        parts.push(Part { file, template: made });
    }
    root::finish(&mut template, slots, &units, shared, ending);
    mark(&mut template, project);
    if let (Grouping::Hashed(count), Some(own)) = (grouping, own_metadata(&mut template)) {
        own.insert(STACKS.to_owned(), count.get().into());
    }
    Split { root: template, parts }
}

/// Both ends of a reference that cannot be handed from one stack to another.
fn pin(from: Option<&LogicalId>, reference: &Reference, pinned: &mut BTreeSet<String>) -> Option<Reference> {
    if let Reference::AnyAttribute(target) = reference {
        pinned.extend(from.map(LogicalId::to_string));
        pinned.insert(target.clone());
    }
    None
}

/// Says in the metadata which project a template is a part of.
fn mark(template: &mut Template, project: &str) {
    if let Some(own) = own_metadata(template) {
        own.insert(SPLIT.to_owned(), project.into());
    }
}

fn own_metadata(template: &mut Template) -> Option<&mut serde_json::Map<String, serde_json::Value>> {
    let own = template.metadata.entry(OWN_METADATA).or_insert_with(|| serde_json::Map::new().into());
    own.as_object_mut()
}
