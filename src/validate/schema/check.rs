//! A model against the rules of the schema: whether it keeps to them, and which of them it breaks where.

use std::collections::BTreeSet;

use crate::source::Loc;
use crate::tree::{Map, Node, Path, Value};

use super::patterns;
use super::rules::{Rule, Table, Type, named};
use super::table::RULES;

/// A rule that a node breaks.
#[derive(Debug)]
pub(super) struct Fault<'a> {
    /// The node.
    pub node: &'a Node,
    /// The place of its key, or of itself in a list.
    pub key: Loc,
    /// Where it is.
    pub path: Path,
    /// The rule.
    pub broken: Broken<'a>,
}

/// The kinds of rules.
#[derive(Debug)]
pub(super) enum Broken<'a> {
    /// It has none of these types.
    Types(&'static [Type]),
    /// It has none of the forms that it may have: what is wrong in each.
    Forms(Vec<Vec<Fault<'a>>>),
    /// It has several of the forms of which it may have one.
    SeveralForms,
    /// It is none of these texts.
    Texts(&'static [&'static str]),
    /// It does not match the pattern.
    Pattern,
    /// It is smaller than this.
    Minimum(i32),
    /// It is larger than this.
    Maximum(i32),
    /// Two of its items are equal.
    Unique,
    /// It has entries of these keys; those with rules are the others.
    Unknown(Vec<&'a str>, Table),
    /// It has no entry of this key.
    Required(&'static str),
}

/// Whether a model keeps to the rules.
pub(super) fn accepts(model: &Node) -> bool {
    let root = At { above: None, step: Step::None, key: model.loc, node: model };
    check(&RULES.root, &root, None)
}

/// Every rule that a model breaks.
pub(super) fn faults(model: &Node) -> Vec<Fault<'_>> {
    let root = At { above: None, step: Step::None, key: model.loc, node: model };
    let mut found = Vec::new();
    check(&RULES.root, &root, Some(&mut found));
    found
}

/// Every rule that services break whose names are no names, which the rules of names keep from being looked
/// at.
pub(super) fn faults_of_misnamed(model: &Node) -> Vec<Fault<'_>> {
    let mut found = Vec::new();
    let Some(node) = model.get("services") else { return found };
    let root = At { above: None, step: Step::None, key: model.loc, node: model };
    let services = At { above: Some(&root), step: Step::Key("services"), key: node.loc, node };
    let rule = named(RULES.root.properties, "services");
    for (pattern, rule) in rule.into_iter().flat_map(|rule| rule.patterns) {
        for (name, key, node) in node.as_map().into_iter().flat_map(Map::iter) {
            if !patterns::matches(pattern, name) && !name.starts_with("x-") && is_checked(name, key) {
                let service = At { above: Some(&services), step: Step::Key(name), key, node };
                check(rule, &service, Some(&mut found));
            }
        }
    }
    found
}

/// A node with the way to it.
struct At<'a, 'n> {
    above: Option<&'a Self>,
    step: Step<'n>,
    key: Loc,
    node: &'n Node,
}

enum Step<'n> {
    None,
    Key(&'n str),
    Index(usize),
}

impl<'n> At<'_, 'n> {
    fn fault(&self, broken: Broken<'n>) -> Fault<'n> {
        Fault { node: self.node, key: self.key, path: self.path(), broken }
    }

    fn path(&self) -> Path {
        let mut path = self.above.map(At::path).unwrap_or_default();
        match self.step {
            Step::None => {}
            Step::Key(key) => path.push_key(key),
            Step::Index(index) => path.push_index(index),
        }
        path
    }
}

/// Whether a rule holds. Where somebody wants to hear of them, every fault is found; else the first one is
/// enough.
fn check<'n>(rule: &'static Rule, at: &At<'_, 'n>, mut heard: Option<&mut Vec<Fault<'n>>>) -> bool {
    if let Some(name) = rule.definition {
        return named(RULES.definitions, name).is_none_or(|rule| check(rule, at, heard));
    }
    let node = at.node;
    // A number that is none has its own finding.
    if matches!(node.value, Value::Float(number) if !number.is_finite()) {
        return true;
    }
    // The other rules of a value depend on its type.
    if !rule.types.is_empty() && !rule.types.iter().any(|of| has_type(*of, node)) {
        return broken(at, heard, || Broken::Types(rule.types));
    }
    let mut fine = one_form(rule.one_of, at, heard.as_deref_mut());
    if !rule.texts.is_empty() && !node.as_text().is_some_and(|text| rule.texts.contains(&text)) {
        fine = broken(at, heard.as_deref_mut(), || Broken::Texts(rule.texts));
    }
    match &node.value {
        Value::Null | Value::Bool(_) => {}
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => {
            if let Some(minimum) = rule.minimum
                && is_less(node, minimum)
            {
                fine = broken(at, heard.as_deref_mut(), || Broken::Minimum(minimum));
            }
            if let Some(maximum) = rule.maximum
                && is_more(node, maximum)
            {
                fine = broken(at, heard, || Broken::Maximum(maximum));
            }
        }
        Value::Text(text) => {
            if rule.pattern.is_some_and(|pattern| !patterns::matches(pattern, text)) {
                fine = broken(at, heard, || Broken::Pattern);
            }
        }
        Value::List(list) => fine &= items(rule, list, at, heard),
        Value::Map(map) => fine &= entries(rule, map, at, heard),
    }
    fine
}

/// Notes a fault; always false.
fn broken<'n>(
    at: &At<'_, 'n>,
    heard: Option<&mut Vec<Fault<'n>>>,
    what: impl FnOnce() -> Broken<'n>,
) -> bool {
    if let Some(heard) = heard {
        heard.push(at.fault(what()));
    }
    false
}

fn one_form<'n>(forms: &'static [Rule], at: &At<'_, 'n>, heard: Option<&mut Vec<Fault<'n>>>) -> bool {
    if forms.is_empty() {
        return true;
    }
    let held = forms.iter().filter(|form| check(form, at, None)).count();
    match held {
        0 => broken(at, heard, || {
            let of_form = |form| {
                let mut inside = Vec::new();
                check(form, at, Some(&mut inside));
                inside
            };
            Broken::Forms(forms.iter().map(of_form).collect())
        }),
        1 => true,
        _ => broken(at, heard, || Broken::SeveralForms),
    }
}

fn has_type(of: Type, node: &Node) -> bool {
    match &node.value {
        Value::Null => of == Type::Null,
        Value::Bool(_) => of == Type::Boolean,
        Value::Int(_) | Value::Uint(_) => matches!(of, Type::Integer | Type::Number),
        // A fraction without a fractional part is an integer, in this draft.
        Value::Float(number) => of == Type::Number || of == Type::Integer && number.fract() == 0.0,
        Value::Text(_) => of == Type::String,
        Value::List(_) => of == Type::Array,
        Value::Map(_) => of == Type::Object,
    }
}

fn is_less(node: &Node, bound: i32) -> bool {
    match node.value {
        Value::Int(number) => number < i64::from(bound),
        Value::Uint(number) => i128::from(number) < i128::from(bound),
        Value::Float(number) => number < f64::from(bound),
        Value::Null | Value::Bool(_) | Value::Text(_) | Value::List(_) | Value::Map(_) => false,
    }
}

fn is_more(node: &Node, bound: i32) -> bool {
    match node.value {
        Value::Int(number) => number > i64::from(bound),
        Value::Uint(number) => i128::from(number) > i128::from(bound),
        Value::Float(number) => number > f64::from(bound),
        Value::Null | Value::Bool(_) | Value::Text(_) | Value::List(_) | Value::Map(_) => false,
    }
}

fn items<'n>(
    rule: &'static Rule,
    list: &'n [Node],
    at: &At<'_, 'n>,
    mut heard: Option<&mut Vec<Fault<'n>>>,
) -> bool {
    let mut fine = true;
    if let Some(each) = rule.items {
        for (index, node) in list.iter().enumerate() {
            let item = At { above: Some(at), step: Step::Index(index), key: node.loc, node };
            fine &= check(each, &item, heard.as_deref_mut());
            if !fine && heard.is_none() {
                return false;
            }
        }
    }
    if rule.unique && !all_differ(list) {
        fine = broken(at, heard, || Broken::Unique);
    }
    fine
}

fn entries<'n>(
    rule: &'static Rule,
    map: &'n Map,
    at: &At<'_, 'n>,
    mut heard: Option<&mut Vec<Fault<'n>>>,
) -> bool {
    let mut fine = true;
    let mut unknown = Vec::new();
    for (name, key, node) in map.iter() {
        if !is_checked(name, key) {
            continue;
        }
        let entry = At { above: Some(at), step: Step::Key(name), key, node };
        let property = named(rule.properties, name);
        let by_pattern = rule.patterns.iter().filter(|(pattern, _)| patterns::matches(pattern, name));
        let mut is_known = false;
        for rule in property.into_iter().chain(by_pattern.map(|(_, rule)| rule)) {
            is_known = true;
            fine &= check(rule, &entry, heard.as_deref_mut());
        }
        if !is_known && rule.closed {
            fine = false;
            unknown.push(name);
        }
        if !is_known && let Some(others) = rule.others {
            fine &= check(others, &entry, heard.as_deref_mut());
        }
        if !fine && heard.is_none() {
            return false;
        }
    }
    if !unknown.is_empty() {
        broken(at, heard.as_deref_mut(), || Broken::Unknown(unknown, rule.properties));
    }
    for name in rule.required.iter().filter(|name| map.get(name).is_none()) {
        fine = broken(at, heard.as_deref_mut(), || Broken::Required(name));
    }
    fine
}

/// Whether the rules are about an entry: Compose looks at `- =value` while it is an item, and passes it on;
/// `convert` refuses it.
fn is_checked(key: &str, loc: Loc) -> bool {
    !(key.is_empty() && loc.is_somewhere() && loc.start() == loc.end())
}

fn all_differ(list: &[Node]) -> bool {
    let texts: Option<BTreeSet<&str>> = list.iter().map(Node::as_text).collect();
    match texts {
        Some(texts) => texts.len() == list.len(),
        None => list.iter().map(compared).collect::<BTreeSet<String>>().len() == list.len(),
    }
}

/// A text that two nodes have if they are equal: whatever the order of their keys, and 1 is 1.0.
fn compared(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::List(list) => {
            format!("[{}]", list.iter().map(compared).collect::<Vec<_>>().join(","))
        }
        Value::Map(map) => {
            let entries = map.iter().map(|(key, _, node)| format!("{key:?}:{}", compared(node)));
            format!("{{{}}}", entries.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(","))
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "the test reads the fixtures")]

    use serde_json::{Number, Value as Json};

    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::{Loc, SourceMap};
    use crate::tree::Segment;

    /// The documents of the fixtures.
    fn documents() -> Vec<Node> {
        let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")];
        let mut documents = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.file_name().is_some_and(|name| name == "compose.yaml")
                    && let Ok(text) = std::fs::read_to_string(&path)
                {
                    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
                    let id = sources.add("compose.yaml", text);
                    documents.extend(crate::load::parse(id, &mut sources, &mut diagnostics));
                }
            }
        }
        documents
    }

    fn count(node: &Node) -> usize {
        let children: usize = match &node.value {
            Value::List(list) => list.iter().map(count).sum(),
            Value::Map(map) => map.iter().map(|(_, _, child)| count(child)).sum(),
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Float(_)
            | Value::Text(_) => 0,
        };
        children + 1
    }

    /// Puts a value in place of the node with this number; what is left of the number where there is none.
    fn replace(node: &mut Node, number: usize, value: &Value) -> Option<usize> {
        let Some(mut left) = number.checked_sub(1) else {
            node.value = value.clone();
            return None;
        };
        match &mut node.value {
            Value::List(list) => {
                for item in list {
                    left = replace(item, left, value)?;
                }
            }
            Value::Map(map) => {
                for (_, _, child) in map.iter_mut() {
                    left = replace(child, left, value)?;
                }
            }
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Float(_)
            | Value::Text(_) => {}
        }
        Some(left)
    }

    /// Odd values, in places all over the fixtures.
    fn mutations(document: &Node) -> impl Iterator<Item = Node> {
        let text = |text: &str| Value::text(text);
        let node = |value: Value| Node::new(value, Loc::default());
        let mut map = Map::default();
        map.insert("x-b".to_owned(), Loc::default(), node(Value::Null));
        let mut odd = Map::default();
        odd.insert("a b".to_owned(), Loc::default(), node(Value::Int(1)));
        odd.insert("image".to_owned(), Loc::default(), node(Value::Int(1)));
        let values = [
            Value::Null,
            Value::Bool(true),
            Value::Int(-1),
            Value::Uint(u64::MAX),
            Value::Float(2.0),
            Value::Float(0.5),
            text(""),
            text("always"),
            text("every_2x"),
            text("a\nb"),
            Value::List(vec![node(text("a")), node(text("a"))]),
            Value::List(vec![
                node(Value::Int(1)),
                node(Value::Map(map.clone())),
                node(Value::Map(map.clone())),
            ]),
            Value::List(vec![node(Value::Int(1)), node(Value::Float(1.0))]),
            Value::Map(map),
            Value::Map(odd),
        ];
        let nodes = count(document);
        (0..nodes).map(move |number| {
            let mut mutated = document.clone();
            let value = &values[number * 7 % values.len()];
            assert_eq!(replace(&mut mutated, number, value), None);
            mutated
        })
    }

    /// A model as JSON; none where it has a number that is none.
    fn json(node: &Node) -> Option<Json> {
        Some(match &node.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Int(value) => Json::from(*value),
            Value::Uint(value) => Json::from(*value),
            Value::Float(value) => Json::Number(Number::from_f64(*value)?),
            Value::Text(text) => Json::String(text.to_string()),
            Value::List(list) => list.iter().map(json).collect::<Option<_>>()?,
            Value::Map(map) => map
                .iter()
                .map(|(key, _, child)| Some((key.to_owned(), json(child)?)))
                .collect::<Option<_>>()?,
        })
    }

    /// The place and the keyword of a fault, as the library writes them.
    fn keyword(fault: &Fault<'_>) -> (String, String) {
        let steps = fault.path.segments().iter().map(|step| match step {
            Segment::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Index(index) => format!("/{index}"),
        });
        let keyword = match &fault.broken {
            Broken::Types(_) => "type",
            Broken::Forms(_) | Broken::SeveralForms => "oneOf",
            Broken::Texts(_) => "enum",
            Broken::Pattern => "pattern",
            Broken::Minimum(_) => "minimum",
            Broken::Maximum(_) => "maximum",
            Broken::Unique => "uniqueItems",
            Broken::Unknown(..) => "additionalProperties",
            Broken::Required(_) => "required",
        };
        (steps.collect(), keyword.to_owned())
    }

    #[test]
    fn the_faults_are_those_that_a_library_finds() {
        let validator = jsonschema::draft7::new(&super::super::SCHEMA).unwrap();
        let (mut yes, mut no) = (0, 0);
        for document in documents() {
            if count(&document) > 300 {
                continue;
            }
            for model in std::iter::once(document.clone()).chain(mutations(&document)) {
                let Some(instance) = json(&model) else { continue };
                let ours: BTreeSet<_> = faults(&model).iter().map(keyword).collect();
                let all: BTreeSet<_> = validator
                    .iter_errors(&instance)
                    .map(|error| (error.instance_path().to_string(), error.kind().keyword().to_owned()))
                    .collect();
                // Where the type is wrong, the library says more of the same value.
                let is_said = |(path, keyword): &&(String, String)| {
                    keyword == "type" || !all.contains(&(path.clone(), "type".to_owned()))
                };
                let theirs: BTreeSet<_> = all.iter().filter(is_said).cloned().collect();
                assert_eq!(ours, theirs, "{instance}");
                assert_eq!(accepts(&model), all.is_empty(), "{instance}");
                *(if all.is_empty() { &mut yes } else { &mut no }) += 1;
            }
        }
        assert!(yes > 1_000 && no > 1_000, "{yes} are valid and {no} are not");
    }

    #[test]
    fn a_number_that_is_none_breaks_no_rule() {
        let value = Value::Float(f64::NAN);
        let mut root = Map::default();
        root.insert("services".to_owned(), Loc::default(), Node::new(value, Loc::default()));
        let model = Node::new(Value::Map(root), Loc::default());
        assert!(accepts(&model) && faults(&model).is_empty());
    }
}
