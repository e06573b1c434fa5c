//! `stackpose config`: the resolved Compose model.

use clap::{Args, ValueEnum};

use super::Exit;
use super::report::{self, Report};
use crate::assemble::{Request, Skip};
use crate::load::Disk;
use crate::model;

/// Options of `config`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
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
    /// Leave variables as they are written
    #[arg(long)]
    no_interpolate: bool,
    /// Leave out what Compose works out by itself
    #[arg(long)]
    no_normalize: bool,
    /// Leave relative paths relative
    #[arg(long)]
    no_path_resolution: bool,
    /// Do not check that everything named exists
    #[arg(long)]
    no_consistency: bool,
    /// Do not read env_files
    #[arg(long)]
    no_env_resolution: bool,
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
    request.skip = Skip {
        interpolation: options.no_interpolate,
        normalisation: options.no_normalize,
        paths: options.no_path_resolution,
        consistency: options.no_consistency,
        env_files: options.no_env_resolution,
    };
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
