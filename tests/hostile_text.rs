//! Whatever a Compose file says, nothing that a terminal or a CI runner obeys leaves the program, in any format.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests write files and run the program, and stop at the first surprise"
)]

use std::path::Path;
use std::process::Command;

use stackpose::internals::diagnostic::explanations;

/// Text that is obeyed, or not seen, as YAML writes it between double quotes.
const HOSTILE: &str = "x\\n::error::pwned\\r\\e[2J\\e]8;;http://x\\a\\x9b31m\\u202e\\u200b\\u200d\\ufeff\\u2028\\x7f\
                       ##[error]pwned ##vso[task.setvariable]pwned ::add-mask::pwned\\t";

/// Files in which such text is a name, a value of every kind, a key, a path.
fn projects() -> Vec<String> {
    let mut all: Vec<String> = [
        "services: {\"@\": {image: \"x:1\", foo: 1}}",
        "services: {a: {image: \"@\", privileged: true}}",
        "services: {a: {image: \"x:1\", \"@\": 1}}",
        "services: {a: {image: \"x:1\", ports: [\"@\"], volumes: [\"@:/x\"], devices: [\"@\"], networks: [\"@\"]}}",
        "services: {a: {image: \"x:1\", restart: \"@\", mem_limit: \"@\", stop_grace_period: \"@\", user: \"@\"}}",
        "services: {a: {image: \"x:1\", environment: {\"@_PASSWORD\": \"@\"}, labels: {\"@\": [\"@\"]}, depends_on: [\"@\"]}}",
        "services: {a: {image: \"x:1\", extends: {service: \"@\", file: \"@\"}, env_file: [\"@\"]}}",
        "include: [\"@\"]\nservices: {a: {image: \"x:1\"}}",
        "services: {a: {image: \"x:1\", command: \"${@}\", healthcheck: {test: [\"@\"]}, x-aws-role: \"@\"}}",
        "services: {a: {image: \"x:1\", environment: [\"${A?@}\"]}}",
        "services: {a: {image: \"x:1\", configs: [\"@\"], secrets: [{source: \"@\"}], \"x-aws-@\": 1}}",
        "x-aws-cloudformation: {Resources: {\"@\": {Type: \"@\"}}}\nservices: {a: {image: \"x:1\"}}",
        "\"@\": 1\nservices: {a: {image: \"x:1\", labels: {b: 1, b: 2}, ports: [\"80:80\", \"80:81\"]}}",
        "name: \"@\"\nservices: {a: {image: \"x:1\"}}",
        "volumes: {\"@\": {external: true}}\nnetworks: {\"@\": {driver: \"@\"}}\nservices: {a: {image: \"x:1\", volumes: [\"@:/x\"]}}",
        "services: {a: {image: \"x:1\", logging: {driver: \"@\", options: {\"@\": \"@\"}}, cap_add: [\"@\"], sysctls: {\"@\": 1}}}",
        "services: {a: {image: \"@\", build: {context: \"@\", dockerfile: \"@\", target: \"@\"}, profiles: [\"@\"]}}",
    ]
    .map(|text| text.replace('@', HOSTILE))
    .to_vec();
    // Raw characters that YAML takes as they are.
    let raw = "x::error::pwned\u{202e}\u{200b}\u{feff}##[error]##vso[x] ::add-mask::x\u{9b}\u{85}";
    all.push(format!("services:\n  a:\n    image: x:1\n    # {raw}\n    foo: {raw}\n    bar: '{raw}'\n"));
    // The example of every finding, with hostile text behind each plain word of a value.
    all.extend(
        explanations()
            .filter(|explanation| {
                !explanation.example.starts_with('$') && !explanation.example.contains("# file:")
            })
            .map(|explanation| {
                explanation
                    .example
                    .replace("nginx", &format!("ngi{raw}nx"))
                    .replace("web", &format!("web{}", "\u{202e}"))
            }),
    );
    all
}

/// What is wrong with some output, if anything is.
fn fault(output: &[u8], commands: bool) -> Option<String> {
    let text = String::from_utf8(output.to_vec()).unwrap();
    let hidden = |c: char| c != '\n' && stackpose::internals::sanitise::is_hidden(c);
    let begins = |line: &str| line.trim_start().starts_with("::");
    let ours = |line: &str| ["::error ", "::warning ", "::notice "].iter().any(|word| line.starts_with(word));
    let obeyed = |line: &str| {
        let lower = line.to_lowercase();
        lower.contains("##[") || lower.contains("##vso[") || begins(line) && !(commands && ours(line))
    };
    let line = text.split('\n').find(|line| line.chars().any(hidden) || obeyed(line))?;
    Some(format!("{line:?}"))
}

fn run(arguments: &[&str], folder: &Path) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .output()
        .unwrap()
}

fn check(arguments: &[&str], commands: bool) {
    let mut faults = Vec::new();
    for text in projects() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("compose.yaml"), &text).unwrap();
        let output = run(arguments, folder.path());
        for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            faults.extend(fault(bytes, commands).map(|line| format!("{name} for {text}: {line}")));
        }
        assert_ne!(output.status.code(), Some(3), "{text}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_is_obeyed_in_human() {
    check(&["check"], false);
}

#[test]
fn nothing_is_obeyed_in_short() {
    check(&["check", "--format", "short"], false);
}

#[test]
fn nothing_is_obeyed_in_json() {
    check(&["check", "--format", "json"], false);
}

#[test]
fn nothing_is_obeyed_in_sarif() {
    check(&["check", "--format", "sarif"], false);
}

#[test]
fn nothing_is_obeyed_in_github() {
    check(&["check", "--format", "github"], true);
}

#[test]
fn nothing_is_obeyed_in_a_diff() {
    check(&["check", "--fix", "--diff", "-v"], false);
}

#[test]
fn nothing_is_obeyed_beside_a_template_or_model() {
    for command in ["convert", "config", "bake"] {
        check(&[command, "-v", "-o", "out.txt"], false);
    }
    for list in ["--services", "--images", "--volumes", "--variables", "--environment", "--profiles"] {
        check(&["config", list], false);
    }
}

#[test]
fn nothing_is_obeyed_that_was_typed() {
    let folder = tempfile::tempdir().unwrap();
    let hostile = "x\n::error::pwned\u{1b}[2J\u{202e} ##[error]";
    for arguments in [
        vec!["explain", hostile],
        vec![hostile],
        vec!["-f", hostile, "config"],
        vec!["check", "--deny", hostile],
        vec!["--env-file", hostile, "config"],
        vec!["config", "--format", hostile],
    ] {
        let output = run(&arguments, folder.path());
        for bytes in [&output.stdout, &output.stderr] {
            assert_eq!(fault(bytes, false), None, "{arguments:?}");
        }
    }
}
