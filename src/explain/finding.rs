//! A code's story as Markdown.

use std::fmt::Write as _;

use crate::diagnostic::{Severity, Story};

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
    let mut parts = example.split("# file: ");
    let first = parts.next().unwrap_or_default();
    let rest: Vec<(&str, &str)> = parts.filter_map(|part| part.split_once('\n')).collect();
    if rest.is_empty() {
        return format!("```yaml\n{first}```\n");
    }
    let others = rest.iter().map(|(name, text)| {
        let kind = if name.contains(".env") { "sh" } else { "yaml" };
        format!("\n`{name}`:\n\n```{kind}\n{text}```\n")
    });
    std::iter::once(format!("`compose.yaml`:\n\n```yaml\n{first}```\n")).chain(others).collect()
}
