//! Traffic: what ECS needs to shift requests between two target groups.
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-implementation.html>

use crate::cfn::{Pseudo, Resource, Text, ecs, elbv2};

use super::super::context::Lowering;
use super::super::names::Name;
use super::super::parameters::Parameters;
use super::super::{roles, target_group};
use crate::plan::test_ports;
use crate::plan::{PublishedPort, ServicePlan};

/// The service that takes the roles.
pub(super) const ECS: &str = "ecs.amazonaws.com";

/// The two target groups between which the requests to a port are shifted.
#[derive(Debug, Clone)]
pub(in crate::lower) struct Groups {
    first: Text,
    second: Text,
}

/// The role by which ECS shifts the requests to a service, where its strategy does.
pub(in crate::lower) fn lower_role(cx: &mut Lowering<'_>, plan: &ServicePlan<'_>) -> Option<Text> {
    let service = plan.service;
    if !test_ports::strategy_shifts(service) || plan.ports.is_empty() {
        return None;
    }
    let policy = Text::sub()
        .text("arn:")
        .pseudo(Pseudo::Partition)
        .text(":iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers");
    let mut role = roles::new(cx.project, service, roles::assumed_by(ECS));
    role.managed_policy_arns = vec![policy.finish()];
    Some(cx.add(Name::TrafficRole(&service.name), Resource::new(&role)).attribute("Arn"))
}

impl Groups {
    /// Makes the second group of a port beside the first.
    pub(in crate::lower) fn lower(
        cx: &mut Lowering<'_>,
        port: &PublishedPort<'_>,
        first: Text,
        of: &target_group::Of<'_>,
        parameters: &Parameters,
    ) -> Self {
        let second = target_group::lower_alternate(cx, port.service, port, of, parameters);
        Self { first, second: second.reference() }
    }

    /// The first group.
    pub(in crate::lower) fn first(&self) -> &Text {
        &self.first
    }

    /// Requests go to the first, until ECS says otherwise.
    pub(in crate::lower) fn targets(&self) -> Vec<elbv2::TargetGroupTuple> {
        let weighed = |group: &Text, weight| elbv2::TargetGroupTuple {
            weight: Some(weight),
            ..elbv2::TargetGroupTuple::new(group.clone())
        };
        vec![weighed(&self.first, 1), weighed(&self.second, 0)]
    }

    /// The configuration with which ECS shifts requests by a rule, or by a listener without rules.
    pub(in crate::lower) fn to_configuration(
        &self,
        production: Text,
        test: Option<Text>,
        role: &Text,
    ) -> ecs::AdvancedConfiguration {
        ecs::AdvancedConfiguration {
            production_listener_rule: Some(production),
            test_listener_rule: test,
            role_arn: Some(role.clone()),
            ..ecs::AdvancedConfiguration::new(self.second.clone())
        }
    }
}
