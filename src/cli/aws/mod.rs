//! `deploy` and its companions: the shells around `crate::aws`, which hold the terminal.

mod deploy;
mod down;
mod events;
mod follow;
mod logs;
mod profiles;
mod ps;
mod secret;
mod setup;
mod shifted;
mod source;
mod tasks;
mod terminal;
mod values;

use clap::{Args, Subcommand, ValueEnum};

use super::Exit;
use super::deployed::{self, Deployed};
use super::report::{self, Report};
use super::usage_error::UsageError;
use crate::aws::{Connection, Failure, Settings};
use crate::load::Disk;
use crate::loader::Request;
use crate::sanitise;

/// The commands that call AWS.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Deploy the project as a stack: show what changes, ask, follow it to its end
    Deploy(Box<deploy::Options>),
    /// Delete the stack of the project: show what goes and what stays, ask, follow it to its end
    Down(down::Options),
    /// Show the services of the stack: tasks, rollout, health, addresses
    Ps(ps::Options),
    /// Show what the services log
    Logs(logs::Options),
    /// Show what happened to the stack
    Events(events::Options),
    /// Keep secrets in Secrets Manager, for `external` secrets
    #[command(subcommand)]
    Secret(secret::Command),
    /// Look at the account, and fill a file of parameters from it
    Setup(setup::Options),
}

/// Where to go.
#[derive(Debug, Args)]
struct Account {
    /// AWS region, where it is not the environment's
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// Profile of the AWS configuration, where it is not `AWS_PROFILE`
    #[arg(long, value_name = "NAME")]
    aws_profile: Option<String>,
}

/// Which stack, and where.
#[derive(Debug, Args)]
struct Target {
    /// Stack; the project's name without it
    #[arg(long, value_name = "NAME")]
    stack_name: Option<String>,
    #[command(flatten)]
    account: Account,
}

/// How the product of a command is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// For people.
    Human,
    /// For programs.
    Json,
}

/// Why a command ends before its time.
#[derive(Debug)]
enum Stop {
    /// It is told already.
    Told(Exit),
    /// Wrong usage, or surroundings that cannot be used.
    Usage(UsageError),
    /// AWS refused.
    Refused(Failure),
}

impl From<UsageError> for Stop {
    fn from(error: UsageError) -> Self {
        Self::Usage(error)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

impl Stop {
    fn told(self) -> Exit {
        match self {
            Self::Told(exit) => exit,
            Self::Usage(error) => report::failure(error),
            Self::Refused(failure) => {
                say_failure(&failure);
                Exit::Refused
            }
        }
    }
}

/// Reports a refusal of AWS.
fn say_failure(failure: &Failure) {
    let help = report::help_line(failure.help.as_deref());
    report::say(&format!("stackpose: {failure}\n{help}"));
}

/// Runs a command to its end.
pub(super) fn run(request: Request, command: &Command, report: &Report) -> Exit {
    let work = async {
        profiles::known(&request, report)?;
        match command {
            Command::Deploy(options) => Box::pin(deploy::run(request, options, report)).await,
            Command::Down(options) => down::run(request, options, report).await,
            Command::Ps(options) => ps::run(request, options, report).await,
            Command::Logs(options) => logs::run(request, options, report).await,
            Command::Events(options) => events::run(request, options, report).await,
            Command::Secret(command) => Box::pin(secret::run(command, report)).await,
            Command::Setup(options) => setup::run(request, options, report).await,
        }
    };
    match crate::aws::wait(work) {
        Ok(Ok(exit)) => exit,
        Ok(Err(stop)) => stop.told(),
        Err(failure) => Stop::from(failure).told(),
    }
}

/// The template of a stack and the values of its parameters, for `diff`.
pub(super) fn deployed(stack: &str, at: &deployed::Account) -> Result<Deployed, Exit> {
    let account = Account { region: at.region.clone(), aws_profile: at.aws_profile.clone() };
    let work = async {
        let connection = account.open().await?;
        let found = crate::aws::stack::need(&connection, stack).await?;
        let template = crate::aws::stack::template(&connection, &found.id).await?;
        let nested = crate::aws::stack::nested_templates(&connection, &found.id, &template).await?;
        let parameters =
            found.parameters.into_iter().map(|(name, previous)| (name, previous.value)).collect();
        Ok(Deployed { template, nested, parameters })
    };
    let done = crate::aws::wait(work).and_then(std::convert::identity);
    done.map_err(|failure| Stop::from(failure).told())
}

impl Account {
    async fn open(&self) -> Result<Connection, Failure> {
        let Self { region, aws_profile } = self;
        crate::aws::open(Settings { region: region.clone(), profile: aws_profile.clone() }).await
    }
}

impl Target {
    /// The stack that is meant, for commands that need nothing else of the project.
    fn stack(&self, request: &Request, report: &Report) -> Result<String, Stop> {
        if let Some(name) = &self.stack_name {
            return Ok(name.clone());
        }
        if let Some(name) = &request.project_name {
            return stack_name(name);
        }
        let resolved =
            report.product(crate::pipeline::resolve_project(request, &Disk)).map_err(Stop::Told)?;
        stack_name(&resolved.name)
    }
}

/// A project's name as a stack's: letters, digits and hyphens, a letter first.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html>
fn stack_name(project: &str) -> Result<String, Stop> {
    let name = project.replace('_', "-");
    let fine = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() <= 128;
    if fine {
        return Ok(name);
    }
    let error = UsageError::new(format!("`{project}` cannot name a stack: it must begin with a letter"));
    Err(error.help("give `--stack-name`").into())
}

/// The error about a service that does not exist.
fn no_service(unknown: &str, known: &[&str], stack: &str) -> UsageError {
    let there = match crate::diagnostic::nearest(unknown, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "it has none".to_owned(),
        None => format!("it has {}", known.join(", ")),
    };
    UsageError::new(format!("the stack `{stack}` has no service `{unknown}`")).help(there)
}

/// A product as JSON.
fn json(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("internal error: plain data is always JSON");
    sanitise::json(&text).into_owned() + "\n"
}

/// The outputs of a stack, addresses last, because that is what one looks for.
fn outputs(outputs: &[crate::aws::stack::Output]) -> String {
    let (urls, rest): (Vec<_>, Vec<_>) = outputs.iter().partition(|output| output.name.ends_with("Url"));
    let lines: Vec<String> = rest
        .into_iter()
        .chain(urls)
        .map(|output| format!("{}: {}\n", sanitise::line(&output.name), sanitise::line(&output.value)))
        .collect();
    lines.concat()
}
