//! `stackpose convert`: the template.

use clap::Args;

use super::report::{self, Report};
use super::{Exit, Format, levels};
use crate::assemble::Request;
use crate::load::Disk;

/// Options of `convert`.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Services to convert, with those they depend on; all active ones without any
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    /// Format of the template
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
    /// File to write instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    #[command(flatten)]
    levels: levels::LevelOptions,
}

/// Converts and prints.
pub(super) fn run(mut request: Request, options: &Options, report: &Report) -> Exit {
    request.services.clone_from(&options.services);
    request.levels = match options.levels.levels() {
        Ok(levels) => levels,
        Err(message) => return report::failure(&message),
    };
    let format = match options.format {
        Format::Yaml => crate::emit::Format::Yaml,
        Format::Json => crate::emit::Format::Json,
    };
    match report.product(crate::compile(&request, &Disk, format)) {
        Ok(template) => report::print(&template, options.output.as_deref()),
        Err(exit) => exit,
    }
}
