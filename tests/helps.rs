//! Helps that work: for each error, the example that shows it is changed as its help says, and the error is gone.
//!
//! A finding with a fix is fixed. Else the example's cure (which `tests/explanations.rs` converts) has to be what the help says:
//! it has the text that the help gives, or lacks what the help removes. Where the help gives no text that can be copied, somebody
//! has compared it with the cure, and `helps.txt` lists it; where the cure does something else, `BY_HAND` is the change that the
//! help asks for.

use stackpose::internals::diagnostic::{example_files, explanations};
use stackpose::{Code, Diagnostic, Dotenv, Files, Format, Memory, Outcome, PolicyFile, Request, Severity};

const HOME: &str = "/srv/project";

/// What stands in the example, and what to write in its place as the help says.
const BY_HAND: &[(Code, &[(&str, &str)])] = &[
    (Code::FileNotFound, &[("env_file: web.env\n", "env_file: web.env\n# file: web.env\nCOLOR=blue\n")]),
    (Code::BadDevice, &[("/dev/ttyUSB0:/dev/ttyUSB0:rwm:ro", "/dev/ttyUSB0:/dev/ttyUSB0:rwm")]),
    (Code::NeedsTls, &[("        x-aws-alpn_policy: HTTP2Preferred\n", "")]),
    (Code::BadHost, &[("legacy.example.com", "legacy=10.0.0.5")]),
];

/// Helps that were compared with the cure of their code, a line each: code and help.
const COMPARED: &str = include_str!("helps.txt");

fn memory(text: &str) -> Memory {
    let path = |name: &str| match name.strip_prefix("../../") {
        Some(outside) => format!("/{outside}"),
        None => format!("{HOME}/{name}"),
    };
    let files = example_files(text).map(|(name, text)| (path(name), text.as_bytes().to_vec())).collect();
    Memory { files, stdin: Vec::new() }
}

fn convert(files: &dyn Files) -> Outcome<String> {
    let request = Request {
        working_dir: HOME.to_owned(),
        dotenv: Dotenv::default(),
        policy: PolicyFile::Project,
        ..Request::default()
    };
    stackpose::compile(&request, files, Format::Yaml)
}

fn finding_of(code: Code, outcome: &Outcome<String>) -> Option<&Diagnostic> {
    outcome.diagnostics.iter().find(|found| found.code == code)
}

/// The texts of a help that can be copied.
fn snippets(help: &str) -> impl Iterator<Item = &str> {
    help.split('`').skip(1).step_by(2)
}

/// Without blanks, quotes and brackets, so that block and flow style are the same.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"\"'{}[],-".contains(*c)).collect()
}

/// Whether the cure is what the help says.
fn is_followed(help: &str, found: &Diagnostic, example: &Outcome<String>, cure: &str, text: &str) -> bool {
    let (cured, shown) = (plain(cure), plain(text));
    let written = snippets(help).filter(|snippet| snippet.len() > 1).any(|snippet| {
        let parts: Vec<String> = snippet.split('…').map(plain).filter(|part| !part.is_empty()).collect();
        !parts.is_empty()
            && parts.iter().all(|part| cured.contains(part.as_str()))
            && parts.iter().any(|part| {
                !shown.contains(part.as_str())
                    || cured.matches(part.as_str()).count() > shown.matches(part.as_str()).count()
            })
    });
    let place = plain(example.sources.text(found.place()));
    let removed = (help.contains("remove") || help.contains("leave") || help.contains("keep one"))
        && cured.matches(&place).count() < shown.matches(&place).count();
    written || removed
}

#[test]
fn every_error_is_gone_once_its_help_is_followed() {
    let mut faults = Vec::new();
    let errors = explanations().filter(|it| it.code.severity() == Severity::Error);
    for explanation in
        errors.filter(|it| !it.example.starts_with('$') && !it.example.contains("file: after.yaml"))
    {
        let (code, number) = (explanation.code, explanation.code.number());
        let files = memory(explanation.example);
        let outcome = convert(&files);
        let found = finding_of(code, &outcome).unwrap();
        let Some(help) = found.help.as_deref() else {
            faults.push(format!("{number} has no help"));
            continue;
        };
        if let Some((_, edits)) = BY_HAND.iter().find(|(known, _)| *known == code) {
            let mut text = explanation.example.to_owned();
            for (from, to) in *edits {
                assert!(text.contains(from), "{number}: `{from}` is not in the example");
                text = text.replacen(from, to, 1);
            }
            let after = convert(&memory(&text));
            if finding_of(code, &after).is_some() {
                let said: Vec<_> = after.diagnostics.iter().map(|found| &found.message).collect();
                faults.push(format!("{number}: followed by hand, and {said:?}"));
            }
            continue;
        }
        if found.remedy.is_some() {
            let (after, changes) = stackpose::internals::fix::fix(|files| convert(files), &files, HOME);
            if finding_of(code, &after).is_some() || changes.is_empty() {
                faults.push(format!("{number} is there after its fix"));
            }
            continue;
        }
        if !is_followed(help, found, &outcome, explanation.instead, explanation.example) {
            let line = format!("{number} {help}");
            if !COMPARED.lines().any(|known| known == line) {
                faults.push(format!(
                    "compare this with the cure of {number}, then add it to tests/helps.txt: {line}"
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{} helps:\n{}", faults.len(), faults.join("\n"));
}
