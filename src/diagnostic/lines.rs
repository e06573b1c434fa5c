//! Byte → line and column, with the lines of a source counted once.

/// Where the lines of a text begin.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
    /// Characters before each block of bytes, so that a column far out on a long line is found at once.
    counts: Vec<usize>,
    end: usize,
}

/// Bytes in a block.
const BLOCK: usize = 1024;

impl Lines {
    /// Counts the lines of a text.
    pub(super) fn new(text: &str) -> Self {
        let mut starts = vec![0];
        for (at, byte) in text.bytes().enumerate() {
            if byte == b'\n' {
                starts.push(at + 1);
            }
        }
        let mut counts = vec![0];
        for block in text.as_bytes().chunks_exact(BLOCK) {
            counts.push(counts.last().copied().unwrap_or_default() + count(block));
        }
        Self { starts, counts, end: text.len() }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line that holds a byte, from 0.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// The first byte of a line, if there is such a line.
    pub(super) fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line).copied()
    }

    /// The bytes of a line without its end.
    pub(super) fn content(&self, text: &str, line: usize) -> std::ops::Range<usize> {
        let start = self.start(line).unwrap_or(self.end);
        let next = self.start(line + 1).unwrap_or(self.end);
        let content = text.get(start..next).unwrap_or_default();
        start..start + content.strip_suffix('\n').map_or(content, |line| line.trim_end_matches('\r')).len()
    }

    /// The part of a range that lies on the line where it starts: enough to find it.
    pub(super) fn first_line(&self, text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let content = self.content(text, self.line(range.start));
        range.start..range.end.min(content.end).max(range.start)
    }

    /// Characters from the start of the byte's line to the byte.
    pub(super) fn column(&self, text: &str, at: usize) -> usize {
        let start = self.start(self.line(at)).unwrap_or_default();
        self.characters(text, start..at)
    }

    /// How many characters a range holds.
    pub(super) fn characters(&self, text: &str, range: std::ops::Range<usize>) -> usize {
        self.characters_before(text, range.end).saturating_sub(self.characters_before(text, range.start))
    }

    fn characters_before(&self, text: &str, at: usize) -> usize {
        let block = at.min(self.end) / BLOCK;
        let counted = self.counts.get(block).copied().unwrap_or_default();
        counted + count(text.as_bytes().get(block * BLOCK..at.min(self.end)).unwrap_or_default())
    }
}

/// How many characters begin in some bytes of a text.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !(0x80..0xc0).contains(*byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_of_counting() {
        let text = format!("{}\n{}é{}", "ü".repeat(700), "a".repeat(3000), "日".repeat(1000));
        let lines = Lines::new(&text);
        for (at, _) in text.char_indices().step_by(37).chain([(text.len(), ' ')]) {
            let before = text.get(..at).unwrap().rsplit('\n').next().unwrap();
            assert_eq!(lines.column(&text, at), before.chars().count(), "{at}");
        }
        assert_eq!(Lines::new("").column("", 0), 0);
        let whole = "x".repeat(2 * BLOCK);
        assert_eq!(Lines::new(&whole).column(&whole, whole.len()), whole.len());
    }

    #[test]
    fn a_line_has_no_end() {
        let text = "ab\r\nc\n";
        let lines = Lines::new(text);
        assert_eq!(
            (lines.content(text, 0), lines.content(text, 1), lines.content(text, 2)),
            (0..2, 4..5, 6..6)
        );
        assert_eq!(lines.first_line(text, 1..6), 1..2);
    }
}
