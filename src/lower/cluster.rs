//! Cluster: where the tasks run.
//! Compose: the project, `x-aws-cluster`, `x-aws-container_insights`, `x-aws-exec`. CloudFormation: ECS
//! Cluster.
//!
//! Decisions
//! - It is made unless the parameter names one; it has no name of its own, so that a template can be deployed
//!   twice.
//! - Settings are those of our own cluster: one that the parameter names belongs to somebody else. Without a
//!   word what CloudWatch measures hangs on a setting of the account
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html>).
//! - Container Insights costs money, so without a word it is on only where a service is scaled by what it
//!   counts.
//!
//! Not here: on what tasks run (`capacity`).

use crate::cfn::{Handle, Output, Resource, Text, ecs};
use crate::compose::ContainerInsights;

use super::context::Lowering;
use super::exec;
use super::names::{Name, OtherName};
use super::parameters::Parameters;
use super::{autoscaling, capacity, tags};

/// Makes the cluster; returns the name of the one to use, and our own.
pub(super) fn lower(cx: &mut Lowering<'_>, parameters: &Parameters) -> (Text, Handle) {
    let insights = cx.project.extensions.container_insights.as_ref();
    let counted = cx.plan.services.iter().any(autoscaling::counts_tasks);
    let needed = counted.then_some(ContainerInsights::Enabled);
    let insights = insights.map(|insights| insights.value).or(needed);
    let cluster = ecs::Cluster {
        capacity_providers: capacity::of_cluster(),
        cluster_settings: insights.map(setting).into_iter().collect(),
        configuration: exec::configuration(cx.project),
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

fn setting(insights: ContainerInsights) -> ecs::ClusterSetting {
    ecs::ClusterSetting { name: "containerInsights".to_owned(), value: insights.word().into() }
}
