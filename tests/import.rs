//! `stackpose import`: every folder of `fixtures/import` holds what a tool left behind (`*.taskdef.json`, `ecs-params.yml`,
//! `*.manifest.yml`), the Compose file made of it, and the report. `tests/fixtures.rs` converts that file like any other, and CI
//! lints and deploys its template. `INSTA_UPDATE=always` writes both files.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the program and read files, and stop at the first surprise"
)]

#[path = "common/program.rs"]
mod program;

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use program::run;

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import");
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn names(folder: &Path, ending: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut found: Vec<String> = entries.filter_map(|name| name.into_string().ok()).collect();
    found.retain(|name| name.ends_with(ending));
    found.sort();
    found
}

fn import(folder: &Path, arguments: &[&str]) -> Output {
    run(folder, &[&["import"], arguments].concat())
}

/// The kind of a case, its inputs, and the file that holds the result.
fn case(folder: &Path) -> (&'static str, Vec<String>, &'static str) {
    for (ending, kind) in [(".taskdef.json", "taskdef"), (".manifest.yml", "copilot")] {
        let found = names(folder, ending);
        if !found.is_empty() {
            return (kind, found, "compose.yaml");
        }
    }
    ("ecs-params", vec!["compose.yaml".to_owned(), "ecs-params.yml".to_owned()], "compose.override.yaml")
}

fn compare(path: &Path, wanted: &str) {
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        std::fs::write(path, wanted).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), wanted, "{}", path.display());
}

#[test]
fn every_input_has_its_compose_file_and_its_report() {
    assert!(cases().len() >= 12);
    for folder in cases() {
        let (kind, inputs, result) = case(&folder);
        let arguments: Vec<&str> = std::iter::once(kind).chain(inputs.iter().map(String::as_str)).collect();
        let output = import(&folder, &arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{}: {said}", folder.display());
        let text = String::from_utf8(output.stdout).unwrap();
        compare(
            &folder.join(result),
            &format!("# Made by `stackpose import {}`.\n{text}", arguments.join(" ")),
        );
        compare(&folder.join("report.txt"), &said);
    }
}

/// An object of the ECS API in the words of CloudFormation.
fn pascal(value: &Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(key, value)| {
                    let mut letters = key.chars();
                    let first = letters.next().map(|first| first.to_ascii_uppercase());
                    let free = key == "dockerLabels" || key == "options";
                    (
                        first.into_iter().chain(letters).collect(),
                        if free { value.clone() } else { pascal(value) },
                    )
                })
                .collect(),
        ),
        Value::Array(list) => Value::Array(list.iter().map(pascal).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// Whether everything in `part` is in `whole`; lists of objects in any order.
fn holds(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|whole| holds(whole, value)))
        }
        (Value::Array(whole), Value::Array(part)) => {
            part.iter().all(|item| whole.iter().any(|it| holds(it, item)))
        }
        (whole, part) => whole == part || whole.as_str() == Some(part.to_string().as_str()),
    }
}

/// What a container of a task definition says that its template must say too. The rest is in the report; ports that nobody
/// reaches from another task need no mapping.
const KEPT: [&str; 15] = [
    "Image",
    "EntryPoint",
    "Command",
    "Environment",
    "Secrets",
    "HealthCheck",
    "DependsOn",
    "Ulimits",
    "User",
    "WorkingDirectory",
    "StopTimeout",
    "DockerLabels",
    "RepositoryCredentials",
    "ReadonlyRootFilesystem",
    "SystemControls",
];

#[test]
fn a_template_holds_the_containers_of_its_task_definition() {
    let mut compared = 0;
    for folder in cases() {
        for name in names(&folder, ".taskdef.json") {
            let input: Value = serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap();
            let input = pascal(input.get("taskDefinition").unwrap_or(&input));
            let template: Value =
                serde_json::from_slice(&run(&folder, &["convert", "--format", "json"]).stdout).unwrap();
            let containers: Vec<&Value> = template["Resources"]
                .as_object()
                .unwrap()
                .values()
                .filter(|resource| resource["Type"] == "AWS::ECS::TaskDefinition")
                .flat_map(|resource| resource["Properties"]["ContainerDefinitions"].as_array().unwrap())
                .collect();
            for wanted in input["ContainerDefinitions"].as_array().unwrap() {
                let title = wanted["Name"].as_str().unwrap().to_lowercase();
                let found = containers.iter().find(|found| found["Name"] == title.as_str());
                let found = found.unwrap_or_else(|| panic!("no container {title}"));
                for key in KEPT.iter().filter(|key| wanted.get(**key).is_some()) {
                    let (whole, part) = (&found[key], &wanted[key]);
                    assert!(holds(whole, part), "{}: {title}: {key}: {whole} for {part}", folder.display());
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn what_is_no_such_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.json"), "{\"family\": \"a\"}").unwrap();
    std::fs::write(folder.path().join("b.yml"), "name: b\ntype: Static Site\n").unwrap();
    std::fs::write(folder.path().join("c.yml"), "a: [").unwrap();
    let cases = [
        (["taskdef", "a.json"], "no `containerDefinitions`"),
        (["copilot", "a.json"], "has no `type`"),
        (["copilot", "b.yml"], "`Static Site`"),
        (["ecs-params", "b.yml"], "none of the files"),
        (["taskdef", "c.yml"], "E01"),
        (["taskdef", "d.json"], "there is no file"),
    ];
    for (arguments, message) in cases {
        let output = import(folder.path(), &arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(message), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty());
    }
}

/// A `?` in brackets is none of Docker Compose's business here.
#[test]
fn files_of_other_tools_are_not_read_as_compose_files() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = "name: job\ntype: Scheduled Job\nimage: {location: 'a/b:1'}\ncpu: 256\nmemory: 512\n\
                    on: {schedule: cron(0 3 * * ? *)}\n";
    std::fs::write(folder.path().join("manifest.yml"), manifest).unwrap();
    let output = import(folder.path(), &["copilot", "manifest.yml"]);
    let (said, text) = (String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success() && text.contains("cron(0 3 * * ? *)"), "{said}");
    assert!(!said.contains("W0115"), "{said}");
}
