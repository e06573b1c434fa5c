//! Load balancers: where traffic from outside comes in.
//! Compose: `ports`, `x-aws-loadbalancer`. CloudFormation: `LoadBalancer`, its security group, what stands
//! before it.
//!
//! Decisions
//! - One application load balancer for all HTTP ports, one network load balancer for all others.
//! - Each has a group of its own that is open, to the world or to some, on exactly the ports it listens on;
//!   nothing else in a template is open to the world. A network load balancer can have a group only from its
//!   birth on, so it always gets one
//!   (<https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html>).
//! - One that exists and has none is used by the network that its requests come from
//!   (`NetworkLoadBalancerSourceCidr`).
//!
//! Not here: listeners of services and target groups (`listener`), the redirect from HTTP to HTTPS
//! (`redirect`).

mod attributes;
mod ingress;
mod redirect;
mod web_acl;

use crate::cfn::{List, LogicalId, Output, Resource, Text, ec2, elbv2};

use super::context::Lowering;
use super::names::{Name, OtherName};
use super::parameters::{BalancerParameters, Parameters};
use super::tags;
use crate::plan::Balancer;

pub(super) use attributes::of_listener as listener_attributes;

/// A load balancer, ours or one that exists.
#[derive(Debug)]
pub(super) struct LoadBalancer {
    /// Which one.
    pub(super) balancer: Balancer,
    /// Its ARN.
    pub(super) arn: Text,
    /// Its name and kind, as metrics have it.
    pub(super) full_name: Text,
    /// Its security group; no value for one without.
    pub(super) security_group: Text,
    /// The network that the requests of one without security groups come from; no value for one with.
    pub(super) source_cidr: Option<Text>,
    /// Its address, good where `created` holds.
    pub(super) ours: crate::cfn::Handle,
    /// Holds when it is ours.
    pub(super) created: LogicalId,
}

/// Makes the load balancers.
pub(super) fn lower(cx: &mut Lowering<'_>, parameters: &Parameters) -> Vec<LoadBalancer> {
    let balancers: Vec<LoadBalancer> =
        parameters.balancers.iter().map(|asked| lower_one(cx, asked, parameters)).collect();
    if cx.plan.redirects()
        && let Some(application) = balancers.iter().find(|one| one.balancer.is_application())
    {
        redirect::lower(cx, application);
    }
    web_acl::lower(cx, &balancers);
    attributes::report_unused(cx);
    balancers
}

fn lower_one(cx: &mut Lowering<'_>, asked: &BalancerParameters, parameters: &Parameters) -> LoadBalancer {
    let balancer = asked.balancer;
    let mut group = ec2::SecurityGroup::new("Load balancer");
    group.vpc_id = Some(parameters.vpc.reference());
    group.security_group_ingress = ingress::lower(cx, balancer);
    group.tags = tags::of_project(cx.project);
    let group = cx.add(Name::LoadBalancerSecurityGroup(balancer), Resource::new(&group).when(&asked.create));

    let own_subnets: List = asked.subnets.reference();
    let tasks_subnets: List = parameters.subnets.reference();
    let load_balancer = elbv2::LoadBalancer {
        r#type: Some(kind(balancer)),
        scheme: Some(asked.scheme.reference()),
        subnets: Some(List::when(&asked.own_subnets, own_subnets, tasks_subnets)),
        security_groups: Some(vec![group.reference()].into()),
        load_balancer_attributes: attributes::lower(cx, balancer),
        tags: tags::of_project(cx.project),
        ..elbv2::LoadBalancer::default()
    };
    let ours = cx.add(Name::LoadBalancer(balancer), Resource::new(&load_balancer).when(&asked.create));
    cx.output(
        OtherName::LoadBalancerDnsName(balancer),
        Output {
            condition: Some(asked.create.clone()),
            description: Some(format!("Address of the {}", balancer.words())),
            value: ours.attribute("DNSName"),
            export: None,
        },
    );
    let security_group = Text::when(
        &asked.existing_group,
        asked.security_group.reference::<String>(),
        group.reference::<String>(),
    );
    LoadBalancer {
        balancer,
        arn: Text::when(&asked.create, ours.reference::<String>(), asked.arn.reference::<String>()),
        // The end of an ARN; names have no colons.
        full_name: Text::when(
            &asked.create,
            ours.attribute::<String>("LoadBalancerFullName"),
            Text::select(1, List::split(":loadbalancer/", asked.arn.reference::<String>())),
        ),
        security_group: match &asked.source {
            Some((_, without_group)) => Text::when(without_group, Text::NoValue, security_group),
            None => security_group,
        },
        source_cidr: asked.source.as_ref().map(|(cidr, without_group)| {
            Text::when(without_group, cidr.reference::<String>(), Text::NoValue)
        }),
        ours,
        created: asked.create.clone(),
    }
}

fn kind(balancer: Balancer) -> elbv2::LoadBalancerType {
    if balancer.is_application() {
        elbv2::LoadBalancerType::Application
    } else {
        elbv2::LoadBalancerType::Network
    }
}
