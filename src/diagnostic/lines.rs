//! Byte → line and column, with the lines of a source counted once.

/// Where the lines of a text begin.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// Counts the lines of a text.
    pub(super) fn new(text: &str) -> Self {
        Self { starts: std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect() }
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

    /// Characters from the start of the byte's line to the byte.
    pub(super) fn column(&self, text: &str, at: usize) -> usize {
        let start = self.start(self.line(at)).unwrap_or_default();
        text.get(start..at).map_or(0, |before| before.chars().count())
    }
}
