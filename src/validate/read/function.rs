//! Values in CloudFormation's own language: tags become the long form that JSON and YAML share.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html>

use serde_json::Value as Json;

use crate::compose::{Overlay, OverlayValue};
use crate::source::Spanned;
use crate::tree::{Mark, Node, Value};

/// The value as JSON.
pub(super) fn to_json(node: &Node) -> Json {
    to_overlay(node).to_json()
}

/// The value as JSON with its places.
pub(super) fn to_overlay(node: &Node) -> Overlay {
    let scalar = |value: Json| OverlayValue::Scalar(value);
    let value = match &node.value {
        Value::Null => scalar(Json::Null),
        Value::Bool(value) => scalar((*value).into()),
        Value::Int(value) => scalar((*value).into()),
        Value::Uint(value) => scalar((*value).into()),
        Value::Float(value) => scalar((*value).into()),
        Value::Text(text) => scalar(plain_date(text).into()),
        Value::List(list) => OverlayValue::List(list.iter().map(to_overlay).collect()),
        Value::Map(map) => OverlayValue::Map(
            map.iter()
                .map(|(key, loc, node)| (Spanned::new(key.to_owned(), loc), to_overlay(node)))
                .collect(),
        ),
    };
    let overlay = Overlay { value, loc: node.loc };
    let Mark::Function(name) = node.mark else { return overlay };
    // `!GetAtt Queue.Arn` is the one short form that differs from the long one.
    let halves = overlay.as_text().filter(|_| name == "Fn::GetAtt").and_then(|text| text.split_once('.'));
    let argument = match halves {
        Some((id, attribute)) => Overlay::from_json(&serde_json::json!([id, attribute]), node.loc),
        None => overlay,
    };
    let entry = (Spanned::new(name.to_owned(), node.loc), argument);
    Overlay { value: OverlayValue::Map(vec![entry]), loc: node.loc }
}

/// YAML reads an unquoted `2012-10-17` as a point in time, which comes back with its hours.
fn plain_date(text: &str) -> &str {
    text.strip_suffix(" 00:00:00 +0000 UTC").filter(|date| date.len() == 10).unwrap_or(text)
}
