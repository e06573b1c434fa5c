//! Log router: the container that takes the logs of the others in its task and sends them on.
//! Compose: `logging` with the driver `awsfirelens`, `x-aws-firelens`. CloudFormation: a container with
//! `FirelensConfiguration`.
//!
//! Decisions
//! - One router a task, so `x-aws-firelens` is said at the service whose task it is, or once for the project.
//!   Without it the router is Fluent Bit, as AWS packs it, and the driver's options say where logs go
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html>).
//! - A service that is a log router itself (`compose::is_log_router`) gets none beside it, and what it says
//!   itself goes to the stack's log group: the others of the project send their logs to it with the output
//!   `forward`.
//! - It is essential: a task whose logs go nowhere shall not look well. ECS starts it first and stops it last
//!   by itself.
//! - It runs by the task role, and what it may do there hangs on where it sends logs to, which only the user
//!   knows: those rights come from `x-aws-role` or `x-aws-policies`; a warning says so where an output of AWS
//!   has neither. What it says itself goes to the stack's log group.
//! - On Fargate the router itself reads no bucket. AWS has a second image that fetches such a file before it
//!   starts
//!   (<https://github.com/aws/aws-for-fluent-bit/tree/mainline/use_cases/init-process-for-fluent-bit>); it is
//!   the default where `config` is an ARN, and gets the right to read that object.
//! - Its image is a parameter, with that of AWS or of the project as its default; one that a service names
//!   stands in the template. Rights to pull are those for the image that the file names.
//!
//! Not here: the options of the driver (`logs`), and the secrets among them (`secrets`).

use crate::cfn::ecs::KeyValuePair;
use crate::cfn::{Handle, Text, ecs, iam};
use crate::compose::{self, Firelens, FirelensKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};

use super::additions::ExtraContainer;
use super::context::Lowering;
use super::parameters::Parameters;
use super::{logs, roles};
use crate::lower::literals::to_text;
use crate::plan::Platform;
use crate::plan::ServicePlan;
use crate::plan::facts::container_name;

pub(super) const IMAGE: &str = "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable";

/// The one that fetches files before it starts.
pub(super) const FETCHING_IMAGE: &str = "public.ecr.aws/aws-observability/aws-for-fluent-bit:init-latest";

/// The memory reservation in the examples of AWS, in MiB.
const MEMORY: u32 = 50;

/// Where it listens.
const PORT: u16 = 24224;

/// The outputs that write to AWS, by the rights of the task.
/// <https://docs.fluentbit.io/manual/pipeline/outputs>
const OUTPUTS_OF_AWS: [&str; 7] =
    ["cloudwatch", "cloudwatch_logs", "firehose", "kinesis", "kinesis_firehose", "kinesis_streams", "s3"];

/// The image for tasks whose service names none, where there are such.
pub(super) fn default_image(project: &compose::Project, plans: &[ServicePlan<'_>]) -> Option<String> {
    let mut users =
        plans.iter().filter(|plan| driver(plan).is_some() && own_image(plan).is_none()).peekable();
    users.peek()?;
    let of_project = project.extensions.firelens.as_ref().and_then(|firelens| firelens.image.as_ref());
    let fetches = users.any(|plan| object(settings(project, plan)).is_some());
    let ours = if fetches { FETCHING_IMAGE } else { IMAGE };
    Some(of_project.map_or(ours, |image| &image.value).to_owned())
}

/// The router of a task, where one of its containers needs it.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    log_group: &Handle,
    parameters: &Parameters,
) -> Option<ExtraContainer> {
    let settings = settings(cx.project, plan);
    let Some(driver) = driver(plan) else {
        if let Some(firelens) = &plan.service.extensions.firelens {
            cx.report(without_effect(plan.service, firelens.loc));
        }
        return None;
    };
    if Platform::for_service(plan.service).is_some_and(Platform::is_windows) {
        cx.report(no_windows(driver));
    }
    if let Some((service, output)) = output_of_aws(plan).filter(|_| !has_rights(plan)) {
        cx.report(no_rights(service, output));
    }
    let image = match own_image(plan) {
        Some(image) => to_text(image),
        None => parameters.log_router_image.as_ref()?.handle.reference(),
    };
    let logging = logs::of_ours(log_group, plan.service);
    let mut to_start = logging.grants;
    let named = settings.and_then(|it| it.image.as_ref());
    to_start.extend(named.into_iter().flat_map(|image| roles::to_pull(&to_text(&image.value), None)));
    let memory = settings.and_then(|it| it.memory.as_ref()).map_or(MEMORY, |memory| memory.value);
    let mut container = ecs::ContainerDefinition {
        essential: Some(true),
        memory_reservation: Some(memory.into()),
        log_configuration: logging.configuration,
        firelens_configuration: Some(configuration(settings)),
        ..ecs::ContainerDefinition::new(name(plan), image)
    };
    let mut to_run = Vec::new();
    if let Some(object) = object(settings) {
        let name = "aws_fluent_bit_init_s3_1".to_owned();
        container.environment = vec![KeyValuePair { name, value: to_text(object) }.into()];
        let bucket = object.split('/').next().unwrap_or(object);
        to_run.push(iam::Statement::allow(["s3:GetObject"], [to_text(object)]));
        to_run.push(iam::Statement::allow(["s3:GetBucketLocation"], [to_text(bucket)]));
    }
    Some(ExtraContainer { container, memory, ports: vec![PORT], to_start, to_run })
}

/// Where a container of the task says that its logs are routed. One that routes logs itself needs nobody for
/// its own.
fn driver(plan: &ServicePlan<'_>) -> Option<Loc> {
    plan.containers().filter(|service| !compose::is_log_router(service)).find_map(|service| {
        let driver = service.logging.as_ref()?.driver.as_ref()?;
        (driver.value == compose::ROUTED).then_some(driver.loc)
    })
}

/// An output of AWS that a container of the task names.
fn output_of_aws<'a>(plan: &ServicePlan<'a>) -> Option<(&'a compose::Service, &'a Spanned<String>)> {
    plan.containers().filter(|service| !compose::is_log_router(service)).find_map(|service| {
        let logging = service.logging.as_ref()?;
        logging.driver.as_ref().filter(|driver| driver.value == compose::ROUTED)?;
        let (_, output) = logging.options.iter().find(|(key, _)| key.value.eq_ignore_ascii_case("name"))?;
        OUTPUTS_OF_AWS.contains(&output.value.as_str()).then_some((service, output))
    })
}

fn has_rights(plan: &ServicePlan<'_>) -> bool {
    let says = |service: &compose::Service| {
        service.extensions.role.is_some() || !service.extensions.policies.is_empty()
    };
    plan.containers().any(says)
}

fn settings<'a>(project: &'a compose::Project, plan: &ServicePlan<'a>) -> Option<&'a Firelens> {
    compose::firelens(&plan.service.extensions, &project.extensions)
}

/// The image that the service itself names.
fn own_image<'a>(plan: &ServicePlan<'a>) -> Option<&'a str> {
    plan.service.extensions.firelens.as_ref()?.image.as_ref().map(|image| image.value.as_str())
}

/// The ARN of a configuration in a bucket.
fn object(settings: Option<&Firelens>) -> Option<&str> {
    let config = settings?.config.as_ref()?;
    config.value.starts_with("arn:").then_some(config.value.as_str())
}

/// No two containers of a task may share a name, and a service may have this one.
fn name(plan: &ServicePlan<'_>) -> &'static str {
    let taken = plan.containers().any(|service| container_name(service) == "log_router");
    if taken { "log_router_of_task" } else { "log_router" }
}

fn configuration(settings: Option<&Firelens>) -> ecs::FirelensConfiguration {
    let kind = settings.and_then(|it| it.kind.as_ref()).map_or(FirelensKind::FluentBit, |kind| kind.value);
    let mut configuration = ecs::FirelensConfiguration::new(match kind {
        FirelensKind::FluentBit => ecs::FirelensType::FluentBit,
        FirelensKind::Fluentd => ecs::FirelensType::Fluentd,
    });
    let mut option = |key: &str, value: Text| configuration.options.insert(key.to_owned(), value);
    if let Some(metadata) = settings.and_then(|it| it.metadata.as_ref()) {
        option("enable-ecs-log-metadata", metadata.value.to_string().into());
    }
    let file = settings.and_then(|it| it.config.as_ref()).filter(|_| object(settings).is_none());
    if let Some(file) = file {
        option("config-file-type", "file".into());
        option("config-file-value", to_text(&file.value));
    }
    configuration
}

fn without_effect(service: &compose::Service, loc: Loc) -> Diagnostic {
    let message = format!(
        "`x-aws-firelens` has no effect: nothing in the task of `{}` logs by way of it",
        service.name.value
    );
    Diagnostic::new(Code::Approximated, message)
        .at(loc)
        .help("add `logging: {driver: awsfirelens, options: …}` to a service of the task, or remove it")
}

fn no_rights(service: &compose::Service, output: &Spanned<String>) -> Diagnostic {
    let (name, output_name) = (&service.name.value, &output.value);
    let message = format!("the log router of `{name}` has no right to write to `{output_name}`");
    Diagnostic::new(Code::Approximated, message)
        .at(output.loc)
        .help("say in `x-aws-role` of the service what its task may do there; it is the task that writes")
}

fn no_windows(driver: Loc) -> Diagnostic {
    Diagnostic::new(Code::Refused, "there is no log router for Windows")
        .at(driver)
        .help("use `awslogs` or `splunk`, or leave `logging` out")
}
