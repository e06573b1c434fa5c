//! `stackpose down`: delete the stack, after showing what goes and what stays.

use std::collections::BTreeSet;

use clap::Args;
use serde::Serialize;

use super::events::Shown;
use super::follow;
use super::{Shape, Stop, Target, json, terminal};
use crate::aws::events::{self, Event, Followed, Following};
use crate::aws::stack::{self, Resource, Stack, Standing};
use crate::aws::{Connection, Failure, Interrupts, down, table};
use crate::cli::Exit;
use crate::cli::report::{self, Report};
use crate::cli::usage_error::UsageError;
use crate::loader::Request;

/// Options of `down`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    target: Target,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Show what would go, and delete nothing
    #[arg(long)]
    dry_run: bool,
    /// Role that CloudFormation takes
    #[arg(long, value_name = "ARN")]
    role_arn: Option<String>,
    /// How the outcome is printed
    #[arg(long, value_enum, default_value_t = Shape::Human)]
    format: Shape,
}

#[derive(Debug, Serialize)]
struct Outcome<'a> {
    stack: &'a str,
    status: &'a str,
    deleted: Vec<&'a Resource>,
    retained: Vec<&'a Resource>,
}

/// Deletes.
pub(super) async fn run(request: Request, options: &Options, report: &Report) -> Result<Exit, Stop> {
    let name = options.target.stack(&request, report)?;
    if !options.yes && !options.dry_run && !terminal::is_interactive() {
        return Err(UsageError::new(NOBODY).into());
    }
    let connection = options.target.account.open().await?;
    let Some(found) =
        stack::find(&connection, &name).await?.filter(|stack| stack.status != "DELETE_COMPLETE")
    else {
        report::note(&format!("there is no stack `{name}` in {}, so nothing goes", connection.region()));
        let absent = Outcome { stack: &name, status: "ABSENT", deleted: Vec::new(), retained: Vec::new() };
        return Ok(if options.format == Shape::Json { report::show(&json(&absent)) } else { Exit::Done });
    };
    check(&found)?;
    let resources = stack::resources(&connection, &found.id).await?;
    // A stack that is only a name has no template yet.
    let kept = if found.standing() == Standing::New {
        BTreeSet::new()
    } else {
        down::retained(&connection, &found.id).await?
    };
    let there =
        |resource: &&Resource| resource.status != "DELETE_COMPLETE" && !resource.physical_id.is_empty();
    let (retained, deleted): (Vec<_>, Vec<_>) =
        resources.iter().filter(there).partition(|resource| kept.contains(&resource.id));
    let mut outcome = Outcome { stack: &name, status: "DRY_RUN", deleted, retained };
    if options.dry_run {
        return Ok(match options.format {
            Shape::Json => report::show(&json(&outcome)),
            Shape::Human => report::show(&show(&outcome, terminal::width_of_product())),
        });
    }
    if !report.is_quiet() {
        report::say(&show(&outcome, terminal::width()));
    }
    let mut interrupts = Interrupts::listen()?;
    let question = format!("Delete the stack `{name}` in {}?", connection.region());
    let yes = if options.yes { Some(true) } else { terminal::confirm(&question, &mut interrupts).await };
    if yes != Some(true) {
        report::say(NOTHING);
        return Ok(if yes.is_none() { Exit::Interrupted } else { Exit::Findings });
    }
    let deleted = delete(&connection, &found, options, report, &mut interrupts).await?;
    if deleted != Exit::Done {
        return Ok(deleted);
    }
    outcome.status = "DELETE_COMPLETE";
    if options.format == Shape::Json {
        return Ok(report::show(&json(&outcome)));
    }
    Ok(Exit::Done)
}

const NOTHING: &str = "stackpose: nothing was deleted\n";

const NOBODY: &str = "nobody can be asked here, so nothing was deleted\n  \
    help: `--yes` deletes without asking, `--dry-run` only shows what would go";

fn check(found: &Stack) -> Result<(), Failure> {
    let name = &found.name;
    if found.protected {
        return Err(Failure::new(format!("the stack `{name}` is protected from being deleted")).help(
            format!(
                "`aws cloudformation update-termination-protection --no-enable-termination-protection \
                 --stack-name {name}`"
            ),
        ));
    }
    if found.standing() == Standing::Busy {
        let message = format!("the stack `{name}` is busy: {}", found.status);
        return Err(
            Failure::new(message).help("try again when it rests; `stackpose events --follow` waits for that")
        );
    }
    Ok(())
}

async fn delete(
    connection: &Connection,
    found: &Stack,
    options: &Options,
    report: &Report,
    interrupts: &mut Interrupts,
) -> Result<Exit, Stop> {
    let Some(latest) = interrupts.or(events::since(connection, &found.id, None, Some(1))).await else {
        report::say(NOTHING);
        return Ok(Exit::Interrupted);
    };
    let last = latest?.last().map(|event| event.key.clone());
    down::delete(connection, &found.id, options.role_arn.as_deref(), &crate::aws::token()).await?;
    let shown = Shown::talk(report);
    let each = async |event: &Event| {
        if !report.is_quiet() {
            shown.show(event).into_iter().for_each(|line| report::say_colored(&line));
        }
    };
    let following = Following { connection, stack: &found.id, last, retried: follow::retried(report) };
    let happened = match following.follow(each, interrupts).await? {
        Followed::Rested(happened) => happened,
        Followed::Interrupted => {
            report::say(&format!(
                "\nstackpose: no longer following; the stack `{}` goes on to be deleted\n",
                found.name
            ));
            return Ok(Exit::Interrupted);
        }
    };
    let status = happened.last().map(|event| event.status.as_str()).unwrap_or_default();
    if status == "DELETE_COMPLETE" {
        return Ok(Exit::Done);
    }
    let why = events::told_cause(&happened);
    let failure = Failure::new(format!("the stack `{}` could not be deleted{why}", found.name));
    Err(failure.help(format!("it is {status}; remove what holds it, then `stackpose down` again")).into())
}

fn show(outcome: &Outcome<'_>, width: Option<usize>) -> String {
    let row = |what: &str, resource: &Resource| {
        let kind = resource.kind.strip_prefix("AWS::").unwrap_or(&resource.kind).to_owned();
        vec![what.to_owned(), resource.id.clone(), kind, resource.physical_id.clone()]
    };
    let rows: Vec<Vec<String>> = (outcome.deleted.iter().map(|it| row("delete", it)))
        .chain(outcome.retained.iter().map(|it| row("KEEP", it)))
        .collect();
    let (gone, kept) = (outcome.deleted.len(), outcome.retained.len());
    let table = table::table(&["", "RESOURCE", "TYPE", "NAME"], &rows, width);
    format!("{table}\nstack `{}`: {gone} to delete, {kept} to keep\n", outcome.stack)
}
