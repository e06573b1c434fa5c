//! Everything that the program does with a project, and what must hold for any input.

use stackpose::internals::diagnostic::{Diagnostics, format};
use stackpose::internals::{config_output, load};
use stackpose::{Format, Memory, Outcome, Request, SourceMap};

use crate::archive::FOLDER;

/// A request like that of a user who stands in the project's folder.
pub fn request() -> Request {
    Request {
        working_dir: FOLDER.to_owned(),
        project_name: Some("shop".to_owned()),
        environment: [("HOME".to_owned(), "/home/u".to_owned())].into(),
        ..Request::default()
    }
}

/// Converts and prints the findings in all formats; and, one of them for each input so that there is time for more inputs,
/// prints the model, makes the build file, or converts again.
pub fn all(request: &Request, files: &Memory) {
    let length: usize = files.files.values().map(Vec::len).sum();
    let outcome = stackpose::compile(request, files, Format::Yaml);
    findings(&outcome);
    if let Some(text) = &outcome.value {
        read_back(text);
    }
    match length % 4 {
        0 => model(request, files),
        1 => findings(&stackpose::internals::pipeline::bake(request, files)),
        2 => {
            let json = stackpose::compile(request, files, Format::Json).value;
            assert_eq!(outcome.value.is_some(), json.is_some(), "one format alone has a template");
            assert!(json.is_none_or(|text| serde_json::from_str::<serde_json::Value>(&text).is_ok()));
        }
        _ => assert_eq!(
            outcome.value,
            stackpose::compile(request, files, Format::Yaml).value,
            "not the same again"
        ),
    }
}

/// The model in both formats.
fn model(request: &Request, files: &Memory) {
    let resolved = stackpose::internals::pipeline::resolve_project(request, files);
    findings(&resolved);
    if let Some(resolved) = &resolved.value {
        read_back(&config_output::yaml(&resolved.tree));
        assert!(serde_json::from_str::<serde_json::Value>(&config_output::json(&resolved.tree)).is_ok());
    }
}

/// The findings in every format. An outcome without a value says why.
pub fn findings<T>(outcome: &Outcome<T>) {
    let Outcome { value, diagnostics, suppressed, sources, .. } = outcome;
    assert!(value.is_some() || outcome.has_errors(), "no value and no error");
    for label in diagnostics.iter().flat_map(|found| &found.labels).filter(|label| label.loc.is_somewhere()) {
        let text = sources.source(label.loc.source()).map_or("", |source| &source.text);
        assert!(text.get(label.loc.start()..label.loc.end()).is_some(), "a label outside its source");
    }
    let silent = diagnostics.is_empty();
    assert_eq!(silent, format::human(diagnostics, sources, false).is_empty());
    for kind in [format::Format::Short, format::Format::Github] {
        assert_eq!(silent, format::text(kind, diagnostics, suppressed, sources).is_empty());
    }
    let sarif = format::text(format::Format::Sarif, diagnostics, suppressed, sources);
    assert!(serde_json::from_str::<serde_json::Value>(&sarif).is_ok());
    for line in format::text(format::Format::Json, diagnostics, suppressed, sources).lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "not JSON: {line}");
    }
}

/// What was written as YAML can be read as one document.
fn read_back(text: &str) {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let source = sources.add("printed", text);
    let documents = load::parse(source, &mut sources, &mut diagnostics);
    assert!(documents.len() == 1 && !diagnostics.has_errors(), "cannot be read back: {text}");
}
