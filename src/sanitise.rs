//! Text from files, terminals and services made safe to print.
//!
//! A Compose file that anyone may propose is checked in CI, and what it says ends up in terminals, in logs
//! and on diffs. Three kinds of text must not get there as they are:
//! - control characters (a terminal or a log viewer obeys them), characters that change the direction of
//!   text, and characters without a width: they are shown as escapes, `\u{202e}`;
//! - line feeds where one line is meant: `\n`;
//! - commands to a CI runner: `::error::` at the start of a line, `##[error]` and `##vso[…]` anywhere in a
//!   line. A backslash breaks them up.
//!
//! Everything here is idempotent.

use std::borrow::Cow;
use std::fmt::Write as _;

/// One line: line feeds are escaped, too, and `::` is broken up at the start of every word, because whoever
/// prints the text may wrap it.
pub fn line(text: &str) -> Cow<'_, str> {
    cleaned(text, Mode { line_feeds: false, sequences: false, words: true })
}

/// Several lines.
pub fn lines(text: &str) -> Cow<'_, str> {
    cleaned(text, Mode { line_feeds: true, sequences: false, words: false })
}

/// Several lines in which the escape sequences for colours are ours.
pub fn colored(text: &str) -> Cow<'_, str> {
    cleaned(text, Mode { line_feeds: true, sequences: true, words: false })
}

/// A JSON document, where the same characters can be written as escapes that do not change what it says.
pub fn json(text: &str) -> Cow<'_, str> {
    if is_clean(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        let hidden = is_hidden(c) && c != '\n';
        if hidden || ends_command(&out, c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")
                    .expect("internal error: a string takes all that is written to it");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// The first characters of a long text, with an ellipsis.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(text.get(..end).unwrap_or_default().to_owned() + "…"),
    }
}

/// Appends a character of a line, or what is shown in its place.
pub fn push(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if is_hidden(c) => out.extend(c.escape_unicode()),
        c => {
            if ends_command(out, c) {
                out.push('\\');
            }
            out.push(c);
        }
    }
}

#[derive(Clone, Copy)]
struct Mode {
    /// Line feeds stay.
    line_feeds: bool,
    /// Escape sequences that set colours stay.
    sequences: bool,
    /// `::` is broken up at the start of each word, not of each line alone.
    words: bool,
}

fn cleaned(text: &str, mode: Mode) -> Cow<'_, str> {
    if is_clean(text) && (mode.line_feeds || !text.contains('\n')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    // Whether a `::` that comes next would begin a command.
    let mut at_start = true;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if mode.sequences
            && let Some(sequence) = color_sequence(rest)
        {
            out.push_str(sequence);
            rest = rest.get(sequence.len()..).unwrap_or_default();
            continue;
        }
        if at_start && rest.starts_with("::") {
            out.push('\\');
        }
        if c == '\n' && mode.line_feeds {
            out.push('\n');
            at_start = true;
        } else {
            push(&mut out, c);
            at_start = if c.is_whitespace() { at_start || mode.words } else { false };
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    Cow::Owned(out)
}

/// Whether nothing in a text needs a closer look; line feeds do not count.
fn is_clean(text: &str) -> bool {
    !text.contains("::") && !text.contains("##") && !text.chars().any(|c| c != '\n' && is_hidden(c))
}

/// Whether a character is obeyed or invisible, where others are seen.
pub fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}')
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}')
        || matches!(c, '\u{fff0}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}' | '\u{1d173}'..='\u{1d17a}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}

/// Whether a bracket would complete `##[` or `##vso[`.
fn ends_command(out: &str, c: char) -> bool {
    c == '[' && out.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).ends_with("##")
}

/// The sequence for a colour or a weight that a text begins with.
fn color_sequence(text: &str) -> Option<&str> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    parameters.get(end..)?.starts_with('m').then(|| text.get(..2 + end + 1)).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_obeyed_is_shown() {
        for (text, shown) in [
            ("plain `text`: ü → 1::2", "plain `text`: ü → 1::2"),
            ("a\nb\tc\r", "a\\nb\\tc\\r"),
            ("\u{1b}[31mred\u{7}", "\\u{1b}[31mred\\u{7}"),
            ("a\u{202e}b\u{200b}c\u{9b}d\u{feff}", "a\\u{202e}b\\u{200b}c\\u{9b}d\\u{feff}"),
            ("::error::x", "\\::error::x"),
            ("x\n::error::pwned", "x\\n\\::error::pwned"),
            ("a  ::add-mask::x", "a  \\::add-mask::x"),
            ("a ##[error]b ##vso[task]c", "a ##\\[error]b ##vso\\[task]c"),
            ("## [x] #[x]", "## [x] #[x]"),
        ] {
            assert_eq!(line(text), shown, "{text:?}");
        }
        assert_eq!(lines("a\n  ::error::b ::c\n"), "a\n  \\::error::b ::c\n");
        assert_eq!(colored("\u{1b}[31mred\u{1b}[0m\u{1b}[2J"), "\u{1b}[31mred\u{1b}[0m\\u{1b}[2J");
        assert_eq!(colored("\u{1b}[1m::error::"), "\u{1b}[1m\\::error::");
        assert_eq!(shortened("abcdef", 3), "abc…");
    }

    #[test]
    fn json_says_the_same() {
        let value = serde_json::json!({"a\u{202e}": ["##[error]", "##vso[x]\u{e0001}\u{7f}\u{85}", "::"]});
        let written = serde_json::to_string_pretty(&value).unwrap();
        let safe = json(&written);
        assert!(safe.is_ascii() && !safe.contains("##[") && !safe.contains("##vso["), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }

    proptest! {
        #[test]
        fn nothing_is_obeyed_and_twice_is_once(text in "([:#\\[ \n\u{1b}m3v\u{202e}]|\\PC|\\pC){0,30}") {
            let once = line(&text).into_owned();
            prop_assert!(!once.chars().any(is_hidden), "{once:?}");
            prop_assert!(!once.trim_start().starts_with("::") && !once.contains("##["), "{once:?}");
            prop_assert_eq!(&line(&once), &once);
            let several = lines(&text).into_owned();
            prop_assert!(!several.lines().any(|line| line.trim_start().starts_with("::")), "{several:?}");
            prop_assert_eq!(&lines(&several), &several);
        }
    }
}
