//! `stackpose logs`: what the services log.

use std::collections::BTreeMap;
use std::time::Duration;

use clap::Args;

use super::{Shape, Stop, Target, terminal};
use crate::assemble::Request;
use crate::cli::Exit;
use crate::cli::report::{self, Report};
use crate::deploy::logs::{self, Line, Wanted};

/// Options of `logs`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    /// Services; all without any
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    #[command(flatten)]
    target: Target,
    /// Go on until Ctrl-C
    #[arg(long)]
    follow: bool,
    /// How far back, such as `10m` or `2h30m`
    #[arg(long, value_name = "DURATION", default_value = "1h")]
    since: String,
    /// The newest lines only
    #[arg(long, visible_alias = "lines", value_name = "COUNT")]
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
    let since = crate::grammar::duration::Duration::parse(&options.since)
        .ok()
        .and_then(|since| u64::try_from(since.as_nanos()).ok())
        .ok_or_else(|| Stop::Usage("--since wants a duration such as `90s`, `10m` or `2h30m`".to_owned()))?;
    let name = options.target.stack(&request, report)?;
    let door = options.target.account.open().await?;
    let groups = logs::groups(&door, &name).await?;
    let wanted = Wanted {
        services: options.services.clone(),
        since: logs::ago(Duration::from_nanos(since)),
        tail: options.tail,
    };
    let mut printed =
        Printed { options, colored: report.colors(&std::io::stdout()), colors: BTreeMap::new() };
    if options.follow {
        logs::follow(&door, &groups, &wanted, |line| terminal::more(&printed.text(line))).await?;
        return Ok(Exit::Done);
    }
    let lines = logs::read(&door, &groups, &wanted).await?;
    let text: String = lines.iter().map(|line| printed.text(line)).collect();
    if lines.is_empty() && !report.is_quiet() {
        report::say(&format!("stackpose: nothing was logged in the last {}\n", options.since));
    }
    Ok(report::print(&text, None))
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
            return serde_json::to_string(line).expect("internal error: plain data is always JSON") + "\n";
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
        let lines: Vec<String> = line.message.lines().map(|text| format!("{prefix}{time}{text}\n")).collect();
        lines.concat()
    }
}
