//! The page of `diff --format html`, with a picture of what changes.

use super::super::git::Revision;
use super::super::report::Report;
use super::Options;
use crate::diff::{Diff, Side, render};
use crate::graph::{self, Graph};
use crate::load::Files;
use crate::loader::Request;

/// The page: with the picture of a project where both sides are one, else with that of the templates'
/// resources.
pub(super) fn page(
    request: &Request,
    options: &Options,
    report: &Report,
    (old, new): (&Side, &Side),
    diff: &Diff,
) -> String {
    let graph = match of_projects(request, options, report) {
        Some((before, after)) => {
            graph::collapsed(graph::around_changes(crate::pipeline::picture_of_changes(before, after, diff)))
        }
        None => graph::around_changes(crate::pipeline::resources_of_changes(old, new, diff)),
    };
    // Resources are not collapsed: one node for all of them would show nothing.
    if graph.nodes.is_empty() || graph.nodes.len() > graph::MOST_NODES {
        return render::html(diff, options.long, None);
    }
    let mut caption = "What has no word of a change stays as it is.".to_owned();
    for note in &graph.notes {
        caption.push(' ');
        caption.push_str(note);
    }
    render::html(diff, options.long, Some((&graph::render::svg(graph), &caption)))
}

/// The pictures of both sides; none where one is a template, or is read from standard input, which is empty
/// by now.
fn of_projects(request: &Request, options: &Options, report: &Report) -> Option<(Graph, Graph)> {
    let named = [&options.old, &options.new].into_iter().flatten().chain(&request.files);
    if options.stack.is_some() || named.into_iter().any(|file| file == "-") {
        return None;
    }
    let drawn = |request: &Request, files: &dyn Files| {
        crate::pipeline::picture(request, files).value.map(|picture| picture.graph)
    };
    let Some(old) = &options.old else {
        let revision =
            Revision::open(&request.working_dir, options.base.as_deref().unwrap_or("HEAD")).ok()?;
        let (before, after) = (drawn(request, &revision), drawn(request, report.files()));
        // One of them is not there where all is new or all is removed.
        let project = before.as_ref().or(after.as_ref())?.project.clone();
        let nothing = || Graph { project: project.clone(), ..Graph::default() };
        return Some((before.unwrap_or_else(nothing), after.unwrap_or_else(nothing)));
    };
    let named = |file: &String| {
        let request = Request { files: vec![file.clone()], ..request.clone() };
        drawn(&request, report.files())
    };
    let before = named(old)?;
    let after = match &options.new {
        Some(new) => named(new)?,
        None => drawn(request, report.files())?,
    };
    Some((before, after))
}
