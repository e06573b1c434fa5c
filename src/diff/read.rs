//! The text of a template, YAML with short tags or JSON → the form that the tags have in JSON.

use serde_json::{Map, Value, json};

use super::plain_json;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::number::{self, Scalar};
use crate::load;
use crate::source::{Loc, SourceId, SourceMap};
use crate::tree::{self, Mark, Node};

/// Reads a template; none where it cannot be read or is none, with the reason among the diagnostics or
/// without one.
pub fn read(id: SourceId, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Option<Value> {
    let text = &sources.source(id)?.text;
    let is_meant = is_meant_as_template(text);
    if let Some(template) = plain_json::read(text)
        && (is_sound(&template) || !is_meant)
    {
        return Some(template).filter(is_template);
    }
    let mut documents = load::parse(id, sources, diagnostics);
    if is_meant {
        for document in &documents {
            check(document, diagnostics);
        }
    }
    if documents.len() != 1 {
        return None;
    }
    documents.pop().map(|node| value(&node, sources)).filter(is_template)
}

/// Whether a text is meant as a template: it has one of the sections that a Compose file has not.
pub fn is_meant_as_template(text: &str) -> bool {
    const SECTIONS: [&str; 2] = ["Resources", "AWSTemplateFormatVersion"];
    let has = |name: &str| text.contains(&format!("\"{name}\""));
    if text.trim_start().starts_with('{') {
        return SECTIONS.into_iter().any(has) && !has("services");
    }
    text.lines().any(|line| {
        let rest = SECTIONS.into_iter().find_map(|section| line.strip_prefix(section));
        rest.is_some_and(|rest| rest.starts_with(':'))
    })
}

fn is_sound(template: &Value) -> bool {
    let resources = template.get("Resources").and_then(Value::as_object);
    resources.is_some_and(|resources| {
        resources.values().all(|resource| resource.get("Type").is_some_and(Value::is_string))
    })
}

/// Reports what keeps a document from being a template.
fn check(document: &Node, diagnostics: &mut Diagnostics) {
    let wrong_type = |path: &str, node: &Node, loc: Loc| {
        let found =
            if node.is_null() { "and is empty".to_owned() } else { format!("not {}", node.described()) };
        Diagnostic::new(Code::WrongType, format!("`{path}` must be a mapping, {found}"))
            .at(if node.is_null() { loc } else { node.loc })
            .help("write resources by their logical ids, each with its `Type`")
    };
    let missing = |path: &str, loc: Loc| {
        Diagnostic::new(Code::MissingAttribute, format!("`{path}` needs `Type`"))
            .at(loc)
            .help("add the type of the resource, such as `Type: AWS::ECS::Service`")
    };
    let Some(map) = document.as_map() else { return };
    let Some(resources) = map.get("Resources") else {
        diagnostics.push(
            Diagnostic::new(Code::MissingAttribute, "a template needs `Resources`")
                .at(document.loc)
                .help("add `Resources:` with at least one resource"),
        );
        return;
    };
    let loc = map.key_loc("Resources").unwrap_or(document.loc);
    let Some(resources) = resources.as_map() else {
        diagnostics.push(wrong_type("Resources", resources, loc));
        return;
    };
    for (id, loc, resource) in resources.iter().filter(|(id, ..)| !id.starts_with("Fn::")) {
        let path = format!("Resources.{id}");
        if resource.as_map().is_none() {
            diagnostics.push(wrong_type(&path, resource, loc));
        } else if resource.get("Type").and_then(Node::as_text).is_none() {
            diagnostics.push(missing(&path, loc));
        }
    }
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
