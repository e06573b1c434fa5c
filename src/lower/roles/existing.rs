//! A task role that exists: what must be said of it, as the stack does not change it.
//! Compose: `x-aws-task_role`. CloudFormation: `TaskRoleArn` of a task definition.

use std::collections::BTreeSet;

use crate::cfn::iam;
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};

use super::super::context::Lowering;
use crate::plan::ServicePlan;

/// Reports the rights that the tasks need, and what has no effect on a role that exists.
pub(super) fn report(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    role: &Spanned<String>,
    grants: &[iam::Statement],
) {
    for service in plan.containers() {
        let compose::ServiceExtensions { policies, role: document, .. } = &service.extensions;
        let policies = policies.first().map(|policy| ("x-aws-policies", policy.loc));
        let document = document.as_ref().map(|document| ("x-aws-role", document.loc));
        for (key, loc) in policies.into_iter().chain(document) {
            cx.report(left_alone(key, loc, role));
        }
    }
    let actions: BTreeSet<&str> = grants.iter().flat_map(|grant| &grant.action).map(String::as_str).collect();
    if !actions.is_empty() {
        cx.report(needs(plan.service, role, &actions));
    }
}

fn left_alone(key: &str, loc: Loc, role: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::RoleRights, format!("`{key}` cannot change a role that exists"))
        .label(loc, "for a role of the stack")
        .label(role.loc, "the tasks have this one")
        .help(format!(
            "give the role these rights where it is made and remove `{key}`, or remove `x-aws-task_role`"
        ))
}

fn needs(service: &compose::Service, role: &Spanned<String>, actions: &BTreeSet<&str>) -> Diagnostic {
    let message = format!("the tasks of `{}` need rights that the stack does not give", service.name.value);
    let actions: Vec<String> = actions.iter().map(|action| format!("`{action}`")).collect();
    Diagnostic::new(Code::ExistingRole, message).label(role.loc, "a role that exists").help(format!(
        "give it {}, and let `ecs-tasks.amazonaws.com` assume it; without `x-aws-task_role` the stack makes \
         a role that may do this with its own resources only",
        actions.join(", ")
    ))
}
