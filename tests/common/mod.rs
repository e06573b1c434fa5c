//! The harness: the request of a case, and a picture of what was said.

use std::path::Path;

use stackpose::internals::diagnostic::format;
use stackpose::{Code, Dotenv, Levels, Outcome, PolicyFile, Request};

/// The request of a fixture: its folder, its project name, the variables of its file `env`, and the services of its file
/// `services`, if it has one. A case that is about project names sets `COMPOSE_PROJECT_NAME`.
pub(crate) fn request(folder: &Path) -> Request {
    let name = folder.file_name().unwrap().to_str().unwrap();
    let variables = std::fs::read_to_string(folder.join("env")).unwrap_or_default();
    let services = std::fs::read_to_string(folder.join("services")).unwrap_or_default();
    let pair = |line: &str| line.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
    Request {
        working_dir: folder.to_str().unwrap().to_owned(),
        project_name: (!variables.contains("COMPOSE_PROJECT_NAME")).then(|| name.to_owned()),
        services: services.lines().map(str::to_owned).collect(),
        environment: variables.lines().filter_map(pair).collect(),
        dotenv: Dotenv::default(),
        levels: Levels::new(&[], &advice(folder)).unwrap(),
        policy: PolicyFile::Project,
        ..Request::default()
    }
}

/// Codes that most cases leave out: advice about made-up images would hide what a case is about.
fn advice(folder: &Path) -> Vec<String> {
    let room = folder.parent().and_then(Path::file_name);
    let about_advice =
        room.is_some_and(|room| ["advise", "lint_levels", "real"].iter().any(|own| room == *own));
    let advice = Code::ALL.iter().map(|code| code.number()).filter(|number| number.get(1..3) == Some("10"));
    if about_advice { Vec::new() } else { advice.collect() }
}

/// The findings as a person without colours sees them.
pub(crate) fn picture<T>(outcome: &Outcome<T>) -> String {
    format::human(&outcome.diagnostics, &outcome.sources, false)
}
