//! `stackpose events`: what happened to the stack.

use std::io::IsTerminal as _;

use clap::Args;

use super::{Shape, Stop, Target, terminal};
use crate::assemble::Request;
use crate::cli::Exit;
use crate::cli::report::{self, Report};
use crate::deploy::events::{self, Event};
use crate::deploy::stack::{self, Standing};

/// Options of `events`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    target: Target,
    /// Go on until the stack rests
    #[arg(long)]
    follow: bool,
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
    let door = options.target.account.open().await?;
    // By its ARN a stack is found while it is deleted, too.
    let found = stack::find(&door, &name).await?;
    let id = found.as_ref().map_or(name.as_str(), |stack| stack.id.as_str());
    let happened = events::since(&door, id, None, Some(options.tail)).await?;
    let shown = Shown::new(report);
    let print = |event: &Event| match options.format {
        Shape::Json => report::print(&compact(event), None),
        Shape::Human => report::print(&shown.line(event), None),
    };
    for event in &happened {
        print(event);
    }
    let busy = found.as_ref().is_some_and(|stack| stack.standing() == Standing::Busy);
    if options.follow && busy {
        let last = happened.last().map(|event| event.key.clone());
        events::follow(&door, id, last, |event| {
            print(event);
        })
        .await?;
    }
    Ok(Exit::Done)
}

/// An event in one line.
fn compact(event: &Event) -> String {
    serde_json::to_string(event).expect("internal error: plain data is always JSON") + "\n"
}

/// How events are shown: a line each, coloured and cut for a window, plain and whole for a log.
#[derive(Debug)]
pub(super) struct Shown {
    width: Option<usize>,
    colored: bool,
}

impl Shown {
    pub(super) fn new(report: &Report) -> Self {
        let stream = std::io::stderr();
        Self { width: terminal::width().filter(|_| stream.is_terminal()), colored: report.colors(&stream) }
    }

    /// The line of an event; a log has no use for what begins, only for what comes of it.
    pub(super) fn show(&self, event: &Event) -> Option<String> {
        let begins = event.status.ends_with("_IN_PROGRESS") && !event.of_stack && event.reason.is_none();
        (self.width.is_some() || !begins).then(|| self.line(event))
    }

    pub(super) fn line(&self, event: &Event) -> String {
        let time = event.time.split_once('T').map_or(event.time.as_str(), |(_, time)| time);
        let time: String = time.chars().take(8).collect();
        let kind = event.kind.strip_prefix("AWS::").unwrap_or(&event.kind);
        let reason = event
            .reason
            .as_deref()
            .map(|reason| format!("  {}", reason.replace('\n', " ")))
            .unwrap_or_default();
        let line = format!("{time}  {:<20}  {}  {kind}{reason}", event.status, event.id);
        let line = crate::deploy::table::cut(&line, self.width);
        let color = match event.status.as_str() {
            status if status.ends_with("_FAILED") || status.contains("ROLLBACK") => "31",
            status if status.ends_with("_COMPLETE") => "32",
            _ => return line + "\n",
        };
        if self.colored { format!("\u{1b}[{color}m{line}\u{1b}[0m\n") } else { line + "\n" }
    }
}
