//! The text of a template, YAML with short tags or JSON → the form that the tags have in JSON.

use serde_json::{Map, Value, json};

use super::plain_json;
use crate::diagnostic::Diagnostics;
use crate::grammar::number::{self, Scalar};
use crate::load;
use crate::source::{SourceId, SourceMap};
use crate::tree::{self, Mark, Node};

/// Reads a template; none where it cannot be read or is none, with the reason among the diagnostics or
/// without one.
pub fn read(id: SourceId, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Option<Value> {
    if let Some(template) = plain_json::read(&sources.source(id)?.text) {
        return Some(template).filter(is_template);
    }
    let mut documents = load::parse(id, sources, diagnostics);
    if documents.len() != 1 {
        return None;
    }
    documents.pop().map(|node| value(&node, sources)).filter(is_template)
}

/// Whether a document is a template, and no Compose file.
pub fn is_template(document: &Value) -> bool {
    document.get("Resources").is_some_and(Value::is_object)
}

fn value(node: &Node, sources: &SourceMap) -> Value {
    let plain = match &node.value {
        tree::Value::Null => Value::Null,
        tree::Value::Bool(value) => json!(value),
        tree::Value::Int(value) => json!(value),
        tree::Value::Uint(value) => json!(value),
        tree::Value::Float(value) => json!(value),
        tree::Value::Text(text) => json!(as_written(text, node, sources)),
        tree::Value::List(items) => Value::Array(items.iter().map(|item| value(item, sources)).collect()),
        tree::Value::Map(map) => {
            let members = map.iter().map(|(key, _, node)| (key.to_owned(), value(node, sources)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    };
    match node.mark {
        Mark::None | Mark::Reset | Mark::Override => plain,
        Mark::Function("Fn::GetAtt") => match plain.as_str().and_then(|text| text.split_once('.')) {
            Some((id, attribute)) => json!({"Fn::GetAtt": [id, attribute]}),
            None => json!({"Fn::GetAtt": plain}),
        },
        Mark::Function(name) => json!({ name: plain }),
    }
}

/// A text as it stands in the file: YAML reads a plain `2012-10-17` as a time, and CloudFormation does not.
fn as_written<'a>(text: &'a str, node: &Node, sources: &'a SourceMap) -> &'a str {
    let written = sources.text(node.loc);
    let is_time = text.starts_with(|c: char| c.is_ascii_digit())
        && matches!(number::resolve_plain(written), Scalar::Timestamp(printed) if printed == text);
    if is_time { written } else { text }
}
