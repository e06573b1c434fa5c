//! The cursor: what stands at it, and the way to the next line.

use std::ops::Range;

use super::{Context, NotOrdinary, Read, Reader};

impl<'a> Reader<'a> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn next_byte(&self) -> Option<u8> {
        self.bytes.get(self.at + 1).copied()
    }

    pub(super) fn slice(&self, range: Range<usize>) -> Read<&'a str> {
        self.text.get(range).ok_or(NotOrdinary)
    }

    pub(super) fn blanks(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    /// Whether a colon or dash at the cursor is one of YAML's, and not part of a text.
    pub(super) fn is_separated(&self, context: Context) -> bool {
        match self.next_byte() {
            Some(b' ' | b'\n') | None => true,
            Some(b',' | b'[' | b']' | b'{' | b'}') => context == Context::Brackets,
            Some(_) => false,
        }
    }

    pub(super) fn is_at_dash(&self) -> bool {
        self.peek() == Some(b'-') && self.is_separated(Context::Block)
    }

    pub(super) fn is_at_colon(&self) -> bool {
        self.peek() == Some(b':') && self.is_separated(Context::Block)
    }

    /// Whether a line begins with the mark of a document's beginning or end.
    pub(super) fn is_at_marker(&self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at == self.line && (rest.starts_with(b"---") || rest.starts_with(b"..."))
    }

    /// Whether nothing but a comment follows; the cursor is behind blanks.
    pub(super) fn is_at_end_of_line(&self) -> bool {
        matches!(self.peek(), Some(b'\n' | b'#') | None)
    }

    /// Goes to the next line, behind blanks and a comment.
    pub(super) fn end_of_line(&mut self) -> Read<()> {
        self.blanks();
        match self.peek() {
            None => {}
            Some(b'\n') => self.at += 1,
            Some(b'#') if self.at.checked_sub(1).and_then(|at| self.bytes.get(at)) == Some(&b' ') => {
                self.skip_line();
            }
            Some(_) => return Err(NotOrdinary),
        }
        Ok(())
    }

    /// Goes behind the next line feed, or to the end.
    pub(super) fn skip_line(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |length| length + 1);
        self.at += length;
    }
}
