//! The services of a stack: how many tasks are wanted and running, how each deployment stands, how healthy
//! they are.
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html>

use std::collections::BTreeMap;

use serde::Serialize;

use super::client::Connection;
use super::ecs;
use super::failure::{self, Failure};
use super::stack::{self, Output, Resource};
use super::table::table;

/// One service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_field_names, reason = "`service` is the key in the JSON that `ps` prints")]
pub struct Service {
    /// Its name in the Compose file, else in the template.
    pub service: String,
    /// Whether ECS keeps it.
    pub status: String,
    /// How many tasks are wanted.
    pub desired: i32,
    /// How many run.
    pub running: i32,
    /// How many are on their way.
    pub pending: i32,
    /// How the newest deployment stands.
    pub rollout: String,
    /// All deployments that have tasks or are to have some, the newest first.
    pub deployments: Vec<Deployment>,
    /// Tasks by what their health checks say.
    pub health: BTreeMap<String, usize>,
    /// Where it is reached.
    pub urls: Vec<String>,
    /// The last message of ECS.
    pub last_event: Option<String>,
    /// Its ARN.
    pub arn: String,
}

/// One deployment of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deployment {
    /// `PRIMARY` is the newest, `ACTIVE` one that it replaces.
    pub status: String,
    /// How it stands; empty where ECS does not say.
    pub rollout: String,
    /// Why it stands so.
    pub reason: Option<String>,
    /// How many tasks are wanted.
    pub desired: i32,
    /// How many run.
    pub running: i32,
    /// How many are on their way.
    pub pending: i32,
    /// How many did not start.
    pub failed: i32,
    /// ARN of its task definition.
    pub task_definition: String,
}

/// A service of the stack that ECS says nothing of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// Its name in the template, else its ARN.
    pub service: String,
    /// Why, in ECS's words.
    pub reason: String,
}

/// The services of a stack as ECS describes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Those it knows, in the order of their names.
    pub services: Vec<Service>,
    /// Those it does not.
    pub unseen: Vec<Unseen>,
    /// Those that were asked for and that the stack does not have.
    pub unknown: Vec<String>,
    /// The names of all.
    pub names: Vec<String>,
}

/// The services of a stack, or these of them; each goes by its name in the Compose file and by that in the
/// template.
pub async fn services(connection: &Connection, name: &str, wanted: &[String]) -> Result<Found, Failure> {
    let found = stack::need(connection, name).await?;
    let resources = stack::resources(connection, name).await?;
    let services: Vec<&Resource> = resources
        .iter()
        .filter(|resource| resource.kind == "AWS::ECS::Service" && !resource.physical_id.is_empty())
        .collect();
    let mut by_cluster: BTreeMap<&str, Vec<&Resource>> = BTreeMap::new();
    for service in services {
        by_cluster.entry(cluster_of(&service.physical_id)).or_default().push(service);
    }
    let mut all = Found::default();
    let mut described = Vec::new();
    for (cluster, services) in by_cluster {
        for part in services.chunks(ecs::MAX_SERVICES) {
            describe(connection, cluster, part, &found.outputs, (&mut described, &mut all.unseen)).await?;
        }
    }
    let is = |wanted: &String, service: &Service, id: &str| *wanted == service.service || wanted == id;
    let is_known = |it: &&String| {
        described.iter().any(|(id, service)| is(it, service, id))
            || all.unseen.iter().any(|unseen| unseen.service == **it)
    };
    all.unknown = wanted.iter().filter(|it| !is_known(it)).cloned().collect();
    let names = described.iter().map(|(_, service)| &service.service);
    all.names = names.chain(all.unseen.iter().map(|unseen| &unseen.service)).cloned().collect();
    all.names.sort_unstable();
    if !all.unknown.is_empty() {
        return Ok(all);
    }
    all.unseen.retain(|unseen| wanted.is_empty() || wanted.contains(&unseen.service));
    described.retain(|(id, service)| wanted.is_empty() || wanted.iter().any(|it| is(it, service, id)));
    for (_, mut service) in described {
        // ECS lists no tasks of what is gone.
        if service.status != "INACTIVE" {
            service.health = health(connection, cluster_of(&service.arn), &service.arn).await?;
        }
        all.services.push(service);
    }
    all.services.sort_by(|a, b| a.service.cmp(&b.service));
    Ok(all)
}

/// `arn:…:service/CLUSTER/NAME`.
pub(super) fn cluster_of(arn: &str) -> &str {
    let mut parts = arn.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(_), Some(cluster), Some(_)) => cluster,
        _ => "default",
    }
}

/// Describes services, which go by their ids in the template, all but their health.
async fn describe(
    connection: &Connection,
    cluster: &str,
    services: &[&Resource],
    outputs: &[Output],
    (found, unseen): (&mut Vec<(String, Service)>, &mut Vec<Unseen>),
) -> Result<(), Failure> {
    let arns: Vec<&str> = services.iter().map(|service| service.physical_id.as_str()).collect();
    let answer = ecs::describe_services(connection, cluster, &arns, ecs::Tags::Included).await;
    let answer = answer.map_err(|error| failure::from_sdk("describe the services", &error))?;
    let id_of = |arn: &str| services.iter().find(|it| it.physical_id == arn).map(|it| it.id.clone());
    for service in answer.services {
        let id = id_of(&service.arn).unwrap_or_default();
        let service = read(service, &id, outputs);
        found.push((id, service));
    }
    for failure in answer.failures {
        let arn = failure.arn.unwrap_or_default();
        let reason = failure.reason.unwrap_or_else(|| "it does not say why".to_owned());
        let reason = match failure.detail {
            Some(detail) => format!("{reason}, {detail}"),
            None => reason,
        };
        unseen.push(Unseen { service: id_of(&arn).unwrap_or(arn), reason });
    }
    Ok(())
}

fn read(service: ecs::Service, id: &str, outputs: &[Output]) -> Service {
    let name = ecs::tag(&service.tags, "com.docker.compose.service").unwrap_or(id).to_owned();
    let mut deployments: Vec<Deployment> =
        service.deployments.into_iter().filter(|it| it.status != "INACTIVE").map(deployment).collect();
    deployments.sort_by_key(|it| it.status != "PRIMARY");
    let newest = deployments.first().filter(|it| it.status == "PRIMARY");
    Service {
        service: name,
        status: service.status,
        desired: service.desired_count,
        running: service.running_count,
        pending: service.pending_count,
        rollout: newest.map(|it| it.rollout.clone()).unwrap_or_default(),
        deployments,
        health: BTreeMap::new(),
        urls: urls(id, outputs),
        last_event: service.events.into_iter().next().and_then(|event| event.message),
        arn: service.arn,
    }
}

fn deployment(it: ecs::Deployment) -> Deployment {
    Deployment {
        status: it.status,
        rollout: it.rollout_state,
        reason: it.rollout_state_reason,
        desired: it.desired_count,
        running: it.running_count,
        pending: it.pending_count,
        failed: it.failed_tasks,
        task_definition: it.task_definition,
    }
}

async fn health(
    connection: &Connection,
    cluster: &str,
    service: &str,
) -> Result<BTreeMap<String, usize>, Failure> {
    let arns = ecs::list_tasks(connection, cluster, service).await;
    let arns = arns.map_err(|error| failure::from_sdk("list the tasks", &error))?;
    let mut counts = BTreeMap::new();
    for part in arns.chunks(ecs::MAX_TASKS) {
        let found = ecs::describe_tasks(connection, cluster, part).await;
        for task in found.map_err(|error| failure::from_sdk("describe the tasks", &error))? {
            let health = task.health_status.unwrap_or_else(|| "UNKNOWN".to_owned());
            *counts.entry(health).or_default() += 1;
        }
    }
    Ok(counts)
}

/// The addresses among a stack's outputs that are this service's: `WebTCP80Url` is of `WebService`.
fn urls(id: &str, outputs: &[Output]) -> Vec<String> {
    let Some(stem) = id.strip_suffix("Service") else { return Vec::new() };
    let is_port = |rest: &str| {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_uppercase());
        digits.len() < rest.len() && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
    };
    let ours = |output: &&Output| {
        output.name.strip_prefix(stem).and_then(|rest| rest.strip_suffix("Url")).is_some_and(is_port)
    };
    outputs.iter().filter(ours).map(|output| output.value.clone()).collect()
}

/// How the deployments of a service stand: in a word where there is one, else each with its tasks.
fn deployments(service: &Service) -> String {
    let alone = service.deployments.len() < 2;
    let of_one = |it: &Deployment| {
        let mut words =
            if it.rollout.is_empty() { it.status.to_lowercase() } else { it.rollout.to_lowercase() };
        if !alone {
            let before = if it.rollout.is_empty() { String::new() } else { it.status.to_lowercase() + " " };
            words = format!("{before}{words} {}/{}", it.running, it.desired);
        }
        if it.failed > 0 { format!("{words} (failed tasks: {})", it.failed) } else { words }
    };
    match service.status.as_str() {
        "ACTIVE" | "" => service.deployments.iter().map(of_one).collect::<Vec<_>>().join(", "),
        other => other.to_lowercase(),
    }
}

/// Why deployments stand as they do, a line each, where they do not stand well.
fn reasons(services: &[Service]) -> String {
    let of_one = |service: &Service, it: &Deployment| {
        let reason = it.reason.as_deref().filter(|_| it.rollout != "COMPLETED")?;
        let words =
            if it.rollout.is_empty() { String::new() } else { format!(" {}", it.rollout.to_lowercase()) };
        let status = it.status.to_lowercase();
        Some(format!("{}, {status}{words}: {}\n", service.service, reason.replace('\n', " ")))
    };
    let all = services.iter().flat_map(|service| service.deployments.iter().map(move |it| (service, it)));
    all.filter_map(|(service, it)| of_one(service, it)).collect()
}

/// The services as a table, and what there is to say of their deployments.
pub fn show(services: &[Service], width: Option<usize>) -> String {
    let rows: Vec<Vec<String>> = services
        .iter()
        .map(|service| {
            let health: Vec<String> = service
                .health
                .iter()
                .map(|(word, count)| format!("{count} {}", word.to_lowercase()))
                .collect();
            vec![
                service.service.clone(),
                format!("{}/{}", service.running, service.desired),
                deployments(service),
                if health.is_empty() { "-".to_owned() } else { health.join(", ") },
                service.urls.join(" "),
            ]
        })
        .collect();
    table(&["SERVICE", "RUNNING", "DEPLOYMENTS", "HEALTH", "URL"], &rows, width) + &reasons(services)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cluster_is_in_the_arn() {
        assert_eq!(cluster_of("arn:aws:ecs:r:1:service/c/s"), "c");
        assert_eq!(cluster_of("arn:aws:ecs:r:1:service/s"), "default");
    }

    #[test]
    fn addresses_are_of_one_service_only() {
        let output =
            |name: &str| Output { name: name.to_owned(), value: name.to_lowercase(), description: None };
        let outputs =
            [output("WebTCP80Url"), output("WebAdminTCP80Url"), output("WebServiceArn"), output("WebUrl")];
        assert_eq!(urls("WebService", &outputs), ["webtcp80url"]);
        assert_eq!(urls("WebAdminService", &outputs), ["webadmintcp80url"]);
        assert!(urls("Web", &outputs).is_empty());
    }

    fn deployed(status: &str, rollout: &str, (running, desired, failed): (i32, i32, i32)) -> Deployment {
        Deployment {
            status: status.to_owned(),
            rollout: rollout.to_owned(),
            reason: None,
            desired,
            running,
            pending: 0,
            failed,
            task_definition: String::new(),
        }
    }

    fn service(deployments: Vec<Deployment>) -> Service {
        Service {
            service: "web".to_owned(),
            status: "ACTIVE".to_owned(),
            desired: 2,
            running: 1,
            pending: 1,
            rollout: "IN_PROGRESS".to_owned(),
            deployments,
            health: BTreeMap::from([("HEALTHY".to_owned(), 1)]),
            urls: vec!["http://x".to_owned()],
            last_event: None,
            arn: String::new(),
        }
    }

    #[test]
    fn a_service_is_a_line() {
        let shown = show(&[service(vec![deployed("PRIMARY", "IN_PROGRESS", (1, 2, 0))])], None);
        assert!(shown.ends_with("web      1/2      in_progress  1 healthy  http://x\n"), "{shown}");
    }

    #[test]
    fn every_deployment_under_way_is_told() {
        for (all, wanted) in [
            (vec![deployed("PRIMARY", "COMPLETED", (2, 2, 0))], "completed"),
            (vec![deployed("PRIMARY", "FAILED", (0, 2, 3))], "failed (failed tasks: 3)"),
            (vec![deployed("PRIMARY", "", (2, 2, 0))], "primary"),
            (
                vec![
                    deployed("PRIMARY", "IN_PROGRESS", (1, 2, 4)),
                    deployed("ACTIVE", "COMPLETED", (2, 2, 0)),
                    deployed("ACTIVE", "", (1, 0, 0)),
                ],
                "primary in_progress 1/2 (failed tasks: 4), active completed 2/2, active 1/0",
            ),
            (Vec::new(), ""),
        ] {
            assert_eq!(deployments(&service(all)), wanted);
        }
        let gone = Service { status: "DRAINING".to_owned(), ..service(Vec::new()) };
        assert_eq!(deployments(&gone), "draining");
    }
}
