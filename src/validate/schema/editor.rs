//! The schema that editors read: Compose's own, with every `x-aws-*` key that is translated at its place.
//!
//! An editor sees a file before Compose does, so each value may also be text with a variable in it, or empty
//! text.
//! Compose: <https://docs.docker.com/reference/compose-file/extension/>. Schema:
//! <https://json-schema.org/draft-07>.

use serde_json::{Map, Value as Json, json};

use super::SCHEMA;
use crate::grammar::schedule;
use crate::validate::read::{Key, Matching, Member, Pattern, Place, Shape, keys};

/// Text that Compose fills in.
const VARIABLE: &str = r"\$[{A-Za-z_]";

/// Empty text, or text that Compose fills in.
const LEFT_OPEN: &str = r"^$|\$[{A-Za-z_]";

/// The JSON Schema (draft-07) of Compose files with `x-aws-*` keys, as text.
pub fn schema_for_editors() -> String {
    let mut schema = without_our_prefix(&SCHEMA);
    if let Some(patterns) = top(&mut schema).get_mut("patternProperties").and_then(Json::as_object_mut) {
        patterns.insert(foreign(), json!({"type": ["object", "array"]}));
    }
    for (name, value) in [
        ("$schema", "http://json-schema.org/draft-07/schema#"),
        ("$id", "stackpose-compose.json"),
        ("title", "Compose file for Stackpose"),
        ("description", "A Compose file with the `x-aws-*` keys that `stackpose convert` reads."),
    ] {
        top(&mut schema).insert(name.to_owned(), json!(value));
    }
    for key in keys().filter(|key| key.is_translated()) {
        properties(&mut schema, key.place()).insert(key.name.to_owned(), property(key));
    }
    properties(&mut schema, Place::Project).insert("x-stackpose".to_owned(), settings());
    serde_json::to_string_pretty(&schema).expect("internal error: the schema cannot be printed") + "\n"
}

/// The keys of the top level under which people keep anchors: none that we have at any place. One that holds
/// a single value is likelier a slip of the pen, so only mappings and lists pass.
fn foreign() -> String {
    let mut ours: Vec<&str> = keys().filter_map(|key| key.name.strip_prefix("x-aws-")).collect();
    ours.sort_unstable();
    ours.dedup();
    format!("^x-aws-(?!({})$)", ours.join("|"))
}

/// The schema with `x-` keys free for all but `x-aws-` ones, at every place.
fn without_our_prefix(schema: &Json) -> Json {
    match schema {
        Json::Object(map) => {
            let renamed = |name: &str| if name == "^x-" { "^x-(?!aws-)" } else { name }.to_owned();
            Json::Object(map.iter().map(|(name, value)| (renamed(name), without_our_prefix(value))).collect())
        }
        Json::Array(list) => list.iter().map(without_our_prefix).collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => schema.clone(),
    }
}

fn top(schema: &mut Json) -> &mut Map<String, Json> {
    schema.as_object_mut().expect("internal error: the Compose schema is no mapping")
}

/// The attributes of a place; where there is a short form too, those of the long form.
fn properties(schema: &mut Json, place: Place) -> &mut Map<String, Json> {
    let mut node =
        schema.pointer_mut(pointer(place)).expect("internal error: the Compose schema has no such place");
    if node.get("oneOf").is_some() {
        let forms = node.get_mut("oneOf").and_then(Json::as_array_mut).into_iter().flatten();
        node = forms
            .into_iter()
            .find(|form| form.get("properties").is_some())
            .expect("internal error: no long form");
    }
    let properties = node.get_mut("properties").and_then(Json::as_object_mut);
    properties.expect("internal error: a place of the Compose schema has no attributes")
}

/// Where Compose's schema describes a place.
fn pointer(place: Place) -> &'static str {
    match place {
        Place::Project => "",
        Place::Service => "/definitions/service",
        Place::Port => "/definitions/service/properties/ports/items",
        Place::Mount => "/definitions/service/properties/volumes/items",
        Place::Deploy => "/definitions/deployment",
        Place::UpdateConfig => "/definitions/deployment/properties/update_config",
        Place::Network => "/definitions/network",
        Place::Volume => "/definitions/volume",
        Place::Secret => "/definitions/secret",
        Place::Config => "/definitions/config",
        Place::Other => "/no key of ours belongs here",
    }
}

fn property(key: &Key) -> Json {
    let mut property = json!({"description": key.description});
    if let Json::Object(rest) = value(key.shape) {
        top(&mut property).extend(rest);
    }
    property
}

fn value(shape: Shape) -> Json {
    match shape {
        Shape::Text(Pattern { regex, example }) | Shape::Matching(Matching { regex, example, .. }) => {
            json!({"examples": [example], "anyOf": [text(regex), text(LEFT_OPEN)]})
        }
        Shape::Schedule => {
            json!({"examples": ["cron(0 3 * * ? *)"], "anyOf": [text(&schedule::pattern()), text(LEFT_OPEN)]})
        }
        Shape::Texts(Pattern { regex, example }) => {
            let item = json!({"examples": [example], "anyOf": [text(regex), text(VARIABLE)]});
            json!({"anyOf": [{"type": "array", "items": item}, text(LEFT_OPEN)]})
        }
        Shape::Words(words) => json!({"anyOf": [{"enum": words()}, text(LEFT_OPEN)]}),
        Shape::Numbers(numbers) => {
            let texts = numbers.iter().map(u32::to_string).collect::<Vec<_>>().join("|");
            json!({"anyOf": [{"enum": numbers}, text(&format!("^({texts})$")), text(LEFT_OPEN)]})
        }
        Shape::Whole { from, to, example } => {
            let number = json!({"type": "integer", "minimum": from, "maximum": to});
            json!({"examples": [example], "anyOf": [number, text("^[0-9]+$"), text(LEFT_OPEN)]})
        }
        Shape::Gibibytes { from, to, example } => {
            let number = json!({"type": "integer", "minimum": from, "maximum": to});
            json!({"examples": [example, format!("{example}g")], "anyOf": [number, text(GIBIBYTES), text(LEFT_OPEN)]})
        }
        Shape::Tags => json!({"anyOf": [tags(), text(LEFT_OPEN)]}),
        Shape::Policy => json!({"anyOf": [policy(), text(LEFT_OPEN)]}),
        // A tag such as `!Join` leaves a list or a text to whoever does not know it.
        Shape::Functions => {
            json!({"anyOf": [{"type": "object", "additionalProperties": function()}, text(LEFT_OPEN)]})
        }
        Shape::Expression => function(),
        Shape::Flag => json!({"anyOf": [{"type": "boolean"}, text("^(true|false)$"), text(LEFT_OPEN)]}),
        Shape::Seconds { from, to, example } => {
            let number = json!({"type": "integer", "minimum": from, "maximum": to});
            json!({"examples": [example], "anyOf": [number, text(DURATION), text(LEFT_OPEN)]})
        }
        Shape::Decimal { from, to, example } => {
            let number = json!({"type": "number", "minimum": from, "maximum": to});
            json!({"examples": [example], "anyOf": [number, text(r"^[0-9]+(\.[0-9]+)?$"), text(LEFT_OPEN)]})
        }
        Shape::Members(list) => json!({"anyOf": [members(list), text(LEFT_OPEN)]}),
        Shape::List(item) => json!({"anyOf": [{"type": "array", "items": value(*item)}, text(LEFT_OPEN)]}),
        Shape::Named(item) => {
            json!({"anyOf": [{"type": "object", "additionalProperties": value(*item)}, text(LEFT_OPEN)]})
        }
        Shape::Either(forms) => json!({"anyOf": forms.iter().map(|form| value(*form)).collect::<Vec<_>>()}),
        Shape::Secrets => json!({"anyOf": [variables(), text(LEFT_OPEN)]}),
        Shape::Generate => json!({"anyOf": [{"type": "boolean"}, generate(), text(LEFT_OPEN)]}),
        Shape::Keys => {
            let list = json!({"type": "array", "items": entry()});
            let map = json!({
                "type": "object",
                "propertyNames": {"pattern": r"^(?!\*$|\.$|\.\.$)[^/]+$"},
                "additionalProperties": entry(),
            });
            json!({"anyOf": [list, map, text(LEFT_OPEN)]})
        }
        // CloudFormation decides about the values, so the schema knows mappings only.
        Shape::Overlay => {
            let one = json!({"type": "object"});
            json!({"anyOf": [one, {"type": "array", "items": one}, text(LEFT_OPEN)]})
        }
        Shape::Anything => json!({}),
    }
}

fn function() -> Json {
    json!({"type": ["string", "array", "object"], "minProperties": 1, "maxProperties": 1})
}

fn text(regex: &str) -> Json {
    json!({"type": "string", "pattern": regex})
}

/// A number of GiB as text.
const GIBIBYTES: &str = "^[0-9]+([gG]([iI]?[bB])?)?$";

/// A number of seconds, or a duration as Compose writes it, as text.
const DURATION: &str = r"^[0-9]+$|^([0-9]+(\.[0-9]+)?(us|ms|s|m|h))+$";

fn members(members: &[Member]) -> Json {
    let mut properties = Map::new();
    for member in members {
        let mut property = json!({"description": member.description});
        if let Json::Object(rest) = value(member.shape) {
            top(&mut property).extend(rest);
        }
        properties.insert(member.name.to_owned(), property);
    }
    let mut mapping = json!({"type": "object", "properties": properties, "additionalProperties": false});
    let required: Vec<&str> =
        members.iter().filter(|member| member.required).map(|member| member.name).collect();
    if !required.is_empty() {
        top(&mut mapping).insert("required".to_owned(), json!(required));
    }
    mapping
}

/// AWS keeps names that begin with `aws:` for itself.
fn tags() -> Json {
    json!({
        "type": "object",
        "propertyNames": {"pattern": "^(?![aA][wW][sS]:).+"},
        "additionalProperties": {"type": ["string", "number", "boolean"]},
    })
}

/// Variables, and the secrets that fill them.
fn variables() -> Json {
    json!({
        "type": "object",
        "propertyNames": {"pattern": "^[^=]+$"},
        "additionalProperties": {"type": "string", "minLength": 1},
    })
}

/// The key of an entry of a JSON value; ECS parts what it looks up by colons.
fn entry() -> Json {
    json!({"anyOf": [text(r"^(?!\*$)[^:/\s]+$"), text(VARIABLE)]})
}

/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html>
fn generate() -> Json {
    let rule = json!({"type": "boolean"});
    json!({
        "type": "object",
        "properties": {
            "length": {"type": "integer", "minimum": 1, "maximum": 4096, "default": 32},
            "exclude_characters": {"type": "string"},
            "exclude_lowercase": rule,
            "exclude_uppercase": rule,
            "exclude_numbers": rule,
            "exclude_punctuation": rule,
            "include_space": rule,
            "require_each_included_type": rule,
            "template": {"description": "A JSON mapping that gets the value as a further \
                                         entry.", "type": "string"},
            "key": {"description": "The key of that entry.", "type": "string"},
        },
        "dependencies": {"template": ["key"], "key": ["template"]},
        "additionalProperties": false,
    })
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
fn policy() -> Json {
    json!({
        "type": "object",
        "required": ["Statement"],
        "properties": {
            "Version": {"description": "Version of the policy language.", "default": "2012-10-17"},
            "Statement": {
                "description": "Statements with `Effect`, `Action` and `Resource`.",
                "type": ["array", "object"],
            },
        },
    })
}

/// The block `x-stackpose` of the top level.
fn settings() -> Json {
    let allowed = json!({
        "description": "Codes of warnings and notes that are known and not to be said again.",
        "type": "array",
        "items": {"type": "string", "pattern": "^[WN][0-9]{4}$"},
    });
    json!({
        "description": "Settings of Stackpose itself.",
        "type": "object",
        "properties": {"allow": allowed},
        "additionalProperties": false,
    })
}
