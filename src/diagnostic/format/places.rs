//! Places in the words of other programs: file, line, column.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::lines::Lines;
use crate::diagnostic::mask::masked;
use crate::source::{Loc, SourceId, SourceMap};

/// A range, counted from 1 in characters; the end is the place after the last character.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct TextRange {
    /// The file's name as the user would write it.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The first character.
    pub column: usize,
    /// The line of the end; a value of several lines is found by its first.
    pub end_line: usize,
    /// The character after the last.
    pub end_column: usize,
}

/// Finds places, and counts the lines of each source once.
#[derive(Debug)]
pub(super) struct Places<'a> {
    sources: &'a SourceMap,
    lines: BTreeMap<SourceId, Lines>,
    masked: BTreeMap<SourceId, String>,
}

impl<'a> Places<'a> {
    /// Places in these sources.
    pub(super) fn new(sources: &'a SourceMap) -> Self {
        Self { sources, lines: BTreeMap::new(), masked: BTreeMap::new() }
    }

    /// Where a place is; none for what stands in no file.
    pub(super) fn find(&mut self, loc: Loc) -> Option<TextRange> {
        let source = self.sources.source(loc.source())?;
        let lines = self.lines.entry(loc.source()).or_insert_with(|| Lines::new(&source.text));
        let text: &str = &source.text;
        let line = lines.line(loc.start()) + 1;
        let first_line = lines.first_line(text, loc.start()..loc.end());
        let column = lines.column(text, first_line.start) + 1;
        // From the first character, because the end of a line may be the start of the next.
        let end_column = column + lines.characters(text, first_line);
        Some(TextRange { file: source.name.to_string(), line, column, end_line: line, end_column })
    }

    /// Whether no credential stands at a place. Each source is looked through once.
    pub(super) fn is_public(&mut self, loc: Loc) -> bool {
        let Some(source) = self.sources.source(loc.source()) else { return false };
        let masked = self.masked.entry(loc.source()).or_insert_with(|| masked(&source.text));
        let range = loc.start()..loc.end();
        masked.get(range.clone()) == source.text.get(range)
    }

    /// Where a place is, to its very end.
    pub(super) fn whole(&mut self, loc: Loc) -> Option<TextRange> {
        let place = self.find(loc)?;
        let end = self.find(Loc::new(loc.source(), loc.end(), loc.end()))?;
        Some(TextRange { end_line: end.line, end_column: end.column, ..place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let mut map = SourceMap::default();
        let id = map.add("a.yaml", "ä: 1\nbé: x\n  y\n");
        let mut places = Places::new(&map);
        let found = |line, column, end_column| {
            Some(TextRange { file: "a.yaml".to_owned(), line, column, end_line: line, end_column })
        };
        assert_eq!(places.find(Loc::new(id, 11, 12)), found(2, 5, 6));
        assert_eq!(places.find(Loc::new(id, 11, 16)), found(2, 5, 6), "the first line of several");
        assert_eq!(places.find(Loc::new(id, 0, 2)), found(1, 1, 2));
        assert_eq!(places.find(Loc::default()), None);
    }
}
