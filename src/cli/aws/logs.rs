//! `stackpose logs`: what the services log.

use std::collections::BTreeMap;

use clap::Args;

use super::follow::{self, Follow};
use super::{Shape, Stop, Target, no_service};
use crate::aws::log_lines::Line;
use crate::aws::log_streams::{self, Streams};
use crate::aws::logs::{self, Look, Wanted};
use crate::cli::Exit;
use crate::cli::report::{self, Report};
use crate::cli::usage_error::UsageError;
use crate::grammar::duration::Duration;
use crate::loader::Request;
use crate::sanitise;

/// Options of `logs`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    /// Services; all without any
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    pub(super) follow: Follow,
    /// From when on: how far back, such as `10m` or `1h30m`, or a time, such as `2026-01-02T13:23:37Z`;
    /// without it the last hour, and with `--tail` as far back as needed
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// The newest lines of each service only
    #[arg(short = 'n', long, visible_alias = "lines", value_name = "COUNT")]
    tail: Option<usize>,
    /// Show when a line was logged
    #[arg(short, long)]
    timestamps: bool,
    /// Show the lines alone, without the service's name
    #[arg(long)]
    no_log_prefix: bool,
    /// How they are printed; JSON is an object a line
    #[arg(long, value_enum, default_value_t = Shape::Human)]
    format: Shape,
}

/// Prints the lines.
pub(super) async fn run(request: Request, options: &Options, report: &Report) -> Result<Exit, Stop> {
    let since = options.since.as_deref().map(begin).transpose()?;
    let name = options.target.stack(&request, report)?;
    let connection = options.target.account.open().await?;
    let streams = log_streams::find(&connection, &name).await?;
    check(options, &streams, &name)?;
    if let Some(unread) = streams.unread() {
        note(report, &format!("only the stack's own log groups are looked at for some services: {unread}"));
    }
    let wanted = Wanted { services: options.services.clone(), since, tail: options.tail };
    for lost in options.services.iter().filter_map(|service| lost(&streams, service)) {
        note(report, &lost);
    }
    let look = Look {
        connection: &connection,
        streams: &streams,
        wanted: &wanted,
        retried: follow::retried(report),
    };
    let mut printed =
        Printed { options, colored: report.colors(&std::io::stdout()), colors: BTreeMap::new() };
    if options.follow.follow {
        look.follow(|line| report::show_part(&printed.text(line))).await?;
        return Ok(Exit::Done);
    }
    let lines = look.read().await?;
    let text: String = lines.iter().map(|line| printed.text(line)).collect();
    if lines.is_empty() {
        note(report, &nothing(options));
        if options.services.is_empty() {
            streams.services().filter_map(|service| lost(&streams, service)).for_each(|it| note(report, &it));
        }
    }
    Ok(report::show_colored(&text))
}

/// From when on, in milliseconds since 1970.
fn begin(since: &str) -> Result<i64, Stop> {
    let back = Duration::parse(since).ok().and_then(|back| u64::try_from(back.as_nanos()).ok());
    let begin = back.map(|back| logs::ago(std::time::Duration::from_nanos(back)));
    begin.or_else(|| logs::moment(since)).ok_or_else(|| {
        UsageError::new(
            "--since wants a duration such as `90s`, `10m` or `1h30m`, or a time and its zone such as \
             `2026-01-02T13:23:37Z`",
        )
        .into()
    })
}

/// A service that the stack does not have is a slip, and not one that is silent.
fn check(options: &Options, streams: &Streams, stack: &str) -> Result<(), Stop> {
    let known: Vec<&str> = streams.services().collect();
    let unknown = options.services.iter().find(|service| !known.contains(&service.as_str()));
    // A stack that says nothing of its services is asked for any.
    let Some(unknown) = unknown.filter(|_| !known.is_empty()) else { return Ok(()) };
    let error = no_service(unknown, &known, stack);
    let file = options.follow.follow && unknown.contains(['.', '/']);
    let help = "behind `logs`, `-f` is `--follow`: `-f FILE` stands before the command";
    Err(if file { error.help(help) } else { error }.into())
}

/// Why nothing is seen of a service.
fn lost(streams: &Streams, service: &str) -> Option<String> {
    Some(match streams.elsewhere(service)? {
        "none" => format!("the lines of `{service}` are kept nowhere: its log driver is `none`"),
        driver => format!("the lines of `{service}` go where its log driver `{driver}` says"),
    })
}

fn note(report: &Report, text: &str) {
    if !report.is_quiet() {
        report::note(text);
    }
}

fn nothing(options: &Options) -> String {
    match (&options.since, options.tail) {
        (Some(since), _) if Duration::parse(since).is_ok() => {
            format!("nothing was logged in the last {since}")
        }
        (Some(since), _) => format!("nothing was logged since {since}"),
        (None, None) => "nothing was logged in the last hour; `--since` looks further back".to_owned(),
        (None, Some(_)) => "nothing was logged".to_owned(),
    }
}

/// How lines are printed: each service has a colour of its own, in the order in which they speak.
struct Printed<'a> {
    options: &'a Options,
    colored: bool,
    colors: BTreeMap<String, usize>,
}

/// Cyan, yellow, green, magenta, blue, and the same brighter.
const COLORS: [u8; 10] = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];

impl Printed<'_> {
    fn text(&mut self, line: &Line) -> String {
        if self.options.format == Shape::Json {
            let text = serde_json::to_string(line).expect("internal error: plain data is always JSON");
            return sanitise::json(&text).into_owned() + "\n";
        }
        let next = self.colors.len();
        let index = *self.colors.entry(line.service.clone()).or_insert(next);
        let time = if self.options.timestamps { logs::time(line.timestamp) + " " } else { String::new() };
        let width = self.colors.keys().map(|service| service.chars().count()).max().unwrap_or_default();
        let prefix = match (self.options.no_log_prefix, self.colored, COLORS.get(index % COLORS.len())) {
            (true, _, _) => String::new(),
            (false, true, Some(color)) => format!("\u{1b}[{color}m{:<width$} |\u{1b}[0m ", line.service),
            (false, _, _) => format!("{:<width$} | ", line.service),
        };
        // A tab may stand in a line, and nothing else that is not seen.
        let shown = |text: &str| sanitise::line(&text.replace('\t', "    ")).into_owned();
        let lines: Vec<String> =
            line.message.lines().map(|text| format!("{prefix}{time}{}\n", shown(text))).collect();
        lines.concat()
    }
}
