//! `stackpose diff`: what an update of a stack does.

use clap::{Args, ValueEnum};

use super::git::Revision;
use super::report::{self, Report};
use super::typed::TypedFiles;
use super::{Exit, lint_levels};
use crate::diagnostic::{Code, Severity};
use crate::diff::{Diff, Effect, Side, render};
use crate::load::Files;
use crate::loader::Request;
use crate::{Outcome, sanitise};

/// Options of `diff`.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// What is deployed: a template (YAML or JSON) or a Compose file; `-` reads standard input
    #[arg(value_name = "OLD", conflicts_with = "base")]
    old: Option<String>,
    /// What shall be deployed, of the same kinds; the project without it
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// Compare with the project as a commit of git has it; `REV...` is its merge base with `HEAD`
    #[arg(long, value_name = "REV")]
    base: Option<String>,
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

/// Compares and prints. Unlike elsewhere, findings of the files end it with 2: 1 says that there are differences.
pub(super) fn run(mut request: Request, options: &Options, report: &Report) -> Exit {
    if let Err(message) = options.levels.apply(&mut request) {
        return report::failure(&message);
    }
    match compare(&request, options, report) {
        Ok(diff) => {
            let printed = print(options, &diff);
            if printed == Exit::Done { ended(options, &diff) } else { printed }
        }
        Err(exit) => exit,
    }
}

fn compare(request: &Request, options: &Options, report: &Report) -> Result<Diff, Exit> {
    let (old, new) = sides(request, options, report)?;
    if old.project != new.project && !old.project.is_empty() && !new.project.is_empty() && !report.is_quiet()
    {
        report::note(&format!(
            "the projects are called `{}` and `{}`; give `-p NAME`, or `name:` in the files, to compare them under \
             one name",
            old.project, new.project
        ));
    }
    product(report, crate::compare(request, report.files(), &old, &new))
}

fn sides(request: &Request, options: &Options, report: &Report) -> Result<(Side, Side), Exit> {
    let Some(old) = &options.old else {
        let revision = options.base.as_deref().unwrap_or("HEAD");
        let files =
            Revision::open(&request.working_dir, revision).map_err(|message| report::failure(&message))?;
        return Ok((base(request, &files, revision, report)?, project(request, report.files(), report)?));
    };
    if old == "-" && options.new.as_deref() == Some("-") {
        return Err(report::failure("standard input cannot be both OLD and NEW"));
    }
    let old = file(request, old, report)?;
    let new = match &options.new {
        Some(new) => file(request, new, report)?,
        None => project(request, report.files(), report)?,
    };
    Ok((old, new))
}

/// The project of the request.
fn project(request: &Request, files: &dyn Files, report: &Report) -> Result<Side, Exit> {
    product(report, crate::comparable(request, files))
}

/// The project at a commit; where there was none yet, everything is new.
fn base(request: &Request, files: &Revision, revision: &str, report: &Report) -> Result<Side, Exit> {
    let outcome = crate::comparable(request, files);
    let is_new = outcome.diagnostics.iter().any(|found| found.code == Code::NoConfiguration);
    if is_new {
        if !report.is_quiet() {
            report::note(&format!("there is no Compose file at `{revision}`: everything is new"));
        }
        return Ok(Side { template: serde_json::json!({"Resources": {}}), ..Side::default() });
    }
    if outcome.has_errors() && !report.is_quiet() {
        report::note(&format!("these are findings in the files at `{revision}`:"));
    }
    product(report, outcome)
}

/// A file that was named: a template, else a Compose file.
fn file(request: &Request, named: &str, report: &Report) -> Result<Side, Exit> {
    let text = if named == "-" {
        report.files().stdin().map_err(|error| error.to_string()).and_then(|bytes| {
            String::from_utf8(bytes).map(Some).map_err(|_| "standard input is not UTF-8".to_owned())
        })
    } else {
        TypedFiles::of(request).read(named)
    };
    let text = text.map_err(|message| report::failure(&message))?;
    let Some(text) = text else { return Err(report::failure(&format!("`{named}` does not exist"))) };
    let shown = if named == "-" { crate::load::STDIN } else { named };
    let outcome = crate::comparable_template(shown, &text);
    if let Some(Some(side)) = &outcome.value {
        return Ok(side.clone());
    }
    let request = Request { files: vec![named.to_owned()], ..request.clone() };
    project(&request, report.files(), report)
}

/// What a run made; only what stopped it is said.
fn product<T>(report: &Report, mut outcome: Outcome<T>) -> Result<T, Exit> {
    outcome.diagnostics.retain(|found| found.severity == Severity::Error);
    report.product(outcome).map_err(|_| Exit::Usage)
}

fn print(options: &Options, diff: &Diff) -> Exit {
    match options.format {
        Format::Human => report::show(&render::human(diff, options.long)),
        Format::Markdown => report::show(&render::markdown(diff, options.long)),
        Format::Json => report::show(&render::json(diff)),
        Format::Github => report::show_commands(&render::github(diff)),
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
    let side = |name: &str, text: &str| crate::comparable_template(name, text).value.flatten();
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
