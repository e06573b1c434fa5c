//! The logs of the containers of a stack, from CloudWatch Logs: in the order of time, page by page, and as
//! they come.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html>

use std::time::Duration;

use serde_json::{Value, json};

use super::calls;
use super::client::Connection;
use super::failure::{self, Failure};
use super::interrupts::Interrupts;
use super::log_lines::{Found, Line, Seen};
use super::log_streams::{Event, Page, Query, Streams};

/// How long between two looks.
const EVERY: Duration = Duration::from_millis(1500);

/// How many calls in a row may come to nothing, beside those that the SDK tries again by itself.
const MAX_POLL_FAILURES: usize = 5;

/// How far back one looks where nobody says.
const RECENT: Duration = Duration::from_hours(1);

/// How far back one looks for the newest lines, step by step until there are enough; after these come all
/// there are.
const FURTHER: [Duration; 3] =
    [Duration::from_hours(6), Duration::from_hours(36), Duration::from_hours(9 * 24)];

/// The lines that are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Services; all without any.
    pub services: Vec<String>,
    /// Milliseconds since 1970; else as far back as the newest lines are, or the last hour.
    pub since: Option<i64>,
    /// The newest lines of each service only.
    pub tail: Option<usize>,
}

/// The log groups and streams to read.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The account.
    pub connection: &'a Connection,
    /// Where the lines are.
    pub streams: &'a Streams,
    /// Which are wanted.
    pub wanted: &'a Wanted,
    /// Hears of what went wrong and is tried again.
    pub retried: fn(&Failure),
}

/// A span of time, in milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: i64,
    /// The last moment; none is now.
    to: Option<i64>,
}

impl Look<'_> {
    /// The lines there are, oldest first.
    pub async fn read(self) -> Result<Vec<Line>, Failure> {
        self.first(&mut Seen::new(self.begin())).await
    }

    /// Hands over lines as they come, each once, until Ctrl-C or until `each` takes no more.
    pub async fn follow(self, mut each: impl FnMut(&Line) -> bool) -> Result<(), Failure> {
        let mut interrupts = Interrupts::listen()?;
        interrupts.or(self.forever(&mut each)).await.unwrap_or(Ok(()))
    }

    async fn forever(self, each: &mut impl FnMut(&Line) -> bool) -> Result<(), Failure> {
        let mut seen = Seen::new(self.begin());
        let mut lines = self.first(&mut seen).await?;
        // Else nobody reads on.
        while lines.iter().all(&mut *each) {
            tokio::time::sleep(EVERY).await;
            let mut found = Found::new(None);
            let span = Span { from: seen.since(), to: None };
            self.at(span, &self.wanted.services, &mut seen, &mut found).await?;
            seen.advance();
            lines = found.lines();
        }
        Ok(())
    }

    /// From when on the first look goes, before it goes further back.
    fn begin(self) -> i64 {
        self.wanted.since.map_or_else(|| ago(RECENT), |since| since.min(ago(Duration::ZERO)))
    }

    /// The first look. Where only the newest lines are wanted, it goes back until there are enough of each
    /// service.
    async fn first(self, seen: &mut Seen) -> Result<Vec<Line>, Failure> {
        let mut found = Found::new(self.wanted.tail);
        let mut span = Span { from: seen.since(), to: None };
        self.at(span, &self.wanted.services, seen, &mut found).await?;
        let further = FURTHER.map(ago).into_iter().chain([0]).filter(|_| self.wanted.since.is_none());
        for from in further {
            let Some(services) = self.lacking(&found) else { break };
            span = Span { from, to: Some(span.from - 1) };
            self.at(span, &services, seen, &mut found).await?;
        }
        seen.advance();
        Ok(found.lines())
    }

    /// The services of which more lines are wanted than there are; any is meant where nothing is known of
    /// them.
    fn lacking(self, found: &Found) -> Option<Vec<String>> {
        self.wanted.tail.filter(|most| *most > 0)?;
        let known: Vec<String> = match self.wanted.services.as_slice() {
            [] => self.streams.services().map(str::to_owned).collect(),
            wanted => wanted.to_vec(),
        };
        if known.is_empty() {
            return found.lacks_all().then_some(known);
        }
        let lacking: Vec<String> = known.into_iter().filter(|service| found.lacks(service)).collect();
        (!lacking.is_empty()).then_some(lacking)
    }

    /// Finds the lines of a span that were not seen yet.
    async fn at(
        self,
        span: Span,
        services: &[String],
        seen: &mut Seen,
        found: &mut Found,
    ) -> Result<(), Failure> {
        for query in self.streams.queries(services) {
            let mut token = None;
            // An empty page is no end: the token is.
            while let Some(page) = self.page(&query, span, token.as_deref()).await? {
                let lines = page.events.iter().filter_map(|event| self.line(&query, services, event));
                lines.for_each(|line| found.add(line, seen));
                seen.forget();
                let next = page.next_token;
                if next.is_none() || next == token {
                    break;
                }
                token = next;
            }
        }
        Ok(())
    }

    /// A page of a query. What comes to nothing on the way is asked for again, from where it was: other pages
    /// are kept.
    async fn page(self, query: &Query<'_>, span: Span, token: Option<&str>) -> Result<Option<Page>, Failure> {
        let other = query.place.region.as_deref().map(|region| self.connection.in_region(region));
        let connection = other.as_ref().unwrap_or(self.connection);
        let body = page_request(query, span, token);
        let (mut lost, mut pace) = (0, self.connection.pace);
        loop {
            let asked = calls::json(connection, calls::LOGS, "FilterLogEvents", &body);
            let failure = match asked.await {
                Ok(found) => return Ok(Some(found)),
                Err(error) => failure::from_sdk("read the logs", &error),
            };
            // A group that is not the stack's comes to be with the first line.
            let absent = failure.code.as_deref() == Some("ResourceNotFoundException");
            if absent && !self.streams.is_own(query.place) {
                return Ok(None);
            }
            if !failure.passing || lost == MAX_POLL_FAILURES {
                return Err(self.of_class(failure, query, span));
            }
            lost += 1;
            (self.retried)(&failure);
            pace.wait().await;
        }
    }

    fn line(self, query: &Query<'_>, services: &[String], event: &Event) -> Option<Line> {
        let stream = &event.log_stream_name;
        let (service, task) = self.streams.owner(query, stream, services)?;
        Some(Line {
            timestamp: event.timestamp,
            service: service.to_owned(),
            task: task.to_owned(),
            message: event.message.trim_end_matches(['\n', '\r']).to_owned(),
            stream: format!("{} {stream}", query.place.group),
            id: event.id.clone(),
            came: event.ingestion_time.unwrap_or_else(|| event.timestamp.min(ago(Duration::ZERO))),
        })
    }

    /// Of a group that costs less, lines cannot be had like this.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html>
    fn of_class(self, failure: Failure, query: &Query<'_>, span: Span) -> Failure {
        let said = failure.message.to_lowercase();
        if !["infrequent", "log class"].iter().any(|word| said.contains(word)) {
            return failure;
        }
        let region = query.place.region.as_deref().unwrap_or_else(|| self.connection.region());
        let to = span.to.unwrap_or_else(|| ago(Duration::ZERO));
        let insights = insights(query, region, (span.from / 1000, to / 1000));
        let message = format!(
            "the lines of the log group `{}` cannot be read like this: its class is INFREQUENT_ACCESS \
             (`x-aws-logs_class`)",
            query.place.group
        );
        Failure { message, ..failure }
            .help(format!("Logs Insights reads them, in the console or so: {insights}"))
    }
}

/// The commands that read lines of any group.
/// <https://docs.aws.amazon.com/cli/latest/reference/logs/start-query.html>
fn insights(query: &Query<'_>, region: &str, (from, to): (i64, i64)) -> String {
    let quoted = |prefix: &&str| !prefix.contains(['\'', '"', '\\']);
    let filter = query.prefix.as_deref().filter(quoted);
    let filter = filter.map(|prefix| format!(" | filter @logStream like \"{prefix}/\"")).unwrap_or_default();
    format!(
        "`aws logs start-query --region {region} --log-group-name '{}' --start-time {from} --end-time {to} \
         --query-string \
         'fields @timestamp, @logStream, @message{filter} | sort @timestamp'`, then \
         `aws logs get-query-results --region {region} --query-id ID`",
        query.place.group
    )
}

/// The request for a page of a query.
fn page_request(query: &Query<'_>, span: Span, token: Option<&str>) -> Value {
    json!({
        "logGroupName": query.place.group,
        "startTime": span.from,
        "endTime": span.to,
        "nextToken": token,
        "logStreamNamePrefix": query.prefix.as_ref().map(|prefix| format!("{prefix}/")),
    })
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
    use crate::aws::log_streams::LogGroupPlace;

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
    fn insights_read_what_was_meant() {
        let place = LogGroupPlace { region: None, group: "/ecs/demo".to_owned() };
        for (prefix, filter) in
            [(None, ""), (Some("web"), " | filter @logStream like \"web/\""), (Some("it's"), "")]
        {
            let query = Query { place: &place, prefix: prefix.map(str::to_owned) };
            let wanted = format!(
                "`aws logs start-query --region r --log-group-name '/ecs/demo' --start-time 1 --end-time 2 \
                 --query-string \
                 'fields @timestamp, @logStream, @message{filter} | sort @timestamp'`, then "
            );
            let told = insights(&query, "r", (1, 2));
            assert!(told.starts_with(&wanted), "{told}");
        }
    }
}
