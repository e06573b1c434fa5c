//! The schema that editors read: Compose's own, with every `x-aws-*` key that is lowered at its place.
//!
//! An editor sees a file before Compose does, so each value may also be text with a variable in it, or empty text.
//! Compose: <https://docs.docker.com/reference/compose-file/extension/>. Schema: <https://json-schema.org/draft-07>.

use serde_json::{Map, Value as Json, json};

use super::SCHEMA;
use crate::validate::read::{FILESYSTEMS, Key, Pattern, Place, Shape, Support, VOLUME_TYPES, keys};

/// Text that Compose fills in.
const VARIABLE: &str = r"\$[{A-Za-z_]";

/// Empty text, or text that Compose fills in.
const LEFT_OPEN: &str = r"^$|\$[{A-Za-z_]";

/// The JSON Schema (draft-07) of Compose files with `x-aws-*` keys, as text.
pub fn schema_for_editors() -> String {
    let mut schema = without_our_prefix(&SCHEMA);
    for (name, value) in [
        ("$schema", "http://json-schema.org/draft-07/schema#"),
        ("$id", "stackpose-compose.json"),
        ("title", "Compose file for Stackpose"),
        ("description", "A Compose file with the `x-aws-*` keys that `stackpose convert` reads."),
    ] {
        top(&mut schema).insert(name.to_owned(), json!(value));
    }
    for key in keys().filter(|key| key.support == Support::Known) {
        properties(&mut schema, key.place).insert(key.name.to_owned(), property(key));
    }
    properties(&mut schema, Place::Project).insert("x-stackpose".to_owned(), settings());
    serde_json::to_string_pretty(&schema).expect("internal error: the schema cannot be printed") + "\n"
}

/// The schema with `x-` keys free for all but `x-aws-` ones.
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
        Shape::Text(Pattern { regex, example }) => {
            json!({"examples": [example], "anyOf": [text(regex), text(LEFT_OPEN)]})
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
        Shape::Gibibytes { from, to } => {
            let number = json!({"type": "integer", "minimum": from, "maximum": to});
            json!({"examples": [from, format!("{from}g")], "anyOf": [number, text(GIBIBYTES), text(LEFT_OPEN)]})
        }
        Shape::Disk => json!({"anyOf": [disk(), text(LEFT_OPEN)]}),
        Shape::Tags => json!({"anyOf": [tags(), text(LEFT_OPEN)]}),
        Shape::Policy => json!({"anyOf": [policy(), text(LEFT_OPEN)]}),
        // A tag such as `!Join` leaves a list or a text to whoever does not know it.
        Shape::Functions => {
            let function =
                json!({"type": ["string", "array", "object"], "minProperties": 1, "maxProperties": 1});
            json!({"anyOf": [{"type": "object", "additionalProperties": function}, text(LEFT_OPEN)]})
        }
        Shape::Schedule => json!({"anyOf": [schedule(), text(LEFT_OPEN)]}),
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
        // What a key takes is between the user and CloudFormation, so mappings of mappings is all there is to say.
        Shape::Overlay => {
            let one = json!({"type": "object"});
            json!({"anyOf": [one, {"type": "array", "items": one}, text(LEFT_OPEN)]})
        }
        Shape::Anything => json!({}),
    }
}

fn text(regex: &str) -> Json {
    json!({"type": "string", "pattern": regex})
}

/// A number of GiB as text.
const GIBIBYTES: &str = "^[0-9]+([gG]([iI]?[bB])?)?$";

/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html>
fn disk() -> Json {
    let words = |words: &[&str]| json!({"anyOf": [{"enum": words}, text(LEFT_OPEN)]});
    let whole = |least: u32, most: u32| {
        let number = json!({"type": "integer", "minimum": least, "maximum": most});
        json!({"anyOf": [number, text("^[0-9]+$"), text(LEFT_OPEN)]})
    };
    let size = json!({"type": "integer", "minimum": 1, "maximum": 16384});
    json!({
        "type": "object",
        "anyOf": [{"required": ["size"]}, {"required": ["snapshot_id"]}],
        "properties": {
            "size": {"description": "Size in GiB.", "anyOf": [size, text(GIBIBYTES), text(LEFT_OPEN)]},
            "type": words(&VOLUME_TYPES),
            "iops": whole(100, 256_000),
            "throughput": whole(125, 1000),
            "encrypted": {"default": true, "anyOf": [{"type": "boolean"}, text("^(true|false)$"), text(LEFT_OPEN)]},
            "kms_key_id": {"type": "string"},
            "snapshot_id": {"type": "string"},
            "filesystem": words(&FILESYSTEMS),
        },
        "additionalProperties": false,
    })
}

/// AWS keeps names that begin with `aws:` for itself.
/// `cron(…)` of six fields, `rate(…)` or `at(…)`.
const EXPRESSION: &str =
    r"^(cron\(\s*\S+(\s+\S+){5}\s*\)|rate\([1-9][0-9]* (minute|hour|day)s?\)|at\(\S+\))$";

fn schedule() -> Json {
    let expression = json!({"type": "string", "pattern": EXPRESSION, "examples": ["cron(0 3 * * ? *)"]});
    let number = |least: u32, most: u32| json!({"anyOf": [{"type": "integer", "minimum": least, "maximum": most}, text(LEFT_OPEN)]});
    let mapping = json!({
        "type": "object",
        "properties": {
            "expression": {"anyOf": [expression.clone(), text(LEFT_OPEN)]},
            "timezone": {"type": "string", "pattern": r"^$|^[A-Za-z][A-Za-z0-9/_+-]*$|\$[{A-Za-z_]", "examples": ["Europe/Berlin"]},
            "retries": number(0, 185),
            "max_age": number(60, 86400),
        },
        "required": ["expression"],
        "additionalProperties": false,
    });
    json!({"anyOf": [expression, mapping]})
}

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
            "template": {"description": "A JSON mapping that gets the value as a further entry.", "type": "string"},
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
