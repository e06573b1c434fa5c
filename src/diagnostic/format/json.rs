//! One JSON object a line; `docs/findings.md` documents the members.

use serde::Serialize;

use super::places::{Places, TextRange};
use super::shown_edits;
use crate::diagnostic::group::cause;
use crate::diagnostic::{Diagnostic, Label};
use crate::source::SourceMap;

/// A finding. Members are always there, so that nobody has to ask.
#[derive(Debug, Serialize)]
struct Finding<'a> {
    code: String,
    severity: &'static str,
    title: &'static str,
    message: &'a str,
    cause: String,
    help: Option<&'a str>,
    place: Option<TextRange>,
    labels: Vec<Remark>,
    fix: Option<Vec<Change>>,
}

/// A place with what is said about it.
#[derive(Debug, Serialize)]
struct Remark {
    place: Option<TextRange>,
    text: String,
}

/// Text to put in the place of what stands there.
#[derive(Debug, Serialize)]
struct Change {
    place: Option<TextRange>,
    replacement: String,
}

/// The lines.
pub(super) fn text(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let mut places = Places::new(sources);
    diagnostics.iter().map(|found| line(found, &mut places, sources)).collect()
}

fn line(found: &Diagnostic, places: &mut Places<'_>, sources: &SourceMap) -> String {
    let finding = Finding {
        code: found.code.number(),
        severity: found.severity.word(),
        title: found.code.title(),
        message: &found.message,
        cause: cause(found),
        help: found.help.as_deref(),
        place: places.find(found.place()),
        labels: found.places(sources).into_iter().map(|label| remark(label, places)).collect(),
        fix: shown_edits(found, places, sources).map(|edits| {
            let change = |(loc, replacement)| Change { place: places.whole(loc), replacement };
            edits.into_iter().map(change).collect()
        }),
    };
    let line = serde_json::to_string(&finding).expect("internal error: a finding is not JSON");
    line + "\n"
}

fn remark(label: Label, places: &mut Places<'_>) -> Remark {
    Remark { place: places.find(label.loc), text: label.text }
}
