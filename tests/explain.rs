//! Topics, parameters and keys: the examples convert, and what is documented is what templates have.
#![expect(
    clippy::disallowed_methods,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "tests read the pages and stop at the first surprise"
)]

use std::collections::BTreeSet;

use serde_json::Value as Json;
use stackpose::internals::explain;
use stackpose::internals::validate::{Emitted, keys};
use stackpose::{Format, Memory, Request, Severity};

const HOME: &str = "/srv/shop";

/// The template of a file and its warnings.
fn convert(text: &str) -> Result<(Json, Vec<String>), String> {
    let files = [("compose.yaml", text), ("Dockerfile", "FROM nginx:1.27\n")];
    let files = files.map(|(name, text)| (format!("{HOME}/{name}"), text.as_bytes().to_vec())).into();
    let request = Request { working_dir: HOME.to_owned(), ..Request::default() };
    let outcome = stackpose::compile(&request, &Memory { files, stdin: Vec::new() }, Format::Json);
    let said = |severity| {
        let found = outcome.diagnostics.iter().filter(move |found| found.severity == severity);
        found.map(|found| format!("{}: {}", found.code.number(), found.message)).collect::<Vec<_>>()
    };
    match &outcome.value {
        Some(text) => Ok((serde_json::from_str(text).unwrap(), said(Severity::Warning))),
        None => Err(said(Severity::Error).join("; ")),
    }
}

/// The file without a key: its lines, or its entry of a mapping in flow style.
fn without(text: &str, key: &str) -> String {
    let mut out = Vec::new();
    let mut skipped: Option<usize> = None;
    let found = format!("{key}: ");
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if skipped.is_some_and(|at| indent > at) {
            continue;
        }
        skipped = None;
        let Some(start) = line.find(&found).or_else(|| line.ends_with(&format!("{key}:")).then_some(indent))
        else {
            out.push(line.to_owned());
            continue;
        };
        if start == indent {
            skipped = Some(indent);
            continue;
        }
        let mut depth = 0_u32;
        let end = line[start..].find(|c| {
            depth = depth.saturating_add(u32::from(matches!(c, '[' | '{')));
            let ends = depth == 0 && matches!(c, ']' | '}' | ',');
            depth = depth.saturating_sub(u32::from(matches!(c, ']' | '}')));
            ends
        });
        let end = start + end.expect("a mapping in flow style ends");
        out.push(format!("{}{}", line[..start].trim_end_matches(", "), &line[end..]));
    }
    out.join("\n") + "\n"
}

/// Everything that stands at a path; `Key` of an item of a list is its name.
fn look(node: &Json, path: &str, found: &mut BTreeSet<String>) {
    if path.is_empty() {
        found.insert(node.as_str().map_or_else(|| node.to_string(), str::to_owned));
        return;
    }
    if let Some(list) = node.as_array() {
        for item in list.iter().filter(|item| item["Key"] == *path) {
            look(&item["Value"], "", found);
        }
    }
    let (head, rest) = path.split_once('.').unwrap_or((path, ""));
    let below = match head.parse::<usize>() {
        Ok(position) => node.get(position),
        Err(_) => node.get(head),
    };
    if let Some(below) = below {
        look(below, rest, found);
    }
}

fn emitted(template: &Json, of: &str, path: &str) -> String {
    let mut found = BTreeSet::new();
    if of == "parameter" {
        look(&template["Parameters"], path, &mut found);
    }
    for resource in template["Resources"].as_object().unwrap().values().filter(|it| it["Type"] == *of) {
        look(&resource["Properties"], path, &mut found);
    }
    found.into_iter().collect::<Vec<_>>().join("|")
}

#[test]
fn defaults_of_keys_are_those_of_templates() {
    let mut faults = Vec::new();
    for key in keys().filter(|key| key.is_translated()) {
        let (name, documented, example) = (key.name, key.emitted, key.example);
        let name_of = format!("{name} {}", key.place().shown());
        assert!(!documented.is_empty(), "{name_of}: no default is compared");
        let plain = without(example, name);
        assert!(!plain.contains(name) && example.contains(name), "{name_of}: {plain}");
        match (convert(example), convert(&plain)) {
            (Ok((with, warnings)), Ok((without, _))) => {
                if !warnings.is_empty() {
                    faults.push(format!("{name_of}: {}", warnings.join("; ")));
                }
                if with == without {
                    faults.push(format!("{name_of}: the key changes nothing in its example"));
                }
                for Emitted(of, path, value) in documented {
                    let found = emitted(&without, of, path);
                    if found != *value {
                        faults.push(format!("{name_of}: {of} {path} is `{found}`, not `{value}`"));
                    }
                }
            }
            (with, without) => {
                let errors = [with.err(), without.err()].into_iter().flatten().collect::<Vec<_>>();
                faults.push(format!("{name_of}: {}", errors.join("; ")));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is written for people and what is compared with templates are two texts; where a default is a number or a word, they
/// agree.
#[test]
fn defaults_in_words_name_the_value() {
    for key in keys() {
        for Emitted(_, path, value) in key.emitted {
            if value.chars().all(|c| c.is_ascii_digit()) && !value.is_empty() {
                assert!(key.default.contains(value), "{}: {path} is {value}", key.name);
            }
        }
    }
}

#[test]
fn examples_of_topics_convert_without_warnings() {
    let mut faults = Vec::new();
    for topic in explain::topics() {
        match convert(topic.example) {
            Ok((_, warnings)) if warnings.is_empty() => {}
            Ok((_, warnings)) => faults.push(format!("{}: {}", topic.name, warnings.join("; "))),
            Err(errors) => faults.push(format!("{}: {errors}", topic.name)),
        }
        let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(topic.page);
        assert!(page.is_file(), "{}: docs/{} does not exist", topic.name, topic.page);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn parameters_are_those_of_templates() {
    let mut faults = Vec::new();
    for text in explain::parameter_texts() {
        let (template, _) = convert(text.example).unwrap_or_else(|errors| panic!("{}: {errors}", text.name));
        let found = &template["Parameters"][text.shown];
        let default = found["Default"].as_str();
        if found["Type"] != text.kind || default != text.default {
            faults.push(format!("{}: {found}", text.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// `tests/contract.rs` compares the table of the contract with the templates of all fixtures.
#[test]
fn parameters_are_those_of_the_contract() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/contract.md");
    let page = std::fs::read_to_string(page).unwrap();
    let table = page.split_once("\n## Parameters\n").unwrap().1.split_once("\n## ").unwrap().0;
    let names =
        |line: &str| line.strip_prefix("| `").and_then(|line| Some(line.split_once('`')?.0.to_owned()));
    let listed: BTreeSet<String> = table.lines().filter_map(names).collect();
    let told: BTreeSet<String> = explain::parameter_texts().map(|text| text.name.to_owned()).collect();
    assert_eq!(told, listed);
}

/// Runs `stackpose explain`.
fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_stackpose"))
        .args(arguments)
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn several_words_are_explained_and_unknown_ones_get_a_suggestion() {
    let (code, shown, _) = run(&["explain", "E0601", "x-aws-logs_retention", "CertificateArn"]);
    assert_eq!(code, Some(0));
    for heading in ["# E0601: ", "\n# `x-aws-logs_retention`\n", "\n# Parameter `CertificateArn`\n"] {
        assert!(shown.contains(heading), "{heading} in {shown}");
    }
    let (code, shown, said) = run(&["explain", "E0601", "x-aws-rout"]);
    assert_eq!(code, Some(2));
    assert!(shown.starts_with("# E0601: ") && said.contains("did you mean `x-aws-route`?"), "{said}");
    let (code, shown, _) = run(&["explain", "private", "subnets"]);
    assert_eq!((code, shown.starts_with("# How do I run tasks in private subnets?")), (Some(0), true));
    let (_, list, _) = run(&["explain"]);
    for line in ["  https  ", "  x-aws-route\n", "  <Service>Image\n", "  E0601  "] {
        assert!(list.contains(line), "{line} in {list}");
    }
}

/// Odd words lead to nothing odd.
#[test]
fn words_of_other_forms_are_understood_or_refused() {
    let (code, out, _) = run(&["explain", "E0402,E0502"]);
    assert_eq!((code, out.matches("# E0").count()), (Some(0), 2), "{out}");
    let (code, out, _) = run(&["explain", "E0402,", "https"]);
    assert!(code == Some(0) && out.contains("# E0402") && out.contains("serve HTTPS"), "{out}");
    for word in [".", "...", "[]", "*", "é"] {
        let (code, out, said) = run(&["explain", word]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{word}");
        assert!(said.contains("`stackpose explain` lists them"), "{word}: {said}");
    }
    assert!(run(&["explain", "402"]).2.contains("did you mean `E0402`?"));
}

#[test]
fn formats_hold_the_same_text() {
    let (_, markdown, _) =
        run(&["explain", "--format", "markdown", "x-aws-logs_retention", "https", "E0601"]);
    let (_, lines, _) = run(&["explain", "--format", "json", "x-aws-logs_retention", "https", "E0601"]);
    let texts: Vec<Json> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let joined: Vec<&str> = texts.iter().map(|text| text["markdown"].as_str().unwrap()).collect();
    assert_eq!(joined.join("\n"), markdown);
    let kinds: Vec<&Json> = texts.iter().map(|text| &text["kind"]).collect();
    assert_eq!(kinds, ["key", "topic", "code"]);
    assert_eq!(texts[0]["places"][0]["default"], "30 days");
    let page = texts[2]["page"].as_str().unwrap();
    assert!(page.starts_with("docs/findings.md#e0601-"), "{page}");
}

#[test]
fn shells_complete_the_words() {
    for shell in ["bash", "zsh", "fish"] {
        let (_, script, _) = run(&["completions", shell]);
        for word in ["x-aws-logs_retention", "CertificateArn", "E0601", "https"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    // The list would bury the help and the manual page.
    let (_, help, _) = run(&["explain", "--help"]);
    let (_, manual, _) = run(&["man"]);
    assert!(!help.contains("E0602") && !manual.contains("E0602"), "{help}");
}
