//! The actions of CloudFormation on the resources of a stack that gets another template.
//!
//! A property that AWS takes only at creation replaces the resource, and a replaced resource changes the
//! properties that refer to it, which may replace those in turn. Whatever is new is made before anything old
//! is deleted.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::behavior::{self, Kind};
use super::evaluate::{Resource, Resources};
use super::items::same;

/// The mark behind the id of a resource that is replaced: everything that refers to it sees another value.
const ANEW: char = '*';

/// The path that stands for the nested stack of a resource: in another one it is another resource.
pub(super) const STACK: &str = "nested stack";

/// The actions on a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// It is made.
    Add,
    /// These of its properties change.
    Change(Vec<String>),
    /// A new one takes its place, because of these properties.
    Replace(Vec<String>),
    /// It is deleted.
    Remove,
    /// It stays and no longer belongs to the stack.
    Keep,
}

/// Two states of a stack, and what leads from one to the other.
#[derive(Debug)]
pub struct Comparison {
    /// The resources before.
    pub old: Resources,
    /// The resources after; references to replaced ones differ from those before.
    pub new: Resources,
    /// By logical id; those that nothing happens to are missing.
    pub actions: BTreeMap<String, Action>,
}

/// Compares two states.
pub fn compare(old: Resources, wanted: &Resources) -> Comparison {
    let mut replaced = BTreeMap::new();
    loop {
        let new = renamed(wanted, &replaced);
        let again = replacements(&old, &new);
        if again == replaced {
            let actions = actions(&old, &new, replaced);
            return Comparison { old, new, actions };
        }
        replaced = again;
    }
}

impl Comparison {
    /// Whether the second is made or changed before the first.
    pub fn comes_after(&self, id: &str, other: &str) -> bool {
        let mut waiting = vec![id];
        let mut seen = BTreeSet::new();
        while let Some(one) = waiting.pop() {
            let after = self.new.get(one).into_iter().flat_map(|resource| &resource.after);
            for next in after.map(String::as_str) {
                if next == other {
                    return true;
                }
                if seen.insert(next) {
                    waiting.push(next);
                }
            }
        }
        false
    }

    /// Whether a new resource stands behind an id that there was before.
    pub fn is_replaced(&self, id: &str) -> bool {
        matches!(self.actions.get(id), Some(Action::Replace(_)))
    }
}

/// The logical id in a reference, without the sign of what is made anew.
pub(super) fn plain(id: &str) -> &str {
    id.trim_end_matches(ANEW)
}

fn actions(
    old: &Resources,
    new: &Resources,
    mut replaced: BTreeMap<String, Vec<String>>,
) -> BTreeMap<String, Action> {
    let ids: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let action = |id: &String| match (old.get(id), new.get(id)) {
        (None, _) => Some(Action::Add),
        (Some(old), None) => Some(if old.retained { Action::Keep } else { Action::Remove }),
        (Some(old), Some(new)) => match replaced.remove(id) {
            Some(because) => Some(Action::Replace(because)),
            None => Some(changed(&old.properties, &new.properties))
                .filter(|properties| !properties.is_empty() || old.kind != new.kind)
                .map(Action::Change),
        },
    };
    let mut action = action;
    ids.into_iter().filter_map(|id| Some((id.clone(), action(id)?))).collect()
}

fn replacements(old: &Resources, new: &Resources) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for (id, before) in old {
        let Some(after) = new.get(id) else { continue };
        let replaces = |(kind, path): &(Kind, &str)| {
            *kind != Kind::WriteOnly && !all_same(&at(&before.properties, path), &at(&after.properties, path))
        };
        let paths = behavior::changes_of(&before.kind).filter(replaces);
        let mut because: Vec<String> = paths.map(|(_, path)| path.to_owned()).collect();
        because.extend((before.stack != after.stack).then(|| STACK.to_owned()));
        if !because.is_empty() {
            found.insert(id.clone(), because);
        }
    }
    found
}

/// The values at a path such as `PosixUser/Uid` or `Listeners/*/Port`.
pub(super) fn at<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    let (step, rest) = path.split_once('/').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let below: Vec<&Value> = match step {
        "*" => value.as_array().into_iter().flatten().collect(),
        step => value.get(step).into_iter().collect(),
    };
    match rest {
        Some(rest) => below.into_iter().flat_map(|value| at(value, rest)).collect(),
        None => below,
    }
}

fn changed(old: &Value, new: &Value) -> Vec<String> {
    let keys = [old, new].into_iter().filter_map(Value::as_object).flat_map(|map| map.keys());
    let keys: BTreeSet<&String> = keys.collect();
    let same = |key: &&String| match (old.get(key.as_str()), new.get(key.as_str())) {
        (Some(old), Some(new)) => same(old, new),
        (old, new) => old.is_none() && new.is_none(),
    };
    keys.into_iter().filter(|key| !same(key)).cloned().collect()
}

fn all_same(old: &[&Value], new: &[&Value]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
}

fn renamed(resources: &Resources, replaced: &BTreeMap<String, Vec<String>>) -> Resources {
    let each = |resource: &Resource| Resource {
        properties: anew(&resource.properties, replaced),
        ..resource.clone()
    };
    resources.iter().map(|(id, resource)| (id.clone(), each(resource))).collect()
}

fn anew(value: &Value, replaced: &BTreeMap<String, Vec<String>>) -> Value {
    match value {
        Value::String(text) if text.contains('⟦') => {
            let mut pieces = text.split('⟦');
            let mut all = pieces.next().unwrap_or_default().to_owned();
            for piece in pieces {
                let end = piece.find(['.', '⟧']).unwrap_or(piece.len());
                let (id, rest) = piece.split_at(end);
                all.push('⟦');
                all.push_str(id);
                if replaced.contains_key(id) {
                    all.push(ANEW);
                }
                all.push_str(rest);
            }
            all.into()
        }
        Value::Array(items) => items.iter().map(|item| anew(item, replaced)).collect(),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(key, value)| (key.clone(), anew(value, replaced))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// The resources of both sides, the later first.
pub(super) fn both(comparison: &Comparison) -> impl Iterator<Item = (&String, Option<&Resource>, &Resource)> {
    let old: &Resources = &comparison.old;
    comparison.new.iter().map(move |(id, new)| (id, old.get(id), new))
}
