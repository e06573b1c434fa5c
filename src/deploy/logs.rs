//! What the containers of a stack log, from CloudWatch Logs: in the order of time, page by page, and as it comes.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html>

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use aws_sdk_cloudwatchlogs::types::FilteredLogEvent;
use serde::Serialize;

use super::client::Door;
use super::failure::{self, Failure};
use super::stack;

/// How long between two looks.
const EVERY: Duration = Duration::from_millis(1500);

/// How far back a look reaches, in milliseconds: what is logged is not there at once, and not in order.
const LATE: i64 = 30_000;

/// How many looks in a row may come to nothing before the following ends.
const LOST: usize = 5;

/// What is wanted of the logs.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Services; all without any.
    pub services: Vec<String>,
    /// Milliseconds since 1970.
    pub since: i64,
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
}

/// The log groups of a stack.
pub async fn groups(door: &Door, name: &str) -> Result<Vec<String>, Failure> {
    let found = stack::need(door, name).await?;
    let resources = stack::resources(door, &found.id).await?;
    let groups =
        resources.into_iter().filter(|it| it.kind == "AWS::Logs::LogGroup" && !it.physical_id.is_empty());
    let groups: Vec<String> = groups.map(|resource| resource.physical_id).collect();
    if groups.is_empty() {
        return Err(Failure::new(format!("the stack `{name}` has no log group")));
    }
    Ok(groups)
}

/// The lines there are, oldest first.
pub async fn read(door: &Door, groups: &[String], wanted: &Wanted) -> Result<Vec<Line>, Failure> {
    let mut all = Vec::new();
    for group in groups {
        if wanted.services.is_empty() {
            all.extend(pages(door, group, None, wanted).await?);
        }
        for service in &wanted.services {
            all.extend(pages(door, group, Some(format!("{service}/")), wanted).await?);
        }
    }
    // Lines of one moment keep their order.
    all.sort_by_key(|line| line.timestamp);
    let most = wanted.tail.unwrap_or(usize::MAX);
    Ok(all.split_off(all.len().saturating_sub(most)))
}

/// Every page of a group, the newest lines only where no more are wanted. An empty page is no end: the token is.
async fn pages(
    door: &Door,
    group: &str,
    prefix: Option<String>,
    wanted: &Wanted,
) -> Result<VecDeque<Line>, Failure> {
    let client = door.logs();
    let (mut found, mut token) = (VecDeque::new(), None::<String>);
    loop {
        let call = client.filter_log_events().log_group_name(group).start_time(wanted.since);
        let call = call.set_log_stream_name_prefix(prefix.clone()).set_next_token(token.clone());
        let page = call.send().await.map_err(|error| failure::of("read the logs", &error))?;
        // What stands in for AWS does not always know of prefixes.
        let ours = |event: &&FilteredLogEvent| {
            let stream = event.log_stream_name().unwrap_or_default();
            prefix.as_ref().is_none_or(|prefix| stream.starts_with(prefix))
        };
        for event in page.events().iter().filter(ours) {
            found.push_back(line(event));
            if wanted.tail.is_some_and(|most| found.len() > most) {
                found.pop_front();
            }
        }
        let next = page.next_token().map(str::to_owned);
        if next.is_none() || next == token {
            return Ok(found);
        }
        token = next;
    }
}

fn line(event: &FilteredLogEvent) -> Line {
    let stream = event.log_stream_name().unwrap_or_default();
    let (timestamp, message) = (event.timestamp().unwrap_or_default(), event.message().unwrap_or_default());
    let key = event.event_id().map_or_else(|| format!("{timestamp} {stream} {message}"), str::to_owned);
    let (service, task) = parted(stream);
    let message = message.trim_end_matches(['\n', '\r']).to_owned();
    Line { timestamp, service: service.to_owned(), task: task.to_owned(), message, key }
}

/// A stream is `PREFIX/CONTAINER/TASK`, and the prefix is the service.
fn parted(stream: &str) -> (&str, &str) {
    let service = stream.split('/').next().unwrap_or_default();
    (service, stream.rsplit('/').next().unwrap_or_default())
}

/// Hands over what comes, each line once, until Ctrl-C or until nobody takes more.
pub async fn follow(
    door: &Door,
    groups: &[String],
    wanted: &Wanted,
    mut each: impl FnMut(&Line) -> bool,
) -> Result<(), Failure> {
    tokio::select! {
        ended = forever(door, groups, wanted, &mut each) => ended,
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}

async fn forever(
    door: &Door,
    groups: &[String],
    wanted: &Wanted,
    each: &mut impl FnMut(&Line) -> bool,
) -> Result<(), Failure> {
    let mut wanted = wanted.clone();
    let (mut seen, mut lost) = (Seen::default(), 0);
    loop {
        match read(door, groups, &wanted).await {
            Ok(lines) => {
                lost = 0;
                // Nobody reads on.
                if !lines.iter().filter(|line| seen.is_new(line)).all(&mut *each) {
                    return Ok(());
                }
                wanted = Wanted { since: seen.since(wanted.since), tail: None, ..wanted };
            }
            Err(failure) if failure.passing && lost < LOST => lost += 1,
            Err(failure) => return Err(failure),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// The lines that were handed over lately.
#[derive(Debug, Default)]
struct Seen {
    keys: BTreeMap<String, i64>,
    newest: i64,
}

impl Seen {
    fn is_new(&mut self, line: &Line) -> bool {
        self.newest = self.newest.max(line.timestamp);
        self.keys.insert(line.key.clone(), line.timestamp).is_none()
    }

    /// From when on to look next; what is older is forgotten.
    fn since(&mut self, before: i64) -> i64 {
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
        Line { timestamp, service, task, message, key: key.to_owned() }
    }

    #[test]
    fn a_stream_tells_service_and_task() {
        assert_eq!(parted("web/web/0123"), ("web", "0123"));
        assert_eq!(parted(""), ("", ""));
    }

    #[test]
    fn each_line_comes_once_and_late_ones_too() {
        let mut seen = Seen::default();
        assert!(seen.is_new(&made(100_000, "a")));
        assert!(!seen.is_new(&made(100_000, "a")));
        assert_eq!(seen.since(0), 70_000);
        assert!(seen.is_new(&made(80_000, "late")));
        assert!(!seen.is_new(&made(100_000, "a")));
        seen.is_new(&made(200_000, "b"));
        assert_eq!(seen.since(70_000), 170_000);
        assert_eq!(seen.keys.len(), 1);
    }
}
