//! A reader for the YAML that most Compose files are made of, several times as fast as the library.
//!
//! It knows mappings and lists on lines of their own and in brackets, scalars on one line, literal blocks,
//! comments, anchors, aliases and tags such as `!Ref`. At the first thing beyond those (a text over several
//! lines, a tab, any fault) it gives up, and the library reads the document from its beginning. So the library alone
//! decides on the meaning of a file and on its faults. The tests compare the events of both.
//! <https://yaml.org/spec/1.2.2/>

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{Event, ScalarStyle, StructureStyle, Tag};

/// How deep brackets may lie in each other here.
const BRACKETS: usize = 32;
/// The longest key. The library looks 1024 characters ahead for the colon.
const LONGEST_KEY: usize = 1000;
/// The largest document; places are kept as 32 bits.
const LARGEST: usize = u32::MAX as usize;

/// An event of the library, or the tag of the next one.
#[derive(Debug)]
struct Ordinary<'a> {
    kind: Kind<'a>,
    start: u32,
    end: u32,
}

#[derive(Debug)]
enum Kind<'a> {
    Scalar(Cow<'a, str>, ScalarStyle, u32),
    List(StructureStyle, u32),
    Map(StructureStyle, u32),
    Alias(u32),
    Tag(&'a str),
    ListEnd,
    MapEnd,
}

/// Said of a document that is not ordinary.
pub(super) struct Beyond;

type Read<T> = Result<T, Beyond>;

/// The events of a document, if all of it is ordinary.
pub(super) fn events(text: &str) -> Read<impl Iterator<Item = (Event<'_>, Range<usize>)>> {
    if text.len() > LARGEST || !has_ordinary_characters(text) {
        return Err(Beyond);
    }
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
        line: 0,
        events: Vec::with_capacity(text.len() / 8),
        open: Vec::new(),
        awaited: None,
        anchors: BTreeMap::new(),
        anchor_count: 0,
    };
    reader.document()?;
    let mut tag = None;
    Ok(reader.events.into_iter().filter_map(move |event| event.into_event(&mut tag)))
}

impl<'a> Ordinary<'a> {
    /// The event as the library says it, and its bytes; a tag is kept for the next.
    fn into_event(self, tag: &mut Option<&'a str>) -> Option<(Event<'a>, Range<usize>)> {
        let mut written = || tag.take().map(|name| Cow::Owned(Tag::new("!", name)));
        let event = match self.kind {
            Kind::Scalar(text, style, anchor) => Event::Scalar(text, style, anchor as usize, written()),
            Kind::List(style, anchor) => Event::SequenceStart(style, anchor as usize, written()),
            Kind::Map(style, anchor) => Event::MappingStart(style, anchor as usize, written()),
            Kind::Alias(anchor) => Event::Alias(anchor as usize),
            Kind::ListEnd => Event::SequenceEnd,
            Kind::MapEnd => Event::MappingEnd,
            Kind::Tag(name) => {
                *tag = Some(name);
                return None;
            }
        };
        Some((event, self.start as usize..self.end as usize))
    }
}

/// Whether nothing in the text is a line end but line feeds, blank but blanks, or refused by YAML.
fn has_ordinary_characters(text: &str) -> bool {
    let is_ordinary = |byte: u8| matches!(byte, b'\n' | b' '..=b'~' | 0x80..);
    text.bytes().fold(true, |all, byte| all & is_ordinary(byte))
        && (text.is_ascii() || text.chars().all(|c| c.is_ascii() || c.is_alphanumeric() || is_sign(c)))
}

/// Punctuation, symbols and emoji: what stands in comments and texts beside letters.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{a0}'..='\u{2027}' | '\u{202f}'..='\u{d7ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f000}'..='\u{1ffff}')
}

/// A block list or mapping that has not ended.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Open {
    kind: Block,
    /// Where its dashes or keys stand.
    column: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Map,
    List,
    /// A list whose dashes stand below the key that it is the value of.
    ListBelowKey,
}

/// What stands before a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Property {
    None,
    /// The number of its anchor.
    Anchor(u32),
    /// A tag, which is among the events.
    Tag,
}

impl Property {
    fn anchor(self) -> u32 {
        match self {
            Self::Anchor(number) => number,
            Self::None | Self::Tag => 0,
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Where the current line begins.
    line: usize,
    events: Vec<Ordinary<'a>>,
    open: Vec<Open>,
    /// A value that was not on the line of its key or dash.
    awaited: Option<Property>,
    /// The number of each name, that of its last anchor.
    anchors: BTreeMap<&'a str, u32>,
    anchor_count: u32,
}

/// Where a scalar stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Block,
    Brackets,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Read<()> {
        let mut first = self.next_line();
        if self.is_at_marker() {
            self.at += 3;
            self.end_of_line()?;
            first = self.next_line();
        }
        let column = first.filter(|_| !self.is_at_marker()).ok_or(Beyond)?;
        if matches!(self.peek(), Some(b'[' | b'{')) {
            // JSON, most of the time.
            self.brackets(0, 0)?;
            self.end_of_line()?;
        } else {
            self.collection(column, Block::List, 0)?;
        }
        while let Some(column) = self.next_line() {
            self.block_line(column)?;
        }
        self.nothing()?;
        while let Some(open) = self.open.pop() {
            self.close(open);
        }
        Ok(())
    }

    /// Goes to the next line that holds something; says how far it is indented.
    fn next_line(&mut self) -> Option<usize> {
        loop {
            self.line = self.at;
            self.blanks();
            match self.peek()? {
                b'\n' => self.at += 1,
                b'#' => self.skip_line(),
                _ => return Some(self.at - self.line),
            }
        }
    }

    fn block_line(&mut self, column: usize) -> Read<()> {
        if self.is_at_marker() {
            return Err(Beyond);
        }
        if let Some(property) = self.awaited {
            let parent = self.open.last().ok_or(Beyond)?;
            let is_below = column == parent.column && parent.kind == Block::Map && self.is_at_dash();
            if column > parent.column || is_below {
                self.awaited = None;
                let list = if is_below { Block::ListBelowKey } else { Block::List };
                return self.collection(column, list, property.anchor());
            }
            self.nothing()?;
        }
        while let Some(open) = self.open.last().copied() {
            let has_ended = open.column > column
                || (open.column == column && open.kind == Block::ListBelowKey && !self.is_at_dash());
            if !has_ended {
                break;
            }
            self.open.pop();
            self.close(open);
        }
        match self.open.last() {
            Some(open) if open.column == column => match open.kind {
                Block::Map => self.entry(),
                Block::List | Block::ListBelowKey => self.item(),
            },
            Some(_) | None => Err(Beyond),
        }
    }

    /// A list or mapping that begins here; `list` is the kind that it is if it is a list.
    fn collection(&mut self, column: usize, list: Block, anchor: u32) -> Read<()> {
        if self.is_at_dash() {
            self.push(Kind::List(StructureStyle::Block, anchor), self.at..self.at);
            self.open.push(Open { kind: list, column });
            return self.item();
        }
        self.push(Kind::Map(StructureStyle::Block, anchor), self.at..self.at);
        self.open.push(Open { kind: Block::Map, column });
        self.entry()
    }

    /// A key, and its value if that is on the same line.
    fn entry(&mut self) -> Read<()> {
        let (kind, range) = self.scalar(Context::Block, 0)?;
        if range.len() > LONGEST_KEY || !self.is_at_colon() {
            return Err(Beyond);
        }
        self.push(kind, range);
        self.value()
    }

    /// The value behind the colon of a key.
    fn value(&mut self) -> Read<()> {
        self.at += 1;
        self.blanks();
        let property = self.property()?;
        if self.is_at_end_of_line() {
            self.awaited = Some(property);
            return self.end_of_line();
        }
        self.one_line_value(property)
    }

    /// A dash, and what stands behind it.
    fn item(&mut self) -> Read<()> {
        if !self.is_at_dash() {
            return Err(Beyond);
        }
        self.at += 1;
        self.blanks();
        let column = self.at - self.line;
        let property = self.property()?;
        if self.is_at_end_of_line() {
            self.awaited = Some(property);
            return self.end_of_line();
        }
        if property == Property::None && self.is_at_dash() {
            return self.collection(column, Block::List, 0);
        }
        if !self.is_at_scalar() {
            return self.one_line_value(property);
        }
        let (kind, range) = self.scalar(Context::Block, property.anchor())?;
        if !self.is_at_colon() {
            self.push(kind, range);
            return self.end_of_line();
        }
        // A property before a key is that of the key.
        if property != Property::None || range.len() > LONGEST_KEY {
            return Err(Beyond);
        }
        self.push(Kind::Map(StructureStyle::Block, 0), self.at..self.at);
        self.open.push(Open { kind: Block::Map, column });
        self.push(kind, range);
        self.value()
    }

    /// A value that begins on this line and is no block.
    fn one_line_value(&mut self, property: Property) -> Read<()> {
        let anchor = property.anchor();
        match self.peek() {
            Some(b'|') => return self.literal(anchor),
            Some(b'[' | b'{') => self.brackets(anchor, 0)?,
            Some(b'*') if property == Property::None => self.alias()?,
            Some(_) | None => {
                let (kind, range) = self.scalar(Context::Block, anchor)?;
                self.push(kind, range);
            }
        }
        self.end_of_line()
    }

    /// The value that is awaited is not there.
    fn nothing(&mut self) -> Read<()> {
        match self.awaited.take() {
            None => Ok(()),
            Some(Property::None) => {
                self.push(Kind::Scalar("~".into(), ScalarStyle::Plain, 0), self.line..self.line);
                Ok(())
            }
            Some(Property::Anchor(_) | Property::Tag) => Err(Beyond),
        }
    }

    fn close(&mut self, open: Open) {
        let kind = if open.kind == Block::Map { Kind::MapEnd } else { Kind::ListEnd };
        self.push(kind, self.at..self.at);
    }

    fn push(&mut self, kind: Kind<'a>, range: Range<usize>) {
        // INVARIANT: a document is at most as large as 32 bits can say.
        #[expect(clippy::cast_possible_truncation, reason = "`events` reads no larger document")]
        self.events.push(Ordinary { kind, start: range.start as u32, end: range.end as u32 });
    }
}

/// Scalars.
impl<'a> Reader<'a> {
    fn is_at_scalar(&self) -> bool {
        !matches!(self.peek(), Some(b'|' | b'[' | b'{' | b'*') | None)
    }

    fn scalar(&mut self, context: Context, anchor: u32) -> Read<(Kind<'a>, Range<usize>)> {
        let start = self.at;
        let (text, style) = match self.peek() {
            Some(b'"') => (self.double_quoted()?, ScalarStyle::DoubleQuoted),
            Some(b'\'') => (self.single_quoted()?, ScalarStyle::SingleQuoted),
            Some(_) => {
                let text = self.plain(context)?;
                return Ok((
                    Kind::Scalar(text.into(), ScalarStyle::Plain, anchor),
                    start..start + text.len(),
                ));
            }
            None => return Err(Beyond),
        };
        Ok((Kind::Scalar(text, style, anchor), start..self.at))
    }

    /// A scalar without quotes; the cursor is then at what ended it: a colon, comma, bracket or line end.
    fn plain(&mut self, context: Context) -> Read<&'a str> {
        let start = self.at;
        match self.peek() {
            Some(b'-') if self.is_separated(context) => return Err(Beyond),
            Some(
                b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"'
                | b'%' | b'@' | b'`' | b'?' | b':',
            )
            | None => return Err(Beyond),
            Some(_) => {}
        }
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => break,
                b':' if self.is_separated(context) => break,
                b'#' if self.bytes.get(self.at - 1) == Some(&b' ') => break,
                b',' | b']' | b'}' if context == Context::Brackets => break,
                // Docker Compose reads some of these in another way, which the library's way finds.
                b'[' | b'{' | b'?' if context == Context::Brackets => return Err(Beyond),
                _ => self.at += 1,
            }
        }
        Ok(self.slice(start..self.at)?.trim_end_matches(' '))
    }

    fn double_quoted(&mut self) -> Read<Cow<'a, str>> {
        self.at += 1;
        let mut start = self.at;
        let mut text = Cow::Borrowed("");
        loop {
            match self.peek().ok_or(Beyond)? {
                b'"' => break,
                b'\n' => return Err(Beyond),
                b'\\' => {
                    let meant = match self.bytes.get(self.at + 1) {
                        Some(b'"') => '"',
                        Some(b'\\') => '\\',
                        Some(b'/') => '/',
                        Some(b'n') => '\n',
                        Some(b't') => '\t',
                        Some(_) | None => return Err(Beyond),
                    };
                    let before = self.slice(start..self.at)?;
                    text.to_mut().push_str(before);
                    text.to_mut().push(meant);
                    self.at += 2;
                    start = self.at;
                }
                _ => self.at += 1,
            }
        }
        let rest = self.slice(start..self.at)?;
        self.at += 1;
        Ok(text + rest)
    }

    fn single_quoted(&mut self) -> Read<Cow<'a, str>> {
        self.at += 1;
        let mut start = self.at;
        let mut text = Cow::Borrowed("");
        loop {
            match self.peek().ok_or(Beyond)? {
                b'\'' if self.bytes.get(self.at + 1) == Some(&b'\'') => {
                    self.at += 1;
                    let before = self.slice(start..self.at)?;
                    text.to_mut().push_str(before);
                    self.at += 1;
                    start = self.at;
                }
                b'\'' => break,
                b'\n' => return Err(Beyond),
                _ => self.at += 1,
            }
        }
        let rest = self.slice(start..self.at)?;
        self.at += 1;
        Ok(text + rest)
    }

    /// A literal block: its lines as they are, without the indentation of the first.
    fn literal(&mut self, anchor: u32) -> Read<()> {
        self.at += 1;
        let chomping = self.peek().filter(|byte| matches!(byte, b'-' | b'+'));
        self.at += usize::from(chomping.is_some());
        self.end_of_line()?;
        let parent = self.open.last().ok_or(Beyond)?.column;
        self.line = self.at;
        self.blanks();
        let (start, indent) = (self.at, self.at - self.line);
        if indent <= parent || matches!(self.peek(), Some(b'\n') | None) {
            return Err(Beyond);
        }
        let mut text = String::new();
        loop {
            let from = self.at;
            self.skip_line();
            text.push_str(self.slice(from..self.at)?);
            // Lines without anything are part of the text, and belong to what follows if it ends there.
            loop {
                self.line = self.at;
                self.blanks();
                if self.peek() != Some(b'\n') {
                    break;
                }
                if self.at - self.line > indent {
                    return Err(Beyond);
                }
                text.push('\n');
                self.at += 1;
            }
            if self.peek().is_none() || self.at - self.line < indent {
                break;
            }
            self.at = self.line + indent;
        }
        // A last line of blanks, or one without a line feed, is read in ways that take more to say.
        if self.at > self.line && self.peek().is_none() || !text.ends_with('\n') {
            return Err(Beyond);
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
}

/// Brackets, anchors, tags and aliases.
impl Reader<'_> {
    fn brackets(&mut self, anchor: u32, depth: usize) -> Read<()> {
        if depth > BRACKETS {
            return Err(Beyond);
        }
        let is_list = self.peek() == Some(b'[');
        let (kind, end, closing) = if is_list {
            (Kind::List(StructureStyle::Flow, anchor), Kind::ListEnd, b']')
        } else {
            (Kind::Map(StructureStyle::Flow, anchor), Kind::MapEnd, b'}')
        };
        self.push(kind, self.at..self.at + 1);
        self.at += 1;
        loop {
            self.gap()?;
            if self.peek() == Some(closing) {
                break;
            }
            if !is_list {
                self.key_in_brackets()?;
            }
            self.value_in_brackets(depth)?;
            self.gap()?;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(byte) if byte == closing => break,
                Some(_) | None => return Err(Beyond),
            }
        }
        self.push(end, self.at..self.at + 1);
        self.at += 1;
        Ok(())
    }

    fn key_in_brackets(&mut self) -> Read<()> {
        let is_quoted = matches!(self.peek(), Some(b'"' | b'\''));
        let (key, range) = self.scalar(Context::Brackets, 0)?;
        // Behind quotes a colon needs no blank, as in JSON.
        let is_key = self.peek() == Some(b':') && (is_quoted || self.bytes.get(self.at + 1) == Some(&b' '));
        if range.len() > LONGEST_KEY || !is_key {
            return Err(Beyond);
        }
        self.push(key, range);
        self.at += 1;
        self.gap()
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

    /// Blanks and line ends in brackets; what follows on another line is indented more than the block.
    fn gap(&mut self) -> Read<()> {
        self.blanks();
        while self.peek() == Some(b'\n') {
            self.at += 1;
            self.line = self.at;
            self.blanks();
            let is_outside = self.open.last().is_some_and(|parent| self.at - self.line <= parent.column);
            if is_outside && self.peek() != Some(b'\n') || self.is_at_marker() {
                return Err(Beyond);
            }
        }
        Ok(())
    }

    /// An anchor or a tag, of which one value has both in no ordinary file; the cursor is then at the value.
    fn property(&mut self) -> Read<Property> {
        let Some(sign @ (b'&' | b'!')) = self.peek() else { return Ok(Property::None) };
        let start = self.at;
        let name = self.name()?;
        if !matches!(self.peek(), Some(b' ' | b'\n')) {
            return Err(Beyond);
        }
        let end = self.at;
        self.blanks();
        if sign == b'!' {
            self.push(Kind::Tag(name), start..end);
            return Ok(Property::Tag);
        }
        self.anchor_count += 1;
        self.anchors.insert(name, self.anchor_count);
        Ok(Property::Anchor(self.anchor_count))
    }

    fn alias(&mut self) -> Read<()> {
        let start = self.at;
        let name = self.name()?;
        if !matches!(self.peek(), Some(b' ' | b'\n' | b',' | b']' | b'}') | None) {
            return Err(Beyond);
        }
        let number = *self.anchors.get(name).ok_or(Beyond)?;
        self.push(Kind::Alias(number), start..self.at);
        Ok(())
    }
}

/// The cursor.
impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn slice(&self, range: Range<usize>) -> Read<&'a str> {
        self.text.get(range).ok_or(Beyond)
    }

    fn blanks(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    /// The name behind `&`, `*` or `!`.
    fn name(&mut self) -> Read<&'a str> {
        let start = self.at + 1;
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let length =
            self.bytes.get(start..).unwrap_or_default().iter().take_while(|byte| is_part(byte)).count();
        self.at = start + length;
        if length == 0 { Err(Beyond) } else { self.slice(start..self.at) }
    }

    /// Whether a colon or dash at the cursor is one of YAML's, and not part of a text.
    fn is_separated(&self, context: Context) -> bool {
        match self.bytes.get(self.at + 1) {
            Some(b' ' | b'\n') | None => true,
            Some(b',' | b'[' | b']' | b'{' | b'}') => context == Context::Brackets,
            Some(_) => false,
        }
    }

    /// Whether a line begins with the mark of a document's beginning or end.
    fn is_at_marker(&self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at == self.line && (rest.starts_with(b"---") || rest.starts_with(b"..."))
    }

    fn is_at_dash(&self) -> bool {
        self.peek() == Some(b'-') && self.is_separated(Context::Block)
    }

    fn is_at_colon(&self) -> bool {
        self.peek() == Some(b':') && self.is_separated(Context::Block)
    }

    /// Whether nothing but a comment follows; the cursor is behind blanks.
    fn is_at_end_of_line(&self) -> bool {
        matches!(self.peek(), Some(b'\n' | b'#') | None)
    }

    /// Goes to the next line, behind blanks and a comment.
    fn end_of_line(&mut self) -> Read<()> {
        let end = self.at;
        self.blanks();
        match self.peek() {
            None => {}
            Some(b'\n') => self.at += 1,
            Some(b'#') if self.at > end || self.text.get(..end).is_some_and(|text| text.ends_with(' ')) => {
                self.skip_line();
            }
            Some(_) => return Err(Beyond),
        }
        Ok(())
    }

    /// Goes behind the next line feed, or to the end.
    fn skip_line(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(self.bytes.len(), |length| self.at + length + 1);
    }
}

#[cfg(test)]
mod tests;
