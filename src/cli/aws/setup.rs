//! `stackpose setup`: look at the account, propose what the template asks for, and write it down.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use serde::Serialize;

use super::source::{self, Given, Project};
use super::terminal::{self, Asked};
use super::values::check_names;
use super::{Account, Shape, Stop, json};
use crate::Outcome;
use crate::aws::Interrupts;
use crate::aws::parameter_values::Declared;
use crate::aws::setup::{self, Proposal, Settled, Survey, Vpc, Wanted};
use crate::cli::Exit;
use crate::cli::inline_secrets::SecretOptions;
use crate::cli::report::{self, Report};
use crate::cli::typed::{Access, TypedFiles};
use crate::cli::usage_error::UsageError;
use crate::diagnostic::Code;
use crate::load::Disk;
use crate::loader::Request;
use crate::pipeline::Deployable;

/// Options of `setup`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    /// VPC to take, by id or name; without it that of the file, or of the Compose file, or the only one, or
    /// the default
    #[arg(long, value_name = "VPC")]
    vpc: Option<String>,
    /// Value of a parameter to write into the file; repeatable
    #[arg(long, value_name = "NAME=VALUE")]
    parameter: Vec<String>,
    /// File of parameters to write; values that stand in it already are kept, except those of another VPC
    #[arg(short, long, value_name = "FILE", default_value = "parameters.json")]
    output: String,
    /// Only show what the account has
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    account: Account,
    #[command(flatten)]
    secrets: SecretOptions,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = Shape::Human)]
    format: Shape,
}

#[derive(Debug, Serialize)]
struct Printed<'a> {
    account: &'a Survey,
    #[serde(skip_serializing_if = "Option::is_none")]
    proposal: Option<&'a Proposal>,
}

const NO_PROJECT: &str = "stackpose: no parameters were written: they are those of a project's template. In \
                          the folder of a Compose file, or with `-f FILE`, they are proposed\n";

fn no_vpc() -> UsageError {
    UsageError::new("there is no VPC in this region, so there is nothing to propose").help(
        "`aws ec2 create-default-vpc` makes one with a public subnet in every availability zone; then \
         `stackpose setup` again",
    )
}

fn several_vpcs() -> UsageError {
    UsageError::new("there are several VPCs and no default").help("`--vpc ID` says which")
}

/// Looks, proposes, writes.
pub(super) async fn run(mut request: Request, options: &Options, report: &Report) -> Result<Exit, Stop> {
    options.secrets.apply(&mut request);
    let outcome = if options.list { None } else { Some(crate::pipeline::deployable(&request, &Disk, None)) };
    let (work, nowhere) = match outcome {
        None => (None, None),
        Some(outcome) if nowhere(&outcome) => (None, Some(outcome)),
        Some(outcome) => (Some(Work::new(outcome, TypedFiles::new(&request), options, report)?), None),
    };
    let survey = setup::survey(&options.account.open().await?).await?;
    let shown = match options.format {
        Shape::Human => report::show(&setup::show(&survey, terminal::width_of_product())),
        Shape::Json if work.is_none() => print(&survey, None),
        // With the proposal.
        Shape::Json => Exit::Done,
    };
    if let Some(outcome) = nowhere {
        let told = report.product(outcome).map_err(Stop::Told);
        report::say(NO_PROJECT);
        told?;
    }
    let Some(work) = work.filter(|_| shown == Exit::Done) else { return Ok(shown) };
    let filled = work.vpc(&survey).await.and_then(|vpc| work.fill(&survey, vpc));
    if options.format == Shape::Json && !matches!(filled, Err(Stop::Told(_))) {
        let printed = print(&survey, filled.as_ref().ok().map(|(_, proposal)| proposal));
        if printed != Exit::Done {
            return Ok(printed);
        }
    }
    let (settled, proposal) = filled?;
    Ok(work.write(&settled, &proposal))
}

/// Whether there is no Compose file, and nothing else is wrong.
fn nowhere(outcome: &Outcome<Deployable>) -> bool {
    outcome.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::NoConfiguration)
}

fn print(account: &Survey, proposal: Option<&Proposal>) -> Exit {
    report::show(&json(&Printed { account, proposal }))
}

/// The input before the account is read.
struct Work<'a> {
    files: TypedFiles<'a>,
    options: &'a Options,
    report: &'a Report,
    project: Project,
    declared: Vec<Declared>,
    given: Given,
    /// The entries of the file.
    file: BTreeMap<String, String>,
}

impl<'a> Work<'a> {
    fn new(
        outcome: Outcome<Deployable>,
        files: TypedFiles<'a>,
        options: &'a Options,
        report: &'a Report,
    ) -> Result<Self, Stop> {
        let project = source::of_outcome(outcome, report)?;
        let declared = project.declared.clone().unwrap_or_default();
        let given = source::given(&files, None, &options.parameter)?;
        check_names(&declared, &given, report)?;
        let file = source::read(&files, &options.output)
            .map_err(|error| UsageError::new(format!("nothing was written: {error}")))?
            .unwrap_or_default();
        Ok(Self { files, options, report, project, declared, given, file })
    }

    /// The VPC that somebody named, and where.
    fn named(&self, survey: &Survey) -> Option<(String, String)> {
        let default = |name: &str| self.declared.iter().find(|it| it.name == name)?.default.clone();
        let id = |values: &BTreeMap<String, String>| values.get("VpcId").cloned();
        // Whoever names subnets alone has named their VPC.
        let of_subnets = || {
            let ids = default("SubnetIds")?;
            let first = ids.split(',').next()?;
            let vpc = survey.vpcs.iter().find(|vpc| vpc.subnets.iter().any(|it| it.id == first));
            Some(vpc?.id.clone())
        };
        let places = [
            (self.options.vpc.clone(), "`--vpc`"),
            (id(&self.given.values), "`--parameter`"),
            (id(&self.file), self.options.output.as_str()),
            (default("VpcId"), "the Compose file"),
            (of_subnets(), "the Compose file"),
        ];
        let named = |(name, place): (Option<String>, &str)| Some((name?, place.to_owned()));
        places.into_iter().filter_map(named).find(|(name, _)| !name.is_empty())
    }

    /// The VPC to take; where nothing says which, somebody is asked.
    async fn vpc<'s>(&self, survey: &'s Survey) -> Result<&'s Vpc, Stop> {
        if survey.vpcs.is_empty() {
            return Err(no_vpc().into());
        }
        let named = self.named(survey);
        let chosen = setup::choose(survey, named.as_ref().map(|(name, _)| name.as_str()));
        match (chosen, named) {
            (Some(vpc), _) => Ok(vpc),
            (None, Some((name, place))) => {
                let message = format!("`{name}`, which {place} names, is no VPC of this region");
                Err(UsageError::new(message).help("`--vpc ID` takes another").into())
            }
            (None, None) if terminal::is_interactive() => self.asked(survey).await,
            (None, None) => Err(several_vpcs().into()),
        }
    }

    async fn asked<'s>(&self, survey: &'s Survey) -> Result<&'s Vpc, Stop> {
        if self.options.format == Shape::Json {
            report::say(&setup::show(survey, terminal::width()));
        }
        match terminal::ask("\nVPC: ", &mut Interrupts::listen()?).await {
            Asked::Line(line) if !line.is_empty() => setup::choose(survey, Some(&line))
                .ok_or_else(|| UsageError::new(format!("there is no VPC `{line}` in this region")).into()),
            Asked::Line(_) | Asked::Nothing => Err(several_vpcs().into()),
            Asked::Interrupted => Err(Stop::Told(Exit::Interrupted)),
        }
    }

    fn fill(&self, survey: &Survey, vpc: &Vpc) -> Result<(Settled, Proposal), Stop> {
        let given = &self.given.values;
        if let Some(other) = given.get("VpcId").filter(|id| **id != vpc.id) {
            let message = format!("`--vpc` and `--parameter` name two VPCs: {} and {other}", vpc.id);
            return Err(UsageError::new(message).into());
        }
        let strangers = setup::strangers(vpc, given);
        if !strangers.is_empty() {
            let ids = strangers.join(", ");
            let error = UsageError::new(format!("no subnets of {}: {ids}", vpc.id));
            let help = "`--vpc` takes another VPC, `stackpose setup --list` shows them all";
            return Err(error.help(help).into());
        }
        let settled = setup::settle(survey, vpc, given, &self.file);
        let wanted = Wanted { declared: &self.declared, settled: &settled.values };
        let proposal = setup::propose(survey, vpc, &wanted);
        Ok((settled, proposal))
    }

    fn write(&self, settled: &Settled, proposal: &Proposal) -> Exit {
        let elsewhere: BTreeSet<String> = self.project.secrets().map(str::to_owned).collect();
        let entries =
            setup::entries(&self.declared, &settled.values, proposal, &self.given.values, &elsewhere);
        let lines: Vec<_> = entries
            .values
            .iter()
            .map(|(name, value)| serde_json::json!({"ParameterKey": name, "ParameterValue": value}))
            .collect();
        let file = &self.options.output;
        let written = self.files.print(&json(&lines), Some(file), Access::Private);
        if written != Exit::Done || self.report.is_quiet() {
            return written;
        }
        let mut said = Vec::new();
        let mut list = |what: &str, names: &[String]| {
            if !names.is_empty() {
                said.push(format!("{file}: {what}: {}", names.join(", ")));
            }
        };
        list("replaced, because it belongs to another VPC", &settled.replaced);
        list(
            "left out, because they are secrets; `deploy` takes them from the environment, `.env` or their \
             files, or asks",
            &entries.elsewhere,
        );
        list("kept, though the template has another default", &entries.kept);
        list("kept, though the template has no such parameter", &entries.strange);
        said.extend(proposal.reasons.iter().cloned());
        for (name, choices) in &proposal.possible {
            said.push(format!("{name} could be:\n    {}", choices.join("\n    ")));
        }
        said.push(format!("wrote {file}; look at it, then `stackpose deploy --parameters {file}`"));
        if !entries.missing.is_empty() {
            said.push(format!("{file}: must be given: {}", entries.missing.join(", ")));
        }
        let said: Vec<String> = said.iter().map(|line| format!("stackpose: {line}\n")).collect();
        report::say(&format!("\n{}", said.concat()));
        written
    }
}
