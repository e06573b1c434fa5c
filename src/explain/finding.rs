//! The explanation of a code as Markdown.

use std::fmt::Write as _;

use serde_json::json;

use super::{Kind, Text};
use crate::diagnostic::{Explanation, Severity, example_files};

/// The text about a code.
pub(super) fn text(explanation: &Explanation) -> Text {
    let code = explanation.code;
    let more = json!({
        "severity": code.severity().word(),
        "title": code.title(),
        "meaning": explanation.meaning,
        "why": explanation.why,
        "source": explanation.page,
        "example": explanation.example,
        "instead": explanation.instead,
    });
    let page = format!("findings.md#{}", code.anchor());
    Text { kind: Kind::Code, name: code.number(), page, markdown: markdown(explanation), more }
}

/// The explanation under its heading.
pub(super) fn markdown(explanation: &Explanation) -> String {
    let number = explanation.code.number();
    let weight = match explanation.code.severity() {
        Severity::Error => "An error: it stops.",
        Severity::Warning => "A warning: it does not stop, and can be allowed.",
        Severity::Note => "A note: it does not stop, and can be allowed.",
    };
    let mut out = format!("# {number}: {}\n\n{weight}\n\n", explanation.code.title());
    let _ = writeln!(out, "{}\n\n{}\nSee <{}>.\n", explanation.meaning, explanation.why, explanation.page);
    let _ = writeln!(out, "For example:\n\n{}", files(explanation.example));
    let _ = write!(out, "What to write instead:\n\n{}", files(explanation.instead));
    out
}

/// An example as blocks of code, each file of several under its name.
fn files(example: &str) -> String {
    if example.starts_with('$') {
        return format!("```console\n{example}```\n");
    }
    let all: Vec<(&str, &str)> = example_files(example).collect();
    if let [(_, only)] = all.as_slice() {
        return format!("```yaml\n{only}```\n");
    }
    let shown = all.iter().map(|(name, text)| {
        let kind = match name.rsplit_once('.') {
            Some((_, "html")) => "html",
            Some((_, "js")) => "js",
            _ if name.contains(".env") => "sh",
            _ => "yaml",
        };
        format!("`{name}`:\n\n```{kind}\n{text}```\n")
    });
    shown.collect::<Vec<_>>().join("\n")
}
