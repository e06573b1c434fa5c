//! A checkout that somebody else prepared, with real files and links: what must not be read, copied or written.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the program and write scratch folders, and stop at the first surprise"
)]

use std::path::Path;
use std::process::{Command, Output};

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

/// Runs the program in a folder with an empty environment.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stackpose"));
    command.args(arguments).current_dir(folder).env_clear().output().unwrap()
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
        let output =
            run(folder.path(), &["convert", "-o", "template.yaml", "--parameters", "parameters.json"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(!said(&output).contains(TOKEN) && said(&output).contains("`page.html`"), "{}", said(&output));
        std::fs::read_to_string(folder.path().join("template.yaml")).unwrap()
    };
    let first = convert();
    assert!(!first.contains(TOKEN) && !first.contains("extraheader"), "{first}");
    assert_eq!(convert(), first, "the output does not contain its previous version");
}
