//! The root: what belongs to no service, and the nested stacks.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};

use crate::cfn::{DeletionPolicy, Json, LogicalId, Resource, Template, Text, cloudformation};

use super::Shared;
use super::part::Unit;
use super::references::{Reference, visit, visit_resource};

/// The parts of the root.
pub(super) enum Slot {
    /// A resource of its own.
    Resource(LogicalId, Box<Resource>),
    /// The nested stack of this name.
    Stack(String),
}

/// Makes resources and outputs of the root refer to outputs of nested stacks, and notes which these are.
pub(super) fn detach(
    slots: &mut IndexMap<String, Slot>,
    template: &mut Template,
    shared: &mut Shared<'_>,
    exports: &mut BTreeMap<String, IndexSet<Reference>>,
) {
    let mut see = |reference: &Reference| {
        let stack = shared.stacks.get(reference.target()?)?;
        exports.entry(stack.clone()).or_default().insert(reference.clone());
        Some(shared.output(stack, reference))
    };
    for slot in slots.values_mut() {
        if let Slot::Resource(_, resource) = slot {
            visit_resource(resource, &mut see);
        }
    }
    for output in template.sections_mut().outputs.values_mut() {
        let mut value = Json::of_part(&output.value);
        let mut is_changed = false;
        visit(&mut value, &mut |reference| see(reference).inspect(|_| is_changed = true));
        if is_changed {
            output.value = Text::Raw(value);
        }
    }
}

/// Puts the resources and the nested stacks into the root, and takes out conditions and mappings that only
/// nested stacks use.
pub(super) fn finish(
    template: &mut Template,
    slots: IndexMap<String, Slot>,
    units: &IndexMap<String, Unit>,
    shared: &mut Shared<'_>,
    ending: &str,
) {
    let mut resources = IndexMap::new();
    for (id, slot) in slots {
        match slot {
            Slot::Resource(id, mut resource) => {
                let waits: Vec<String> = resource.depends_on.iter().map(LogicalId::to_string).collect();
                resource.depends_on = waits_for(waits.iter().map(String::as_str), &mut resource, shared);
                resources.insert(id, *resource);
            }
            Slot::Stack(stack) => {
                let Some((unit, id)) = units.get(&stack).zip(LogicalId::new(id).ok()) else { continue };
                let mut properties = cloudformation::Stack {
                    template_url: shared.names.file(&stack, ending),
                    ..cloudformation::Stack::default()
                };
                for reference in unit.outside() {
                    let value = shared.passed(reference);
                    properties.parameters.insert(shared.names.value(reference).to_string(), value);
                }
                // Resources that stay when a service goes have a policy of their own.
                let mut resource = Resource::new(&properties).keep(DeletionPolicy::Delete);
                resource.depends_on = waits_for(unit.waits(), &mut resource, shared);
                resources.insert(id, resource);
            }
        }
    }
    *template.sections_mut().resources = resources;
    drop_unused(template, units);
}

/// The resources for which one of the root waits, without those it refers to and waits for anyway.
fn waits_for<'a>(
    waits: impl Iterator<Item = &'a str>,
    resource: &mut Resource,
    shared: &Shared<'_>,
) -> Vec<LogicalId> {
    let mut referred = BTreeSet::new();
    visit_resource(resource, &mut |reference| {
        referred.extend(reference.target().map(str::to_owned));
        None
    });
    let mut found = IndexSet::new();
    for target in waits {
        match shared.stacks.get(target) {
            Some(stack) => {
                let id = shared.names.stack(stack);
                found.extend((!referred.contains(id.as_str())).then_some(id));
            }
            None => found.extend(LogicalId::new(target).ok().filter(|_| !referred.contains(target))),
        }
    }
    found.into_iter().collect()
}

fn drop_unused(template: &mut Template, units: &IndexMap<String, Unit>) {
    let sections = template.sections_mut();
    let mut used: IndexSet<String> = IndexSet::new();
    let mut has_mappings = !units.values().any(Unit::has_mappings);
    let mut see = |reference: &Reference| {
        if let Reference::Condition(id) = reference {
            used.insert(id.clone());
        }
        has_mappings |= *reference == Reference::Mapping;
        None
    };
    for resource in sections.resources.values_mut() {
        visit_resource(resource, &mut see);
    }
    for output in sections.outputs.values() {
        visit(&mut Json::of_part(&output.value), &mut see);
    }
    let resources = sections.resources.values().filter_map(|resource| resource.condition.as_ref());
    let outputs = sections.outputs.values().filter_map(|output| output.condition.as_ref());
    used.extend(resources.chain(outputs).map(LogicalId::to_string));
    let mut next = 0;
    while let Some(name) = used.get_index(next).cloned() {
        next += 1;
        let Some((_, condition)) = sections.conditions.iter().find(|(id, _)| id.as_str() == name) else {
            continue;
        };
        visit(&mut Json::of_part(condition), &mut |reference| {
            if let Reference::Condition(id) = reference {
                used.insert(id.clone());
            }
            None
        });
    }
    sections.conditions.retain(|id, _| used.contains(id.as_str()));
    if !has_mappings {
        template.further.remove("Mappings");
    }
}
