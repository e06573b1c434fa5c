//! `stackpose diff`: what an update of a stack does.

mod picture;
mod sides;

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use clap::{Args, ValueEnum};
use serde_json::Value;

use super::inline_secrets::SecretOptions;
use super::report::{self, Report};
use super::typed::TypedFiles;
use super::usage_error::UsageError;
use super::{Exit, lint_levels};
use crate::diagnostic::{Code, Severity};
use crate::diff::{Diff, Effect, Side, render};
use crate::loader::Request;
use crate::{Outcome, parameter_file, sanitise};

/// Options of `diff`.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The deployed side: a template (YAML or JSON), the folder of `convert --split`, or a Compose file;
    /// `-` reads standard input
    #[arg(value_name = "OLD", conflicts_with = "base")]
    old: Option<String>,
    /// The new side, of the same kinds; the project without it
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// Compare with the project as a commit of git has it; `REV...` is its merge base with `HEAD`
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// Compare with what the stack of this name has: its template and the values of its parameters;
    /// a file that is named is NEW then
    #[arg(long, value_name = "NAME", conflicts_with_all = ["base", "new"])]
    stack: Option<String>,
    /// AWS region of the stack, where it is not the environment's
    #[arg(long, value_name = "REGION", requires = "stack")]
    region: Option<String>,
    /// Profile of the AWS configuration, where it is not `AWS_PROFILE`
    #[arg(long, value_name = "NAME", requires = "stack")]
    aws_profile: Option<String>,
    /// Compare the projects as `convert --split` writes them; a side that is such a folder, or a stack
    /// made of one, says so by itself
    #[arg(long)]
    split: bool,
    /// The number of `convert --split --stacks`
    #[arg(long, value_name = "N", requires = "split")]
    stacks: Option<NonZeroU16>,
    /// File with values of parameters, as `convert --parameters` and `setup` write it; for both sides
    #[arg(long, value_name = "FILE")]
    parameters: Option<String>,
    /// How the differences are printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Show whole values, and what only follows from other changes
    #[arg(long)]
    long: bool,
    /// End with 0 although there are differences, unless a hazard is an error
    #[arg(long)]
    exit_zero: bool,
    /// End with 1 for these differences alone; repeatable, commas between
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    fail_on: Vec<FailOn>,
    #[command(flatten)]
    levels: lint_levels::LevelOptions,
    #[command(flatten)]
    secrets: SecretOptions,
}

/// How the differences are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal.
    Human,
    /// For a comment on a pull request.
    Markdown,
    /// For programs.
    Json,
    /// Workflow commands of GitHub Actions, which appear on the diff.
    Github,
    /// A page for a browser, without scripts.
    Html,
}

/// Differences that end the command with 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A resource is replaced, or may be.
    Replace,
    /// Data is deleted or left behind.
    DataLoss,
    /// A protection is taken away.
    Security,
    /// Any hazard that is a warning or an error.
    Hazard,
}

/// Compares and prints. Unlike elsewhere, findings of the files end it with 2: 1 says that there are
/// differences.
pub(super) fn run(mut request: Request, options: &Options, report: &Report) -> Exit {
    options.secrets.apply(&mut request);
    if let Err(error) = options.levels.apply(&mut request) {
        return report::failure(error);
    }
    match compare(&request, options, report) {
        Ok((old, new, diff)) => {
            let html = || picture::page(&request, options, report, (&old, &new), &diff);
            let printed = print(options, &diff, html);
            if printed == Exit::Done { ended(options, &diff) } else { printed }
        }
        Err(exit) => exit,
    }
}

fn compare(request: &Request, options: &Options, report: &Report) -> Result<(Side, Side, Diff), Exit> {
    let given = given(request, options)?;
    let (mut old, mut new) = sides::sides(request, options, report)?;
    give(&mut old, &mut new, &given, options, report);
    if old.project != new.project && !old.project.is_empty() && !new.project.is_empty() && !report.is_quiet()
    {
        report::note(&format!(
            "the projects are called `{}` and `{}`; give `-p NAME`, or `name:` in the files, to compare them \
             under one name",
            old.project, new.project
        ));
    }
    let diff = product(report, crate::pipeline::compare(request, report.files(), &old, &new))?;
    Ok((old, new, diff))
}

/// The values of `--parameters`. A message never says one: it may be a credential.
fn given(request: &Request, options: &Options) -> Result<BTreeMap<String, String>, Exit> {
    let Some(file) = &options.parameters else { return Ok(BTreeMap::new()) };
    let text = TypedFiles::new(request)
        .read(file)
        .map_err(UsageError::from)
        .and_then(|text| text.ok_or_else(|| format!("`{file}` does not exist").into()));
    let text = text.map_err(report::failure)?;
    let values = parameter_file::read(&text);
    let values = values.map_err(|error| report::failure(format!("`{file}`: {error}")))?;
    Ok(values.into_iter().collect())
}

/// Both sides get the values of the file. Where a stack is compared, it has what it was given; the other side
/// keeps that as `deploy` keeps it: a value that is merely the old template's default gives way to the new
/// default.
fn give(
    old: &mut Side,
    new: &mut Side,
    given: &BTreeMap<String, String>,
    options: &Options,
    report: &Report,
) {
    let kept = old.given.iter().filter(|(name, value)| match (default(old, name), default(new, name)) {
        (Some(before), Some(_)) => before != **value,
        (None, _) | (_, None) => true,
    });
    new.given = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    let mut sides = vec![new];
    if options.stack.is_none() {
        sides.push(old);
    }
    let mut unknown = Vec::new();
    for (name, value) in given {
        let takers = sides.iter_mut().filter(|side| parameter(side, name).is_some());
        let mut is_known = false;
        for side in takers {
            is_known = true;
            // A file of parameters to fill in has an empty text where nothing is filled in.
            if !value.is_empty() || default(side, name).is_some() {
                side.given.insert(name.clone(), value.clone());
            }
        }
        if !is_known {
            unknown.push(name.as_str());
        }
    }
    if let Some(file) = options.parameters.as_ref().filter(|_| !unknown.is_empty() && !report.is_quiet()) {
        let names = unknown.join(", ");
        report::note(&format!("{file}: left out, because no template has such a parameter: {names}"));
    }
}

fn parameter<'a>(side: &'a Side, name: &str) -> Option<&'a Value> {
    side.template.get("Parameters")?.get(name)
}

fn default(side: &Side, name: &str) -> Option<String> {
    let default = parameter(side, name)?.get("Default")?;
    Some(default.as_str().map_or_else(|| default.to_string(), str::to_owned))
}

/// Returns the product of a run; only the errors that stopped it are shown.
fn product<T>(report: &Report, mut outcome: Outcome<T>) -> Result<T, Exit> {
    outcome.diagnostics.retain(|found| found.severity == Severity::Error);
    report.product(outcome).map_err(|_| Exit::Usage)
}

fn print(options: &Options, diff: &Diff, html: impl FnOnce() -> String) -> Exit {
    match options.format {
        Format::Human => report::show(&render::human(diff, options.long)),
        Format::Markdown => report::show(&render::markdown(diff, options.long)),
        Format::Json => report::show(&render::json(diff)),
        Format::Github => report::show_commands(&render::github(diff)),
        Format::Html => report::show(&html()),
    }
}

fn ended(options: &Options, diff: &Diff) -> Exit {
    let has_error = diff.hazards.iter().any(|hazard| hazard.finding.severity == Severity::Error);
    let fails = if options.fail_on.is_empty() {
        !options.exit_zero && !diff.is_empty()
    } else {
        options.fail_on.iter().any(|what| applies(*what, diff))
    };
    if fails || has_error { Exit::Findings } else { Exit::Done }
}

fn applies(what: FailOn, diff: &Diff) -> bool {
    let has = |codes: &[Code]| diff.hazards.iter().any(|hazard| codes.contains(&hazard.finding.code));
    match what {
        FailOn::Replace => {
            diff.changes.iter().any(|change| matches!(change.effect, Effect::Replace | Effect::MayReplace))
        }
        FailOn::DataLoss => has(&[Code::DataReplaced, Code::DataDeleted, Code::RetentionDropped]),
        FailOn::Security => has(&[
            Code::IngressOpened,
            Code::RightsWidened,
            Code::EncryptionDropped,
            Code::AuthenticationDropped,
            Code::SecretInClear,
        ]),
        FailOn::Hazard => diff.hazards.iter().any(|hazard| hazard.finding.severity != Severity::Note),
    }
}

/// The differences between a template that is there and the one that would be written, for `convert --check`.
pub(super) fn short(name: &str, before: &str, after: &str) -> String {
    let side = |name: &str, text: &str| crate::pipeline::comparable_template(name, text).value.flatten();
    match (side(name, before), side("new", after)) {
        (Some(old), Some(new)) => {
            let diff = crate::diff::diff(&old, &new);
            if diff.is_empty() {
                return "only its layout differs: comments, order or quotes\n".to_owned();
            }
            render::human(&diff, false)
        }
        _ => format!("`{}` is no template\n", sanitise::line(name)),
    }
}
