//! What of a project has errors, so that the checks behind go on with the rest: all errors are in one run.
//!
//! Decisions
//! - A part is a service, a resource, or a key of the top level. It is at fault where an error lies in it, also through
//!   an anchor, `extends` or `include`.
//! - What is at fault stays in the tree until it is lowered: nobody misses it, and what is found in it later may follow from
//!   the first error, so it is not reported.
//! - Lowering needs a model without faults. Services at fault leave it, with those that share their tasks or volumes;
//!   resources at fault become resources that say nothing.
//! - An error that lies in no part may be the cause of anything: what is missed then is not reported, nothing is lowered.

use std::collections::{BTreeMap, BTreeSet};

use super::host_services::forget;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::Loc;
use crate::tree::{Map, Mark, Node, Value};

/// The sections whose entries are parts.
const SECTIONS: [&str; 6] = ["services", "networks", "volumes", "secrets", "configs", "models"];

/// Errors that say nothing about the model.
const BESIDE: [Code; 2] = [Code::ProjectName, Code::BadPolicy];

/// A part: its section, none for a key of the top level, and its name.
type Part<'a> = (&'static str, &'a str);

/// What of a tree has errors.
#[derive(Debug, Clone, Default)]
pub struct Faulty {
    parts: BTreeSet<(&'static str, String)>,
    /// Whether an error lies in no part.
    unplaced: bool,
}

impl Faulty {
    /// What the errors so far lie in.
    pub fn of(tree: &Node, diagnostics: &Diagnostics) -> Self {
        let errors = diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let errors = errors.filter(|found| !BESIDE.contains(&found.code));
        let places: BTreeSet<Loc> = errors.map(Diagnostic::place).collect();
        if places.is_empty() {
            return Self::default();
        }
        let (index, mut faulty) = (Index::of(tree), Self::default());
        for place in places {
            let parts = index.parts(place);
            faulty.unplaced |= parts.is_empty();
            for (section, name) in parts {
                // What is at the top level for its anchor is at fault where it is used.
                let is_ours = !section.is_empty() || name.starts_with("x-aws-");
                faulty.unplaced |= !is_ours && !name.starts_with("x-");
                if is_ours {
                    faulty.parts.insert((section, name.to_owned()));
                }
            }
        }
        faulty
    }

    /// Keeps those of later findings that do not follow from the errors.
    pub fn independent(&self, tree: &Node, further: Diagnostics) -> Vec<Diagnostic> {
        if self.parts.is_empty() && !self.unplaced {
            return further.into_sorted();
        }
        let index = Index::of(tree);
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
            let in_faulty = || index.parts(found.place()).iter().any(|part| self.has(*part));
            (self.unplaced && missed) || *known.entry(found.place()).or_insert_with(in_faulty)
        };
        further.into_sorted().into_iter().filter(|found| !follows(found)).collect()
    }

    fn has(&self, (section, name): Part<'_>) -> bool {
        self.parts.contains(&(section, name.to_owned()))
    }

    /// The tree without what is at fault, and the services that are gone; none where the errors concern all of it.
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
        "configs" => ("content", Value::Text(String::new())),
        _ => return Node { value: Value::Null, loc, mark: Mark::None },
    };
    let mut map = Map::default();
    map.fill("name", Value::Text(name.to_owned()));
    map.fill(entry.0, entry.1);
    Node { value: Value::Map(map), loc, mark: Mark::None }
}

/// Which parts the places of a tree belong to.
struct Index<'a> {
    /// Keys and values without values below them, by place, and how far those up to each of them reach.
    leaves: Vec<(Loc, Part<'a>)>,
    reach: Vec<usize>,
    /// The parts as wholes.
    wholes: Vec<(Loc, Part<'a>)>,
}

impl<'a> Index<'a> {
    fn of(tree: &'a Node) -> Self {
        let mut index = Self { leaves: Vec::new(), reach: Vec::new(), wholes: Vec::new() };
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
        index.leaves.sort_unstable_by_key(|(loc, part)| (loc.source(), loc.start(), loc.end(), *part));
        index.leaves.dedup();
        let mut last = (Loc::default(), 0);
        for (loc, _) in &index.leaves {
            let before = if last.0.source() == loc.source() { last.1 } else { 0 };
            last = (*loc, before.max(loc.end()));
            index.reach.push(last.1);
        }
        index
    }

    fn add(&mut self, part: Part<'a>, key: Loc, node: &Node) {
        self.leaves.push((key, part));
        self.wholes.push((node.loc, part));
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            match &node.value {
                Value::Map(map) => {
                    for (_, key, child) in map.iter() {
                        self.leaves.push((key, part));
                        waiting.push(child);
                    }
                }
                Value::List(list) => waiting.extend(list),
                Value::Null
                | Value::Bool(_)
                | Value::Int(_)
                | Value::Uint(_)
                | Value::Float(_)
                | Value::Text(_) => self.leaves.push((node.loc, part)),
            }
        }
    }

    /// The parts that a place belongs to: by what it shares bytes with, else by the whole that it lies in.
    fn parts(&self, place: Loc) -> BTreeSet<Part<'a>> {
        if !place.is_somewhere() {
            return BTreeSet::new();
        }
        let until = self
            .leaves
            .partition_point(|(loc, _)| (loc.source(), loc.start()) <= (place.source(), place.end()));
        let near = self.leaves.iter().zip(&self.reach).take(until).rev();
        let near =
            near.take_while(|((loc, _), reach)| loc.source() == place.source() && **reach >= place.start());
        let found: BTreeSet<Part<'a>> =
            near.filter(|((loc, _), _)| loc.overlaps(place)).map(|((_, part), _)| *part).collect();
        if !found.is_empty() {
            return found;
        }
        let around = self.wholes.iter().filter(|(loc, _)| {
            loc.source() == place.source() && loc.start() <= place.start() && place.end() <= loc.end()
        });
        around.map(|(_, part)| *part).collect()
    }
}
