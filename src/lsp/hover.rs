//! The text beside the pointer: that of `stackpose explain` about a key, an attribute or a code.

use std::ops::Range;

use super::locate;
use super::outline::{self, Step};
use crate::explain;

/// Longest text that is shown at once.
const MOST: usize = 8_000;

/// The text about what is at a byte, and the bytes that it is about.
pub(super) fn hover(text: &str, byte: usize) -> Option<(String, Range<usize>)> {
    if let Some((code, bytes)) = code_at(text, byte) {
        let found = explain::explain(code).ok()?;
        return Some((cut(&found.first()?.markdown), bytes));
    }
    let trees = locate::trees(text);
    let mut found: Vec<(Vec<Step>, Range<usize>)> =
        locate::at(&trees, byte).into_iter().map(|found| (found.path, found.bytes)).collect();
    if trees.is_empty() {
        let context = outline::context(text, byte)?;
        let mut path = context.path;
        let word = text.get(context.word.clone())?;
        let is_key = context.value_of.is_none();
        path.push(Step::Key(context.value_of.unwrap_or_else(|| word.to_owned())));
        if is_key && word.is_empty() {
            return None;
        }
        found.push((path, context.word));
    }
    // The content of an anchor is explained by a place where it means something.
    found.into_iter().find_map(|(path, bytes)| {
        let text = explain::at(&steps(&path))?;
        Some((cut(&text), bytes))
    })
}

/// The steps as `explain` takes them.
pub(super) fn steps<'a>(path: &'a [Step]) -> Vec<Option<&'a str>> {
    let step = |step: &'a Step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Item => None,
    };
    path.iter().map(step).collect()
}

/// A code such as `W1001` at a byte, as in `# stackpose: allow W1001`.
fn code_at(text: &str, byte: usize) -> Option<(&str, Range<usize>)> {
    let is_part = |c: char| c.is_ascii_alphanumeric();
    let before = text.get(..byte)?;
    let start = before.len() - before.chars().rev().take_while(|c| is_part(*c)).count();
    let end = byte + text.get(byte..)?.chars().take_while(|c| is_part(*c)).count();
    let word = text.get(start..end)?;
    let digits = word.strip_prefix(['E', 'W', 'N'])?;
    (digits.len() == 4 && digits.chars().all(|c| c.is_ascii_digit())).then_some((word, start..end))
}

fn cut(text: &str) -> String {
    if text.len() <= MOST {
        return text.to_owned();
    }
    let kept: String = text.chars().take(MOST).collect();
    format!("{kept}…")
}
