//! Health answer: a container of ours that answers a load balancer over TCP for programs that speak UDP only.
//! Compose: `ports` with `/udp`. CloudFormation: a container beside those of services.
//!
//! Decisions
//! - The image is that of the first container, whose web server needs no rights and has nothing to show.
//! - It is not essential: without it the load balancer calls the task ill, and ECS replaces it.
//!
//! Not here: which port it listens on (`plan::udp_health`).

use crate::cfn::{Handle, List, Text, ecs};

use super::super::additions::ExtraContainer;
use super::super::logs;
use super::super::parameters::Parameters;
use crate::plan::ServicePlan;
use crate::plan::facts::container_name;

/// In MiB.
const MEMORY: u32 = 16;

/// The container of a task, where it has ports that need one.
pub(super) fn lower(
    plan: &ServicePlan<'_>,
    log_group: &Handle,
    parameters: &Parameters,
) -> Option<ExtraContainer> {
    let port = plan.ports.iter().find_map(|port| port.answered_at)?;
    let image = parameters.sidecar_image.as_ref()?;
    let logging = logs::of_ours(log_group, plan.service);
    let script = format!("mkdir -p /tmp/empty && exec httpd -f -p {port} -h /tmp/empty");
    let command: List = ["sh".into(), "-c".into(), Text::from(script)].into_iter().collect();
    // No two containers of a task may share a name, and a service may have this one.
    let taken = plan.containers().any(|service| container_name(service) == "health");
    let name = if taken { "health-of-task" } else { "health" };
    let container = ecs::ContainerDefinition {
        essential: Some(false),
        command: Some(command),
        memory_reservation: Some(MEMORY.into()),
        log_configuration: logging.configuration,
        ..ecs::ContainerDefinition::new(name, image.handle.reference::<String>())
    };
    Some(ExtraContainer {
        container,
        memory: MEMORY,
        ports: vec![port],
        to_start: logging.grants,
        to_run: Vec::new(),
    })
}
