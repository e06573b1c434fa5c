//! The result of a run.

use crate::diagnostic::{Code, Diagnostic, Severity, Suppressed, Waiting, format};
use crate::source::SourceMap;

/// The result of a run: its value unless an error stopped it, and all findings.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The value; none after an error.
    pub value: Option<T>,
    /// The findings, by place, each once.
    pub diagnostics: Vec<Diagnostic>,
    /// The findings that were allowed.
    pub suppressed: Vec<Suppressed>,
    /// The texts they point into.
    pub sources: SourceMap,
    /// The checks that did not run because of errors.
    pub waiting: Option<Waiting>,
}

impl<T> Outcome<T> {
    /// The same with something else made of the product.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Outcome<U> {
        let Self { value, diagnostics, suppressed, sources, waiting } = self;
        Outcome { value: value.map(change), diagnostics, suppressed, sources, waiting }
    }

    /// The number of values that look like credentials; one that is allowed stands in clear all the same.
    pub(super) fn credentials(&self) -> usize {
        let all = self.diagnostics.iter().chain(self.suppressed.iter().map(|it| &it.found));
        all.filter(|found| found.code == Code::Credential).count()
    }

    /// True when a finding stopped the run.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The findings as a person reads them, without colours.
    pub fn report(&self) -> String {
        format::human(&self.diagnostics, &self.sources, false)
    }
}
