//! A reader for the YAML that most Compose files are made of, several times as fast as the library.
//!
//! It knows mappings and lists on lines of their own and in brackets, scalars on one line, literal blocks,
//! comments, anchors, aliases and tags such as `!Ref`. At the first thing beyond those (a text over several
//! lines, a tab, any fault) it gives up, and the library reads the document from its beginning. So the
//! library alone decides on the meaning of a file and on its faults. The tests compare the events of both.
//! <https://yaml.org/spec/1.2.2/>

mod brackets;
mod cursor;
mod literal;
mod property;
mod scalar;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{Event, ScalarStyle, StructureStyle, Tag};

use self::property::Property;

/// How deep lists and mappings may lie in each other, those in brackets and those on lines of their own.
const DEEPEST: usize = 32;
/// Bytes from the start of a key to its colon. The library looks 1024 characters ahead for it.
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
    /// The `---` before the document.
    Start,
    Scalar(Cow<'a, str>, ScalarStyle, u32),
    List(StructureStyle, u32),
    Map(StructureStyle, u32),
    Alias(u32),
    Tag(&'a str),
    ListEnd,
    MapEnd,
}

/// Said of a document that is not ordinary.
pub(super) struct NotOrdinary;

type Read<T> = Result<T, NotOrdinary>;

/// The events of a document, if all of it is ordinary.
pub(super) fn events(text: &str) -> Read<impl Iterator<Item = (Event<'_>, Range<usize>)>> {
    if text.len() > LARGEST || !has_ordinary_characters(text) {
        return Err(NotOrdinary);
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
            Kind::Start => Event::DocumentStart(true, None),
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

/// Whether lines end with line feeds alone, nothing but blanks is blank, and YAML refuses no character.
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
        if self.is_at_marker() && self.peek() == Some(b'-') {
            self.push(Kind::Start, self.at..self.at + 3);
            self.at += 3;
            self.end_of_line()?;
            first = self.next_line();
        }
        let column = first.filter(|_| !self.is_at_marker()).ok_or(NotOrdinary)?;
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
        self.absent_value()?;
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
            return Err(NotOrdinary);
        }
        if let Some(property) = self.awaited {
            let parent = self.open.last().ok_or(NotOrdinary)?;
            let is_below = column == parent.column && parent.kind == Block::Map && self.is_at_dash();
            if column > parent.column || is_below {
                self.awaited = None;
                let list = if is_below { Block::ListBelowKey } else { Block::List };
                return self.collection(column, list, property.anchor());
            }
            self.absent_value()?;
        }
        self.close_until(column);
        match self.open.last() {
            Some(open) if open.column == column => match open.kind {
                Block::Map => self.entry(),
                Block::List | Block::ListBelowKey => self.item(),
            },
            Some(_) | None => Err(NotOrdinary),
        }
    }

    /// Ends the blocks that a line at this column does not belong to.
    fn close_until(&mut self, column: usize) {
        while let Some(open) = self.open.last().copied() {
            let has_ended = open.column > column
                || (open.column == column && open.kind == Block::ListBelowKey && !self.is_at_dash());
            if !has_ended {
                break;
            }
            self.open.pop();
            self.close(open);
        }
    }

    /// A list or mapping that begins here; `list` is the kind that it is if it is a list.
    fn collection(&mut self, column: usize, list: Block, anchor: u32) -> Read<()> {
        if self.is_at_dash() {
            self.open(list, column, anchor)?;
            self.item()
        } else {
            self.open(Block::Map, column, anchor)?;
            self.entry()
        }
    }

    fn open(&mut self, kind: Block, column: usize, anchor: u32) -> Read<()> {
        if self.open.len() >= DEEPEST {
            return Err(NotOrdinary);
        }
        let start = if kind == Block::Map { Kind::Map } else { Kind::List };
        self.push(start(StructureStyle::Block, anchor), self.at..self.at);
        self.open.push(Open { kind, column });
        Ok(())
    }

    /// A key, and its value if that is on the same line.
    fn entry(&mut self) -> Read<()> {
        let start = self.at;
        let (kind, range) = self.scalar(Context::Block, 0)?;
        if self.at - start > LONGEST_KEY || !self.is_at_colon() {
            return Err(NotOrdinary);
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
            return Err(NotOrdinary);
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
        let start = self.at;
        let (kind, range) = self.scalar(Context::Block, property.anchor())?;
        if !self.is_at_colon() {
            self.push(kind, range);
            return self.end_of_line();
        }
        // A property before a key is that of the key.
        if property != Property::None || self.at - start > LONGEST_KEY {
            return Err(NotOrdinary);
        }
        self.open(Block::Map, column, 0)?;
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

    /// Puts in nothing for a value that is awaited and not there.
    fn absent_value(&mut self) -> Read<()> {
        match self.awaited.take() {
            None => Ok(()),
            Some(Property::None) => {
                self.push(Kind::Scalar("~".into(), ScalarStyle::Plain, 0), self.line..self.line);
                Ok(())
            }
            Some(Property::Anchor(_) | Property::Tag) => Err(NotOrdinary),
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

#[cfg(test)]
mod tests;
