//! Workflow commands of GitHub Actions, which put findings onto the lines of a diff.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message>

use super::places::Places;
use crate::diagnostic::{Diagnostic, Severity};
use crate::sanitise;
use crate::source::SourceMap;

/// The commands, one a line.
pub(super) fn text(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let mut places = Places::new(sources);
    diagnostics.iter().map(|found| command(found, &mut places)).collect()
}

fn command(found: &Diagnostic, places: &mut Places<'_>) -> String {
    let word = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = places.find(found.place()) {
        properties.push(format!("file={}", property(&sanitise::line(&place.file))));
        properties.push(format!("line={},endLine={}", place.line, place.end_line));
        properties.push(format!("col={},endColumn={}", place.column, place.end_column));
    }
    properties
        .push(format!("title={}", property(&format!("{}: {}", found.code.number(), found.code.title()))));
    let help = found.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    format!("::{word} {}::{}\n", properties.join(","), data(&format!("{}{help}", found.message)))
}

/// Escapes what stands behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Loc;

    #[test]
    fn nothing_of_a_text_ends_its_command() {
        let mut map = SourceMap::default();
        let id = map.add("a,b:c.yaml", "x: 1\n");
        let found =
            Diagnostic::new(Code::Approximated, "50% of\n::error::this").at(Loc::new(id, 0, 1)).help("h");
        assert_eq!(
            text(&[found], &map),
            "::warning file=a%2Cb%3Ac.yaml,line=1,endLine=1,col=1,endColumn=2,title=W0602%3A an attribute that is kept in \
             part::50%25 of%0A::error::this%0Ahelp: h\n"
        );
    }
}
