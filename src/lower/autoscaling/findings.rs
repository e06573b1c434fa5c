//! Findings about the scaling of a service.

use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};

use super::super::context::Lowering;
use super::{Requests, fewest};

/// Reports what does not go with the rest of the service and of the project.
pub(super) fn check(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    autoscaling: &compose::Autoscaling,
    requests: &Requests,
) {
    let bounds = fewest(service, autoscaling)..=autoscaling.max.value;
    if let Some(replicas) = service.replicas().filter(|replicas| !bounds.contains(&replicas.value)) {
        let broken = autoscaling.min.as_ref().filter(|min| replicas.value < min.value);
        cx.report(outside(replicas, broken.unwrap_or(&autoscaling.max)));
    }
    if let Some(rate) = &autoscaling.requests {
        if requests.shifted {
            cx.report(shifted(rate.loc));
        } else if requests.counted_at.is_none() {
            cx.report(no_requests(service, rate.loc));
        }
    }
    if let (Some(_), Some(cluster)) = (&autoscaling.queue, &cx.project.extensions.cluster) {
        cx.report(uncounted(cluster));
    }
    let insights = cx.project.extensions.container_insights.as_ref();
    let off = insights.filter(|insights| insights.value == compose::ContainerInsights::Disabled);
    if let (Some(_), Some(off)) = (&autoscaling.queue, off) {
        cx.report(switched_off(off.loc));
    }
    let fewest = autoscaling.min.as_ref().or(service.replicas());
    if let Some(none) = fewest.filter(|count| count.value == 0 && sleeps(autoscaling)) {
        cx.report(never_back(service, none.loc));
    }
}

/// Whether nothing calls a service back that has no task left.
fn sleeps(autoscaling: &compose::Autoscaling) -> bool {
    let compose::Autoscaling { queue, metric, steps, schedule, .. } = autoscaling;
    let own_steps = steps
        .as_ref()
        .is_none_or(|steps| matches!(steps.metric, compose::StepMetric::Own(_)) || steps.up.is_empty());
    let called = schedule.iter().any(|bounds| bounds.min.as_ref().is_some_and(|min| min.value > 0));
    queue.is_none() && metric.is_none() && own_steps && !called
}

fn outside(replicas: &Spanned<u32>, bound: &Spanned<u32>) -> Diagnostic {
    Diagnostic::new(
        Code::ReplicasOutside,
        format!("the number of replicas, {}, is not within the bounds", replicas.value),
    )
    .label(replicas.loc, "how many there are to be")
    .label(bound.loc, "the bound")
    .help("let the number lie between `min` and `max`, or leave it out")
}

fn no_requests(service: &compose::Service, loc: Loc) -> Diagnostic {
    let message = format!("`{}` gets no requests from an application load balancer", service.name.value);
    Diagnostic::new(Code::UncountedRequests, message)
        .at(loc)
        .help("publish a port with `x-aws-protocol: http`, or scale by `cpu`")
}

fn shifted(loc: Loc) -> Diagnostic {
    let message = "requests are counted at one target group, and deployments shift them to another";
    Diagnostic::new(Code::UncountedRequests, message)
        .at(loc)
        .help("scale by `cpu`, or replace tasks with `x-aws-deployment: rolling`")
}

fn uncounted(cluster: &Spanned<String>) -> Diagnostic {
    let message =
        format!("a backlog for each task is only known if `{}` has Container Insights", cluster.value);
    Diagnostic::new(Code::Approximated, message).at(cluster.loc).help(
        "switch it on: `aws ecs update-cluster-settings --cluster … --settings \
         name=containerInsights,value=enabled`",
    )
}

fn switched_off(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::InsightsOff, "a backlog for each task needs what Container Insights counts")
        .at(loc)
        .help("write `x-aws-container_insights: enabled`, or leave it out")
}

fn never_back(service: &compose::Service, loc: Loc) -> Diagnostic {
    let message = format!("once `{}` has no task left, it does not come back by itself", service.name.value);
    Diagnostic::new(Code::Approximated, message).label(loc, "no task has no load").help(
        "let `min` be 1, or scale by what is there without tasks: `queue`, `metric`, or `min` in `schedule`",
    )
}
