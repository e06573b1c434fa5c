//! The inside of quoted dotenv values and their escapes.

use std::ops::Range;

/// The inside of a double-quoted value and where each byte of it comes from.
#[derive(Debug, Default)]
pub(super) struct Unquoted {
    /// The text.
    pub(super) text: String,
    origins: Vec<usize>,
}

impl Unquoted {
    /// Adds a character that stands at byte `origin` of the file.
    pub(super) fn push(&mut self, c: char, origin: usize) {
        self.text.push(c);
        self.origins.resize(self.text.len(), origin);
    }

    /// Turns escapes into what they stand for; `\$` becomes `$$`, which the template grammar reads as a
    /// dollar.
    pub(super) fn unescape(&self) -> Self {
        let mut out = Self::default();
        let mut at = 0;
        while let Some(rest) = self.text.get(at..).filter(|rest| !rest.is_empty()) {
            let origin = self.origin(at);
            let plain = rest.find('\\').unwrap_or(rest.len());
            for (offset, c) in rest.char_indices().take_while(|(offset, _)| *offset < plain) {
                out.push(c, self.origin(at + offset));
            }
            at += plain;
            if plain == 0 {
                let (length, meaning) = escape(rest);
                meaning.chars().for_each(|c| out.push(c, origin));
                at += length;
            }
        }
        out
    }

    /// The bytes of the file that a range of the text comes from.
    pub(super) fn place(&self, range: &Range<usize>) -> Range<usize> {
        let last = self.text.chars().next_back().map_or(0, char::len_utf8);
        let end = self.origins.get(range.end).copied();
        self.origin(range.start)..end.unwrap_or_else(|| self.origin(self.text.len() - last) + last)
    }

    fn origin(&self, at: usize) -> usize {
        self.origins.get(at).copied().unwrap_or_default()
    }
}

/// Reads the escape at the start of `text`, which begins with a backslash: its length and its meaning.
fn escape(text: &str) -> (usize, String) {
    let plain = |c: char| (2, c.to_string());
    match text.chars().nth(1) {
        Some('a') => plain('\u{7}'),
        Some('b') => plain('\u{8}'),
        Some('f') => plain('\u{c}'),
        Some('n') => plain('\n'),
        Some('r') => plain('\r'),
        Some('t') => plain('\t'),
        Some('v') => plain('\u{b}'),
        Some('\\') => plain('\\'),
        Some('$') => (2, "$$".to_owned()),
        Some('0') => octal(text.get(2..).unwrap_or("")),
        _ => (1, "\\".to_owned()),
    }
}

/// Reads the up to three digits after `\0`. Anything but three octal ones up to 377 only loses the `0`, as in
/// Compose.
fn octal(rest: &str) -> (usize, String) {
    let count = rest.chars().take(3).take_while(char::is_ascii_digit).count();
    let digits = rest.get(..count).unwrap_or("");
    let meaning = match u8::from_str_radix(digits, 8) {
        Ok(code) if count == 3 => char::from(code).to_string(),
        _ => format!("\\{digits}"),
    };
    (2 + count, meaning)
}
