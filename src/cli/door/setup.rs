//! `stackpose setup`: look at the account, propose what the template asks for, and write it down.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;

use super::terminal::{self, Asked};
use super::{Account, Shape, Stop, json};
use crate::assemble::Request;
use crate::cli::Exit;
use crate::cli::report::{self, Report};
use crate::deploy::Interrupts;
use crate::deploy::setup::{self, Proposal, Survey};
use crate::load::Disk;
use crate::review::parameters;

/// Options of `setup`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    /// VPC to take, by id or name; without it the only one, or the default
    #[arg(long, value_name = "VPC")]
    vpc: Option<String>,
    /// File of parameters to write; values that stand in it already are kept
    #[arg(short, long, value_name = "FILE", default_value = "parameters.json")]
    output: String,
    /// Only show what the account has
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    account: Account,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = Shape::Human)]
    format: Shape,
}

#[derive(Debug, Serialize)]
struct Outcome<'a> {
    account: &'a Survey,
    #[serde(skip_serializing_if = "Option::is_none")]
    proposal: Option<&'a Proposal>,
}

/// Looks, proposes, writes.
pub(super) async fn run(request: Request, options: &Options, report: &Report) -> Result<Exit, Stop> {
    let door = options.account.open().await?;
    let survey = setup::survey(&door).await?;
    let named = match (&options.vpc, setup::choose(&survey, None)) {
        (None, None) if !options.list && terminal::somebody() && !survey.vpcs.is_empty() => {
            report::say(&setup::show(&survey, terminal::width()));
            match terminal::ask("\nVPC: ", &mut Interrupts::listen()?).await {
                Asked::Line(line) => Some(line),
                Asked::Nothing => None,
                Asked::Interrupted => return Ok(Exit::Interrupted),
            }
        }
        (named, _) => named.clone(),
    };
    let chosen = if options.list { None } else { setup::choose(&survey, named.as_deref()) };
    let proposal = chosen.map(setup::propose);
    let printed = match options.format {
        Shape::Json => report::print(&json(&Outcome { account: &survey, proposal: proposal.as_ref() }), None),
        Shape::Human => report::print(&setup::show(&survey, terminal::width_of_product()), None),
    };
    if options.list || printed != Exit::Done {
        return Ok(printed);
    }
    let Some(proposal) = proposal else {
        return Err(Stop::Usage(undecided(named.as_deref(), &survey)));
    };
    write(&request, options, &proposal, report)
}

fn undecided(named: Option<&str>, survey: &Survey) -> String {
    match named {
        Some(named) => format!("there is no VPC `{named}`"),
        None if survey.vpcs.is_empty() => "there is no VPC, so there is nothing to propose".to_owned(),
        None => "there are several VPCs and no default\n  help: `--vpc ID` says which".to_owned(),
    }
}

/// Writes the parameters of the project's template with what is proposed for those that stand empty.
#[expect(clippy::disallowed_methods, reason = "the command line reads the file it was asked to write")]
fn write(request: &Request, options: &Options, proposal: &Proposal, report: &Report) -> Result<Exit, Stop> {
    let file = &options.output;
    let compiled = report
        .product(crate::compile_with_parameters(request, &Disk, crate::emit::Format::Yaml))
        .map_err(Stop::Told)?;
    let before = match std::fs::read_to_string(file) {
        Ok(text) => parameters::read(&text)
            .map_err(|error| Stop::Usage(format!("`{file}` was left as it is, {error}")))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(Stop::Usage(format!("`{file}` cannot be read: {error}"))),
    };
    let mut values: BTreeMap<String, String> = proposal.values.clone();
    values.retain(|name, _| compiled.parameters.keys().any(|id| id.as_str() == name));
    values.extend(before.into_iter().filter(|(_, value)| !value.is_empty()));
    let entries: Vec<_> = values
        .iter()
        .map(|(name, value)| serde_json::json!({"ParameterKey": name, "ParameterValue": value}))
        .collect();
    let filled = parameters::fill(&compiled.parameters, Some(&json(&entries)))
        .map_err(|error| Stop::Usage(format!("`{file}` was left as it is, {error}")))?;
    let written = report::print(&filled.text, Some(file));
    if written == Exit::Done && !report.is_quiet() {
        let reasons: Vec<String> =
            proposal.reasons.iter().map(|reason| format!("stackpose: {reason}\n")).collect();
        report::say(&format!(
            "\n{}stackpose: wrote {file}; look at it, then `stackpose deploy --parameters {file}`\n",
            reasons.concat()
        ));
        if !filled.missing.is_empty() {
            report::say(&format!("stackpose: {file}: must be given: {}\n", filled.missing.join(", ")));
        }
    }
    Ok(written)
}
