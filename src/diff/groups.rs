//! The service or other part of the project that a resource belongs to, by its tags.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::evaluate::{Resource, Resources, evaluate, referenced, text};
use super::field;

/// Tags that say it, the nearest first; a network or volume has its own group.
const TAGS: [(&str, &str); 4] = [
    ("com.docker.compose.service", ""),
    ("com.docker.compose.volume", "volume "),
    ("com.docker.compose.network", "network "),
    ("com.docker.compose.secret", "secret "),
];

/// The group of each resource of one template, whatever its conditions say.
pub fn parts(template: &Value) -> BTreeMap<String, String> {
    let mut template = template.clone();
    let resources = template.get_mut("Resources").and_then(Value::as_object_mut);
    for resource in resources.into_iter().flat_map(|all| all.values_mut()) {
        if let Some(resource) = resource.as_object_mut() {
            resource.remove("Condition");
        }
    }
    groups_of(&evaluate(&template, &BTreeMap::new()), &Resources::new())
}

/// The group of each resource that has one.
pub(super) fn groups_of(old: &Resources, new: &Resources) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for resources in [old, new] {
        for (id, resource) in resources {
            found.extend(tagged(resource).map(|group| (id.clone(), group)));
        }
    }
    // A resource without tags belongs to the one that refers to it, or that it refers to, if that is one
    // service.
    let tagged = found.clone();
    let mut users: BTreeMap<String, BTreeSet<&String>> = BTreeMap::new();
    for resources in [old, new] {
        for (id, resource) in resources {
            let references = referenced(&resource.properties);
            if let Some(group) = tagged.get(id) {
                for other in &references {
                    users.entry(other.clone()).or_default().insert(group);
                }
            } else {
                users
                    .entry(id.clone())
                    .or_default()
                    .extend(references.iter().filter_map(|it| tagged.get(it)));
            }
        }
    }
    for (id, groups) in users {
        if let (1, Some(group)) = (groups.len(), groups.first()) {
            found.entry(id).or_insert_with(|| (*group).clone());
        }
    }
    found
}

fn tagged(resource: &Resource) -> Option<String> {
    let properties = resource.properties.as_object()?;
    let lists = properties.iter().filter(|(name, _)| name.ends_with("Tags"));
    let tags: Vec<&Value> = lists.filter_map(|(_, tags)| tags.as_array()).flatten().collect();
    TAGS.iter().find_map(|(key, prefix)| {
        let tag = tags.iter().find(|tag| field(tag, "Key").as_str() == Some(key))?;
        Some(format!("{prefix}{}", text(field(tag, "Value"))))
    })
}
