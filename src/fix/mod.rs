//! Applies remedies to the files, round after round, until no finding has one left.
//!
//! Works on the files in memory: the caller decides whether to write them or to show the difference. Comments
//! and layout stay, because an edit touches nothing but the text it is about.

mod edited;
mod override_file;

use std::collections::BTreeMap;

pub use edited::Edited;
pub use override_file::override_file;

use crate::Outcome;
use crate::load::{self, Files};
use crate::source::{Loc, SourceId, SourceMap};

/// One remedy may uncover another; a project that still changes after this many rounds would never end.
const ROUNDS: usize = 8;

/// A file that remedies change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its name as findings show it.
    pub name: String,
    /// Its absolute path; `-` is standard input.
    pub path: String,
    /// Its text before.
    pub before: String,
    /// Its text after.
    pub after: String,
    /// How many findings were mended in it.
    pub mended: usize,
}

/// Checks, mends and checks again; gives the last answer and the files that changed, by name.
pub fn fix<T>(
    check: impl Fn(&dyn Files) -> Outcome<T>,
    files: &dyn Files,
    working_dir: &str,
) -> (Outcome<T>, Vec<Change>) {
    let mut changes: BTreeMap<String, Change> = BTreeMap::new();
    let mut edited = Edited::new(files);
    let mut outcome = check(&edited);
    for _ in 0..ROUNDS {
        let edits = edits(&outcome);
        if edits.is_empty() {
            break;
        }
        for (source, edits) in edits {
            let Some(source) = outcome.sources.source(source) else { continue };
            let name = source.name.to_string();
            let change = changes.entry(name.clone()).or_insert_with(|| Change {
                path: if name == load::STDIN { "-".to_owned() } else { load::absolute(working_dir, &name) },
                name,
                before: source.text.to_string(),
                after: source.text.to_string(),
                mended: 0,
            });
            change.mended += edits.len();
            change.after = applied(&source.text, edits);
            edited.put(&change.path, change.after.clone());
        }
        outcome = check(&edited);
    }
    (outcome, changes.into_values().collect())
}

/// One finding's edits in one source.
type Edits = Vec<(Loc, String)>;

/// The edits of all findings, by source; of two that touch the same bytes the first is kept for this round.
fn edits<T>(outcome: &Outcome<T>) -> BTreeMap<SourceId, Vec<Edits>> {
    let mut found: BTreeMap<SourceId, Vec<Edits>> = BTreeMap::new();
    for edits in outcome.diagnostics.iter().filter_map(|found| of_finding(found, &outcome.sources)) {
        let Some(source) = edits.first().map(|(loc, _)| loc.source()) else { continue };
        let others = found.entry(source).or_default();
        let touched = others.iter().flatten().any(|(known, _)| {
            edits.iter().any(|(loc, _)| loc.start() <= known.end() && known.start() <= loc.end())
        });
        if !touched {
            others.push(edits);
        }
    }
    found.retain(|_, edits| !edits.is_empty());
    found
}

fn of_finding(found: &crate::diagnostic::Diagnostic, sources: &SourceMap) -> Option<Edits> {
    found.remedy.as_ref()?.edits(sources)
}

fn applied(text: &str, edits: Vec<Edits>) -> String {
    let mut edits: Vec<(Loc, String)> = edits.into_iter().flatten().collect();
    // From the end, so that places before an edit stay right.
    edits.sort_by_key(|(loc, _)| std::cmp::Reverse((loc.start(), loc.end())));
    let mut text = text.to_owned();
    for (loc, with) in edits {
        text.replace_range(loc.start()..loc.end(), &with);
    }
    text
}
