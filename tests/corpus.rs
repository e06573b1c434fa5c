//! Findings about real files: those of `../shared/corpus`, read in place. A clone without it skips these tests, saying so.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests read the corpus, say that they skip, and stop at the first surprise"
)]

use std::path::{Path, PathBuf};

use stackpose::internals::fix::Edited;
use stackpose::{Code, Disk, Format, Outcome, Request, Severity};

fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not there", folder.display());
    None
}

fn request(folder: &Path, file: &str) -> Request {
    let working_dir = folder.canonicalize().unwrap().to_str().unwrap().to_owned();
    Request { working_dir, files: vec![file.to_owned()], ..Request::default() }
}

/// The projects of docker/awesome-compose: folder and file.
fn awesome(corpus: &Path) -> Vec<(PathBuf, String)> {
    let list = std::fs::read_to_string(corpus.join("cases.tsv")).unwrap();
    let rows = list.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let ours = rows.filter(|row| row[2] == "docker+awesome-compose");
    let found: Vec<_> =
        ours.map(|row| (corpus.join(row[4]), row[5].trim_start_matches("-f ").to_owned())).collect();
    assert_eq!(found.len(), 21);
    found
}

#[test]
fn nothing_is_said_about_what_nobody_wrote() {
    let Some(corpus) = corpus() else { return };
    let about_attributes = [Code::Refused, Code::Approximated, Code::Ignored, Code::NotYet];
    let mut faults = Vec::new();
    for (folder, file) in awesome(&corpus) {
        let outcome = stackpose::check(&request(&folder, &file), &Disk);
        let text = std::fs::read_to_string(folder.join(&file)).unwrap();
        for found in &outcome.diagnostics {
            let message = &found.message;
            if outcome.sources.text(found.place()).is_empty() {
                faults.push(format!("{}: `{message}` points at nothing", folder.display()));
            }
            if !about_attributes.contains(&found.code) {
                continue;
            }
            // The attribute stands in back-ticks; an item of a list has it behind `in`.
            let names: Vec<&str> = message.split('`').skip(1).step_by(2).take(2).collect();
            let name = if message.contains("` in `") { names[1] } else { names[0] };
            let key = name.split(':').next().unwrap().rsplit('.').next().unwrap();
            let written = text.lines().any(|line| {
                let line = line.trim_start().trim_start_matches("- ");
                line.starts_with(&format!("{key}:"))
            });
            if !written {
                faults
                    .push(format!("{}: `{message}` is about `{key}`, which is not there", folder.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_refusal_says_what_to_do() {
    let Some(corpus) = corpus() else { return };
    for (folder, file) in awesome(&corpus) {
        let outcome = stackpose::check(&request(&folder, &file), &Disk);
        for found in outcome.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
            assert!(found.help.is_some(), "{}: {}", folder.display(), found.message);
        }
    }
}

/// What a help says, and the lines that change when it is followed: line → what stands there then, if anything.
type Advice = (&'static str, &'static [(&'static str, &'static str)]);

/// Refused projects, and the rounds in which their helps are followed until nothing is refused.
const FOLLOWED: &[(&str, &str, &[&[Advice]])] = &[
    (
        "wasmedge-kafka-mysql",
        "compose.yml",
        &[
            &[("remove it", &[("    runtime: io.containerd.wasmedge.v1", "")])],
            &[("linux/amd64", &[("    platform: wasi/wasm", "    platform: linux/amd64")])],
        ],
    ),
    (
        "wireguard",
        "compose.yaml",
        &[&[
            (
                "remove it if the program runs without",
                &[("    cap_add:", ""), ("      - NET_ADMIN", ""), ("      - SYS_MODULE", "")],
            ),
            (
                "remove the mount",
                &[
                    ("      - /usr/src:/usr/src # location of kernel headers", ""),
                    ("      - /lib/modules:/lib/modules", ""),
                ],
            ),
        ]],
    ),
];

/// What was asked of a real project is refused only where Fargate has nothing for it; the other files convert as they are.
#[test]
fn all_but_two_projects_convert() {
    let Some(corpus) = corpus() else { return };
    let refused = awesome(&corpus).into_iter().filter(|(folder, file)| {
        let outcome = stackpose::compile(&request(folder, file), &Disk, Format::Yaml);
        assert_eq!(outcome.value.is_none(), outcome.has_errors());
        outcome.has_errors()
    });
    let mut names: Vec<_> =
        refused.map(|(folder, _)| folder.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    assert_eq!(names, ["wasmedge-kafka-mysql", "wireguard"]);
}

#[test]
fn followed_helps_make_a_file_convert() {
    let Some(corpus) = corpus() else { return };
    for (project, file, rounds) in FOLLOWED {
        let folder = corpus.join("files/docker+awesome-compose").join(project);
        let request = request(&folder, file);
        let path = format!("{}/{file}", request.working_dir);
        let mut text = std::fs::read_to_string(&path).unwrap();
        let mut edited = Edited::new(&Disk);
        for round in *rounds {
            let outcome = stackpose::check(&request, &edited);
            for (help, lines) in *round {
                assert!(has_help(&outcome, help), "{project}: no `{help}` among {:?}", errors(&outcome));
                text = follow(&text, lines, project);
            }
            edited.put(&path, text.clone());
        }
        let outcome = stackpose::check(&request, &edited);
        assert!(!outcome.has_errors(), "{project}: {:?}", errors(&outcome));
    }
}

fn follow(text: &str, lines: &[(&str, &str)], project: &str) -> String {
    let mut text: Vec<String> = text.lines().map(str::to_owned).collect();
    for (from, to) in lines {
        let at = text.iter().position(|line| line.starts_with(from));
        let at = at.unwrap_or_else(|| panic!("{project} has no line `{from}`"));
        (*to).clone_into(&mut text[at]);
    }
    text.join("\n")
}

fn has_help<T>(outcome: &Outcome<T>, help: &str) -> bool {
    let errors = outcome.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    errors.filter_map(|found| found.help.as_ref()).any(|text| text.contains(help))
}

fn errors<T>(outcome: &Outcome<T>) -> Vec<String> {
    let errors = outcome.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| format!("{}: {:?}", found.message, found.help)).collect()
}

/// Malformed inputs against the schema, and the line that a label must point at: written by hand, from the files.
const PLACES: [(&str, usize); 34] = [
    ("059-v1-format", 1),
    ("060-unknown-service-attr", 3),
    ("062-services-null", 1),
    ("063-services-list", 2),
    ("067-service-name-space", 2),
    ("069-service-name-unicode", 2),
    ("076-image-number", 3),
    ("077-image-null", 3),
    ("078-ports-string", 4),
    ("079-environment-string", 4),
    ("080-environment-list-value", 5),
    ("083-environment-null", 4),
    ("088-security-opt-duplicate", 4),
    ("089-depends-on-duplicate", 4),
    ("090-depends-on-string", 4),
    ("092-depends-on-no-condition", 5),
    ("093-depends-on-bad-condition", 5),
    ("094-version-number", 1),
    ("097-memory-number-in-deploy", 7),
    ("099-reservations-pids", 7),
    ("101-healthcheck-negative-retries", 6),
    ("102-healthcheck-int-interval", 6),
    ("103-duration-invalid", 4),
    ("105-duration-int", 4),
    ("110-memory-negative", 4),
    ("129-ulimit-missing-hard", 4),
    ("140-pull-policy-bad", 4),
    ("145-port-70000-long", 5),
    ("146-port-negative-long", 5),
    ("157-port-abc", 5),
    ("167-volume-empty-section", 4),
    ("171-volume-bad-type", 4),
    ("179-volume-top-level-bad-name", 5),
    ("302-secret-content", 5),
];

#[test]
fn faults_of_the_schema_are_shown_on_their_line() {
    let Some(corpus) = corpus() else { return };
    let mut faults = Vec::new();
    for (case, line) in PLACES {
        let outcome = stackpose::check(&request(&corpus.join("bad").join(case), "compose.yaml"), &Disk);
        let errors = outcome.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let lines: Vec<usize> = errors
            .flat_map(|found| &found.labels)
            .map(|label| {
                let text = &outcome.sources.source(label.loc.source()).unwrap().text;
                text[..label.loc.start()].matches('\n').count() + 1
            })
            .collect();
        if !lines.contains(&line) {
            faults.push(format!("{case}: line {line} is not among {lines:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Every malformed input: findings with a place, a help, and none of the schema library's own words.
#[test]
fn no_fault_is_told_in_the_words_of_a_schema() {
    let Some(corpus) = corpus() else { return };
    let mut cases: Vec<PathBuf> =
        std::fs::read_dir(corpus.join("bad")).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    let mut about_schema = 0;
    for case in cases.iter().filter(|case| case.join("compose.yaml").is_file()) {
        let outcome = stackpose::check(&request(case, "compose.yaml"), &Disk);
        for found in &outcome.diagnostics {
            let said = format!("{} {}", found.message, found.help.as_deref().unwrap_or_default());
            for words in
                ["under any of the given schemas", "oneOf", "anyOf", "is not of type", "required property"]
            {
                assert!(!said.contains(words), "{}: {said}", case.display());
            }
            if found.code.number().starts_with("E04") {
                about_schema += 1;
                assert!(!found.labels.is_empty() && found.help.is_some(), "{}: {said}", case.display());
            }
        }
    }
    assert!(about_schema > 40, "{about_schema} findings about the schema");
}
