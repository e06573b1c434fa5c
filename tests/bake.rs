//! `bake`: pictures of what it prints (`tests/bake/`), and whether `docker buildx bake` takes that.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests start programs and write scratch folders, say what they skip, and stop at the first surprise"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value as Json;

const CASES: [&str; 5] = ["everything", "names", "files", "left_out", "nothing"];

type Kind = fn(&Json) -> bool;

/// Attributes of a target in the order in which bake prints them, and whether each is a text, a list, a mapping or yes
/// or no. <https://docs.docker.com/build/bake/reference/#target>
const ATTRIBUTES: &[(&str, Kind)] = &[
    ("context", Json::is_string),
    ("contexts", is_texts_by_name),
    ("dockerfile", Json::is_string),
    ("dockerfile-inline", Json::is_string),
    ("args", is_texts_by_name),
    ("labels", is_texts_by_name),
    ("tags", is_texts),
    ("cache-from", is_texts),
    ("cache-to", is_texts),
    ("target", Json::is_string),
    ("secret", is_texts),
    ("ssh", is_texts),
    ("platforms", is_texts),
    ("output", is_texts),
    ("pull", Json::is_boolean),
    ("no-cache", Json::is_boolean),
    ("network", Json::is_string),
    ("no-cache-filter", is_texts),
    ("shm-size", Json::is_string),
    ("ulimits", is_texts),
    ("entitlements", is_texts),
    ("extra-hosts", is_texts_by_name),
    ("attest", is_texts),
];

fn is_texts(value: &Json) -> bool {
    value.as_array().is_some_and(|list| list.iter().all(Json::is_string))
}

fn is_texts_by_name(value: &Json) -> bool {
    value.as_object().is_some_and(|map| map.values().all(Json::is_string))
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bake")
}

fn bake(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .args(["-p", "demo", "bake"])
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("SWITCH", "on")
        .output()
        .unwrap()
}

fn case(name: &str) -> Output {
    bake(&home(), &["-f", &format!("{name}.yaml")])
}

fn text(stream: &[u8]) -> String {
    String::from_utf8(stream.to_vec()).unwrap()
}

fn file(output: &Output) -> Json {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn keys(value: &Json) -> Vec<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn every_case_has_its_picture() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("bake");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for name in CASES {
        let output = case(name);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", text(&output.stderr));
        let shown = format!("{}\n{}", text(&output.stdout), text(&output.stderr));
        settings.bind(|| insta::assert_snapshot!(name, shown.trim_end()));
    }
}

#[test]
fn only_what_bake_knows_is_in_it() {
    let mut seen = Vec::new();
    for name in CASES {
        let file = file(&case(name));
        assert_eq!(keys(&file), ["group", "target"], "{name}");
        let group = file["group"]["default"]["targets"].as_array().unwrap();
        assert_eq!(keys(&file["group"]["default"]), ["targets"]);
        let targets = file["target"].as_object().unwrap();
        // What another target builds upon is built with that.
        let below = |name: &String| {
            let contexts = targets.values().filter_map(|target| target["contexts"].as_object());
            contexts
                .flat_map(|contexts| contexts.values())
                .any(|context| *context == format!("target:{name}"))
        };
        for target in targets.keys() {
            let asked = group.iter().any(|name| name == target);
            assert!(asked || name == "files" && below(target), "{name}: {target} is never built");
        }
        assert!(
            group.iter().all(|target| targets.contains_key(target.as_str().unwrap())),
            "{name}: {group:?}"
        );
        for (target, attributes) in targets {
            assert!(target.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)), "{target}");
            let mut rest = ATTRIBUTES.iter();
            for (key, value) in attributes.as_object().unwrap() {
                let known = rest.find(|(known, _)| known == key);
                let (_, fits) =
                    known.unwrap_or_else(|| panic!("{name}: {target}.{key} is unknown or misplaced"));
                assert!(fits(value), "{name}: {target}.{key} is {value}");
                seen.push(key.clone());
            }
            for (_, context) in attributes["contexts"].as_object().into_iter().flatten() {
                if let Some(linked) = context.as_str().unwrap().strip_prefix("target:") {
                    assert!(targets.contains_key(linked), "{name}: {linked}");
                }
            }
        }
    }
    let unseen: Vec<&str> =
        ATTRIBUTES.iter().map(|(key, _)| *key).filter(|key| !seen.iter().any(|it| it == key)).collect();
    assert!(unseen.is_empty(), "no case shows {unseen:?}");
}

/// A project in a folder of its own with the values of secrets beside it.
#[test]
fn neither_the_machine_nor_a_secret_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("app/sub");
    std::fs::create_dir_all(&inner).unwrap();
    std::fs::write(folder.path().join("app/token.txt"), "hunter2").unwrap();
    std::fs::write(folder.path().join("app/.env"), "TOKEN=hunter3\n").unwrap();
    let compose = "services:\n  web:\n    build:\n      context: web\n      secrets: [file, variable]\n\
        \x20   env_file: missing.env\nsecrets:\n  file: {file: token.txt}\n  variable: {environment: TOKEN}\n";
    std::fs::write(folder.path().join("app/compose.yaml"), compose).unwrap();
    let output = bake(&inner, &["-f", "../compose.yaml", "-o", "bake.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!((text(&output.stdout).as_str(), text(&output.stderr).as_str()), ("", ""));
    let written = std::fs::read_to_string(inner.join("bake.json")).unwrap();
    assert!(!written.contains("hunter") && !written.contains(folder.path().to_str().unwrap()), "{written}");
    let file: Json = serde_json::from_str(&written).unwrap();
    assert_eq!(file["target"]["web"]["context"], "../web");
    let secrets = ["type=file,id=file,src=../token.txt", "type=env,id=variable,env=TOKEN"];
    assert_eq!(file["target"]["web"]["secret"], serde_json::json!(secrets));
}

#[test]
fn services_asked_for_come_alone() {
    let output = bake(&home(), &["-f", "names.yaml", "b_c"]);
    assert_eq!(keys(&file(&output)["target"]), ["b_c"]);
    let output = bake(&home(), &["-f", "names.yaml", "default"]);
    assert_eq!(file(&output)["target"]["default_"]["contexts"]["one"], "target:b_c");
    assert_eq!(keys(&file(&output)["target"]), ["b_c", "default_"]);
    assert_eq!(file(&output)["target"]["b_c"]["tags"], serde_json::json!(["me/one"]));
    // A profile is activated by asking for its service; other commands leave out what is only built upon.
    assert_eq!(keys(&file(&bake(&home(), &["-f", "names.yaml", "beside"]))["target"]), ["beside"]);
    let config = Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .args(["-f", "names.yaml", "config", "--services", "default"])
        .current_dir(home())
        .env_clear()
        .output()
        .unwrap();
    assert_eq!((text(&config.stdout).as_str(), text(&config.stderr).as_str()), ("default\n", ""));
}

#[test]
fn a_finding_can_be_made_an_error() {
    let output = bake(&home(), &["-f", "left_out.yaml", "--deny", "W0602"]);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(1), ""));
    let quiet = bake(&home(), &["-q", "-f", "nothing.yaml"]);
    assert_eq!((quiet.status.code(), text(&quiet.stderr).as_str()), (Some(0), ""));
}

#[test]
fn bake_takes_every_case() {
    let version = Command::new("docker").args(["buildx", "version"]).output();
    if !version.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: `docker buildx` is not here");
        return;
    }
    for name in CASES {
        let ours = case(name);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("docker-bake.json");
        std::fs::write(&path, &ours.stdout).unwrap();
        let output = Command::new("docker")
            .args(["buildx", "bake", "--print", "-f"])
            .arg(&path)
            .current_dir(home())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        // Bake has nothing to print where nothing is built.
        if name == "nothing" {
            continue;
        }
        assert!(output.status.success(), "{name}: {}", text(&output.stderr));
        let (ours, theirs) = (file(&ours), file(&output));
        for (target, attributes) in ours["target"].as_object().unwrap() {
            for key in ["context", "args", "tags", "platforms", "labels"] {
                assert_eq!(theirs["target"][target].get(key), attributes.get(key), "{name}: {target}.{key}");
            }
        }
    }
}

#[test]
fn a_file_that_is_missing_cannot_be_baked() {
    let output = bake(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/files/missing"), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let said = text(&output.stderr);
    assert!(said.contains("files to mount do not exist: `./Caddyfile`, `./init.sql`, `./site`"), "{said}");
}
