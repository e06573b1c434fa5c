//! One line a finding, in the form that compilers have and editors jump to.

use super::places::Places;
use crate::diagnostic::Diagnostic;
use crate::sanitise;
use crate::source::SourceMap;

/// The lines.
pub(super) fn text(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let mut places = Places::new(sources);
    diagnostics.iter().map(|found| line(found, &mut places)).collect()
}

fn line(found: &Diagnostic, places: &mut Places<'_>) -> String {
    let place = places
        .find(found.place())
        .map(|place| format!("{}:{}:{}: ", sanitise::line(&place.file), place.line, place.column))
        .unwrap_or_default();
    format!("{place}{}[{}]: {}\n", found.severity.word(), found.code.number(), found.message)
}
