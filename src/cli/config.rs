//! `stackpose config`: the resolved Compose model.

use clap::{Args, ValueEnum};

use super::report::{self, Report};
use super::Exit;
use crate::assemble::Request;
use crate::load::Disk;
use crate::model;

/// Options of `config`.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Services to print, with those they depend on; all active ones without any
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    /// Format of the model
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
    /// File to write instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
}

/// Formats of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}

/// Resolves and prints.
pub(super) fn run(mut request: Request, options: &Options, report: &Report) -> Exit {
    request.services.clone_from(&options.services);
    let resolved = match report.product(crate::resolve_project(&request, &Disk)) {
        Ok(resolved) => resolved,
        Err(exit) => return exit,
    };
    let text = match options.format {
        Format::Yaml => model::yaml(&resolved.tree),
        Format::Json => model::json(&resolved.tree),
    };
    report::print(&text, options.output.as_deref())
}
