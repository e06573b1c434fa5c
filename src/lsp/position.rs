//! Bytes of a text ↔ positions of the protocol: lines from 0, columns in units of UTF-16.

use lsp_types::{Position, Range};

/// Where the lines of a text begin.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// The lines of a text, which end with `\n`, `\r\n` or `\r`.
    pub(super) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let ends = |at: usize| match bytes.get(at) {
            Some(b'\n') => true,
            Some(b'\r') => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let starts = (0..bytes.len()).filter(|at| ends(*at)).map(|at| at + 1);
        Self { text, starts: std::iter::once(0).chain(starts).collect() }
    }

    /// The bytes of a line without its end.
    pub(super) fn content(&self, line: usize) -> std::ops::Range<usize> {
        let end = self.text.len();
        let start = self.starts.get(line).copied().unwrap_or(end);
        let next = self.starts.get(line + 1).copied().unwrap_or(end);
        let content = self.text.get(start..next).unwrap_or_default();
        start..start + content.trim_end_matches(['\n', '\r']).len()
    }

    /// The text of a line without its end.
    pub(super) fn line(&self, line: usize) -> &'a str {
        self.text.get(self.content(line)).unwrap_or_default()
    }

    /// The line that holds a byte.
    pub(super) fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// The byte at a position. Beyond the end of a line it is that end, in the middle of a character its
    /// start.
    pub(super) fn offset(&self, position: Position) -> usize {
        let line = usize::try_from(position.line).unwrap_or(usize::MAX);
        if line >= self.starts.len() {
            return self.text.len();
        }
        let content = self.content(line);
        let mut left = usize::try_from(position.character).unwrap_or(usize::MAX);
        for (at, c) in self.text.get(content.clone()).unwrap_or_default().char_indices() {
            if left < c.len_utf16() {
                return content.start + at;
            }
            left -= c.len_utf16();
        }
        content.end
    }

    /// The position of a byte.
    pub(super) fn position(&self, at: usize) -> Position {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.line_of(at);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let before = self.text.get(start..at).unwrap_or_default();
        let column = before.chars().map(char::len_utf16).sum::<usize>();
        Position::new(number(line), number(column))
    }

    /// The range of some bytes.
    pub(super) fn range(&self, bytes: std::ops::Range<usize>) -> Range {
        Range::new(self.position(bytes.start), self.position(bytes.end.max(bytes.start)))
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn columns_are_counted_in_utf_16() {
        let lines = Lines::new("a: 1\r\nü: 🦀x\n");
        assert_eq!(lines.position(6), Position::new(1, 0));
        assert_eq!(lines.position("a: 1\r\nü: 🦀".len()), Position::new(1, 5));
        assert_eq!(lines.offset(Position::new(1, 5)), "a: 1\r\nü: 🦀".len());
        assert_eq!(lines.offset(Position::new(1, 4)), "a: 1\r\nü: ".len());
        assert_eq!(lines.offset(Position::new(0, 99)), 4);
        assert_eq!(lines.offset(Position::new(99, 0)), "a: 1\r\nü: 🦀x\n".len());
        assert_eq!(lines.line(1), "ü: 🦀x");
    }

    proptest! {
        #[test]
        fn a_position_leads_back_to_its_byte(text in "[a\u{e9}\u{1f980}\r\n:]{0,20}", at in 0_usize..40) {
            let lines = Lines::new(&text);
            let position = lines.position(at);
            let offset = lines.offset(position);
            prop_assert!(text.is_char_boundary(offset));
            // A byte of the end of a line is the end of its content.
            prop_assert!(offset <= at.min(text.len()));
        }
    }
}
