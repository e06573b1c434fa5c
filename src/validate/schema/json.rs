//! Node → JSON, for the schema's sake.

use serde_json::{Map, Number, Value as Json};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::tree::{Node, Value};

/// The model as JSON; none when it holds a number that JSON cannot, which is reported.
pub(super) fn instance(node: &Node, diagnostics: &mut Diagnostics) -> Option<Json> {
    Some(match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(value) => Json::from(*value),
        Value::Uint(value) => Json::from(*value),
        Value::Float(value) => {
            if let Some(number) = Number::from_f64(*value) {
                Json::Number(number)
            } else {
                diagnostics.push(no_number(node));
                return None;
            }
        }
        Value::Text(text) => Json::String(text.clone()),
        Value::List(list) => {
            Json::Array(list.iter().map(|child| instance(child, diagnostics)).collect::<Option<_>>()?)
        }
        Value::Map(map) => {
            let entry =
                |(key, _, child): (&str, _, &Node)| Some((key.to_owned(), instance(child, diagnostics)?));
            Json::Object(map.iter().map(entry).collect::<Option<Map<_, _>>>()?)
        }
    })
}

fn no_number(node: &Node) -> Diagnostic {
    Diagnostic::new(Code::BadNumber, "infinity and not-a-number have no meaning here")
        .at(node.loc)
        .help("write a number, or put the text in quotes")
}
