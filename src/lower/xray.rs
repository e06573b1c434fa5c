//! X-Ray: traces of what containers do.
//! Compose: `x-aws-xray`. CloudFormation: a container with the collector of AWS (ADOT), variables of the
//! others, rights of the task role.
//!
//! Decisions
//! - The collector runs beside the containers that are traced, one a task, with the configuration for ECS
//!   that its image brings (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/trace-data.html>).
//!   It takes traces of the SDK of X-Ray and of OpenTelemetry and sends them to X-Ray, and measurements to
//!   one log group of CloudWatch. The task role gets exactly the rights for both.
//! - With a `config` of the user's own it gets those for X-Ray; what else that needs comes from `x-aws-role`.
//! - It is not essential: without traces a service still serves.
//! - Containers are told where it listens, unless they were told something else. OTLP is spoken over HTTP,
//!   which is what OpenTelemetry wants where nothing is said, unless the container speaks `grpc`.
//! - Its image is a parameter, as it comes from AWS.
//!
//! Not here: how a program makes traces.

use crate::cfn::ecs::KeyValuePair;
use crate::cfn::{Handle, List, Pseudo, Text, ecs, iam};
use crate::compose::{self, Xray};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::facts;
use crate::source::Loc;

use super::additions::ExtraContainer;
use super::context::Lowering;
use super::parameters::Parameters;
use super::{logs, secrets};
use crate::plan::Platform;
use crate::plan::ServicePlan;
use crate::plan::facts::container_name;

/// In MiB.
const MEMORY: u32 = 128;

/// Where the image keeps its configuration for ECS.
/// <https://github.com/aws-observability/aws-otel-collector/blob/main/config/ecs/ecs-default-config.yaml>
const CONFIG: &str = "--config=/etc/ecs/ecs-default-config.yaml";

/// Where it listens then: for X-Ray, for OTLP over gRPC and HTTP, for `StatsD`, for whoever asks how it is.
const PORTS: [u16; 5] = [2000, 4317, 4318, 8125, 13133];

/// Where it sends measurements then.
const METRICS: &str = "/aws/ecs/application/metrics";

/// The variable of a configuration that is not in the image.
const CONTENT: &str = "AOT_CONFIG_CONTENT";

const TRACE: [&str; 5] = [
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:GetSamplingStatisticSummaries",
];

const MEASURE: [&str; 3] = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

/// The collector of a task, where one of its containers is traced.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    log_group: &Handle,
    parameters: &Parameters,
) -> Option<ExtraContainer> {
    let Xray { enabled, config, memory } = facts::xray_settings(cx.project, plan)?;
    if Platform::for_service(plan.service).is_some_and(Platform::is_windows) {
        cx.report(no_windows(plan.service, enabled.loc));
    }
    let logging = logs::of_ours(log_group, plan.service);
    let memory = memory.as_ref().map_or(MEMORY, |memory| memory.value);
    let mut container = ecs::ContainerDefinition {
        essential: Some(false),
        memory_reservation: Some(memory.into()),
        log_configuration: logging.configuration,
        ..ecs::ContainerDefinition::new(
            name(plan),
            parameters.collector_image.as_ref()?.handle.reference::<String>(),
        )
    };
    let mut to_start = logging.grants;
    let mut to_run = vec![iam::Statement::allow(TRACE, ["*".into()])];
    let mut ports = Vec::new();
    if let Some(config) = config {
        let content = secrets::find_value(cx, config)?;
        to_start.extend(content.to_start);
        container.secrets =
            vec![ecs::Secret { name: CONTENT.to_owned(), value_from: content.value_from }.into()];
    } else {
        container.command = Some([Text::from(CONFIG)].into_iter().collect::<List>());
        to_run.push(iam::Statement::allow(MEASURE, [metrics()]));
        ports.extend(PORTS);
    }
    Some(ExtraContainer { container, memory, ports, to_start, to_run })
}

/// Tells a container where the collector listens.
pub(super) fn tell(cx: &Lowering<'_>, service: &compose::Service, container: &mut ecs::ContainerDefinition) {
    if compose::xray(&service.extensions, &cx.project.extensions).is_none() {
        return;
    }
    let knows = |container: &ecs::ContainerDefinition, name: &str| {
        container.environment.iter().any(|pair| pair.inner().name == name)
            || container.secrets.iter().any(|secret| secret.inner().name == name)
    };
    let mut told = vec![("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000")];
    if !knows(container, "OTEL_EXPORTER_OTLP_ENDPOINT") {
        let mut pairs = container.environment.iter().map(ecs::Entry::inner);
        let protocol = pairs.find(|pair| pair.name == "OTEL_EXPORTER_OTLP_PROTOCOL");
        let grpc = protocol.is_some_and(|pair| pair.value == "grpc".into());
        let endpoint = if grpc { "http://127.0.0.1:4317" } else { "http://127.0.0.1:4318" };
        told.push(("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint));
        told.push(("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
    }
    for (name, value) in told {
        if !knows(container, name) {
            container.environment.push(KeyValuePair { name: name.to_owned(), value: value.into() }.into());
        }
    }
    container.environment.sort_unstable_by(|one, other| one.inner().name.cmp(&other.inner().name));
}

fn metrics() -> Text {
    let arn = Text::sub().text("arn:").pseudo(Pseudo::Partition).text(":logs:").pseudo(Pseudo::Region);
    arn.text(":").pseudo(Pseudo::AccountId).text(format!(":log-group:{METRICS}:*")).finish()
}

/// No two containers of a task may share a name, and a service may have this one.
fn name(plan: &ServicePlan<'_>) -> &'static str {
    let taken = plan.containers().any(|service| container_name(service) == "collector");
    if taken { "collector-of-task" } else { "collector" }
}

fn no_windows(service: &compose::Service, loc: Loc) -> Diagnostic {
    let message = format!("the collector does not run beside `{}`, which is for Windows", service.name.value);
    Diagnostic::new(Code::Refused, message)
        .label(loc, "traces are wanted here")
        .help("write `x-aws-xray: false` at the service, and run a collector of your own")
}
