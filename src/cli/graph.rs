//! `stackpose graph`: a picture of what the project becomes on AWS.

use clap::{Args, ValueEnum};

use super::git::Revision;
use super::report::{self, Report};
use super::typed::{Access, TypedFiles};
use super::{Exit, lint_levels};
use crate::diagnostic::{Code, Severity};
use crate::graph::page::Detail;
use crate::graph::{self, Graph, render};
use crate::loader::Request;
use crate::pipeline::Picture;

/// Options of `graph`.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Services to draw, with what is next to them; default: the whole project
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    /// Format of the picture
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Draw the resources of the template, grouped by service
    #[arg(long, conflicts_with = "services")]
    resources: bool,
    /// Show what changes against the project as a commit of git has it; `REV...` is its merge base with
    /// `HEAD`
    #[arg(long, value_name = "REV", conflicts_with = "resources")]
    base: Option<String>,
    /// Draw every node, also where more than 40 make the picture hard to read
    #[arg(long)]
    all: bool,
    /// Output file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    #[command(flatten)]
    levels: lint_levels::LevelOptions,
}

/// Formats of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A tree for terminals.
    Text,
    /// A flowchart, which GitHub and GitLab render.
    Mermaid,
    /// The language of Graphviz.
    Dot,
    /// A picture for browsers, light and dark.
    Svg,
    /// A page to explore, in one file; never collapsed.
    Html,
    /// For programs; never collapsed.
    Json,
}

/// Draws and prints.
pub(super) fn run(mut request: Request, options: &Options, report: &Report) -> Exit {
    request.outputs = options.output.iter().cloned().collect();
    if let Err(error) = options.levels.apply(&mut request) {
        return report::failure(error);
    }
    let outcome = crate::pipeline::picture(&request, report.files());
    let details =
        if options.format == Format::Html { crate::pipeline::details(&outcome) } else { Vec::new() };
    let picture = match report.product(outcome) {
        Ok(picture) => picture,
        Err(exit) => return exit,
    };
    let graph = match &options.base {
        Some(revision) => match changed(&request, revision, &picture, report) {
            Ok(graph) => graph,
            Err(exit) => return exit,
        },
        None if options.resources => picture.resources(),
        None => picture.graph,
    };
    let graph = match graph::restricted(graph, &options.services) {
        Ok(graph) => graph,
        Err(error) => return report::failure(error),
    };
    let whole = options.all || matches!(options.format, Format::Json | Format::Html);
    let graph = if whole { graph } else { graph::collapsed(graph) };
    TypedFiles::new(&request).print(
        &drawn(graph, options.format, &details),
        options.output.as_deref(),
        Access::Usual,
    )
}

/// The picture with what a commit had and what an update from there does.
fn changed(request: &Request, revision: &str, new: &Picture, report: &Report) -> Result<Graph, Exit> {
    let files = Revision::open(&request.working_dir, revision).map_err(report::failure)?;
    let mut outcome = crate::pipeline::picture(request, &files);
    let is_new = outcome.diagnostics.iter().any(|found| found.code == Code::NoConfiguration);
    let old = if is_new {
        None
    } else {
        if outcome.has_errors() && !report.is_quiet() {
            report::note(&format!("these are findings in the files at `{revision}`:"));
        }
        outcome.diagnostics.retain(|found| found.severity == Severity::Error);
        Some(report.product(outcome)?)
    };
    report.product(crate::pipeline::changed_picture(request, report.files(), old, new))
}

fn drawn(graph: Graph, format: Format, details: &[Detail]) -> String {
    match format {
        Format::Text => render::text(&graph),
        Format::Mermaid => render::mermaid(&graph),
        Format::Dot => render::dot(&graph),
        Format::Svg => render::svg(graph),
        Format::Html => render::html(graph, details),
        Format::Json => render::json(&graph),
    }
}
