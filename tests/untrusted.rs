//! A checkout that somebody else prepared, with real files and links: what must not be read, copied or written.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the program and write scratch folders, and stop at the first surprise"
)]

#[path = "common/program.rs"]
mod program;

use std::path::Path;
use std::process::Output;

use program::run;

/// The content of files that must not be read.
const TOKEN: &str = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";

/// A folder with these files in it; names may hold folders.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Everything that it said.
fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_copied_folder_has_neither_git_nor_variables_nor_the_last_output() {
    let compose = "services:\n  web:\n    image: nginx\n    volumes: ['.:/app:ro']\n";
    let config = format!("[http]\nextraheader = {TOKEN}\n");
    let folder = folder(&[
        ("compose.yaml", compose),
        ("page.html", "welcome"),
        (".git/config", &config),
        (".env.local", TOKEN),
        ("sub/.git", TOKEN),
    ]);
    let convert = || {
        let output = run(
            folder.path(),
            &["--notes", "convert", "-o", "template.yaml", "--parameters", "parameters.json"],
        );
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(!said(&output).contains(TOKEN) && said(&output).contains("`page.html`"), "{}", said(&output));
        std::fs::read_to_string(folder.path().join("template.yaml")).unwrap()
    };
    let first = convert();
    assert!(!first.contains(TOKEN) && !first.contains("extraheader"), "{first}");
    assert_eq!(convert(), first, "the output does not contain its previous version");
}

/// The commands that read a project.
const COMMANDS: [&[&str]; 4] = [&["config"], &["check", "--format", "json"], &["convert"], &["bake"]];

const WEB: &str = "services:\n  web:\n    image: nginx:1.29\n";

/// Runs every command in a folder, and expects that each is stopped by a finding and that none says the token.
fn refused(folder: &Path, options: &[&str], code: &str) {
    for command in COMMANDS {
        let arguments: Vec<&str> = [options, &["-v"], command].concat();
        let output = run(folder, &arguments);
        let said = said(&output);
        assert!(!said.contains(TOKEN), "{arguments:?} says the token:\n{said}");
        // An image is built without the files of variables, so `bake` may not notice them.
        if !command.contains(&"bake") {
            assert_eq!(output.status.code(), Some(1), "{arguments:?}:\n{said}");
            assert!(said.contains(code), "{arguments:?} does not say {code}:\n{said}");
        }
    }
}

#[cfg(unix)]
fn link(target: &Path, folder: &Path, name: &str) {
    std::os::unix::fs::symlink(target, folder.join(name)).unwrap();
}

/// Something of the machine that holds a token, outside any project.
fn machine() -> tempfile::TempDir {
    folder(&[
        ("credentials", &format!("TOKEN={TOKEN}\n")),
        ("empty.yaml", ""),
        ("dir/inner.env", &format!("A={TOKEN}\n")),
    ])
}

fn checkout(files: &[(&str, &str)]) -> tempfile::TempDir {
    let checkout = folder(files);
    write(checkout.path(), ".git/config", &format!("[http]\nextraheader={TOKEN}\n"));
    checkout
}

#[test]
fn compose_file_in_the_dotenv_does_not_move_the_boundary() {
    let machine = machine();
    let outside = machine.path().to_str().unwrap();
    let named = format!("COMPOSE_FILE={outside}/empty.yaml:compose.yaml\n");
    let compose = format!("{WEB}    env_file: {outside}/credentials\n");
    let checkout = checkout(&[("compose.yaml", &compose), (".env", &named)]);
    refused(checkout.path(), &[], "E0010");
    // Nor does its separator make other files of those that the process names.
    let split = format!("COMPOSE_PATH_SEPARATOR=,\nCOMPOSE_FILE={outside}/empty.yaml,compose.yaml\n");
    write(checkout.path(), ".env", &split);
    refused(checkout.path(), &[], "E0010");
    // Without git, the working directory is the boundary.
    std::fs::remove_dir_all(checkout.path().join(".git")).unwrap();
    refused(checkout.path(), &[], "E0010");
}

#[cfg(unix)]
#[test]
fn links_in_place_of_files_that_are_read_by_default_lead_nowhere() {
    let machine = machine();
    for name in [".env", "compose.override.yaml", "compose.override.yml"] {
        let checkout = checkout(&[("compose.yaml", WEB)]);
        link(&machine.path().join("credentials"), checkout.path(), name);
        refused(checkout.path(), &[], "E0010");
    }
    let checkout = checkout(&[]);
    link(&machine.path().join("credentials"), checkout.path(), "compose.yaml");
    refused(checkout.path(), &[], "E0010");
    refused(checkout.path(), &["-f", "compose.yaml"], "E0010");
    link(machine.path(), checkout.path(), "app");
    refused(checkout.path(), &["-f", "app/credentials"], "E0010");
    refused(checkout.path(), &["--project-directory", "app", "-f", "app/credentials"], "E0010");
    refused(checkout.path(), &["--env-file", "app/credentials"], "E0010");
}

#[cfg(target_os = "linux")]
#[test]
fn the_environment_of_the_process_is_not_a_compose_file() {
    let checkout = checkout(&[("compose.yaml", WEB), (".env", "COMPOSE_FILE=/proc/self/environ\n")]);
    refused(checkout.path(), &[], "E0013");
    refused(checkout.path(), &["--allow-outside", "/"], "E0013");
    write(checkout.path(), ".env", "");
    link(Path::new("/proc/self/environ"), checkout.path(), "more.yaml");
    refused(checkout.path(), &["-f", "compose.yaml", "-f", "more.yaml"], "E0013");
    refused(checkout.path(), &["--env-file", "/proc/self/environ"], "E0013");
}

/// Every attribute by which a Compose file can name a file.
const NAMED: [&str; 8] = [
    "services: {web: {image: nginx, env_file: FILE}}\n",
    "services: {web: {image: nginx, env_file: [{path: FILE, format: raw, required: false}]}}\n",
    "services: {web: {image: nginx, label_file: FILE}}\n",
    "include: [FILE]\nservices: {web: {image: nginx}}\n",
    "include: [{path: more.yaml, env_file: FILE}]\nservices: {web: {image: nginx}}\n",
    "services: {web: {extends: {file: FILE, service: web}}}\n",
    "services: {web: {image: nginx, configs: [a]}}\nconfigs: {a: {file: FILE}}\nx-aws-files: volume\n",
    "services: {web: {image: nginx, secrets: [a]}}\nsecrets: {a: {file: FILE}}\n",
];

#[cfg(unix)]
#[test]
fn nothing_of_git_and_nothing_outside_is_read_by_any_attribute() {
    let machine = machine();
    for text in NAMED {
        let outside = machine.path().join("credentials");
        for (file, code) in [
            (".git/config", "E0013"),
            ("./x/../.git/config", "E0013"),
            ("linked", "E0013"),
            ("folder/config", "E0013"),
            (outside.to_str().unwrap(), "E0010"),
            ("outside", "E0010"),
            ("away/inner.env", "E0010"),
        ] {
            let checkout = checkout(&[("compose.yaml", &text.replace("FILE", file)), ("more.yaml", WEB)]);
            link(&checkout.path().join(".git/config"), checkout.path(), "linked");
            link(Path::new(".git"), checkout.path(), "folder");
            link(&outside, checkout.path(), "outside");
            link(&machine.path().join("dir"), checkout.path(), "away");
            refused(checkout.path(), &[], code);
        }
    }
}

#[cfg(unix)]
#[test]
fn mounts_of_git_and_links_in_copied_folders_give_nothing_away() {
    let machine = machine();
    for mount in ["./.git:/x:ro", "./.git/config:/x:ro", "./linked:/x:ro", "./folder:/x:ro", "./conf:/x:ro"] {
        let text = format!("{WEB}    x-aws-files: volume\n    volumes: ['{mount}']\n");
        let checkout = checkout(&[("compose.yaml", &text), ("conf/a", "a")]);
        link(&checkout.path().join(".git/config"), checkout.path(), "linked");
        link(Path::new(".git"), checkout.path(), "folder");
        link(&machine.path().join("credentials"), &checkout.path().join("conf"), "b");
        for command in [["check", "-v"], ["convert", "-v"]] {
            let output = run(checkout.path(), &command);
            assert_eq!(output.status.code(), Some(1), "{mount}: {}", said(&output));
            assert!(!said(&output).contains(TOKEN), "{mount}: {}", said(&output));
        }
    }
}

#[test]
fn what_whoever_runs_it_has_typed_may_lie_elsewhere() {
    let shared = folder(&[
        ("extra.yaml", "services:\n  web:\n    environment: {A: \"${COLOR}\"}\n"),
        ("prod.env", "COLOR=blue\n"),
        ("base.yaml", WEB),
    ]);
    let outside = shared.path().to_str().unwrap();
    let checkout = checkout(&[("compose.yaml", WEB)]);
    let (extra, env) = (format!("{outside}/extra.yaml"), format!("{outside}/prod.env"));
    let output = run(checkout.path(), &["-f", "compose.yaml", "-f", &extra, "--env-file", &env, "config"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("A: blue"), "{}", said(&output));
    let text = format!("include: [{outside}/base.yaml]\n");
    write(checkout.path(), "compose.yaml", &text);
    refused(checkout.path(), &[], "E0010");
    let output = run(checkout.path(), &["--allow-outside", outside, "config"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_that_leaves_the_checkout() {
    let machine = machine();
    let before = |name: &str| std::fs::read_to_string(machine.path().join(name)).unwrap();
    let (credentials, empty) = (before("credentials"), before("empty.yaml"));
    let checkout = checkout(&[("compose.yaml", WEB), ("kept.yaml", "kept")]);
    link(&machine.path().join("empty.yaml"), checkout.path(), "template.yaml");
    link(&machine.path().join("new.yaml"), checkout.path(), "dangling.yaml");
    link(&checkout.path().join(".git/config"), checkout.path(), "git.yaml");
    link(machine.path(), checkout.path(), "out");
    link(Path::new("kept.yaml"), checkout.path(), "inside.yaml");
    for file in ["template.yaml", "dangling.yaml", "git.yaml", "out/new.yaml", "out/../out/empty.yaml"] {
        for command in [
            ["convert", "-o", file].as_slice(),
            &["convert", "--parameters", file],
            &["config", "-o", file],
            &["bake", "-o", file],
        ] {
            let output = run(checkout.path(), command);
            assert_eq!(output.status.code(), Some(2), "{command:?}: {}", said(&output));
            assert!(!said(&output).contains(TOKEN), "{command:?}: {}", said(&output));
        }
    }
    assert_eq!((before("credentials"), before("empty.yaml")), (credentials, empty));
    assert!(!machine.path().join("new.yaml").exists());
    let git = std::fs::read_to_string(checkout.path().join(".git/config")).unwrap();
    assert!(git.contains("extraheader"), "{git}");
    // A link that stays inside, and a file elsewhere that was typed, are written.
    let elsewhere = machine.path().join("template.json");
    for file in ["inside.yaml", elsewhere.to_str().unwrap()] {
        let output = run(checkout.path(), &["convert", "-o", file]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
    assert!(std::fs::read_to_string(checkout.path().join("kept.yaml")).unwrap().contains("Resources:"));
    assert!(elsewhere.exists());
}

#[cfg(unix)]
/// The boundary of reading is the folder of `-f` then, and outputs still belong to where the command was typed.
#[test]
fn outputs_are_written_beside_a_project_in_a_folder_below() {
    let folder = folder(&[("app/compose.yaml", WEB)]);
    let output = run(folder.path(), &["-f", "app/compose.yaml", "convert", "-o", "template.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(std::fs::read_to_string(folder.path().join("template.yaml")).unwrap().contains("Resources:"));
}

#[test]
fn files_of_parameters_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let checkout = checkout(&[("compose.yaml", WEB)]);
    let output = run(checkout.path(), &["convert", "-o", "template.yaml", "--parameters", "parameters.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let mode =
        |name: &str| std::fs::metadata(checkout.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("parameters.json"), 0o600);
    assert_ne!(mode("template.yaml"), 0o600);
}

#[cfg(unix)]
#[test]
fn fix_does_not_edit_what_lies_outside() {
    let machine = folder(&[("old.yaml", "version: '3'\nservices:\n  web:\n    image: nginx:1.29\n")]);
    let checkout = checkout(&[]);
    link(&machine.path().join("old.yaml"), checkout.path(), "compose.yaml");
    let output = run(checkout.path(), &["check", "--fix"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(std::fs::read_to_string(machine.path().join("old.yaml")).unwrap().starts_with("version"));
}

/// The builder reads with the rights of whoever calls it, so a stranger's file must not name what lies elsewhere.
#[cfg(unix)]
#[test]
fn a_build_reads_nothing_outside() {
    let machine = machine();
    let outside = machine.path().to_str().unwrap();
    let builds = [
        format!("context: {outside}"),
        "context: app".to_owned(),
        "context: app/dir/new".to_owned(),
        format!("dockerfile: {outside}/credentials"),
        "dockerfile: Dockerfile.link".to_owned(),
        format!("additional_contexts: {{more: {outside}/dir}}"),
        format!("additional_contexts: {{more: \"oci-layout://{outside}/dir:latest\"}}"),
        "secrets: [token]".to_owned(),
        format!("ssh: [\"k={outside}/credentials\"]"),
        format!("cache_from: [\"type=local,src={outside}/dir\"]"),
        format!("x-bake: {{contexts: {{more: {outside}/dir}}}}"),
        format!("x-bake: {{secret: [\"id=a,src={outside}/credentials\"]}}"),
        format!("x-bake: {{output: [\"type=local,dest={outside}/dir\"]}}"),
    ];
    for build in builds {
        let compose = format!(
            "services:\n  web:\n    build:\n      {build}\nsecrets:\n  token: {{file: {outside}/credentials}}\n"
        );
        let checkout = checkout(&[("compose.yaml", &compose), ("Dockerfile", "FROM scratch\n")]);
        link(machine.path(), checkout.path(), "app");
        link(&machine.path().join("credentials"), checkout.path(), "Dockerfile.link");
        let output = run(checkout.path(), &["bake"]);
        assert_eq!(output.status.code(), Some(1), "{build}:\n{}", said(&output));
        assert!(
            said(&output).contains("E0010") && !said(&output).contains(TOKEN),
            "{build}:\n{}",
            said(&output)
        );
        let output = run(checkout.path(), &["--allow-outside", outside, "bake"]);
        assert_eq!(output.status.code(), Some(0), "{build}:\n{}", said(&output));
    }
}
