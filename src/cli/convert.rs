//! `stackpose convert`: the template.

use std::num::NonZeroU16;

use clap::Args;

use super::inline_secrets::SecretOptions;
use super::report::{self, Page, Report};
use super::typed::{Access, TypedFiles};
use super::usage_error::UsageError;
use super::{Exit, Format, lint_levels, split};
use crate::Outcome;
use crate::deployment_file::{self, Reader};
use crate::loader::Request;
use crate::parameter_file::{self, Filled};
use crate::pipeline::{self, Compiled, SplitCompiled};
use crate::split::Grouping;

/// More availability zones than any region has; a file system has one address in each.
const MOST_SUBNETS: i64 = 16;

/// Options of `convert`.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Services to convert, with their dependencies; default: all active services
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    /// Format of the template
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
    /// Output file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    /// Write nothing; exit with 1 and print the changes if FILE differs from what would be written
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "parameters"])]
    check: Option<String>,
    /// Write a root template and a nested stack for each service into DIR, for projects beyond
    /// CloudFormation's 500 resources. Deploy it with `aws cloudformation package --template-file
    /// DIR/template.yaml --s3-bucket BUCKET --output-template-file FILE` and `deploy`
    #[arg(long, value_name = "DIR", conflicts_with_all = ["output", "check"])]
    split: Option<String>,
    /// With `--split`: let services share nested stacks, N for each step of `depends_on`. Another N
    /// moves services between stacks
    #[arg(long, value_name = "N", requires = "split")]
    stacks: Option<NonZeroU16>,
    /// File for the parameters, to fill in for `aws cloudformation deploy --parameter-overrides
    /// file://FILE` (version 2) or `create-change-set --parameters file://FILE`; values that stand
    /// in it already are kept
    #[arg(long, value_name = "FILE")]
    parameters: Option<String>,
    /// File with the parameters of one stage: FILE.yaml is the deployment file of CloudFormation's Git
    /// sync, FILE.json the template configuration of `CodePipeline`; values that stand in it already
    /// are kept, those of secrets never
    #[arg(long, value_name = "FILE", requires = "output", conflicts_with = "check")]
    deployment_file: Option<String>,
    /// Subnets in which named volumes can be mounted, the first of parameter `SubnetIds`; without
    /// it two. `x-aws-subnets` says it by its length
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MOST_SUBNETS))]
    subnet_count: Option<u32>,
    /// Read the resolved model that Docker Compose Bridge passes to a transformation
    #[arg(long, hide = true)]
    bridge: bool,
    #[command(flatten)]
    levels: lint_levels::LevelOptions,
    #[command(flatten)]
    secrets: SecretOptions,
}

/// Converts and prints.
pub(super) fn run(mut request: Request, options: &Options, report: &Report) -> Exit {
    request.services.clone_from(&options.services);
    request.subnet_count = options.subnet_count;
    request.bridge = options.bridge;
    options.secrets.apply(&mut request);
    let named =
        [&options.output, &options.parameters, &options.deployment_file, &options.check, &options.split];
    request.outputs = named.into_iter().flatten().cloned().collect();
    if let Err(error) = options.levels.apply(&mut request) {
        return report::failure(error);
    }
    if options.parameters.is_some() && options.parameters == options.output {
        return report::failure("the template and its parameters cannot be one file");
    }
    let reader = match options.deployment_file.as_deref().map(|file| (file, Reader::from_file_name(file))) {
        Some((file, None)) => {
            return report::failure(format!(
                "`{file}` ends neither with `.yaml` (Git sync) nor with `.json` (CodePipeline)"
            ));
        }
        Some((file, _))
            if [&options.output, &options.parameters].into_iter().flatten().any(|it| it == file) =>
        {
            return report::failure("the deployment file needs a name of its own");
        }
        Some((file, Some(reader))) => Some((file, reader)),
        None => None,
    };
    let format = match options.format {
        Format::Yaml => crate::emit::Format::Yaml,
        Format::Json => crate::emit::Format::Json,
    };
    let Outcome { value, diagnostics, sources, waiting, .. } = compile(&request, options, format, report);
    let said = report.audible(diagnostics);
    report.page(&Page {
        overview: value.as_ref().map(|it| &it.root.overview),
        said: &said,
        sources: &sources,
    });
    let Some(all) = value else {
        report.tell(&report.last_lines(&said, waiting.as_ref(), None));
        return Exit::Findings;
    };
    let compiled = &all.root;
    let files = TypedFiles::new(&request);
    if let Some(file) = &options.check {
        return check(&files, file, &compiled.text);
    }
    let filled = match options.parameters.as_deref().map(|file| fill(&files, file, compiled)).transpose() {
        Ok(filled) => filled,
        Err(error) => return report::failure(error),
    };
    let root = options.split.as_deref().map(|folder| split::root(folder, format));
    let output = root.as_deref().or(options.output.as_deref());
    let template = output.unwrap_or_default();
    let deployment = reader.map(|(file, reader)| -> Result<_, UsageError> {
        let before = files.read(file)?;
        let filled = deployment_file::fill(reader, &compiled.parameters, template, before.as_deref())
            .map_err(|error| format!("`{file}` was left as it is, {error}"))?;
        Ok((file, filled))
    });
    let deployment = match deployment.transpose() {
        Ok(deployment) => deployment,
        Err(error) => return report::failure(error),
    };
    let printed = match &options.split {
        Some(folder) => write_split(&files, (folder, grouping(options)), format, &all, report),
        None => files.print(&compiled.text, output, Access::Usual),
    };
    if printed != Exit::Done {
        return printed;
    }
    if let (Some(file), Some(filled)) = (&options.parameters, filled) {
        let written = files.print(&filled.text, Some(file), Access::Private);
        if written != Exit::Done {
            return written;
        }
        if !report.is_quiet() {
            say(file, &filled);
        }
    }
    if let Some((file, filled)) = deployment {
        let written = files.print(&filled.text, Some(file), Access::Usual);
        if written != Exit::Done {
            return written;
        }
        if !report.is_quiet() {
            say_deployment(file, &filled);
        }
    }
    if output.is_some() && compiled.overview.named_by_folder && !report.is_quiet() {
        report::note(
            "the folder's name is the project's and is in the template; give `-p NAME`, or `name:` in the \
             file, to get the same bytes elsewhere",
        );
    }
    // `deploy` takes one template.
    let onwards = if root.is_some() { "aws cloudformation package" } else { report::AFTER_CONVERT };
    report.tell(&report.last_lines_before(&said, None, output, onwards));
    Exit::Done
}

/// The template, or the root and its nested stacks.
fn compile(
    request: &Request,
    options: &Options,
    format: crate::emit::Format,
    report: &Report,
) -> Outcome<SplitCompiled> {
    if options.split.is_none() {
        let whole = |root| SplitCompiled { root, parts: Vec::new(), project: String::new() };
        return pipeline::compile_with_parameters(request, report.files(), format).map(whole);
    }
    pipeline::compile_split(request, report.files(), format, grouping(options))
}

fn grouping(options: &Options) -> Grouping {
    options.stacks.map_or(Grouping::Each, Grouping::Hashed)
}

/// Writes a root and its nested stacks, and says what is no longer there.
fn write_split(
    files: &TypedFiles,
    (folder, grouping): (&str, Grouping),
    format: crate::emit::Format,
    compiled: &SplitCompiled,
    report: &Report,
) -> Exit {
    match split::write(files, folder, format, compiled, grouping) {
        Ok(removed) => {
            if !removed.is_empty() && !report.is_quiet() {
                report::note(&format!("removed templates of an earlier run: {}", removed.join(", ")));
            }
            Exit::Done
        }
        Err(error) => report::failure(error),
    }
}

/// Whether a file is what would be written.
fn check(files: &TypedFiles, file: &str, wanted: &str) -> Exit {
    match files.read(file) {
        Ok(Some(text)) if text == wanted => Exit::Done,
        Ok(Some(text)) => {
            let printed = report::show(&super::diff::short(file, &text, wanted));
            report::note(&format!("`{file}` is not what would be written: run `convert -o {file}`"));
            if printed == Exit::Done { Exit::Findings } else { printed }
        }
        Ok(None) => {
            report::note(&format!("`{file}` does not exist"));
            Exit::Findings
        }
        Err(error) => report::failure(error),
    }
}

/// The parameters with what a file says about them already; it is read before anything is written.
fn fill(files: &TypedFiles, file: &str, compiled: &Compiled) -> Result<Filled, UsageError> {
    let before = files.read(file)?;
    parameter_file::fill(&compiled.parameters, before.as_deref())
        .map_err(|error| format!("`{file}` was left as it is, {error}").into())
}

fn say(file: &str, filled: &Filled) {
    say_lines(
        file,
        [
            ("must be given", &filled.missing),
            ("kept, though the template has another default", &filled.kept),
            (GONE, &filled.gone),
        ],
    );
}

const GONE: &str = "dropped, because the template has no such parameter";

fn say_deployment(file: &str, filled: &deployment_file::Filled) {
    say_lines(
        file,
        [
            ("must be given", &filled.missing),
            ("taken out, because the file is for committing and they are secrets", &filled.secret),
            (GONE, &filled.gone),
        ],
    );
}

fn say_lines(file: &str, lines: [(&str, &Vec<String>); 3]) {
    for (what, names) in lines.into_iter().filter(|(_, names)| !names.is_empty()) {
        report::note(&format!("{file}: {what}: {}", names.join(", ")));
    }
}
