//! Two templates, and what an update from one to the other does.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostics;
use crate::diff;
use crate::emit::Format;
use crate::load::Files;
use crate::loader::Request;
use crate::source::SourceMap;
use crate::split::{self, Grouping};
use crate::{cfn, compose};

use super::Outcome;
use super::run::{levels, run_deferring};
use super::template::{SplitCompiled, template_with, translated, written_in_parts};

/// Compose files → one of the two templates that `stackpose diff` compares, which is split where it is
/// deployed so.
pub fn comparable(request: &Request, files: &dyn Files, grouping: Option<Grouping>) -> Outcome<diff::Side> {
    let outcome = run_deferring(
        (request, files),
        |_| false,
        |resolved, context, said, diagnostics| {
            let side = diff::Side {
                credentials: said.known.credentials.clone(),
                project: resolved.name.clone(),
                ..diff::Side::default()
            };
            let places = diff::places::places_in(&resolved.tree);
            let Some(grouping) = grouping else {
                let look = |_: &compose::Project, template: &cfn::Template| template.to_json();
                let (_, template) = template_with(resolved, context, said, Format::Json, look, diagnostics)?;
                return Some((diff::Side { template, ..side }, places));
            };
            let (translated, ()) = translated(resolved, context, said, |_, _| (), diagnostics)?;
            let SplitCompiled { root, parts, .. } =
                written_in_parts(translated, Format::Json, grouping, diagnostics)?;
            let parts: BTreeMap<String, String> = parts.into_iter().collect();
            let root = comparable_template("template", &root.text).value.flatten()?;
            let read = |nested: split::Nested<'_>| Ok::<_, String>(parts.get(nested.url).cloned());
            let joined = with_nested(diff::Side { template: root.template, ..side }, read);
            Some((joined.expect("internal error: what was written is a template"), places))
        },
    );
    let Outcome { value, diagnostics, suppressed, sources, waiting } = outcome;
    let value =
        value.map(|(side, places)| diff::Side { places: diff::places::shown(places, &sources), ..side });
    Outcome { value, diagnostics, suppressed, sources, waiting }
}

/// The most nested stacks of a root: the resources of a template.
const MOST_STACKS: usize = 500;

/// A template that was read → the same with its nested stacks put in, where it is the root of a split
/// project; the texts of their templates are looked up by `text`, and a stack that has none stays the
/// resource that it is.
pub fn with_nested<E: From<String>>(
    side: diff::Side,
    mut text: impl FnMut(split::Nested<'_>) -> Result<Option<String>, E>,
) -> Result<diff::Side, E> {
    if split::grouping(&side.template).is_none() {
        return Ok(side);
    }
    let (mut templates, mut seen) = (BTreeMap::new(), BTreeSet::new());
    for nested in split::nested(&side.template).take(MOST_STACKS) {
        // A split project has a template for each stack.
        let Some(text) = (if seen.insert(nested.url.to_owned()) { text(nested)? } else { None }) else {
            continue;
        };
        let template = comparable_template(nested.url, &text).value.flatten();
        let template = template.ok_or_else(|| format!("`{}` is no template", nested.url))?;
        // A nested stack of the user's own stays one resource.
        if split::project(&template.template) == split::project(&side.template) {
            templates.insert(nested.id.to_owned(), template.template);
        }
    }
    let split::Joined { template, stacks } = split::join(side.template, &templates);
    Ok(diff::Side { template, stacks, ..side })
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

/// The text of a template, ours or anybody's → one of the two that `stackpose diff` compares; none for other
/// files.
pub fn comparable_template(name: &str, text: &str) -> Outcome<Option<diff::Side>> {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let id = sources.add(name, text);
    let template = diff::read(id, &mut sources, &mut diagnostics);
    let side = template.map(|template| diff::Side { template, ..diff::Side::default() });
    let value = (!diagnostics.has_errors()).then_some(side);
    Outcome { value, diagnostics: diagnostics.into_sorted(), suppressed: Vec::new(), sources, waiting: None }
}
