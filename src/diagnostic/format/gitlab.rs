//! A report for GitLab's Code Quality, which shows findings in a merge request.
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

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
    // The same finding twice in one file differs by its number, so that a line more above does not make it a new one.
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let issues: Vec<Issue> = diagnostics.iter().map(|found| issue(found, &mut places, &mut seen)).collect();
    let text = serde_json::to_string_pretty(&issues).expect("internal error: a finding is not JSON");
    text + "\n"
}

fn issue(found: &Diagnostic, places: &mut Places<'_>, seen: &mut BTreeMap<String, usize>) -> Issue {
    let place = places.find(found.place());
    // GitLab drops issues without a place.
    let (path, begin) =
        place.map_or_else(|| ("compose.yaml".to_owned(), 1), |place| (place.file, place.line));
    let path = path.trim_start_matches("./").to_owned();
    let code = found.code.number();
    let identity = format!("{code}\n{path}\n{}", found.message);
    let number = seen.entry(identity.clone()).or_default();
    *number += 1;
    let mut fingerprint = String::new();
    for byte in Sha256::digest(format!("{identity}\n{number}")) {
        let _ = write!(fingerprint, "{byte:02x}");
    }
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
