//! ECS: the calls that look at clusters, services, tasks and task definitions, and the one that runs tasks,
//! with the members of their answers that are read here.
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html>

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::calls;
use super::client::Connection;

/// The most services that one call describes.
pub(super) const MAX_SERVICES: usize = 10;
/// The most tasks that one call describes.
pub(super) const MAX_TASKS: usize = 100;

/// The error of a call.
pub(super) type Error = calls::Error;

/// An item of several that ECS could not describe or run.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Failed {
    pub(super) arn: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) detail: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tag {
    pub(super) key: String,
    pub(super) value: Option<String>,
}

/// The value of a tag.
pub(super) fn tag<'a>(tags: &'a [Tag], key: &str) -> Option<&'a str> {
    tags.iter().find(|tag| tag.key == key)?.value.as_deref()
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Services {
    pub(super) services: Vec<Service>,
    pub(super) failures: Vec<Failed>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Service {
    #[serde(rename = "serviceArn")]
    pub(super) arn: String,
    pub(super) status: String,
    pub(super) desired_count: i32,
    pub(super) running_count: i32,
    pub(super) pending_count: i32,
    pub(super) deployments: Vec<Deployment>,
    /// The newest first.
    pub(super) events: Vec<Event>,
    pub(super) tags: Vec<Tag>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Deployment {
    pub(super) status: String,
    pub(super) rollout_state: String,
    pub(super) rollout_state_reason: Option<String>,
    pub(super) desired_count: i32,
    pub(super) running_count: i32,
    pub(super) pending_count: i32,
    pub(super) failed_tasks: i32,
    pub(super) task_definition: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Event {
    pub(super) message: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tasks {
    pub(super) tasks: Vec<Task>,
    pub(super) failures: Vec<Failed>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Task {
    #[serde(rename = "taskArn")]
    pub(super) arn: String,
    /// ARN of its task definition.
    #[serde(rename = "taskDefinitionArn")]
    pub(super) definition: String,
    pub(super) last_status: String,
    pub(super) health_status: Option<String>,
    pub(super) stopped_reason: Option<String>,
    pub(super) containers: Vec<Container>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Container {
    pub(super) name: String,
    /// None before it ended.
    pub(super) exit_code: Option<i32>,
    pub(super) reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Definition {
    pub(super) task_definition: TaskDefinition,
    pub(super) tags: Vec<Tag>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct TaskDefinition {
    pub(super) container_definitions: Vec<ContainerDefinition>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ContainerDefinition {
    pub(super) name: String,
    pub(super) log_configuration: Option<LogConfiguration>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct LogConfiguration {
    pub(super) log_driver: String,
    pub(super) options: BTreeMap<String, String>,
}

/// A page of ARNs.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Arns {
    #[serde(alias = "taskArns", alias = "clusterArns")]
    arns: Vec<String>,
    next_token: Option<String>,
}

async fn ask<T>(connection: &Connection, operation: &'static str, body: &Value) -> Result<T, Error>
where
    T: DeserializeOwned + std::fmt::Debug + Send + Sync + 'static,
{
    calls::json(connection, calls::ECS, operation, body).await
}

/// Every page of a list of ARNs: `body` makes the request for the page of a token.
async fn list(
    connection: &Connection,
    operation: &'static str,
    body: impl Fn(Option<String>) -> Value,
) -> Result<Vec<String>, Error> {
    let page = |token| {
        let body = body(token);
        async move {
            let page: Arns = ask(connection, operation, &body).await?;
            Ok((page.arns, page.next_token))
        }
    };
    calls::pages(page).await
}

/// The ARNs of all clusters.
pub(super) async fn list_clusters(connection: &Connection) -> Result<Vec<String>, Error> {
    list(connection, "ListClusters", |token| json!({"nextToken": token})).await
}

/// The ARNs of a service's tasks that run or are to run.
pub(super) async fn list_tasks(
    connection: &Connection,
    cluster: &str,
    service: &str,
) -> Result<Vec<String>, Error> {
    let body = |token| json!({"cluster": cluster, "serviceName": service, "nextToken": token});
    list(connection, "ListTasks", body).await
}

/// The ARNs of the newest tasks of a service that stopped, at most so many.
pub(super) async fn list_stopped_tasks(
    connection: &Connection,
    cluster: &str,
    service: &str,
    most: usize,
) -> Result<Vec<String>, Error> {
    let body =
        json!({"cluster": cluster, "serviceName": service, "desiredStatus": "STOPPED", "maxResults": most});
    let page: Arns = ask(connection, "ListTasks", &body).await?;
    Ok(page.arns)
}

/// Whether a description has the tags as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tags {
    Included,
    Omitted,
}

impl Tags {
    /// The member `include` of a request.
    fn include(self) -> Option<[&'static str; 1]> {
        (self == Self::Included).then_some(["TAGS"])
    }
}

/// At most [`MAX_SERVICES`] services.
pub(super) async fn describe_services(
    connection: &Connection,
    cluster: &str,
    services: &[&str],
    tags: Tags,
) -> Result<Services, Error> {
    let body = json!({"cluster": cluster, "services": services, "include": tags.include()});
    ask(connection, "DescribeServices", &body).await
}

/// At most [`MAX_TASKS`] tasks.
pub(super) async fn describe_tasks(
    connection: &Connection,
    cluster: &str,
    tasks: &[String],
) -> Result<Vec<Task>, Error> {
    let body = json!({"cluster": cluster, "tasks": tasks});
    let found: Tasks = ask(connection, "DescribeTasks", &body).await?;
    Ok(found.tasks)
}

pub(super) async fn describe_task_definition(
    connection: &Connection,
    definition: &str,
    tags: Tags,
) -> Result<Definition, Error> {
    let body = json!({"taskDefinition": definition, "include": tags.include()});
    ask(connection, "DescribeTaskDefinition", &body).await
}

/// Runs tasks, by a request as ECS takes it.
pub(super) async fn run_task(connection: &Connection, request: Map<String, Value>) -> Result<Tasks, Error> {
    ask(connection, "RunTask", &request.into()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_far_as_they_go() {
        let tasks: Arns = serde_json::from_str(r#"{"taskArns": ["a"], "nextToken": "t"}"#).unwrap();
        assert_eq!((tasks.arns, tasks.next_token.as_deref()), (vec!["a".to_owned()], Some("t")));
        let clusters: Arns = serde_json::from_str(r#"{"clusterArns": ["c"]}"#).unwrap();
        assert_eq!(clusters.arns, ["c"]);
        let text = r#"{"services": [{"serviceArn": "s", "runningCount": 2, "tags": [{"key": "k", "value": "v"}],
            "createdAt": 1.5, "deployments": [{"rolloutState": "COMPLETED", "failedTasks": 1}]}]}"#;
        let services: Services = serde_json::from_str(text).unwrap();
        let [service] = services.services.as_slice() else { panic!("{services:?}") };
        assert_eq!((service.running_count, tag(&service.tags, "k")), (2, Some("v")));
        assert_eq!(service.deployments.first().map(|it| it.failed_tasks), Some(1));
    }
}
