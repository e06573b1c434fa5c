//! Services that go on under another name: CloudFormation removes one and makes the other.

use std::collections::BTreeMap;

use serde_json::Value;

use super::compare::{Action, Comparison};
use super::field;

/// From and to, where the containers of a service that is gone are those of a new one.
pub(super) fn find(comparison: &Comparison, groups: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let of = |wanted: fn(&Action) -> bool| -> Vec<(&String, &String)> {
        let ids = comparison.actions.iter().filter(|(_, action)| wanted(action)).map(|(id, _)| id);
        ids.filter_map(|id| Some((id, groups.get(id)?))).collect()
    };
    let gone = of(|action| matches!(action, Action::Remove | Action::Keep));
    let mut came = of(|action| matches!(action, Action::Add));
    let mut found = Vec::new();
    for (id, from) in gone {
        let Some(old) = comparison.old.get(id).map(|resource| containers(&resource.properties)) else {
            continue;
        };
        let Some(old) = old.filter(|old| !old.is_empty()) else { continue };
        let is_same = |(id, to): &(&String, &String)| {
            *to != from
                && comparison.new.get(*id).and_then(|new| containers(&new.properties)).as_ref() == Some(&old)
        };
        if let Some(at) = came.iter().position(is_same) {
            let (_, to) = came.remove(at);
            found.push((from.clone(), to.clone()));
        }
    }
    found
}

/// Returns the images and commands of the containers of a task definition.
fn containers(properties: &Value) -> Option<Vec<String>> {
    let list = properties.get("ContainerDefinitions")?.as_array()?;
    let shown = |container: &Value| {
        ["Image", "Command", "EntryPoint", "Environment"]
            .map(|name| field(container, name).to_string())
            .join(" ")
    };
    Some(list.iter().map(shown).collect())
}
