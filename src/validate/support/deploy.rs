//! The rows of `deploy`: how many tasks, of what size, and how they are replaced.
//!
//! Compose: <https://docs.docker.com/reference/compose-file/deploy/>. AWS:
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html>.

use super::row::{Row, When, approximated, ignored, lowered, refused, used};
use super::service_run::{DRIVER, MACHINES};

/// The rows, in the specification's order.
pub(super) const ROWS: &[Row] = &[
    lowered("services.*.deploy", "AWS::ECS::Service"),
    approximated(
        "services.*.deploy.mode",
        "there are no hosts for one task each, so there is one task",
        "use `replicated`, and say how many with `replicas`",
    )
    .when(When::Is(&["global"]))
    .into("SchedulingStrategy"),
    approximated(
        "services.*.deploy.mode",
        "there are no hosts for one task each, so it runs once",
        "use `replicated-job`, and say how many with `replicas`",
    )
    .when(When::Is(&["global-job"]))
    .into("AWS::ECS::TaskDefinition"),
    lowered("services.*.deploy.mode", "AWS::ECS::TaskDefinition").when(When::Is(&["replicated-job"])),
    lowered("services.*.deploy.mode", "SchedulingStrategy"),
    ignored("services.*.deploy.endpoint_mode", "the service's name leads straight to its tasks", "")
        .when(When::Is(&["vip"])),
    lowered("services.*.deploy.endpoint_mode", "AWS::ServiceDiscovery::Service"),
    lowered("services.*.deploy.replicas", "DesiredCount"),
    lowered("services.*.deploy.labels", "Tags"),
    ignored("services.*.deploy.rollback_config", ROLLBACK, ""),
    ignored("services.*.deploy.rollback_config.parallelism", ROLLBACK, ""),
    ignored("services.*.deploy.rollback_config.delay", ROLLBACK, ""),
    ignored("services.*.deploy.rollback_config.failure_action", ROLLBACK, ""),
    ignored("services.*.deploy.rollback_config.monitor", ROLLBACK, ""),
    ignored("services.*.deploy.rollback_config.max_failure_ratio", ROLLBACK, ""),
    ignored("services.*.deploy.rollback_config.order", ROLLBACK, ""),
    lowered("services.*.deploy.update_config", "DeploymentConfiguration"),
    lowered("services.*.deploy.update_config.parallelism", "DeploymentConfiguration.MaximumPercent"),
    approximated(
        "services.*.deploy.update_config.delay",
        "ECS replaces the next tasks as soon as the last ones are healthy",
        "let the health check say when a task is ready",
    )
    .into("DeploymentConfiguration"),
    lowered("services.*.deploy.update_config.failure_action", "DeploymentCircuitBreaker.Rollback"),
    lowered("services.*.deploy.update_config.monitor", "DeploymentConfiguration.BakeTimeInMinutes"),
    lowered("services.*.deploy.update_config.max_failure_ratio", "DeploymentCircuitBreaker"),
    lowered("services.*.deploy.update_config.order", "DeploymentConfiguration.MinimumHealthyPercent"),
    lowered("services.*.deploy.resources", "Cpu"),
    lowered("services.*.deploy.resources.limits", "Cpu"),
    lowered("services.*.deploy.resources.limits.cpus", "Cpu"),
    lowered("services.*.deploy.resources.limits.memory", "Memory"),
    ignored(
        "services.*.deploy.resources.limits.pids",
        "a task fills no host but its own",
        "use `ulimits.nproc` for a limit",
    ),
    lowered("services.*.deploy.resources.reservations", "Cpu"),
    lowered("services.*.deploy.resources.reservations.cpus", "Cpu"),
    lowered("services.*.deploy.resources.reservations.memory", "ContainerDefinitions.MemoryReservation"),
    refused("services.*.deploy.resources.reservations.generic_resources", GENERIC, "remove it"),
    refused(
        "services.*.deploy.resources.reservations.generic_resources.[].discrete_resource_spec",
        GENERIC,
        "",
    ),
    refused(
        "services.*.deploy.resources.reservations.generic_resources.[].discrete_resource_spec.kind",
        GENERIC,
        "",
    ),
    refused(
        "services.*.deploy.resources.reservations.generic_resources.[].discrete_resource_spec.value",
        GENERIC,
        "",
    ),
    refused("services.*.deploy.resources.reservations.devices", DEVICES, MACHINES).when(When::OnFargate),
    lowered("services.*.deploy.resources.reservations.devices", "ContainerDefinitions.ResourceRequirements"),
    lowered(
        "services.*.deploy.resources.reservations.devices.[].capabilities",
        "ContainerDefinitions.ResourceRequirements",
    ),
    lowered("services.*.deploy.resources.reservations.devices.[].count", "ResourceRequirements.Value"),
    used(
        "services.*.deploy.resources.reservations.devices.[].device_ids",
        "a task gets a number of GPUs, not certain ones",
    ),
    ignored("services.*.deploy.resources.reservations.devices.[].driver", DRIVER, ""),
    ignored("services.*.deploy.resources.reservations.devices.[].options", DRIVER, ""),
    lowered("services.*.deploy.restart_policy", "ContainerDefinitions.RestartPolicy"),
    lowered("services.*.deploy.restart_policy.condition", "AWS::ECS::TaskDefinition")
        .when(When::Is(&["none"])),
    lowered("services.*.deploy.restart_policy.condition", "ContainerDefinitions.RestartPolicy"),
    approximated("services.*.deploy.restart_policy.delay", PACE, "")
        .into("ContainerDefinitions.RestartPolicy"),
    approximated("services.*.deploy.restart_policy.max_attempts", ATTEMPTS, "")
        .into("ContainerDefinitions.RestartPolicy"),
    approximated("services.*.deploy.restart_policy.window", ATTEMPTS, "")
        .into("ContainerDefinitions.RestartPolicy"),
    ignored("services.*.deploy.placement", NODES, PLATFORM),
    ignored("services.*.deploy.placement.constraints", NODES, ""),
    ignored("services.*.deploy.placement.preferences", NODES, ""),
    ignored("services.*.deploy.placement.preferences.[].spread", NODES, ""),
    ignored("services.*.deploy.placement.max_replicas_per_node", NODES, ""),
];

const ATTEMPTS: &str = "ECS goes on starting a task that fails, at a slower pace, and never gives up";
const DEVICES: &str = "tasks have no access to a host's devices, and no GPU";
const GENERIC: &str = "tasks have CPU, memory and disk, and nothing else to reserve";
const NODES: &str = "there are no nodes to choose from, and ECS spreads tasks over availability zones itself";
const PACE: &str = "ECS sets the pace at which it starts a failed task again";
const PLATFORM: &str = "choose the processor with `platform`";
const ROLLBACK: &str = "a rollback goes the way of the update, as `update_config` says";
