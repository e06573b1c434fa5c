//! A root template and its nested stacks become the one template that they were, to compare it with another.
//!
//! A nested stack whose template is not at hand stays the resource that it is.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use serde_json::{Map, Value};

use super::references::{Reference, visit};
use super::{Grouping, SPLIT, STACKS};
use crate::cfn::{Json, OWN_METADATA, ResourceType, cloudformation};

/// The attribute of a nested stack by which its outputs are read.
const OUTPUTS: &str = "Outputs.";

/// A nested stack as the root names it.
#[derive(Debug, Clone, Copy)]
pub struct Nested<'a> {
    /// Its logical id.
    pub id: &'a str,
    /// Where its template is: a path from the root's, or an address.
    pub url: &'a str,
}

/// One template out of a root and its nested stacks.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// The template.
    pub template: Value,
    /// The logical ids of the nested stacks that resources are in, by the id of the resource; those of the
    /// root are missing.
    pub stacks: BTreeMap<String, String>,
}

/// The project that a template is a part of, where it is split.
pub fn project(template: &Value) -> Option<&str> {
    template.get("Metadata")?.get(OWN_METADATA)?.get(SPLIT)?.as_str()
}

/// Which services share a nested stack; none where a template is not the root of a split project.
pub fn grouping(template: &Value) -> Option<Grouping> {
    let own = template.get("Metadata")?.get(OWN_METADATA)?;
    own.get(SPLIT)?;
    nested(template).next()?;
    let count = own.get(STACKS).and_then(Value::as_u64).and_then(|count| u16::try_from(count).ok());
    Some(count.and_then(NonZeroU16::new).map_or(Grouping::Each, Grouping::Hashed))
}

/// The nested stacks that a template names.
pub fn nested(template: &Value) -> impl Iterator<Item = Nested<'_>> {
    let resources = template.get("Resources").and_then(Value::as_object).into_iter().flatten();
    resources.filter_map(|(id, resource)| {
        let is_stack = resource.get("Type")? == cloudformation::Stack::TYPE;
        let url = resource.get("Properties")?.get("TemplateURL")?.as_str()?;
        is_stack.then_some(Nested { id, url })
    })
}

/// Names other places of the templates of nested stacks: by the places that the root names.
#[cfg(feature = "deploy")]
pub fn set_urls(root: &mut Value, urls: &BTreeMap<&str, String>) {
    let resources = root.get_mut("Resources").and_then(Value::as_object_mut).into_iter().flatten();
    for (_, resource) in resources {
        let named = resource.get_mut("Properties").and_then(|it| it.get_mut("TemplateURL"));
        if let Some(named) = named
            && let Some(url) = named.as_str().and_then(|named| urls.get(named))
        {
            *named = url.as_str().into();
        }
    }
}

/// Puts a root and its nested stacks together; these are the templates of the stacks, by logical id.
pub fn join(root: Value, templates: &BTreeMap<String, Value>) -> Joined {
    let Value::Object(mut root) = root else {
        return Joined { template: root, stacks: BTreeMap::new() };
    };
    let resources = section(&mut root, "Resources");
    let stacks: BTreeMap<&str, Stack<'_>> = templates
        .iter()
        .filter_map(|(id, template)| Some((id.as_str(), Stack::read(id, resources.get(id)?, template))))
        .collect();
    let stacks = Stacks(stacks);

    let mut homes = BTreeMap::new();
    let mut all = Map::new();
    for (id, mut resource) in std::mem::take(resources) {
        let Some(stack) = stacks.0.get(id.as_str()) else {
            stacks.restore(None, &mut resource);
            stacks.wait_for_resources(&mut resource, &[]);
            all.insert(id, resource);
            continue;
        };
        for (name, inner) in members(stack.template, "Resources") {
            let mut inner = inner.clone();
            stacks.restore(Some(stack), &mut inner);
            stacks.wait_for_resources(&mut inner, &stack.waits);
            homes.insert(name.clone(), id.clone());
            all.insert(name.clone(), inner);
        }
    }
    *resources = all;
    for output in section(&mut root, "Outputs").values_mut() {
        stacks.restore(None, output);
    }
    for stack in stacks.0.values() {
        section(&mut root, "Parameters").extend(stack.added.clone());
    }
    // The root has only those that it uses itself.
    for name in ["Conditions", "Mappings"] {
        for stack in stacks.0.values() {
            for (id, part) in members(stack.template, name) {
                let mut part = part.clone();
                stacks.restore(Some(stack), &mut part);
                section(&mut root, name).entry(id.clone()).or_insert(part);
            }
        }
    }
    root.retain(|_, part| part.as_object().is_none_or(|part| !part.is_empty()));
    Joined { template: root.into(), stacks: homes }
}

/// A nested stack: its template, and what the root gives to it.
struct Stack<'a> {
    template: &'a Value,
    /// The values of its parameters.
    passed: BTreeMap<String, Reference>,
    /// Parameters that stand for values of other forms.
    added: Map<String, Value>,
    /// The resources of the root that it waits for.
    waits: Vec<String>,
}

impl<'a> Stack<'a> {
    fn read(id: &str, resource: &Value, template: &'a Value) -> Self {
        let values = resource.get("Properties").and_then(|it| it.get("Parameters"));
        let (mut passed, mut added) = (BTreeMap::new(), Map::new());
        for (name, definition) in members(template, "Parameters") {
            let value = values.and_then(|values| values.get(name));
            if let Some(reference) = value.and_then(|value| Reference::read(&unwrapped(value).clone().into()))
            {
                passed.insert(name.clone(), reference);
                continue;
            }
            // A value that is no reference, or the default, is that of a parameter of its own.
            let mut definition = definition.clone();
            if let (Some(value), Some(map)) = (value, definition.as_object_mut()) {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                map.insert("Default".to_owned(), text.into());
            }
            let own = format!("{id}{name}Value");
            passed.insert(name.clone(), Reference::Ref(own.clone()));
            added.insert(own, definition);
        }
        Self { template, passed, added, waits: waits(resource) }
    }
}

/// The nested stacks of a root, by logical id.
struct Stacks<'a>(BTreeMap<&'a str, Stack<'a>>);

impl Stacks<'_> {
    /// Makes a value of a nested stack, or of the root, name what it named before.
    fn restore(&self, stack: Option<&Stack<'_>>, value: &mut Value) {
        let mut json = Json::from(std::mem::take(value));
        visit(&mut json, &mut |reference| self.meant(stack, reference));
        *value = json.into();
    }

    /// The reference behind one of a nested stack, or of the root; none where it is that one itself.
    fn meant(&self, stack: Option<&Stack<'_>>, reference: &Reference) -> Option<Reference> {
        match reference {
            Reference::Ref(name) => {
                let passed = stack?.passed.get(name)?;
                Some(self.held(passed).unwrap_or_else(|| passed.clone()))
            }
            Reference::Attribute(..) => self.held(reference),
            Reference::AnyAttribute(_) | Reference::Condition(_) | Reference::Mapping => None,
        }
    }

    /// The value behind an output of a nested stack, which is always of a resource of that stack.
    fn held(&self, reference: &Reference) -> Option<Reference> {
        let Reference::Attribute(id, attribute) = reference else { return None };
        let stack = self.0.get(id.as_str())?;
        let output = stack.template.get("Outputs")?.get(attribute.strip_prefix(OUTPUTS)?)?;
        Reference::read(&output.get("Value")?.clone().into())
    }

    /// Makes a resource wait for resources, and no longer for stacks; it waits for what its own stack waits
    /// for.
    fn wait_for_resources(&self, resource: &mut Value, further: &[String]) {
        let mut all: Vec<String> = Vec::new();
        for id in waits(resource).into_iter().chain(further.iter().cloned()) {
            match self.0.get(id.as_str()) {
                Some(stack) => all.extend(members(stack.template, "Resources").map(|(id, _)| id.clone())),
                None => all.push(id),
            }
        }
        let Some(map) = resource.as_object_mut() else { return };
        if all.is_empty() {
            map.shift_remove("DependsOn");
        } else {
            map.insert("DependsOn".to_owned(), all.into());
        }
    }
}

/// A value as it was before the root passed it on: lists are passed as texts, and what may not be there with
/// a condition.
fn unwrapped(value: &Value) -> &Value {
    let arguments = |name: &str| value.get(name).and_then(Value::as_array).map(Vec::as_slice);
    match (arguments("Fn::Join"), arguments("Fn::If")) {
        (Some([_, list]), _) => list,
        (_, Some([_, value, Value::String(nothing)])) if nothing.is_empty() => value,
        _ => value,
    }
}

/// The logical ids in `DependsOn`: one, or a list.
fn waits(resource: &Value) -> Vec<String> {
    match resource.get("DependsOn") {
        Some(Value::String(id)) => vec![id.clone()],
        Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// A section of a template, made where there is none; the template is a mapping.
fn section<'a>(template: &'a mut Map<String, Value>, name: &str) -> &'a mut Map<String, Value> {
    let section = template.entry(name).or_insert_with(|| Map::new().into());
    if !section.is_object() {
        *section = Map::new().into();
    }
    section.as_object_mut().expect("internal error: it was made a mapping")
}

fn members<'a>(template: &'a Value, name: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    template.get(name).and_then(Value::as_object).into_iter().flatten()
}
