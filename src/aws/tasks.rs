//! Tasks that run once after a stack is updated: started, followed to their end, and explained where they
//! fail.
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html>

use serde_json::{Map, Value as Json};

use super::client::Connection;
use super::ecs::{self, Task};
use super::failure::{self, Failure};
use super::log_streams;
use super::stopped;

/// The lines of a task's log that explain a failure.
const LINES: i32 = 10;

/// Who started the tasks, as ECS shows it.
const STARTED_BY: &str = "stackpose-deploy";

/// Tasks that were started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    cluster: String,
    tasks: Vec<String>,
    /// The container whose end counts.
    container: String,
}

/// How tasks ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ended {
    /// The exit code of the container that counts: that of the first task that failed, else 0; none where it
    /// never ran.
    pub exit_code: Option<i32>,
    /// The reason that ECS gives for a failure.
    pub reason: Option<String>,
    /// The last lines of a failed container.
    pub lines: Vec<String>,
}

impl Ended {
    /// Whether all went well.
    pub fn is_well(&self) -> bool {
        self.exit_code == Some(0)
    }
}

/// Starts the tasks of a request that an output of the stack holds; what counts is how `container` ends. A
/// request with the same `token` starts nothing twice.
pub async fn start(
    connection: &Connection,
    request: &str,
    container: &str,
    token: &str,
) -> Result<Started, Failure> {
    let mut request: Map<String, Json> = serde_json::from_str(request)
        .map_err(|_| Failure::new("the request to run a task is no JSON object"))?;
    let cluster = request.get("cluster").and_then(Json::as_str).unwrap_or_default().to_owned();
    request.insert("startedBy".to_owned(), STARTED_BY.into());
    request.insert("clientToken".to_owned(), token.into());
    let answer = ecs::run_task(connection, request).await;
    let answer = answer.map_err(|error| failure::from_sdk("run a task", &error))?;
    if let Some(failed) = answer.failures.first() {
        let reason = failed.reason.as_deref().unwrap_or("ECS does not say why");
        let detail = failed.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
        return Err(Failure::new(format!("ECS starts no task: {reason}{detail}")));
    }
    let tasks: Vec<String> =
        answer.tasks.into_iter().map(|task| task.arn).filter(|arn| !arn.is_empty()).collect();
    if tasks.is_empty() {
        return Err(Failure::new("ECS started no task, and does not say why"));
    }
    Ok(Started { cluster, tasks, container: container.to_owned() })
}

/// Waits until all of them ended.
pub async fn wait(connection: &Connection, started: &Started) -> Result<Ended, Failure> {
    let mut pace = connection.pace;
    loop {
        pace.wait().await;
        let tasks = match ecs::describe_tasks(connection, &started.cluster, &started.tasks).await {
            Ok(tasks) => tasks,
            Err(error) => {
                let failure = failure::from_sdk("describe the task", &error);
                if failure.passing {
                    continue;
                }
                return Err(failure);
            }
        };
        if tasks.len() < started.tasks.len() {
            return Err(Failure::new("ECS does not know a task any more that it was to run"));
        }
        if tasks.iter().all(|task| task.last_status == "STOPPED") {
            return Ok(ended(connection, &tasks, &started.container).await);
        }
    }
}

/// The task that failed first in the list says how it ended.
async fn ended(connection: &Connection, tasks: &[Task], container: &str) -> Ended {
    let Some(failed) = tasks.iter().find(|task| exit_code(task, container) != Some(0)) else {
        return Ended { exit_code: Some(0), ..Ended::default() };
    };
    let lines = log_streams::last_lines(connection, failed, container, LINES).await;
    Ended { exit_code: exit_code(failed, container), reason: stopped::of_task(failed), lines }
}

fn exit_code(task: &Task, container: &str) -> Option<i32> {
    task.containers.iter().find(|one| one.name == container)?.exit_code
}
