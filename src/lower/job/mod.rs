//! Jobs: tasks that run to their end.
//! Compose: `restart: "no"`, `deploy.restart_policy.condition: none`, `deploy.mode` of jobs, `x-aws-run`,
//! `x-aws-schedule`.
//! CloudFormation: a task definition without a service, `Schedule` of EventBridge Scheduler, an output to run
//! it by hand.
//!
//! Decisions
//! - ECS starts the tasks of a service again whenever they end, so what shall run once is no service. But
//!   `restart: "no"` is also Compose's default, which people write at services too: one that others reach
//!   stays a service, with a warning.
//! - Without a schedule the stack starts nothing: an output holds the command that does, and with
//!   `x-aws-run: on-deploy` another one the request that `deploy` sends after the stack is updated.
//! - A scheduled start that fails is tried again for an hour at most; then it goes to a queue, where nobody
//!   overlooks it.
//! - The schedule's role may start this task and hand it its roles, nothing else
//!   (<https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html>).
//! - Expressions are checked by the grammar of EventBridge Scheduler (`grammar::schedule`), also for dates
//!   that do not exist.
//!
//! Not here: services that others wait for; they run in the tasks of those (`members`).

mod on_deploy;

use crate::cfn::{DeletionPolicy, Handle, List, Output, Pseudo, Resource, Text, iam, scheduler, sqs};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Loc;

use super::capacity::Placement;
use super::context::Lowering;
use super::exec;
use super::names::{Name, OtherName};
use super::parameters::Parameters;
use super::roles::{self, Roles};
use super::tags;
use crate::plan::ServicePlan;

/// The service that takes the role of a schedule.
const SCHEDULER: &str = "scheduler.amazonaws.com";

/// Seconds for which a start is tried again, and how often.
const MAX_AGE: u32 = 3600;
const RETRIES: u32 = 3;

/// Seconds for which a start that failed for good is kept: the most that SQS has.
const KEPT: u32 = 1_209_600;

/// Handles of the resources that a job needs.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    /// The cluster to run in.
    pub(super) cluster: Text,
    /// The cluster, if the stack makes it.
    pub(super) own_cluster: &'a Handle,
    /// The task definition that is run.
    pub(super) task_definition: Handle,
    /// On what it runs.
    pub(super) placement: Placement,
    /// The roles that the tasks get.
    pub(super) roles: Roles,
    /// The security groups of the tasks.
    pub(super) security_groups: List,
    /// The subnets of the tasks.
    pub(super) subnets: List,
}

/// Makes what starts the tasks of a job.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    parts: Parts<'_>,
    parameters: &Parameters,
) {
    let service = plan.service;
    for diagnostic in without_effect(plan) {
        cx.report(diagnostic);
    }
    command(cx, service, &parts, parameters);
    on_deploy::lower(cx, service, &parts, parameters);
    if let Some(schedule) = &service.extensions.schedule {
        lower_schedule(cx, service, schedule, parts, parameters);
    }
}

fn count(service: &compose::Service) -> u32 {
    service.replicas().map_or(1, |count| count.value)
}

/// The command that runs the tasks once, ready to be pasted.
fn command(cx: &mut Lowering<'_>, service: &compose::Service, parts: &Parts<'_>, parameters: &Parameters) {
    let joined = |list: &List| Text::join(",", list.clone());
    let public: Text = parts.placement.public_ip(parameters);
    let many = match count(service) {
        1 => String::new(),
        more => format!(" --count {more}"),
    };
    let exec = if exec::is_on(cx.project, service) { " --enable-execute-command" } else { "" };
    let mut pieces: Vec<Text> = vec![
        "aws ecs run-task --cluster ".into(),
        parts.cluster.clone(),
        " --task-definition ".into(),
        parts.task_definition.reference(),
        format!("{many}{exec} --enable-ecs-managed-tags --propagate-tags TASK_DEFINITION").into(),
    ];
    pieces.extend(parts.placement.options());
    pieces.extend([
        " --network-configuration \"awsvpcConfiguration={subnets=[".into(),
        joined(&parts.subnets),
        "],securityGroups=[".into(),
        joined(&parts.security_groups),
        "],assignPublicIp=".into(),
        public,
        "}\"".into(),
    ]);
    let output = Output {
        condition: None,
        description: Some(format!("Runs {} once", service.name.value)),
        value: Text::join("", together(pieces)),
        export: None,
    };
    cx.output(OtherName::RunCommand(&service.name), output);
}

/// The pieces, literal ones that stand side by side as one.
fn together(pieces: Vec<Text>) -> List {
    let mut kept: Vec<Text> = Vec::new();
    for piece in pieces {
        match (kept.last_mut(), piece) {
            (Some(Text::Literal(last)), Text::Literal(next)) => last.push_str(&next),
            (_, piece) => kept.push(piece),
        }
    }
    kept.into()
}

fn lower_schedule(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    schedule: &compose::Schedule,
    parts: Parts<'_>,
    parameters: &Parameters,
) {
    let queue = sqs::Queue {
        message_retention_period: Some(KEPT),
        sqs_managed_sse_enabled: Some(true),
        tags: tags::of_service(cx.project, service),
    };
    let queue =
        cx.add(Name::ScheduleDeadLetters(&service.name), Resource::new(&queue).keep(DeletionPolicy::Delete));
    let cluster_arn = cluster_arn(parts.own_cluster, parameters);
    let role = lower_role(cx, service, &parts, &queue, &cluster_arn);
    let assign_public_ip = parts.placement.public_ip(parameters);
    let compose::Schedule { expression, timezone, retries, max_age } = schedule;
    let ecs_parameters = scheduler::EcsParameters {
        task_definition_arn: parts.task_definition.reference(),
        launch_type: parts.placement.launch_type(),
        capacity_provider_strategy: parts.placement.strategy,
        platform_version: parts.placement.platform_version,
        task_count: Some(count(service)).filter(|count| *count > 1),
        enable_ecs_managed_tags: true,
        enable_execute_command: exec::is_on(cx.project, service).then_some(true),
        propagate_tags: scheduler::PropagateTags::TaskDefinition,
        network_configuration: scheduler::NetworkConfiguration {
            awsvpc_configuration: scheduler::AwsVpcConfiguration {
                assign_public_ip,
                security_groups: parts.security_groups,
                subnets: parts.subnets,
            },
        },
    };
    let schedule = scheduler::Schedule {
        description: Some(format!("Runs {} of {}", service.name.value, cx.project.name).into()),
        schedule_expression: expression.value.clone().into(),
        schedule_expression_timezone: timezone.as_ref().map(|zone| zone.value.clone().into()),
        flexible_time_window: scheduler::FlexibleTimeWindow { mode: scheduler::FlexibleTimeWindowMode::Off },
        target: scheduler::Target {
            arn: cluster_arn,
            role_arn: role.attribute("Arn"),
            ecs_parameters,
            retry_policy: scheduler::RetryPolicy {
                maximum_event_age_in_seconds: max_age.as_ref().map_or(MAX_AGE, |age| age.value),
                maximum_retry_attempts: retries.as_ref().map_or(RETRIES, |retries| retries.value),
            },
            dead_letter_config: scheduler::DeadLetterConfig { arn: queue.attribute("Arn") },
        },
    };
    cx.add(Name::Schedule(&service.name), Resource::new(&schedule));
}

/// Rights to start the task, to hand it its roles, and to say that it could not be started.
fn lower_role(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    parts: &Parts<'_>,
    queue: &Handle,
    cluster: &Text,
) -> Handle {
    let run = iam::Statement::allow(["ecs:RunTask"], [parts.task_definition.reference()]);
    let run = run.only_if("ArnEquals", "ecs:cluster", cluster.clone());
    let mut statements = vec![
        run,
        iam::Statement::allow(["ecs:TagResource"], ["*".into()]).only_if(
            "StringEquals",
            "ecs:CreateAction",
            "RunTask",
        ),
    ];
    let roles: Vec<Text> =
        [&parts.roles.execution, &parts.roles.task].into_iter().flatten().cloned().collect();
    if !roles.is_empty() {
        let pass = iam::Statement::allow(["iam:PassRole"], roles);
        statements.push(pass.only_if("StringEquals", "iam:PassedToService", "ecs-tasks.amazonaws.com"));
    }
    statements.push(iam::Statement::allow(["sqs:SendMessage"], [queue.attribute("Arn")]));
    let mut role = roles::new(cx.project, service, roles::assumed_by(SCHEDULER));
    role.policies = vec![iam::Policy {
        policy_name: "start".into(),
        policy_document: iam::PolicyDocument::new(statements).into(),
    }];
    cx.add(Name::ScheduleRole(&service.name), Resource::new(&role))
}

/// The cluster's ARN, which a schedule wants: that of our own, else made of the name; see `parameters`.
fn cluster_arn(own: &Handle, parameters: &Parameters) -> Text {
    let existing = Text::sub()
        .text("arn:")
        .pseudo(Pseudo::Partition)
        .text(":ecs:")
        .pseudo(Pseudo::Region)
        .text(":")
        .pseudo(Pseudo::AccountId)
        .text(":cluster/")
        .reference(parameters.cluster.id())
        .finish();
    Text::when(&parameters.create_cluster, own.attribute::<String>("Arn"), existing)
}

/// Attributes of a job that are about services only.
fn without_effect(plan: &ServicePlan<'_>) -> Vec<Diagnostic> {
    let service = plan.service;
    let update = service.deploy.update_config.as_ref().map(|update| ("deploy.update_config", update.loc));
    let deployment = service.extensions.deployment.as_ref().map(|asked| ("x-aws-deployment", asked.loc));
    let own = |name: &str| plan.containers().any(|one| one.name.value == name);
    let waits = service.depends_on.iter().find(|dependency| !own(&dependency.service.value));
    // A job that runs after the stack finds all of it, and runs after the jobs that it depends on.
    let waits = waits.filter(|_| service.extensions.on_deploy.is_none());
    let waits =
        waits.map(|dependency| ("depends_on", dependency.service.loc)).filter(|(_, loc)| loc.is_somewhere());
    let scaling =
        service.deploy.autoscaling.as_ref().map(|scaling| ("deploy.x-aws-autoscaling", scaling.loc));
    let found = [update, deployment, scaling, waits].into_iter().flatten();
    found.map(|(attribute, loc)| of_a_service(service, attribute, loc)).collect()
}

fn of_a_service(service: &compose::Service, attribute: &str, loc: Loc) -> Diagnostic {
    let message = format!(
        "`{attribute}` has no effect: `{}` is a job, which the stack does not start",
        service.name.value
    );
    Diagnostic::new(Code::Approximated, message)
        .at(loc)
        .help("run the job when all it needs is there, or keep it running with `restart: always`")
}

/// Says that ECS gives a disk of its own to services only.
pub(super) fn no_disk(service: &compose::Service, volume: &str) -> Diagnostic {
    let message =
        format!("the volume `{volume}` is a disk of a service, and `{}` is a job", service.name.value);
    Diagnostic::new(Code::Refused, message)
        .at(service.name.loc)
        .help("remove `x-aws-ebs`, or use `x-aws-ephemeral_storage` for what the job needs while it runs")
}
