//! `convert --parameters`: a file of parameters to fill in, and one that is there already.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the program and write scratch folders, and stop at the first surprise"
)]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value as Json, json};

const APP: &str = "services:\n  web:\n    image: nginx:1.27\n    build: .\n    ports: ['80:80']\n";

fn convert(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .args(["-p", "demo", "convert", "--parameters", "parameters.json"])
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap()
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("compose.yaml"), APP).unwrap();
    folder
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The lines that are about the file.
fn said(output: &Output) -> Vec<String> {
    stderr(output).lines().filter(|line| line.starts_with("stackpose: ")).map(str::to_owned).collect()
}

fn file(folder: &Path) -> Vec<Json> {
    let text = std::fs::read_to_string(folder.join("parameters.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn value(entries: &[Json], key: &str) -> Option<String> {
    let entry = entries.iter().find(|entry| entry["ParameterKey"] == key)?;
    Some(entry["ParameterValue"].as_str().unwrap().to_owned())
}

#[test]
fn every_parameter_of_the_template_is_in_it() {
    let folder = folder();
    let output = convert(folder.path(), &["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let template: Json = serde_json::from_slice(&output.stdout).unwrap();
    let parameters = template["Parameters"].as_object().unwrap();
    let entries = file(folder.path());
    assert_eq!(entries.len(), parameters.len());
    let required: Vec<&str> = parameters
        .iter()
        .filter(|(_, it)| it.get("Default").is_none())
        .map(|(key, _)| key.as_str())
        .collect();
    assert!(required.contains(&"VpcId"), "{required:?}");
    let first: Vec<&str> =
        entries.iter().take(required.len()).map(|entry| entry["ParameterKey"].as_str().unwrap()).collect();
    assert_eq!(first, required);
    for (key, parameter) in parameters {
        let expected = parameter.get("Default").and_then(Json::as_str).unwrap_or_default();
        assert_eq!(value(&entries, key).as_deref(), Some(expected), "{key}");
    }
    assert_eq!(value(&entries, "WebImage").as_deref(), Some("nginx:1.27"));
    // The AWS CLI takes exactly these two keys.
    assert!(
        entries.iter().all(|entry| entry.as_object().unwrap().keys().eq(["ParameterKey", "ParameterValue"]))
    );
    assert_eq!(
        said(&output),
        [format!("stackpose: parameters.json: must be given: {}", required.join(", "))]
    );
}

#[test]
fn a_file_that_is_there_keeps_its_values() {
    let folder = folder();
    convert(folder.path(), &[]);
    let mut entries = file(folder.path());
    for entry in &mut entries {
        match entry["ParameterKey"].as_str().unwrap() {
            "VpcId" => entry["ParameterValue"] = "vpc-1".into(),
            "SubnetIds" => entry["ParameterValue"] = "subnet-1,subnet-2".into(),
            "WebImage" => entry["ParameterValue"] = "me/web:3".into(),
            _ => {}
        }
    }
    entries.retain(|entry| entry["ParameterKey"] != "ClusterName");
    entries.push(json!({"ParameterKey": "Old", "ParameterValue": "x"}));
    std::fs::write(folder.path().join("parameters.json"), json!(entries).to_string()).unwrap();
    let output = convert(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let entries = file(folder.path());
    for (key, expected) in [
        ("VpcId", Some("vpc-1")),
        ("SubnetIds", Some("subnet-1,subnet-2")),
        ("WebImage", Some("me/web:3")),
        ("ClusterName", Some("")),
        ("Old", None),
    ] {
        assert_eq!(value(&entries, key).as_deref(), expected, "{key}");
    }
    assert_eq!(
        said(&output),
        [
            "stackpose: parameters.json: kept, though the template has another default: WebImage",
            "stackpose: parameters.json: dropped, because the template has no such parameter: Old",
        ]
    );
    let before = std::fs::read(folder.path().join("parameters.json")).unwrap();
    assert_eq!(said(&convert(folder.path(), &["-q"])), [""; 0]);
    assert_eq!(std::fs::read(folder.path().join("parameters.json")).unwrap(), before);
}

#[test]
fn a_file_of_something_else_is_left_alone() {
    let folder = folder();
    std::fs::write(folder.path().join("parameters.json"), "[\"Password=hunter2\"]").unwrap();
    let output = convert(folder.path(), &["-o", "template.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("`parameters.json` was left as it is"), "{}", stderr(&output));
    assert!(!stderr(&output).contains("hunter2"));
    assert!(!folder.path().join("template.yaml").exists());
    assert_eq!(
        std::fs::read_to_string(folder.path().join("parameters.json")).unwrap(),
        "[\"Password=hunter2\"]"
    );
}

#[test]
fn the_template_does_not_go_into_it() {
    let folder = folder();
    let output = convert(folder.path(), &["-o", "parameters.json"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(!folder.path().join("parameters.json").exists());
}

#[test]
fn without_a_template_there_is_no_file() {
    let folder = folder();
    std::fs::write(folder.path().join("compose.yaml"), "services: {web: {image: nginx, privileged: true}}")
        .unwrap();
    assert_eq!(convert(folder.path(), &[]).status.code(), Some(1));
    assert!(!folder.path().join("parameters.json").exists());
}

const SECRETS: &str = "services:\n  db:\n    image: postgres:17\n    env_file: [db.env, docker/other.env]\n    x-aws-env_file: {db.env: \
                       secret}\n  cache:\n    image: redis:8\n    command: redis-server --requirepass ${REDIS_PASSWORD}\n";

/// A file that is committed has no values of env_files and of variables that are secrets, but the ARNs of those that exist.
#[test]
fn values_of_env_files_are_not_in_a_deployment_file() {
    const NAMES: [&str; 3] = ["DbEnv", "DockerOtherEnv", "RedisPassword"];
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("docker")).unwrap();
    for (name, text) in [
        ("compose.yaml", SECRETS),
        ("db.env", "POSTGRES_USER=hunter2-user\nPOSTGRES_PASSWORD=hunter2\n"),
        ("docker/other.env", "LEVEL=info\nAPI_TOKEN=hunter2-token\n"),
        (".env", "REDIS_PASSWORD=hunter2-redis\n"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let convert = |file: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_stackpose"))
            .args(["-p", "demo", "convert", "-o", "template.yaml", "--deployment-file", file])
            .current_dir(folder.path())
            .env_clear()
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let template = std::fs::read_to_string(folder.path().join("template.yaml")).unwrap();
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(![&template, &text, &stderr(&output)].iter().any(|text| text.contains("hunter2")), "{text}");
        (said(&output), text)
    };
    let (told, text) = convert("stage.json");
    let parameters = |text: &str| serde_json::from_str::<Json>(text).unwrap()["Parameters"].clone();
    for name in NAMES {
        assert_eq!(parameters(&text)[name], "", "{name}");
        assert_eq!(parameters(&text)[format!("{name}SecretArn")], "", "{name}");
    }
    assert!(NAMES.iter().all(|name| told[0].contains(&format!("{name}SecretArn"))), "{told:?}");
    assert_eq!(parameters(&text).get("LEVEL"), None);

    // What was filled in stays, but for a value.
    let mut filled: Json = serde_json::from_str(&text).unwrap();
    for name in NAMES {
        filled["Parameters"][format!("{name}SecretArn")] = format!("arn:{name}").into();
    }
    filled["Parameters"]["DbEnv"] = "{\"POSTGRES_PASSWORD\":\"hunter2\"}".into();
    std::fs::write(folder.path().join("stage.json"), filled.to_string()).unwrap();
    let (told, text) = convert("stage.json");
    for name in NAMES {
        assert_eq!(parameters(&text)[name], "", "{name}");
        assert_eq!(parameters(&text)[format!("{name}SecretArn")], format!("arn:{name}"));
    }
    assert!(told.iter().any(|line| line.contains("taken out") && line.contains("DbEnv")), "{told:?}");
    assert!(!told.iter().any(|line| line.contains("SecretArn")), "{told:?}");

    let (_, text) = convert("stage.yaml");
    for name in NAMES {
        assert!(text.contains(&format!("  {name}: \"\"\n  {name}SecretArn: \"\"\n")), "{text}");
    }
}
