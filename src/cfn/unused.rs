//! Parameters and conditions that nothing in a template names.

use super::{Json, LogicalId, Template};

/// A name in a part of a template.
#[derive(Debug, Clone, Copy)]
enum Use<'a> {
    /// Of a parameter or resource: `Ref`, or `${…}` in a text.
    Value(&'a str),
    /// Of a condition: `Fn::If` or `Condition`.
    Condition(&'a str),
}

impl Template {
    /// Those of the parameters that no resource, output or condition refers to.
    pub fn unused_parameters(&self, mut parameters: Vec<LogicalId>) -> Vec<LogicalId> {
        self.uses(&mut |found| {
            if let Use::Value(name) = found {
                parameters.retain(|id| id.as_str() != name);
            }
        });
        parameters
    }

    /// Those of the conditions that no resource, output or other condition depends on.
    pub fn unused_conditions(&self, mut conditions: Vec<LogicalId>) -> Vec<LogicalId> {
        self.uses(&mut |found| {
            if let Use::Condition(name) = found {
                conditions.retain(|id| id.as_str() != name);
            }
        });
        conditions
    }

    fn uses(&self, see: &mut impl FnMut(Use<'_>)) {
        for resource in self.resources().values() {
            if let Some(id) = &resource.condition {
                see(Use::Condition(id.as_str()));
            }
            for attribute in [&resource.properties, &resource.metadata, &resource.other] {
                attribute.iter().for_each(|(key, value)| entry(key, value, see));
            }
        }
        self.outputs().values().for_each(|output| visit(&Json::of_part(output), see));
        self.conditions().values().for_each(|condition| visit(&Json::of_part(condition), see));
    }
}

fn visit(value: &Json, see: &mut impl FnMut(Use<'_>)) {
    match value {
        Json::Object(object) => object.iter().for_each(|(key, value)| entry(key, value, see)),
        Json::Array(items) => items.iter().for_each(|item| visit(item, see)),
        Json::String(text) => substituted(text, see),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

fn entry(key: &str, value: &Json, see: &mut impl FnMut(Use<'_>)) {
    substituted(key, see);
    match (key, value) {
        ("Ref", Json::String(name)) => see(Use::Value(name)),
        ("Condition", Json::String(name)) => see(Use::Condition(name)),
        ("Fn::If", Json::Array(arguments)) => {
            if let Some(Json::String(name)) = arguments.first() {
                see(Use::Condition(name));
            }
        }
        _ => {}
    }
    visit(value, see);
}

/// The names in `${…}`.
fn substituted(text: &str, see: &mut impl FnMut(Use<'_>)) {
    if text.as_bytes().contains(&b'$') {
        let names = text.split("${").skip(1).filter_map(|piece| piece.split_once('}'));
        names.for_each(|(name, _)| see(Use::Value(name)));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cfn::{Condition, Output, Resource, Text};

    fn ids(names: &[&str]) -> Vec<LogicalId> {
        names.iter().map(|name| LogicalId::new(*name).unwrap()).collect()
    }

    fn template() -> Template {
        let mut template = Template::default();
        let id = |name: &str| LogicalId::new(name).unwrap();
        let properties = json!({
            "A": { "Ref": "ByRef" },
            "B": [{ "Fn::Sub": "${AWS::Region} ${${InText} ${Part.Attribute}" }],
            "C": { "Fn::If": ["InIf", "Ref", { "NotRef": "Text" }] },
        });
        let serde_json::Value::Object(properties) = properties else { unreachable!() };
        let resource = Resource::untyped("T", properties.into()).when(&id("OfResource"));
        template.add(id("R"), resource).unwrap();
        let value = Text::reference(&id("ByOutput"));
        let output = Output { condition: Some(id("OfOutput")), description: None, value, export: None };
        template.add_output(id("O"), output).unwrap();
        template.add_condition(id("C"), Condition::is_empty(&id("ByCondition"))).unwrap();
        template.add_condition(id("D"), Condition::Named(id("OfCondition")).negated()).unwrap();
        template
    }

    #[test]
    fn parameters_are_used_by_references_only() {
        let used = ids(&["ByRef", "InText", "ByOutput", "ByCondition"]);
        assert_eq!(template().unused_parameters(used), []);
        let unused = ids(&["Text", "Part", "R", "InIf", "By"]);
        assert_eq!(template().unused_parameters(unused.clone()), unused);
    }

    #[test]
    fn conditions_are_used_by_what_depends_on_them() {
        assert_eq!(template().unused_conditions(ids(&["InIf", "OfResource", "OfOutput", "OfCondition"])), []);
        let unused = ids(&["C", "ByRef", "Text"]);
        assert_eq!(template().unused_conditions(unused.clone()), unused);
    }
}
