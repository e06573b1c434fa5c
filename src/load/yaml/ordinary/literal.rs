//! Literal blocks: lines as they are, without the indentation of the first.
//! <https://yaml.org/spec/1.2.2/#812-literal-style>

use granit_parser::ScalarStyle;

use super::{Kind, NotOrdinary, Read, Reader};

impl Reader<'_> {
    /// Reads a literal block; the cursor is at its `|`.
    pub(super) fn literal(&mut self, anchor: u32) -> Read<()> {
        self.at += 1;
        let chomping = self.peek().filter(|byte| matches!(byte, b'-' | b'+'));
        self.at += usize::from(chomping.is_some());
        self.end_of_line()?;
        let parent = self.open.last().ok_or(NotOrdinary)?.column;
        self.line = self.at;
        self.blanks();
        let (start, indent) = (self.at, self.at - self.line);
        if indent <= parent || matches!(self.peek(), Some(b'\n') | None) {
            return Err(NotOrdinary);
        }
        let mut text = self.lines(indent)?;
        // A last line of blanks, or one without a line feed, is read in ways that take more to say.
        if self.at > self.line && self.peek().is_none() || !text.ends_with('\n') {
            return Err(NotOrdinary);
        }
        let content = text.trim_end_matches('\n').len();
        match chomping {
            None => text.truncate(content + 1),
            Some(b'-') => text.truncate(content),
            Some(_) => {}
        }
        // The library ends the text where the next begins, behind its blanks.
        self.push(Kind::Scalar(text.into(), ScalarStyle::Literal, anchor), start..self.at);
        self.at = self.line;
        Ok(())
    }

    /// The lines of a literal block; the cursor is then at the first character behind it.
    fn lines(&mut self, indent: usize) -> Read<String> {
        let mut text = String::new();
        loop {
            let from = self.at;
            self.skip_line();
            text.push_str(self.slice(from..self.at)?);
            self.empty_lines(indent, &mut text)?;
            if self.peek().is_none() || self.at - self.line < indent {
                return Ok(text);
            }
            self.at = self.line + indent;
        }
    }

    /// Lines without anything, which belong to the text.
    fn empty_lines(&mut self, indent: usize, text: &mut String) -> Read<()> {
        loop {
            self.line = self.at;
            self.blanks();
            if self.peek() != Some(b'\n') {
                return Ok(());
            }
            if self.at - self.line > indent {
                return Err(NotOrdinary);
            }
            text.push('\n');
            self.at += 1;
        }
    }
}
