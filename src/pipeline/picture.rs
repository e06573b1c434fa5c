//! Compose files → a picture of what they become on AWS, alone or against an older one.

use crate::grammar::deferred;
use crate::load::Files;
use crate::loader::Request;
use crate::{cfn, diagnostic, diff, graph};

use super::Outcome;
use super::comparison::compare;
use super::run::run_deferring;
use super::template::translated;

/// A picture of a project, and the template that it was made with.
#[derive(Debug)]
pub struct Picture {
    /// The picture.
    pub graph: graph::Graph,
    template: cfn::Template,
    credentials: diagnostic::Credentials,
}

impl Picture {
    /// The template as JSON, which most pictures do not need.
    pub fn template(&self) -> serde_json::Value {
        self.template.to_json()
    }

    /// The picture of the template's resources.
    pub fn resources(&self) -> graph::Graph {
        let template = self.template();
        graph::resources(&self.graph.project, &template, &diff::parts(&template))
    }

    /// As one of two sides to compare.
    fn side(&self) -> diff::Side {
        diff::Side {
            template: self.template(),
            credentials: self.credentials.clone(),
            project: self.graph.project.clone(),
            ..diff::Side::default()
        }
    }
}

/// Compose files → a picture of what they become on AWS.
pub fn picture(request: &Request, files: &dyn Files) -> Outcome<Picture> {
    run_deferring(
        (request, files),
        |_| false,
        |resolved, context, said, diagnostics| {
            let credentials = said.known.credentials;
            // The template is only looked at: it may be too large for CloudFormation, and nobody needs its
            // text.
            let (translated, drawn) = translated(resolved, context, said, graph::build, diagnostics)?;
            let template = translated.template;
            let graph = drawn.map_texts(|text| credentials.masked(&deferred::shown(text)));
            Some(Picture { graph, template, credentials: credentials.clone() })
        },
    )
}

/// The details that the page shows of each part of a picture.
pub fn details(outcome: &Outcome<Picture>) -> Vec<graph::page::Detail> {
    let Some(picture) = &outcome.value else { return Vec::new() };
    let origin = graph::page::Origin {
        template: &picture.template(),
        credentials: &picture.credentials,
        diagnostics: &outcome.diagnostics,
        sources: &outcome.sources,
    };
    graph::page::details(&picture.graph, origin)
}

/// Two pictures → the new one with what an update does to each part, and its hazards; an old one that is not
/// there had nothing.
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
        let mut graph = picture_of_changes(before, new.graph.clone(), &diff);
        graph.notes.insert(0, diff.headline());
        let hazard =
            |hazard: &diff::Hazard| format!("{}: {}", hazard.finding.code.number(), hazard.finding.message);
        graph.notes.extend(diff.hazards.iter().map(hazard));
        graph
    })
}

/// Two pictures of a project → one, with what an update does to each part.
pub fn picture_of_changes(old: graph::Graph, new: graph::Graph, diff: &diff::Diff) -> graph::Graph {
    graph::compared(old, new, &diff.worst_by_group(graph_change))
}

/// The picture of the resources of two templates, with what an update does to each.
pub fn resources_of_changes(old: &diff::Side, new: &diff::Side, diff: &diff::Diff) -> graph::Graph {
    let drawn = |side: &diff::Side| {
        let mut graph = graph::resources(&side.project, &side.template, &diff::parts(&side.template));
        for node in &mut graph.nodes {
            node.part = node.id.strip_prefix("resource:").map(str::to_owned);
        }
        graph
    };
    let changes = diff.changes.iter().filter(|change| !change.is_echo);
    let changes = changes.map(|change| (change.id.clone(), graph_change(change.effect))).collect();
    graph::compared(drawn(old), drawn(new), &changes)
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
