//! Every code has a story, and the stories' examples are true.

use stackpose::internals::diagnostic::{Explanation, example_files, explanations};
use stackpose::{Code, Dotenv, Format, Memory, Outcome, PolicyFile, Request};

/// Where the examples lie; there is no git work tree, so this is the boundary.
const HOME: &str = "/srv/project";

/// Codes whose examples are shell commands, because no file of text can show them.
const ONLY_TOLD: [Code; 12] = [
    Code::NoConfiguration,
    Code::BadEncoding,
    Code::BadSetting,
    Code::TooDeep,
    Code::UnknownService,
    Code::TooMuchToCopy,
    Code::CannotCopy,
    Code::TooLargeTemplate,
    Code::NeedsBucket,
    Code::OutputsLeftOut,
    Code::LargeOperation,
    Code::StackChanged,
];

/// Codes whose `instead` still ends in another error, and why.
const STILL_REFUSED: [(Code, &str); 2] = [
    (Code::OneLetterVolume, "its subject is a named volume, which this version does not lower yet"),
    (Code::NoVolume, "named volumes are not lowered yet"),
];

#[test]
fn every_code_has_one_story_with_every_part() {
    let told: Vec<Code> = explanations().map(|explanation| explanation.code).collect();
    assert_eq!(told, Code::ALL, "one explanation a code, in the order of the codes");
    for explanation in explanations() {
        for text in [explanation.meaning, explanation.why] {
            assert!(
                text.ends_with('.') && text.len() > 40,
                "{} says too little: {text}",
                explanation.code.number()
            );
        }
        assert!(explanation.page.starts_with("https://"), "{} names no page", explanation.code.number());
        assert!(
            !explanation.example.is_empty() && !explanation.instead.is_empty(),
            "{}",
            explanation.code.number()
        );
    }
}

#[test]
fn examples_show_their_finding_and_what_stands_instead_does_not() {
    let mut faults = Vec::new();
    for explanation in explanations().filter(|explanation| !explanation.example.starts_with('$')) {
        let number = explanation.code.number();
        if !has(&convert(explanation.example), explanation) {
            faults.push(format!("the example of {number} does not show it"));
        }
        let instead = convert(explanation.instead);
        if has(&instead, explanation) {
            faults.push(format!("what stands instead of {number} has it too"));
        }
        if instead.has_errors() && !STILL_REFUSED.iter().any(|(code, _)| *code == explanation.code) {
            let said: Vec<_> = instead.diagnostics.iter().map(|found| found.message.as_str()).collect();
            faults.push(format!("what stands instead of {number} does not convert: {said:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_what_no_file_can_show_is_told_as_commands() {
    let told: Vec<Code> = explanations()
        .filter(|explanation| explanation.example.starts_with('$'))
        .map(|explanation| explanation.code)
        .collect();
    assert_eq!(told, ONLY_TOLD);
}

fn has(outcome: &Outcome<String>, explanation: &Explanation) -> bool {
    outcome.diagnostics.iter().any(|found| found.code == explanation.code)
}

/// Converts an example: `compose.yaml`, and further files behind their `# file:` lines.
fn convert(text: &str) -> Outcome<String> {
    if example_files(text).any(|(name, _)| name == "after.yaml") {
        return update(text);
    }
    let files = example_files(text).map(|(name, text)| (path(name), text.as_bytes().to_vec())).collect();
    let request = Request {
        working_dir: HOME.to_owned(),
        dotenv: Dotenv::default(),
        policy: PolicyFile::Project,
        ..Request::default()
    };
    stackpose::compile(&request, &Memory { files, stdin: Vec::new() }, Format::Yaml)
}

/// Compares the two states of an example: templates, or Compose files.
fn update(text: &str) -> Outcome<String> {
    let files = example_files(text).map(|(name, text)| (path(name), text.as_bytes().to_vec())).collect();
    let files = Memory { files, stdin: Vec::new() };
    let side = |name: &str, text: &str| {
        if let Some(Some(side)) = stackpose::internals::pipeline::comparable_template(name, text).value {
            return side;
        }
        let request =
            Request { working_dir: HOME.to_owned(), files: vec![name.to_owned()], ..Request::default() };
        stackpose::internals::pipeline::comparable(&request, &files, None)
            .value
            .expect("both states of an example convert")
    };
    let sides: Vec<_> = example_files(text).map(|(name, text)| side(name, text)).collect();
    let [old, new] = sides.as_slice() else { return convert("services: {}") };
    let diagnostics =
        stackpose::internals::diff::diff(old, new).hazards.into_iter().map(|hazard| hazard.finding);
    Outcome {
        value: None,
        diagnostics: diagnostics.collect(),
        suppressed: Vec::new(),
        sources: stackpose::SourceMap::default(),
        waiting: None,
    }
}

fn path(name: &str) -> String {
    match name.strip_prefix("../../") {
        Some(outside) => format!("/{outside}"),
        None => format!("{HOME}/{name}"),
    }
}
