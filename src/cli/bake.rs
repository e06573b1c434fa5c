//! `stackpose bake`: the builds of the project, and the files for its images, for `docker buildx bake`.

use clap::Args;

use super::report::{self, Report};
use super::typed::{Access, TypedFiles};
use super::{Exit, lint_levels};
use crate::loader::Request;
use crate::sanitise;

/// Options of `bake`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Options {
    /// Services to build, with those they depend on or are built from; default: all active services
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    /// Output file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    #[command(flatten)]
    levels: lint_levels::LevelOptions,
}

const HELP: &str = "\
Build and push in the same folder, because paths are written from it:

  stackpose bake -o docker-bake.json
  docker buildx bake -f docker-bake.json --push

Newer versions of it ask for `--allow fs.read=DIR` where a context lies outside that folder. \
A secret from a variable is named by it, so the variable must be set then. A config and a mount of a single file \
go into an image of their own, `<project>-<service>`; choose another name with `--set <service>-files.tags=…`, and \
name it in the template's parameter `<Service>Image`. Where nothing is built, \
the file has no target, and that is said on standard error.";

/// Resolves and prints.
pub(super) fn run(mut request: Request, options: &Options, report: &Report) -> Exit {
    request.services.clone_from(&options.services);
    request.builds = true;
    request.outputs = options.output.iter().cloned().collect();
    // The environment of a container is not there while its image is built.
    request.skip.env_files = true;
    if let Err(error) = options.levels.apply(&mut request) {
        return report::failure(error);
    }
    let file = match report.product(crate::pipeline::bake(&request, report.files())) {
        Ok(file) => file,
        Err(exit) => return exit,
    };
    let empty =
        file.get("target").and_then(serde_json::Value::as_object).is_none_or(serde_json::Map::is_empty);
    if empty && !report.is_quiet() {
        report::note("no service has a `build:` or files for its image, so there is no target");
    }
    TypedFiles::new(&request).print(
        &format!("{}\n", sanitise::json(&format!("{file:#}"))),
        options.output.as_deref(),
        Access::Usual,
    )
}
