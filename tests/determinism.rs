//! The same input gives the same bytes: twice, from another folder, with another home, with services in another order.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests write scratch folders, and stop at the first surprise"
)]

mod common;

use std::path::Path;

use stackpose::{Disk, Format};

const FORWARD: &str = "services:\n  a:\n    image: nginx\n    ports: ['80:80']\n    environment: {B: '2', A: '1'}\n    depends_on: [b]\n  b:\n    image: redis\n";
const BACKWARD: &str = "services:\n  b:\n    image: redis\n  a:\n    depends_on: [b]\n    environment: {A: '1', B: '2'}\n    ports: ['80:80']\n    image: nginx\n";

fn template(folder: &Path, text: &str, home: &str) -> String {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("compose.yaml"), text).unwrap();
    let mut request = common::request(folder);
    request.project_name = Some("demo".to_owned());
    request.environment.insert("HOME".to_owned(), home.to_owned());
    let outcome = stackpose::compile(&request, &Disk, Format::Yaml);
    assert!(!outcome.has_errors(), "{}", common::picture(&outcome));
    outcome.value.unwrap()
}

#[test]
fn neither_folder_nor_home_nor_order_shows() {
    let scratch = tempfile::tempdir().unwrap();
    let first = template(&scratch.path().join("one"), FORWARD, "/home/a");
    assert_eq!(first, template(&scratch.path().join("one"), FORWARD, "/home/a"), "a second run");
    assert_eq!(
        first,
        template(&scratch.path().join("two/deep"), FORWARD, "/home/b"),
        "another folder, another home"
    );
    assert_eq!(
        first,
        template(&scratch.path().join("three"), BACKWARD, "/home/a"),
        "services and variables in another order"
    );
    assert!(first.contains("AService:"), "the template is about the project");
}

/// Volumes are named after what the file says, whatever is below it on this machine.
#[test]
fn neither_folder_nor_home_names_a_volume() {
    let text = "services:\n  a:\n    image: nginx\n    volumes: ['./data/db:/a', '../up:/b', '~/c:/c', '${HOME}/d:/d', '${PWD}/e:/e', '/srv/f:/f']\n";
    let scratch = tempfile::tempdir().unwrap();
    let first = template(&scratch.path().join("one"), text, "/home/a");
    assert_eq!(first, template(&scratch.path().join("two/deep"), text, "/home/b"));
    let home = scratch.path().join("home");
    assert_eq!(first, template(&home.join("project"), text, home.to_str().unwrap()), "a project in the home");
    for name in ["DataDb", "Up", "HomeC", "HomeD", "E", "HostSrvF"] {
        assert!(first.contains(&format!("\n  {name}FolderFilesystem:")) || name == "Up", "{name}");
    }
    assert!(first.contains("\n  UpUpFolderFilesystem:"), "a folder beside the project");
}

#[test]
fn both_formats_say_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/whole/article");
    let json = stackpose::compile(&common::request(&folder), &Disk, Format::Json).value.unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let yaml = stackpose::compile(&common::request(&folder), &Disk, Format::Yaml).value.unwrap();
    let resources = json["Resources"].as_object().unwrap();
    for id in resources.keys() {
        assert!(yaml.contains(&format!("\n  {id}:\n")), "{id} is in both");
    }
    assert_eq!(resources["FrontendService"]["Properties"]["DesiredCount"], 1);
}

#[test]
fn an_overlay_is_the_same_in_both_formats() {
    let mut seen = 0;
    for case in ["lists", "queue", "layers", "sections", "transform"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/overrides").join(case);
        let emitted = |format| stackpose::compile(&common::request(&folder), &Disk, format).value.unwrap();
        let json: serde_json::Value = serde_json::from_str(&emitted(Format::Json)).unwrap();
        // The YAML of the JSON is the YAML: section by section, in their order, functions by their tags.
        assert_eq!(
            stackpose::internals::emit::document(&json, Format::Yaml),
            emitted(Format::Yaml),
            "{case}"
        );
        seen += json["Resources"].as_object().unwrap().len();
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn the_order_of_the_environment_does_not_show() {
    let scratch = tempfile::tempdir().unwrap();
    let text = "services:\n  a:\n    image: nginx\n    environment: [FIRST, SECOND, THIRD]\n";
    std::fs::write(scratch.path().join("compose.yaml"), text).unwrap();
    // `env -i` hands variables over in the order in which they are named.
    let run = |variables: [&str; 3]| {
        let mut command = std::process::Command::new("env");
        command
            .arg("-i")
            .args(variables)
            .arg(env!("CARGO_BIN_EXE_stackpose"))
            .args(["-p", "demo", "convert"]);
        let output = command.current_dir(scratch.path()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let forward = run(["FIRST=1", "SECOND=2", "THIRD=3"]);
    assert!(forward.contains("{ Name: THIRD, Value: \"3\" }"), "{forward}");
    assert_eq!(forward, run(["THIRD=3", "FIRST=1", "SECOND=2"]));
}
