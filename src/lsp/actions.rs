//! Quick fixes: the safe changes of `check --fix`, and comments that allow a finding.

use std::collections::BTreeMap;

use lsp_types::{Position, Range, TextEdit};

use super::position::Lines;
use super::project::{Finding, Fix};

/// The fixes of the findings that touch a range.
pub(super) fn fixes<'a>(
    findings: &'a [Finding],
    range: Range,
    path: &str,
    text: &str,
) -> Vec<(&'a Finding, Fix, bool)> {
    let mut all = Vec::new();
    for finding in findings.iter().filter(|finding| touches(finding.shown.range, range)) {
        if let Some(fix) = &finding.fix {
            all.push((finding, fix.clone(), true));
        }
        if finding.is_allowable
            && let Some(edit) = allowed(finding, text)
        {
            let title = format!("Allow {} here", finding.code);
            all.push((finding, Fix { title, edits: BTreeMap::from([(path.to_owned(), vec![edit])]) }, false));
        }
    }
    all
}

/// A comment at the end of the line; none where the line has one, or where it may be a part of a text.
fn allowed(finding: &Finding, text: &str) -> Option<TextEdit> {
    let line = finding.shown.range.start.line;
    let lines = Lines::new(text);
    let number = usize::try_from(line).ok()?;
    let written = lines.line(number);
    let is_text = written.contains(['#', '|', '>']) || written.matches(['"', '\'']).count() % 2 == 1;
    let end = lines.position(lines.content(number).end);
    let comment = format!(" # stackpose: allow {}", finding.code);
    (!is_text && finding.shown.range.end.line == line && !written.trim().is_empty())
        .then(|| TextEdit::new(Range::new(end, end), comment))
}

fn touches(one: Range, other: Range) -> bool {
    let before = |a: Position, b: Position| (a.line, a.character) <= (b.line, b.character);
    before(one.start, other.end) && before(other.start, one.end)
}
