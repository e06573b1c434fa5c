//! A report for GitLab's Code Quality, which shows findings in a merge request.
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use serde::Serialize;

use super::fingerprint::Fingerprints;
use super::places::Places;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;

#[derive(Debug, Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Debug, Serialize)]
struct Location {
    path: String,
    lines: Begin,
}

#[derive(Debug, Serialize)]
struct Begin {
    begin: usize,
}

/// One JSON document: a list, empty where there are no findings.
pub(super) fn text(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let mut places = Places::new(sources);
    let mut prints = Fingerprints::default();
    let issues: Vec<Issue> = diagnostics.iter().map(|found| issue(found, &mut places, &mut prints)).collect();
    let text = serde_json::to_string_pretty(&issues).expect("internal error: a finding is not JSON");
    text + "\n"
}

fn issue(found: &Diagnostic, places: &mut Places<'_>, prints: &mut Fingerprints) -> Issue {
    let place = places.find(found.place());
    // GitLab drops issues without a place.
    let (path, begin) =
        place.map_or_else(|| ("compose.yaml".to_owned(), 1), |place| (place.file, place.line));
    let path = path.trim_start_matches("./").to_owned();
    let (code, fingerprint) = (found.code.number(), prints.fingerprint(found, &path));
    let help = found.help.as_ref().map(|help| format!(" — {help}")).unwrap_or_default();
    Issue {
        description: format!("{code}: {}{help}", found.message),
        check_name: code,
        fingerprint,
        severity: match found.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Note => "info",
        },
        location: Location { path, lines: Begin { begin } },
    }
}
