//! `check` in every format: pictures of one input (`tests/formats/`), SARIF against its schema, remedies, levels.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the program and read files, and stop at the first surprise"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const FORMATS: [&str; 7] = ["human", "short", "json", "sarif", "github", "gitlab", "junit"];

/// The input, outside any repository.
fn home() -> PathBuf {
    static COPY: std::sync::LazyLock<tempfile::TempDir> = std::sync::LazyLock::new(|| {
        let (from, copy) =
            (Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats"), tempfile::tempdir().unwrap());
        for name in ["compose.yaml", "common, old.yaml"] {
            std::fs::copy(from.join(name), copy.path().join(name)).unwrap();
        }
        copy
    });
    COPY.path().to_owned()
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .args(["-p", "demo", "check"])
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn folder_with(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("compose.yaml"), text).unwrap();
    folder
}

#[test]
fn every_format_has_its_picture() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("formats");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for format in FORMATS {
        let output = check(&home(), &["--format", format]);
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(1), ""), "{format}");
        settings.bind(|| insta::assert_snapshot!(format, stdout(&output)));
    }
    let output = check(&home(), &["--fix", "--diff"]);
    settings.bind(|| insta::assert_snapshot!("diff", stdout(&output)));
}

#[test]
fn every_format_tells_the_same_findings() {
    let short = stdout(&check(&home(), &["--format", "short"]));
    let json: Vec<serde_json::Value> = stdout(&check(&home(), &["--format", "json"]))
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let sarif: serde_json::Value =
        serde_json::from_str(&stdout(&check(&home(), &["--format", "sarif"]))).unwrap();
    let github = stdout(&check(&home(), &["--format", "github"]));
    let codes: Vec<&str> = json.iter().map(|found| found["code"].as_str().unwrap()).collect();
    assert!(codes.len() >= 8, "{codes:?}");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let of_sarif: Vec<&str> = results.iter().map(|result| result["ruleId"].as_str().unwrap()).collect();
    assert_eq!(codes, of_sarif);
    let gitlab: serde_json::Value =
        serde_json::from_str(&stdout(&check(&home(), &["--format", "gitlab"]))).unwrap();
    let issues = gitlab.as_array().unwrap();
    let of_gitlab: Vec<&str> = issues.iter().map(|issue| issue["check_name"].as_str().unwrap()).collect();
    assert_eq!(codes, of_gitlab);
    let prints: std::collections::BTreeSet<&str> =
        issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(prints.len(), codes.len(), "GitLab drops issues with the fingerprint of another");
    let junit = stdout(&check(&home(), &["--format", "junit"]));
    assert_eq!(junit.matches("<testcase ").count(), codes.len());
    assert_eq!(junit.matches("<failure ").count(), codes.iter().filter(|code| code.starts_with('E')).count());
    assert_eq!((short.lines().count(), github.lines().count()), (codes.len(), codes.len()));
    for ((code, line), command) in codes.iter().zip(short.lines()).zip(github.lines()) {
        assert!(line.contains(&format!("[{code}]: ")) && command.contains(&format!("title={code}%3A ")));
    }
    for (found, result) in json.iter().zip(results) {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!(found["place"]["line"], region["startLine"]);
        assert_eq!(found["place"]["column"], region["startColumn"]);
    }
}

#[test]
fn sarif_is_what_its_schema_says() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/sarif-2.1.0.json");
    // As published, this pattern has a bracket that nothing opens, which not every reader of patterns forgives.
    let text = std::fs::read_to_string(schema).unwrap().replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let empty = folder_with("x-stackpose: {allow: [N1005]}\nservices:\n  web: {image: 'nginx:1.29'}\n");
    for folder in [home().as_path(), empty.path()] {
        let report: serde_json::Value =
            serde_json::from_str(&stdout(&check(folder, &["--format", "sarif"]))).unwrap();
        let faults: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
    let broken = serde_json::json!({"version": "2.1.0", "runs": [{"tool": {}}]});
    assert!(!validator.is_valid(&broken), "the schema says something");
}

/// What is the same in a report of a file in a repository, wherever the user stands and whatever lines came before.
#[test]
fn reports_name_files_from_the_root_of_the_repository() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("shops/berlin");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::create_dir(root.path().join(".git")).unwrap();
    let text = "services:\n  web: {image: nginx, mem_limit: 1g, privileged: true}\n";
    std::fs::write(folder.join("compose.yaml"), text).unwrap();
    let named = ["check", "-f", "shops/berlin/compose.yaml"];
    let report = |from: &Path, arguments: &[&str]| stdout(&check(from, arguments));
    for format in ["github", "gitlab", "sarif"] {
        let inside = report(&folder, &["--format", format]);
        assert!(inside.contains("shops/berlin/compose.yaml"), "{format}: {inside}");
        assert_eq!(inside, report(root.path(), &["--format", format, named[1], named[2]]), "{format}");
    }
    assert!(report(&folder, &["--format", "short"]).starts_with("compose.yaml:2:"));
    let prints = |report: &str| -> Vec<String> {
        let sarif: serde_json::Value = serde_json::from_str(report).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap().clone();
        assert!(results.iter().all(|one| {
            one["locations"][0]["physicalLocation"]["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        }));
        results.iter().map(|one| one["partialFingerprints"]["stackpose/v1"].to_string()).collect()
    };
    let before = prints(&report(&folder, &["--format", "sarif"]));
    std::fs::write(folder.join("compose.yaml"), format!("# A comment.\n\n{text}")).unwrap();
    assert_eq!(before, prints(&report(&folder, &["--format", "sarif"])), "lines have moved");
    assert!(before.len() > 1);
}

#[test]
fn no_format_shows_a_credential() {
    for format in FORMATS {
        for arguments in [&["--format", format][..], &["--format", format, "--deny", "notes"]] {
            let output = check(&home(), arguments);
            assert!(!stdout(&output).contains("hunter2") && !stderr(&output).contains("hunter2"), "{format}");
        }
    }
    assert!(!stdout(&check(&home(), &["--fix", "--diff"])).contains("hunter2"));
}

#[test]
fn a_clean_project_has_no_findings() {
    let folder = folder_with("services:\n  web: {image: 'nginx:1.29', mem_limit: 1g}\n");
    for format in ["short", "json", "github"] {
        let output = check(folder.path(), &["--format", format]);
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""), "{format}");
    }
    let output = check(folder.path(), &[]);
    assert_eq!((output.status.code(), stdout(&output).lines().count()), (Some(0), 2), "{}", stdout(&output));
}

#[test]
fn levels_decide_what_stops() {
    let folder = folder_with("services:\n  web: {image: nginx, mem_limit: 1g, cgroup_parent: www}\n");
    let code = |arguments: &[&str]| check(folder.path(), arguments).status.code();
    assert_eq!(code(&[]), Some(0));
    assert_eq!(code(&["--deny", "warnings"]), Some(1));
    assert_eq!(code(&["--deny", "warnings", "--allow", "W1001"]), Some(0));
    assert_eq!(code(&["--deny", "N0603"]), Some(1));
    assert_eq!(code(&["--deny", "notes,W0602"]), Some(1));
    for arguments in [["--allow", "E0601"], ["--deny", "W9999"], ["--allow", "warnings"]] {
        let output = check(folder.path(), &arguments);
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""), "{arguments:?}");
    }
    let denied = check(folder.path(), &["--deny", "warnings", "--format", "short", "-q"]);
    assert!(stdout(&denied).starts_with("compose.yaml:2:16: error[W1001]: "), "{}", stdout(&denied));
    let convert = Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .args(["convert", "--deny", "W1001"])
        .current_dir(folder.path())
        .env_clear()
        .output()
        .unwrap();
    assert_eq!((convert.status.code(), stdout(&convert).as_str()), (Some(1), ""));
}

/// Every mechanical remedy in one file; comments, layout, line ends and what needs thought stay.
#[test]
fn remedies_are_applied_in_place() {
    let before = "\u{feff}# The shop.\r\nversion: '3.8'   # old\r\n\r\nx-aws-certifcate: ''\r\nservices:\r\n    web:\r\n        \
                  iamge: nginx:1.29  # the front\r\n        ports: [\"80:80\"]\r\n        tty: yes\r\n        \
                  mem_limit: 1g\r\n        restart: alwais\r\n        environment: {MODE: 0755, KEEP: '0755'}\r\n        \
                  networks: [front, back]\r\nnetworks:\r\n    front:\r\n        external:\r\n            name: \
                  sg-0123456789abcdef0\r\n    back:\r\n        x-aws-securitygroup: sg-0123456789abcdef1 # ours\r\n";
    let after = "\u{feff}# The shop.\r\n\r\nx-aws-certificate: ''\r\nservices:\r\n    web:\r\n        \
                 image: nginx:1.29  # the front\r\n        ports: [\"80:80\"]\r\n        tty: true\r\n        \
                 mem_limit: 1g\r\n        restart: always\r\n        environment: {MODE: \"0755\", KEEP: '0755'}\r\n        \
                 networks: [front, back]\r\nnetworks:\r\n    front:\r\n        external: true\n        name: \
                 sg-0123456789abcdef0\r\n    back:\r\n        external: true\n        name: sg-0123456789abcdef1 # ours\r\n";
    let folder = folder_with(before);
    let path = folder.path().join("compose.yaml");
    let shown = stdout(&check(folder.path(), &["--fix", "--diff"]));
    assert!(shown.contains("--- a/compose.yaml") && shown.contains("+        image: nginx:1.29"), "{shown}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), before, "the difference is only shown");
    let output = check(folder.path(), &["--fix", "--format", "short"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), after);
    assert!(stderr(&output).contains("mended in compose.yaml"), "{}", stderr(&output));
    for code in ["E0401", "E0404", "N0416", "W0205", "W0417", "W0419", "E0604", "E0605"] {
        assert!(!stdout(&output).contains(code), "{code} in {}", stdout(&output));
    }
    let again = check(folder.path(), &["--fix"]);
    assert!(!stderr(&again).contains("mended"), "nothing is left to mend");
}

#[test]
fn remedies_reach_other_files_and_leave_what_is_allowed() {
    let folder = folder_with(
        "services:\n  web:\n    extends: {file: base.yaml, service: base}\n    mem_limit: 1g\n    \
         # stackpose: allow W0205 — as it has always been\n    tty: yes\n",
    );
    let other = folder.path().join("base.yaml");
    std::fs::write(&other, "services:\n  base:\n    image: 'nginx:1.29'\n    init: on\n").unwrap();
    check(folder.path(), &["--fix"]);
    assert!(std::fs::read_to_string(&other).unwrap().ends_with("    init: true\n"));
    assert!(std::fs::read_to_string(folder.path().join("compose.yaml")).unwrap().ends_with("    tty: yes\n"));
}

#[test]
fn a_key_is_not_renamed_to_one_that_is_there() {
    let folder = folder_with(
        "x-aws-vpc: vpc-1\nx-aws-vcp: vpc-2\nservices:\n  web: {image: nginx:1.29, iamge: a, volumes: ['dd:/d', 'ee:/e']}\n  \
         api: {iamge: nginx:1.29, imgae: b}\nvolumes:\n  dd: {x-aws-ebs: {size: 10, sise: 20}}\n  \
         ee: {x-aws-ebs: {sise: 10, szie: 20}}\n",
    );
    check(folder.path(), &["--fix"]);
    let after = std::fs::read_to_string(folder.path().join("compose.yaml")).unwrap();
    assert!(after.contains("x-aws-vcp: vpc-2") && after.contains("iamge: a,"), "{after}");
    assert!(after.contains("{image: nginx:1.29, imgae: b}"), "the first of two is meant: {after}");
    assert!(after.contains("{size: 10, sise: 20}") && after.contains("{size: 10, szie: 20}"), "{after}");
}

#[test]
fn what_cannot_be_edited_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let utf16: Vec<u8> = "\u{feff}version: '3'\nservices: {web: {image: a}}\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let path = folder.path().join("compose.yaml");
    std::fs::write(&path, &utf16).unwrap();
    let output = check(folder.path(), &["--fix"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("left as it is") && std::fs::read(&path).unwrap() == utf16);
    assert_eq!(check(folder.path(), &["--diff"]).status.code(), Some(2), "only with --fix");
}

/// A project that wants to be let off: by a comment, by the block, and by its own policy file.
fn lenient() -> tempfile::TempDir {
    let folder = folder_with(
        "x-stackpose: {allow: [N1005]}\nservices:\n  web:\n    # stackpose: allow W1001 — the vendor has no other\n    \
         image: nginx\n    pull_policy: always\n    restart: on-failure:3\n",
    );
    std::fs::write(folder.path().join(".stackpose.toml"), "allow = [\"N0603\"]\n").unwrap();
    folder
}

#[test]
fn a_policy_that_was_typed_cannot_be_switched_off_by_the_project() {
    let folder = lenient();
    let codes = |arguments: &[&str]| -> Vec<String> {
        let output = check(folder.path(), &[&["--format", "json"], arguments].concat());
        let text = stdout(&output);
        assert!(stderr(&output).is_empty(), "{}", stderr(&output));
        let lines = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let mut all: Vec<String> = lines
            .map(|line| format!("{}:{}", line["code"].as_str().unwrap(), line["severity"].as_str().unwrap()))
            .collect();
        all.sort();
        all
    };
    assert_eq!(codes(&[]), ["W0602:warning"]);
    assert_eq!(codes(&["--forbid", "W1001"]), ["N0903:note", "W0602:warning", "W1001:error"]);
    assert_eq!(
        codes(&["--no-inline-allow"]),
        [
            "N0603:note",
            "N0903:note",
            "N0903:note",
            "N0903:note",
            "N1005:note",
            "W0602:warning",
            "W1001:warning"
        ]
    );
    let policy = tempfile::tempdir().unwrap();
    let file = policy.path().join("policy.toml");
    std::fs::write(&file, "forbid = [\"N0603\"]\ninline-allow = false\nregistries = [\"public.ecr.aws\"]\n")
        .unwrap();
    assert_eq!(
        codes(&["--config", file.to_str().unwrap(), "--allow", "W0602"]),
        ["E0905:error", "N0603:error", "N0903:note", "N0903:note", "N1005:note", "W1001:warning"]
    );
    let output = check(folder.path(), &["--config", "/no/such/policy.toml"]);
    assert_eq!(output.status.code(), Some(1), "a policy that is not there is no policy without rules");
    let output = check(folder.path(), &["--forbid", "W1001", "--allow", "W1001"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn sarif_names_what_was_allowed_and_by_whom() {
    let output = check(lenient().path(), &["--format", "sarif", "--allow", "W0602"]);
    assert_eq!(output.status.code(), Some(0));
    let document: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let results = document["runs"][0]["results"].as_array().unwrap();
    let found: Vec<(&str, &str, Option<&str>)> = results
        .iter()
        .map(|result| {
            let suppression = &result["suppressions"][0];
            let kind = suppression["kind"].as_str().unwrap();
            (result["ruleId"].as_str().unwrap(), kind, suppression["justification"].as_str())
        })
        .collect();
    for wanted in [
        ("W1001", "inSource", Some("the vendor has no other")),
        ("N1005", "inSource", None),
        ("N0603", "external", None),
        ("W0602", "external", None),
    ] {
        assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
    }
    assert_eq!(found.len(), 4, "{found:?}");
    let json = stdout(&check(lenient().path(), &["--format", "json", "--allow", "W0602"]));
    assert_eq!(json, "", "the other formats do not tell them");
}
