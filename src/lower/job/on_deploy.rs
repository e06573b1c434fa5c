//! Jobs of `x-aws-run: on-deploy`: what `deploy` needs to run their tasks.
//! Compose: `x-aws-run`. CloudFormation: an output with the request `RunTask` of ECS as JSON, and an entry of
//! the metadata.
//!
//! Decisions
//! - CloudFormation has no resource that runs a task to its end. A custom resource would need a function of
//!   our own in each stack, and its failure would roll the stack back to images whose data the task may have
//!   migrated already.
//! - The output is the body of the request, so `aws ecs run-task --cli-input-json` takes it as well
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html>).
//! - The metadata say in which order: each after those that it depends on, else by name.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::cfn::{List, ON_DEPLOY, OWN_METADATA, Output, Text};
use crate::compose;

use super::super::context::Lowering;
use super::super::exec;
use super::super::names::{Names, OtherName};
use super::super::parameters::Parameters;
use super::{Parts, count, together};
use crate::plan::facts::container_name;

/// Adds the request of a job that is run on deployment.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    parts: &Parts<'_>,
    parameters: &Parameters,
) {
    if service.extensions.on_deploy.is_none() {
        return;
    }
    let output = Output {
        condition: None,
        description: Some(format!("Request by which stackpose deploy runs {}", service.name.value)),
        value: Text::join("", together(request(cx, service, parts, parameters))),
        export: None,
    };
    cx.output(OtherName::RunOnDeploy(&service.name), output);
    let jobs: Vec<Json> = in_order(cx.project).into_iter().filter_map(entry).collect();
    cx.open().0.metadata.insert(OWN_METADATA.to_owned(), json!({ON_DEPLOY: jobs}));
}

/// The pieces of the request; what stands between them is JSON, and no value in it needs to be escaped there.
fn request(
    cx: &Lowering<'_>,
    service: &compose::Service,
    parts: &Parts<'_>,
    parameters: &Parameters,
) -> Vec<Text> {
    let joined = |list: &List| Text::join("\",\"", list.clone());
    let mut pieces: Vec<Text> = vec![
        "{\"cluster\":\"".into(),
        parts.cluster.clone(),
        "\",\"taskDefinition\":\"".into(),
        parts.task_definition.reference(),
        format!("\",\"count\":{}", count(service)).into(),
    ];
    pieces.extend(parts.placement.members());
    if exec::is_on(cx.project, service) {
        pieces.push(",\"enableExecuteCommand\":true".into());
    }
    pieces.extend([
        ",\"enableECSManagedTags\":true,\"propagateTags\":\"TASK_DEFINITION\",\"networkConfiguration\":{\"awsvpcConfiguration\":\
         {\"subnets\":[\""
            .into(),
        joined(&parts.subnets),
        "\"],\"securityGroups\":[\"".into(),
        joined(&parts.security_groups),
        "\"],\"assignPublicIp\":\"".into(),
        parts.placement.public_ip(parameters),
        "\"}}}".into(),
    ]);
    pieces
}

/// The jobs of the project that are run on deployment, each after those that it depends on.
fn in_order(project: &compose::Project) -> Vec<&compose::Service> {
    let mut jobs: Vec<&compose::Service> =
        project.services.iter().filter(|service| service.extensions.on_deploy.is_some()).collect();
    jobs.sort_unstable_by(|left, right| left.name.value.cmp(&right.name.value));
    let mut ordered: Vec<&compose::Service> = Vec::new();
    while !jobs.is_empty() {
        let left: BTreeSet<&str> = jobs.iter().map(|job| job.name.value.as_str()).collect();
        let is_ready = |job: &&compose::Service| {
            !job.depends_on.iter().any(|dependency| left.contains(dependency.service.value.as_str()))
        };
        // Compose refuses circles, so there always is one.
        let next = jobs.iter().position(is_ready).unwrap_or_default();
        ordered.push(jobs.remove(next));
    }
    ordered
}

fn entry(service: &compose::Service) -> Option<Json> {
    let output = Names::other(OtherName::RunOnDeploy(&service.name))?;
    let (name, container) = (&service.name.value, container_name(service));
    Some(json!({"Service": name, "Container": container, "Output": output.to_string()}))
}
