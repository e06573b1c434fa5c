//! Cluster: where the tasks run.
//! Compose: the project, `x-aws-cluster`. CloudFormation: ECS Cluster.
//!
//! Decisions
//! - It is made unless the parameter names one; it has no name of its own, so that a template can be deployed twice.
//! - Container Insights costs money, so it is on only where a service is scaled by what it counts.
//!
//! Not here: on what tasks run (`capacity`).

use crate::cfn::{Handle, Output, Resource, Text, ecs};

use super::context::Lowering;
use super::names::{Name, OtherName};
use super::parameters::Parameters;
use super::{autoscaling, capacity, tags};

/// Makes the cluster; returns the name of the one to use, and our own.
pub(super) fn lower(cx: &mut Lowering<'_>, parameters: &Parameters) -> (Text, Handle) {
    let counted = cx.plan.services.iter().any(autoscaling::counts_tasks);
    let insights = || ecs::ClusterSetting { name: "containerInsights".to_owned(), value: "enabled".into() };
    let cluster = ecs::Cluster {
        capacity_providers: capacity::of_cluster(cx),
        cluster_settings: counted.then(insights).into_iter().collect(),
        tags: tags::of_project(cx.project),
        ..ecs::Cluster::default()
    };
    let cluster = cx.add(Name::Cluster, Resource::new(&cluster).when(&parameters.create_cluster));
    let name = Text::when(
        &parameters.create_cluster,
        cluster.reference::<String>(),
        parameters.cluster.reference::<String>(),
    );
    cx.output(
        OtherName::ClusterOutput,
        Output {
            condition: None,
            description: Some("Cluster of the services".to_owned()),
            value: name.clone(),
            export: None,
        },
    );
    (name, cluster)
}
