//! Why the tasks of a service stop. CloudFormation only says that a service does not get stable; ECS knows
//! what of.
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html>

use super::client::Connection;
use super::ecs::{self, Container, Task};
use super::ps::cluster_of;

/// The most stopped tasks that are looked at.
const MAX_TASKS: usize = 10;

/// The reasons that ECS gives for stopped tasks of a service; none when it gives none, or may not be asked:
/// what it says explains a failure that is told in any case.
pub async fn reason(connection: &Connection, service: &str) -> Option<String> {
    let cluster = cluster_of(service);
    let listed = ecs::list_stopped_tasks(connection, cluster, service, MAX_TASKS).await.ok()?;
    if listed.is_empty() {
        return last_event(connection, cluster, service).await;
    }
    ecs::describe_tasks(connection, cluster, &listed).await.ok()?.iter().find_map(of_task)
}

/// Without a task that stopped there was none: no room, no right, no network.
async fn last_event(connection: &Connection, cluster: &str, service: &str) -> Option<String> {
    let found = ecs::describe_services(connection, cluster, &[service], ecs::Tags::Omitted).await.ok()?;
    let said = found.services.into_iter().next()?.events.into_iter().filter_map(|event| event.message);
    said.into_iter().find(|message| message.contains("unable"))
}

/// A container that failed says more than its task; a task that was only told to go says nothing.
pub(super) fn of_task(task: &Task) -> Option<String> {
    task.containers
        .iter()
        .find_map(of_container)
        .or_else(|| task.stopped_reason.clone().filter(|reason| !reason.starts_with("Scaling activity")))
}

fn of_container(container: &Container) -> Option<String> {
    let Container { name, exit_code, reason } = container;
    match (reason.as_deref().filter(|reason| !reason.is_empty()), exit_code) {
        (Some(reason), _) => Some(format!("container {name}: {reason}")),
        (None, Some(code)) if *code != 0 => {
            Some(format!("container {name} ended with {code}; `stackpose logs` shows its last words"))
        }
        (None, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(reason: Option<&str>, exit_code: Option<i32>) -> Container {
        Container { name: "web".to_owned(), reason: reason.map(str::to_owned), exit_code }
    }

    fn reason_of(stopped: &str, containers: Vec<Container>) -> Option<String> {
        of_task(&Task { stopped_reason: Some(stopped.to_owned()), containers, ..Task::default() })
    }

    #[test]
    fn what_failed_first_is_told() {
        let stopped = "Essential container in task exited";
        assert_eq!(reason_of(stopped, vec![container(None, Some(0))]).as_deref(), Some(stopped));
        let pulled = reason_of(stopped, vec![container(Some("CannotPullContainerError: x"), None)]);
        assert_eq!(pulled.as_deref(), Some("container web: CannotPullContainerError: x"));
        let ended = reason_of(stopped, vec![container(None, None), container(None, Some(137))]);
        assert!(ended.unwrap().starts_with("container web ended with 137"));
        assert_eq!(reason_of("Scaling activity initiated by deployment x", Vec::new()), None);
    }
}
