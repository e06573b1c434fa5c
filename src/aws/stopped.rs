//! Why the tasks of a service stop. CloudFormation only says that a service does not get stable; ECS knows
//! what of.
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html>

use aws_sdk_ecs::types::{Container, DesiredStatus, Task};

use super::client::Connection;
use super::ps::cluster_of;

/// The most stopped tasks that are looked at.
const TASKS: i32 = 10;

/// The reasons that ECS gives for stopped tasks of a service; none when it gives none, or may not be asked:
/// what it says explains a failure that is told in any case.
pub async fn reason(connection: &Connection, service: &str) -> Option<String> {
    let cluster = cluster_of(service);
    let asked = connection.ecs().list_tasks().cluster(cluster).service_name(service);
    let listed = asked.desired_status(DesiredStatus::Stopped).max_results(TASKS).send().await.ok()?;
    if listed.task_arns().is_empty() {
        return last_event(connection, cluster, service).await;
    }
    let call =
        connection.ecs().describe_tasks().cluster(cluster).set_tasks(Some(listed.task_arns().to_vec()));
    let found = call.send().await.ok()?;
    found.tasks().iter().find_map(of_task)
}

/// Without a task that stopped there was none: no room, no right, no network.
async fn last_event(connection: &Connection, cluster: &str, service: &str) -> Option<String> {
    let found = connection.ecs().describe_services().cluster(cluster).services(service).send().await.ok()?;
    let said = found.services().first()?.events().iter().filter_map(|event| event.message());
    said.into_iter().find(|message| message.contains("unable")).map(str::to_owned)
}

/// A container that failed says more than its task; a task that was only told to go says nothing.
pub(super) fn of_task(task: &Task) -> Option<String> {
    task.containers().iter().find_map(of_container).or_else(|| {
        let reason = task.stopped_reason().filter(|reason| !reason.starts_with("Scaling activity"))?;
        Some(reason.to_owned())
    })
}

fn of_container(container: &Container) -> Option<String> {
    let name = container.name().unwrap_or_default();
    match (container.reason().filter(|reason| !reason.is_empty()), container.exit_code()) {
        (Some(reason), _) => Some(format!("container {name}: {reason}")),
        (None, Some(code)) if code != 0 => {
            Some(format!("container {name} ended with {code}; `stackpose logs` shows its last words"))
        }
        (None, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(reason: Option<&str>, code: Option<i32>) -> Container {
        Container::builder().name("web").set_reason(reason.map(str::to_owned)).set_exit_code(code).build()
    }

    #[test]
    fn what_failed_first_is_told() {
        let task = Task::builder().stopped_reason("Essential container in task exited");
        let silent = task.clone().containers(container(None, Some(0))).build();
        assert_eq!(of_task(&silent).unwrap(), "Essential container in task exited");
        let pulled = task.clone().containers(container(Some("CannotPullContainerError: x"), None)).build();
        assert_eq!(of_task(&pulled).unwrap(), "container web: CannotPullContainerError: x");
        let ended = task.containers(container(None, None)).containers(container(None, Some(137))).build();
        assert!(of_task(&ended).unwrap().starts_with("container web ended with 137"));
        let scaled = Task::builder().stopped_reason("Scaling activity initiated by deployment x").build();
        assert_eq!(of_task(&scaled), None);
    }
}
