//! What the containers of a stack log, from CloudWatch Logs: in the order of time, page by page, and as it comes.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html>

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_cloudwatchlogs::types::FilteredLogEvent;
use aws_sdk_cloudwatchlogs::{Client, config};
use serde::Serialize;

use super::client::Door;
use super::failure::{self, Failure};
use super::log_streams::{Place, Query, Streams};

/// How long between two looks.
const EVERY: Duration = Duration::from_millis(1500);

/// How far back a look reaches, in milliseconds: what is logged is not there at once, and not in order.
const LATE: i64 = 30_000;

/// How many looks in a row may come to nothing before the following ends.
const LOST: usize = 5;

/// How far back one looks where nobody says.
const RECENT: Duration = Duration::from_hours(1);

/// How far back one looks for the newest lines, step by step until there are enough; after these come all there are.
const FURTHER: [Duration; 3] =
    [Duration::from_hours(6), Duration::from_hours(36), Duration::from_hours(9 * 24)];

/// What is wanted of the logs.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Services; all without any.
    pub services: Vec<String>,
    /// Milliseconds since 1970; else as far back as the newest lines are, or the last hour.
    pub since: Option<i64>,
    /// The newest lines only.
    pub tail: Option<usize>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Milliseconds since 1970.
    pub timestamp: i64,
    /// The service.
    pub service: String,
    /// The task, by its id.
    pub task: String,
    /// What was logged.
    pub message: String,
    #[serde(skip)]
    key: String,
    /// When it came to AWS, by the clock there.
    #[serde(skip)]
    came: i64,
}

/// The lines there are, oldest first.
pub async fn read(door: &Door, streams: &Streams, wanted: &Wanted) -> Result<Vec<Line>, Failure> {
    let look = Look { door, streams, services: &wanted.services };
    look.first(wanted, begin(wanted), &mut Seen::default()).await
}

/// From when on the first look goes, before it goes further back.
fn begin(wanted: &Wanted) -> i64 {
    wanted.since.unwrap_or_else(|| ago(RECENT))
}

/// A span of time, in milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: i64,
    /// The last moment; none is now.
    to: Option<i64>,
}

/// What is looked at.
#[derive(Debug, Clone, Copy)]
struct Look<'a> {
    door: &'a Door,
    streams: &'a Streams,
    services: &'a [String],
}

impl Look<'_> {
    /// The first look. Where only the newest lines are wanted, it goes back until there are enough.
    async fn first(self, wanted: &Wanted, begin: i64, seen: &mut Seen) -> Result<Vec<Line>, Failure> {
        let (None, Some(most @ 1..)) = (wanted.since, wanted.tail) else {
            return self.at(Span { from: begin, to: None }, wanted.tail, seen).await;
        };
        let mut found: Vec<Line> = Vec::new();
        let mut to = None;
        for from in [begin].into_iter().chain(FURTHER.map(ago)).chain([0]) {
            let mut older = self.at(Span { from, to }, Some(most - found.len()), seen).await?;
            older.append(&mut found);
            found = older;
            if found.len() >= most {
                break;
            }
            to = Some(from - 1);
        }
        Ok(found)
    }

    /// The lines of a span that were not seen yet, oldest first; of these the newest only where not all are wanted. All
    /// count as seen.
    async fn at(self, span: Span, most: Option<usize>, seen: &mut Seen) -> Result<Vec<Line>, Failure> {
        let mut found = Newest { most, lines: Vec::new() };
        for query in self.streams.queries(self.services) {
            self.pages(&query, span, seen, &mut found).await?;
        }
        Ok(found.lines)
    }

    /// Every page of a query. An empty page is no end: the token is.
    async fn pages(
        self,
        query: &Query<'_>,
        span: Span,
        seen: &mut Seen,
        found: &mut Newest,
    ) -> Result<(), Failure> {
        let client = client(self.door, query.place);
        let mut token = None::<String>;
        loop {
            let call = client.filter_log_events().log_group_name(&query.place.group);
            let call = call.start_time(span.from).set_end_time(span.to).set_next_token(token.clone());
            let prefix = query.prefix.as_ref().map(|prefix| format!("{prefix}/"));
            let page = match call.set_log_stream_name_prefix(prefix).send().await {
                Ok(page) => page,
                Err(error) => {
                    let failure = failure::of("read the logs", &error);
                    // A group that is not the stack's comes to be with the first line.
                    let absent = failure.code.as_deref() == Some("ResourceNotFoundException");
                    if absent && !self.streams.is_own(query.place) {
                        return Ok(());
                    }
                    return Err(of_class(failure, &query.place.group));
                }
            };
            let lines = page.events().iter().filter_map(|event| self.line(query, event));
            found.add(lines.filter(|line| seen.is_new(line)));
            seen.forget(0);
            let next = page.next_token().map(str::to_owned);
            if next.is_none() || next == token {
                return Ok(());
            }
            token = next;
        }
    }

    fn line(self, query: &Query<'_>, event: &FilteredLogEvent) -> Option<Line> {
        let stream = event.log_stream_name().unwrap_or_default();
        let (service, task) = self.streams.owner(query, stream, self.services)?;
        let (timestamp, message) =
            (event.timestamp().unwrap_or_default(), event.message().unwrap_or_default());
        let key = event.event_id().map_or_else(|| format!("{timestamp} {stream} {message}"), str::to_owned);
        let message = message.trim_end_matches(['\n', '\r']).to_owned();
        let came = event.ingestion_time().unwrap_or(timestamp);
        Some(Line { timestamp, service: service.to_owned(), task: task.to_owned(), message, key, came })
    }
}

/// Logs of the region of a log group.
fn client(door: &Door, place: &Place) -> Client {
    match &place.region {
        None => door.logs(),
        Some(region) => {
            let region = config::Region::new(region.clone());
            Client::from_conf(config::Builder::from(&door.config).region(region).build())
        }
    }
}

/// Of a group that costs less, lines cannot be had like this.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html>
fn of_class(failure: Failure, group: &str) -> Failure {
    let said = failure.message.to_lowercase();
    if !["infrequent_access", "log-group-class", "log class"].iter().any(|word| said.contains(word)) {
        return failure;
    }
    let message = format!(
        "the lines of the log group `{group}` cannot be read like this: its class is INFREQUENT_ACCESS (`x-aws-logs_class`)"
    );
    Failure { message, ..failure }.help(format!(
        "Logs Insights reads them, in the console or so: `aws logs start-query --log-group-name {group} --start-time \
         SECONDS --end-time SECONDS --query-string 'fields @timestamp, @logStream, @message | sort @timestamp'`, then \
         `aws logs get-query-results --query-id ID`"
    ))
}

/// Lines in the order of time, the newest only where not all are wanted.
#[derive(Debug)]
struct Newest {
    most: Option<usize>,
    lines: Vec<Line>,
}

impl Newest {
    fn add(&mut self, lines: impl Iterator<Item = Line>) {
        self.lines.extend(lines);
        // Lines of one moment keep their order.
        self.lines.sort_by_key(|line| line.timestamp);
        let most = self.most.unwrap_or(usize::MAX);
        self.lines.drain(..self.lines.len().saturating_sub(most));
    }
}

/// Hands over what comes, each line once, until Ctrl-C or until nobody takes more.
pub async fn follow(
    door: &Door,
    streams: &Streams,
    wanted: &Wanted,
    mut each: impl FnMut(&Line) -> bool,
) -> Result<(), Failure> {
    let look = Look { door, streams, services: &wanted.services };
    tokio::select! {
        ended = forever(look, wanted, &mut each) => ended,
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}

async fn forever(
    look: Look<'_>,
    wanted: &Wanted,
    each: &mut impl FnMut(&Line) -> bool,
) -> Result<(), Failure> {
    let mut from = begin(wanted);
    let (mut seen, mut lost, mut first) = (Seen::default(), 0, true);
    loop {
        // What a look saw that broke off is not handed over, so it counts as not seen.
        let mut then = seen.clone();
        let looked = if first {
            look.first(wanted, from, &mut then).await
        } else {
            look.at(Span { from, to: None }, None, &mut then).await
        };
        match looked {
            Ok(lines) => {
                (seen, lost, first) = (then, 0, false);
                // Nobody reads on.
                if !lines.iter().all(&mut *each) {
                    return Ok(());
                }
                from = seen.forget(from);
            }
            Err(failure) if failure.passing && lost < LOST => lost += 1,
            Err(failure) => return Err(failure),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// The lines that were seen lately.
#[derive(Debug, Clone, Default)]
struct Seen {
    keys: BTreeMap<String, i64>,
    newest: i64,
}

impl Seen {
    fn is_new(&mut self, line: &Line) -> bool {
        // Where a clock goes ahead, the line is as new as AWS got it; else the lines of others would be behind at once.
        self.newest = self.newest.max(line.timestamp.min(line.came));
        self.keys.insert(line.key.clone(), line.timestamp).is_none()
    }

    /// From when on to look next; what is older is forgotten.
    fn forget(&mut self, before: i64) -> i64 {
        let since = before.max(self.newest - LATE);
        self.keys.retain(|_, timestamp| *timestamp >= since);
        since
    }
}

/// A moment as people write it, in UTC.
pub fn time(timestamp: i64) -> String {
    let time = aws_smithy_types::DateTime::from_millis(timestamp);
    time.fmt(aws_smithy_types::date_time::Format::DateTime).unwrap_or_default()
}

/// The same from what people write, with its zone, or from seconds since 1970.
pub fn moment(text: &str) -> Option<i64> {
    use aws_smithy_types::date_time::Format;
    let is_number = text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    let format = if is_number { Format::EpochSeconds } else { Format::DateTimeWithOffset };
    aws_smithy_types::DateTime::from_str(text, format).ok()?.to_millis().ok()
}

/// A time of the past in milliseconds since 1970, this long ago.
#[expect(clippy::disallowed_methods, reason = "`--since 10m` counts from now")]
pub fn ago(time: Duration) -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.saturating_sub(time).as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(timestamp: i64, key: &str) -> Line {
        let (service, task, message) = ("web".to_owned(), "1".to_owned(), "x".to_owned());
        Line { timestamp, service, task, message, key: key.to_owned(), came: timestamp }
    }

    #[test]
    fn each_line_comes_once_and_late_ones_too() {
        let mut seen = Seen::default();
        assert!(seen.is_new(&made(100_000, "a")));
        assert!(!seen.is_new(&made(100_000, "a")));
        assert_eq!(seen.forget(0), 70_000);
        assert!(seen.is_new(&made(80_000, "late")));
        assert!(!seen.is_new(&made(100_000, "a")));
        seen.is_new(&made(200_000, "b"));
        assert_eq!(seen.forget(70_000), 170_000);
        assert_eq!(seen.keys.len(), 1);
    }

    #[test]
    fn a_clock_that_goes_ahead_leaves_nobody_behind() {
        let mut seen = Seen::default();
        assert!(seen.is_new(&Line { came: 100_000, ..made(7_200_000, "ahead") }));
        assert_eq!(seen.forget(0), 70_000);
        assert!(!seen.is_new(&made(7_200_000, "ahead")));
    }

    #[test]
    fn the_newest_are_by_time_and_not_by_place() {
        let mut newest = Newest { most: Some(2), lines: Vec::new() };
        newest.add([made(3, "c"), made(1, "a")].into_iter());
        newest.add([made(2, "b"), made(3, "d")].into_iter());
        let keys: Vec<&str> = newest.lines.iter().map(|line| line.key.as_str()).collect();
        assert_eq!(keys, ["c", "d"]);
    }

    #[test]
    fn a_moment_has_a_zone() {
        for (text, wanted) in [
            ("1970-01-01T00:00:01Z", Some(1000)),
            ("1970-01-01T01:00:01.5+01:00", Some(1500)),
            ("1767360217", Some(1_767_360_217_000)),
            ("2026-01-02T13:23:37Z", Some(1_767_360_217_000)),
            ("2026-01-02T13:23:37", None),
            ("10", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(moment(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_group_of_another_class_is_told() {
        let said = "The log group x is of log-group-class INFREQUENT_ACCESS. FilterLogEvents is not supported for this log class.";
        let failure = of_class(Failure::new(said), "/ecs/demo");
        assert!(failure.to_string().contains("aws logs start-query --log-group-name /ecs/demo"), "{failure}");
        assert_eq!(of_class(Failure::new("other"), "x"), Failure::new("other"));
    }
}
