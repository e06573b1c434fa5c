//! Prepare: a first container that makes short names work.
//! Compose: service names in URLs and the like. CloudFormation: a container that ends before the others start.
//!
//! Decisions
//! - In Compose `db` is a name; in a VPC it is `db.` and the namespace. Fargate takes no search domains
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>), but the containers of a
//!   task share one `resolv.conf`, and a first container writes the domain there.
//! - It is there only where another service can be looked up.
//!
//! Not here: the names themselves (`discovery`).

use crate::cfn::{Handle, List, Text, ecs, iam};

use super::super::logs;
use super::super::parameters::Parameters;
use super::super::plan::ServicePlan;
use super::container_name;

/// The first container and the rights it needs, where names are looked up.
pub(super) fn lower(
    plan: &ServicePlan<'_>,
    log_group: &Handle,
    parameters: &Parameters,
) -> Option<(ecs::ContainerDefinition, Vec<iam::Statement>)> {
    let image = parameters.sidecar_image.as_ref().filter(|_| plan.looks_up)?;
    let namespace = parameters.namespace.as_ref()?;
    // The parameter's pattern admits nothing that a shell would read as more than a word.
    let script = Text::sub()
        // The file need not end in a line end, and its last line must stay whole.
        .text("printf '\\nsearch %s\\n' ")
        .reference(namespace.id())
        .text(" >> /etc/resolv.conf")
        .finish();
    let command: List = [Text::from("sh"), Text::from("-c"), script].into_iter().collect();
    // No two containers of a task may share a name, and a service may have this one.
    let taken = plan.containers().any(|service| container_name(service) == "prepare");
    let name = if taken { "prepare-task" } else { "prepare" };
    let logging = logs::of_ours(log_group, plan.service);
    let container = ecs::ContainerDefinition {
        essential: Some(false),
        command: Some(command),
        log_configuration: logging.configuration,
        ..ecs::ContainerDefinition::new(name, image.reference::<String>())
    };
    Some((container, logging.grants))
}
