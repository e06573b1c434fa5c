//! Single values that `config` reads, prints or refuses as Docker Compose does.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the program and stop at the first surprise"
)]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

fn config(text: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .args(["-p", "x", "-f", "-", "config", "--format", "json"])
        .current_dir("/")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// An attribute of the service `a`.
fn of_service(attribute: &str) -> String {
    format!("services: {{a: {{image: x, {attribute}}}}}\nvolumes: {{vol: {{}}}}\n")
}

#[test]
fn values_are_read_as_compose_reads_them() {
    let table = [
        ("attach: \"yes\"", "/services/a/attach", "true"),
        ("attach: Off", "/services/a/attach", "false"),
        ("build: {context: ., no_cache: \"on\"}", "/services/a/build/no_cache", "true"),
        ("build: {context: ., pull: y}", "/services/a/build/pull", "true"),
        ("deploy: {}", "/services/a/deploy", "{}"),
        ("develop: {}", "/services/a/develop", "{}"),
        ("environment: [\"=x\"]", "/services/a/environment", "{\"\":\"x\"}"),
        ("environment: [A=2026-01-31]", "/services/a/environment", "{\"A\":\"2026-01-31\"}"),
        (
            "environment: {A: 2026-01-31}",
            "/services/a/environment",
            "{\"A\":\"2026-01-31 00:00:00 +0000 UTC\"}",
        ),
        ("hostname: \"2026-01-31\"", "/services/a/hostname", "\"2026-01-31\""),
        ("profiles: [\"\"]", "/services/a/image", "\"x\""),
        ("tmpfs: [\"/x:mode=1777\"]", "/services/a/tmpfs", "[\"/x:mode=1777\"]"),
        ("ulimits: {core: 0}", "/services/a/ulimits/core", "{\"hard\":0,\"soft\":0}"),
        (
            "volumes: [{type: tmpfs, target: /x, tmpfs: {mode: 1777}}]",
            "/services/a/volumes/0/tmpfs/mode",
            "\"03361\"",
        ),
        (
            "volumes: [{type: tmpfs, target: /x, tmpfs: {mode: \"1777\"}}]",
            "/services/a/volumes/0/tmpfs/mode",
            "\"01777\"",
        ),
        ("volumes: [\"vol:/x:ro,z\"]", "/services/a/volumes/0/bind", "{\"selinux\":\"z\"}"),
    ];
    for (attribute, path, wanted) in table {
        let output = config(&of_service(attribute));
        let model: serde_json::Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{attribute}: {}", String::from_utf8_lossy(&output.stderr)));
        let found = model.pointer(path).map(ToString::to_string);
        assert_eq!(found.as_deref(), Some(wanted), "{attribute}");
    }
}

#[test]
fn a_bound_device_without_a_path_is_the_project_directory() {
    let volumes = "volumes: {vol: {driver: local, driver_opts: {o: bind, device: ''}}}";
    let output = config(&format!("services: {{a: {{image: x, volumes: ['vol:/x']}}}}\n{volumes}\n"));
    let model: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(model.pointer("/volumes/vol/driver_opts/device").and_then(|it| it.as_str()), Some("/"));
}

#[test]
fn values_are_refused_as_compose_refuses_them() {
    let table = [
        ("attach: \"1\"", "E0415"),
        ("attach: \"t\"", "E0415"),
        ("attach: \"\"", "E0415"),
        ("build: {context: ., tags: a}", "E0402"),
        ("build: {context: ., privileged: \"1\"}", "E0415"),
        ("devices: [{source: /dev/a}]", "E0410"),
        ("develop: {watch: [{path: a, action: sync}]}", "E0403"),
        ("develop: {watch: [{path: a, action: sync+restart}]}", "E0403"),
        ("command: [date, 2026-01-31]", "E0402"),
        ("environment: [2026-01-31]", "E0402"),
        ("environment: {\"\": x}", "E0405"),
        ("hostname: 2026-01-31", "E0402"),
        ("labels: [2026-01-31T01:02:03Z]", "E0402"),
        ("ports: [80.5]", "E0408"),
        ("ports: [{published: 80}]", "E0408"),
        ("ports: [{target: 80, published: 1.5}]", "E0402"),
        ("restart: 2026-01-31", "E0402"),
        ("storage_opt: {size: true}", "E0402"),
    ];
    for (attribute, code) in table {
        let output = config(&of_service(attribute));
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{attribute}: {said}");
        assert!(said.starts_with(&format!("error[{code}]: ")), "{attribute}: {said}");
    }
    let accepted = config(&of_service("develop: {watch: [{path: a, action: rebuild}]}"));
    assert_eq!(accepted.status.code(), Some(0));
}

/// A file of a few kilobytes must not be deeper than the stack.
#[test]
fn values_lie_in_each_other_up_to_a_bound() {
    let nested = |depth: usize| {
        format!("services: {{a: {{image: x}}}}\nx-deep: {}{}\n", "[".repeat(depth), "]".repeat(depth))
    };
    assert_eq!(config(&nested(999)).status.code(), Some(0));
    let said = String::from_utf8(config(&nested(1_000)).stderr).unwrap();
    assert!(said.starts_with("error[E0113]: "), "{said}");
    let mut text = "services: {a: {image: x}}\nx-0: &a0 x\n".to_owned();
    for at in 1..=200_usize {
        let (open, close) = ("[".repeat(100), "]".repeat(100));
        text.extend(["x-", &at.to_string(), ": &a", &at.to_string(), " ", &open]);
        text.extend(["*a", &(at - 1).to_string(), &close, "\n"]);
    }
    let output = config(&text);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && said.starts_with("error[E0113]: "), "{said}");
}
