//! What the schema library says → findings that a person can act on.
//!
//! An attribute with several forms fails all of them at once; `best` finds the form that was meant, which is the one
//! that fails deepest inside.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value as Json;

use super::misplaced;
use crate::diagnostic::{Code, Diagnostic, Remedy, nearest, not_among, renamed};
use crate::source::Loc;
use crate::tree::{Map, Node, Path, Value};

/// Where a fault is: the node, the place of its key (or of itself, in a list), its path.
struct Place<'a> {
    node: &'a Node,
    key: Loc,
    path: Path,
}

/// The findings behind one error of the library.
#[expect(clippy::wildcard_enum_match_arm, reason = "only two of the library's many keywords have branches")]
pub(super) fn explain(error: &ValidationError<'_>, model: &Node, schema: &Json) -> Vec<Diagnostic> {
    match error.kind() {
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            match best(error, context) {
                Some(branch) => branch.iter().flat_map(|error| explain(error, model, schema)).collect(),
                None => wrong_kind(error, context, model),
            }
        }
        _ => one(error, model, schema).into_iter().collect(),
    }
}

/// The branch that was meant; none when the value's kind fits no branch at all.
fn best<'a>(
    error: &ValidationError<'_>,
    branches: &'a [Vec<ValidationError<'static>>],
) -> Option<&'a Vec<ValidationError<'static>>> {
    let root = depth(error);
    let score = |branch: &Vec<ValidationError<'static>>| {
        let other_kind = branch
            .iter()
            .any(|error| depth(error) == root && matches!(error.kind(), ValidationErrorKind::Type { .. }));
        let deepest = branch.iter().map(deepest).max().unwrap_or(root);
        (!other_kind).then_some((deepest, usize::MAX - branch.len()))
    };
    branches
        .iter()
        .filter_map(|branch| Some((score(branch)?, branch)))
        .max_by_key(|(score, _)| *score)
        .map(|(_, branch)| branch)
}

fn depth(error: &ValidationError<'_>) -> usize {
    error.instance_path().as_str().matches('/').count()
}

/// How deep inside the value an error lies, looking into the branches below it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only a few of the library's many keywords lie deeper than their error"
)]
fn deepest(error: &ValidationError<'static>) -> usize {
    match error.kind() {
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            context.iter().flatten().map(deepest).max().unwrap_or_else(|| depth(error))
        }
        // An unknown key lies one deeper than the mapping it is reported at.
        ValidationErrorKind::AdditionalProperties { .. } => depth(error) + 1,
        _ => depth(error),
    }
}

/// Walks to the node that an error is about.
fn place<'a>(error: &ValidationError<'_>, model: &'a Node) -> Place<'a> {
    let mut place = Place { node: model, key: model.loc, path: Path::default() };
    for step in error.instance_path().as_str().split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        match &place.node.value {
            Value::Map(map) => {
                let (Some(node), Some(key)) = (map.get(&step), map.key_loc(&step)) else { break };
                place.path.push_key(&step);
                place = Place { node, key, path: place.path };
            }
            Value::List(list) => {
                let Some((index, node)) =
                    step.parse().ok().and_then(|index: usize| Some((index, list.get(index)?)))
                else {
                    break;
                };
                place.path.push_index(index);
                place = Place { node, key: node.loc, path: place.path };
            }
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Float(_)
            | Value::Text(_) => break,
        }
    }
    place
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the schema uses a dozen of the library's many keywords")]
fn one(error: &ValidationError<'_>, model: &Node, schema: &Json) -> Vec<Diagnostic> {
    let place = place(error, model);
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let known = known_keys(error, schema);
            unexpected.iter().map(|key| unknown_attribute(key, &place, &known)).collect()
        }
        ValidationErrorKind::Type { kind } => vec![wrong_type(&place, &kinds(kind))],
        ValidationErrorKind::Required { property } => {
            vec![missing(&place, property.as_str().unwrap_or_default())]
        }
        ValidationErrorKind::Enum { options } => vec![unknown_word(&place, options)],
        ValidationErrorKind::UniqueItems => vec![repeated(&place)],
        ValidationErrorKind::Minimum { limit } => vec![out_of_bounds(&place, &format!("at least {limit}"))],
        ValidationErrorKind::Maximum { limit } => vec![out_of_bounds(&place, &format!("at most {limit}"))],
        ValidationErrorKind::ExclusiveMinimum { limit } => {
            vec![out_of_bounds(&place, &format!("more than {limit}"))]
        }
        ValidationErrorKind::ExclusiveMaximum { limit } => {
            vec![out_of_bounds(&place, &format!("less than {limit}"))]
        }
        ValidationErrorKind::Pattern { .. } => vec![bad_pattern(&place)],
        ValidationErrorKind::OneOfMultipleValid { .. } => Vec::new(),
        _ => vec![other(&place)],
    }
}

/// The keys that a mapping may have, out of the schema around the keyword that failed.
fn known_keys(error: &ValidationError<'_>, schema: &Json) -> Vec<String> {
    let mut at = schema;
    for step in error.evaluation_path().as_str().split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        if step == "additionalProperties" && at.get("properties").is_some() {
            break;
        }
        if step == "$ref" {
            let target = at.get("$ref").and_then(Json::as_str).and_then(|text| text.strip_prefix('#'));
            at = target.and_then(|pointer| schema.pointer(pointer)).unwrap_or(&Json::Null);
        } else {
            let item = step.parse().ok().and_then(|index: usize| at.get(index));
            at = item.or_else(|| at.get(&step)).unwrap_or(&Json::Null);
        }
    }
    at.get("properties")
        .and_then(Json::as_object)
        .map(|map| map.keys().cloned().collect())
        .unwrap_or_default()
}

/// The kinds a value may have, in Compose's words.
fn kinds(kind: &TypeKind) -> Vec<&'static str> {
    match kind {
        TypeKind::Single(kind) => vec![word(*kind)],
        TypeKind::Multiple(kinds) => kinds.iter().map(word).collect(),
    }
}

fn word(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Array => "list",
        JsonType::Boolean => "boolean",
        JsonType::Integer => "integer",
        JsonType::Null => "null",
        JsonType::Number => "number",
        JsonType::Object => "mapping",
        JsonType::String => "string",
    }
}

/// No form fits the value's kind: all the kinds that would.
fn wrong_kind(
    error: &ValidationError<'_>,
    branches: &[Vec<ValidationError<'static>>],
    model: &Node,
) -> Vec<Diagnostic> {
    let mut expected = Vec::new();
    collect_kinds(branches, &mut expected);
    vec![wrong_type(&place(error, model), &expected)]
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only three of the library's many keywords speak of kinds"
)]
fn collect_kinds(branches: &[Vec<ValidationError<'static>>], expected: &mut Vec<&'static str>) {
    for error in branches.iter().flatten() {
        match error.kind() {
            ValidationErrorKind::Type { kind } => expected.extend(kinds(kind)),
            ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
                collect_kinds(context, expected);
            }
            _ => {}
        }
    }
    expected.sort_unstable();
    expected.dedup();
}

/// `a string, a list or a mapping`; what may be empty as well says so at the end.
fn either(kinds: &[&str]) -> String {
    let mut named: Vec<String> =
        kinds.iter().filter(|kind| **kind != "null").map(|kind| with_article(kind)).collect();
    if kinds.contains(&"null") {
        named.push("nothing".to_owned());
    }
    match named.as_slice() {
        [] => "something else".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn with_article(word: &str) -> String {
    let vowel = word.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {word}", if vowel { "an" } else { "a" })
}

/// How an attribute is written, where seeing it says more than a kind.
fn example(path: &Path) -> Option<&'static str> {
    let path = path.to_string();
    let key = path.rsplit('.').next().unwrap_or_default();
    Some(match key.split('[').next().unwrap_or_default() {
        "build" => "write `build: ./folder`, or `build:` with `context: ./folder` below it",
        "command" | "entrypoint" => "write it as text, or as a list: `[\"program\", \"argument\"]`",
        "depends_on" => "write a list, `- db`, or a mapping: `db: {condition: service_healthy}`",
        "environment" => "write `NAME: value` on lines of their own, or a list: `- NAME=value`",
        "env_file" => "write a path, or a list of paths",
        "healthcheck" => "write `test: [\"CMD\", \"program\"]` below it",
        "labels" => "write `name: value` on lines of their own, or a list: `- name=value`",
        "delay" | "interval" | "monitor" | "start_interval" | "start_period" | "stop_grace_period"
        | "timeout" | "window" => "write a duration with its unit: `30s`, `1m30s`",
        "memory" => "write a size in quotes, with its unit: `\"512M\"`",
        "networks" => "write a list of names: `- backend`",
        "ports" => "write a list: `- \"8080:80\"`",
        "services" => "write each service's name, a colon, and its attributes below it",
        "volumes" => "write a list: `- data:/var/lib/data`",
        _ => return None,
    })
}

fn unknown_attribute(key: &str, place: &Place<'_>, known: &[String]) -> Diagnostic {
    let loc = place.node.as_map().and_then(|map| map.key_loc(key)).unwrap_or(place.key);
    let path = place.path.to_string();
    if key.is_empty() {
        // An empty name that stands somewhere is pointed at, so that nobody says the same of it again.
        return Diagnostic::new(Code::BadName, format!("a name in `{path}` is empty"))
            .at(if loc.is_somewhere() { loc } else { place.key })
            .help("write the name before `=` or `:`");
    }
    if known.is_empty() {
        return Diagnostic::new(Code::BadName, format!("`{key}` cannot be a name in `{path}`"))
            .at(loc)
            .help("a name has letters, digits, `.`, `_` and `-`, nothing else");
    }
    let here = if path.is_empty() { "a Compose file".to_owned() } else { format!("`{path}`") };
    let diagnostic =
        Diagnostic::new(Code::UnknownAttribute, format!("{here} has no attribute `{key}`")).at(loc);
    let service =
        place.node.get(key).is_some_and(|node| node.get("image").is_some() || node.get("build").is_some());
    let meant = |key: &str| nearest(key, known.iter().map(String::as_str)).map(str::to_owned);
    // At the top level, and where only the plural differs, a name is misspelt rather than in the wrong place.
    let is_misspelt = meant(key)
        .is_some_and(|near| path.is_empty() || near.strip_suffix('s').is_some_and(|one| one == key));
    if !is_misspelt && let Some(home) = misplaced::home(&place.path, key) {
        return diagnostic.help(format!("it belongs in `{home}`"));
    }
    match meant(key) {
        Some(near) => {
            let siblings = place.node.as_map().into_iter().flat_map(Map::keys);
            let remedy = renamed(key, loc, &near, siblings, meant);
            diagnostic.help(format!("did you mean `{near}`?")).remedy(remedy)
        }
        None if path.is_empty() && service => diagnostic.help("services stand under `services:`"),
        None => diagnostic.help("remove it; data of your own goes under a key that begins with `x-`"),
    }
}

fn wrong_type(place: &Place<'_>, expected: &[&str]) -> Diagnostic {
    let found = place.node.described();
    let loc = if place.node.is_null() { place.key } else { place.node.loc };
    let found = if place.node.is_null() { "and is empty".to_owned() } else { format!("not {found}") };
    let message = format!("`{}` must be {}, {found}", place.path, either(expected));
    let diagnostic = Diagnostic::new(Code::WrongType, message).at(loc);
    let scalar =
        matches!(place.node.value, Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_));
    if let Some(help) = misplaced::in_services(&place.path, place.node) {
        return diagnostic.help(help);
    }
    match example(&place.path) {
        Some(example) if !scalar || example.contains("with its unit") => diagnostic.help(example),
        _ if scalar && expected.contains(&"string") => {
            diagnostic.help("put the value in quotes").remedy(Remedy::Quote(loc))
        }
        Some(example) => diagnostic.help(example),
        None if place.node.is_null() => diagnostic.help("give it a value, or remove the line"),
        None => diagnostic.help(format!("write {}", either(expected))),
    }
}

fn missing(place: &Place<'_>, property: &str) -> Diagnostic {
    Diagnostic::new(Code::MissingAttribute, format!("`{}` needs `{property}`", place.path))
        .at(place.key)
        .help(format!("add `{property}:` below it"))
}

fn unknown_word(place: &Place<'_>, options: &Json) -> Diagnostic {
    let words: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    let given = place.node.as_text().unwrap_or_default();
    not_among(Code::NotAllowed, &place.path.to_string(), given, place.node.loc, &words)
}

fn repeated(place: &Place<'_>) -> Diagnostic {
    let list = place.node.as_list().unwrap_or_default();
    let twice = list.iter().enumerate().find_map(|(at, node)| {
        let first = list.iter().take(at).find(|earlier| earlier.value == node.value)?;
        Some((first, node))
    });
    let diagnostic = Diagnostic::new(Code::NotUnique, format!("an item stands twice in `{}`", place.path));
    match twice {
        Some((first, again)) => diagnostic
            .label(again.loc, "again here")
            .label(first.loc, "first here")
            .help("remove one of the two"),
        None => diagnostic.at(place.node.loc).help("remove the repeated item"),
    }
}

fn out_of_bounds(place: &Place<'_>, bound: &str) -> Diagnostic {
    Diagnostic::new(Code::OutOfBounds, format!("`{}` must be {bound}", place.path))
        .at(place.node.loc)
        .help(format!("write a number that is {bound}"))
}

fn bad_pattern(place: &Place<'_>) -> Diagnostic {
    const PULL_POLICIES: [&str; 8] =
        ["always", "never", "build", "missing", "if_not_present", "daily", "weekly", "every_12h"];
    let given = place.node.as_text().unwrap_or_default();
    let path = place.path.to_string();
    let help = match path.rsplit('.').next() {
        Some("pull_policy") => {
            return not_among(Code::NotAllowed, &path, given, place.node.loc, &PULL_POLICIES);
        }
        Some("container_name") => "a container's name has two or more letters, digits, `_`, `.` or `-`",
        _ => "see the Compose specification for what may stand here",
    };
    Diagnostic::new(Code::NotAllowed, format!("`{path}` cannot be `{given}`")).at(place.node.loc).help(help)
}

fn other(place: &Place<'_>) -> Diagnostic {
    Diagnostic::new(Code::WrongType, format!("`{}` cannot be written like this", place.path))
        .at(place.node.loc)
        .help(example(&place.path).unwrap_or("see the Compose specification for the forms it has"))
}
