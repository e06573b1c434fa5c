//! Where things stand: the files we read, and places in them.
//!
//! Merging mixes files, so the place lives on each node and value, not on a document. A `Loc` is a file and a
//! range of bytes; it may also say *through what* the text came here (an alias, an `extends`, an `include`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One file (or standard input) among those read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceId(u32);

/// A range of bytes in one source; the default is "nowhere", for things the user did not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Loc {
    source: SourceId,
    start: u32,
    end: u32,
    /// The origin of the text; the highest bit says that a variable with a credential is part of it.
    via: u32,
}

const CREDENTIAL: u32 = 1 << 31;

impl Loc {
    /// The bytes `start..end` of `source`.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX).max(start);
        Self { source, start, end, via: 0 }
    }

    /// True when the place is in a file, false for what we made up ourselves.
    pub fn is_somewhere(self) -> bool {
        self.source != SourceId::default()
    }

    /// The source it lies in.
    pub fn source(self) -> SourceId {
        self.source
    }

    /// First byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// Byte after the last.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Whether two places share a byte, or are the same.
    pub fn overlaps(self, other: Self) -> bool {
        self.source == other.source
            && (self.start < other.end && other.start < self.end
                || (self.start, self.end) == (other.start, other.end))
    }

    /// The same source, the bytes `start..end` counted from the start of this place, kept inside it.
    #[must_use]
    pub fn part(self, start: usize, end: usize) -> Self {
        let shift = |offset: usize| {
            self.start.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX)).min(self.end)
        };
        Self { start: shift(start), end: shift(end.max(start)), ..self }
    }

    /// The same place, reached through `via`, unless something nearer brought it in before.
    #[must_use]
    pub fn brought_in(self, via: Via) -> Self {
        if self.via | CREDENTIAL == CREDENTIAL { Self { via: self.via | via.0, ..self } } else { self }
    }

    /// Whether two places are of one file and were brought in by the same alias, `extends` or `include`.
    pub fn came_with(self, other: Self) -> bool {
        self.source == other.source && self.via & !CREDENTIAL == other.via & !CREDENTIAL
    }

    /// The same place, with a credential in what a variable put there.
    #[must_use]
    pub fn of_credential(self) -> Self {
        Self { via: self.via | CREDENTIAL, ..self }
    }

    /// Whether what stands here came from a variable that holds a credential.
    pub fn is_of_credential(self) -> bool {
        self.via & CREDENTIAL != 0
    }
}

/// A value and the place where the user wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spanned<T> {
    /// The value itself.
    pub value: T,
    /// Where it stands.
    pub loc: Loc,
}

impl<T> Spanned<T> {
    /// Ties a value to its place.
    pub fn new(value: T, loc: Loc) -> Self {
        Self { value, loc }
    }

    /// Changes the value and keeps the place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: change(self.value), loc: self.loc }
    }
}

/// Something that brought text in from elsewhere: an alias, an `extends`, an `include` item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Via(u32);

/// One file's name and text.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name people read: relative to the folder they stand in, or `<stdin>`.
    pub name: Arc<str>,
    /// The text, as UTF-8.
    pub text: Arc<str>,
}

/// Every source of one run, and every place that brought text in.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    sources: Vec<Source>,
    by_name: BTreeMap<Arc<str>, SourceId>,
    vias: Vec<(Loc, &'static str)>,
    known_vias: BTreeMap<(Loc, &'static str), Via>,
    remarks: Vec<Loc>,
    known_remarks: BTreeSet<Loc>,
}

impl SourceMap {
    /// Takes a file in; the id is good for this map alone. A file that is read again is the same source.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> SourceId {
        let (name, text) = (name.into(), text.into());
        if let Some(known) = self.by_name.get(&name).copied()
            && self.source(known).is_some_and(|source| source.text == text)
        {
            return known;
        }
        self.sources.push(Source { name: Arc::clone(&name), text });
        let id =
            SourceId(u32::try_from(self.sources.len()).expect("internal error: more sources than numbers"));
        self.by_name.insert(name, id);
        id
    }

    /// Notes a place that brings text in; `what` is said beside it, as in "brought in by this alias". The
    /// same is the same if a file is parsed again.
    pub fn via(&mut self, loc: Loc, what: &'static str) -> Via {
        let count = self.vias.len() + 1;
        *self.known_vias.entry((loc, what)).or_insert_with(|| {
            self.vias.push((loc, what));
            Via(u32::try_from(count).expect("internal error: more places than numbers"))
        })
    }

    /// The place that brought `loc` in, and what it is.
    pub fn brought_in_by(&self, loc: Loc) -> Option<(Loc, &'static str)> {
        self.vias.get(((loc.via & !CREDENTIAL) as usize).checked_sub(1)?).copied()
    }

    /// Notes a comment that speaks to us.
    pub fn remark(&mut self, loc: Loc) {
        if self.known_remarks.insert(loc) {
            self.remarks.push(loc);
        }
    }

    /// The comments that speak to us, in the order in which they were read.
    pub fn remarks(&self) -> &[Loc] {
        &self.remarks
    }

    /// The source behind an id.
    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.sources.get((id.0 as usize).checked_sub(1)?)
    }

    /// The same under other names.
    #[must_use]
    pub fn renamed(&self, name: impl Fn(&str) -> String) -> Self {
        let mut renamed = self.clone();
        for source in &mut renamed.sources {
            source.name = name(&source.name).into();
        }
        renamed
    }

    /// Every source with its id, in the order in which they were read.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (1..).map(SourceId).zip(&self.sources)
    }

    /// The texts of all sources.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(|source| &*source.text)
    }

    /// The text of a place.
    pub fn text(&self, loc: Loc) -> &str {
        self.source(loc.source).and_then(|source| source.text.get(loc.start()..loc.end())).unwrap_or_default()
    }

    /// The start of the first file read, if there is one.
    pub fn first(&self) -> Option<Loc> {
        (!self.sources.is_empty()).then(|| Loc::new(SourceId(1), 0, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_bringer_stays() {
        let mut map = SourceMap::default();
        let id = map.add("a.yaml", "x: &a 1\ny: *a\n");
        let alias = map.via(Loc::new(id, 11, 13), "this alias");
        let extends = map.via(Loc::new(id, 0, 1), "this `extends`");
        let loc = Loc::new(id, 6, 7).brought_in(alias).brought_in(extends);
        assert_eq!(map.brought_in_by(loc).map(|(at, _)| map.text(at)), Some("*a"));
    }

    #[test]
    fn a_credential_stays_one_whatever_brings_it_in() {
        let mut map = SourceMap::default();
        let id = map.add("a.yaml", "x: &a 1\ny: *a\n");
        let alias = map.via(Loc::new(id, 11, 13), "this alias");
        let loc = Loc::new(id, 6, 7).of_credential().brought_in(alias);
        assert!(loc.is_of_credential() && loc.part(0, 1).is_of_credential());
        assert_eq!(map.brought_in_by(loc).map(|(at, _)| map.text(at)), Some("*a"));
        let later = Loc::new(id, 6, 7).brought_in(alias).of_credential();
        assert_eq!(later, loc);
    }

    #[test]
    fn a_part_never_leaves_its_place() {
        let mut map = SourceMap::default();
        let id = map.add("a.yaml", "key: value");
        let loc = Loc::new(id, 5, 10);
        assert_eq!(map.text(loc.part(1, 3)), "al");
        assert_eq!(map.text(loc.part(3, 99)), "ue");
    }
}
