//! Helps that work: for each error, the example that shows it is changed as its help says, and the error is gone.
//!
//! A finding with a fix is fixed. Else `helps.txt` has the help, and the change of the example that follows it to the letter:
//! lines with `- ` have what stands there, those with `+ ` below what is written in its place, `\\n` being the end of a line. The
//! file converts then. A help without an entry is followed by the example's cure (which `tests/explanations.rs` converts): it has
//! the text that the help gives, or lacks what the help removes. A help that no change of the file can follow has its reason
//! behind `= `.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests write what they read, and stop at the first surprise"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use stackpose::internals::diagnostic::{example_files, explanations};
use stackpose::internals::pipeline::compile_split;
use stackpose::internals::split::Grouping;
use stackpose::{
    Code, Diagnostic, Disk, Dotenv, Files, Format, Memory, Outcome, PolicyFile, Request, Severity,
};

const HOME: &str = "/srv/project";

/// Helps by code, and how to follow them.
const FOLLOWED: &str = include_str!("helps.txt");

/// How a help is followed.
#[derive(Debug, Default)]
struct Followed {
    help: String,
    /// What stands in the example, and what to write in its place.
    edits: Vec<(String, String)>,
    /// Why no change of the file follows it.
    reason: Option<String>,
}

fn followed() -> BTreeMap<String, Followed> {
    let text = |line: &str| line.replace("\\n", "\n");
    let mut all: BTreeMap<String, Followed> = BTreeMap::new();
    let mut code = String::new();
    for line in FOLLOWED.lines() {
        let known = all.entry(code.clone()).or_default();
        match line.split_at(2.min(line.len())) {
            ("- ", from) => known.edits.push((text(from), String::new())),
            ("+ ", to) => known.edits.last_mut().unwrap().1 = text(to),
            ("= ", reason) => known.reason = Some(reason.to_owned()),
            _ => {
                let (number, help) = line.split_once(' ').unwrap();
                number.clone_into(&mut code);
                all.insert(code.clone(), Followed { help: help.to_owned(), ..Followed::default() });
            }
        }
    }
    all.remove("");
    all
}

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
    let mut followed = followed();
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
        if found.remedy.is_some() {
            let (after, changes) = stackpose::internals::fix::fix(|files| convert(files), &files, HOME);
            if finding_of(code, &after).is_some() || changes.is_empty() {
                faults.push(format!("{number} is there after its fix"));
            }
            continue;
        }
        let Some(known) = followed.remove(&number) else {
            if !is_followed(help, found, &outcome, explanation.instead, explanation.example) {
                faults.push(format!("add how to follow it to tests/helps.txt: {number} {help}"));
            }
            continue;
        };
        if known.help != help {
            faults.push(format!("{number} has another help, look at it again: {help}"));
        }
        if known.reason.is_some() != known.edits.is_empty() {
            faults.push(format!("{number} needs either a change or a reason"));
        }
        if known.edits.is_empty() {
            continue;
        }
        let mut text = explanation.example.to_owned();
        for (from, to) in &known.edits {
            assert!(text.contains(from.as_str()), "{number}: `{from}` is not in the example");
            text = text.replacen(from, to, 1);
        }
        let after = convert(&memory(&text));
        let errors: Vec<_> =
            after.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
        if !errors.is_empty() {
            let said: Vec<_> =
                errors.iter().map(|found| format!("{} {}", found.code.number(), found.message)).collect();
            faults.push(format!("{number}: followed, and {said:?}"));
        }
    }
    for number in followed.keys() {
        faults.push(format!("tests/helps.txt has {number}, which needs no entry"));
    }
    assert!(faults.is_empty(), "{} helps:\n{}", faults.len(), faults.join("\n"));
}

/// A value of the wrong type that has a fix is no error of its attribute afterwards.
#[test]
fn a_fix_of_a_type_makes_no_other_error_of_the_value() {
    // What is not defined is missed, and what Fargate cannot have is refused, whatever its type.
    let may_follow = |code: Code| {
        let number = code.number();
        matches!(code, Code::UndefinedReference | Code::FileNotFound | Code::BadExtends | Code::BadPort)
            || ["E06", "E07", "E05"].iter().any(|room| number.starts_with(room))
    };
    let (mut wrong, mut fixed) = (Vec::new(), 0);
    let attributes = stackpose::internals::validate::rows()
        .filter_map(|row| row.path.strip_prefix("services.*."))
        .filter(|name| !name.contains(['*', '[']) && !name.contains("x-aws"));
    for attribute in attributes.collect::<std::collections::BTreeSet<_>>() {
        for value in ["5", "true", "false", "1.5", "word", "\"two words\""] {
            let names: Vec<&str> = attribute.split('.').collect();
            let mut text = "services:\n  web:\n".to_owned();
            if attribute != "image" && names[0] != "build" {
                text.push_str("    image: nginx:1.29\n");
            }
            for (at, name) in names.iter().enumerate() {
                let end = if at + 1 == names.len() { format!(" {value}") } else { String::new() };
                let _ = writeln!(text, "{}{name}:{end}", "  ".repeat(at + 2));
            }
            let files = memory(&text);
            let before = convert(&files);
            if !before.diagnostics.iter().any(|found| found.code == Code::WrongType && found.remedy.is_some())
            {
                continue;
            }
            fixed += 1;
            let (after, _) = stackpose::internals::fix::fix(|files| convert(files), &files, HOME);
            let errors = after.diagnostics.iter().filter(|found| found.severity == Severity::Error);
            for found in errors.filter(|found| !may_follow(found.code)) {
                wrong.push(format!("{attribute}: {value}: {} {}", found.code.number(), found.message));
            }
        }
    }
    assert!(fixed > 100, "{fixed} values have a fix");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The request and files of a fault that no Compose file alone shows, and the same after its help was followed.
type Case = (Code, Request, Memory, Request, Memory);

/// Errors of requests, folders, encodings and sizes.
fn cases_beside_the_file() -> Vec<Case> {
    let request = || Request { working_dir: HOME.to_owned(), ..Request::default() };
    let files = |entries: &[(&str, &[u8])]| {
        let entry = |(name, text): &(&str, &[u8])| (format!("{HOME}/{name}"), text.to_vec());
        Memory { files: entries.iter().map(entry).collect(), stdin: Vec::new() }
    };
    let compose: &[u8] = b"services:\n  web:\n    image: nginx:1.29\n";
    let good = || files(&[("compose.yaml", compose)]);
    let latin: &[u8] = b"services:\n  web:\n    image: nginx:1.29\n    labels: {a: caf\xe9}\n";
    // Each anchor is 50 lists around the one before.
    let nested = |anchors: usize| {
        let (open, close) = ("[".repeat(50), "]".repeat(50));
        let anchor = |at: usize| {
            let inner = if at == 0 { "x".to_owned() } else { format!("*a{}", at - 1) };
            format!("x-a{at}: &a{at} {open}{inner}{close}\n")
        };
        let anchors: String = (0..anchors).map(anchor).collect();
        let text = format!("{anchors}services:\n  web:\n    image: nginx:1.29\n");
        files(&[("compose.yaml", text.as_bytes())])
    };
    let mut bad_setting = request();
    bad_setting.dotenv.bad_switch = Some("perhaps".to_owned());
    let asked = |name: &str| Request { services: vec![name.to_owned()], ..request() };
    let copy = |size: usize| {
        let text = "x-aws-files: volume\nservices:\n  web:\n    image: nginx:1.29\n    volumes: ['./pages:/usr/share/nginx/html:ro']\n";
        let page = vec![b'a'; size];
        files(&[("compose.yaml", text.as_bytes()), ("pages/index.html", &page)])
    };
    // The file of a secret lies in a folder that is copied, then in one of its own.
    let secret = |file: &str| {
        let text = format!(
            "x-aws-files: volume\nservices:\n  web:\n    image: nginx:1.29\n    volumes: ['./pages:/pages:ro']\n    secrets: [key]\n\
             secrets:\n  key:\n    file: {file}\n"
        );
        files(&[("compose.yaml", text.as_bytes()), ("pages/index.html", b"hello"), (file, b"s3cret")])
    };
    let mut services = String::new();
    for at in 0..180 {
        let _ = writeln!(services, "  s{at}:\n    image: nginx:1.29");
    }
    let many = || files(&[("compose.yaml", format!("services:\n{services}").as_bytes())]);
    vec![
        (Code::CannotCopy, request(), secret("pages/key.txt"), request(), secret("secret/key.txt")),
        (Code::TooLargeTemplate, request(), many(), asked("s7"), many()),
        (Code::NoConfiguration, request(), Memory::default(), request(), good()),
        (Code::BadEncoding, request(), files(&[("compose.yaml", latin)]), request(), good()),
        (Code::BadSetting, bad_setting, good(), request(), good()),
        (Code::UnknownService, asked("wbe"), good(), asked("web"), good()),
        (Code::TooDeep, request(), nested(30), request(), nested(3)),
        (Code::TooMuchToCopy, request(), copy(1 << 20), request(), copy(100)),
    ]
}

/// The first way out of E0801. What cannot be copied because of the disk is moved away as E0748 says.
#[test]
fn a_large_template_is_split_and_a_link_is_moved() {
    let (_, request, files, _, _) =
        cases_beside_the_file().into_iter().find(|(code, ..)| *code == Code::TooLargeTemplate).unwrap();
    let outcome = convert(&files);
    let help = finding_of(Code::TooLargeTemplate, &outcome).unwrap().help.clone().unwrap();
    assert!(help.contains("`convert --split DIR`"), "{help}");
    let split = compile_split(&request, &files, Format::Yaml, Grouping::Each);
    assert!(split.value.is_some_and(|split| split.parts.len() > 100));

    #[cfg(unix)]
    {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        let text = "x-aws-files: volume\nservices:\n  web:\n    image: nginx:1.29\n    volumes: ['./pages:/pages:ro']\n";
        std::fs::write(home.join("compose.yaml"), text).unwrap();
        std::fs::create_dir(home.join("pages")).unwrap();
        std::fs::write(home.join("pages/index.html"), "hello").unwrap();
        std::os::unix::fs::symlink(".", home.join("pages/again")).unwrap();
        let request = Request { working_dir: home.to_str().unwrap().to_owned(), ..Request::default() };
        let found = stackpose::compile(&request, &Disk, Format::Yaml);
        let help = finding_of(Code::CannotCopy, &found).unwrap().help.clone().unwrap();
        assert!(help.contains("move it out of the folder"), "{help}");
        std::fs::rename(home.join("pages/again"), home.join("again")).unwrap();
        let after = stackpose::compile(&request, &Disk, Format::Yaml);
        assert!(after.value.is_some(), "{:?}", after.diagnostics);
    }
}

#[test]
fn errors_beside_the_file_are_gone_once_their_help_is_followed() {
    for (code, request, files, then, changed) in cases_beside_the_file() {
        let outcome = stackpose::compile(&request, &files, Format::Yaml);
        let found = finding_of(code, &outcome)
            .unwrap_or_else(|| panic!("{}: {:?}", code.number(), outcome.diagnostics));
        assert!(found.help.is_some(), "{}", code.number());
        let after = stackpose::compile(&then, &changed, Format::Yaml);
        let errors: Vec<_> = after.diagnostics.iter().filter(|it| it.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", code.number());
    }
}
