//! A test report in the form of `JUnit`, which every CI service shows. Errors are failures; warnings and
//! notes are output of tests that pass.

use std::fmt::Write as _;

use super::places::Places;
use crate::diagnostic::{Diagnostic, Severity};
use crate::sanitise;
use crate::source::SourceMap;

/// One XML document; a project without findings is one test that passes.
pub(super) fn text(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let mut places = Places::new(sources);
    let cases: String = diagnostics.iter().map(|found| case(found, &mut places)).collect();
    let failures = diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    let (cases, tests) = if diagnostics.is_empty() {
        ("    <testcase classname=\"stackpose\" name=\"no findings\"/>\n".to_owned(), 1)
    } else {
        (cases, diagnostics.len())
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  \
         <testsuite name=\"stackpose check\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n{cases}  \
         </testsuite>\n</testsuites>\n"
    )
}

fn case(found: &Diagnostic, places: &mut Places<'_>) -> String {
    let (file, at) = places.find(found.place()).map_or_else(
        || ("stackpose".to_owned(), String::new()),
        |place| {
            let file = sanitise::line(&place.file).into_owned();
            let at = format!("{file}:{}:{}: ", place.line, place.column);
            (file, at)
        },
    );
    let code = found.code.number();
    let mut body = format!("{at}{code}: {}", found.message);
    if let Some(help) = &found.help {
        let _ = write!(body, "\nhelp: {help}");
    }
    let element = if found.severity == Severity::Error {
        format!("<failure type=\"{code}\" message=\"{}\">{}</failure>", xml(&found.message), xml(&body))
    } else {
        format!("<system-out>{}</system-out>", xml(&body))
    };
    let name = xml(&format!("{code}: {}", found.message));
    format!("    <testcase classname=\"{}\" name=\"{name}\">{element}</testcase>\n", xml(&file))
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\n', "&#10;")
}
