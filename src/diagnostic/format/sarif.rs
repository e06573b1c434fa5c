//! SARIF 2.1.0, which code scanning services show.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>,
//! <https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning>

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::fingerprint::Fingerprints;
use super::places::{Places, TextRange};
use super::shown_edits;
use crate::diagnostic::group::cause;
use crate::diagnostic::{Code, Diagnostic, Severity, Suppressed, explanations};
use crate::source::SourceMap;

/// The base of relative paths, by the name that code scanning gives it. The address itself is a machine's
/// own.
const ROOT: &str = "%SRCROOT%";

/// Where the manual is published, as `Cargo.toml` says; empty where it does not.
const SITE: &str = env!("CARGO_PKG_HOMEPAGE");

/// The document.
pub(super) fn text(diagnostics: &[Diagnostic], suppressed: &[Suppressed], sources: &SourceMap) -> String {
    let all = diagnostics.iter().chain(suppressed.iter().map(|it| &it.found));
    let codes: BTreeSet<Code> = all.map(|found| found.code).collect();
    let rules: Vec<Json> = codes.iter().map(|code| rule(*code)).collect();
    let mut places = Places::new(sources);
    let mut prints = Fingerprints::default();
    let mut results: Vec<Json> =
        diagnostics.iter().map(|found| result(found, &codes, (&mut places, &mut prints), sources)).collect();
    for it in suppressed {
        let mut result = result(&it.found, &codes, (&mut places, &mut prints), sources);
        let suppression = suppression(it, &mut places);
        if let Some(members) = result.as_object_mut() {
            members.insert("suppressions".to_owned(), json!([suppression]));
        }
        results.push(result);
    }
    let driver = json!({
        "name": "Stackpose",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { ROOT: { "description": { "text": "The root of the repository" } } },
            "results": results,
        }],
    });
    let text = serde_json::to_string_pretty(&document).expect("internal error: a report is not JSON");
    text + "\n"
}

fn rule(code: Code) -> Json {
    let mut rule = json!({
        "id": code.number(),
        "name": format!("{code:?}"),
        "shortDescription": { "text": code.title() },
        "defaultConfiguration": { "level": level(code.severity()) },
    });
    if let (Some(explanation), Some(rule)) =
        (explanations().find(|explanation| explanation.code == code), rule.as_object_mut())
    {
        rule.insert("fullDescription".to_owned(), json!({ "text": explanation.meaning }));
        rule.insert("helpUri".to_owned(), json!(page(code, SITE, explanation.page)));
        rule.insert(
            "help".to_owned(),
            json!({ "text": format!("{} {}", explanation.meaning, explanation.why) }),
        );
    }
    rule
}

fn result(
    found: &Diagnostic,
    codes: &BTreeSet<Code>,
    (places, prints): (&mut Places<'_>, &mut Fingerprints),
    sources: &SourceMap,
) -> Json {
    let message = match &found.help {
        Some(help) => format!("{}\nHelp: {help}", found.message),
        None => found.message.clone(),
    };
    let mut result = json!({
        "ruleId": found.code.number(),
        "ruleIndex": codes.iter().position(|code| *code == found.code),
        "level": level(found.severity),
        "message": { "text": message },
        "properties": { "cause": cause(found) },
    });
    let Some(members) = result.as_object_mut() else { return result };
    // Code scanning wants a place for each result: what stands nowhere is shown at the start of the first
    // file.
    let place = places.find(found.place()).or_else(|| places.find(sources.first()?));
    let file = place.as_ref().map(|place| place.file.as_str()).unwrap_or_default();
    let fingerprint = prints.fingerprint(found, file);
    members.insert("partialFingerprints".to_owned(), json!({ "stackpose/v1": fingerprint }));
    if let Some(place) = place {
        members.insert("locations".to_owned(), json!([{ "physicalLocation": physical(&place) }]));
    }
    let related: Vec<Json> = found
        .places(sources)
        .into_iter()
        .skip(1)
        .filter_map(|label| {
            let place = places.find(label.loc)?;
            let text = if label.text.is_empty() { "see also".to_owned() } else { label.text };
            Some(json!({ "physicalLocation": physical(&place), "message": { "text": text } }))
        })
        .collect();
    if !related.is_empty() {
        members.insert("relatedLocations".to_owned(), related.into());
    }
    if let Some(fix) = fix(found, places, sources) {
        members.insert("fixes".to_owned(), json!([fix]));
    }
    result
}

/// The page about a code: ours where there is one, else the one that the explanation refers to.
fn page(code: Code, site: &str, reference: &str) -> String {
    if site.is_empty() {
        return reference.to_owned();
    }
    format!("{}/findings/{}.html", site.trim_end_matches('/'), code.number())
}

/// Why a finding does not count: an allowance in a file, or one that was typed or is the policy's.
fn suppression(it: &Suppressed, places: &mut Places<'_>) -> Json {
    let Some(by) = &it.by else { return json!({ "kind": "external", "status": "accepted" }) };
    let mut members = serde_json::Map::new();
    members.insert("kind".to_owned(), json!("inSource"));
    members.insert("status".to_owned(), json!("accepted"));
    if let Some(place) = places.find(by.loc) {
        members.insert("location".to_owned(), json!({ "physicalLocation": physical(&place) }));
    }
    if let Some(reason) = &by.reason {
        members.insert("justification".to_owned(), json!(reason));
    }
    members.into()
}

fn fix(found: &Diagnostic, places: &mut Places<'_>, sources: &SourceMap) -> Option<Json> {
    let edits = shown_edits(found, places, sources)?;
    let file = edits.first().and_then(|(loc, _)| places.find(*loc))?.file;
    let mut replacements = Vec::new();
    for (loc, text) in edits {
        let place = places.whole(loc)?;
        replacements.push(json!({ "deletedRegion": region(&place), "insertedContent": { "text": text } }));
    }
    Some(json!({
        "description": { "text": found.help.as_deref().unwrap_or(&found.message) },
        "artifactChanges": [{
            "artifactLocation": artifact(&file),
            "replacements": replacements,
        }],
    }))
}

fn level(severity: Severity) -> &'static str {
    severity.word()
}

fn physical(place: &TextRange) -> Json {
    json!({
        "artifactLocation": artifact(&place.file),
        "region": region(place),
    })
}

fn artifact(file: &str) -> Json {
    let uri = uri(file);
    if file.starts_with('/') { json!({ "uri": uri }) } else { json!({ "uri": uri, "uriBaseId": ROOT }) }
}

fn region(place: &TextRange) -> Json {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}

/// A relative path as a relative URI reference, an absolute one as a URI: what is no plain character of a
/// path is escaped, byte by byte.
fn uri(file: &str) -> String {
    let escaped = |byte: u8| {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
        if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    let path: String = file.bytes().map(escaped).collect();
    if path.starts_with('/') { format!("file://{path}") } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_ours_where_the_manual_is_published() {
        let wanted = "https://example.com/findings/E0007.html";
        assert_eq!(page(Code::ProjectName, "https://example.com/", "https://docs.docker.com"), wanted);
        assert_eq!(page(Code::ProjectName, "", "https://docs.docker.com"), "https://docs.docker.com");
    }

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("a b/ü.yaml"), "a%20b/%C3%BC.yaml");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
        assert_eq!(uri("/srv/a.yaml"), "file:///srv/a.yaml");
    }
}
