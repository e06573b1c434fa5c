//! References inside a value of a template: what it names, and other names for that.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html>

use crate::cfn::{Json, Object, Resource};

/// The target of a reference.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Reference {
    /// The value of a parameter, the name of a resource, or a pseudo parameter.
    Ref(String),
    /// An attribute of a resource.
    Attribute(String, String),
    /// A resource, for an attribute that is known at deployment only.
    AnyAttribute(String),
    /// A condition.
    Condition(String),
    /// A mapping.
    Mapping,
}

impl Reference {
    /// The parameter or resource.
    pub(super) fn target(&self) -> Option<&str> {
        match self {
            Self::Ref(id) | Self::Attribute(id, _) | Self::AnyAttribute(id) => Some(id),
            Self::Condition(_) | Self::Mapping => None,
        }
    }

    /// As CloudFormation reads it; only parameters, resources and their attributes have such a form.
    pub(super) fn to_json(&self) -> Json {
        match self {
            Self::Attribute(id, attribute) => {
                let both = vec![id.clone().into(), attribute.clone().into()];
                Object::from_iter([("Fn::GetAtt", Json::Array(both))]).into()
            }
            Self::Ref(id) | Self::AnyAttribute(id) | Self::Condition(id) => {
                Object::from_iter([("Ref", id.clone())]).into()
            }
            Self::Mapping => Json::Null,
        }
    }

    /// A value that is one reference to a parameter, a resource or an attribute.
    pub(super) fn read(value: &Json) -> Option<Self> {
        let map = value.as_object().filter(|map| map.len() == 1)?;
        let (name, argument) = map.iter().next()?;
        Self::of_function(name, argument)
    }

    /// The same for the name and the argument of the function.
    fn of_function(name: &str, argument: &Json) -> Option<Self> {
        match (name, argument) {
            ("Ref", Json::String(id)) => Some(Self::Ref(id.to_string())),
            ("Fn::GetAtt", Json::String(both)) => {
                let (id, attribute) = both.split_once('.')?;
                Some(Self::Attribute(id.to_owned(), attribute.to_owned()))
            }
            ("Fn::GetAtt", Json::Array(list)) => match list.as_slice() {
                [Json::String(id), Json::String(attribute)] => {
                    Some(Self::Attribute(id.to_string(), attribute.to_string()))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// As it stands inside `${…}`.
    fn inside(&self) -> String {
        match self {
            Self::Attribute(id, attribute) => format!("{id}.{attribute}"),
            Self::Ref(id) | Self::AnyAttribute(id) | Self::Condition(id) => id.clone(),
            Self::Mapping => String::new(),
        }
    }
}

/// Who looks at each reference, and may name another thing in its place.
pub(super) type Visitor<'a> = dyn FnMut(&Reference) -> Option<Reference> + 'a;

/// Shows every reference of a value to the visitor.
pub(super) fn visit(value: &mut Json, visitor: &mut Visitor<'_>) {
    match value {
        Json::Object(map) => {
            if let Some(other) = function(map, visitor) {
                *value = other;
            }
        }
        Json::Array(list) => list.iter_mut().for_each(|inner| visit(inner, visitor)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// The same for the values of a map.
fn visit_map(map: &mut Object, visitor: &mut Visitor<'_>) {
    map.values_mut().for_each(|inner| visit(inner, visitor));
}

/// The same for a resource, but for what it waits for and its condition.
pub(super) fn visit_resource(resource: &mut Resource, visitor: &mut Visitor<'_>) {
    let Resource { properties, metadata, other, .. } = resource;
    for map in [properties, metadata, other] {
        visit_map(map, visitor);
    }
}

/// The replacement of a whole map, where it is a reference that the visitor replaces.
fn function(map: &mut Object, visitor: &mut Visitor<'_>) -> Option<Json> {
    let is_function = map.len() == 1;
    let Some((name, argument)) = map.iter_mut().next().filter(|_| is_function) else {
        visit_map(map, visitor);
        return None;
    };
    let list = argument.as_array().unwrap_or_default();
    if let Some(reference) = Reference::of_function(name, argument) {
        return visitor(&reference).map(|it| it.to_json());
    }
    match (name, &*argument) {
        ("Condition", Json::String(id)) => {
            visitor(&Reference::Condition(id.to_string()));
            return None;
        }
        ("Fn::GetAtt", _) => {
            if let Some(Json::String(id)) = list.first() {
                visitor(&Reference::AnyAttribute(id.to_string()));
            }
        }
        ("Fn::If", _) => {
            if let Some(Json::String(id)) = list.first() {
                visitor(&Reference::Condition(id.to_string()));
            }
        }
        ("Fn::FindInMap", _) => drop(visitor(&Reference::Mapping)),
        ("Fn::Sub", _) => {
            sub(argument, visitor);
            return None;
        }
        _ => {}
    }
    visit(argument, visitor);
    None
}

/// The argument of `Fn::Sub`: a text, or a text and the values of names that are its own.
fn sub(argument: &mut Json, visitor: &mut Visitor<'_>) {
    match argument {
        Json::String(text) => *text = substituted(text, &Object::new(), visitor).into(),
        Json::Array(list) => {
            let [Json::String(text), Json::Object(own)] = list.as_mut_slice() else { return };
            visit_map(own, visitor);
            *text = substituted(text, own, visitor).into();
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => {}
    }
}

fn substituted(text: &str, own: &Object, visitor: &mut Visitor<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        out.push_str("${");
        let Some((name, tail)) = after.split_once('}') else {
            rest = after;
            break;
        };
        let inside = name.trim();
        let is_reference = !inside.starts_with('!') && !own.contains_key(inside);
        let named = match inside.split_once('.') {
            Some((id, attribute)) => Reference::Attribute(id.to_owned(), attribute.to_owned()),
            None => Reference::Ref(inside.to_owned()),
        };
        let other = is_reference.then(|| visitor(&named)).flatten();
        out.push_str(&other.map_or_else(|| name.to_owned(), |other| other.inside()));
        out.push('}');
        rest = tail;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Every reference of a value, and the value with `x` before the id of each.
    fn renamed(value: Value) -> (Vec<Reference>, Value) {
        let mut value = Json::from(value);
        let mut seen = Vec::new();
        visit(&mut value, &mut |reference| {
            seen.push(reference.clone());
            match reference {
                Reference::Ref(id) => Some(Reference::Attribute(format!("x{id}"), "Outputs.A".to_owned())),
                Reference::Attribute(id, attribute) => Some(Reference::Ref(format!("x{id}{attribute}"))),
                Reference::AnyAttribute(_) | Reference::Condition(_) | Reference::Mapping => None,
            }
        });
        (seen, value.into())
    }

    #[test]
    fn every_form_of_a_reference_is_seen_and_replaced() {
        let attribute = |id: &str, name: &str| Reference::Attribute(id.to_owned(), name.to_owned());
        let reference = |id: &str| Reference::Ref(id.to_owned());
        let table = [
            (json!({"Ref": "A"}), vec![reference("A")], json!({"Fn::GetAtt": ["xA", "Outputs.A"]})),
            (json!({"Fn::GetAtt": ["A", "Arn"]}), vec![attribute("A", "Arn")], json!({"Ref": "xAArn"})),
            (json!({"Fn::GetAtt": "A.B.C"}), vec![attribute("A", "B.C")], json!({"Ref": "xAB.C"})),
            (
                json!({"Fn::Sub": "${!A} $ ${ A }-${B.Arn} ${"}),
                vec![reference("A"), attribute("B", "Arn")],
                json!({"Fn::Sub": "${!A} $ ${xA.Outputs.A}-${xBArn} ${"}),
            ),
            (
                json!({"Fn::Sub": ["${own}${A}", {"own": {"Ref": "B"}}]}),
                vec![reference("B"), reference("A")],
                json!({"Fn::Sub": ["${own}${xA.Outputs.A}", {"own": {"Fn::GetAtt": ["xB", "Outputs.A"]}}]}),
            ),
            (
                json!({"Fn::If": ["C", {"Ref": "A"}, ["text", {"a": 1, "Ref": "b"}]]}),
                vec![Reference::Condition("C".to_owned()), reference("A")],
                json!({"Fn::If": ["C", {"Fn::GetAtt": ["xA", "Outputs.A"]}, ["text", {"a": 1, "Ref": "b"}]]}),
            ),
            (
                json!({"Fn::GetAtt": ["A", {"Ref": "P"}]}),
                vec![Reference::AnyAttribute("A".to_owned()), reference("P")],
                json!({"Fn::GetAtt": ["A", {"Fn::GetAtt": ["xP", "Outputs.A"]}]}),
            ),
            (
                json!({"Condition": "C", "Other": {"Condition": {"StringEquals": {"a": "b"}}}}),
                vec![],
                json!({"Condition": "C", "Other": {"Condition": {"StringEquals": {"a": "b"}}}}),
            ),
            (
                json!([{"Condition": "C"}, {"Fn::FindInMap": ["M", "a", "b"]}]),
                vec![Reference::Condition("C".to_owned()), Reference::Mapping],
                json!([{"Condition": "C"}, {"Fn::FindInMap": ["M", "a", "b"]}]),
            ),
        ];
        for (value, expected, after) in table {
            assert_eq!(renamed(value), (expected, after));
        }
    }
}
