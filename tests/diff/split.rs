//! `stackpose diff` of split projects: folders of `convert --split`, and Compose files with `--split`.

use std::path::Path;
use std::process::Command;

const PROJECT: &str = "name: shop
services:
  web: {image: \"nginx:1.27\", depends_on: [db], ports: [\"80:80\"], environment: {LOG: info}}
  db: {image: \"redis:7.4\", volumes: [\"data:/data\"]}
  mail: {image: \"nginx:1.27\"}
volumes: {data: {}}
";

fn write(folder: &Path, text: &str) {
    std::fs::write(folder.join("compose.yaml"), text).unwrap();
}

/// The exit code, and what was written to both streams.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_stackpose")).current_dir(folder).args(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8_lossy(&text).into_owned())
}

fn split(folder: &Path, name: &str, more: &[&str]) {
    let (code, text) = run(folder, &[&["convert", "-q", "--split", name], more].concat());
    assert_eq!(code, 0, "{text}");
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), PROJECT);
    folder
}

/// The project is compared as the folder says that it is split, and a file of the folder that is missing is no empty stack.
#[test]
fn a_folder_is_compared_with_the_project() {
    for more in [&[][..], &["--stacks", "2"], &["--format", "json"]] {
        let folder = project();
        let folder = folder.path();
        split(folder, "out", more);
        assert_eq!(run(folder, &["diff", "out"]), (0, "nothing changes\n".to_owned()), "{more:?}");
        write(folder, &PROJECT.replace("info", "debug").replace("nginx:1.27\"}", "nginx:1.28\"}"));
        let (code, text) = run(folder, &["diff", "out"]);
        assert_eq!(code, 1, "{text}");
        for line in ["2 changed, ", "Environment[LOG].Value: info → debug", "nginx:1.27 → nginx:1.28"] {
            assert!(text.contains(line), "no {line} in {text}");
        }
        assert!(!text.contains("nested stack"), "{text}");
    }
}

#[test]
fn two_folders_are_compared() {
    let folder = project();
    let folder = folder.path();
    split(folder, "old", &[]);
    write(folder, &PROJECT.replace("  mail:", "  post:"));
    split(folder, "new", &[]);
    let (code, text) = run(folder, &["diff", "old", "new"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("N1142") && text.contains("`mail` goes on as `post`"), "{text}");
}

/// A service that waits for others is at a later step, which has other stacks.
#[test]
fn what_moves_between_stacks_is_a_hazard() {
    let folder = project();
    let folder = folder.path();
    split(folder, "out", &["--stacks", "2"]);
    write(folder, &PROJECT.replace("nginx:1.27\"}", "nginx:1.27\", depends_on: [db]}"));
    let (code, text) = run(folder, &["diff", "out"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("warning[W1123]") && text.contains("`MailService`"), "{text}");
    assert!(text.contains("MailService (AWS::ECS::Service): replaced"), "{text}");
    assert!(!text.contains("DbService"), "{text}");

    // One template, and a folder.
    let (code, text) = run(folder, &["convert", "-q", "-o", "whole.yaml"]);
    assert_eq!(code, 0, "{text}");
    let (_, text) = run(folder, &["diff", "whole.yaml", "out"]);
    for id in ["DbService", "WebTaskDefinition"] {
        assert!(text.contains(id), "{text}");
    }
    let (_, text) = run(folder, &["diff", "--split", "whole.yaml"]);
    assert!(text.contains("warning[W1123]"), "{text}");
}

#[test]
fn a_folder_that_cannot_be_read_is_refused() {
    let folder = project();
    let folder = folder.path();
    split(folder, "out", &[]);
    let root = std::fs::read_to_string(folder.join("out/template.yaml")).unwrap();
    let table = [
        (root.replace("stacks/mail.yaml", "stacks/gone.yaml"), "`out/stacks/gone.yaml` does not exist"),
        (root.replace("stacks/", "https://b.s3.amazonaws.com/"), "names its nested stacks by addresses"),
    ];
    for (text, message) in table {
        std::fs::write(folder.join("out/template.yaml"), text).unwrap();
        let (code, said) = run(folder, &["diff", "out"]);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(message), "{said}");
    }
    // Files outside the folder are nobody's nested stacks.
    for url in ["../../compose.yaml", "stacks/../template.yaml", "/etc/hostname"] {
        std::fs::write(folder.join("out/template.yaml"), root.replace("stacks/mail.yaml", url)).unwrap();
        let (code, said) = run(folder, &["diff", "out"]);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("these nested stacks are not compared: MailStack"), "{said}");
    }
}

/// A nested stack of the user's own is one resource, whatever its template is.
#[test]
fn a_nested_stack_of_an_override_is_a_resource() {
    for url in ["https://b.s3.amazonaws.com/x.yaml", "./x.yaml"] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let text = format!(
            "{PROJECT}x-aws-cloudformation:\n  Resources:\n    Extra: {{Type: AWS::CloudFormation::Stack, Properties: \
             {{TemplateURL: {url}}}}}\n"
        );
        write(folder, &text);
        split(folder, "out", &[]);
        let (code, said) = run(folder, &["diff", "out"]);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("nothing changes") && said.contains("are not compared: Extra"), "{said}");
        write(folder, &text.replace("info", "debug"));
        let (code, said) = run(folder, &["diff", "out"]);
        assert!(code == 1 && said.contains("info → debug"), "{said}");
    }
}

/// A parameter may be given a value by hand, and have a default.
#[test]
fn values_that_are_no_references_are_compared() {
    let folder = project();
    let folder = folder.path();
    split(folder, "old", &[]);
    split(folder, "new", &[]);
    let root = std::fs::read_to_string(folder.join("new/template.yaml")).unwrap();
    let given = root.replace("AssignPublicIp: !Ref AssignPublicIp", "AssignPublicIp: DISABLED");
    assert_ne!(given, root);
    for name in ["old", "new"] {
        std::fs::write(folder.join(name).join("template.yaml"), &given).unwrap();
    }
    let file = folder.join("new/stacks/web.yaml");
    let web = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, web.replace("info", "debug")).unwrap();
    let (code, said) = run(folder, &["diff", "old", "new"]);
    assert!(code == 1 && said.contains("info → debug") && !said.contains("WebStack"), "{said}");
}

#[test]
fn a_folder_keeps_the_way_it_was_split() {
    let folder = project();
    let folder = folder.path();
    split(folder, "out", &["--stacks", "2"]);
    for (more, message) in [(&[][..], "give `--stacks 2`"), (&["--stacks", "3"], "give `--stacks 2`")] {
        let (code, said) = run(folder, &[&["convert", "-q", "--split", "out"], more].concat());
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("`out` was written with `--stacks 2`") && said.contains(message), "{said}");
    }
    split(folder, "each", &[]);
    let (code, said) = run(folder, &["convert", "-q", "--split", "each", "--stacks", "2"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("leave `--stacks` out"), "{said}");
}
