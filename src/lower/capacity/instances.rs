//! Managed instances: machines of EC2 that ECS starts, mends and ends.
//! Compose: `x-aws-capacity: managed-instances`, `gpus`. CloudFormation: `CapacityProvider` of ECS, its roles
//! and group.
//!
//! Decisions
//! - Each service has a provider of its own, so that its GPUs are not paid for by others; roles and group are
//!   shared.
//! - A machine holds at least one task: it has its CPUs, its memory and its GPUs, unless the user says more.
//! - A provider belongs to one cluster from its birth on, and is not listed there
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html>). It knows
//!   the cluster by its name, so beside one the parameter takes no ARN.
//! - The policy that AWS keeps for the infrastructure role hands out roles called `ecsInstanceRole…` only. A
//!   role with a name of ours would need a further capability and could be there once in an account, so the
//!   right to hand out ours is added
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instances-instance-profile.html>).
//! - Nobody reaches a machine; its tasks have groups of their own. They have no public address, so in public
//!   subnets they do not reach the Internet: give private subnets with a NAT gateway.

use crate::cfn::{Handle, List, Pseudo, Resource, Text, ec2, ecs, iam};
use crate::compose;
use crate::plan::facts;

use super::super::context::Lowering;
use super::super::names::Name;
use super::super::parameters::Parameters;
use super::super::{roles, tags};
use crate::lower::literals::to_text;
use crate::plan::ServicePlan;
use crate::plan::facts::gpus;
use crate::plan::fargate_size::{Request, Size, on_machine};

/// The services that take the roles.
const ECS: &str = "ecs.amazonaws.com";
const EC2: &str = "ec2.amazonaws.com";

/// The resources that all providers share.
#[derive(Debug)]
pub(in super::super) struct Shared {
    infrastructure: Handle,
    profile: Handle,
    group: Handle,
}

/// Makes what all providers share, where there is one.
pub(in super::super) fn shared(cx: &mut Lowering<'_>, parameters: &Parameters) -> Option<Shared> {
    cx.plan.services.iter().find(|plan| facts::on_instances(cx.project, plan.service))?;
    let mut role = roles::of_project(cx.project, iam::PolicyDocument::assumed_by(EC2));
    role.managed_policy_arns = vec![managed("AmazonECSInstanceRolePolicyForManagedInstances")];
    let role = cx.add(Name::InstanceRole, Resource::new(&role));
    let profile = iam::InstanceProfile { roles: vec![role.reference()] };
    let profile = cx.add(Name::InstanceProfile, Resource::new(&profile));

    let mut infrastructure = roles::of_project(cx.project, roles::assumed_by(ECS));
    infrastructure.managed_policy_arns =
        vec![managed("AmazonECSInfrastructureRolePolicyForManagedInstances")];
    let pass = iam::Statement::allow(["iam:PassRole"], [role.attribute("Arn")]);
    let pass = pass.only_if("StringLike", "iam:PassedToService", "ec2.*");
    infrastructure.policies = vec![iam::Policy {
        policy_name: "pass".into(),
        policy_document: iam::PolicyDocument::new(vec![pass]).into(),
    }];
    let infrastructure = cx.add(Name::InfrastructureRole, Resource::new(&infrastructure));

    let mut group = ec2::SecurityGroup::new("Managed instances");
    group.vpc_id = Some(parameters.vpc.reference());
    group.tags = tags::of_project(cx.project);
    let group = cx.add(Name::InstanceSecurityGroup, Resource::new(&group));
    Some(Shared { infrastructure, profile, group })
}

/// Makes the provider of a service.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    asked: &compose::Instances,
    shared: &Shared,
    cluster: &Text,
    subnets: &List,
) -> Handle {
    let spot = asked.spot.as_ref().is_some_and(|spot| spot.value);
    let template = ecs::InstanceLaunchTemplate {
        ec2_instance_profile_arn: shared.profile.attribute("Arn"),
        network_configuration: ecs::ManagedInstancesNetworkConfiguration {
            subnets: subnets.clone(),
            security_groups: [shared.group.reference::<String>()].into_iter().collect::<List>(),
        },
        capacity_option_type: spot.then_some(ecs::CapacityOptionType::Spot),
        storage_configuration: asked
            .storage
            .as_ref()
            .map(|size| ecs::ManagedInstancesStorageConfiguration { storage_size_gib: size.value }),
        instance_requirements: requirements(plan, asked),
    };
    let provider = ecs::CapacityProvider {
        cluster_name: cluster.clone(),
        managed_instances_provider: ecs::ManagedInstancesProvider {
            infrastructure_role_arn: shared.infrastructure.attribute("Arn"),
            instance_launch_template: template,
            propagate_tags: ecs::PropagateInstanceTags::CapacityProvider,
        },
        tags: tags::of_service(cx.project, plan.service),
    };
    cx.add(Name::CapacityProvider(&plan.service.name), Resource::new(&provider))
}

fn requirements(plan: &ServicePlan<'_>, asked: &compose::Instances) -> ecs::InstanceRequirements {
    let compose::Instances { vcpu, memory, instance_types, excluded_instance_types, accelerators, .. } =
        asked;
    let Size { cpu, memory: mebibytes } = on_machine(Request::of_task(plan), 0);
    let max = |range: &compose::Range, unit: u32| range.max.as_ref().map(|max| max.value * unit);
    let least = |range: &compose::Range, unit: u32, needed: u32| {
        let needed = max(range, unit).map_or(needed, |max| needed.min(max));
        range.min.as_ref().map_or(needed, |min| min.value * unit)
    };
    let texts = |all: &[crate::source::Spanned<String>]| all.iter().map(|one| to_text(&one.value)).collect();
    let count = plan.containers().map(gpus).sum::<u32>();
    let accelerated = count > 0 || !accelerators.is_empty();
    ecs::InstanceRequirements {
        vcpu_count: ecs::AtLeast { min: least(vcpu, 1, cpu.div_ceil(1024)), max: max(vcpu, 1) },
        memory_mib: ecs::AtLeast { min: least(memory, 1024, mebibytes), max: max(memory, 1024) },
        allowed_instance_types: texts(instance_types),
        excluded_instance_types: texts(excluded_instance_types),
        accelerator_types: accelerated.then_some(ecs::AcceleratorType::Gpu).into_iter().collect(),
        accelerator_count: accelerated.then(|| ecs::AtLeast { min: count.max(1), max: None }),
        accelerator_names: texts(accelerators),
        // Names say who makes them.
        accelerator_manufacturers: (accelerated && accelerators.is_empty())
            .then_some(ecs::AcceleratorManufacturer::Nvidia)
            .into_iter()
            .collect(),
    }
}

/// A policy that AWS keeps.
fn managed(name: &str) -> Text {
    Text::sub().text("arn:").pseudo(Pseudo::Partition).text(format!(":iam::aws:policy/{name}")).finish()
}
