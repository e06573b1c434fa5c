//! Broken rules of the schema → findings that a person can act on.
//!
//! An attribute with several forms breaks the rules of all of them at once; `best` finds the form that was
//! meant, which is the one that fails deepest inside.

use super::check::{Broken, Fault};
use super::misplaced;
use super::rules::{Table, Type};
use super::words::{PULL_POLICIES, takes_texts, words};
use crate::diagnostic::{Code, Diagnostic, Remedy, nearest, not_among, renamed};
use crate::tree::{Map, Node, Path, Segment, Value};

/// The findings behind broken rules. An attribute that is missing because its name is misspelt is one
/// finding.
pub(super) fn explain_all(faults: &[Fault<'_>]) -> Vec<Diagnostic> {
    let misspelt = |place: &Path, name: &str| {
        faults.iter().filter(|fault| fault.path == *place).any(|fault| {
            let Broken::Unknown(keys, known) = &fault.broken else { return false };
            keys.iter().any(|key| meant(key, known).is_some_and(|meant| meant == name))
        })
    };
    let told = faults
        .iter()
        .filter(|fault| !matches!(&fault.broken, Broken::Required(name) if misspelt(&fault.path, name)));
    told.flat_map(explain).collect()
}

/// The findings behind a broken rule.
fn explain(fault: &Fault<'_>) -> Vec<Diagnostic> {
    match &fault.broken {
        Broken::Forms(forms) => {
            if let Some(form) = best(fault, forms) {
                return explain_all(form);
            }
            let mut expected = Vec::new();
            collect_kinds(forms, &mut expected);
            vec![wrong_type(fault, &expected)]
        }
        Broken::SeveralForms => Vec::new(),
        Broken::Unknown(names, known) => {
            names.iter().map(|name| unknown_attribute(name, fault, known)).collect()
        }
        Broken::Types(types) => vec![wrong_type(fault, &kinds(types))],
        Broken::Required(name) => vec![missing(fault, name)],
        Broken::Texts(texts) => vec![unknown_word(fault, texts)],
        Broken::Unique => vec![repeated(fault)],
        Broken::Minimum(limit) => vec![out_of_bounds(fault, &format!("at least {limit}"))],
        Broken::Maximum(limit) => vec![out_of_bounds(fault, &format!("at most {limit}"))],
        Broken::Pattern => vec![bad_pattern(fault)],
    }
}

/// The form that was meant; none when the value's kind fits no form at all.
fn best<'a, 'n>(fault: &Fault<'_>, forms: &'a [Vec<Fault<'n>>]) -> Option<&'a Vec<Fault<'n>>> {
    let root = depth(fault);
    let score = |form: &Vec<Fault<'_>>| {
        let other_kind =
            form.iter().any(|inner| depth(inner) == root && matches!(inner.broken, Broken::Types(_)));
        let deepest = form.iter().map(deepest).max().unwrap_or(root);
        (!other_kind).then_some((deepest, usize::MAX - form.len()))
    };
    let scored = forms.iter().filter_map(|form| Some((score(form)?, form)));
    scored.max_by_key(|(score, _)| *score).map(|(_, form)| form)
}

fn depth(fault: &Fault<'_>) -> usize {
    fault.path.segments().len()
}

/// How deep inside the value a fault lies, looking into the forms below it.
fn deepest(fault: &Fault<'_>) -> usize {
    match &fault.broken {
        Broken::Forms(forms) => forms.iter().flatten().map(deepest).max().unwrap_or_else(|| depth(fault)),
        // An unknown key lies one deeper than the mapping it is reported at.
        Broken::Unknown(..) => depth(fault) + 1,
        Broken::SeveralForms
        | Broken::Types(_)
        | Broken::Texts(_)
        | Broken::Pattern
        | Broken::Minimum(_)
        | Broken::Maximum(_)
        | Broken::Unique
        | Broken::Required(_) => depth(fault),
    }
}

/// The kinds a value may have, in Compose's words and in the order of the alphabet of JSON's.
fn kinds(types: &[Type]) -> Vec<&'static str> {
    let order =
        [Type::Array, Type::Boolean, Type::Integer, Type::Null, Type::Number, Type::Object, Type::String];
    order.into_iter().filter(|of| types.contains(of)).map(word).collect()
}

fn word(of: Type) -> &'static str {
    match of {
        Type::Array => "list",
        Type::Boolean => "boolean",
        Type::Integer => "integer",
        Type::Null => "null",
        Type::Number => "number",
        Type::Object => "mapping",
        Type::String => "string",
    }
}

/// All the kinds that one of the forms takes.
fn collect_kinds(forms: &[Vec<Fault<'_>>], expected: &mut Vec<&'static str>) {
    for fault in forms.iter().flatten() {
        match &fault.broken {
            Broken::Types(types) => expected.extend(kinds(types)),
            Broken::Forms(forms) => collect_kinds(forms, expected),
            Broken::SeveralForms
            | Broken::Unknown(..)
            | Broken::Texts(_)
            | Broken::Pattern
            | Broken::Minimum(_)
            | Broken::Maximum(_)
            | Broken::Unique
            | Broken::Required(_) => {}
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
fn example(path: &Path) -> Option<String> {
    let keys: Vec<&str> = path.segments().iter().map(shown).collect();
    let fixed = match *keys.as_slice() {
        ["services"] => "write each service's name, a colon, and its attributes below it",
        ["networks" | "volumes"] => "write each name with a colon behind it, on a line of its own: `data:`",
        ["secrets" | "configs"] => {
            "write each name with a colon behind it, and its source below it, such as `file: ./name.txt`"
        }
        ["services", _] => "write its attributes below it, indented further, such as `image: name:tag`",
        ["networks" | "volumes", _] => "write its attributes below it, or nothing",
        ["secrets" | "configs", _] => "write its source below it, such as `file: ./name.txt`",
        [.., "depends_on", name] if name != "[]" => "write `condition: service_started` below it",
        [.., "environment" | "args", "[]"] => "write it as `NAME=value`",
        [.., "labels" | "annotations" | "sysctls", "[]"] => "write it as `name=value`",
        [.., last] => return example_of(last).map(str::to_owned),
        [] => return None,
    };
    Some(fixed.to_owned())
}

fn shown(segment: &Segment) -> &str {
    match segment {
        Segment::Key(key) => key,
        Segment::Index(_) => "[]",
    }
}

fn step(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Key(key) => Some(key),
        Segment::Index(_) => None,
    }
}

fn example_of(key: &str) -> Option<&'static str> {
    Some(match key {
        "build" => "write `build: ./folder`, or `build:` with `context: ./folder` below it",
        "command" | "entrypoint" => "write it as text, or as a list: `[\"program\", \"argument\"]`",
        "depends_on" => "write a list, `- db`, or a mapping: `db: {condition: service_healthy}`",
        "environment" | "args" => "write `NAME: value` on lines of their own, or a list: `- NAME=value`",
        "env_file" => "write a path, or a list of paths",
        "extra_hosts" => "write a list: `- \"name:192.0.2.1\"`",
        "healthcheck" => "write `test: [\"CMD\", \"program\"]` below it",
        "labels" | "sysctls" | "annotations" => {
            "write `name: value` on lines of their own, or a list: `- name=value`"
        }
        "delay" | "interval" | "monitor" | "start_interval" | "start_period" | "stop_grace_period"
        | "timeout" | "window" => "write a duration with its unit: `30s`, `1m30s`",
        "memory" => "write a size in quotes, with its unit: `\"512M\"`",
        "mem_limit" | "mem_reservation" | "memswap_limit" | "shm_size" => {
            "write a size with its unit: `512m`"
        }
        "networks" => "write a list of names: `- backend`",
        "options" | "driver_opts" => "write `name: value` on lines of their own",
        "ports" => "write a list: `- \"8080:80\"`",
        "published" => "write a whole number, or a range in quotes: `\"8080-8090\"`",
        "volumes" => "write a list: `- data:/var/lib/data`",
        _ => return None,
    })
}

/// Words for attributes that other programs use.
const SYNONYMS: [(&str, &str); 9] = [
    ("cmd", "command"),
    ("dest", "target"),
    ("destination", "target"),
    ("dst", "target"),
    ("env", "environment"),
    ("readonly", "read_only"),
    ("ro", "read_only"),
    ("src", "source"),
    ("workdir", "working_dir"),
];

/// The attribute that was meant by a name.
fn meant(key: &str, known: Table) -> Option<&'static str> {
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == key).map(|(_, name)| *name);
    let synonym = synonym.and_then(|name| known.iter().find(|(known, _)| *known == name));
    synonym.map(|(name, _)| *name).or_else(|| nearest(key, known.iter().map(|(name, _)| *name)))
}

fn unknown_attribute(key: &str, place: &Fault<'_>, known: Table) -> Diagnostic {
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
    if key.chars().any(|c| c.is_whitespace() && c != ' ') {
        return Diagnostic::new(Code::UnknownAttribute, format!("`{}` is no attribute", key.escape_debug()))
            .at(loc)
            .help("write ordinary blanks: YAML takes others, such as a no-break space, for letters");
    }
    let here = if path.is_empty() { "a Compose file".to_owned() } else { format!("`{path}`") };
    let diagnostic =
        Diagnostic::new(Code::UnknownAttribute, format!("{here} has no attribute `{key}`")).at(loc);
    let service =
        place.node.get(key).is_some_and(|node| node.get("image").is_some() || node.get("build").is_some());
    let meant = |key: &str| meant(key, known).map(str::to_owned);
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
        None if let Some(nested) = nested(key, known) => {
            diagnostic.help(format!("put each name below the one before it: `{nested}`"))
        }
        None => diagnostic.help("remove it; data of your own goes under a key that begins with `x-`"),
    }
}

/// `a: {b: {c: …}}` for `a.b.c`.
fn nested(key: &str, known: Table) -> Option<String> {
    let (first, _) = key.split_once('.')?;
    let names: Vec<&str> = key.split('.').collect();
    let is_path = known.iter().any(|(name, _)| *name == first) && names.iter().all(|name| !name.is_empty());
    is_path.then(|| format!("{}: …{}", names.join(": {"), "}".repeat(names.len() - 1)))
}

fn wrong_type(place: &Fault<'_>, expected: &[&str]) -> Diagnostic {
    let found = place.node.described();
    let loc = if place.node.is_null() { place.key } else { place.node.loc };
    let found = if place.node.is_null() { "and is empty".to_owned() } else { format!("not {found}") };
    let message = format!("`{}` must be {}, {found}", place.path, either(expected));
    let diagnostic = Diagnostic::new(Code::WrongType, message).at(loc);
    let key = place.path.segments().last().map(shown).unwrap_or_default();
    let scalar =
        matches!(place.node.value, Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_));
    if let Some(help) = misplaced::in_services(&place.path, place.node) {
        return diagnostic.help(help);
    }
    if let Some(text) = place.node.as_text()
        && text.starts_with('-')
        && expected.contains(&"list")
    {
        return diagnostic.help("write a blank behind each `-` of a list");
    }
    let steps: Vec<Option<&str>> = place.path.segments().iter().map(step).collect();
    // A text, or a port, in place of a list of such.
    let is_item = place.node.as_text().is_some_and(|text| !text.is_empty() && !text.contains('\n'))
        || (matches!(key, "ports" | "expose") && matches!(place.node.value, Value::Int(_)));
    if is_item && expected == ["list"] && takes_texts(&steps) {
        return diagnostic.help("write a list, with brackets around the value").remedy(Remedy::List(loc));
    }
    if let [Node { value: Value::Text(_), .. }] = place.node.as_list().unwrap_or_default()
        && expected == ["string"]
    {
        return diagnostic.help("write it without brackets: it is no list");
    }
    let words = if scalar { words(&steps) } else { Vec::new() };
    if key == "restart" && matches!(place.node.value, Value::Bool(false)) {
        let remedy = Remedy::Rename { loc, from: "false".to_owned(), to: "\"no\"".to_owned() };
        return diagnostic.help("write `\"no\"`, in quotes").remedy(remedy);
    }
    if !words.is_empty() {
        let list = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        return diagnostic.help(format!("write one of {list}"));
    }
    let has = |kind| expected.contains(&kind);
    let example = example(&place.path);
    // In quotes it would be another text that cannot be read.
    let is_more = ["boolean", "integer", "number"].into_iter().any(has);
    let is_free = has("string")
        && !is_more
        && key != "container_name"
        && !example.as_ref().is_some_and(|example| example.contains("with its unit"));
    match example {
        _ if scalar && is_free => diagnostic.help("put the value in quotes").remedy(Remedy::Quote(loc)),
        Some(example) => diagnostic.help(example),
        _ if scalar && has("boolean") && has("string") => diagnostic.help("write `true` or `false`"),
        _ if scalar && has("integer") => diagnostic.help("write a whole number"),
        _ if scalar && has("number") => diagnostic.help("write a number"),
        None if place.node.is_null() => diagnostic.help("give it a value, or remove the line"),
        None if matches!(expected, ["mapping"] | ["null", "mapping"]) => {
            diagnostic.help("write its attributes below it, each on a line of its own")
        }
        None => diagnostic.help(format!("write {}", either(expected))),
    }
}

fn missing(place: &Fault<'_>, property: &str) -> Diagnostic {
    Diagnostic::new(Code::MissingAttribute, format!("`{}` needs `{property}`", place.path))
        .at(place.key)
        .help(format!("add `{property}:` below it"))
}

fn unknown_word(place: &Fault<'_>, texts: &[&str]) -> Diagnostic {
    let given = place.node.as_text().unwrap_or_default();
    not_among(Code::NotAllowed, &place.path.to_string(), given, place.node.loc, texts)
}

fn repeated(place: &Fault<'_>) -> Diagnostic {
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

fn out_of_bounds(place: &Fault<'_>, bound: &str) -> Diagnostic {
    Diagnostic::new(Code::OutOfBounds, format!("`{}` must be {bound}", place.path))
        .at(place.node.loc)
        .help(format!("write a number that is {bound}"))
}

fn bad_pattern(place: &Fault<'_>) -> Diagnostic {
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
