//! Compose files → a picture of what they become on AWS, alone or against an older one.

use crate::emit::Format;
use crate::grammar::deferred;
use crate::load::Files;
use crate::loader::{Assembly, Request};
use crate::{diagnostic, diff, graph};

use super::Outcome;
use super::comparison::compare;
use super::run::{RunContext, run};
use super::template::template_with;

/// A picture of a project, and the template that it was made with.
#[derive(Debug)]
pub struct Picture {
    /// The picture.
    pub graph: graph::Graph,
    /// The template.
    pub template: serde_json::Value,
    credentials: diagnostic::Credentials,
}

impl Picture {
    /// The picture of the template's resources.
    pub fn resources(&self) -> graph::Graph {
        graph::resources(&self.graph.project, &self.template, &diff::parts(&self.template))
    }

    /// As one of two sides to compare.
    fn side(&self) -> diff::Side {
        diff::Side {
            template: self.template.clone(),
            credentials: self.credentials.clone(),
            project: self.graph.project.clone(),
            ..diff::Side::default()
        }
    }
}

/// Compose files → a picture of what they become on AWS.
pub fn picture(request: &Request, files: &dyn Files) -> Outcome<Picture> {
    let files = &request.bounded(files);
    let context = RunContext { any_size: true, ..RunContext::new(request, files) };
    run(
        Assembly::new(request, files).deferring(),
        (request, files),
        |_| false,
        |resolved, said, diagnostics| {
            let credentials = said.known.credentials;
            let (compiled, drawn) =
                template_with(resolved, context, said, Format::Json, graph::build, diagnostics)?;
            let template = serde_json::from_str(&compiled.text)
                .expect("internal error: a template that was written is read again");
            let graph = drawn.map_texts(|text| credentials.masked(&deferred::shown(text)));
            Some(Picture { graph, template, credentials: credentials.clone() })
        },
    )
}

/// What the page shows of each part of a picture.
pub fn details(outcome: &Outcome<Picture>) -> Vec<graph::page::Detail> {
    let Some(picture) = &outcome.value else { return Vec::new() };
    let origin = graph::page::Origin {
        template: &picture.template,
        credentials: &picture.credentials,
        diagnostics: &outcome.diagnostics,
        sources: &outcome.sources,
    };
    graph::page::details(&picture.graph, origin)
}

/// Two pictures → the new one with what an update does to each part, and its hazards; an old one that is not there had
/// nothing.
pub fn changed_picture(
    request: &Request,
    files: &dyn Files,
    old: Option<Picture>,
    new: &Picture,
) -> Outcome<graph::Graph> {
    let nothing = || diff::Side { template: serde_json::json!({"Resources": {}}), ..diff::Side::default() };
    let side = old.as_ref().map_or_else(nothing, Picture::side);
    let before = old.map(|picture| picture.graph).unwrap_or_default();
    compare(request, files, &side, &new.side()).map(|diff| {
        let mut graph = graph::compared(before, new.graph.clone(), &diff.worst_by_group(graph_change));
        graph.notes.insert(0, diff.headline());
        let hazard =
            |hazard: &diff::Hazard| format!("{}: {}", hazard.finding.code.number(), hazard.finding.message);
        graph.notes.extend(diff.hazards.iter().map(hazard));
        graph
    })
}

fn graph_change(effect: diff::Effect) -> graph::Change {
    use diff::Effect;
    match effect {
        Effect::Replace | Effect::MayReplace => graph::Change::Replaced,
        Effect::Remove | Effect::Keep | Effect::Add | Effect::Update | Effect::Revision | Effect::Depends => {
            graph::Change::Changed
        }
    }
}
