//! `stackpose diff --base` with the real git, in repositories made for the purpose.

use std::path::Path;
use std::process::{Command, Output};

const BEFORE: &str = "name: shop\nservices:\n  web:\n    image: ghcr.io/example/web:1\n";

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "protocol.file.allow=always"])
        .args(["-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A repository with a commit of these files.
fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "-q"]);
    commit(folder.path(), files);
    folder
}

fn commit(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        write(folder, name, text);
    }
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "-m", "x"]);
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stackpose")).current_dir(folder).args(arguments).output().unwrap()
}

/// The exit code, and what was written to both streams.
fn diff(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = run(folder, &[&["diff"], arguments].concat());
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn the_working_tree_is_compared_with_a_commit() {
    let folder = repository(&[("compose.yaml", BEFORE)]);
    assert_eq!(diff(folder.path(), &[]), (0, "nothing changes\n".to_owned()));
    write(folder.path(), "compose.yaml", &BEFORE.replace("web:1", "web:2"));
    let (code, text) = diff(folder.path(), &[]);
    assert_eq!(code, 1);
    assert!(
        text.contains("Image: ghcr.io/example/web:1 → ghcr.io/example/web:2  (compose.yaml:4)"),
        "{text}"
    );
    assert_eq!(diff(folder.path(), &["--exit-zero"]).0, 0);
    assert_eq!(diff(folder.path(), &["--fail-on", "replace,security"]).0, 0);
    commit(folder.path(), &[]);
    assert_eq!(diff(folder.path(), &[]).0, 0);
    assert_eq!(diff(folder.path(), &["--base", "HEAD~1"]).0, 1);
    git(folder.path(), &["checkout", "-q", "--detach"]);
    assert_eq!(diff(folder.path(), &["--base", "main~1"]).0, 1);
}

#[test]
fn a_branch_is_compared_with_its_merge_base() {
    let folder = repository(&[("compose.yaml", BEFORE)]);
    git(folder.path(), &["checkout", "-q", "-b", "work"]);
    commit(folder.path(), &[("other", "x")]);
    git(folder.path(), &["checkout", "-q", "main"]);
    commit(folder.path(), &[("compose.yaml", &BEFORE.replace("web:1", "web:9"))]);
    git(folder.path(), &["checkout", "-q", "work"]);
    assert_eq!(diff(folder.path(), &["--base", "main"]).0, 1);
    assert_eq!(diff(folder.path(), &["--base", "main..."]).0, 0);
}

#[test]
fn files_that_are_named_come_from_the_commit_too() {
    let project = "name: shop\ninclude: [parts/db.yaml]\nservices:\n  web:\n    extends: {file: base.yaml, service: base}\n    env_file: [web.env, .env.local]\n";
    let folder = repository(&[
        ("app/compose.yaml", project),
        ("app/base.yaml", "services:\n  base:\n    image: ghcr.io/example/web:1\n"),
        ("app/web.env", "LOG=info\n"),
        ("app/parts/db.yaml", "services:\n  db:\n    image: ghcr.io/example/db:1\n"),
        (".gitignore", ".env.local\n"),
    ]);
    // What git ignores is the same on both sides.
    write(folder.path(), "app/.env.local", "SAME=1\n");
    let app = folder.path().join("app");
    assert_eq!(diff(&app, &[]), (0, "nothing changes\n".to_owned()));
    write(&app, "web.env", "LOG=debug\n");
    write(&app, "base.yaml", "services:\n  base:\n    image: ghcr.io/example/web:2\n");
    write(&app, "parts/db.yaml", "services:\n  db:\n    image: ghcr.io/example/db:2\n");
    let (code, text) = diff(&app, &[]);
    assert_eq!(code, 1, "{text}");
    for change in ["web:1 → ghcr.io/example/web:2", "db:1 → ghcr.io/example/db:2", "info → debug"] {
        assert!(text.contains(change), "{text}");
    }
    // A file that is gone, another that is renamed.
    git(folder.path(), &["mv", "app/web.env", "app/site.env"]);
    write(&app, "compose.yaml", &project.replace("web.env", "site.env"));
    assert!(diff(&app, &[]).1.contains("info → debug"));
}

#[test]
fn a_project_whose_files_are_deleted_is_removed() {
    let folder = repository(&[("compose.yaml", BEFORE), ("README.md", "x")]);
    std::fs::remove_file(folder.path().join("compose.yaml")).unwrap();
    let (code, text) = diff(folder.path(), &[]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("- WebService (AWS::ECS::Service): removed"), "{text}");
    assert!(text.contains("there is no Compose file any more: everything is removed"), "{text}");
    // Where there never was one, there is nothing to compare.
    let empty = repository(&[("README.md", "x")]);
    let (code, text) = diff(empty.path(), &[]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("no Compose file was found"), "{text}");
}

#[test]
fn a_project_that_is_new_is_new() {
    let folder = repository(&[("README", "x")]);
    write(folder.path(), "compose.yaml", BEFORE);
    let (code, text) = diff(folder.path(), &[]);
    assert_eq!(code, 1);
    assert!(text.contains("there is no Compose file at `HEAD`: everything is new"), "{text}");
    assert!(text.contains("+ WebService"), "{text}");
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out() {
    let folder = repository(&[("compose.yaml", BEFORE)]);
    let secret = tempfile::tempdir().unwrap();
    write(secret.path(), "x.env", "LEAKED=hunter2\n");
    std::os::unix::fs::symlink(secret.path().join("x.env"), folder.path().join("x.env")).unwrap();
    std::os::unix::fs::symlink("y.env", folder.path().join("z.env")).unwrap();
    write(folder.path(), "y.env", "A=1\n");
    commit(folder.path(), &[("compose.yaml", &format!("{BEFORE}    env_file: [x.env]\n"))]);
    write(folder.path(), "compose.yaml", BEFORE);
    let (code, text) = diff(folder.path(), &[]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("lies outside the project") && !text.contains("hunter2"), "{text}");
    commit(folder.path(), &[("compose.yaml", &format!("{BEFORE}    env_file: [z.env]\n"))]);
    assert_eq!(diff(folder.path(), &[]), (0, "nothing changes\n".to_owned()));
}

#[test]
fn a_file_outside_the_boundary_is_refused_at_the_base_too() {
    let outside = format!("{BEFORE}    env_file: [/etc/hostname]\n");
    let folder = repository(&[("compose.yaml", &outside)]);
    write(folder.path(), "compose.yaml", BEFORE);
    let (code, text) = diff(folder.path(), &[]);
    assert_eq!(code, 2);
    assert!(text.contains("lies outside the project"), "{text}");
    commit(folder.path(), &[("compose.yaml", &format!("{BEFORE}    env_file: [.git/config]\n"))]);
    write(folder.path(), "compose.yaml", BEFORE);
    assert!(diff(folder.path(), &[]).1.contains("never read"));
}

#[test]
fn odd_revisions_are_no_options() {
    let folder = repository(&[("compose.yaml", BEFORE)]);
    for revision in ["--upload-pack=x", "-h", "--output=pwned", "nowhere", "HEAD:compose.yaml", "a\nb", "..."]
    {
        let (code, text) = diff(folder.path(), &[&format!("--base={revision}")]);
        assert_eq!(code, 2, "{revision}: {text}");
    }
    assert!(!folder.path().join("pwned").exists());
}

#[test]
fn a_shallow_clone_says_what_it_lacks() {
    let folder = repository(&[("compose.yaml", BEFORE)]);
    commit(folder.path(), &[("compose.yaml", &BEFORE.replace("web:1", "web:2"))]);
    let clones = tempfile::tempdir().unwrap();
    let url = format!("file://{}", folder.path().display());
    git(clones.path(), &["clone", "-q", "--depth", "1", &url, "shallow"]);
    let clone = clones.path().join("shallow");
    assert_eq!(diff(&clone, &[]).0, 0);
    let (code, text) = diff(&clone, &["--base", "HEAD~1"]);
    assert_eq!(code, 2);
    assert!(text.contains("fetch-depth: 0"), "{text}");
}

#[test]
fn submodules_are_not_read() {
    let part = repository(&[("db.yaml", "services:\n  db:\n    image: ghcr.io/example/db:1\n")]);
    let folder = repository(&[("compose.yaml", BEFORE)]);
    git(folder.path(), &["submodule", "add", "-q", &part.path().display().to_string(), "part"]);
    commit(
        folder.path(),
        &[("compose.yaml", &BEFORE.replace("services:", "include: [part/db.yaml]\nservices:"))],
    );
    let (code, text) = diff(folder.path(), &[]);
    assert_eq!(code, 2);
    assert!(text.contains("submodule"), "{text}");
}

#[test]
fn without_a_repository_there_is_help() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "compose.yaml", BEFORE);
    let (code, text) = diff(folder.path(), &[]);
    assert_eq!(code, 2);
    assert!(text.contains("stackpose diff OLD"), "{text}");
}

#[cfg(unix)]
#[test]
fn no_program_of_the_repository_runs() {
    let folder = repository(&[("compose.yaml", BEFORE)]);
    let mark = folder.path().join("ran");
    let script = format!("#!/bin/sh\ntouch {}\n", mark.display());
    write(folder.path(), "hook.sh", &script);
    let hook = folder.path().join("hook.sh");
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    for key in ["core.fsmonitor", "core.pager", "core.editor", "diff.external"] {
        git(folder.path(), &["config", key, &hook.display().to_string()]);
    }
    let _ = std::fs::remove_file(&mark);
    assert_eq!(diff(folder.path(), &[]).0, 0);
    assert!(!mark.exists());
}

#[test]
fn templates_and_compose_files_are_compared() {
    let folder = repository(&[("compose.yaml", BEFORE)]);
    let written = run(folder.path(), &["convert", "-q", "-o", "template.yaml"]);
    assert!(written.status.success());
    assert_eq!(diff(folder.path(), &["template.yaml"]).0, 0);
    assert_eq!(run(folder.path(), &["convert", "--check", "template.yaml"]).status.code(), Some(0));
    write(folder.path(), "next.yaml", &BEFORE.replace("web:1", "web:2"));
    assert_eq!(diff(folder.path(), &["template.yaml", "next.yaml"]).0, 1);
    write(folder.path(), "compose.yaml", &BEFORE.replace("web:1", "web:2"));
    let checked = run(folder.path(), &["convert", "--check", "template.yaml"]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&checked.stdout).contains("web:1 → ghcr.io/example/web:2"));
    assert_eq!(diff(folder.path(), &["missing.yaml"]).0, 2);
    assert_eq!(diff(folder.path(), &["-", "-"]).0, 2);
}
