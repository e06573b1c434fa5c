//! `docs/contract.md` against the templates of the fixtures: every id that a template has is in a table of the document,
//! and every row of a table is in some template.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their fixtures, and stop at the first surprise"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use stackpose::{Disk, Format};

/// A row of a table: the id with its `<Placeholders>`, and for a parameter or resource its type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    section: String,
    id: String,
    kind: String,
}

/// The sections of a template that the document has a table for, under headings of the same name.
const SECTIONS: [&str; 5] = ["Parameters", "Conditions", "Rules", "Resources", "Outputs"];

fn document() -> Vec<Row> {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/contract.md")).unwrap();
    let (mut section, mut rows) = (String::new(), Vec::new());
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            heading.clone_into(&mut section);
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let [_, id, kind, ..] = cells.as_slice()
            && id.starts_with('`')
            && SECTIONS.contains(&section.as_str())
        {
            let typed = matches!(section.as_str(), "Parameters" | "Resources");
            let kind = if typed { kind.trim_matches('`') } else { "" };
            let id = id.trim_matches('`').to_owned();
            rows.push(Row { section: section.clone(), id, kind: kind.to_owned() });
        }
    }
    rows
}

impl Row {
    fn fits(&self, section: &str, id: &str, kind: &str) -> bool {
        self.section == section && (self.kind.is_empty() || self.kind == kind) && matches(&self.id, id)
    }
}

/// Whether an id is one of these; `<Word>` stands for one letter or digit, or more.
fn matches(pattern: &str, id: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('<') else { return pattern == id };
    let Some((word, after)) = rest.split_once('>') else { return false };
    let Some(rest) = id.strip_prefix(before) else { return false };
    if word == "Balancer" {
        let balancers = ["ApplicationLoadBalancer", "NetworkLoadBalancer"];
        return balancers.iter().any(|name| rest.strip_prefix(name).is_some_and(|rest| matches(after, rest)));
    }
    if word == "Port" {
        let transport = ["TCP", "UDP"].iter().find_map(|transport| rest.strip_prefix(transport));
        let digits = |rest: &str| rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        return transport
            .is_some_and(|rest| digits(rest) > 0 && matches(after, rest.split_at(digits(rest)).1));
    }
    (1..=rest.len()).any(|length| matches(after, rest.split_at(length).1))
}

/// Every template of the fixtures in which no override has parts of its own.
fn templates() -> Vec<(String, Value)> {
    let mut found = Vec::new();
    insta::glob!("../fixtures", "*/*/compose.yaml", |file| {
        let folder = file.parent().unwrap();
        let own = std::fs::read_to_string(file).unwrap().contains("x-aws-cloudformation");
        let outcome = stackpose::compile(&common::request(folder), &Disk, Format::Json);
        assert!(outcome.value.is_some() || outcome.has_errors(), "{}", common::picture(&outcome));
        if let Some(text) =
            outcome.value.filter(|_| !own && !folder.to_str().unwrap().contains("/overrides/"))
        {
            found.push((folder.display().to_string(), serde_json::from_str(&text).unwrap()));
        }
    });
    found
}

#[test]
fn the_document_has_every_id_and_no_other() {
    let rows = document();
    let (mut missing, mut seen) = (BTreeMap::new(), BTreeSet::new());
    for (case, template) in templates() {
        let text = std::fs::read_to_string(Path::new(&case).join("compose.yaml")).unwrap();
        let declares =
            text.contains("x-aws-variables") || template["Parameters"]["SecretsRevision"].is_object();
        for section in SECTIONS {
            for (id, entry) in template[section].as_object().into_iter().flatten() {
                let kind = entry["Type"].as_str().unwrap_or_default();
                let fitting: Vec<&Row> = rows
                    .iter()
                    .filter(|row| row.fits(section, id, kind))
                    // Any text of a parameter fits it.
                    .filter(|row| row.id != "<Variable>" || declares)
                    .collect();
                if fitting.is_empty() {
                    missing.entry((section, id.clone(), kind.to_owned())).or_insert_with(|| case.clone());
                }
                seen.extend(fitting);
            }
        }
    }
    assert!(missing.is_empty(), "not in docs/contract.md: {missing:#?}");
    let unseen: Vec<&Row> = rows.iter().filter(|row| !seen.contains(row)).collect();
    assert!(unseen.is_empty(), "in docs/contract.md and in no template: {unseen:#?}");
}

#[test]
fn patterns() {
    let table = [
        ("VpcId", "VpcId", true),
        ("VpcId", "VpcIds", false),
        ("<Service>Service", "WebService", true),
        ("<Service>Service", "Service", false),
        ("<Balancer><Port>Listener", "NetworkLoadBalancerTCP80Listener", true),
        ("<Balancer><Port>Listener", "WebTCP80Listener", false),
        ("<Service><Port>TargetGroup", "WebUDP53TargetGroup", true),
        ("<Service><Port>TargetGroup", "WebTCPTargetGroup", false),
    ];
    for (pattern, id, expected) in table {
        assert_eq!(matches(pattern, id), expected, "{pattern} {id}");
    }
}
