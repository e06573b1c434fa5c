//! The template: its sections in the order they are printed, and the one way to put something in.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html>

use indexmap::IndexMap;
use indexmap::map::Entry;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Map;
use serde_with::skip_serializing_none;
use thiserror::Error;

use super::{Condition, Json, LogicalId, Object, Parameter, Resource, Rule, Text, Value};

/// A whole template; every section keeps the order in which things were added.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Template {
    pub description: Option<String>,
    pub interface: Interface,
    /// Further metadata, as only a user's override has it; one that tells of the interface stands for it.
    pub metadata: Map<String, serde_json::Value>,
    /// Sections that only a user's overlay has, of those in [`FURTHER`].
    pub further: Map<String, serde_json::Value>,
    parameters: IndexMap<LogicalId, Parameter>,
    rules: IndexMap<LogicalId, Rule>,
    conditions: IndexMap<LogicalId, Condition>,
    resources: IndexMap<LogicalId, Resource>,
    outputs: IndexMap<LogicalId, Output>,
}

/// The sections that the model does not look into.
pub const FURTHER: [&str; 4] = ["Transform", "Mappings", "Globals", "Hooks"];

/// The sections of parts with a logical id, all to be changed at once.
#[derive(Debug)]
pub struct Sections<'a> {
    pub parameters: &'a mut IndexMap<LogicalId, Parameter>,
    pub rules: &'a mut IndexMap<LogicalId, Rule>,
    pub conditions: &'a mut IndexMap<LogicalId, Condition>,
    pub resources: &'a mut IndexMap<LogicalId, Resource>,
    pub outputs: &'a mut IndexMap<LogicalId, Output>,
}

/// How the console shows the parameters (`AWS::CloudFormation::Interface`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interface {
    pub groups: Vec<ParameterGroup>,
    pub labels: IndexMap<LogicalId, String>,
}

/// The entry of the metadata that tells of the interface.
pub const INTERFACE: &str = "AWS::CloudFormation::Interface";

/// The entry of the metadata that is read by `deploy`.
pub const OWN_METADATA: &str = "Stackpose";

/// In that entry: the tasks that `deploy` runs after the stack is updated, in their order.
pub const ON_DEPLOY: &str = "RunOnDeploy";

/// Parameters that belong together, under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterGroup {
    pub label: String,
    pub parameters: Vec<LogicalId>,
}

/// An output of a stack.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    pub condition: Option<LogicalId>,
    pub description: Option<String>,
    pub value: Text,
    pub export: Option<Export>,
}

/// The name under which other stacks can import an output.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Export {
    pub name: Text,
}

/// Proof that a parameter or resource is in the template, and the way to speak of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle(LogicalId);

/// Something of this id is there already.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the logical id {0} is taken")]
pub struct Duplicate(pub LogicalId);

impl Handle {
    /// The id, for `DependsOn` and for messages.
    pub fn id(&self) -> &LogicalId {
        &self.0
    }

    /// `Ref`: the parameter's value or the resource's name.
    pub fn reference<T>(&self) -> Value<T> {
        Value::reference(&self.0)
    }

    /// `Fn::GetAtt`: an attribute of the resource.
    pub fn attribute<T>(&self, attribute: &'static str) -> Value<T> {
        Value::attribute(&self.0, attribute)
    }
}

impl Template {
    /// A template that says what it is, and holds nothing yet.
    pub fn new(description: impl Into<String>) -> Self {
        Self { description: Some(description.into()), ..Self::default() }
    }

    /// Puts a resource in; parameters and resources share their ids, because `Ref` does not tell them apart.
    pub fn add(&mut self, id: LogicalId, resource: Resource) -> Result<Handle, Duplicate> {
        if self.parameters.contains_key(&id) {
            return Err(Duplicate(id));
        }
        insert(&mut self.resources, id, resource)
    }

    /// Puts a parameter in.
    pub fn add_parameter(&mut self, id: LogicalId, parameter: Parameter) -> Result<Handle, Duplicate> {
        if self.resources.contains_key(&id) {
            return Err(Duplicate(id));
        }
        insert(&mut self.parameters, id, parameter)
    }

    /// Puts a rule in.
    pub fn add_rule(&mut self, id: LogicalId, rule: Rule) -> Result<(), Duplicate> {
        insert(&mut self.rules, id, rule).map(drop)
    }

    /// Puts a condition in; its id is what [`Value::when`] and [`Resource::when`] want.
    pub fn add_condition(&mut self, id: LogicalId, condition: Condition) -> Result<LogicalId, Duplicate> {
        insert(&mut self.conditions, id, condition).map(|handle| handle.0)
    }

    /// Puts an output in.
    pub fn add_output(&mut self, id: LogicalId, output: Output) -> Result<(), Duplicate> {
        insert(&mut self.outputs, id, output).map(drop)
    }

    /// The parameters, in order.
    pub fn parameters(&self) -> &IndexMap<LogicalId, Parameter> {
        &self.parameters
    }

    /// The rules, in order.
    pub fn rules(&self) -> &IndexMap<LogicalId, Rule> {
        &self.rules
    }

    /// The conditions, in order.
    pub fn conditions(&self) -> &IndexMap<LogicalId, Condition> {
        &self.conditions
    }

    /// The resources, in order.
    pub fn resources(&self) -> &IndexMap<LogicalId, Resource> {
        &self.resources
    }

    /// A resource that is there already, to be changed in place.
    pub fn resource_mut(&mut self, id: &LogicalId) -> Option<&mut Resource> {
        self.resources.get_mut(id)
    }

    /// Every section, to be changed in any way: for the user's override, and nothing else.
    pub fn sections_mut(&mut self) -> Sections<'_> {
        let Self { parameters, rules, conditions, resources, outputs, .. } = self;
        Sections { parameters, rules, conditions, resources, outputs }
    }

    /// Outputs that CloudFormation takes in a template.
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
    pub const MAX_OUTPUTS: usize = 200;

    /// The outputs, in order.
    pub fn outputs(&self) -> &IndexMap<LogicalId, Output> {
        &self.outputs
    }

    /// The template as JSON, sections and keys in the order they are printed; empty sections are left out.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("internal error: a template has string keys only")
    }

    /// The resources alone, to be used up one by one.
    pub fn take_resources(&mut self) -> impl Iterator<Item = (LogicalId, Resource)> + use<> {
        std::mem::take(&mut self.resources).into_iter()
    }

    /// The sections before the resources, as JSON.
    pub fn head(&self) -> Object {
        let mut document = Object::new();
        document.insert("AWSTemplateFormatVersion", "2010-09-09");
        if let Some(description) = &self.description {
            document.insert("Description", description.clone());
        }
        let further = |document: &mut Object, name: &'static str| {
            if let Some(section) = self.further.get(name) {
                document.insert(name, section.clone());
            }
        };
        further(&mut document, "Transform");
        let metadata = self.metadata();
        if !metadata.is_empty() {
            document.insert("Metadata", metadata);
        }
        section(&mut document, "Parameters", &self.parameters);
        section(&mut document, "Rules", &self.rules);
        further(&mut document, "Mappings");
        section(&mut document, "Conditions", &self.conditions);
        further(&mut document, "Globals");
        further(&mut document, "Hooks");
        document
    }

    /// The content of the section `Metadata`.
    pub fn metadata(&self) -> Map<String, serde_json::Value> {
        let interface = self.interface.to_json().map(|interface| (INTERFACE.to_owned(), interface));
        interface.into_iter().chain(self.metadata.clone()).collect()
    }
}

impl Interface {
    fn to_json(&self) -> Option<serde_json::Value> {
        let mut all = Map::new();
        if !self.groups.is_empty() {
            all.insert(
                "ParameterGroups".to_owned(),
                self.groups.iter().map(ParameterGroup::to_json).collect(),
            );
        }
        if !self.labels.is_empty() {
            let labels = self.labels.iter().map(|(id, label)| (id.to_string(), heading(label)));
            all.insert("ParameterLabels".to_owned(), labels.collect::<Map<_, _>>().into());
        }
        (!all.is_empty()).then(|| all.into())
    }
}

impl ParameterGroup {
    fn to_json(&self) -> serde_json::Value {
        let parameters = self.parameters.iter().map(LogicalId::as_str).collect::<serde_json::Value>();
        Map::from_iter([("Label".to_owned(), heading(&self.label)), ("Parameters".to_owned(), parameters)])
            .into()
    }
}

fn heading(text: &str) -> serde_json::Value {
    Map::from_iter([("default".to_owned(), text.into())]).into()
}

fn insert<T>(section: &mut IndexMap<LogicalId, T>, id: LogicalId, part: T) -> Result<Handle, Duplicate> {
    match section.entry(id) {
        Entry::Occupied(taken) => Err(Duplicate(taken.key().clone())),
        Entry::Vacant(free) => {
            let handle = Handle(free.key().clone());
            free.insert(part);
            Ok(handle)
        }
    }
}

fn section<T: Serialize>(document: &mut Object, name: &'static str, parts: &IndexMap<LogicalId, T>) {
    if !parts.is_empty() {
        document.insert(name, Json::of_part(parts));
    }
}

/// The template as JSON, sections and keys in the order they are printed; empty sections are left out.
impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_map(None)?;
        for (name, section) in self.head().iter() {
            document.serialize_entry(name, section)?;
        }
        if !self.resources.is_empty() {
            document.serialize_entry("Resources", &self.resources)?;
        }
        if !self.outputs.is_empty() {
            document.serialize_entry("Outputs", &self.outputs)?;
        }
        document.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cfn::{DeletionPolicy, ParameterType, logs};

    fn id(text: &str) -> LogicalId {
        LogicalId::new(text).unwrap()
    }

    fn group() -> Resource {
        Resource::new(&logs::LogGroup::default())
    }

    #[test]
    fn an_id_is_taken_once() {
        let parameter = Parameter::new(ParameterType::String, "");
        let mut template = Template::default();
        let handle = template.add(id("X"), group()).unwrap();
        assert_eq!(handle.id(), &id("X"));
        assert_eq!(template.add(id("X"), group()), Err(Duplicate(id("X"))));
        assert_eq!(template.add_parameter(id("X"), parameter.clone()), Err(Duplicate(id("X"))));
        template.add_parameter(id("P"), parameter).unwrap();
        assert_eq!(template.add(id("P"), group()), Err(Duplicate(id("P"))));
        // Other sections have names of their own.
        let condition = Condition::is_empty(&id("P"));
        assert_eq!(template.add_condition(id("X"), condition.clone()), Ok(id("X")));
        assert_eq!(template.add_condition(id("X"), condition), Err(Duplicate(id("X"))));
        assert_eq!(template.resources().len(), 1);
    }

    #[test]
    fn attributes_and_sections_come_in_the_order_of_print() {
        let mut template = Template::new("d");
        let resource = group().when(&id("C")).after([&id("B")]).keep(DeletionPolicy::RetainExceptOnCreate);
        template.add(id("A"), resource).unwrap();
        template.add_condition(id("C"), Condition::Named(id("D")).negated()).unwrap();
        let expected = json!({
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": "d",
            "Conditions": { "C": { "Fn::Not": [{ "Condition": "D" }] } },
            "Resources": { "A": {
                "Type": "AWS::Logs::LogGroup",
                "Condition": "C",
                "DependsOn": ["B"],
                "DeletionPolicy": "RetainExceptOnCreate",
                "UpdateReplacePolicy": "Retain",
            } },
        });
        // As text, because equal maps may differ in their order.
        assert_eq!(template.to_json().to_string(), expected.to_string());
    }

    #[test]
    fn a_resource_can_be_changed_in_place() {
        let mut template = Template::default();
        template.add(id("A"), group()).unwrap();
        let resource = template.resource_mut(&id("A")).unwrap();
        resource.properties.insert("RetentionInDays", json!(1));
        resource.other.insert("UpdatePolicy", json!({}));
        let expected = json!({ "Type": "AWS::Logs::LogGroup", "Properties": { "RetentionInDays": 1 }, "UpdatePolicy": {} });
        assert_eq!(template.to_json()["Resources"]["A"], expected);
        assert_eq!(template.resource_mut(&id("B")), None);
    }
}
