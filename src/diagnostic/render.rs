//! From a diagnostic and the sources to something that miette draws.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use miette::{LabeledSpan, Severity as Weight, SourceCode};

use super::excerpt::{Excerpt, Text};
use super::{Diagnostic, Label, Severity};
use crate::source::{Loc, SourceId, SourceMap};

/// Places so many lines apart get a picture each.
const NEAR: usize = 10;

/// A diagnostic with the text it talks about, ready for any of miette's handlers.
#[derive(Debug)]
pub(super) struct Rendered {
    code: String,
    severity: Severity,
    message: String,
    help: Option<String>,
    source: Option<Excerpt>,
    labels: Vec<LabeledSpan>,
    related: Vec<Self>,
}

/// Prepares all diagnostics of a run; each source is read, and its credentials masked, once.
pub(super) fn rendered(diagnostics: &[Diagnostic], sources: &SourceMap) -> Vec<Rendered> {
    let mut shelf = Shelf { sources, texts: BTreeMap::new() };
    diagnostics.iter().map(|diagnostic| shelf.render(diagnostic)).collect()
}

struct Shelf<'a> {
    sources: &'a SourceMap,
    texts: BTreeMap<SourceId, Arc<Text>>,
}

impl Shelf<'_> {
    fn render(&mut self, diagnostic: &Diagnostic) -> Rendered {
        let labels = diagnostic.places(self.sources);
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            labels.into_iter().partition(|label| self.is_near(diagnostic.place(), label.loc));
        let (source, labels) = self.picture(&here);
        Rendered {
            code: diagnostic.code.number(),
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            source,
            labels,
            related: elsewhere.into_iter().map(|label| self.secondary(label)).collect(),
        }
    }

    /// Whether two places belong into one picture: miette draws one file a picture, and all lines between its
    /// labels.
    fn is_near(&mut self, place: Loc, other: Loc) -> bool {
        place.source() == other.source()
            && self.source(place.source()).is_none_or(|text| {
                let (one, two) = (text.lines().line(place.start()), text.lines().line(other.start()));
                one.abs_diff(two) < NEAR
            })
    }

    /// A picture of its own for a place in another file, or far away.
    fn secondary(&mut self, label: Label) -> Rendered {
        let (source, labels) = self.picture(&[Label { text: String::new(), ..label }]);
        Rendered {
            code: String::new(),
            severity: Severity::Note,
            message: if label.text.is_empty() { "see also".to_owned() } else { label.text },
            help: None,
            source,
            labels,
            related: Vec::new(),
        }
    }

    /// The text around some places of one source, and the places in it; the first is the main one.
    fn picture(&mut self, labels: &[Label]) -> (Option<Excerpt>, Vec<LabeledSpan>) {
        let Some(text) = labels.first().and_then(|label| self.source(label.loc.source())) else {
            return (None, Vec::new());
        };
        let places: Vec<_> = labels.iter().map(|label| label.loc.start()..label.loc.end()).collect();
        let (excerpt, moved) = text.excerpt(&places);
        let spans = labels.iter().zip(moved).enumerate().map(|(at, (label, place))| {
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            let span = (place.start, place.len());
            if at == 0 {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        });
        (Some(excerpt), spans.collect())
    }

    fn source(&mut self, id: SourceId) -> Option<Arc<Text>> {
        if let Some(text) = self.texts.get(&id) {
            return Some(Arc::clone(text));
        }
        let text = Arc::new(Text::new(self.sources.source(id)?));
        self.texts.insert(id, Arc::clone(&text));
        Some(text)
    }
}

impl fmt::Display for Rendered {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Rendered {}

impl miette::Diagnostic for Rendered {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.code.is_empty()).then(|| -> Box<dyn fmt::Display> { Box::new(&self.code) })
    }

    fn severity(&self) -> Option<Weight> {
        Some(match self.severity {
            Severity::Error => Weight::Error,
            Severity::Warning => Weight::Warning,
            Severity::Note => Weight::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| -> Box<dyn fmt::Display> { Box::new(help) })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| -> &dyn SourceCode { source })
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.labels.is_empty() { None } else { Some(Box::new(self.labels.iter().cloned())) }
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        if self.related.is_empty() {
            return None;
        }
        Some(Box::new(self.related.iter().map(|secondary| -> &dyn miette::Diagnostic { secondary })))
    }
}
