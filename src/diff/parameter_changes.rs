//! Parameters: what an update asks for, and what depends on them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::evaluate::{section, text};
use super::field;
use super::items::same;
use super::mask::masked;
use super::model::{ParameterChange, Side};

/// Returns the changes of the parameters.
pub(super) fn changes(one: &Side, other: &Side) -> Vec<(String, ParameterChange)> {
    let (old, new) = (&one.template, &other.template);
    let (before, after) = (field(old, "Parameters"), field(new, "Parameters"));
    let names: BTreeSet<&String> =
        section(old, "Parameters").chain(section(new, "Parameters")).map(|(name, _)| name).collect();
    let change = |name: &str| match (before.get(name), after.get(name)) {
        (None, None) => None,
        (None, Some(new)) => Some(match new.get("Default") {
            Some(default) => ParameterChange::Added(shown(name, new, default, other)),
            None => ParameterChange::Needed,
        }),
        (Some(_), None) => Some(ParameterChange::Removed),
        (Some(old), Some(new)) if same(old, new) => None,
        (Some(old), Some(new)) => match (old.get("Default"), new.get("Default")) {
            (Some(_), None) => Some(ParameterChange::NowNeeded),
            (Some(before), Some(after)) if !same(before, after) => {
                Some(ParameterChange::Default(shown(name, old, before, one), shown(name, new, after, other)))
            }
            _ if ["Description", "ConstraintDescription"].iter().any(|key| old.get(key) != new.get(key))
                && ["Type", "AllowedValues", "AllowedPattern", "NoEcho"]
                    .iter()
                    .all(|key| old.get(key) == new.get(key)) =>
            {
                None
            }
            _ => Some(ParameterChange::Changed),
        },
    };
    names.into_iter().filter_map(|name| Some((name.clone(), change(name)?))).collect()
}

fn shown(name: &str, parameter: &Value, default: &Value, side: &Side) -> String {
    let secret = text(field(parameter, "NoEcho")) == "true";
    if secret { "***".to_owned() } else { text(&masked(default, name, &side.credentials)) }
}

/// The parameters that a value of a template depends on and that nobody has given.
pub(super) fn behind(side: &Side, value: &Value) -> BTreeSet<String> {
    let mut search = Search { template: &side.template, found: BTreeSet::new(), conditions: BTreeSet::new() };
    search.collect(value);
    let mut found = search.found;
    found.retain(|name| !side.given.contains_key(name));
    found
}

/// The parameters that decide a condition.
pub(super) fn of_condition(side: &Side, name: &str) -> BTreeSet<String> {
    behind(side, field(field(&side.template, "Conditions"), name))
}

/// The parameters that a value depends on, with the conditions that were looked at: they may name each other
/// in a circle, which CloudFormation refuses.
struct Search<'a> {
    template: &'a Value,
    found: BTreeSet<String>,
    conditions: BTreeSet<&'a str>,
}

impl<'a> Search<'a> {
    fn collect(&mut self, value: &'a Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.collect(item)),
            Value::Object(map) => map.iter().for_each(|(key, value)| self.member(key, value)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn member(&mut self, key: &str, value: &'a Value) {
        let first = value.as_array().and_then(|items| items.first()).and_then(Value::as_str);
        match (key, value) {
            ("Ref", Value::String(name)) => self.add(name),
            ("Condition", Value::String(name)) => self.condition(name),
            ("Fn::Sub", Value::String(text)) => self.sub(text),
            ("Fn::If", Value::Array(_)) => {
                if let Some(name) = first {
                    self.condition(name);
                }
                self.collect(value);
            }
            ("Fn::Sub", Value::Array(_)) => {
                if let Some(text) = first {
                    self.sub(text);
                }
                self.collect(value);
            }
            _ => self.collect(value),
        }
    }

    fn condition(&mut self, name: &'a str) {
        if self.conditions.insert(name)
            && let Some(definition) = field(self.template, "Conditions").get(name)
        {
            self.collect(definition);
        }
    }

    fn sub(&mut self, text: &str) {
        for name in text.split("${").skip(1).filter_map(|rest| rest.split('}').next()) {
            self.add(name);
        }
    }

    fn add(&mut self, name: &str) {
        if field(self.template, "Parameters").get(name).is_some() {
            self.found.insert(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn conditions_in_a_circle_and_in_many_copies_end() {
        let mut conditions = serde_json::Map::new();
        for at in 0..60 {
            let next = json!({"Condition": format!("C{}", (at + 1) % 60)});
            conditions.insert(
                format!("C{at}"),
                json!({"Fn::And": [next, next, {"Fn::Equals": [{"Ref": "P"}, ""]}]}),
            );
        }
        let side = Side {
            template: json!({"Parameters": {"P": {"Type": "String"}}, "Conditions": conditions}),
            ..Side::default()
        };
        assert_eq!(of_condition(&side, "C0"), BTreeSet::from(["P".to_owned()]));
        let given = Side { given: [("P".to_owned(), String::new())].into(), ..side };
        assert!(of_condition(&given, "C0").is_empty());
        let mut template = given.template;
        template["Resources"] = json!({"A": {"Type": "AWS::X::Y", "Condition": "C0"}});
        assert!(super::super::evaluate(&template, &given.given).is_empty());
    }
}
