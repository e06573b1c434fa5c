//! `stackpose config`: the resolved Compose model.

use clap::Args;

use super::report::Report;
use super::typed::{Access, TypedFiles};
use super::{Exit, Format};
use crate::config_output::{self, lists};
use crate::loader::{Request, Resolved, Skip};

/// Options of `config`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Options {
    /// Services to print, with their dependencies; default: all active services
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    /// Format of the model
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
    /// Output file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    #[command(flatten)]
    list: List,
    /// Do not interpolate variables
    #[arg(long)]
    no_interpolate: bool,
    /// Do not add the implicit parts of the model
    #[arg(long)]
    no_normalize: bool,
    /// Do not resolve relative paths
    #[arg(long)]
    no_path_resolution: bool,
    /// Do not check references
    #[arg(long)]
    no_consistency: bool,
    /// Do not read env_files
    #[arg(long)]
    no_env_resolution: bool,
}

/// Parts of the project to print, one a line, instead of the model.
#[derive(Debug, Args)]
#[group(multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
struct List {
    /// Print the names of the services
    #[arg(id = "list_services", long = "services")]
    services: bool,
    /// Print the names of the volumes
    #[arg(long)]
    volumes: bool,
    /// Print the names of the networks
    #[arg(long)]
    networks: bool,
    /// Print the images
    #[arg(long)]
    images: bool,
    /// Print the profiles
    #[arg(long)]
    profiles: bool,
    /// Print the variables used in the files
    #[arg(long)]
    variables: bool,
    /// Print the environment used for interpolation; credential values are masked
    #[arg(long)]
    environment: bool,
    /// Print a hash of the model of each of these services (comma-separated, `*` for all)
    #[arg(long, value_name = "SERVICES")]
    hash: Option<String>,
}

impl List {
    /// The list that is asked for, if one is.
    fn text(&self, resolved: &Resolved) -> Option<String> {
        let tree = &resolved.tree;
        let sections = [("services", self.services), ("volumes", self.volumes), ("networks", self.networks)];
        if let Some((section, _)) = sections.into_iter().find(|(_, asked)| *asked) {
            return Some(lists::keys(tree, section));
        }
        if let Some(wanted) = &self.hash {
            return Some(lists::hashes(tree, wanted));
        }
        match self {
            Self { images: true, .. } => Some(lists::images(tree, &resolved.name)),
            Self { profiles: true, .. } => Some(lists::lines(&resolved.profiles)),
            Self { variables: true, .. } => Some(lists::variables(&resolved.variables)),
            Self { environment: true, .. } => Some(lists::environment(&resolved.environment)),
            Self { .. } => None,
        }
    }
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
    let resolved = match report.product(crate::pipeline::resolve_project(&request, report.files())) {
        Ok(resolved) => resolved,
        Err(exit) => return exit,
    };
    let text = match (options.list.text(&resolved), options.format) {
        (Some(text), _) => text,
        // As upstream: quiet says whether the project is valid, and prints no model.
        (None, _) if report.is_quiet() => return Exit::Done,
        (None, Format::Yaml) if options.no_interpolate => config_output::yaml_with_variables(&resolved.tree),
        (None, Format::Json) if options.no_interpolate => config_output::json_with_variables(&resolved.tree),
        (None, Format::Yaml) => config_output::yaml(&resolved.tree),
        (None, Format::Json) => config_output::json(&resolved.tree),
    };
    let exit = TypedFiles::new(&request).print(&text, options.output.as_deref(), Access::Usual);
    // The program ends here, and the system takes all memory at once.
    std::mem::forget(resolved);
    exit
}
