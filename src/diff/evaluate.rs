//! A template with its parameters, conditions and functions worked out, as CloudFormation does before it
//! compares.
//!
//! A value that is known only after a resource exists stays a reference, written `⟦Id⟧` or `⟦Id.Attribute⟧`
//! inside the text.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::field;

/// The subnets of a stack whose parameters do not say: the letter is the zone.
const SUBNETS: &str = "subnet-a1,subnet-b1,subnet-c1";

/// Which of the made-up subnets this is, from 1.
pub(super) fn made_up(subnet: &str) -> Option<usize> {
    SUBNETS.split(',').position(|other| other == subnet).map(|at| at + 1)
}

/// A resource whose condition holds.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Its type.
    pub kind: String,
    /// Its properties, worked out.
    pub properties: Value,
    /// Those that are made or changed before it: named in `DependsOn` or referred to.
    pub after: BTreeSet<String>,
    /// Whether it stays when the stack no longer has it.
    pub retained: bool,
    /// Its other attributes, such as `DeletionPolicy`; not what it waits for.
    pub attributes: Map<String, Value>,
    /// The nested stack that it is in; empty for the root, and where there are none.
    pub stack: String,
}

/// Attributes of a resource besides its type, properties and order.
const ATTRIBUTES: [&str; 4] = ["DeletionPolicy", "UpdateReplacePolicy", "CreationPolicy", "UpdatePolicy"];

/// The resources of a template, by logical id.
pub type Resources = BTreeMap<String, Resource>;

/// Works a template out with these values of parameters; the others have their defaults.
pub fn evaluate(template: &Value, given: &BTreeMap<String, String>) -> Resources {
    let scope = Scope { template, given, conditions: RefCell::default() };
    let mut found = Resources::new();
    for (id, resource) in section(template, "Resources") {
        if field(resource, "Condition").as_str().is_some_and(|name| !scope.holds(name)) {
            continue;
        }
        let properties =
            scope.value(field(resource, "Properties")).unwrap_or_else(|| Value::Object(Map::new()));
        let mut after = referenced(&properties);
        match field(resource, "DependsOn") {
            Value::String(one) => {
                after.insert(one.clone());
            }
            Value::Array(many) => after.extend(many.iter().filter_map(Value::as_str).map(str::to_owned)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {}
        }
        let retained =
            field(resource, "DeletionPolicy").as_str().is_some_and(|policy| policy.starts_with("Retain"));
        let attributes = ATTRIBUTES.iter().filter_map(|name| {
            let value = scope.value(resource.get(name)?)?;
            Some(((*name).to_owned(), value))
        });
        let attributes = attributes.collect();
        let kind = field(resource, "Type").as_str().unwrap_or_default().to_owned();
        let stack = String::new();
        found.insert(id.clone(), Resource { kind, properties, after, retained, attributes, stack });
    }
    found
}

/// The resources that a value refers to.
pub(super) fn referenced(value: &Value) -> BTreeSet<String> {
    match value {
        Value::String(text) => {
            let marks = text.split('⟦').skip(1).filter_map(|rest| rest.split('⟧').next());
            marks.filter_map(|mark| mark.split('.').next()).map(str::to_owned).collect()
        }
        Value::Array(items) => items.iter().flat_map(referenced).collect(),
        Value::Object(map) => map.values().flat_map(referenced).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => BTreeSet::new(),
    }
}

pub(super) fn section<'a>(template: &'a Value, name: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    field(template, name).as_object().into_iter().flatten()
}

struct Scope<'a> {
    template: &'a Value,
    given: &'a BTreeMap<String, String>,
    /// The conditions that are worked out.
    conditions: RefCell<BTreeMap<String, bool>>,
}

impl Scope<'_> {
    /// A value without functions; nothing for `AWS::NoValue`.
    fn value(&self, value: &Value) -> Option<Value> {
        match value {
            Value::Array(items) => {
                Some(Value::Array(items.iter().filter_map(|item| self.value(item)).collect()))
            }
            Value::Object(map) => {
                if let (1, Some((name, argument))) = (map.len(), map.iter().next())
                    && (name == "Ref" || name.starts_with("Fn::"))
                {
                    return self.function(name, argument);
                }
                let members = map.iter().filter_map(|(key, value)| Some((key.clone(), self.value(value)?)));
                Some(Value::Object(members.collect()))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(value.clone()),
        }
    }

    /// The result of a function; one that is not known here stays as it is.
    fn function(&self, name: &str, argument: &Value) -> Option<Value> {
        let arguments = argument.as_array().map(Vec::as_slice).unwrap_or_default();
        match (name, arguments) {
            ("Ref", _) => self.reference(argument.as_str()?),
            ("Fn::GetAtt", [id, attribute]) => Some(mark(id.as_str()?, attribute.as_str()?)),
            ("Fn::GetAtt", _) => Some(format!("⟦{}⟧", argument.as_str()?).into()),
            ("Fn::Sub", [text, Value::Object(names)]) => Some(self.sub(text.as_str()?, Some(names)).into()),
            ("Fn::Sub", _) => Some(self.sub(argument.as_str()?, None).into()),
            ("Fn::If", [condition, then, otherwise]) => {
                self.value(if self.holds(condition.as_str()?) { then } else { otherwise })
            }
            ("Fn::Join", [delimiter, list]) => {
                let list = self.value(list)?;
                let texts: Vec<String> = list.as_array()?.iter().map(text).collect();
                Some(texts.join(delimiter.as_str()?).into())
            }
            ("Fn::Split", [delimiter, whole]) => {
                let whole = text(&self.value(whole)?);
                Some(whole.split(delimiter.as_str()?).map(Value::from).collect())
            }
            ("Fn::Select", [index, list]) => {
                let index = usize::try_from(index.as_u64().or_else(|| index.as_str()?.parse().ok())?).ok()?;
                let list = self.value(list)?;
                // The text to split may be known later only: a part of it changes with the whole.
                let whole = list.get(0).map(text).unwrap_or_default();
                let part = || format!("part {index} of {whole}").into();
                Some(list.get(index).cloned().unwrap_or_else(part))
            }
            ("Fn::FindInMap", [map, first, second]) => {
                let key = |value: &Value| self.value(value).map(|key| text(&key));
                let map = field(field(self.template, "Mappings"), &key(map)?);
                Some(field(field(map, &key(first)?), &key(second)?).clone())
            }
            _ => Some(json!({ name: argument })),
        }
    }

    fn reference(&self, name: &str) -> Option<Value> {
        if name == "AWS::NoValue" {
            return None;
        }
        if let Some(pseudo) = name.strip_prefix("AWS::") {
            return Some(pseudo.into());
        }
        let parameter = field(field(self.template, "Parameters"), name);
        if parameter.is_null() {
            return Some(format!("⟦{name}⟧").into());
        }
        let kind = field(parameter, "Type").as_str().unwrap_or_default();
        let default = parameter.get("Default").map(text);
        let default = default.unwrap_or_else(|| {
            if kind.contains("Subnet") { SUBNETS.to_owned() } else { format!("value of {name}") }
        });
        let mut value = self.given.get(name).cloned().unwrap_or(default);
        // A value that nobody may read back is not shown either.
        if text(field(parameter, "NoEcho")) == "true" && !value.is_empty() {
            value = format!("value of {name}");
        }
        // A property that is a number takes it so.
        if kind == "Number"
            && let Ok(number) = value.parse::<i64>()
        {
            return Some(number.into());
        }
        let is_list = kind == "CommaDelimitedList" || kind.starts_with("List<");
        Some(if is_list { value.split(',').map(Value::from).collect() } else { value.into() })
    }

    fn sub(&self, whole: &str, names: Option<&Map<String, Value>>) -> String {
        let mut pieces = whole.split("${");
        let mut all = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (name, rest) = piece.split_once('}').unwrap_or((piece, ""));
            let own = names.and_then(|names| names.get(name)).and_then(|value| self.value(value));
            if let Some(literal) = name.strip_prefix('!') {
                all.extend(["${", literal, "}"]);
            } else if let Some(own) = own {
                all.push_str(&text(&own));
            } else if name.contains('.') {
                all.extend(["⟦", name, "⟧"]);
            } else {
                all.push_str(&self.reference(name).as_ref().map(text).unwrap_or_default());
            }
            all.push_str(rest);
        }
        all
    }

    /// Whether a condition of the template holds.
    fn holds(&self, name: &str) -> bool {
        if let Some(known) = self.conditions.borrow().get(name) {
            return *known;
        }
        // Conditions may name each other in a circle, which CloudFormation refuses.
        self.conditions.borrow_mut().insert(name.to_owned(), false);
        let holds = self.is_true(field(field(self.template, "Conditions"), name));
        self.conditions.borrow_mut().insert(name.to_owned(), holds);
        holds
    }

    fn is_true(&self, condition: &Value) -> bool {
        let Some((name, argument)) = condition.as_object().and_then(|map| map.iter().next()) else {
            return false;
        };
        let arguments = argument.as_array().map(Vec::as_slice).unwrap_or_default();
        match (name.as_str(), arguments) {
            ("Condition", _) => argument.as_str().is_some_and(|name| self.holds(name)),
            ("Fn::Not", [one]) => !self.is_true(one),
            ("Fn::And", all) => all.iter().all(|one| self.is_true(one)),
            ("Fn::Or", all) => all.iter().any(|one| self.is_true(one)),
            ("Fn::Equals", [one, other]) => self.value(one) == self.value(other),
            _ => false,
        }
    }
}

fn mark(id: &str, attribute: &str) -> Value {
    format!("⟦{id}.{attribute}⟧").into()
}

/// A scalar as the text that it is inside other text.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A value whose references do not tell whether what they name is made anew.
pub(super) fn plain(value: &Value) -> Value {
    match value {
        Value::String(text) if text.contains('⟦') => text.replace("*⟧", "⟧").replace("*.", ".").into(),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(key, value)| (key.clone(), plain(value))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
