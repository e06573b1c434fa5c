//! What holds for every template of the fixtures: whatever takes tags has ours, unless ECS changes it, and no partition of AWS is named by us.
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests read their fixtures, and stop at the first surprise"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_yaml::Value as Yaml;

/// Type of a resource → its property with tags, from the resource schemas of CloudFormation (`tagging`); none where it takes
/// no tags.
const TAGGABLE: &str = include_str!("taggable.json");

/// The tag that everything of ours has.
const PROJECT: &str = "com.docker.compose.project";

/// The folder, Compose file and template of every case that has one.
fn cases() -> Vec<(PathBuf, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found = Vec::new();
    for room in std::fs::read_dir(root).unwrap() {
        for case in std::fs::read_dir(room.unwrap().path()).unwrap() {
            let folder = case.unwrap().path();
            let Ok(snapshot) = std::fs::read_to_string(folder.join("template.snap")) else { continue };
            let template = snapshot.splitn(3, "---\n").nth(2).unwrap().to_owned();
            let compose = std::fs::read(folder.join("compose.yaml")).unwrap();
            found.push((folder, String::from_utf8_lossy(&compose).into_owned(), template));
        }
    }
    found.sort();
    assert!(found.len() > 100, "the fixtures are found");
    found
}

#[test]
fn whatever_takes_tags_has_them() {
    let taggable: BTreeMap<String, Option<String>> = serde_json::from_str(TAGGABLE).unwrap();
    let mut wrong = Vec::new();
    for (folder, compose, template) in cases() {
        // Resources that the user adds are the user's.
        if compose.contains("x-aws-cloudformation") {
            continue;
        }
        let template: Yaml = serde_yaml::from_str(&template).unwrap();
        let shifted = shifted(&template);
        for (id, resource) in template["Resources"].as_mapping().unwrap() {
            let place = format!("{}: {}", folder.display(), id.as_str().unwrap());
            let kind = resource["Type"].as_str().unwrap();
            match taggable.get(kind) {
                None => wrong.push(format!("{place}: {kind} is not in tests/taggable.json")),
                Some(None) => {}
                Some(Some(property)) if shifted.contains(id.as_str().unwrap()) => {
                    if resource["Properties"].get(property.as_str()).is_some() {
                        wrong.push(format!("{place}: ECS changes it, and a changed tag would undo that"));
                    }
                }
                Some(Some(property)) if has_ours(&resource["Properties"][property.as_str()]) => {}
                Some(Some(_)) => wrong.push(format!("{place}: {kind} has no tags")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rules and listeners that ECS changes during deployments.
fn shifted(template: &Yaml) -> BTreeSet<String> {
    let services = template["Resources"].as_mapping().unwrap().values();
    let balancers = services.filter_map(|it| it["Properties"]["LoadBalancers"].as_sequence()).flatten();
    let ids = balancers.flat_map(|balancer| {
        let shift = &balancer["AdvancedConfiguration"];
        [&shift["ProductionListenerRule"], &shift["TestListenerRule"]].map(|rule| {
            let Yaml::Tagged(reference) = rule else { return None };
            reference.value.as_str().map(str::to_owned)
        })
    });
    ids.flatten().collect()
}

/// Tags are a list of keys and values, or a mapping of them.
fn has_ours(tags: &Yaml) -> bool {
    let in_list = tags.as_sequence().is_some_and(|list| list.iter().any(|tag| tag["Key"] == PROJECT));
    in_list || tags.get(PROJECT).is_some()
}

#[test]
fn arns_of_ours_are_of_any_partition() {
    let mut wrong = Vec::new();
    for (folder, compose, template) in cases() {
        let mut variables = std::fs::read_to_string(folder.join("env")).unwrap_or_default();
        variables += &std::fs::read_to_string(folder.join("compose.override.yaml")).unwrap_or_default();
        for line in template.lines() {
            for after in line.split("arn:aws").skip(1) {
                let arn: String =
                    after.chars().take_while(|c| !c.is_whitespace() && !"'\",".contains(*c)).collect();
                // Behind the ARN in a dynamic reference stands what is looked up there.
                let arn = arn.split(":SecretString").next().unwrap();
                // What the user wrote is the user's, also where a part of it was put together anew.
                let name: String = arn.rsplit([':', '/']).next().unwrap().chars().take(12).collect();
                if !compose.contains(&name) && !variables.contains(&name) {
                    wrong.push(format!("{}: {}", folder.display(), line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
