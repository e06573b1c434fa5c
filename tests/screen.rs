//! What a person sees of five projects: the overview, each cause once, the next command (`tests/screen/`).
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the program and read files, and stop at the first surprise"
)]

#[path = "common/program.rs"]
mod program;

use std::path::{Path, PathBuf};
use std::process::Output;

use program::run;

fn real() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/real")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn five_projects_have_their_picture() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("screen");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for name in ["airflow", "django", "elastic", "n8n", "rails"] {
        let folder = real().join(name);
        let output = run(&folder, &["convert"]);
        assert!(stdout(&output).starts_with("AWSTemplateFormatVersion"), "{name}: the template alone");
        let check = run(&folder, &["check"]);
        assert_eq!((stdout(&check), stderr(&check)), (stderr(&output), String::new()), "{name}: the same");
        settings.bind(|| insta::assert_snapshot!(name, stderr(&output)));
    }
}

#[test]
fn real_projects_fit_on_a_screen() {
    let (mut lengths, mut counts) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(real()).unwrap() {
        let folder = entry.unwrap().path();
        let said = stderr(&run(&folder, &["convert"]));
        let lines = said.lines().count();
        let is_finding = |line: &&str| line.starts_with("error[") || line.starts_with("warning[");
        counts.push(said.lines().filter(is_finding).count());
        assert!(lines <= 60, "{}: {lines} lines", folder.display());
        lengths.push(lines);
    }
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).unwrap();
    assert!(*median <= 40, "half of the projects have {median} lines or more");
    counts.sort_unstable();
    let median = counts.get(counts.len() / 2).unwrap();
    assert!((1..=5).contains(median), "half of the projects have {median} findings or more");
}

#[test]
fn quiet_says_errors_only_and_a_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("compose.yaml"), "services: {web: {image: nginx}}\n").unwrap();
    let output = run(folder.path(), &["-p", "x", "-q", "convert", "-o", "template.yaml"]);
    assert_eq!((stdout(&output).as_str(), stderr(&output).as_str()), ("", ""));
    let output = run(folder.path(), &["-p", "x", "convert", "-o", "template.yaml"]);
    let last = "1 warning, 1 note (`--notes` shows it); wrote template.yaml; next: `stackpose explain W1001`";
    assert_eq!((stdout(&output).as_str(), stderr(&output).lines().last()), ("", Some(last)));
    let text = "services: {web: {image: 'nginx:1.29', privileged: true}}\n";
    std::fs::write(folder.path().join("compose.yaml"), text).unwrap();
    let output = run(folder.path(), &["-p", "x", "-q", "convert"]);
    let said = stderr(&output);
    assert!(said.starts_with("error[E0601]: `privileged`") && said.ends_with("\n\n1 error\n"), "{said}");
    let text = "services: {web: {image: 'nginx:1.29', mem_limit: 1g}}\n";
    std::fs::write(folder.path().join("compose.yaml"), text).unwrap();
    let said = stderr(&run(folder.path(), &["-p", "x", "convert"]));
    let next = if cfg!(feature = "deploy") { "stackpose deploy" } else { "aws cloudformation deploy" };
    let last = format!("bytes\nnext: `{next}`\n");
    assert!(said.starts_with("x: 1 service, ") && said.ends_with(&last), "{said}");
    assert_eq!(said.lines().count(), 2, "{said}");
}
