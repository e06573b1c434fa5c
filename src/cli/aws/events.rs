//! `stackpose events`: what happened to the stack, and with `--follow` whether it went well.

use clap::Args;

use super::follow::{self, Follow};
use super::{Shape, Stop, Target, terminal};
use crate::aws::events::{self, Event, Followed, Following};
use crate::aws::stack::{self, Stack, Standing};
use crate::aws::{Connection, Failure, Interrupts};
use crate::cli::Exit;
use crate::cli::report::{self, Report};
use crate::loader::Request;
use crate::sanitise;

/// Options of `events`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    pub(super) follow: Follow,
    /// The newest ones only
    #[arg(long, value_name = "COUNT", default_value_t = 100)]
    tail: usize,
    /// How they are printed; JSON is an event a line
    #[arg(long, value_enum, default_value_t = Shape::Human)]
    format: Shape,
}

/// Prints the events.
pub(super) async fn run(request: Request, options: &Options, report: &Report) -> Result<Exit, Stop> {
    let name = options.target.stack(&request, report)?;
    let connection = options.target.account.open().await?;
    // By its ARN a stack is found while it is deleted, too.
    let found = stack::find(&connection, &name).await?;
    let id = found.as_ref().map_or(name.as_str(), |stack| stack.id.as_str());
    // To follow, one must know where the looking back ended.
    let one = usize::from(options.follow.follow);
    let mut happened = events::since(&connection, id, None, Some(options.tail.max(one))).await?;
    let shown = Shown::product(report);
    let print = |event: &Event| match options.format {
        Shape::Json => report::show(&compact(event)),
        Shape::Human => report::show_colored(&shown.line(event)),
    };
    for event in happened.iter().skip(happened.len().saturating_sub(options.tail)) {
        print(event);
    }
    if !options.follow.follow {
        return Ok(Exit::Done);
    }
    if goes_on(&connection, found.as_ref(), happened.last()).await? {
        let last = happened.last().map(|event| event.key.clone());
        let mut interrupts = Interrupts::listen()?;
        let each = async |event: &Event| {
            print(event);
        };
        let following =
            Following { connection: &connection, stack: id, last, retried: follow::retried(report) };
        match following.follow(each, &mut interrupts).await? {
            Followed::Rested(since) => happened.extend(since),
            Followed::Interrupted => return Ok(Exit::Interrupted),
        }
    }
    ended(&name, &happened)
}

/// Whether there is something to follow. The stack may have come to rest between the two questions; it is
/// asked again where its last event says so, for there may be none after that.
async fn goes_on(
    connection: &Connection,
    found: Option<&Stack>,
    last: Option<&Event>,
) -> Result<bool, Failure> {
    let busy = |stack: &Stack| stack.standing() == Standing::Busy;
    let Some(stack) = found.filter(|stack| busy(stack)) else { return Ok(false) };
    if !last.is_some_and(Event::ends) {
        return Ok(true);
    }
    Ok(stack::find(connection, &stack.id).await?.as_ref().is_some_and(busy))
}

/// Who followed wants to know whether it went well, a script by the exit code.
fn ended(stack: &str, happened: &[Event]) -> Result<Exit, Stop> {
    let operation = events::of_last(happened);
    let bad = |end: &&Event| end.ends() && !end.ends_well();
    let Some(end) = operation.last().filter(bad) else { return Ok(Exit::Done) };
    let why = events::told_cause(operation);
    Err(Failure::new(format!("the stack `{stack}` is {}{why}", end.status)).into())
}

/// An event in one line.
fn compact(event: &Event) -> String {
    let text = serde_json::to_string(event).expect("internal error: plain data is always JSON");
    sanitise::json(&text).into_owned() + "\n"
}

/// How events are shown: a line each, coloured and cut for a window, plain and whole for a log.
#[derive(Debug)]
pub(super) struct Shown {
    width: Option<usize>,
    colored: bool,
}

impl Shown {
    /// Beside the product: on standard error.
    pub(super) fn talk(report: &Report) -> Self {
        Self { width: terminal::width(), colored: report.colors(&std::io::stderr()) }
    }

    /// As the product: on standard output.
    fn product(report: &Report) -> Self {
        Self { width: terminal::width_of_product(), colored: report.colors(&std::io::stdout()) }
    }

    /// The line of an event; a log has no use for what begins, only for what comes of it.
    pub(super) fn show(&self, event: &Event) -> Option<String> {
        let begins = event.status.ends_with("_IN_PROGRESS") && !event.of_stack && event.reason.is_none();
        (self.width.is_some() || !begins).then(|| self.line(event))
    }

    fn line(&self, event: &Event) -> String {
        let time = event.time.split_once('T').map_or(event.time.as_str(), |(_, time)| time);
        let time: String = time.chars().take(8).collect();
        let kind = event.kind.strip_prefix("AWS::").unwrap_or(&event.kind);
        let reason = event
            .reason
            .as_deref()
            .map(|reason| format!("  {}", sanitise::line(&reason.replace('\n', " "))))
            .unwrap_or_default();
        let line = format!("{:<20}  {}  {kind}{reason}", event.status, event.id);
        // In a narrow window the resource counts more than the time.
        let line = if self.width.is_some_and(|width| width < 60) { line } else { format!("{time}  {line}") };
        let line = crate::aws::table::cut(&line, self.width);
        let color = match event.status.as_str() {
            status if status.ends_with("_FAILED") || status.contains("ROLLBACK") => "31",
            status if status.ends_with("_COMPLETE") => "32",
            _ => return line + "\n",
        };
        if self.colored { format!("\u{1b}[{color}m{line}\u{1b}[0m\n") } else { line + "\n" }
    }
}
