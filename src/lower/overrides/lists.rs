//! The items of an override's lists and those that they are merged into, found by their names.

use serde_json::Value;

use crate::compose::Overlay;

pub(super) use crate::cfn::{Identity, NamedList as List, named_list as list};

/// Whether the items of a list may be names themselves: those of the resources that one waits for.
pub(super) fn holds_names(property: &str) -> bool {
    property == "DependsOn"
}

/// The name of the item.
pub(super) fn name(item: &Overlay, identity: Identity) -> Option<String> {
    identity
        .iter()
        .find_map(|row| key(row, &|name| item.get(name).map(Overlay::to_json)))
        .map(|key| key.join("/"))
}

/// The names of the items.
pub(super) fn names(list: &[Value], identity: Identity) -> Vec<String> {
    let of = |item: &Value| identity.iter().find_map(|row| key(row, &|name| item.get(name).cloned()));
    list.iter().filter_map(of).map(|key| key.join("/")).collect()
}

/// Where in the list the item of the same name is.
pub(super) fn position(list: &[Value], item: &Overlay, identity: Identity) -> Option<usize> {
    identity.iter().find_map(|row| {
        let wanted = key(row, &|name| item.get(name).map(Overlay::to_json))?;
        list.iter().position(|old| key(row, &|name| old.get(name).cloned()).as_ref() == Some(&wanted))
    })
}

/// Whether a property is a part of the item's name.
pub(super) fn is_of_name(identity: Identity, property: &str) -> bool {
    identity.iter().any(|row| row.contains(&property))
}

/// The values of these properties; a number is the same as its text.
fn key(row: &[&str], get: &dyn Fn(&str) -> Option<Value>) -> Option<Vec<String>> {
    // `null` and a directive take a property away, also the name.
    let stays = |value: &Value| !value.is_null() && value.get("$patch").is_none();
    let given = |name: &str| get(name).filter(stays).map(text);
    row.iter().map(|name| given(name).or_else(|| default(name))).collect()
}

fn text(value: Value) -> String {
    if let Value::String(text) = value { text } else { value.to_string() }
}

/// The defaults of ECS for properties that are left out.
fn default(property: &str) -> Option<String> {
    (property == "Protocol").then(|| "tcp".to_owned())
}
