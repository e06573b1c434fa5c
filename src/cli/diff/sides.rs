//! The two sides of a comparison: from files, from git, or from a stack.

use std::collections::BTreeSet;

use super::super::deployed::{Account, Deployed};
use super::super::git::Revision;
use super::super::report::{self, Report};
use super::super::typed::TypedFiles;
use super::super::usage_error::UsageError;
use super::super::{Exit, aws, split};
use super::{Options, product};
use crate::Outcome;
use crate::diagnostic::Code;
use crate::diff::Side;
use crate::emit::Format;
use crate::load::{Files, Kind};
use crate::loader::Request;
use crate::pipeline;
use crate::split::{Grouping, Nested, nested};

/// One side as it was named: a template, or Compose files, whose template depends on how the other side is
/// split.
enum Input {
    Template(Side, Option<Grouping>),
    Project(Request),
}

/// Both sides of the comparison, before and after.
pub(super) fn sides(request: &Request, options: &Options, report: &Report) -> Result<(Side, Side), Exit> {
    if options.stack.is_none() && options.old.is_none() {
        return of_commits(request, options, report);
    }
    let (old, new) = match (&options.stack, &options.old) {
        (Some(stack), new) => (deployed(stack, options, report)?, new.as_ref()),
        (None, Some(old)) if old == "-" && options.new.as_deref() == Some("-") => {
            return Err(report::failure("standard input cannot be both OLD and NEW"));
        }
        (None, old) => {
            let named = old.as_deref().unwrap_or_default();
            (file(request, named, report)?, options.new.as_ref())
        }
    };
    let new = match new {
        Some(new) => file(request, new, report)?,
        None => Input::Project(request.clone()),
    };
    let grouping = given(options).or_else(|| [&old, &new].into_iter().find_map(Input::grouping));
    let (old, new) = (old.side(grouping, report)?, new.side(grouping, report)?);
    tell_nested(&old, &new, report);
    Ok((old, new))
}

/// Says which nested stacks are compared by their properties alone.
fn tell_nested(old: &Side, new: &Side, report: &Report) {
    let names: BTreeSet<&str> =
        [old, new].into_iter().flat_map(|side| nested(&side.template)).map(|nested| nested.id).collect();
    if !names.is_empty() && !report.is_quiet() {
        let names: Vec<&str> = names.into_iter().collect();
        report::note(&format!("the templates of these nested stacks are not compared: {}", names.join(", ")));
    }
}

impl Input {
    /// How it is split, where it says so.
    fn grouping(&self) -> Option<Grouping> {
        match self {
            Self::Template(_, grouping) => *grouping,
            Self::Project(_) => None,
        }
    }

    fn side(self, grouping: Option<Grouping>, report: &Report) -> Result<Side, Exit> {
        match self {
            Self::Template(side, _) => Ok(side),
            Self::Project(request) => {
                product(report, pipeline::comparable(&request, report.files(), grouping))
            }
        }
    }
}

/// How the projects are split, as it was typed.
fn given(options: &Options) -> Option<Grouping> {
    options.split.then(|| options.stacks.map_or(Grouping::Each, Grouping::Hashed))
}

/// The project at a commit and in the working tree.
fn of_commits(request: &Request, options: &Options, report: &Report) -> Result<(Side, Side), Exit> {
    let revision = options.base.as_deref().unwrap_or("HEAD");
    let files = Revision::open(&request.working_dir, revision).map_err(report::failure)?;
    let old = base(request, &files, revision, given(options), report)?;
    let is_there = !old.project.is_empty();
    Ok((old, working_tree(request, is_there, given(options), report)?))
}

/// The template of a stack, with those of its nested stacks where it is of a split project.
fn deployed(stack: &str, options: &Options, report: &Report) -> Result<Input, Exit> {
    let at = Account { region: options.region.clone(), aws_profile: options.aws_profile.clone() };
    let Deployed { template, nested: inside, parameters } = aws::deployed(stack, &at)?;
    let named = format!("stack {stack}");
    let Some(side) = product(report, pipeline::comparable_template(&named, &template))? else {
        return Err(report::failure(format!("what the stack `{stack}` has is no template")));
    };
    let text = |inner: Nested<'_>| Ok::<_, String>(inside.get(inner.id).cloned());
    let grouping = crate::split::grouping(&side.template);
    let side = pipeline::with_nested(side, text).map_err(report::failure)?;
    Ok(Input::Template(Side { given: parameters, ..side }, grouping))
}

/// The project in the working tree; where its files are gone, everything is removed.
fn working_tree(
    request: &Request,
    was_there: bool,
    grouping: Option<Grouping>,
    report: &Report,
) -> Result<Side, Exit> {
    let outcome = pipeline::comparable(request, report.files(), grouping);
    if was_there && is_absent(&outcome) {
        if !report.is_quiet() {
            report::note("there is no Compose file any more: everything is removed");
        }
        return Ok(nothing());
    }
    product(report, outcome)
}

fn is_absent(outcome: &Outcome<Side>) -> bool {
    outcome.diagnostics.iter().any(|found| found.code == Code::NoConfiguration)
}

/// A template of nothing.
fn nothing() -> Side {
    Side { template: serde_json::json!({"Resources": {}}), ..Side::default() }
}

/// The project at a commit; where there was none yet, everything is new.
fn base(
    request: &Request,
    files: &Revision,
    revision: &str,
    grouping: Option<Grouping>,
    report: &Report,
) -> Result<Side, Exit> {
    let outcome = pipeline::comparable(request, files, grouping);
    if is_absent(&outcome) {
        if !report.is_quiet() {
            report::note(&format!("there is no Compose file at `{revision}`: everything is new"));
        }
        return Ok(nothing());
    }
    if outcome.has_errors() && !report.is_quiet() {
        report::note(&format!("these are findings in the files at `{revision}`:"));
    }
    product(report, outcome)
}

/// A file that was named: a template, else a Compose file; or a folder that `convert --split` wrote.
fn file(request: &Request, named: &str, report: &Report) -> Result<Input, Exit> {
    let files = TypedFiles::new(request);
    let in_folder = [Format::Yaml, Format::Json].map(|format| split::root(named, format));
    let [yaml, json] = in_folder
        .map(|root| (named != "-" && files.read(&root).is_ok_and(|it| it.is_some())).then_some(root));
    let root = match (yaml, json) {
        (Some(yaml), Some(json)) => {
            return Err(report::failure(format!("`{named}` holds two templates: name `{yaml}` or `{json}`")));
        }
        (yaml, json) => yaml.or(json),
    };
    let named = root.as_deref().unwrap_or(named);
    let text = if named == "-" {
        let bytes = report.files().stdin().map_err(|error| report::failure(error.to_string()))?;
        String::from_utf8(bytes).map(Some).map_err(|_| UsageError::from("standard input is not UTF-8"))
    } else {
        files.read(named).map_err(|error| no_template_in(&files, named).unwrap_or_else(|| error.into()))
    };
    let text = text.map_err(report::failure)?;
    let Some(text) = text else { return Err(report::failure(format!("`{named}` does not exist"))) };
    let shown = if named == "-" { crate::load::STDIN } else { named };
    let outcome = pipeline::comparable_template(shown, &text);
    if let Some(Some(side)) = outcome.value {
        let text = |nested: Nested<'_>| split::nested(&files, named, nested);
        let grouping = crate::split::grouping(&side.template);
        let side = pipeline::with_nested(side, text).map_err(report::failure)?;
        if grouping.is_some() && side.stacks.is_empty() {
            let message = format!("`{named}` names its nested stacks by addresses, as `package` writes them");
            let error = UsageError::new(message).help("name the folder that `convert --split` wrote");
            return Err(report::failure(error));
        }
        return Ok(Input::Template(side, grouping));
    }
    if crate::diff::is_meant_as_template(&text) && outcome.has_errors() {
        return Err(product(report, outcome).err().unwrap_or(Exit::Usage));
    }
    Ok(Input::Project(Request { files: vec![named.to_owned()], ..request.clone() }))
}

/// The error for a folder that has no template.
fn no_template_in(files: &TypedFiles, named: &str) -> Option<UsageError> {
    const NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
    if files.kind(named) != Kind::Directory {
        return None;
    }
    let roots = [Format::Yaml, Format::Json].map(|format| split::root(named, format));
    let error = UsageError::new(format!("`{named}` has neither `{}` nor `{}`", roots[0], roots[1]));
    let compose = NAMES.map(|name| format!("{}/{name}", named.trim_end_matches('/')));
    Some(match compose.iter().find(|file| files.kind(file) == Kind::File) {
        Some(file) => error.help(format!("name its Compose file: `{file}`")),
        None => error.help("name a template, a Compose file, or a folder that `convert --split` wrote"),
    })
}
