//! Traffic: what ECS needs to shift requests between two target groups.
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-implementation.html>

use crate::cfn::{Pseudo, Resource, Text, ecs, elbv2, iam};
use crate::compose;

use super::super::context::Lowering;
use super::super::names::{ListenerStem, Name, Short};
use super::super::parameters::Parameters;
use super::super::plan::{Plan, PublishedPort, ServicePlan};
use super::super::{roles, tags, target_group};

/// The service that takes the roles.
pub(super) const ECS: &str = "ecs.amazonaws.com";

/// The last of a listener's rules.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listenerrule.html>
const LAST: u32 = 50_000;

/// The two target groups between which the requests to a port are shifted.
#[derive(Debug, Clone)]
pub(in crate::lower) struct Groups {
    first: Text,
    second: Text,
}

/// The role by which ECS shifts the requests to a service, where its strategy does.
pub(in crate::lower) fn lower_role(cx: &mut Lowering<'_>, plan: &ServicePlan<'_>) -> Option<Text> {
    let service = plan.service;
    if !strategy_shifts(service) || plan.ports.is_empty() {
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

/// Whether the deployments of the service in whose task a port is shift its requests.
pub(in crate::lower) fn shifts(plan: &Plan<'_>, port: &PublishedPort<'_>) -> bool {
    let mut tasks = plan.services.iter();
    let task =
        tasks.find(|task| task.containers().any(|service| service.name.value == port.service.name.value));
    task.is_some_and(|task| strategy_shifts(task.service))
}

fn strategy_shifts(service: &compose::Service) -> bool {
    service.extensions.deployment.as_ref().is_some_and(|asked| asked.strategy().shifts())
}

impl Groups {
    /// Makes the second group of a port beside the first.
    pub(in crate::lower) fn lower(
        cx: &mut Lowering<'_>,
        port: &PublishedPort<'_>,
        first: Text,
        parameters: &Parameters,
    ) -> Self {
        let second = target_group::lower_alternate(cx, port.service, port, parameters);
        Self { first, second: second.reference() }
    }

    /// Requests go to the first, until ECS says otherwise.
    pub(in crate::lower) fn targets(&self) -> Vec<elbv2::TargetGroupTuple> {
        let weighed = |group: &Text, weight| elbv2::TargetGroupTuple {
            weight: Some(weight),
            ..elbv2::TargetGroupTuple::new(group.clone())
        };
        vec![weighed(&self.first, 1), weighed(&self.second, 0)]
    }

    fn forward(&self) -> elbv2::Action {
        let config =
            elbv2::ForwardConfig { target_groups: self.targets(), ..elbv2::ForwardConfig::default() };
        elbv2::Action { forward_config: Some(config), ..elbv2::Action::new(elbv2::ActionType::Forward) }
    }

    /// What ECS changes: a rule for all paths, or the listener itself where there are no rules.
    pub(in crate::lower) fn lower_rule(
        &self,
        cx: &mut Lowering<'_>,
        port: &PublishedPort<'_>,
        stem: &ListenerStem,
        short: Short<'_>,
        listener: Text,
    ) -> Text {
        if !port.balancer.is_application() {
            return listener;
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
            listener_arn: Some(listener),
            tags: tags::of_service(cx.project, port.service),
            ..elbv2::ListenerRule::new(LAST, vec![all_paths], vec![self.forward()])
        };
        let rule = cx.add(Name::ListenerRule(stem, LAST), Resource::new(&rule));
        cx.share(&port.service.name, short, &rule);
        rule.reference()
    }

    /// Makes the listener for tests, like the port's own; returns all that ECS needs to know.
    pub(in crate::lower) fn lower_test(
        self,
        cx: &mut Lowering<'_>,
        port: &PublishedPort<'_>,
        production: Text,
        like: Option<&elbv2::Listener>,
        role: &Text,
    ) -> ecs::AdvancedConfiguration {
        let test = port.test_published().zip(like).map(|(published, like)| {
            // The port's own may be shared with others.
            let listener = elbv2::Listener {
                port: Some(published.number),
                default_actions: vec![elbv2::Action {
                    target_group_arn: Some(self.first.clone()),
                    ..elbv2::Action::new(elbv2::ActionType::Forward)
                }],
                tags: tags::of_service(cx.project, port.service),
                ..like.clone()
            };
            let listener = cx.add(Name::Listener(port.balancer, published), Resource::new(&listener));
            cx.share(&port.service.name, Short::Listener(published), &listener);
            let stem = ListenerStem::of(port.balancer, published);
            self.lower_rule(cx, port, &stem, Short::TestRule(published), listener.reference())
        });
        ecs::AdvancedConfiguration {
            production_listener_rule: Some(production),
            test_listener_rule: test,
            role_arn: Some(role.clone()),
            ..ecs::AdvancedConfiguration::new(self.second)
        }
    }
}
