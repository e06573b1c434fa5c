//! Capacity: on what tasks run.
//! Compose: `x-aws-capacity`, `x-aws-platform_version`. CloudFormation: `CapacityProviderStrategy`,
//! `CapacityProvider`.
//!
//! Decisions
//! - A service always has a capacity provider strategy, Fargate alone unless the file says otherwise:
//!   CloudFormation replaces a service that goes from a launch type to a strategy, while a strategy changes
//!   in place. The cluster must have the providers. Ours gets Fargate and Fargate Spot, as a property: the
//!   resource for associations would part a template of two stacks from its cluster. One that exists got them
//!   from the console or `aws ecs put-cluster-capacity-providers`.
//! - A job has no service to replace, so Fargate alone is its launch type, which needs nothing of the
//!   cluster.
//! - What a service says wins over what the project says, as a whole.
//! - Fargate Spot runs Linux on both architectures, not Windows
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html>).
//! - A task on Spot has two minutes when it is taken back; whoever needs more than the 30 seconds that ECS
//!   gives by itself says so with `stop_grace_period`, up to 120 seconds.
//! - The version of the platform is the newest, unless one is named.
//!
//! Not here: the machines of `managed-instances` (`instances`), sizes of tasks (`task_definition`).

mod findings;
mod instances;

use crate::cfn::{List, Text, Toggle, Value, ecs};
use crate::compose::{self, CapacityKind};
use crate::plan::facts;

use super::context::Lowering;
use super::parameters::Parameters;
use crate::lower::literals::to_text;
use crate::plan::ServicePlan;

pub(super) use instances::{Shared, shared};

const FARGATE: &str = "FARGATE";
const FARGATE_SPOT: &str = "FARGATE_SPOT";

/// On what the tasks of a service run.
#[derive(Debug, Clone)]
pub(super) struct Placement {
    /// Shares of providers; none for Fargate alone.
    pub(super) strategy: Vec<ecs::CapacityProviderStrategyItem>,
    /// The version of Fargate that was named.
    pub(super) platform_version: Option<Text>,
    on_instances: bool,
}

/// The providers of a cluster of ours; those of machines add themselves.
pub(super) fn of_cluster() -> Vec<Text> {
    vec![FARGATE.into(), FARGATE_SPOT.into()]
}

/// Decides on what the tasks of a service run, and makes what it takes.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    shared: Option<&Shared>,
    cluster: &Text,
    subnets: &List,
) -> Placement {
    findings::check(cx, plan);
    let service = plan.service;
    let strategy = match (facts::capacity(cx.project, service).map(|capacity| &capacity.kind), shared) {
        (Some(CapacityKind::Fargate { fargate, spot }), _) => {
            let both = [(FARGATE, fargate), (FARGATE_SPOT, spot)];
            both.into_iter().filter_map(|(provider, share)| Some(item(provider, share.as_ref()?))).collect()
        }
        (Some(CapacityKind::ManagedInstances(asked)), Some(shared)) => {
            let provider = instances::lower(cx, plan, asked, shared, cluster, subnets);
            vec![whole(provider.reference::<String>())]
        }
        (Some(CapacityKind::ManagedInstances(_)) | None, _) => Vec::new(),
    };
    Placement {
        strategy,
        platform_version: service.extensions.platform_version.as_ref().map(|version| to_text(&version.value)),
        on_instances: facts::on_instances(cx.project, service),
    }
}

/// All tasks on one provider.
fn whole(provider: impl Into<Text>) -> ecs::CapacityProviderStrategyItem {
    ecs::CapacityProviderStrategyItem { weight: Some(1), ..ecs::CapacityProviderStrategyItem::new(provider) }
}

fn item(provider: &str, share: &compose::Share) -> ecs::CapacityProviderStrategyItem {
    ecs::CapacityProviderStrategyItem {
        base: share.base.as_ref().map(|base| base.value).filter(|base| *base > 0),
        weight: Some(share.weight()),
        ..ecs::CapacityProviderStrategyItem::new(provider)
    }
}

impl Placement {
    /// The strategy of a service, which always has one.
    pub(super) fn service_strategy(&self) -> Vec<ecs::CapacityProviderStrategyItem> {
        if self.strategy.is_empty() { vec![whole(FARGATE)] } else { self.strategy.clone() }
    }

    /// The launch type of a job, where no strategy says it.
    pub(super) fn launch_type(&self) -> Option<ecs::LaunchType> {
        self.strategy.is_empty().then_some(ecs::LaunchType::Fargate)
    }

    /// Whether tasks have a public address; those on machines of EC2 cannot.
    pub(super) fn assign_public_ip(&self, parameters: &Parameters) -> Value<Toggle> {
        if self.on_instances { Toggle::Disabled.into() } else { parameters.assign_public_ip.reference() }
    }

    /// The same, as text.
    pub(super) fn public_ip(&self, parameters: &Parameters) -> Text {
        if self.on_instances { "DISABLED".into() } else { parameters.assign_public_ip.reference() }
    }

    /// The members of a request `RunTask` that say the same, each behind a comma.
    pub(super) fn members(&self) -> Vec<Text> {
        let mut pieces: Vec<Text> = Vec::new();
        if self.strategy.is_empty() {
            pieces.push(",\"launchType\":\"FARGATE\"".into());
        } else {
            pieces.push(",\"capacityProviderStrategy\":[".into());
            for (index, item) in self.strategy.iter().enumerate() {
                let ecs::CapacityProviderStrategyItem { capacity_provider, base, weight } = item;
                let comma = if index == 0 { "" } else { "," };
                pieces.push(format!("{comma}{{\"capacityProvider\":\"").into());
                pieces.extend([capacity_provider.clone(), "\"".into()]);
                for (name, value) in [("base", base), ("weight", weight)] {
                    pieces.extend(value.map(|value| Text::from(format!(",\"{name}\":{value}"))));
                }
                pieces.push("}".into());
            }
            pieces.push("]".into());
        }
        if let Some(version) = &self.platform_version {
            pieces.extend([",\"platformVersion\":\"".into(), version.clone(), "\"".into()]);
        }
        pieces
    }

    /// The options of `aws ecs run-task` that say the same.
    pub(super) fn options(&self) -> Vec<Text> {
        let mut pieces: Vec<Text> = Vec::new();
        if self.strategy.is_empty() {
            pieces.push(" --launch-type FARGATE".into());
        } else {
            pieces.push(" --capacity-provider-strategy".into());
        }
        for ecs::CapacityProviderStrategyItem { capacity_provider, base, weight } in &self.strategy {
            pieces.extend([" capacityProvider=".into(), capacity_provider.clone()]);
            for (name, value) in [("base", base), ("weight", weight)] {
                pieces.extend(value.map(|value| Text::from(format!(",{name}={value}"))));
            }
        }
        if let Some(version) = &self.platform_version {
            pieces.extend([" --platform-version ".into(), version.clone()]);
        }
        pieces
    }
}
