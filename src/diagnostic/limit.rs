//! How many findings a run reports: a hostile file has hundreds of thousands, and nobody reads that many.
//!
//! Errors are kept before warnings and warnings before notes; the rest is counted. What is kept stays in its
//! order.

use std::collections::BTreeMap;

use super::lines::Lines;
use super::{Code, Diagnostic, Severity};
use crate::source::{Loc, SourceId, SourceMap};

/// Findings of a run.
const MAX_FINDINGS: usize = 500;
/// Findings whose first place is on the same line; a file in JSON may have one line only.
const MOST_ON_A_LINE: usize = 20;
/// Bytes of their messages, labels and helps.
const MOST_TEXT: usize = 256 * 1024;

/// The findings that are reported, and one that counts the others.
pub fn limited(diagnostics: Vec<Diagnostic>, sources: &SourceMap) -> Vec<Diagnostic> {
    let mut room = Room { sources, lines: BTreeMap::new(), on_lines: BTreeMap::new(), count: 0, text: 0 };
    let mut kept = vec![false; diagnostics.len()];
    let mut left_out = [0; 3];
    let severities = [Severity::Error, Severity::Warning, Severity::Note];
    for (severity, left_out) in severities.into_iter().zip(&mut left_out) {
        for (found, kept) in diagnostics.iter().zip(&mut kept).filter(|(found, _)| found.severity == severity)
        {
            *kept = room.takes(found);
            *left_out += usize::from(!*kept);
        }
    }
    let counted: Vec<(Severity, usize)> =
        severities.into_iter().zip(left_out).filter(|(_, count)| *count > 0).collect();
    let shown = diagnostics.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(found, _)| found);
    shown.chain(more(&counted)).collect()
}

/// The finding for something that would make a project larger than it may grow to.
pub fn project_too_large(what: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::ProjectTooLarge, format!("the project is too large with {what}"))
        .label(loc, "beyond what is kept")
        .help("write less here, or convert the parts of the project one by one")
}

struct Room<'a> {
    sources: &'a SourceMap,
    lines: BTreeMap<SourceId, Lines>,
    on_lines: BTreeMap<(SourceId, usize), usize>,
    count: usize,
    text: usize,
}

impl Room<'_> {
    fn takes(&mut self, found: &Diagnostic) -> bool {
        let labels: usize = found.labels.iter().map(|label| label.text.len()).sum();
        let text = found.message.len().min(super::format::MOST_CHARACTERS)
            + found.help.as_ref().map_or(0, |help| help.len().min(super::format::MOST_CHARACTERS))
            + labels;
        if self.count == MAX_FINDINGS || self.text + text > MOST_TEXT || !self.has_room_on_its_line(found) {
            return false;
        }
        self.count += 1;
        self.text += text;
        true
    }

    fn has_room_on_its_line(&mut self, found: &Diagnostic) -> bool {
        let place = found.place();
        let Some(source) = self.sources.source(place.source()) else { return true };
        let lines = self.lines.entry(place.source()).or_insert_with(|| Lines::new(&source.text));
        let line = lines.line(place.start());
        let count = self.on_lines.entry((place.source(), line)).or_default();
        *count += 1;
        *count <= MOST_ON_A_LINE
    }
}

/// Weighs as much as the heaviest of those that are left out.
fn more(counted: &[(Severity, usize)]) -> Option<Diagnostic> {
    let (severity, _) = counted.first()?;
    let parts: Vec<String> = counted
        .iter()
        .map(|(severity, count)| format!("{count} {}{}", severity.word(), if *count == 1 { "" } else { "s" }))
        .collect();
    let message = format!("there are more findings than are shown: {} left out", parts.join(", "));
    Some(
        Diagnostic::new(Code::MoreFindings, message)
            .severity(*severity)
            .help("mend what is shown, then run the command again"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_stay_and_the_rest_is_counted() {
        let mut sources = SourceMap::default();
        let id = sources.add("a.yaml", "x".repeat(90) + "\nlast");
        let at = |code, start| Diagnostic::new(code, format!("m{start}")).at(Loc::new(id, start, start + 1));
        let mut all: Vec<Diagnostic> = (0..30).map(|start| at(Code::Ignored, start)).collect();
        all.extend((30..60).map(|start| at(Code::Refused, start)));
        all.push(at(Code::Ignored, 92));
        let found = limited(all, &sources);
        assert_eq!(found.len(), MOST_ON_A_LINE + 2);
        assert!(found.iter().take(MOST_ON_A_LINE).all(|found| found.code == Code::Refused));
        let last = found.last().unwrap();
        assert_eq!((last.code, last.severity), (Code::MoreFindings, Severity::Error));
        assert!(last.message.ends_with("10 errors, 30 notes left out"), "{}", last.message);
        assert_eq!(limited(found.clone(), &sources), found, "twice is once");
    }

    #[test]
    fn long_texts_fill_a_run_sooner() {
        let all = vec![Diagnostic::new(Code::Refused, "x".repeat(5_000)); 400];
        assert!(limited(all, &SourceMap::default()).len() < 300);
    }
}
