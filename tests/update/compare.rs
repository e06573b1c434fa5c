//! What CloudFormation does to the resources of a stack that gets another template.
//!
//! A property that AWS takes only at creation replaces the resource, and a replaced resource changes the properties that
//! refer to it, which may replace those in turn. Whatever is new is made before anything old is deleted.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::evaluate::{Resource, Resources};

/// What stands behind the id of a resource that is made anew: everything that refers to it sees another value.
const ANEW: char = '*';

/// The paths, such as `PosixUser/Uid`, whose change replaces a resource, by type.
pub(crate) type CreateOnly = BTreeMap<String, Vec<String>>;

/// What happens to a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
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
pub(crate) struct Comparison {
    /// What there is before.
    pub(crate) old: Resources,
    /// What there shall be; references to what is made anew differ from those before.
    pub(crate) new: Resources,
    /// By logical id; those that nothing happens to are missing.
    pub(crate) actions: BTreeMap<String, Action>,
}

/// Compares two states.
pub(crate) fn compare(old: Resources, wanted: &Resources, create_only: &CreateOnly) -> Comparison {
    let mut replaced = BTreeMap::new();
    loop {
        let new = renamed(wanted, &replaced);
        let again = replacements(&old, &new, create_only);
        if again == replaced {
            let actions = actions(&old, &new, replaced);
            return Comparison { old, new, actions };
        }
        replaced = again;
    }
}

impl Comparison {
    /// Whether the second is made or changed before the first.
    pub(crate) fn comes_after(&self, id: &str, other: &str) -> bool {
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
    pub(crate) fn is_replaced(&self, id: &str) -> bool {
        matches!(self.actions.get(id), Some(Action::Replace(_)))
    }
}

/// The logical id in a reference, without the sign of what is made anew.
pub(crate) fn plain(id: &str) -> &str {
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
                .filter(|properties| !properties.is_empty())
                .map(Action::Change),
        },
    };
    let mut action = action;
    ids.into_iter().filter_map(|id| Some((id.clone(), action(id)?))).collect()
}

fn replacements(old: &Resources, new: &Resources, create_only: &CreateOnly) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for (id, before) in old {
        let Some(after) = new.get(id) else { continue };
        let paths = create_only.get(&before.kind).map(Vec::as_slice).unwrap_or_default();
        let differs = |path: &&String| {
            let steps: Vec<&str> = path.split('/').collect();
            at(&before.properties, &steps) != at(&after.properties, &steps)
        };
        let because: Vec<String> = paths.iter().filter(differs).cloned().collect();
        if !because.is_empty() {
            found.insert(id.clone(), because);
        }
    }
    found
}

fn at(value: &Value, steps: &[&str]) -> Vec<Value> {
    match steps.split_first() {
        None => vec![value.clone()],
        Some((&"*", rest)) => {
            value.as_array().into_iter().flatten().flat_map(|item| at(item, rest)).collect()
        }
        Some((step, rest)) => value.get(step).map(|below| at(below, rest)).unwrap_or_default(),
    }
}

fn changed(old: &Value, new: &Value) -> Vec<String> {
    let keys = [old, new].into_iter().filter_map(Value::as_object).flat_map(|map| map.keys());
    let keys: BTreeSet<&String> = keys.collect();
    keys.into_iter().filter(|key| old.get(key) != new.get(key)).cloned().collect()
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
