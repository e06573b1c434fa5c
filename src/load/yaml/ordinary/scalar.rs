//! Scalars on one line: plain, or in quotes.
//! <https://yaml.org/spec/1.2.2/#73-flow-scalar-styles>

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::ScalarStyle;

use super::{Context, Kind, NotOrdinary, Read, Reader};

impl<'a> Reader<'a> {
    /// Whether the value here would be read by [`scalar`](Self::scalar).
    pub(super) fn is_at_scalar(&self) -> bool {
        !matches!(self.peek(), Some(b'|' | b'[' | b'{' | b'*') | None)
    }

    /// Reads a scalar; the cursor is then at the character that ended it.
    pub(super) fn scalar(&mut self, context: Context, anchor: u32) -> Read<(Kind<'a>, Range<usize>)> {
        let start = self.at;
        let (text, style, end) = match self.peek().ok_or(NotOrdinary)? {
            b'"' => (self.quoted(b'"')?, ScalarStyle::DoubleQuoted, self.at),
            b'\'' => (self.quoted(b'\'')?, ScalarStyle::SingleQuoted, self.at),
            _ => {
                let text = self.plain(context)?;
                (text.into(), ScalarStyle::Plain, start + text.len())
            }
        };
        Ok((Kind::Scalar(text, style, anchor), start..end))
    }

    /// A scalar without quotes, up to a colon, comma, bracket, comment or line end.
    fn plain(&mut self, context: Context) -> Read<&'a str> {
        let start = self.at;
        match self.peek().ok_or(NotOrdinary)? {
            b'-' if self.is_separated(context) => return Err(NotOrdinary),
            b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"'
            | b'%' | b'@' | b'`' | b'?' | b':' => return Err(NotOrdinary),
            _ => {}
        }
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => break,
                b':' if self.is_separated(context) => break,
                b'#' if self.bytes.get(self.at - 1) == Some(&b' ') => break,
                b',' | b']' | b'}' if context == Context::Brackets => break,
                // A bracket is a fault here, and a question mark may be the mark of a key.
                b'[' | b'{' | b'?' if context == Context::Brackets => return Err(NotOrdinary),
                _ => self.at += 1,
            }
        }
        Ok(self.slice(start..self.at)?.trim_end_matches(' '))
    }

    /// A scalar in these quotes, whose escapes are replaced.
    fn quoted(&mut self, quote: u8) -> Read<Cow<'a, str>> {
        self.at += 1;
        let mut start = self.at;
        let mut text = Cow::Borrowed("");
        loop {
            let meant = match self.peek().ok_or(NotOrdinary)? {
                b'\n' => return Err(NotOrdinary),
                b'\\' if quote == b'"' => self.escaped()?,
                b'\'' if quote == b'\'' && self.next_byte() == Some(b'\'') => "'",
                byte if byte == quote => break,
                _ => {
                    self.at += 1;
                    continue;
                }
            };
            let before = self.slice(start..self.at)?;
            text.to_mut().extend([before, meant]);
            self.at += 2;
            start = self.at;
        }
        let rest = self.slice(start..self.at)?;
        self.at += 1;
        Ok(text + rest)
    }

    /// The character that an escape in double quotes means.
    fn escaped(&self) -> Read<&'static str> {
        match self.next_byte() {
            Some(b'"') => Ok("\""),
            Some(b'\\') => Ok("\\"),
            Some(b'/') => Ok("/"),
            Some(b'n') => Ok("\n"),
            Some(b't') => Ok("\t"),
            Some(_) | None => Err(NotOrdinary),
        }
    }
}
