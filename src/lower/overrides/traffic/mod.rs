//! Traffic: whether what overrides make of listeners agrees with the rest of the template.
//! CloudFormation: `Listener`, `TargetGroup`, `SecurityGroup`, the `LoadBalancers` of an ECS service,
//! outputs.
//!
//! Decisions
//! - A port of a load balancer stands in four places: its listener, the load balancer's security group, the
//!   target group and the output with its URL. An override changes the one it names. What then disagrees is
//!   reported, with the Compose keys that change all four.
//! - Only what an override changed is looked at, and only what is written as numbers: a function is known at
//!   deployment.
//! - An override that changes all places is taken as it is.
//! - What the template held closed, and who must sign in, stays so, or it is said (`world`, `sign_in`).
//!
//! Not here: properties of other resources.

mod findings;
mod ingress;
mod listeners;
mod services;
mod sign_in;
mod target_groups;
mod world;

use super::references::mentions;
use super::written::Written;
use crate::cfn::{Json, LogicalId, Resource, Template};
use crate::diagnostic::Diagnostics;
use crate::lower::names::Name;
use crate::plan::{Carrier, Plan, PublishedPort, ServicePlan};

const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";

/// The input of the checks.
#[derive(Debug, Clone, Copy)]
struct Checked<'a> {
    plan: &'a Plan<'a>,
    before: &'a Template,
    after: &'a Template,
    written: &'a Written<'a>,
}

/// Checks a template after the overrides were merged into it.
pub(super) fn check(
    plan: &Plan<'_>,
    before: &Template,
    after: &Template,
    written: &Written<'_>,
    diagnostics: &mut Diagnostics,
) {
    let checked = Checked { plan, before, after, written };
    listeners::check(checked, diagnostics);
    target_groups::check(checked, diagnostics);
    services::check(checked, diagnostics);
    sign_in::check(checked, diagnostics);
    world::check(checked, diagnostics);
}

impl<'a> Checked<'a> {
    /// Every published port that has a listener of this stack, with the service in whose task it is.
    fn ports(self) -> impl Iterator<Item = (&'a ServicePlan<'a>, &'a PublishedPort<'a>)> {
        let all = self.plan.services.iter().flat_map(|task| task.ports.iter().map(move |port| (task, port)));
        all.filter(|(_, port)| matches!(port.carrier, Carrier::Ours))
    }

    /// A resource as it was and as it is.
    fn both(self, id: &str) -> (Option<&'a Resource>, Option<&'a Resource>) {
        (resource(self.before, id), resource(self.after, id))
    }
}

fn resource<'a>(template: &'a Template, id: &str) -> Option<&'a Resource> {
    template.resources().get(&LogicalId::new(id).ok()?)
}

fn id(name: Name<'_>) -> String {
    name.text()
}

/// A number, also one in quotes.
fn number(value: &Json) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
