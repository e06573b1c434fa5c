//! Processes: who sees those of whom.
//! Compose: `pid: service:X`. CloudFormation: `PidMode` of a task definition.
//!
//! Decisions
//! - On Fargate the containers of a task share their processes all or not at all
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html>), so it
//!   is enough that one of them asks for those of another. What that means for the rest is said in the
//!   support table.
//! - Two tasks share nothing, and Windows has no such thing: refused.

use crate::cfn::ecs;
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

use super::super::context::Lowering;
use crate::plan::Platform;
use crate::plan::ServicePlan;

/// How the task shows processes, where one of its services asks for those of another.
pub(super) fn lower(cx: &mut Lowering<'_>, plan: &ServicePlan<'_>) -> Option<ecs::PidMode> {
    let mut mode = None;
    let asking = plan.containers().filter_map(|service| Some((service, service.pid.as_ref()?)));
    for (service, pid) in asking {
        let Some(other) = pid.value.strip_prefix("service:") else { continue };
        if Platform::for_service(plan.service).is_some_and(Platform::is_windows) {
            cx.report(refused("containers on Windows share no processes", pid).help("remove `pid`"));
        } else if plan.containers().any(|one| one.name.value == other) {
            mode = Some(ecs::PidMode::Task);
        } else {
            cx.report(elsewhere(service, other, pid));
        }
    }
    mode
}

fn elsewhere(service: &compose::Service, other: &str, pid: &Spanned<String>) -> Diagnostic {
    let name = &service.name.value;
    refused(&format!("`{name}` cannot see the processes of `{other}`, which runs in another task"), pid).help(
        format!("write `x-aws-task: {other}` at `{name}`, which puts both into one task, or remove `pid`"),
    )
}

fn refused(message: &str, pid: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::Refused, message).label(pid.loc, "not on Fargate")
}
