//! Traffic: what ECS needs to shift requests between two target groups.
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-implementation.html>

use crate::cfn::{Handle, Pseudo, Resource, Text, ecs, elbv2, iam};

use super::super::context::Lowering;
use super::super::names::Name;
use super::super::parameters::Parameters;
use super::super::plan::{PublishedPort, ServicePlan};
use super::super::{roles, tags, target_group};

/// The service that takes the roles.
pub(super) const ECS: &str = "ecs.amazonaws.com";

/// The last of a listener's rules.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listenerrule.html>
const LAST: u32 = 50_000;

/// Where requests to a port come in, and where they go.
#[derive(Debug)]
pub(in crate::lower) struct Front<'a> {
    /// The listener.
    pub(in crate::lower) listener: &'a Handle,
    /// What it is, for a second one like it.
    pub(in crate::lower) properties: &'a elbv2::Listener,
    /// The first target group.
    pub(in crate::lower) target_group: &'a Handle,
}

/// The role by which ECS shifts the requests to a service, where its strategy does.
pub(in crate::lower) fn lower_role(cx: &mut Lowering<'_>, plan: &ServicePlan<'_>) -> Option<Text> {
    let service = plan.service;
    let shifts = service.extensions.deployment.as_ref().is_some_and(|asked| asked.strategy().shifts());
    if !shifts || plan.ports.is_empty() {
        return None;
    }
    let policy = Text::sub()
        .text("arn:")
        .pseudo(Pseudo::Partition)
        .text(":iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers");
    let mut role = roles::new(cx.project, service, iam::PolicyDocument::assumed_by(ECS));
    role.managed_policy_arns = vec![policy.finish()];
    Some(cx.add(Name::TrafficRole(&service.name), Resource::new(&role)).attribute("Arn"))
}

/// Makes the second target group of a port, the rules that ECS changes, and the listener for tests.
pub(in crate::lower) fn lower(
    cx: &mut Lowering<'_>,
    port: &PublishedPort<'_>,
    front: &Front<'_>,
    role: &Text,
    parameters: &Parameters,
) -> ecs::AdvancedConfiguration {
    let service = port.service;
    let groups = Groups {
        first: front.target_group.clone(),
        second: target_group::lower_alternate(cx, service, port, parameters),
    };
    let production = Name::ProductionRule(&service.name, port.published);
    let production = lower_rule(cx, port, production, front.listener, &groups);
    let test = port.test_published().map(|published| {
        let listener = elbv2::Listener { port: Some(published.number), ..front.properties.clone() };
        let listener = cx.add(Name::Listener(&service.name, published), Resource::new(&listener));
        lower_rule(cx, port, Name::TestRule(&service.name, published), &listener, &groups)
    });
    ecs::AdvancedConfiguration {
        production_listener_rule: Some(production),
        test_listener_rule: test,
        role_arn: Some(role.clone()),
        ..ecs::AdvancedConfiguration::new(groups.second.reference::<String>())
    }
}

struct Groups {
    first: Handle,
    second: Handle,
}

impl Groups {
    /// Requests go to the first, until ECS says otherwise.
    fn forward(&self) -> elbv2::Action {
        let weighed = |group: &Handle, weight| elbv2::TargetGroupTuple {
            weight: Some(weight),
            ..elbv2::TargetGroupTuple::new(group.reference::<String>())
        };
        let config = elbv2::ForwardConfig {
            target_groups: vec![weighed(&self.first, 1), weighed(&self.second, 0)],
            ..elbv2::ForwardConfig::default()
        };
        elbv2::Action { forward_config: Some(config), ..elbv2::Action::new(elbv2::ActionType::Forward) }
    }
}

/// What ECS changes: a rule for all paths, or the listener itself where there are no rules.
fn lower_rule(
    cx: &mut Lowering<'_>,
    port: &PublishedPort<'_>,
    name: Name<'_>,
    listener: &Handle,
    groups: &Groups,
) -> Text {
    if !port.balancer.is_application() {
        return listener.reference();
    }
    let all_paths = elbv2::RuleCondition {
        field: Some(elbv2::RuleField::PathPattern),
        path_pattern_config: Some(elbv2::MatchValues {
            values: vec!["/*".into()],
            ..elbv2::MatchValues::default()
        }),
        ..elbv2::RuleCondition::default()
    };
    let rule = elbv2::ListenerRule {
        listener_arn: Some(listener.reference()),
        tags: tags::of_service(cx.project, port.service),
        ..elbv2::ListenerRule::new(LAST, vec![all_paths], vec![groups.forward()])
    };
    cx.add(name, Resource::new(&rule)).reference()
}
