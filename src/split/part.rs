//! A nested stack: its resources, and the parameters and conditions that stand for what it uses of others.

use indexmap::{IndexMap, IndexSet};

use crate::cfn::{
    Condition, Json, LogicalId, Object, Output, Parameter, ParameterType, Pseudo, Resource, Template, Text,
};

use super::Shared;
use super::references::{Reference, visit, visit_resource};

/// A macro that adds functions and nothing else.
const LANGUAGE_EXTENSIONS: &str = "AWS::LanguageExtensions";

/// The resources of a nested stack, and what they use.
#[derive(Default)]
pub(super) struct Unit {
    resources: IndexMap<LogicalId, Resource>,
    /// Values of the root and of other stacks.
    outside: IndexSet<Reference>,
    conditions: IndexSet<String>,
    /// The resources elsewhere that it waits for without using a value of them.
    waits: IndexSet<String>,
    has_mappings: bool,
}

impl Unit {
    /// Takes a resource in.
    pub(super) fn add(&mut self, id: LogicalId, resource: Resource) {
        self.resources.insert(id, resource);
    }

    /// The values of the root and of other stacks that it uses.
    pub(super) fn outside(&self) -> impl Iterator<Item = &Reference> {
        self.outside.iter()
    }

    /// The resources elsewhere that it waits for.
    pub(super) fn waits(&self) -> impl Iterator<Item = &str> {
        self.waits.iter().map(String::as_str)
    }

    /// Whether it looks something up in a mapping.
    pub(super) fn has_mappings(&self) -> bool {
        self.has_mappings
    }

    /// Makes each resource refer to parameters for what is elsewhere.
    pub(super) fn detach(&mut self, stack: &str, shared: &mut Shared<'_>) {
        let mut resources = std::mem::take(&mut self.resources);
        for resource in resources.values_mut() {
            self.conditions.extend(resource.condition.iter().map(LogicalId::to_string));
            let is_here = |id: &LogicalId| shared.stacks.get(id.as_str()).is_some_and(|it| it == stack);
            let (here, elsewhere): (Vec<_>, Vec<_>) =
                std::mem::take(&mut resource.depends_on).into_iter().partition(is_here);
            resource.depends_on = here;
            self.waits.extend(elsewhere.iter().map(LogicalId::to_string));
            visit_resource(resource, &mut |reference| self.see(reference, stack, shared));
        }
        self.resources = resources;
    }

    fn see(&mut self, reference: &Reference, stack: &str, shared: &mut Shared<'_>) -> Option<Reference> {
        match reference {
            Reference::Condition(id) => drop(self.conditions.insert(id.clone())),
            Reference::Mapping => self.has_mappings = true,
            Reference::Ref(_) | Reference::Attribute(..) | Reference::AnyAttribute(_) => {}
        }
        let target = reference.target()?;
        let is_here = shared.stacks.get(target).is_some_and(|it| it == stack);
        let is_ours = [Pseudo::StackName, Pseudo::StackId].iter().any(|pseudo| pseudo.name() == target)
            || shared.conditions.contains_key(target)
            || shared.parameter(target).is_some();
        if is_here || !is_ours {
            return None;
        }
        self.outside.insert(reference.clone());
        Some(Reference::Ref(shared.names.value(reference).to_string()))
    }

    /// The template, with outputs for the values that others use; what is left of the whole has the
    /// conditions.
    pub(super) fn template(
        &mut self,
        whole: &Template,
        exported: &IndexSet<Reference>,
        shared: &mut Shared<'_>,
    ) -> Template {
        let mut made = Template::default();
        if let Some(mappings) = whole.further.get("Mappings").filter(|_| self.has_mappings) {
            made.further.insert("Mappings".to_owned(), mappings.clone());
        }
        // Other macros may add resources, which must be there once.
        if whole.further.get("Transform").is_some_and(has_language_extensions) {
            made.further.insert("Transform".to_owned(), LANGUAGE_EXTENSIONS.into());
        }
        let outputs: Vec<(LogicalId, Output)> = exported
            .iter()
            .map(|reference| {
                let target = reference.target().unwrap_or_default();
                let condition = shared.conditions.get(target).cloned().flatten();
                self.conditions.extend(condition.iter().map(LogicalId::to_string));
                let value = Text::Raw(reference.to_json());
                (shared.names.value(reference), Output { condition, description: None, value, export: None })
            })
            .collect();
        let conditions = self.detached_conditions(whole, shared);
        for reference in &self.outside {
            let parameter = shared.parameter_of(reference);
            // Every name is given once.
            let _ = made.add_parameter(shared.names.value(reference), parameter);
        }
        let sections = made.sections_mut();
        sections.conditions.extend(conditions);
        sections.resources.extend(std::mem::take(&mut self.resources));
        sections.outputs.extend(outputs);
        made
    }

    /// The conditions that it uses, with those that they use, in the order of the whole.
    fn detached_conditions(
        &mut self,
        whole: &Template,
        shared: &mut Shared<'_>,
    ) -> Vec<(LogicalId, Condition)> {
        let mut made: IndexMap<&LogicalId, Condition> = IndexMap::new();
        let mut next = 0;
        while let Some(name) = self.conditions.get_index(next).cloned() {
            next += 1;
            let Some((id, condition)) = whole.conditions().iter().find(|(id, _)| id.as_str() == name) else {
                continue;
            };
            let mut json = Json::of_part(condition);
            let mut is_changed = false;
            visit(&mut json, &mut |reference| {
                let other = self.see(reference, "", shared)?;
                is_changed |= other != *reference;
                Some(other)
            });
            made.insert(id, if is_changed { Condition::Raw(json) } else { condition.clone() });
        }
        made.sort_by_cached_key(|id, _| whole.conditions().get_index_of(*id));
        made.into_iter().map(|(id, condition)| (id.clone(), condition)).collect()
    }
}

impl Shared<'_> {
    fn parameter(&self, id: &str) -> Option<&Parameter> {
        self.parameters.get(&LogicalId::new(id).ok()?)
    }

    /// The parameter by which a nested stack gets a value.
    fn parameter_of(&self, reference: &Reference) -> Parameter {
        let target = reference.target().unwrap_or_default();
        let Some(parameter) = self.parameter(target) else {
            return Parameter { description: None, ..Parameter::new(ParameterType::String, "") };
        };
        // The root has checked the value.
        let r#type = match &parameter.r#type {
            ParameterType::Other(_) if is_list(&parameter.r#type) => ParameterType::CommaDelimitedList,
            ParameterType::Other(_) => ParameterType::String,
            known @ (ParameterType::String
            | ParameterType::Number
            | ParameterType::CommaDelimitedList
            | ParameterType::VpcId
            | ParameterType::SubnetId
            | ParameterType::SubnetIds
            | ParameterType::SecurityGroupId
            | ParameterType::SecurityGroupIds) => known.clone(),
        };
        Parameter { description: None, no_echo: parameter.no_echo, ..Parameter::new(r#type, "") }
    }

    /// The value as the root passes it on.
    pub(super) fn passed(&mut self, reference: &Reference) -> Json {
        let target = reference.target().unwrap_or_default();
        if self.parameter(target).is_some_and(|parameter| is_list(&parameter.r#type)) {
            return Object::from_iter([("Fn::Join", Json::Array(vec![",".into(), reference.to_json()]))])
                .into();
        }
        let value = match self.stacks.get(target) {
            Some(stack) => self.output(stack, reference).to_json(),
            None => reference.to_json(),
        };
        match self.conditions.get(target).cloned().flatten() {
            Some(condition) => {
                let arguments = vec![condition.to_string().into(), value, "".into()];
                Object::from_iter([("Fn::If", Json::Array(arguments))]).into()
            }
            None => value,
        }
    }

    /// The output of a nested stack that holds a value.
    pub(super) fn output(&mut self, stack: &str, reference: &Reference) -> Reference {
        let name = self.names.value(reference);
        Reference::Attribute(self.names.stack(stack).to_string(), format!("Outputs.{name}"))
    }
}

fn has_language_extensions(transform: &serde_json::Value) -> bool {
    transform == LANGUAGE_EXTENSIONS
        || transform.as_array().is_some_and(|list| list.iter().any(|name| name == LANGUAGE_EXTENSIONS))
}

fn is_list(r#type: &ParameterType) -> bool {
    match r#type {
        ParameterType::CommaDelimitedList | ParameterType::SubnetIds | ParameterType::SecurityGroupIds => {
            true
        }
        ParameterType::Other(name) => name.contains("List"),
        ParameterType::String
        | ParameterType::Number
        | ParameterType::VpcId
        | ParameterType::SubnetId
        | ParameterType::SecurityGroupId => false,
    }
}
