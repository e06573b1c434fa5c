//! How the program is called: Compose files as arguments, folders that are none, colours, variables that are kept.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the program and read files, and stop at the first surprise"
)]

use std::process::{Command, Output};

fn run(compose: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("compose.yaml"), compose).unwrap();
    std::fs::write(folder.path().join("other.yml"), "services: {b: {image: 'nginx:1.29', mem_limit: 1g}}")
        .unwrap();
    Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .args(["-p", "x"])
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8([output.stdout.as_slice(), &output.stderr].concat()).unwrap()
}

const PLAIN: &str = "services: {a: {image: nginx, environment: {A: '${B}', C: '$$D'}}}";

#[test]
fn check_takes_a_compose_file_as_other_linters_do() {
    let output = run(PLAIN, &["check", "other.yml"], &[]);
    let next = if cfg!(feature = "deploy") { "deploy" } else { "convert" };
    assert!(said(&output).ends_with(&format!("next: `stackpose {next}`\n")), "{}", said(&output));
    let output = run(PLAIN, &["check", "other.yml", "b"], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    for arguments in
        [&["check", "compose.yaml", "other.yml"][..], &["-f", "compose.yaml", "check", "other.yml"]]
    {
        let output = run(PLAIN, arguments, &[]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("-f FILE -f FILE"), "{}", said(&output));
    }
}

#[test]
fn a_project_directory_must_exist() {
    let output = run(PLAIN, &["--project-directory", "/none/of/it", "check"], &[]);
    let message = "stackpose: the project directory `/none/of/it` is not a folder\n";
    assert_eq!((output.status.code(), said(&output).as_str()), (Some(2), message));
}

#[test]
fn colours_can_be_forced_and_forbidden() {
    let is_colored = |variables: &[(&str, &str)]| said(&run(PLAIN, &["check"], variables)).contains('\u{1b}');
    assert!(!is_colored(&[]));
    assert!(is_colored(&[("FORCE_COLOR", "1")]) && is_colored(&[("CLICOLOR_FORCE", "1")]));
    assert!(!is_colored(&[("FORCE_COLOR", "0")]) && !is_colored(&[("CLICOLOR_FORCE", "")]));
    assert!(!is_colored(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn variables_that_are_kept_are_not_doubled() {
    for format in ["yaml", "json"] {
        let kept = said(&run(PLAIN, &["config", "--no-interpolate", "--format", format], &[]));
        assert!(kept.contains("${B}") && !kept.contains("$${B}") && kept.contains("$$D"), "{kept}");
        let replaced = said(&run(PLAIN, &["config", "--format", format], &[("B", "$")]));
        assert!(replaced.contains("$$") && replaced.contains("$$D"), "{replaced}");
    }
}

#[test]
fn a_secret_of_aws_is_told_to_be_external() {
    let secret =
        "secrets: {s: {name: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:a', x-aws-keys: [k]}}";
    let output = run(&format!("{PLAIN}\n{secret}\n"), &["check"], &[]);
    assert!(said(&output).contains("help: add `external: true`"), "{}", said(&output));
}

#[test]
fn words_of_other_tools_lead_to_the_commands() {
    for (word, command) in [
        ("up", "stackpose deploy"),
        ("lint", "stackpose check"),
        ("validate", "stackpose check"),
        ("push", "stackpose bake"),
        ("plan", "stackpose diff"),
    ] {
        let output = run(PLAIN, &[word], &[]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains(command), "{word}: {}", said(&output));
    }
    let output = run(PLAIN, &["nonsense"], &[]);
    assert!(!said(&output).contains("stackpose check"), "{}", said(&output));
}

#[test]
fn the_help_of_a_command_begins_as_the_list_of_commands_says() {
    let list = said(&run(PLAIN, &["--help"], &[]));
    let commands =
        list.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let mut count = 0;
    for (name, summary) in commands.filter_map(|line| line.trim().split_once("  ")) {
        if name == "help" {
            continue;
        }
        count += 1;
        let first: String = summary.trim().chars().take(30).collect();
        let help = said(&run(PLAIN, &[name, "--help"], &[]));
        assert!(help.starts_with(&first), "{name}: {help}");
        assert!(
            help.contains("Usage: stackpose ") && help.contains("\nProject options:\n"),
            "{name}: {help}"
        );
    }
    assert!(count > 10, "{list}");
}
