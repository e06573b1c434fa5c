//! References: what parts of a template name others by.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html>

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::cfn::{Json, LogicalId, Template};
use crate::compose::Overlay;
use crate::diagnostic::Diagnostics;
use crate::lower::names::Names;
use crate::source::Loc;

use super::findings;
use super::parts::{Part, Parts};

/// The kind of what is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A parameter or a resource.
    Value,
    /// A resource.
    Resource,
    /// A condition.
    Condition,
    /// A mapping.
    Mapping,
}

/// The name.
type Named = (Kind, String);

/// The logical ids that an override took out, by section, each with the place that says so.
pub(super) type Gone = BTreeMap<(&'static str, String), Loc>;

/// Everything named in some texts, with its places.
#[derive(Debug, Default)]
pub(super) struct References(BTreeMap<Named, Vec<Loc>>);

impl References {
    /// True when nothing is named.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes in a value that may stand anywhere.
    pub(super) fn value(&mut self, value: &Overlay) {
        self.walk(value, false);
    }

    /// Takes in a part of a section.
    pub(super) fn part(&mut self, section: &str, part: &Overlay) {
        if section == "Resources" || section == "Outputs" {
            self.texts(Kind::Condition, part.get("Condition"));
        }
        if section == "Resources" {
            self.texts(Kind::Resource, part.get("DependsOn"));
        }
        self.walk(part, section == "Conditions");
    }

    /// The first place that names a parameter or resource.
    pub(super) fn place_of(&self, id: &str) -> Option<Loc> {
        let kinds = [Kind::Value, Kind::Resource];
        let mut places = kinds.into_iter().filter_map(|kind| self.0.get(&(kind, id.to_owned()))?.first());
        places.next().copied()
    }

    fn walk(&mut self, value: &Overlay, in_conditions: bool) {
        if let Some([(key, argument)]) = value.entries() {
            self.function(&key.value, argument, in_conditions);
        }
        let entries = value.entries().unwrap_or_default().iter().map(|(_, value)| value);
        for inner in entries.chain(value.items().unwrap_or_default()) {
            self.walk(inner, in_conditions);
        }
    }

    fn function(&mut self, name: &str, argument: &Overlay, in_conditions: bool) {
        let first = argument.items().and_then(<[_]>::first);
        match name {
            "Ref" => self.texts(Kind::Value, Some(argument)),
            "Fn::GetAtt" => {
                let whole = first.or(Some(argument)).and_then(|id| Some((id.as_text()?, id.loc)));
                if let Some((text, loc)) = whole {
                    self.add(Kind::Resource, text.split_once('.').map_or(text, |(id, _)| id), loc);
                }
            }
            "Fn::Sub" => self.substitution(argument),
            "Fn::If" => self.texts(Kind::Condition, first),
            "Fn::FindInMap" => self.texts(Kind::Mapping, first),
            "Fn::ValueOf" => self.texts(Kind::Value, first),
            "Condition" if in_conditions => self.texts(Kind::Condition, Some(argument)),
            _ => {}
        }
    }

    /// `${Id}` and `${Id.Attribute}`; `${!text}` is a text, and variables may be given beside it.
    fn substitution(&mut self, argument: &Overlay) {
        let (text, own) = match argument.items() {
            Some([text, own, ..]) => (text, Some(own)),
            Some([text]) => (text, None),
            Some([]) | None => (argument, None),
        };
        for piece in text.as_text().unwrap_or_default().split("${").skip(1) {
            let Some((name, _)) = piece.split_once('}') else { continue };
            if name.starts_with('!') || own.is_some_and(|own| own.get(name).is_some()) {
                continue;
            }
            match name.split_once('.') {
                Some((id, _)) => self.add(Kind::Resource, id, text.loc),
                None => self.add(Kind::Value, name, text.loc),
            }
        }
    }

    fn texts(&mut self, kind: Kind, value: Option<&Overlay>) {
        let Some(value) = value else { return };
        for item in value.items().unwrap_or(std::slice::from_ref(value)) {
            if let Some(text) = item.as_text() {
                self.add(kind, text, item.loc);
            }
        }
    }

    fn add(&mut self, kind: Kind, id: &str, loc: Loc) {
        // Pseudo parameters are always defined.
        if !id.starts_with("AWS::") {
            self.0.entry((kind, id.to_owned())).or_default().push(loc);
        }
    }
}

/// Reports references to what is not there: at the place that took it out, else at those that name it.
pub(super) fn check(
    template: &Template,
    names: &Names,
    written: &References,
    gone: &Gone,
    diagnostics: &mut Diagnostics,
) {
    // Only CloudFormation knows the result of a macro.
    if template.further.contains_key("Transform") {
        return;
    }
    let known = Known::in_template(template);
    let mut missing: BTreeMap<Named, Vec<String>> = BTreeMap::new();
    for (part, references) in all(template) {
        for named in references.0.into_keys().filter(|named| !known.has(named)) {
            missing.entry(named).or_default().push(part.clone());
        }
    }
    for ((kind, id), parts) in missing {
        let places = |kind| written.0.get(&(kind, id.clone())).map(Vec::as_slice).unwrap_or_default();
        let sections: &[&str] = match kind {
            Kind::Value => &["Parameters", "Resources"],
            Kind::Resource => &["Resources"],
            Kind::Condition => &["Conditions"],
            Kind::Mapping => &[],
        };
        let loc = gone.iter().find(|((section, gone), _)| sections.contains(section) && *gone == id);
        match loc {
            Some((_, loc)) => diagnostics.push(findings::missed(&id, *loc, &parts, places(kind))),
            None => diagnostics.extend(places(kind).iter().map(|loc| {
                findings::dangling(&id, kind.word(), *loc, names.renamed(&id), &known.of_kind(kind))
            })),
        }
    }
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Value => "parameter or resource",
            Self::Resource => "resource",
            Self::Condition => "condition",
            Self::Mapping => "mapping",
        }
    }
}

/// Everything that a reference can name.
struct Known<'a> {
    values: BTreeSet<&'a str>,
    resources: BTreeSet<&'a str>,
    conditions: BTreeSet<&'a str>,
    mappings: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn in_template(template: &'a Template) -> Self {
        fn ids<T>(parts: &Parts<T>) -> impl Iterator<Item = &str> {
            parts.keys().map(LogicalId::as_str)
        }
        let mappings = template.further.get("Mappings").and_then(Value::as_object);
        Self {
            values: ids(template.parameters()).chain(ids(template.resources())).collect(),
            resources: ids(template.resources()).collect(),
            conditions: ids(template.conditions()).collect(),
            mappings: mappings.into_iter().flat_map(serde_json::Map::keys).map(String::as_str).collect(),
        }
    }

    fn of_kind(&self, kind: Kind) -> Vec<&'a str> {
        self.set(kind).iter().copied().collect()
    }

    fn has(&self, (kind, id): &Named) -> bool {
        self.set(*kind).contains(id.as_str())
    }

    fn set(&self, kind: Kind) -> &BTreeSet<&'a str> {
        match kind {
            Kind::Value => &self.values,
            Kind::Resource => &self.resources,
            Kind::Condition => &self.conditions,
            Kind::Mapping => &self.mappings,
        }
    }
}

/// Every resource, and the resources that it names.
pub(super) fn between_resources(template: &Template) -> BTreeMap<String, BTreeSet<String>> {
    let resources: BTreeSet<&str> = template.resources().keys().map(LogicalId::as_str).collect();
    let all = template.resources().iter().map(|(id, resource)| {
        let named = references(resource).0.into_keys();
        let named = named.filter(|(kind, id)| {
            matches!(kind, Kind::Value | Kind::Resource) && resources.contains(id.as_str())
        });
        (id.to_string(), named.map(|(_, id)| id).collect())
    });
    all.collect()
}

/// Every part of the template by its path, and what it names.
fn all(template: &Template) -> impl Iterator<Item = (String, References)> {
    references_of(template.resources())
        .chain(references_of(template.outputs()))
        .chain(references_of(template.conditions()))
        .chain(references_of(template.rules()))
}

fn references_of<T: Part>(parts: &Parts<T>) -> impl Iterator<Item = (String, References)> {
    parts.iter().map(|(id, part)| (format!("{}.{id}", T::SECTION), references(part)))
}

fn references<T: Part>(part: &T) -> References {
    let json = serde_json::to_value(part).expect("internal error: a part has string keys only");
    let mut references = References::default();
    references.part(T::SECTION, &Overlay::from_json(&json, Loc::default()));
    references
}
/// Whether a value names an id anywhere.
pub(super) fn mentions(value: &Json, id: &str) -> bool {
    match value {
        Json::String(text) => text == id || text.contains(&format!("${{{id}")),
        Json::Array(items) => items.iter().any(|item| mentions(item, id)),
        Json::Object(map) => map.values().any(|item| mentions(item, id)),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}
