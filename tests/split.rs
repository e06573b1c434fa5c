//! Split templates: every reference resolves, nothing waits for itself, the parts are the whole, and services stay where
//! they are. Over fixtures, and over generated projects.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::struct_excessive_bools,
    reason = "tests read their fixtures, and stop at the first surprise"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use stackpose::internals::pipeline::compile_split;
use stackpose::internals::split::{Grouping, Joined, join};
use stackpose::{Disk, Files, Format, Memory, Request};

/// A root and its nested stacks, by file.
struct Parts {
    root: Value,
    nested: BTreeMap<String, Value>,
}

fn parts(request: &Request, files: &dyn Files, grouping: Grouping) -> Option<Parts> {
    let outcome = compile_split(request, files, Format::Json, grouping);
    assert!(outcome.value.is_some() || outcome.has_errors(), "{}", common::picture(&outcome));
    let split = outcome.value?;
    let nested = split.parts.into_iter().map(|(file, text)| (file, serde_json::from_str(&text).unwrap()));
    Some(Parts { root: serde_json::from_str(&split.root.text).unwrap(), nested: nested.collect() })
}

fn whole(request: &Request, files: &dyn Files) -> Option<Value> {
    let text = stackpose::compile(request, files, Format::Json).value?;
    Some(serde_json::from_str(&text).unwrap())
}

fn section<'a>(template: &'a Value, name: &str) -> BTreeMap<&'a str, &'a Value> {
    let entries = template.get(name).and_then(Value::as_object).into_iter().flatten();
    entries.map(|(id, part)| (id.as_str(), part)).collect()
}

/// The names inside `${…}` of a text.
fn inside(text: &str) -> Vec<&str> {
    let names = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
    names.map(|(name, _)| name).filter(|name| !name.starts_with('!')).collect()
}

/// Every parameter, resource (with its attribute) and condition that a value names.
fn names(value: &Value, found: &mut BTreeSet<(&'static str, String)>) {
    if let Value::Object(map) = value {
        for (key, argument) in map {
            match (key.as_str(), argument) {
                ("Ref", Value::String(id)) => drop(found.insert(("value", id.clone()))),
                ("Fn::GetAtt", Value::Array(both)) => {
                    let texts: Vec<&str> = both.iter().filter_map(Value::as_str).collect();
                    found.insert(("value", texts.join(".")));
                }
                ("Fn::GetAtt", Value::String(both)) => drop(found.insert(("value", both.clone()))),
                ("Fn::If", Value::Array(list)) => {
                    found.insert(("condition", list[0].as_str().unwrap().to_owned()));
                }
                ("Fn::Sub", argument) => {
                    let text = argument.as_str().or_else(|| argument[0].as_str()).unwrap();
                    let own = argument.get(1).and_then(Value::as_object).cloned().unwrap_or_default();
                    let others = inside(text).into_iter().filter(|name| !own.contains_key(*name));
                    found.extend(others.map(|name| ("value", name.to_owned())));
                }
                _ => {}
            }
            names(argument, found);
        }
    }
    value.as_array().into_iter().flatten().for_each(|inner| names(inner, found));
}

/// What a template names in its resources, outputs and conditions.
fn named(template: &Value) -> BTreeSet<(&'static str, String)> {
    let mut found = BTreeSet::new();
    for part in section(template, "Resources").values().chain(section(template, "Outputs").values()) {
        found.extend(part.get("Condition").map(|id| ("condition", id.as_str().unwrap().to_owned())));
        let waits = part.get("DependsOn").into_iter().flat_map(|ids| ids.as_array().unwrap());
        found.extend(waits.map(|id| ("resource", id.as_str().unwrap().to_owned())));
        names(part, &mut found);
    }
    for condition in section(template, "Conditions").values() {
        names(condition, &mut found);
        conditions(condition, &mut found);
    }
    found
}

fn conditions(value: &Value, found: &mut BTreeSet<(&'static str, String)>) {
    if let Some(id) = value.get("Condition").and_then(Value::as_str) {
        found.insert(("condition", id.to_owned()));
    }
    let inner = value.as_object().into_iter().flat_map(Map::values);
    inner.chain(value.as_array().into_iter().flatten()).for_each(|inner| conditions(inner, found));
}

/// Everything that a template names is in it, and all its parameters and conditions are used but those of the root.
fn resolves(file: &str, template: &Value, is_root: bool) {
    let [parameters, resources, conditions] =
        ["Parameters", "Resources", "Conditions"].map(|name| section(template, name));
    let named = named(template);
    // A macro adds to the root what is not there yet.
    let has_macro = is_root && template.get("Transform").is_some();
    for (kind, name) in named.iter().filter(|_| !has_macro) {
        let id = name.split('.').next().unwrap();
        let is_there = match *kind {
            "condition" => conditions.contains_key(id),
            "resource" => resources.contains_key(id),
            _ => resources.contains_key(id) || parameters.contains_key(id) || id.starts_with("AWS::"),
        };
        assert!(is_there, "{file} names {name}, which is not there");
    }
    let unused = |kind, id: &&str| !named.contains(&(kind, (*id).to_owned()));
    let idle: Vec<_> = conditions.keys().filter(|id| unused("condition", id)).collect();
    assert!(idle.is_empty(), "{file} does not use {idle:?}");
    let idle: Vec<_> = parameters.keys().filter(|id| !is_root && unused("value", id)).collect();
    assert!(idle.is_empty(), "{file} does not use {idle:?}");
    for name in ["AWS::StackName", "AWS::StackId"] {
        assert!(is_root || unused("value", &name), "{file} names itself instead of the root");
    }
    let counts = [("Resources", 500), ("Parameters", 200), ("Outputs", 200)];
    for (name, limit) in counts {
        assert!(section(template, name).len() <= limit, "{file} has too many {name}");
    }
    assert!(!resources.is_empty(), "{file} is empty");
}

/// What each resource of a template waits for.
fn waits(template: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let resources = section(template, "Resources");
    let of_one = |resource: &Value| {
        let mut found = BTreeSet::new();
        names(resource, &mut found);
        let referred = found.into_iter().map(|(_, name)| name.split('.').next().unwrap().to_owned());
        let waits = resource.get("DependsOn").and_then(Value::as_array).into_iter().flatten();
        let all = referred.chain(waits.map(|id| id.as_str().unwrap().to_owned()));
        all.filter(|id| resources.contains_key(id.as_str())).collect()
    };
    resources.iter().map(|(id, resource)| ((*id).to_owned(), of_one(resource))).collect()
}

fn waits_for_nothing_in_a_circle(template: &Value) {
    let mut left = waits(template);
    while let Some(free) = left.iter().find(|(_, others)| others.is_empty()).map(|(id, _)| id.clone()) {
        left.remove(&free);
        for others in left.values_mut() {
            others.remove(&free);
        }
    }
    assert!(left.is_empty(), "these wait for themselves: {left:?}");
}

/// A value of a nested stack as it was before, from what the root passes.
fn joined(value: &Value, passed: &Map<String, Value>) -> Value {
    if let Some(other) = value.get("Ref").and_then(Value::as_str).and_then(|name| passed.get(name)) {
        return other.clone();
    }
    if let Some(text) = value.get("Fn::Sub").and_then(Value::as_str) {
        let mut text = text.to_owned();
        for (name, other) in passed {
            let other = match (other["Ref"].as_str(), other["Fn::GetAtt"].as_array()) {
                (Some(id), _) => id.to_owned(),
                (_, Some(both)) => format!("{}.{}", both[0].as_str().unwrap(), both[1].as_str().unwrap()),
                _ => continue,
            };
            text = text.replace(&format!("${{{name}}}"), &format!("${{{other}}}"));
        }
        return json!({ "Fn::Sub": text });
    }
    match value {
        Value::Object(map) => {
            map.iter().map(|(key, inner)| (key.clone(), joined(inner, passed))).collect::<Map<_, _>>().into()
        }
        Value::Array(list) => list.iter().map(|inner| joined(inner, passed)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// What the root passes, without what only passing it needs: lists as texts, and nothing for what is not made.
fn plain(value: &Value, outputs: &BTreeMap<(String, String), Value>) -> Value {
    if let Some([_, list]) = value.get("Fn::Join").and_then(Value::as_array).map(Vec::as_slice) {
        return list.clone();
    }
    let value = match value.get("Fn::If").and_then(Value::as_array).map(Vec::as_slice) {
        Some([_, value, _]) => value,
        _ => value,
    };
    read(value, outputs).unwrap_or_else(|| value.clone())
}

/// What an output of a nested stack holds.
fn read(value: &Value, outputs: &BTreeMap<(String, String), Value>) -> Option<Value> {
    let both = value.get("Fn::GetAtt")?.as_array()?;
    let output = both[1].as_str()?.strip_prefix("Outputs.")?;
    Some(outputs[&(both[0].as_str()?.to_owned(), output.to_owned())].clone())
}

/// A value of the root as it was before.
fn restored(value: &Value, outputs: &BTreeMap<(String, String), Value>) -> Value {
    if let Some(held) = read(value, outputs) {
        return held;
    }
    let all: Map<String, Value> = outputs
        .iter()
        .map(|((stack, output), held)| (format!("{stack}.Outputs.{output}"), held.clone()))
        .collect();
    match value {
        Value::Object(map) if map.contains_key("Fn::Sub") => joined(value, &all),
        Value::Object(map) => map
            .iter()
            .map(|(key, inner)| (key.clone(), restored(inner, outputs)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(list) => list.iter().map(|inner| restored(inner, outputs)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// The nested stacks of a root, with their files.
fn stacks(root: &Value) -> BTreeMap<&str, (&Value, &str)> {
    let nested = section(root, "Resources").into_iter();
    let nested = nested.filter(|(_, resource)| resource["Type"] == "AWS::CloudFormation::Stack");
    nested.map(|(id, stack)| (id, (stack, stack["Properties"]["TemplateURL"].as_str().unwrap()))).collect()
}

/// The parts put together are the whole, and what waited for something still does.
fn are_the_whole(parts: &Parts, whole: &Value) {
    let stacks = stacks(&parts.root);
    let mut outputs = BTreeMap::new();
    let mut named = named(&parts.root);
    for (id, (_, file)) in &stacks {
        for (name, output) in section(&parts.nested[*file], "Outputs") {
            outputs.insert(((*id).to_owned(), name.to_owned()), output["Value"].clone());
            assert!(named.remove(&("value", format!("{id}.Outputs.{name}"))), "{id}.{name} is not used");
        }
    }
    assert_eq!(stacks.len(), parts.nested.len(), "every file is named once");
    let root_waits = waits(&parts.root);
    let mut found: BTreeMap<String, Value> = BTreeMap::new();
    let mut homes: BTreeMap<String, String> = BTreeMap::new();
    for (id, resource) in section(&parts.root, "Resources") {
        if !stacks.contains_key(id) {
            found.insert(id.to_owned(), restored(resource, &outputs));
        }
    }
    for (id, (stack, file)) in &stacks {
        let template = &parts.nested[*file];
        let passed =
            stack["Properties"].get("Parameters").and_then(Value::as_object).cloned().unwrap_or_default();
        let parameters = section(template, "Parameters");
        assert_eq!(
            passed.keys().map(String::as_str).collect::<BTreeSet<_>>(),
            parameters.keys().copied().collect::<BTreeSet<_>>(),
            "{id} gets its parameters"
        );
        let passed = passed.iter().map(|(name, value)| (name.clone(), plain(value, &outputs))).collect();
        for (name, resource) in section(template, "Resources") {
            assert!(
                found.insert(name.to_owned(), joined(resource, &passed)).is_none(),
                "{name} is there twice"
            );
            homes.insert(name.to_owned(), (*id).to_owned());
        }
        let all = section(whole, "Conditions");
        for (name, condition) in section(template, "Conditions") {
            assert_eq!(joined(condition, &passed), *all[name], "condition {name} of {file}");
        }
    }
    let expected = section(whole, "Resources");
    assert_eq!(
        found.keys().map(String::as_str).collect::<Vec<_>>(),
        expected.keys().copied().collect::<Vec<_>>()
    );
    for (id, resource) in expected {
        let [mut ours, mut theirs] = [found[id].clone(), resource.clone()];
        let [mine, wanted] =
            [&mut ours, &mut theirs].map(|it| it.as_object_mut().unwrap().remove("DependsOn"));
        assert_eq!(ours, theirs, "{id}");
        let mine: BTreeSet<String> = mine
            .iter()
            .flat_map(|ids| ids.as_array().unwrap())
            .map(|other| other.as_str().unwrap().to_owned())
            .collect();
        for other in
            wanted.iter().flat_map(|ids| ids.as_array().unwrap()).map(|other| other.as_str().unwrap())
        {
            let here = homes.get(id).map_or(id, String::as_str);
            let there = homes.get(other).map_or(other, String::as_str);
            let still = mine.contains(other) || here != there && root_waits[here].contains(there);
            assert!(still, "{id} waits no longer for {other}");
        }
    }
    for name in ["Parameters", "Rules"] {
        assert_eq!(section(&parts.root, name), section(whole, name), "{name} of the root");
    }
    let (ours, theirs) = (section(&parts.root, "Outputs"), section(whole, "Outputs"));
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
    for (name, output) in ours {
        assert_eq!(restored(output, &outputs), *theirs[name], "output {name}");
    }
}

/// The program's own way back from the parts gives the whole, but for the order and what is waited for.
fn are_joined(parts: &Parts, whole: &Value) {
    let templates = stacks(&parts.root).into_iter();
    let templates = templates.map(|(id, (_, file))| (id.to_owned(), parts.nested[file].clone())).collect();
    let Joined { template, stacks } = join(parts.root.clone(), &templates);
    let without_order = |template: &Value, name: &str| {
        let mut all: BTreeMap<String, Value> =
            section(template, name).into_iter().map(|(id, part)| (id.to_owned(), part.clone())).collect();
        for part in all.values_mut() {
            part.as_object_mut().unwrap().remove("DependsOn");
        }
        all
    };
    for name in ["Parameters", "Conditions", "Resources", "Outputs", "Mappings"] {
        assert_eq!(without_order(&template, name), without_order(whole, name), "{name}");
    }
    let in_stacks: usize = parts.nested.values().map(|nested| section(nested, "Resources").len()).sum();
    assert_eq!(stacks.len(), in_stacks);
    let [joined, before] = [&template, whole].map(waits);
    for (id, others) in before {
        assert!(joined[&id].is_superset(&others), "{id} waits for less than {others:?}");
    }
}

fn holds(request: &Request, files: &dyn Files, grouping: Grouping) -> Option<Parts> {
    let whole = whole(request, files)?;
    let parts = parts(request, files, grouping).expect("a project with a template can be split");
    resolves("the root", &parts.root, true);
    parts.nested.iter().for_each(|(file, template)| resolves(file, template, false));
    waits_for_nothing_in_a_circle(&parts.root);
    are_the_whole(&parts, &whole);
    are_joined(&parts, &whole);
    Some(parts)
}

fn hashed(count: u16) -> Grouping {
    Grouping::Hashed(count.try_into().unwrap())
}

/// Rooms of fixtures with every kind of reference between services and what they share.
const ROOMS: [&str; 7] = ["whole", "split", "overrides", "deployment", "discovery", "autoscaling", "job"];

#[test]
fn fixtures_can_be_split() {
    let (mut projects, mut stacks) = (0, 0);
    insta::glob!("../fixtures", "*/*/compose.yaml", |file| {
        let folder = file.parent().unwrap();
        let request = common::request(folder);
        let room = folder.parent().unwrap();
        if !ROOMS.iter().any(|name| room.ends_with(name)) {
            return;
        }
        let is_split = room.ends_with("split");
        let groupings = [Grouping::Each, hashed(3)].into_iter().take(if is_split { 2 } else { 1 });
        for parts in groupings.filter_map(|grouping| holds(&request, &Disk, grouping)) {
            projects += 1;
            stacks += parts.nested.len();
        }
    });
    assert!(projects > 60 && stacks > 80, "{projects} projects, {stacks} stacks");
}

/// A service of a generated project: what it depends on, by how far that stands before it, and what else it has.
#[derive(Debug, Clone)]
struct Service {
    depends_on: Vec<usize>,
    port: bool,
    volume: bool,
    secret: bool,
    scaled: bool,
    built: bool,
}

fn service() -> impl Strategy<Value = Service> {
    let flags = prop::array::uniform5(prop::bool::weighted(0.3));
    (prop::collection::vec(1..6_usize, 0..3), flags).prop_map(
        |(depends_on, [port, volume, secret, scaled, built])| Service {
            depends_on,
            port,
            volume,
            secret,
            scaled,
            built,
        },
    )
}

fn request() -> Request {
    Request { working_dir: "/p".to_owned(), project_name: Some("demo".to_owned()), ..Request::default() }
}

fn files(services: &[Service]) -> Memory {
    let mut all = Map::new();
    for (index, service) in services.iter().enumerate() {
        let mut map = Map::new();
        map.insert("image".to_owned(), "me/it:1.0".into());
        let needed: BTreeSet<usize> =
            service.depends_on.iter().filter_map(|back| index.checked_sub(*back)).collect();
        let needed: Vec<String> = needed.into_iter().map(|other| format!("s-{other}")).collect();
        map.insert("depends_on".to_owned(), json!(needed));
        if service.port {
            map.insert("ports".to_owned(), json!([format!("{}:80", 2000 + index)]));
        }
        if service.volume {
            map.insert("volumes".to_owned(), json!([format!("v{}:/data", index % 2)]));
        }
        if service.secret {
            map.insert("secrets".to_owned(), json!(["token"]));
        }
        if service.scaled {
            let scaled = json!({"x-aws-autoscaling": {"min": 1, "max": 3, "cpu": 60}});
            map.insert("deploy".to_owned(), scaled);
        }
        if service.built {
            map.insert("build".to_owned(), json!("."));
        }
        all.insert(format!("s-{index}"), map.into());
    }
    let project = json!({
        "services": all,
        "volumes": {"v0": {}, "v1": {}},
        "secrets": {"token": {"external": true, "name": "token"}},
    });
    Memory {
        files: [("/p/compose.yaml".to_owned(), project.to_string().into_bytes())].into(),
        ..Memory::default()
    }
}

/// The file of each resource of a project that is in a nested stack.
fn assignment(parts: &Parts) -> BTreeMap<String, String> {
    let all = parts.nested.iter().flat_map(|(file, template)| {
        section(template, "Resources").into_keys().map(move |id| (id.to_owned(), file.clone()))
    });
    all.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// And another service beside the others, which may depend on them, moves nothing that is there.
    #[test]
    fn generated_projects_can_be_split(
        services in prop::collection::vec(service(), 1..9),
        more in service(),
        groups in 0..4_u16,
    ) {
        let grouping = if groups == 0 { Grouping::Each } else { hashed(groups) };
        let before = holds(&request(), &files(&services), grouping).expect("the project converts");
        let mut services = services;
        services.push(more);
        let after = holds(&request(), &files(&services), grouping).expect("the project converts");
        let (before, after) = (assignment(&before), assignment(&after));
        prop_assert!(!before.is_empty());
        for (id, file) in before {
            prop_assert_eq!(after.get(&id), Some(&file), "{} moved", id);
        }
    }
}

/// More services than a root can have a stack for fit in groups.
#[test]
fn a_thousand_services_fit_in_groups() {
    let flags = Service {
        depends_on: vec![],
        port: false,
        volume: false,
        secret: false,
        scaled: false,
        built: false,
    };
    let services: Vec<Service> = (0..1000)
        .map(|index| Service { depends_on: if index % 3 == 0 { vec![1] } else { vec![] }, ..flags.clone() })
        .collect();
    let parts = parts(&request(), &files(&services), hashed(16)).expect("the project fits");
    resolves("the root", &parts.root, true);
    parts.nested.iter().for_each(|(file, template)| resolves(file, template, false));
    waits_for_nothing_in_a_circle(&parts.root);
    let resources: usize = parts.nested.values().map(|template| section(template, "Resources").len()).sum();
    assert!(resources >= 3000 && parts.nested.len() == 32, "{resources} in {}", parts.nested.len());
}
