//! Node → JSON, for the schema's sake.

use serde_json::{Number, Value as Json};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Loc;
use crate::tree::{Node, Value};

/// The model as JSON; a number that JSON cannot hold is reported and becomes null, so that the rest is checked too.
pub(super) fn instance(node: &Node, diagnostics: &mut Diagnostics) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(value) => Json::from(*value),
        Value::Uint(value) => Json::from(*value),
        Value::Float(value) => Number::from_f64(*value).map_or_else(
            || {
                diagnostics.push(no_number(node));
                Json::Null
            },
            Json::Number,
        ),
        Value::Text(text) => Json::String(text.clone()),
        Value::List(list) => Json::Array(list.iter().map(|child| instance(child, diagnostics)).collect()),
        Value::Map(map) => {
            let entry = |(key, _, child): (&str, _, &Node)| (key.to_owned(), instance(child, diagnostics));
            // Compose looks at `- =value` while it is an item, and passes it on; `convert` refuses it.
            let of_item = |(key, loc, _): &(&str, Loc, &Node)| {
                key.is_empty() && loc.is_somewhere() && loc.start() == loc.end()
            };
            Json::Object(map.iter().filter(|entry| !of_item(entry)).map(entry).collect())
        }
    }
}

fn no_number(node: &Node) -> Diagnostic {
    Diagnostic::new(Code::BadNumber, "infinity and not-a-number have no meaning here")
        .at(node.loc)
        .help("write a number, or put the text in quotes")
}
