//! The rows of `deploy`: how many tasks, of what size, and how they are replaced.
//!
//! Compose: <https://docs.docker.com/reference/compose-file/deploy/>. AWS:
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html>.

use super::row::{Row, When, approximated, ignored, refused, translated, used};
use super::service_run::{DRIVER, MACHINES};

/// The rows, in the specification's order.
pub(super) const ROWS: &[Row] = &[
    translated("services.*.deploy", "AWS::ECS::Service"),
    approximated(
        "services.*.deploy.mode",
        "there are no hosts for one task each, so there is one task",
        "use `replicated`, and say how many with `replicas`",
    )
    .when(When::Is(&["global"]))
    .into("DesiredCount"),
    approximated(
        "services.*.deploy.mode",
        "there are no hosts for one task each, so it runs once",
        "use `replicated-job`, and say how many with `replicas`",
    )
    .when(When::Is(&["global-job"]))
    .into("AWS::ECS::TaskDefinition"),
    translated("services.*.deploy.mode", "AWS::ECS::TaskDefinition").when(When::Is(&["replicated-job"])),
    translated("services.*.deploy.mode", "AWS::ECS::Service"),
    ignored("services.*.deploy.endpoint_mode", "the service's name leads straight to its tasks", "")
        .when(When::Is(&["vip"])),
    translated("services.*.deploy.endpoint_mode", "AWS::ServiceDiscovery::Service"),
    translated("services.*.deploy.replicas", "DesiredCount"),
    translated("services.*.deploy.labels", "Tags"),
    ignored("services.*.deploy.rollback_config", ROLLBACK, ""),
    ignored("services.*.deploy.rollback_config.parallelism", ROLLBACK, ""),
    ignored("services.*.deploy.rollback_config.delay", ROLLBACK, ""),
    ignored("services.*.deploy.rollback_config.failure_action", ROLLBACK, ""),
    ignored("services.*.deploy.rollback_config.monitor", ROLLBACK, ""),
    ignored("services.*.deploy.rollback_config.max_failure_ratio", ROLLBACK, ""),
    ignored("services.*.deploy.rollback_config.order", ROLLBACK, ""),
    translated("services.*.deploy.update_config", "DeploymentConfiguration"),
    translated("services.*.deploy.update_config.parallelism", "DeploymentConfiguration.MaximumPercent"),
    approximated(
        "services.*.deploy.update_config.delay",
        "ECS replaces the next tasks as soon as the last ones are healthy",
        "let the health check say when a task is ready",
    )
    .into("DeploymentConfiguration"),
    translated("services.*.deploy.update_config.failure_action", "DeploymentCircuitBreaker.Rollback"),
    translated("services.*.deploy.update_config.monitor", "DeploymentConfiguration.BakeTimeInMinutes"),
    translated("services.*.deploy.update_config.max_failure_ratio", "DeploymentCircuitBreaker"),
    translated("services.*.deploy.update_config.order", "DeploymentConfiguration.MinimumHealthyPercent"),
    translated("services.*.deploy.resources", "Cpu"),
    translated("services.*.deploy.resources.limits", "Cpu"),
    translated("services.*.deploy.resources.limits.cpus", "Cpu"),
    translated("services.*.deploy.resources.limits.memory", "Memory"),
    ignored(
        "services.*.deploy.resources.limits.pids",
        "a task fills no host but its own",
        "use `ulimits.nproc` for a limit",
    ),
    translated("services.*.deploy.resources.reservations", "Cpu"),
    translated("services.*.deploy.resources.reservations.cpus", "Cpu"),
    translated("services.*.deploy.resources.reservations.memory", "ContainerDefinitions.MemoryReservation"),
    refused("services.*.deploy.resources.reservations.generic_resources", GENERIC, GENERIC_HELP)
        .when(When::OnFargate),
    translated(
        "services.*.deploy.resources.reservations.generic_resources",
        "ContainerDefinitions.ResourceRequirements",
    ),
    translated(
        "services.*.deploy.resources.reservations.generic_resources.[].discrete_resource_spec",
        "ContainerDefinitions.ResourceRequirements",
    ),
    translated(
        "services.*.deploy.resources.reservations.generic_resources.[].discrete_resource_spec.kind",
        "ResourceRequirements.Type",
    ),
    translated(
        "services.*.deploy.resources.reservations.generic_resources.[].discrete_resource_spec.value",
        "ResourceRequirements.Value",
    ),
    refused("services.*.deploy.resources.reservations.devices", DEVICES, MACHINES).when(When::OnFargate),
    translated(
        "services.*.deploy.resources.reservations.devices",
        "ContainerDefinitions.ResourceRequirements",
    ),
    translated(
        "services.*.deploy.resources.reservations.devices.[].capabilities",
        "ContainerDefinitions.ResourceRequirements",
    ),
    translated("services.*.deploy.resources.reservations.devices.[].count", "ResourceRequirements.Value"),
    used(
        "services.*.deploy.resources.reservations.devices.[].device_ids",
        "a task gets a number of GPUs, not certain ones",
    ),
    used("services.*.deploy.resources.reservations.devices.[].driver", DRIVER),
    ignored("services.*.deploy.resources.reservations.devices.[].options", DRIVER, ""),
    translated("services.*.deploy.restart_policy", "ContainerDefinitions.RestartPolicy"),
    translated("services.*.deploy.restart_policy.condition", "AWS::ECS::TaskDefinition")
        .when(When::Is(&["none"])),
    translated("services.*.deploy.restart_policy.condition", "ContainerDefinitions.RestartPolicy"),
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
const GENERIC_HELP: &str =
    "remove it; GPUs (`kind: gpu`) are on machines, with `x-aws-capacity: managed-instances`";
const NODES: &str = "there are no nodes to choose from, and ECS spreads tasks over availability zones itself";
const PACE: &str = "ECS sets the pace at which it starts a failed task again";
const PLATFORM: &str = "choose the processor with `platform`";
const ROLLBACK: &str = "a rollback goes the way of the update, as `update_config` says";
