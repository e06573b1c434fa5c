//! Hooks: functions that are asked, or pauses, at stages of a deployment.
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html>

use crate::cfn::{Resource, Text, ecs, iam};
use crate::compose::{self, HookTarget, Stage};

use super::super::context::Lowering;
use super::super::names::Name;
use super::super::roles;
use super::traffic::ECS;
use crate::lower::literals::to_text;

/// The hooks, and the role by which ECS calls their functions.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    asked: &compose::Deployment,
) -> Vec<ecs::DeploymentLifecycleHook> {
    let role = lower_role(cx, service, asked);
    asked.hooks.iter().map(|hook| to_hook(hook, role.as_ref())).collect()
}

fn lower_role(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    asked: &compose::Deployment,
) -> Option<Text> {
    let mut functions: Vec<&str> = asked
        .hooks
        .iter()
        .filter_map(|hook| match &hook.target {
            HookTarget::Lambda(function, _) => Some(function.value.as_str()),
            HookTarget::Pause => None,
        })
        .collect();
    functions.sort_unstable();
    functions.dedup();
    if functions.is_empty() {
        return None;
    }
    let call = iam::Statement::allow(["lambda:InvokeFunction"], functions.into_iter().map(to_text));
    let mut role = roles::new(cx.project, service, roles::assumed_by(ECS));
    role.policies = vec![iam::Policy {
        policy_name: "hooks".into(),
        policy_document: iam::PolicyDocument::new(vec![call]).into(),
    }];
    Some(cx.add(Name::HookRole(&service.name), Resource::new(&role)).attribute("Arn"))
}

fn to_hook(hook: &compose::Hook, role: Option<&Text>) -> ecs::DeploymentLifecycleHook {
    let compose::Hook { target, stages, timeout, goes_on } = hook;
    let stages = stages.iter().map(|stage| to_stage(stage.value)).collect();
    let mut made = ecs::DeploymentLifecycleHook::new(stages);
    match target {
        HookTarget::Lambda(function, details) => {
            made.target_type = Some(ecs::HookTargetType::AwsLambda);
            made.hook_target_arn = Some(to_text(&function.value));
            made.role_arn = role.cloned();
            made.hook_details = details.as_ref().map(|details| to_text(&details.value.to_string()));
        }
        HookTarget::Pause => made.target_type = Some(ecs::HookTargetType::Pause),
    }
    if timeout.is_some() || goes_on.is_some() {
        let action = |goes_on: bool| {
            if goes_on { ecs::HookTimeoutAction::Continue } else { ecs::HookTimeoutAction::Rollback }
        };
        made.timeout_configuration = Some(ecs::HookTimeoutConfig {
            action: goes_on.map(action),
            timeout_in_minutes: timeout.as_ref().map(|minutes| minutes.value),
        });
    }
    made
}

fn to_stage(stage: Stage) -> ecs::LifecycleStage {
    match stage {
        Stage::ReconcileService => ecs::LifecycleStage::ReconcileService,
        Stage::PreScaleUp => ecs::LifecycleStage::PreScaleUp,
        Stage::PostScaleUp => ecs::LifecycleStage::PostScaleUp,
        Stage::TestTrafficShift => ecs::LifecycleStage::TestTrafficShift,
        Stage::PostTestTrafficShift => ecs::LifecycleStage::PostTestTrafficShift,
        Stage::PreProductionTrafficShift => ecs::LifecycleStage::PreProductionTrafficShift,
        Stage::ProductionTrafficShift => ecs::LifecycleStage::ProductionTrafficShift,
        Stage::PostProductionTrafficShift => ecs::LifecycleStage::PostProductionTrafficShift,
    }
}
