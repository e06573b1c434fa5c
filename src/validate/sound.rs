//! The parts of a project that have errors, so that later checks go on with the rest: all errors are in one
//! run.
//!
//! Decisions
//! - A part is a service, a resource, or a key of the top level. It is at fault where an error lies in it,
//!   also through an anchor, `extends` or `include`.
//! - What is at fault stays in the tree until it is lowered: nobody misses it. What is found later at the
//!   same value follows from the first error, and so may what is said of the part as a whole, such as a
//!   service without `image`; where `extends` failed, anything may. Other attributes of the part are judged
//!   as ever.
//! - What was left out of the tree, such as a volume that nothing uses, keeps nothing from being lowered.
//! - Lowering needs a model without faults. Services at fault leave it, with those that share their tasks or
//!   volumes; resources at fault become resources that say nothing.
//! - An error that lies in no part may be the cause of anything: what is missed then is not reported, nothing
//!   is lowered.

use std::collections::{BTreeMap, BTreeSet};

use super::host_services::forget;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::Loc;
use crate::tree::{Map, Mark, Node, Value};

/// The sections whose entries are parts.
const SECTIONS: [&str; 6] = ["services", "networks", "volumes", "secrets", "configs", "models"];

/// Errors that say nothing about the model.
const BESIDE: [Code; 2] = [Code::ProjectName, Code::BadPolicy];

/// A part, and the attribute of it that a place lies in; none for the part as a whole.
type Spot<'a> = (Part<'a>, &'a str);

/// The attribute of a place in a part that none is known to be at: the attribute was taken out of the tree.
const SOMEWHERE: &str = ".";

/// A part: its section, none for a key of the top level, and its name.
type Part<'a> = (&'static str, &'a str);

/// The parts of a tree that have errors.
#[derive(Debug, Clone, Default)]
pub struct Faulty {
    parts: BTreeSet<(&'static str, String)>,
    /// Those of which anything may be missing.
    incomplete: BTreeSet<(&'static str, String)>,
    /// Keys whose values are at fault.
    keys: BTreeSet<Loc>,
    /// Whether an error lies in no part.
    unplaced: bool,
}

/// The errors so far and the parts that they lie in, by a tree of which parts are left out later.
#[derive(Debug, Clone, Default)]
pub struct Placed(BTreeMap<Loc, Vec<(&'static str, String)>>);

impl Placed {
    /// Finds the parts in a tree.
    pub fn find(tree: &Node, diagnostics: &Diagnostics) -> Self {
        let places = error_places(diagnostics);
        if places.is_empty() {
            return Self::default();
        }
        let index = Index::new(tree);
        let owned = |(section, name): Part<'_>| (section, name.to_owned());
        let parts = |place| index.parts(place).into_iter().map(owned).collect();
        Self(places.into_iter().map(|place| (place, parts(place))).collect())
    }

    /// The places of those errors all of whose parts are no longer in the tree.
    pub fn left_out(&self, tree: &Node) -> Vec<Loc> {
        let is_gone = |(section, name): &(&'static str, String)| {
            SECTIONS.contains(section) && tree.at(&[section, name]).is_none()
        };
        let left = self.0.iter().filter(|(_, parts)| !parts.is_empty() && parts.iter().all(is_gone));
        left.map(|(place, _)| *place).collect()
    }
}

/// The places of errors about the model.
fn error_places(diagnostics: &Diagnostics) -> BTreeSet<Loc> {
    let errors = diagnostics.iter().filter(|found| found.severity == Severity::Error);
    errors.filter(|found| !BESIDE.contains(&found.code)).map(Diagnostic::place).collect()
}

impl Faulty {
    /// The parts in which the errors so far lie, but for those at places that were left out of the tree.
    pub fn find(tree: &Node, diagnostics: &Diagnostics, left_out: &[Loc]) -> Self {
        let mut places = error_places(diagnostics);
        for place in left_out {
            places.remove(place);
        }
        if places.is_empty() {
            return Self::default();
        }
        let (index, mut faulty) = (Index::new(tree), Self::default());
        faulty.keys = index.keys.iter().filter(|(value, _)| places.contains(value)).map(|it| it.1).collect();
        for place in places {
            let spots = index.spots(place);
            faulty.unplaced |= spots.is_empty();
            for ((section, name), attribute) in spots {
                // A value at the top level for its anchor is at fault where it is used.
                let is_ours = !section.is_empty() || name.starts_with("x-aws-");
                faulty.unplaced |= !is_ours && !name.starts_with("x-");
                if is_ours {
                    faulty.parts.insert((section, name.to_owned()));
                }
                if is_ours && attribute == "extends" {
                    faulty.incomplete.insert((section, name.to_owned()));
                }
            }
        }
        faulty
    }

    /// Keeps those of later findings that are not about a key whose value is at fault.
    pub fn at_other_keys(&self, further: Diagnostics) -> Diagnostics {
        let mut kept = Diagnostics::default();
        kept.extend(further.into_sorted().into_iter().filter(|found| !self.keys.contains(&found.place())));
        kept
    }

    /// Keeps those of later findings that do not follow from the errors.
    pub fn independent(&self, tree: &Node, further: Diagnostics) -> Diagnostics {
        if self.parts.is_empty() && !self.unplaced {
            return further;
        }
        let further = self.at_other_keys(further);
        let index = Index::new(tree);
        let mut known: BTreeMap<Loc, bool> = BTreeMap::new();
        let mut follows = |found: &Diagnostic| {
            let missed = matches!(
                found.code,
                Code::UndefinedReference
                    | Code::UnknownService
                    | Code::DisabledDependency
                    | Code::NoImage
                    | Code::EmptyProject
            );
            let is_of_whole = |((section, name), attribute): &Spot<'_>| {
                (attribute.is_empty() && self.has((section, name)))
                    || self.incomplete.contains(&(*section, (*name).to_owned()))
            };
            let of_whole = || index.spots(found.place()).iter().any(is_of_whole);
            (self.unplaced && missed) || *known.entry(found.place()).or_insert_with(of_whole)
        };
        let mut kept = Diagnostics::default();
        for found in further.into_sorted() {
            if !follows(&found) {
                kept.push(found);
            } else if self.unplaced {
                kept.wait_for_names();
            }
        }
        kept
    }

    fn has(&self, (section, name): Part<'_>) -> bool {
        self.parts.contains(&(section, name.to_owned()))
    }

    /// The tree without what is at fault, and the services that are gone; none where the errors concern all
    /// of it.
    pub fn sound(&self, tree: &Node) -> Option<(Node, Vec<String>)> {
        // Every service is made with the keys of the top level.
        if self.unplaced || self.parts.iter().any(|(section, _)| section.is_empty()) {
            return None;
        }
        let gone = self.gone(tree);
        let mut tree = tree.clone();
        if let Some(services) = tree.get_mut("services").and_then(Node::as_map_mut) {
            services.retain(|name, _| !gone.contains(name));
            for (_, _, service) in services.iter_mut() {
                forget(service, &|name| gone.contains(name));
            }
        }
        for section in SECTIONS.into_iter().skip(1) {
            for (name, loc, node) in
                tree.get_mut(section).and_then(Node::as_map_mut).into_iter().flat_map(Map::iter_mut)
            {
                if self.has((section, name)) {
                    *node = stand_in(section, name, loc);
                }
            }
        }
        let left = tree.get("services").and_then(Node::as_map).is_some_and(|services| !services.is_empty());
        left.then(|| (tree, gone.into_iter().collect()))
    }

    /// The services at fault, and those that share their tasks or volumes.
    fn gone(&self, tree: &Node) -> BTreeSet<String> {
        let services = || tree.get("services").and_then(Node::as_map).into_iter().flat_map(Map::iter);
        let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, _, service) in services() {
            for used in needed(service) {
                users.entry(used).or_default().push(name);
            }
        }
        let mut gone = BTreeSet::new();
        let mut waiting: Vec<&str> =
            services().map(|(name, ..)| name).filter(|name| self.has(("services", name))).collect();
        while let Some(name) = waiting.pop() {
            if gone.insert(name.to_owned()) {
                waiting.extend(users.get(name).into_iter().flatten());
            }
        }
        gone
    }
}

/// The services whose task or volumes a service shares.
fn needed(service: &Node) -> impl Iterator<Item = &str> {
    let tasks = ["network_mode", "pid", "ipc", "x-aws-task"].into_iter();
    let tasks = tasks.filter_map(|key| service.get(key)?.as_text());
    let tasks = tasks.map(|text| text.strip_prefix("service:").unwrap_or(text));
    let volumes = service.get("volumes_from").and_then(Node::as_list).unwrap_or_default().iter();
    let volumes = volumes.filter_map(|node| node.as_text()?.split(':').next());
    tasks.chain(volumes)
}

/// A resource that says nothing, in the place of one at fault.
fn stand_in(section: &str, name: &str, loc: Loc) -> Node {
    let entry = match section {
        "secrets" => ("external", Value::Bool(true)),
        "configs" => ("content", Value::text("")),
        _ => return Node { value: Value::Null, loc, mark: Mark::None },
    };
    let mut map = Map::default();
    map.fill("name", Value::text(name));
    map.fill(entry.0, entry.1);
    Node { value: Value::Map(map), loc, mark: Mark::None }
}

/// Which parts the places of a tree belong to.
struct Index<'a> {
    /// Keys and values without values below them, by place, and how far those up to each of them reach.
    leaves: Vec<(Loc, Spot<'a>)>,
    reach: Vec<usize>,
    /// The parts as wholes.
    wholes: Vec<(Loc, Spot<'a>)>,
    /// Values, and the keys that they are the values of.
    keys: Vec<(Loc, Loc)>,
}

impl<'a> Index<'a> {
    fn new(tree: &'a Node) -> Self {
        let mut index = Self { leaves: Vec::new(), reach: Vec::new(), wholes: Vec::new(), keys: Vec::new() };
        for (key, loc, node) in tree.as_map().into_iter().flat_map(Map::iter) {
            let Some(section) = SECTIONS.into_iter().find(|section| *section == key) else {
                index.add(("", key), loc, node);
                continue;
            };
            for (name, loc, node) in node.as_map().into_iter().flat_map(Map::iter) {
                index.add((section, name), loc, node);
            }
        }
        index.leaves.retain(|(loc, _)| loc.is_somewhere());
        index.leaves.sort_unstable_by_key(|(loc, spot)| (loc.source(), loc.start(), loc.end(), *spot));
        index.leaves.dedup();
        let mut last = (Loc::default(), 0);
        for (loc, _) in &index.leaves {
            let before = if last.0.source() == loc.source() { last.1 } else { 0 };
            last = (*loc, before.max(loc.end()));
            index.reach.push(last.1);
        }
        index
    }

    fn add(&mut self, part: Part<'a>, key: Loc, node: &'a Node) {
        self.leaves.push((key, (part, "")));
        self.wholes.push((node.loc, (part, SOMEWHERE)));
        let mut waiting = vec![(node, "")];
        while let Some((node, attribute)) = waiting.pop() {
            match &node.value {
                Value::Map(map) => {
                    for (name, key, child) in map.iter() {
                        let attribute = if attribute.is_empty() { name } else { attribute };
                        self.leaves.push((key, (part, attribute)));
                        self.keys.push((child.loc, key));
                        waiting.push((child, attribute));
                    }
                }
                Value::List(list) => waiting.extend(list.iter().map(|item| (item, attribute))),
                Value::Null
                | Value::Bool(_)
                | Value::Int(_)
                | Value::Uint(_)
                | Value::Float(_)
                | Value::Text(_) => self.leaves.push((node.loc, (part, attribute))),
            }
        }
    }

    /// The parts that a place belongs to.
    fn parts(&self, place: Loc) -> BTreeSet<Part<'a>> {
        self.spots(place).into_iter().map(|(part, _)| part).collect()
    }

    /// The parts and attributes that a place belongs to: by what it shares bytes with, else by the whole that
    /// it lies in.
    fn spots(&self, place: Loc) -> BTreeSet<Spot<'a>> {
        if !place.is_somewhere() {
            return BTreeSet::new();
        }
        let until = self
            .leaves
            .partition_point(|(loc, _)| (loc.source(), loc.start()) <= (place.source(), place.end()));
        let near = self.leaves.iter().zip(&self.reach).take(until).rev();
        let near =
            near.take_while(|((loc, _), reach)| loc.source() == place.source() && **reach >= place.start());
        let found: BTreeSet<Spot<'a>> =
            near.filter(|((loc, _), _)| loc.overlaps(place)).map(|((_, spot), _)| *spot).collect();
        if !found.is_empty() {
            return found;
        }
        let around = self.wholes.iter().filter(|(loc, _)| {
            loc.source() == place.source() && loc.start() <= place.start() && place.end() <= loc.end()
        });
        around.map(|(_, spot)| *spot).collect()
    }
}
