//! Autoscaling: how many tasks a service has, by load or by the clock.
//! Compose: `deploy.x-aws-autoscaling`. CloudFormation: `ScalableTarget`, `ScalingPolicy`, CloudWatch
//! `Alarm`.
//!
//! Decisions
//! - The number of tasks belongs to the scaler: the ECS service has no `DesiredCount`. A new service then
//!   begins with one task, and an update leaves the number as it is
//!   (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html>).
//!   So `deploy.replicas` only says where `min` begins, and lies between the bounds.
//! - The scaler acts by the role that AWS makes for it in every account, not by one of ours.
//! - The ARN of an ECS service ends in `service/cluster/name`, which is what a scalable target is called: it
//!   is right whichever cluster the stack is given, by name or by ARN. Accounts with the short ARNs of 2018
//!   cannot tag services, so they cannot have ours anyway.
//! - Each metric has a policy of its own. AWS adds tasks as soon as one policy wants them, and takes tasks
//!   away when all agree. Where the user says nothing about waits they are those of AWS.
//! - `requests` are those of the service's first port behind the application load balancer, ours or one that
//!   exists.
//! - The tasks that a backlog is divided by are counted by Container Insights, so a cluster of ours has it.
//!   No task is one task there, so that a service without any comes back when messages come.
//! - Steps count from the outermost value of their side, which is the alarm's threshold.
//!
//! Not here: how the members are written (`validate::read`), how often metrics are taken (`service` asks
//! `monitoring`).

mod findings;
mod steps;
mod tracking;

use crate::cfn::application_autoscaling as aas;
use crate::cfn::{Handle, List, Resource, Text, ecs};
use crate::compose;

use super::context::Lowering;
use super::listener::Attachment;
use super::names::Name;
use super::tags;
use crate::lower::literals::to_text;
use crate::plan::ServicePlan;

/// Seconds between the samples of a metric of high resolution.
const HIGH_RESOLUTION: u32 = 20;

/// The seconds and samples of an alarm of which nothing is said.
const PERIOD: u32 = 60;
const PERIODS: u32 = 3;

/// How few tasks a service has: `min`, else what `deploy.replicas` says, else one.
pub(super) fn fewest(service: &compose::Service, autoscaling: &compose::Autoscaling) -> u32 {
    let said = autoscaling.min.as_ref().or(service.replicas());
    said.map_or(1, |count| count.value).min(autoscaling.max.value)
}

/// How often the metrics of a service are taken, where the user wants it often.
pub(super) fn monitoring(service: &compose::Service) -> Option<ecs::MonitoringConfiguration> {
    let autoscaling = service.deploy.autoscaling.as_ref().filter(|autoscaling| is_fine(autoscaling))?;
    let cpu = autoscaling.cpu.as_ref().map(|_| ecs::ServiceMetric::CpuUtilization);
    let memory = autoscaling.memory.as_ref().map(|_| ecs::ServiceMetric::MemoryUtilization);
    let metric_names: Vec<_> = cpu.into_iter().chain(memory).collect();
    let configuration = ecs::MetricConfiguration { metric_names, resolution_seconds: HIGH_RESOLUTION };
    Some(ecs::MonitoringConfiguration { metric_configurations: vec![configuration] })
}

/// Whether a service needs its running tasks counted.
pub(super) fn counts_tasks(plan: &ServicePlan<'_>) -> bool {
    !plan.is_job && plan.service.deploy.autoscaling.as_ref().is_some_and(|scaling| scaling.queue.is_some())
}

/// A service whose number of tasks is scaled.
struct Scaled<'a> {
    service: &'a compose::Service,
    autoscaling: &'a compose::Autoscaling,
    target: Handle,
    /// The service's own name.
    name: Text,
    /// The name of its cluster.
    cluster: Text,
}

/// Scales a service, where it is to be.
pub(super) fn lower(cx: &mut Lowering<'_>, service: &compose::Service, made: &Handle, requests: Requests) {
    let Some(autoscaling) = &service.deploy.autoscaling else { return };
    findings::check(cx, service, autoscaling, &requests);
    let arn = || made.reference::<String>();
    let mut target = aas::ScalableTarget::new(
        aas::ServiceNamespace::Ecs,
        aas::ScalableDimension::EcsServiceDesiredCount,
        // arn : partition : ecs : region : account : service/cluster/name
        Text::select(5, List::split(":", arn())),
        fewest(service, autoscaling),
        autoscaling.max.value,
    );
    target.scheduled_actions = (1..).zip(&autoscaling.schedule).map(scheduled).collect();
    target.tags = tags::of_service(cx.project, service);
    let target = cx.add(Name::ScalableTarget(&service.name), Resource::new(&target));
    let scaled = Scaled {
        service,
        autoscaling,
        target,
        name: made.attribute("Name"),
        cluster: Text::select(1, List::split("/", arn())),
    };
    tracking::lower(cx, &scaled, requests.counted_at);
    steps::lower(cx, &scaled);
}

/// The requests of a service.
#[derive(Debug)]
pub(super) struct Requests {
    /// The label at which they are counted: of its first port behind the application load balancer.
    counted_at: Option<Text>,
    /// Whether deployments shift them to another target group.
    shifted: bool,
}

/// Finds out where the requests of a service are counted.
pub(super) fn requests(attachments: &[Attachment]) -> Requests {
    Requests {
        counted_at: attachments.iter().find_map(|attachment| attachment.requests.clone()),
        shifted: attachments.iter().any(|attachment| attachment.shift.is_some()),
    }
}

fn is_fine(autoscaling: &compose::Autoscaling) -> bool {
    autoscaling.high_resolution.as_ref().is_some_and(|high| high.value)
}

fn scheduled((number, bounds): (u32, &compose::Bounds)) -> aas::ScheduledAction {
    let compose::Bounds { loc: _, at, timezone, min, max } = bounds;
    let action = aas::ScalableTargetAction {
        min_capacity: min.as_ref().map(|min| min.value),
        max_capacity: max.as_ref().map(|max| max.value),
    };
    aas::ScheduledAction {
        timezone: timezone.as_ref().map(|zone| to_text(&zone.value)),
        scalable_target_action: Some(action),
        ..aas::ScheduledAction::new(format!("schedule-{number}"), to_text(&at.value))
    }
}

impl Scaled<'_> {
    /// The dimensions of the service's own metrics.
    fn dimensions(&self) -> [(Text, Text); 2] {
        [("ClusterName".into(), self.cluster.clone()), ("ServiceName".into(), self.name.clone())]
    }
}

/// The dimensions of a user's metric.
fn dimensions(metric: &compose::Metric) -> impl Iterator<Item = (Text, Text)> {
    metric.dimensions.iter().map(|(name, value)| (to_text(&name.value), expression(value)))
}

/// Text, or a function of CloudFormation.
fn expression(expression: &compose::Expression) -> Text {
    match expression.value.as_str() {
        Some(text) => to_text(text),
        None => Text::Raw(expression.value.clone().into()),
    }
}

/// A number without a fraction where it has none.
fn number(value: f64) -> serde_json::Number {
    #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates, and is looked at")]
    let whole = value as i64;
    #[expect(clippy::cast_precision_loss, reason = "that is what is looked at")]
    let exact = (whole as f64).total_cmp(&value).is_eq();
    let fraction = serde_json::Number::from_f64(value).filter(|_| !exact);
    fraction.unwrap_or_else(|| whole.into())
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_as_short_as_can_be() {
        for (value, expected) in
            [(60.0, "60"), (0.5, "0.5"), (-20.0, "-20"), (0.0, "0"), (1e12, "1000000000000")]
        {
            assert_eq!(number(value).to_string(), expected);
        }
        assert_eq!(number(f64::NAN).to_string(), "0");
    }
}
