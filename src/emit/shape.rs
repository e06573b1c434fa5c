//! The shape of a value for the YAML writer: block, function or leaf.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html>

use crate::cfn::{Json, Object};

/// The functions that have a tag of the same name: `Fn::Sub` is `!Sub`.
const TAGGED: [&str; 16] = [
    "And",
    "Base64",
    "Cidr",
    "Equals",
    "FindInMap",
    "GetAZs",
    "GetAtt",
    "If",
    "ImportValue",
    "Join",
    "Not",
    "Or",
    "Select",
    "Split",
    "Sub",
    "Transform",
];

/// How a value is written; only maps and lists that hold something take lines of their own.
pub(super) enum Shape<'a> {
    Map(&'a Object),
    List(&'a [Json]),
    Function(Function<'a>),
    Leaf(&'a Json),
}

/// Returns the shape of a value.
pub(super) fn shape(value: &Json) -> Shape<'_> {
    if let Some(function) = function(value) {
        return Shape::Function(function);
    }
    match value {
        Json::Object(map) if !map.is_empty() => Shape::Map(map),
        Json::Array(list) if !list.is_empty() => Shape::List(list),
        Json::Object(_) | Json::Array(_) | Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
            Shape::Leaf(value)
        }
    }
}

/// A map of one key that CloudFormation reads as a function with a tag.
pub(super) struct Function<'a> {
    pub(super) tag: &'static str,
    pub(super) argument: Argument<'a>,
}

/// The argument of a function.
#[derive(Clone, Copy)]
pub(super) enum Argument<'a> {
    /// Any value.
    Value(&'a Json),
    /// The two halves of `!GetAtt Resource.Attribute`.
    Attribute(&'a str, &'a str),
}

/// The function that CloudFormation would read, if a tag can say it.
pub(super) fn function(value: &Json) -> Option<Function<'_>> {
    let map = value.as_object().filter(|map| map.len() == 1)?;
    let (key, argument) = map.iter().next()?;
    if matches!(key, "Ref" | "Condition") {
        let tag = if key == "Ref" { "Ref" } else { "Condition" };
        return argument.as_str().map(|_| Function { tag, argument: Argument::Value(argument) });
    }
    let name = key.strip_prefix("Fn::")?;
    let tag = TAGGED.into_iter().find(|tag| *tag == name)?;
    // YAML has no way to put a tag on a tag: the outer function keeps its long form.
    if is_function(argument) {
        return None;
    }
    let halves = if tag == "GetAtt" { argument.as_array() } else { None };
    if let Some([Json::String(resource), Json::String(attribute)]) = halves
        && !resource.contains('.')
    {
        return Some(Function { tag, argument: Argument::Attribute(resource, attribute) });
    }
    Some(Function { tag, argument: Argument::Value(argument) })
}

/// Whether a map is a function, with a tag or without one.
pub(super) fn is_function(value: &Json) -> bool {
    let key = value.as_object().filter(|map| map.len() == 1).and_then(|map| map.iter().next());
    key.is_some_and(|(key, _)| key == "Ref" || key == "Condition" || key.starts_with("Fn::"))
}

/// Whether a map holds nothing but scalars and functions of one scalar.
pub(super) fn is_small(map: &Object) -> bool {
    map.values().all(|value| match function(value) {
        Some(Function { argument: Argument::Attribute(..), .. }) => true,
        Some(Function { argument: Argument::Value(argument), .. }) => is_scalar(argument),
        None => is_scalar(value),
    })
}

/// Whether a member lets its list be on one line.
pub(super) fn is_simple(value: &Json) -> bool {
    is_scalar(value) || function(value).is_some()
}

/// Whether a value is neither list nor map.
pub(super) fn is_scalar(value: &Json) -> bool {
    !matches!(value, Json::Array(_) | Json::Object(_))
}
