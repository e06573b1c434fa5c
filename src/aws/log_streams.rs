//! Where the containers of a stack log to: log groups and streams, by the task definitions that the stack
//! made.
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html>
//!
//! Task definitions are asked, and not the template: in them every reference and every parameter is a value
//! already, what was merged into the template is in them, and services and jobs have them alike. That is a
//! call for each of them, once. A group of the stack holds nothing else than its lines, so all of it is read,
//! with what containers of former deployments logged; of any other group only the streams of our containers
//! are.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::json;

use super::calls;
use super::client::Connection;
use super::ecs::{self, ContainerDefinition, Task};
use super::failure::{self, Failure};
use super::stack;

/// A page of lines.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Page {
    pub(super) events: Vec<Event>,
    pub(super) next_token: Option<String>,
}

/// A line.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Event {
    #[serde(rename = "eventId")]
    pub(super) id: Option<String>,
    pub(super) log_stream_name: String,
    pub(super) message: String,
    /// Milliseconds since 1970, as all times of CloudWatch Logs.
    pub(super) timestamp: i64,
    pub(super) ingestion_time: Option<i64>,
}

/// A log group, and its region where that is not the stack's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LogGroupPlace {
    pub(super) region: Option<String>,
    pub(super) group: String,
}

/// The content of a log group.
#[derive(Debug, Default)]
struct Group {
    own: bool,
    /// Prefix and container → service.
    streams: BTreeMap<(String, String), String>,
}

/// Which streams of a group are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query<'a> {
    pub(super) place: &'a LogGroupPlace,
    /// The first part of their names; all without one.
    pub(super) prefix: Option<String>,
}

/// Where the lines of a stack are.
#[derive(Debug, Default)]
pub struct Streams {
    groups: BTreeMap<LogGroupPlace, Group>,
    services: BTreeSet<String>,
    elsewhere: BTreeMap<String, String>,
    unread: Option<Failure>,
}

/// Looks where the containers of a stack log to.
pub async fn find(connection: &Connection, name: &str) -> Result<Streams, Failure> {
    let found = stack::need(connection, name).await?;
    let mut streams = Streams::default();
    for resource in stack::resources(connection, &found.id).await? {
        match resource.kind.as_str() {
            _ if resource.physical_id.is_empty() => {}
            "AWS::Logs::LogGroup" => {
                let place = LogGroupPlace { region: None, group: resource.physical_id };
                streams.groups.entry(place).or_default().own = true;
            }
            "AWS::ECS::TaskDefinition" => {
                // The stack's own group can be read all the same.
                if let Err(failure) = describe(connection, &resource.physical_id, &mut streams).await {
                    streams.unread = streams.unread.or(Some(failure));
                }
            }
            _ => {}
        }
    }
    match (streams.groups.is_empty() && streams.elsewhere.is_empty(), streams.unread) {
        (true, Some(failure)) => Err(failure),
        (true, None) => Err(Failure::new(format!("the stack `{name}` has no log group"))),
        (false, unread) => Ok(Streams { unread, ..streams }),
    }
}

/// The last lines that a container of a task logged; none where that is not known, or may not be asked.
pub(super) async fn last_lines(
    connection: &Connection,
    task: &Task,
    container: &str,
    count: i32,
) -> Vec<String> {
    let found = last_events(connection, task, container, count).await;
    found.iter().flatten().map(|event| event.message.trim_end().to_owned()).collect()
}

async fn last_events(
    connection: &Connection,
    task: &Task,
    container: &str,
    count: i32,
) -> Option<Vec<Event>> {
    let found = ecs::describe_task_definition(connection, &task.definition, ecs::Tags::Omitted).await.ok()?;
    let mut containers = found.task_definition.container_definitions.iter();
    let named = containers.find(|one| one.name == container)?;
    let Logging::Streams(place, prefix) = logging(named, connection.region()) else { return None };
    if place.region.is_some() {
        return None;
    }
    let id = task.arn.rsplit('/').next()?;
    let stream = format!("{prefix}/{container}/{id}");
    let body = json!({"logGroupName": place.group, "logStreamName": stream, "limit": count});
    let page: Page = calls::json(connection, calls::LOGS, "GetLogEvents", &body).await.ok()?;
    Some(page.events)
}

async fn describe(connection: &Connection, definition: &str, streams: &mut Streams) -> Result<(), Failure> {
    let answer = ecs::describe_task_definition(connection, definition, ecs::Tags::Included).await;
    let answer = answer.map_err(|error| failure::from_sdk("describe a task definition", &error))?;
    let service = ecs::tag(&answer.tags, "com.docker.compose.service");
    for container in &answer.task_definition.container_definitions {
        streams.add(service, &container.name, logging(container, connection.region()));
    }
    Ok(())
}

/// How a container logs.
#[derive(Debug)]
enum Logging {
    /// To streams of CloudWatch Logs with this prefix.
    Streams(LogGroupPlace, String),
    /// By another driver.
    Elsewhere(String),
}

fn logging(container: &ContainerDefinition, here: &str) -> Logging {
    let Some(configuration) = &container.log_configuration else {
        return Logging::Elsewhere("none".to_owned());
    };
    let option = |name: &str| configuration.options.get(name).cloned();
    let driver = configuration.log_driver.as_str();
    match (option("awslogs-group"), option("awslogs-stream-prefix")) {
        (Some(group), Some(prefix)) if driver == "awslogs" => {
            let region = option("awslogs-region").filter(|region| region != here);
            Logging::Streams(LogGroupPlace { region, group }, prefix)
        }
        _ => Logging::Elsewhere(driver.to_owned()),
    }
}

impl Streams {
    fn add(&mut self, of_task: Option<&str>, container: &str, logging: Logging) {
        match logging {
            Logging::Streams(place, prefix) => {
                let service = service_of(of_task, container, Some(&prefix));
                self.services.insert(service.clone());
                let group = self.groups.entry(place).or_default();
                group.streams.insert((prefix, container.to_owned()), service);
            }
            Logging::Elsewhere(driver) => {
                let service = service_of(of_task, container, None);
                self.services.insert(service.clone());
                self.elsewhere.insert(service, driver);
            }
        }
    }

    /// The services of the stack, in the order of their names; none where its task definitions are not known.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        self.services.iter().filter(|_| self.unread.is_none()).map(String::as_str)
    }

    /// Why a task definition could not be read: its containers may log to groups that are not looked at.
    pub fn unread(&self) -> Option<&Failure> {
        self.unread.as_ref()
    }

    /// The log driver of a service whose lines are not in CloudWatch Logs.
    pub fn elsewhere(&self, service: &str) -> Option<&str> {
        self.elsewhere.get(service).map(String::as_str)
    }

    /// The queries for the lines of these services; of all without any.
    pub(super) fn queries(&self, wanted: &[String]) -> Vec<Query<'_>> {
        let mut queries = Vec::new();
        for (place, group) in &self.groups {
            if group.own && wanted.is_empty() {
                queries.push(Query { place, prefix: None });
                continue;
            }
            let streams = group.streams.iter();
            let ours = streams.filter(|(_, service)| wanted.is_empty() || wanted.contains(service));
            let mut prefixes: BTreeSet<&str> = ours.map(|((prefix, _), _)| prefix.as_str()).collect();
            if group.own {
                // A sidecar that logs, such as the proxy of Service Connect, has the service's own name.
                prefixes.extend(wanted.iter().map(String::as_str));
            }
            queries.extend(prefixes.into_iter().map(|it| Query { place, prefix: Some(it.to_owned()) }));
        }
        queries
    }

    /// Service and task of a stream that a query found, if it is one of those that were meant.
    pub(super) fn owner<'a>(
        &'a self,
        query: &Query<'_>,
        stream: &'a str,
        wanted: &[String],
    ) -> Option<(&'a str, &'a str)> {
        let group = self.groups.get(query.place)?;
        let (prefix, container, task) = parted(stream);
        // A prefix may be the beginning of another, and what stands in for AWS does not always know of them.
        if query.prefix.as_deref().is_some_and(|asked| asked != prefix) {
            return None;
        }
        let known = group.streams.get(&(prefix.to_owned(), container.to_owned())).map(String::as_str);
        let service = known.or(group.own.then_some(prefix))?;
        (wanted.is_empty() || wanted.iter().any(|it| it == service)).then_some((service, task))
    }

    /// Whether a group was made by the stack.
    pub(super) fn is_own(&self, place: &LogGroupPlace) -> bool {
        self.groups.get(place).is_some_and(|group| group.own)
    }
}

/// A stream is `PREFIX/CONTAINER/TASK`.
fn parted(stream: &str) -> (&str, &str, &str) {
    let (rest, task) = stream.rsplit_once('/').unwrap_or((stream, stream));
    let (prefix, container) = rest.rsplit_once('/').unwrap_or((rest, ""));
    (prefix, container, task)
}

/// Whose container it is. A service's own has its name, where that may be one; those of ours that stand
/// beside it have the prefix of the service whose task it is.
fn service_of(of_task: Option<&str>, container: &str, prefix: Option<&str>) -> String {
    let named = |service: &str| {
        let fine = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        service.chars().map(|c| if fine(c) { c } else { '-' }).eq(container.chars())
    };
    let of_name = prefix.filter(|prefix| named(prefix)).or(of_task.filter(|service| named(service)));
    let beside = prefix.filter(|&prefix| of_task.is_none_or(|service| service == prefix));
    of_name.or(beside).unwrap_or(container).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(group: &str) -> LogGroupPlace {
        LogGroupPlace { region: None, group: group.to_owned() }
    }

    /// `web` with a container of ours beside it, `api` in a group of somebody else, `db` with a prefix that
    /// `api` has, too.
    fn streams() -> Streams {
        let mut streams = Streams::default();
        streams.groups.entry(place("own")).or_default().own = true;
        for (task, container, group, prefix) in [
            ("web", "web", "own", "web"),
            ("web", "prepare", "own", "web"),
            ("api", "api", "other", "team/x"),
            ("api", "prepare", "own", "api"),
            ("db", "db", "other", "team"),
        ] {
            streams.add(Some(task), container, Logging::Streams(place(group), prefix.to_owned()));
        }
        streams.add(Some("quiet"), "quiet", Logging::Elsewhere("splunk".to_owned()));
        streams
    }

    fn asked(streams: &Streams, wanted: &[&str]) -> Vec<String> {
        let wanted: Vec<String> = wanted.iter().map(|&it| it.to_owned()).collect();
        let queries = streams.queries(&wanted);
        let text = |it: &Query<'_>| format!("{} {}", it.place.group, it.prefix.as_deref().unwrap_or("*"));
        queries.iter().map(text).collect()
    }

    #[test]
    fn a_container_is_of_a_service() {
        for (of_task, container, prefix, service) in [
            (Some("web"), "web", Some("web"), "web"),
            (Some("web"), "prepare", Some("web"), "web"),
            (Some("web"), "web", Some("proxy"), "web"),
            (Some("web"), "side", Some("side"), "side"),
            (Some("web"), "side", Some("proxy"), "side"),
            (Some("my.web"), "my-web", Some("my.web"), "my.web"),
            (Some("my.web"), "my-web", None, "my.web"),
            (None, "main", Some("app"), "app"),
        ] {
            assert_eq!(service_of(of_task, container, prefix), service, "{container} of {of_task:?}");
        }
    }

    #[test]
    fn a_container_says_where_it_logs_to() {
        let (group, prefix) = (("awslogs-group", "audit"), ("awslogs-stream-prefix", "team"));
        for (driver, options, wanted) in [
            ("awslogs", vec![group, prefix, ("awslogs-region", "here")], "None audit team"),
            ("awslogs", vec![group, prefix], "None audit team"),
            ("awslogs", vec![group, prefix, ("awslogs-region", "there")], "Some(\"there\") audit team"),
            ("awslogs", vec![group], "awslogs"),
            ("awsfirelens", vec![group, prefix], "awsfirelens"),
        ] {
            let options = options.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
            let configuration = ecs::LogConfiguration { log_driver: driver.to_owned(), options };
            let container = ContainerDefinition {
                log_configuration: Some(configuration),
                ..ContainerDefinition::default()
            };
            let told = match logging(&container, "here") {
                Logging::Streams(place, prefix) => format!("{:?} {} {prefix}", place.region, place.group),
                Logging::Elsewhere(driver) => driver,
            };
            assert_eq!(told, wanted);
        }
    }

    #[test]
    fn of_other_groups_only_our_streams_are_read() {
        let streams = streams();
        assert_eq!(asked(&streams, &[]), ["other team", "other team/x", "own *"]);
        assert_eq!(asked(&streams, &["web"]), ["own web"]);
        assert_eq!(asked(&streams, &["api"]), ["other team/x", "own api"]);
        assert_eq!(streams.elsewhere("quiet"), Some("splunk"));
        assert_eq!(streams.services().collect::<Vec<_>>(), ["api", "db", "quiet", "web"]);
    }

    #[test]
    fn a_line_is_of_the_service_whose_stream_it_is_in() {
        let (streams, wanted) = (streams(), vec!["db".to_owned()]);
        let (own, other) = (place("own"), place("other"));
        let all = Query { place: &own, prefix: None };
        assert_eq!(streams.owner(&all, "web/web/1", &[]), Some(("web", "1")));
        assert_eq!(streams.owner(&all, "gone/gone/1", &[]), Some(("gone", "1")));
        assert_eq!(streams.owner(&all, "odd", &[]), Some(("odd", "odd")));
        let team = Query { place: &other, prefix: Some("team".to_owned()) };
        assert_eq!(streams.owner(&team, "team/db/1", &wanted), Some(("db", "1")));
        // Of somebody else; of another prefix.
        assert_eq!(streams.owner(&team, "team/theirs/1", &[]), None);
        assert_eq!(streams.owner(&team, "team/x/api/1", &[]), None);
        let deeper = Query { place: &other, prefix: Some("team/x".to_owned()) };
        assert_eq!(streams.owner(&deeper, "team/x/api/1", &[]), Some(("api", "1")));
        assert_eq!(streams.owner(&deeper, "team/x/api/1", &wanted), None);
    }
}
