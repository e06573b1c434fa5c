//! A code's story as Markdown.

use std::fmt::Write as _;

use crate::diagnostic::{Severity, Story, example_files};

/// The story under its heading.
pub(super) fn text(story: &Story) -> String {
    let number = story.code.number();
    let weight = match story.code.severity() {
        Severity::Error => "An error: it stops.",
        Severity::Warning => "A warning: it does not stop, and can be allowed.",
        Severity::Note => "A note: it does not stop, and can be allowed.",
    };
    let mut out = format!("# {number}: {}\n\n{weight}\n\n", story.code.title());
    let _ = writeln!(out, "{}\n\n{}\nSee <{}>.\n", story.meaning, story.why, story.page);
    let _ = writeln!(out, "For example:\n\n{}", files(story.example));
    let _ = write!(out, "What to write instead:\n\n{}", files(story.instead));
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
