//! `stackpose import`: a Compose file from what other tools left behind.

use clap::{Args, ValueEnum};

use super::Exit;
use super::report::{self, Report};
use super::typed::{Access, TypedFiles};
use crate::import::Kind;
use crate::loader::Request;
use crate::sanitise;

/// Options of `import`.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The tool that wrote the files
    #[arg(value_enum)]
    from: From,
    /// Files to read
    #[arg(required = true, value_name = "FILE")]
    inputs: Vec<String>,
    /// File to write instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
}

/// The tools whose files can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    /// Manifests of AWS Copilot, one for each service or job.
    Copilot,
    /// `ecs-params.yml` of the ECS CLI, with the Compose file beside it; the result is an override for that
    /// file.
    EcsParams,
    /// ECS task definitions as JSON.
    Taskdef,
}

/// Reads, converts and prints; what had no place is said on standard error.
pub(super) fn run(request: &Request, options: &Options, report: &Report) -> Exit {
    let kind = match options.from {
        From::Copilot => Kind::Copilot,
        From::EcsParams => Kind::EcsParams,
        From::Taskdef => Kind::TaskDefinition,
    };
    let typed = TypedFiles::new(request);
    let mut files = Vec::new();
    for name in &options.inputs {
        match typed.read(name) {
            Ok(Some(text)) => files.push((name.clone(), text)),
            Ok(None) => return report::failure(format!("there is no file `{}`", sanitise::line(name))),
            Err(error) => return report::failure(error),
        }
    }
    let imported = match report.product(crate::pipeline::import(kind, files)) {
        Ok(Ok(imported)) => imported,
        Ok(Err(message)) => return report::failure(message),
        Err(exit) => return exit,
    };
    let text = crate::config_output::yaml(&imported.project);
    let printed = typed.print(&text, options.output.as_deref(), Access::Usual);
    if !report.is_quiet() {
        for line in &imported.report {
            report::note(line);
        }
    }
    printed
}
