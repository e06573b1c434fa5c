//! Two templates, and what an update from one to the other does.

use crate::diagnostic::Diagnostics;
use crate::diff;
use crate::emit::Format;
use crate::load::Files;
use crate::loader::Request;
use crate::source::SourceMap;
use crate::{cfn, compose};

use super::Outcome;
use super::run::{levels, run_deferring};
use super::template::template_with;

/// Compose files → one of the two templates that `stackpose diff` compares.
pub fn comparable(request: &Request, files: &dyn Files) -> Outcome<diff::Side> {
    let outcome = run_deferring(
        (request, files),
        |_| false,
        |resolved, context, said, diagnostics| {
            let credentials = said.known.credentials.clone();
            let places = diff::places::of(&resolved.tree);
            let project = resolved.name.clone();
            let look = |_: &compose::Project, template: &cfn::Template| template.to_json();
            let (_, template) = template_with(resolved, context, said, Format::Json, look, diagnostics)?;
            Some((template, places, credentials, project))
        },
    );
    let Outcome { value, diagnostics, suppressed, sources, waiting } = outcome;
    let value = value.map(|(template, places, credentials, project)| {
        let places = diff::places::shown(places, &sources);
        diff::Side { template, places, credentials, project, ..diff::Side::default() }
    });
    Outcome { value, diagnostics, suppressed, sources, waiting }
}

/// Two templates → what an update does, with the hazards that the levels of the request let through.
pub fn compare(
    request: &Request,
    files: &dyn Files,
    old: &diff::Side,
    new: &diff::Side,
) -> Outcome<diff::Diff> {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let levels = levels(request, &request.bounded(files), &mut sources, &mut diagnostics);
    let mut diff = diff::diff(old, new);
    let hazards = std::mem::take(&mut diff.hazards).into_iter();
    let weighed = hazards.filter_map(|hazard| {
        let finding = levels.apply(hazard.finding)?;
        Some(diff::Hazard { finding, ..hazard })
    });
    diff.hazards = weighed.collect();
    let value = (!diagnostics.has_errors()).then_some(diff);
    Outcome { value, diagnostics: diagnostics.into_sorted(), suppressed: Vec::new(), sources, waiting: None }
}

/// The text of a template, ours or anybody's → one of the two that `stackpose diff` compares; none for other files.
pub fn comparable_template(name: &str, text: &str) -> Outcome<Option<diff::Side>> {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let id = sources.add(name, text);
    let template = diff::read(id, &mut sources, &mut diagnostics);
    let side = template.map(|template| diff::Side { template, ..diff::Side::default() });
    let value = (!diagnostics.has_errors()).then_some(side);
    Outcome { value, diagnostics: diagnostics.into_sorted(), suppressed: Vec::new(), sources, waiting: None }
}
