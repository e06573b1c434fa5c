//! Tasks that run once after a stack is updated: started, followed to their end, and explained where they
//! fail.
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html>

use aws_sdk_ecs::operation::run_task::builders::RunTaskFluentBuilder;
use aws_sdk_ecs::types::{
    AssignPublicIp, AwsVpcConfiguration, CapacityProviderStrategyItem, LaunchType, NetworkConfiguration,
    PropagateTags, Task,
};
use serde_json::Value as Json;

use super::client::Connection;
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
    let request: Json =
        serde_json::from_str(request).map_err(|_| Failure::new("the request to run a task is no JSON"))?;
    let call = fill(connection.ecs().run_task(), &request).started_by(STARTED_BY).client_token(token);
    let answer = call.send().await.map_err(|error| failure::from_sdk("run a task", &error))?;
    if let Some(failed) = answer.failures().first() {
        let reason = failed.reason().unwrap_or("ECS does not say why");
        let detail = failed.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
        return Err(Failure::new(format!("ECS starts no task: {reason}{detail}")));
    }
    let tasks: Vec<String> =
        answer.tasks().iter().filter_map(|task| task.task_arn().map(str::to_owned)).collect();
    if tasks.is_empty() {
        return Err(Failure::new("ECS started no task, and does not say why"));
    }
    let cluster = request.get("cluster").and_then(Json::as_str).unwrap_or_default().to_owned();
    Ok(Started { cluster, tasks, container: container.to_owned() })
}

/// Waits until all of them ended.
pub async fn wait(connection: &Connection, started: &Started) -> Result<Ended, Failure> {
    let mut pace = connection.pace;
    loop {
        pace.wait().await;
        let call = connection.ecs().describe_tasks().cluster(&started.cluster);
        let answer = match call.set_tasks(Some(started.tasks.clone())).send().await {
            Ok(answer) => answer,
            Err(error) => {
                let failure = failure::from_sdk("describe the task", &error);
                if failure.passing {
                    continue;
                }
                return Err(failure);
            }
        };
        if answer.tasks().len() < started.tasks.len() {
            return Err(Failure::new("ECS does not know a task any more that it was to run"));
        }
        if answer.tasks().iter().all(|task| task.last_status() == Some("STOPPED")) {
            return Ok(ended(connection, answer.tasks(), &started.container).await);
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
    let found = task.containers().iter().find(|one| one.name() == Some(container));
    found.and_then(aws_sdk_ecs::types::Container::exit_code)
}

/// The members of the request that we write, as the SDK wants them.
fn fill(call: RunTaskFluentBuilder, request: &Json) -> RunTaskFluentBuilder {
    let text = |value: &Json, key: &str| value.get(key).and_then(Json::as_str).map(str::to_owned);
    let number =
        |value: &Json, key: &str| value.get(key).and_then(Json::as_i64).and_then(|it| i32::try_from(it).ok());
    let flag = |key: &str| request.get(key).and_then(Json::as_bool).unwrap_or_default();
    let strategy = request.get("capacityProviderStrategy").and_then(Json::as_array).map(|items| {
        let item = |item: &Json| {
            CapacityProviderStrategyItem::builder()
                .set_capacity_provider(text(item, "capacityProvider"))
                .base(number(item, "base").unwrap_or_default())
                .weight(number(item, "weight").unwrap_or_default())
                .build()
                .ok()
        };
        items.iter().filter_map(item).collect()
    });
    call.set_cluster(text(request, "cluster"))
        .set_task_definition(text(request, "taskDefinition"))
        .set_count(number(request, "count"))
        .set_launch_type(text(request, "launchType").as_deref().map(LaunchType::from))
        .set_capacity_provider_strategy(strategy)
        .set_platform_version(text(request, "platformVersion"))
        .set_propagate_tags(text(request, "propagateTags").as_deref().map(PropagateTags::from))
        .enable_ecs_managed_tags(flag("enableECSManagedTags"))
        .enable_execute_command(flag("enableExecuteCommand"))
        .set_network_configuration(network(request))
}

fn network(request: &Json) -> Option<NetworkConfiguration> {
    let network = request.get("networkConfiguration")?.get("awsvpcConfiguration")?;
    let list = |key: &str| {
        let items = network.get(key)?.as_array()?;
        Some(items.iter().filter_map(Json::as_str).map(str::to_owned).collect::<Vec<_>>())
    };
    let public = network.get("assignPublicIp").and_then(Json::as_str).map(AssignPublicIp::from);
    let network = AwsVpcConfiguration::builder()
        .set_subnets(list("subnets"))
        .set_security_groups(list("securityGroups"))
        .set_assign_public_ip(public)
        .build()
        .ok()?;
    Some(NetworkConfiguration::builder().awsvpc_configuration(network).build())
}
