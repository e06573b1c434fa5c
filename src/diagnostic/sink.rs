//! Where findings gather during a run.

use std::collections::BTreeSet;

use super::{Checks, Code, Diagnostic, Severity, Waiting};
use crate::source::{Loc, SourceId};

/// All findings so far.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
    waiting: Option<Waiting>,
    names_wait: bool,
}

impl Diagnostics {
    /// Takes one in.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.all.push(diagnostic);
    }

    /// Takes in what a later check found, except at places where an error has been found already.
    pub fn extend_elsewhere(&mut self, further: Self) {
        let errors = self.all.iter().filter(|found| found.severity == Severity::Error);
        let mut known: Vec<Loc> = errors.map(Diagnostic::place).collect();
        known.sort_unstable();
        // How far the places up to each of them reach within its source, so that one look finds what
        // overlaps.
        let mut reach: Vec<Loc> = Vec::with_capacity(known.len());
        for place in &known {
            let before =
                reach.last().filter(|last| last.source() == place.source() && last.end() > place.end());
            reach.push(before.copied().unwrap_or(*place));
        }
        let elsewhere = |found: &Diagnostic| {
            let place = found.place();
            let begun = known.partition_point(|known| {
                (known.source(), known.start()) < (place.source(), place.end())
                    || (known.source(), known.start(), known.end())
                        <= (place.source(), place.start(), place.end())
            });
            !reach.get(..begun).and_then(<[Loc]>::last).is_some_and(|known| known.overlaps(place))
                && known.binary_search_by(|known| same(*known).cmp(&same(place))).is_err()
        };
        self.names_wait |= further.names_wait;
        self.all.extend(further.all.into_iter().filter(elsewhere));
    }

    /// True when one of them stops the run.
    pub fn has_errors(&self) -> bool {
        self.all.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Those that stop the run.
    #[must_use]
    pub fn errors(mut self) -> Self {
        self.all.retain(|found| found.severity == Severity::Error);
        self
    }

    /// Notes that checks do not run because of the errors so far.
    pub fn wait(&mut self, checks: Checks) {
        let errors = self.all.iter().filter(|found| found.severity == Severity::Error);
        let because: BTreeSet<Code> = errors.map(|found| found.code).collect();
        self.waiting =
            Some(Waiting { because: because.into_iter().collect(), checks, names: self.names_wait });
    }

    /// Notes that it is open whether some names are defined.
    pub fn wait_for_names(&mut self) {
        self.names_wait = true;
    }

    /// The checks that did not run, if any.
    pub fn waiting(&self) -> Option<&Waiting> {
        self.waiting.as_ref()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True without findings.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them by place, each once; those without a place come last.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.all.sort_by(|left, right| key(left).cmp(&key(right)));
        self.all.dedup();
        self.all
    }

    /// All of them, to be changed.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.all.iter_mut()
    }

    /// All of them in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.all.iter()
    }
}

/// Returns the identity of a place, however the text came there.
fn same(place: Loc) -> (SourceId, usize, usize) {
    (place.source(), place.start(), place.end())
}

fn key(diagnostic: &Diagnostic) -> impl Ord + '_ {
    let place = diagnostic.place();
    (!place.is_somewhere(), place, diagnostic.code, &diagnostic.message)
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, more: T) {
        self.all.extend(more);
    }
}
