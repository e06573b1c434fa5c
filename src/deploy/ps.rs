//! The services of a stack: how many tasks are wanted and running, how the rollout stands, how healthy they are.
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html>

use std::collections::BTreeMap;

use aws_sdk_ecs::types::ServiceField;
use serde::Serialize;

use super::client::Door;
use super::failure::{self, Failure};
use super::stack::{self, Output, Resource};
use super::table::table;

/// The most services, and tasks, that one call describes.
const SERVICES: usize = 10;
const TASKS: usize = 100;

/// One service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// Tasks by what their health checks say.
    pub health: BTreeMap<String, usize>,
    /// Where it is reached.
    pub urls: Vec<String>,
    /// What ECS said last.
    pub last_event: Option<String>,
    /// Its ARN.
    pub arn: String,
}

/// The services of a stack, in the template's order of names.
pub async fn services(door: &Door, name: &str) -> Result<Vec<Service>, Failure> {
    let found = stack::need(door, name).await?;
    let resources = stack::resources(door, name).await?;
    let services: Vec<&Resource> = resources
        .iter()
        .filter(|resource| resource.kind == "AWS::ECS::Service" && !resource.physical_id.is_empty())
        .collect();
    let mut by_cluster: BTreeMap<&str, Vec<&Resource>> = BTreeMap::new();
    for service in services {
        by_cluster.entry(cluster_of(&service.physical_id)).or_default().push(service);
    }
    let mut all = Vec::new();
    for (cluster, services) in by_cluster {
        for part in services.chunks(SERVICES) {
            all.extend(describe(door, cluster, part, &found.outputs).await?);
        }
    }
    all.sort_by(|a, b| a.service.cmp(&b.service));
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

async fn describe(
    door: &Door,
    cluster: &str,
    services: &[&Resource],
    outputs: &[Output],
) -> Result<Vec<Service>, Failure> {
    let arns = services.iter().map(|service| service.physical_id.clone()).collect();
    let call = door.ecs().describe_services().cluster(cluster).set_services(Some(arns));
    let answer = call.include(ServiceField::Tags).send().await;
    let answer = answer.map_err(|error| failure::of("describe the services", &error))?;
    let mut found = Vec::new();
    for service in answer.services() {
        let arn = service.service_arn().unwrap_or_default();
        let resource = services.iter().find(|resource| resource.physical_id == arn);
        let id = resource.map(|resource| resource.id.as_str()).unwrap_or_default();
        let tag = service.tags().iter().find(|tag| tag.key() == Some("com.docker.compose.service"));
        let newest = service.deployments().iter().find(|it| it.status() == Some("PRIMARY"));
        let rollout = newest.and_then(|it| it.rollout_state()).map(|state| state.as_str().to_owned());
        found.push(Service {
            service: tag.and_then(|tag| tag.value()).unwrap_or(id).to_owned(),
            status: service.status().unwrap_or_default().to_owned(),
            desired: service.desired_count(),
            running: service.running_count(),
            pending: service.pending_count(),
            rollout: rollout.unwrap_or_default(),
            health: health(door, cluster, arn).await?,
            urls: urls(id, outputs),
            last_event: service.events().first().and_then(|event| event.message()).map(str::to_owned),
            arn: arn.to_owned(),
        });
    }
    Ok(found)
}

async fn health(door: &Door, cluster: &str, service: &str) -> Result<BTreeMap<String, usize>, Failure> {
    let mut pages = door.ecs().list_tasks().cluster(cluster).service_name(service).into_paginator().send();
    let mut arns = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failure::of("list the tasks", &error))?;
        arns.extend(page.task_arns().iter().cloned());
    }
    let mut counts = BTreeMap::new();
    for part in arns.chunks(TASKS) {
        let call = door.ecs().describe_tasks().cluster(cluster).set_tasks(Some(part.to_vec()));
        let found = call.send().await.map_err(|error| failure::of("describe the tasks", &error))?;
        for task in found.tasks() {
            let health = task.health_status().map_or("UNKNOWN", |health| health.as_str());
            *counts.entry(health.to_owned()).or_default() += 1;
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

/// The services as a table.
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
                service.rollout.to_lowercase(),
                if health.is_empty() { "-".to_owned() } else { health.join(", ") },
                service.urls.join(" "),
            ]
        })
        .collect();
    table(&["SERVICE", "RUNNING", "ROLLOUT", "HEALTH", "URL"], &rows, width)
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

    #[test]
    fn a_service_is_a_line() {
        let service = Service {
            service: "web".to_owned(),
            status: "ACTIVE".to_owned(),
            desired: 2,
            running: 1,
            pending: 1,
            rollout: "IN_PROGRESS".to_owned(),
            health: BTreeMap::from([("HEALTHY".to_owned(), 1)]),
            urls: vec!["http://x".to_owned()],
            last_event: None,
            arn: String::new(),
        };
        let shown = show(&[service], None);
        assert!(shown.ends_with("web      1/2      in_progress  1 healthy  http://x\n"), "{shown}");
    }
}
