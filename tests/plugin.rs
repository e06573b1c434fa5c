//! `docker ecs …`: the program as a plugin of the Docker client, by its own protocol and through the client itself.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests start programs and write scratch folders, say what they skip, and stop at the first surprise"
)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value as Json;

const PROGRAM: &str = env!("CARGO_BIN_EXE_stackpose");
const WEB: &str = "services:\n  web:\n    image: nginx:1.27\n    ports: ['80:80']\n";

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A project, and a configuration of the Docker client of its own.
struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("compose.yaml"), WEB).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn plugin(&self) -> std::path::PathBuf {
        self.path("docker/cli-plugins/docker-ecs")
    }

    fn run(&self, program: impl AsRef<Path>, arguments: &[&str]) -> Output {
        Command::new(program.as_ref())
            .args(arguments)
            .current_dir(self.0.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("DOCKER_CONFIG", self.path("docker"))
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn installed() -> Self {
        let scratch = Self::new();
        let output = scratch.run(PROGRAM, &["docker", "install"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        scratch
    }
}

#[test]
fn the_plugin_says_who_it_is() {
    let scratch = Scratch::installed();
    let output = scratch.run(scratch.plugin(), &["docker-cli-plugin-metadata"]);
    let answer: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["SchemaVersion"], "0.1.0");
    assert_eq!(answer["Version"], env!("CARGO_PKG_VERSION"));
    for key in ["Vendor", "ShortDescription", "URL"] {
        assert!(answer[key].is_string(), "{key} in {answer}");
    }
    // Under its own name the program is no plugin.
    assert_eq!(scratch.run(PROGRAM, &["docker-cli-plugin-metadata"]).status.code(), Some(2));
}

#[test]
fn a_translated_command_line_gives_the_bytes_of_ours() {
    let scratch = Scratch::installed();
    let ours = scratch.run(PROGRAM, &["-p", "demo", "convert", "--format", "json"]);
    let theirs = scratch.run(scratch.plugin(), &["ecs", "compose", "-n", "demo", "convert", "--format=json"]);
    assert_eq!((text(&theirs.stdout), theirs.status), (text(&ours.stdout), ours.status));
    assert!(text(&theirs.stdout).contains("WebService"), "{}", text(&theirs.stderr));
}

#[test]
fn what_is_refused_and_what_is_noted_is_said() {
    let scratch = Scratch::installed();
    let output = scratch.run(scratch.plugin(), &["ecs", "compose", "up", "--scale", "web=2"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
    assert!(text(&output.stderr).contains("help: write `deploy.replicas`"), "{}", text(&output.stderr));
    let convert = ["--context", "work", "ecs", "compose", "convert"];
    let output = scratch.run(scratch.plugin(), &convert);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("`--context`"), "{}", text(&output.stderr));
    let output =
        scratch.run(scratch.plugin(), &[&convert[..2], &["ecs", "compose", "-q", "convert"]].concat());
    assert!(!text(&output.stderr).contains("`--context`"), "{}", text(&output.stderr));
    let output = scratch.run(scratch.plugin(), &["--context", "work", "ecs", "compose", "up"]);
    assert!(text(&output.stderr).contains("which AWS account"), "{}", text(&output.stderr));
    let output = scratch.run(scratch.plugin(), &["ecs", "compose", "convert", "--no-such-option"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("docker ecs compose convert"), "{}", text(&output.stderr));
}

#[test]
fn install_replaces_its_own_and_nothing_else() {
    let scratch = Scratch::installed();
    assert!(scratch.plugin().is_symlink());
    for options in [["docker", "install", "--copy"], ["docker", "install", "--copy"]] {
        let output = scratch.run(PROGRAM, &options);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(!scratch.plugin().is_symlink());
        assert_eq!(std::fs::read(scratch.plugin()).unwrap(), std::fs::read(PROGRAM).unwrap());
    }
    let output = scratch.run(scratch.plugin(), &["ecs", "compose", "docker", "install"]);
    assert_eq!(output.status.code(), Some(2), "a copy does not become a link to itself");
    assert!(scratch.plugin().exists());
    assert_eq!(scratch.run(PROGRAM, &["docker", "uninstall"]).status.code(), Some(0));
    assert!(!scratch.plugin().exists());

    // What is left of a program that moved.
    std::os::unix::fs::symlink("/no/such/program", scratch.plugin()).unwrap();
    assert_eq!(scratch.run(PROGRAM, &["docker", "install"]).status.code(), Some(0));
    std::fs::remove_file(scratch.plugin()).unwrap();

    std::fs::write(scratch.plugin(), "#!/bin/sh\n").unwrap();
    for command in ["install", "uninstall"] {
        let output = scratch.run(PROGRAM, &["docker", command]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("is another program"), "{}", text(&output.stderr));
    }
    assert_eq!(std::fs::read_to_string(scratch.plugin()).unwrap(), "#!/bin/sh\n");

    let output = scratch.run(PROGRAM, &["docker", "install", "--dir", "here"]);
    assert!(scratch.path("here/docker-ecs").is_symlink(), "{}", text(&output.stderr));
    let output = scratch.run(PROGRAM, &["docker", "install", "--dir", "compose.yaml/below"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("compose.yaml/below/docker-ecs` cannot be made") && said.contains("--dir"),
        "{said}"
    );
}

#[test]
fn the_docker_client_runs_it() {
    if Command::new("docker").arg("--version").output().is_err() {
        eprintln!("skipped: there is no `docker` here, so its client did not run the plugin");
        return;
    }
    let scratch = Scratch::installed();
    let docker = |arguments: &[&str]| {
        let output = scratch.run("docker", arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout).to_owned()
    };
    let version = format!("Stackpose version {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(docker(&["ecs", "version"]), version);
    assert!(docker(&["help"]).lines().any(|line| {
        line.trim_start().starts_with("ecs*") && line.contains("Compose files to Amazon ECS on Fargate")
    }));
    for help in [&["ecs"][..], &["ecs", "--help"], &["help", "ecs"], &["--help", "ecs"]] {
        assert!(docker(help).contains("Usage: docker ecs COMMAND"), "{help:?}");
    }
    assert!(docker(&["ecs", "compose", "up", "--help"]).contains("Usage: docker ecs compose up"));
    let ours = scratch.run(PROGRAM, &["-p", "demo", "convert"]);
    assert_eq!(docker(&["ecs", "compose", "-p", "demo", "convert"]), text(&ours.stdout));
    assert_eq!(docker(&["-D", "-l", "error", "ecs", "compose", "-p", "demo", "convert"]), text(&ours.stdout));
    assert_eq!(docker(&["ecs", "compose", "config", "--services"]), "web\n");
    // The client hands the exit code on.
    let output = scratch.run("docker", &["ecs", "compose", "-f", "none.yaml", "convert"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    scratch.run(PROGRAM, &["docker", "uninstall"]);
    assert_ne!(scratch.run("docker", &["ecs", "version"]).status.code(), Some(0));
}
