//! The part of a schema that a document can reach.
//!
//! A property whose name occurs nowhere in the document is never looked at: to leave it out of every `properties`
//! changes no answer, and most of the schema's properties occur in hardly any file. Messages still come from the whole.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

/// The schema without the properties whose names the document does not hold.
pub(super) fn reachable(schema: &Json, document: &Json) -> Json {
    let mut names = BTreeSet::new();
    collect(document, &mut names);
    part(schema, &names)
}

fn collect<'a>(document: &'a Json, names: &mut BTreeSet<&'a str>) {
    match document {
        Json::Object(map) => {
            for (key, value) in map {
                names.insert(key);
                collect(value, names);
            }
        }
        Json::Array(list) => list.iter().for_each(|value| collect(value, names)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn part(schema: &Json, names: &BTreeSet<&str>) -> Json {
    match schema {
        Json::Object(map) => {
            let mut kept = Map::new();
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("description" | "title", Json::String(_)) => {}
                    ("properties", Json::Object(properties)) => {
                        let used = properties.iter().filter(|(name, _)| names.contains(name.as_str()));
                        kept.insert(
                            key.clone(),
                            Json::Object(
                                used.map(|(name, value)| (name.clone(), part(value, names))).collect(),
                            ),
                        );
                    }
                    _ => {
                        kept.insert(key.clone(), part(value, names));
                    }
                }
            }
            Json::Object(kept)
        }
        Json::Array(list) => list.iter().map(|value| part(value, names)).collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => schema.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_part_gives_the_answers_of_the_whole() {
        for document in [
            json!({"services": {"web": {"image": 5, "ports": "80", "imagee": "x"}}}),
            json!({"services": {"web": {"depends_on": {"db": {"condition": "ready"}}, "deploy": {"replicas": []}}}}),
            json!({"web": {"image": "x"}}),
            json!({"services": {"a b": null}, "networks": {"x": {"ipam": {"config": [{"subnet": 1}]}}}}),
            json!({"services": {"web": {"build": {"context": ".", "args": [1]}, "healthcheck": {"test": 1, "retries": "x"}}}}),
        ] {
            let kinds = |schema: &Json| -> Vec<String> {
                let validator = super::super::validator(schema);
                validator
                    .iter_errors(&document)
                    .map(|error| format!("{} {}", error.instance_path(), error.kind().keyword()))
                    .collect()
            };
            assert!(!kinds(&super::super::SCHEMA).is_empty(), "{document} has a fault");
            assert_eq!(
                kinds(&reachable(&super::super::SCHEMA, &document)),
                kinds(&super::super::SCHEMA),
                "{document}"
            );
        }
    }
}
