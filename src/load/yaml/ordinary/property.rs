//! Anchors, aliases and tags.
//! <https://yaml.org/spec/1.2.2/#69-node-properties>

use super::{Kind, NotOrdinary, Read, Reader};

/// The anchor or tag before a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    None,
    /// The number of its anchor.
    Anchor(u32),
    /// A tag, which is among the events.
    Tag,
}

impl Property {
    /// The number of the anchor, 0 without one.
    pub(super) fn anchor(self) -> u32 {
        match self {
            Self::Anchor(number) => number,
            Self::None | Self::Tag => 0,
        }
    }
}

impl<'a> Reader<'a> {
    /// Reads an anchor or a tag; no ordinary value has both. The cursor is then at the value.
    pub(super) fn property(&mut self) -> Read<Property> {
        let Some(sign @ (b'&' | b'!')) = self.peek() else { return Ok(Property::None) };
        let start = self.at;
        let name = self.name()?;
        if !matches!(self.peek(), Some(b' ' | b'\n')) {
            return Err(NotOrdinary);
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

    /// Reads an alias of an anchor before it.
    pub(super) fn alias(&mut self) -> Read<()> {
        let start = self.at;
        let name = self.name()?;
        if !matches!(self.peek(), Some(b' ' | b'\n' | b',' | b']' | b'}') | None) {
            return Err(NotOrdinary);
        }
        let number = *self.anchors.get(name).ok_or(NotOrdinary)?;
        self.push(Kind::Alias(number), start..self.at);
        Ok(())
    }

    /// The name behind `&`, `*` or `!`.
    fn name(&mut self) -> Read<&'a str> {
        let start = self.at + 1;
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let length = self.bytes.get(start..).unwrap_or_default().iter().take_while(is_part).count();
        self.at = start + length;
        if length == 0 { Err(NotOrdinary) } else { self.slice(start..self.at) }
    }
}
