//! The text that pictures show, with its lines counted once.
//!
//! The library would count them anew for every finding, which is quadratic for a large file with many findings.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::lines::Lines;
use super::mask;
use crate::source::Source;

/// A source with its credentials starred out.
#[derive(Debug)]
pub(super) struct Text {
    name: String,
    whole: String,
    lines: Lines,
}

impl Text {
    /// Prepares a source for its pictures.
    pub(super) fn new(source: &Source) -> Self {
        let text = mask::masked(&source.text);
        Self { name: source.name.to_string(), lines: Lines::new(&text), whole: text }
    }

    fn start(&self, line: usize) -> usize {
        self.lines.start(line).unwrap_or(self.whole.len())
    }
}

impl SourceCode for Text {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        if end > self.whole.len() {
            return Err(MietteError::OutOfBounds);
        }
        let first = self.lines.line(span.offset()).saturating_sub(before);
        let last = self.lines.line(end.saturating_sub(usize::from(!span.is_empty()))) + after;
        let (start, stop) = (self.start(first), self.start(last + 1));
        // Asked for no line before, the library takes the excerpt's first column for that of the place.
        let (start, column) = if before == 0 {
            (span.offset(), self.lines.column(&self.whole, span.offset()))
        } else {
            (start, 0)
        };
        let excerpt = self.whole.get(start..stop).ok_or(MietteError::OutOfBounds)?;
        let excerpt = excerpt.strip_suffix('\n').unwrap_or(excerpt);
        let place = SourceSpan::new(start.into(), excerpt.len());
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            excerpt.as_bytes(),
            place,
            first,
            column,
            self.lines.count(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(text: &str, start: usize, length: usize) -> (String, usize) {
        let text = Text::new(&Source { name: "a".into(), text: text.into() });
        let contents = text.read_span(&SourceSpan::new(start.into(), length), 1, 1).unwrap();
        (String::from_utf8(contents.data().to_vec()).unwrap(), contents.line())
    }

    #[test]
    fn a_line_comes_with_its_neighbours() {
        assert_eq!(excerpt("a\nb\nc\nd\n", 4, 1), ("b\nc\nd".to_owned(), 1));
        assert_eq!(excerpt("a\nb\nc\nd\n", 0, 1), ("a\nb".to_owned(), 0));
        assert_eq!(excerpt("a\nb", 3, 0), ("a\nb".to_owned(), 0));
        assert_eq!(excerpt("", 0, 0), (String::new(), 0));
    }
}
