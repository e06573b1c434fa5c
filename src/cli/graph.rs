//! `stackpose graph`: a picture of what the project becomes on AWS.

use clap::{Args, ValueEnum};

use super::report::{self, Report};
use super::typed::{Access, TypedFiles};
use super::{Exit, lint_levels};
use crate::graph::{self, Graph, render};
use crate::loader::Request;

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
    /// For programs; never collapsed.
    Json,
}

/// Draws and prints.
pub(super) fn run(mut request: Request, options: &Options, report: &Report) -> Exit {
    request.outputs = options.output.iter().cloned().collect();
    if let Err(message) = options.levels.apply(&mut request) {
        return report::failure(&message);
    }
    let picture = match report.product(crate::picture(&request, report.files())) {
        Ok(picture) => picture,
        Err(exit) => return exit,
    };
    let graph = if options.resources { picture.resources() } else { picture.graph };
    let graph = match graph::restricted(graph, &options.services) {
        Ok(graph) => graph,
        Err(name) => return report::failure(&format!("the picture has no task `{name}`")),
    };
    let graph = if options.all || options.format == Format::Json { graph } else { graph::collapsed(graph) };
    TypedFiles::of(&request).print(&drawn(&graph, options.format), options.output.as_deref(), Access::Usual)
}

fn drawn(graph: &Graph, format: Format) -> String {
    match format {
        Format::Text => render::text(graph),
        Format::Mermaid => render::mermaid(graph),
        Format::Dot => render::dot(graph),
        Format::Json => render::json(graph),
    }
}
