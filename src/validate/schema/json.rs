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
            Json::Object(map.iter().filter(|(key, loc, _)| is_checked(key, *loc)).map(entry).collect())
        }
    }
}

/// Whether the schema sees an entry: Compose looks at `- =value` while it is an item, and passes it on; `convert` refuses it.
pub(super) fn is_checked(key: &str, loc: Loc) -> bool {
    !(key.is_empty() && loc.is_somewhere() && loc.start() == loc.end())
}

fn no_number(node: &Node) -> Diagnostic {
    Diagnostic::new(Code::BadNumber, "infinity and not-a-number have no meaning here")
        .at(node.loc)
        .help("write a number, or put the text in quotes")
}
