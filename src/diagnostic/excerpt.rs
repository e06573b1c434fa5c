//! The text that pictures show: a few lines of a source, cut to what surrounds the places that are pointed
//! at.
//!
//! A file may have one line of megabytes, and miette draws whole lines (and stops at column 65,535). So each
//! picture gets a text of its own, with long lines cut, credentials masked, and nothing in it that a terminal
//! or a CI runner obeys.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::lines::Lines;
use super::mask;
use crate::sanitise;
use crate::source::Source;

/// Lines of fewer bytes are shown whole.
const LONG: usize = 300;
/// Bytes of a long line that are shown before and behind a place, and at most of the place itself.
const AROUND: usize = 60;
const SHOWN: usize = 120;
/// Lines above and below the places.
const CONTEXT: usize = 1;

/// A source with its credentials masked and its lines counted, both once.
#[derive(Debug)]
pub(super) struct Text {
    name: String,
    masked: String,
    lines: Lines,
}

impl Text {
    /// Prepares a source for its pictures.
    pub(super) fn new(source: &Source) -> Self {
        Self::until(source, source.text.len())
    }

    /// The same for places that are on the line with this byte or before.
    pub(super) fn until(source: &Source, last: usize) -> Self {
        let name = sanitise::line(&source.name).into_owned();
        Self { name, masked: mask::masked_until(&source.text, last), lines: Lines::new(&source.text) }
    }

    /// The lines of this source.
    pub(super) fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The lines around some places that are not far from each other, and where the places are in them.
    pub(super) fn excerpt(&self, places: &[Range<usize>]) -> (Excerpt, Vec<Range<usize>>) {
        let places: Vec<Range<usize>> = places.iter().map(|place| self.kept_inside(place)).collect();
        let first = places.iter().map(|place| place.start).min().unwrap_or_default();
        let last = places.iter().map(|place| place.start).max().unwrap_or_default();
        let first = self.lines.line(first).saturating_sub(CONTEXT);
        let last = (self.lines.line(last) + CONTEXT).min(self.lines.count().saturating_sub(1));
        let mut drawing = Drawing { out: String::new(), moved: vec![0..0; places.len()] };
        for line in first..=last {
            if line > first {
                drawing.out.push('\n');
            }
            drawing.line(&self.masked, self.lines.content(&self.masked, line), &places);
        }
        let Drawing { out, moved } = drawing;
        let columns = places.iter().map(|place| self.lines.column(&self.masked, place.start));
        let excerpt = Excerpt {
            name: self.name.clone(),
            columns: moved.iter().map(|place| place.start).zip(columns).collect(),
            lines: Lines::new(&out),
            text: out,
            first_line: first,
        };
        (excerpt, moved)
    }

    /// The line of a place without its neighbours, and where the place is in it.
    pub(super) fn line(&self, place: &Range<usize>) -> (String, Range<usize>) {
        let place = self.kept_inside(place);
        let mut drawing = Drawing { out: String::new(), moved: vec![0..0; 1] };
        let content = self.lines.content(&self.masked, self.lines.line(place.start));
        drawing.line(&self.masked, content, std::slice::from_ref(&place));
        let moved = drawing.moved.into_iter().next().unwrap_or_default();
        (drawing.out, moved)
    }

    /// The name of the source, and the line and the column of a place, from 1.
    pub(super) fn position(&self, place: &Range<usize>) -> String {
        let start = self.kept_inside(place).start;
        format!("{}:{}:{}", self.name, self.lines.line(start) + 1, self.lines.column(&self.masked, start) + 1)
    }

    /// The place on its first line, between characters, and not on the line's end.
    fn kept_inside(&self, place: &Range<usize>) -> Range<usize> {
        let text = &self.masked;
        let start = text.floor_char_boundary(place.start.min(text.len()));
        let content = self.lines.content(text, self.lines.line(start));
        let start = start.min(content.end);
        start..text.floor_char_boundary(place.end.min(content.end)).max(start)
    }
}

/// An excerpt while it is put together.
struct Drawing {
    out: String,
    /// Where each place is in it.
    moved: Vec<Range<usize>>,
}

impl Drawing {
    fn line(&mut self, text: &str, content: Range<usize>, places: &[Range<usize>]) {
        let here = |place: &&Range<usize>| (content.start..=content.end).contains(&place.start);
        let pieces = pieces(text, &content, places.iter().filter(here));
        for piece in &pieces {
            if piece.start > content.start {
                self.out.push('…');
            }
            for (at, c) in text.get(piece.clone()).unwrap_or_default().char_indices() {
                self.meet(places, piece.start + at);
                // miette turns a tab into blanks.
                if c == '\t' { self.out.push(c) } else { sanitise::push(&mut self.out, c) }
            }
            self.meet(places, piece.end);
            self.close(places, piece);
        }
        if pieces.last().is_some_and(|piece| piece.end < content.end) {
            self.out.push('…');
        }
    }

    /// Notes where the places that begin or end at a byte are.
    fn meet(&mut self, places: &[Range<usize>], at: usize) {
        for (place, moved) in places.iter().zip(&mut self.moved) {
            if place.start == at {
                *moved = self.out.len()..self.out.len();
            }
            if place.end == at && place.start <= at {
                moved.end = self.out.len();
            }
        }
    }

    /// Places that go on behind a piece end with it.
    fn close(&mut self, places: &[Range<usize>], piece: &Range<usize>) {
        for (place, moved) in places.iter().zip(&mut self.moved) {
            if piece.contains(&place.start) && place.end > piece.end {
                moved.end = self.out.len();
            }
        }
    }
}

/// The parts of a line that are shown: all of it, or what surrounds the places on a long one.
fn pieces<'a>(
    text: &str,
    content: &Range<usize>,
    places: impl Iterator<Item = &'a Range<usize>>,
) -> Vec<Range<usize>> {
    if content.len() < LONG {
        return vec![content.clone()];
    }
    let inside = |at: usize| text.floor_char_boundary(at.clamp(content.start, content.end));
    let mut wanted: Vec<Range<usize>> = places
        .map(|place| {
            let end = place.end.min(place.start + SHOWN) + AROUND;
            inside(place.start.saturating_sub(AROUND))..inside(end)
        })
        .collect();
    if wanted.is_empty() {
        wanted.push(content.start..inside(content.start + SHOWN));
    }
    wanted.sort_by_key(|piece| piece.start);
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for piece in wanted {
        match pieces.last_mut() {
            Some(last) if piece.start <= last.end => last.end = last.end.max(piece.end),
            Some(_) | None => pieces.push(piece),
        }
    }
    pieces
}

/// A few lines of a source, as they are drawn.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    text: String,
    lines: Lines,
    /// The first of these lines, counted in the source.
    first_line: usize,
    /// Where places begin in this text, and their columns in the source.
    columns: Vec<(usize, usize)>,
}

impl Excerpt {
    fn column(&self, at: usize) -> usize {
        let known = self.columns.iter().find(|(start, _)| *start == at);
        known.map_or_else(|| self.lines.column(&self.text, at), |(_, column)| *column)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        if end > self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let first = self.lines.line(span.offset()).saturating_sub(before);
        let last = self.lines.line(end.saturating_sub(usize::from(!span.is_empty()))) + after;
        let start_of = |line| self.lines.start(line).unwrap_or(self.text.len());
        // Asked for no line before, the library takes the excerpt's first column for that of the place.
        let (start, column) =
            if before == 0 { (span.offset(), self.column(span.offset())) } else { (start_of(first), 0) };
        let excerpt = self.text.get(start..start_of(last + 1)).ok_or(MietteError::OutOfBounds)?;
        let excerpt = excerpt.strip_suffix('\n').unwrap_or(excerpt);
        let place = SourceSpan::new(start.into(), excerpt.len());
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            excerpt.as_bytes(),
            place,
            self.first_line + first,
            column,
            self.lines.count(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Text {
        Text::new(&Source { name: "a".into(), text: text.into() })
    }

    fn one(whole: &str, place: Range<usize>) -> (Excerpt, Range<usize>) {
        let (excerpt, moved) = text(whole).excerpt(std::slice::from_ref(&place));
        (excerpt, moved[0].clone())
    }

    fn excerpt(whole: &str, start: usize, length: usize) -> (String, usize) {
        let (excerpt, moved) = one(whole, start..start + length);
        let span = SourceSpan::new(moved.start.into(), moved.len());
        let contents = excerpt.read_span(&span, 1, 1).unwrap();
        (String::from_utf8(contents.data().to_vec()).unwrap(), contents.line())
    }

    #[test]
    fn a_line_comes_with_its_neighbours() {
        assert_eq!(excerpt("a\nb\nc\nd\n", 4, 1), ("b\nc\nd".to_owned(), 1));
        assert_eq!(excerpt("a\nb\nc\nd\n", 0, 1), ("a\nb".to_owned(), 0));
        assert_eq!(excerpt("a\nb", 3, 0), ("a\nb".to_owned(), 0));
        assert_eq!(excerpt("", 0, 0), (String::new(), 0));
    }

    #[test]
    fn a_long_line_is_cut_around_the_places() {
        let line = format!("{}KEY: value{}OTHER{}", "x".repeat(90_000), "y".repeat(5_000), "z".repeat(900));
        let (first, other) = (90_000..90_003, 95_010..95_015);
        let (excerpt, moved) = text(&line).excerpt(&[first, other]);
        assert_eq!(excerpt.text.get(moved[0].clone()), Some("KEY"));
        assert_eq!(excerpt.text.get(moved[1].clone()), Some("OTHER"));
        assert!(excerpt.text.starts_with("…xxx") && excerpt.text.ends_with("z…"), "{}", excerpt.text);
        assert!(excerpt.text.chars().count() < 300);
        assert_eq!(excerpt.column(moved[1].start), 95_010);
    }

    #[test]
    fn a_place_that_is_too_long_ends_with_its_piece() {
        let (excerpt, moved) = one(&"x".repeat(1_000), 10..900);
        assert_eq!(moved.len(), SHOWN + AROUND);
        assert_eq!(excerpt.text.chars().count(), 10 + SHOWN + AROUND + 1);
    }

    #[test]
    fn what_is_obeyed_is_shown_and_places_move_with_it() {
        let whole = "a: \u{1b}[2J\u{202e}x ##[error]KEY\r\n";
        let at = whole.find("KEY").unwrap();
        let (excerpt, moved) = one(whole, at..at + 3);
        assert_eq!(excerpt.text, "a: \\u{1b}[2J\\u{202e}x ##\\[error]KEY\n");
        assert_eq!(excerpt.text.get(moved), Some("KEY"));
    }
}
