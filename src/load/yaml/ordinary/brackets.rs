//! Lists and mappings in brackets, which are JSON as well.
//! <https://yaml.org/spec/1.2.2/#74-flow-collection-styles>

use granit_parser::StructureStyle;

use super::property::Property;
use super::{Context, DEEPEST, Kind, LONGEST_KEY, NotOrdinary, Read, Reader};

impl Reader<'_> {
    /// Reads a list or mapping in brackets, with so many around it.
    pub(super) fn brackets(&mut self, anchor: u32, depth: usize) -> Read<()> {
        if depth >= DEEPEST {
            return Err(NotOrdinary);
        }
        let is_list = self.peek() == Some(b'[');
        let (start, end, closing) = if is_list {
            (Kind::List(StructureStyle::Flow, anchor), Kind::ListEnd, b']')
        } else {
            (Kind::Map(StructureStyle::Flow, anchor), Kind::MapEnd, b'}')
        };
        self.push(start, self.at..self.at + 1);
        self.at += 1;
        self.blanks_and_lines()?;
        while self.peek() != Some(closing) {
            if !is_list {
                self.key_in_brackets()?;
            }
            self.value_in_brackets(depth)?;
            self.blanks_and_lines()?;
            if self.peek() == Some(b',') {
                self.at += 1;
                self.blanks_and_lines()?;
            } else if self.peek() != Some(closing) {
                return Err(NotOrdinary);
            }
        }
        self.push(end, self.at..self.at + 1);
        self.at += 1;
        Ok(())
    }

    fn key_in_brackets(&mut self) -> Read<()> {
        let start = self.at;
        let is_quoted = matches!(self.peek(), Some(b'"' | b'\''));
        let (key, range) = self.scalar(Context::Brackets, 0)?;
        // Behind quotes a colon needs no blank, as in JSON.
        let is_key = self.peek() == Some(b':') && (is_quoted || self.next_byte() == Some(b' '));
        if self.at - start > LONGEST_KEY || !is_key {
            return Err(NotOrdinary);
        }
        self.push(key, range);
        self.at += 1;
        self.blanks_and_lines()
    }

    fn value_in_brackets(&mut self, depth: usize) -> Read<()> {
        let is_tagged = self.peek() == Some(b'!') && self.property()? == Property::Tag;
        match self.peek() {
            Some(b'[' | b'{') => self.brackets(0, depth + 1),
            Some(b'*') if !is_tagged => self.alias(),
            Some(_) | None => {
                let (kind, range) = self.scalar(Context::Brackets, 0)?;
                self.push(kind, range);
                Ok(())
            }
        }
    }

    /// Goes to the next character; on another line it is indented more than the block around.
    fn blanks_and_lines(&mut self) -> Read<()> {
        self.blanks();
        while self.peek() == Some(b'\n') {
            self.at += 1;
            self.line = self.at;
            self.blanks();
            let is_outside = self.open.last().is_some_and(|parent| self.at - self.line <= parent.column);
            if is_outside && self.peek() != Some(b'\n') || self.is_at_marker() {
                return Err(NotOrdinary);
            }
        }
        Ok(())
    }
}
