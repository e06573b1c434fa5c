//! The details that the page shows of a part of the project besides its picture.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Graph, Kind, Node, references};
use crate::diagnostic::{self, Credentials, Diagnostic};
use crate::diff;
use crate::emit::{self, Format};
use crate::source::{SourceId, SourceMap};

/// The details of a node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// The id of the node.
    pub id: String,
    /// Where it stands in the Compose files, such as `compose.yaml:3`; empty where it does not.
    pub place: String,
    /// Its lines there, credentials masked.
    pub compose: String,
    /// Its resources: logical id, type, and YAML without credentials.
    pub resources: Vec<(String, String, String)>,
    /// Findings about it: severity, code, message with place, and help.
    pub findings: Vec<(String, String, String, String)>,
    /// Parameters that its resources use: name, description, default.
    pub parameters: Vec<(String, String, String)>,
}

/// The input of the details.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The template.
    pub template: &'a Value,
    /// Values that are not shown.
    pub credentials: &'a Credentials,
    /// The findings.
    pub diagnostics: &'a [Diagnostic],
    /// The files.
    pub sources: &'a SourceMap,
}

/// The details of each node that has any.
pub fn details(graph: &Graph, origin: Origin<'_>) -> Vec<Detail> {
    let empty = Map::new();
    let section = |name: &str| origin.template.get(name).and_then(Value::as_object).unwrap_or(&empty);
    let (resources, parameters) = (section("Resources"), section("Parameters"));
    let parts = diff::parts(origin.template);
    let mut of_part: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for id in resources.keys() {
        if let Some(part) = parts.get(id) {
            of_part.entry(part).or_default().push(id);
        }
    }
    let mut texts: BTreeMap<SourceId, String> = BTreeMap::new();
    let mut all = Vec::new();
    for node in &graph.nodes {
        let mut detail = Detail { id: node.id.clone(), ..Detail::default() };
        compose(&mut detail, node, origin, &mut texts);
        let ids: Vec<&String> = match (&node.part, node.kind) {
            (Some(part), _) => of_part.get(part.as_str()).cloned().unwrap_or_default(),
            (None, Kind::Listener) => {
                let stem = node.id.trim_start_matches("listener:");
                resources.keys().filter(|id| id.starts_with(stem)).collect()
            }
            (None, _) => {
                let own = node.id.trim_start_matches("resource:");
                resources.keys().filter(|id| *id == own).collect()
            }
        };
        let mut used = BTreeSet::new();
        for id in ids {
            let Some(resource) = resources.get(id) else { continue };
            references(resource, &mut used);
            let shown = diff::masked(resource, "", origin.credentials);
            let kind = resource.get("Type").and_then(Value::as_str).unwrap_or_default().to_owned();
            let shown = Value::Object(Map::from_iter([(id.clone(), shown)]));
            detail.resources.push((id.clone(), kind, emit::document(&shown, Format::Yaml)));
        }
        for (name, parameter) in parameters.iter().filter(|(name, _)| used.contains(*name)) {
            let text = |key: &str| {
                let value = parameter
                    .get(key)
                    .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
                origin.credentials.masked(&value.unwrap_or_default())
            };
            let hidden = parameter.get("NoEcho").is_some();
            let default = if hidden { String::new() } else { text("Default") };
            detail.parameters.push((name.clone(), text("Description"), default));
        }
        if detail != (Detail { id: node.id.clone(), ..Detail::default() }) {
            all.push(detail);
        }
    }
    all
}

/// The lines of the Compose file, and the findings in them.
fn compose(detail: &mut Detail, node: &Node, origin: Origin<'_>, texts: &mut BTreeMap<SourceId, String>) {
    if !node.loc.is_somewhere() {
        return;
    }
    let id = node.loc.source();
    let Some(source) = origin.sources.source(id) else { return };
    // Masking keeps the places of bytes.
    let text = texts.entry(id).or_insert_with(|| diagnostic::masked(&source.text));
    let (start, end) = entry(text, node.loc.start());
    let number = |at: usize| text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
    detail.place = format!("{}:{}", source.name, number(start));
    detail.compose = origin.credentials.masked(text.get(start..end).unwrap_or_default());
    for finding in origin.diagnostics {
        let place = finding.place();
        if place.is_somewhere() && place.source() == id && (start..end).contains(&place.start()) {
            detail.findings.push((
                finding.severity.word().to_owned(),
                finding.code.number(),
                format!("{} ({}:{})", finding.message, source.name, number(place.start())),
                finding.help.clone().unwrap_or_default(),
            ));
        }
    }
}

/// The lines of a mapping's entry: that of its key, and those behind it that are indented deeper.
pub fn entry(text: &str, at: usize) -> (usize, usize) {
    let start = text.get(..at).unwrap_or_default().rfind('\n').map_or(0, |found| found + 1);
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut end = start;
    let mut column = 0;
    for (number, line) in text.get(start..).unwrap_or_default().split_inclusive('\n').enumerate() {
        let blank = line.trim().is_empty() || line.trim_start().starts_with('#');
        if number == 0 {
            column = indent(line);
        } else if !blank && indent(line) <= column {
            break;
        }
        end += line.len();
    }
    let kept = text.get(start..end).unwrap_or_default();
    // Comments and blank lines at the end belong to what comes next.
    let trailing = kept.lines().rev().take_while(|line| {
        line.trim().is_empty() || (line.trim_start().starts_with('#') && indent(line) <= column)
    });
    let cut = kept.lines().count() - trailing.count();
    let length = kept.split_inclusive('\n').take(cut).map(str::len).sum::<usize>();
    (start, start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_ends_where_the_next_begins() {
        let text = "services:\n  web:\n    image: a\n\n    # of web\n    ports: []\n  # of db\n  db:\n    image: b\n";
        let of = |key: &str| {
            let (start, end) = entry(text, text.find(key).unwrap_or_default());
            text.get(start..end).unwrap_or_default()
        };
        assert_eq!(of("web:"), "  web:\n    image: a\n\n    # of web\n    ports: []\n");
        assert_eq!(of("db:"), "  db:\n    image: b\n");
        assert_eq!(entry("", 0), (0, 0));
    }
}
