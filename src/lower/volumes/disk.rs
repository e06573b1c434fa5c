//! Disks: volumes that each task has for itself.
//! Compose: `x-aws-ebs` of a volume. CloudFormation: `VolumeConfigurations` of an ECS service, and the role
//! for them.
//!
//! Decisions
//! - ECS makes a disk for each task and removes it with the task. So it belongs to one service, and a task
//!   has one at most (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html>).
//! - It is encrypted unless the file says otherwise.
//! - A key of the user's own needs rights that the policy of AWS does not have; they are for that key alone.
//! - ECS makes the disks by a role of the service's own, with the policy that AWS keeps for that.
//!
//! Not here: the words and numbers of `x-aws-ebs` (`validate::read`).

use crate::cfn::{Pseudo, Resource, Text, ecs, iam};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::facts;
use crate::source::{Loc, Spanned};

use super::super::context::Lowering;
use super::super::names::Name;
use super::super::{roles, tags};
use super::refused;
use crate::lower::literals::to_text;

/// The service that takes the role.
const ECS: &str = "ecs.amazonaws.com";

/// Reports what cannot be said about a disk.
pub(super) fn check(cx: &mut Lowering<'_>, volume: &compose::Volume, ebs: &compose::Ebs) {
    if volume.external {
        cx.report(excludes("external: true", ebs.loc, volume.key.loc));
    } else if let Some((key, _)) = volume.driver_opts.first() {
        cx.report(excludes("driver_opts", ebs.loc, key.loc));
    }
    let mounts = |service: &&compose::Service| {
        facts::named_mounts(service).any(|(_, key)| key.value == volume.key.value)
    };
    let mut users = cx.project.services.iter().filter(mounts);
    if let (Some(first), Some(second)) = (users.next(), users.next()) {
        cx.report(shared(volume, first, second));
    }
}

/// The disk as ECS takes it.
pub(super) fn lower(
    cx: &Lowering<'_>,
    volume: &compose::Volume,
    ebs: &compose::Ebs,
    name: &str,
    role: Text,
) -> ecs::ServiceVolumeConfiguration {
    let compose::Ebs {
        loc: _,
        size,
        volume_type,
        iops,
        throughput,
        encrypted,
        kms_key_id,
        snapshot_id,
        filesystem,
    } = ebs;
    let mut disk = ecs::ManagedEbsVolume::new(role);
    disk.size_in_gib = size.as_ref().map(|size| size.value);
    disk.volume_type = volume_type.as_ref().map(|kind| to_text(&kind.value));
    disk.iops = iops.as_ref().map(|iops| iops.value);
    disk.throughput = throughput.as_ref().map(|throughput| throughput.value);
    disk.filesystem_type = filesystem.as_ref().and_then(|word| filesystem_type(&word.value));
    disk.encrypted = Some(encrypted.as_ref().is_none_or(|encrypted| encrypted.value));
    disk.kms_key_id = kms_key_id.as_ref().map(|key| to_text(&key.value));
    disk.snapshot_id = snapshot_id.as_ref().map(|snapshot| to_text(&snapshot.value));
    let mut specification = ecs::EbsTagSpecification::new(ecs::EbsResourceType::Volume);
    specification.tags = tags::of_volume(cx.project, volume);
    disk.tag_specifications = vec![specification];
    ecs::ServiceVolumeConfiguration {
        managed_ebs_volume: Some(disk),
        ..ecs::ServiceVolumeConfiguration::new(name)
    }
}

/// The role by which ECS makes the disks of a service.
pub(super) fn role(cx: &mut Lowering<'_>, service: &compose::Service) -> Text {
    let policy = Text::sub()
        .text("arn:")
        .pseudo(Pseudo::Partition)
        .text(":iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForVolumes");
    let mut role = roles::new(cx.project, service, roles::assumed_by(ECS));
    role.managed_policy_arns = vec![policy.finish()];
    let keys: Vec<&Spanned<String>> = cx
        .project
        .volumes
        .iter()
        .filter(|volume| facts::named_mounts(service).any(|(_, key)| key.value == volume.key.value))
        .filter_map(|volume| volume.ebs.as_ref()?.kms_key_id.as_ref())
        .collect();
    let statements: Vec<iam::Statement> = keys.into_iter().flat_map(to_encrypt).collect();
    if !statements.is_empty() {
        role.policies = vec![iam::Policy {
            policy_name: "key".into(),
            policy_document: iam::PolicyDocument::new(statements).into(),
        }];
    }
    cx.add(Name::EbsRole(&service.name), Resource::new(&role)).attribute("Arn")
}

/// The rights to encrypt a disk with a key of the user's own, which AWS's policy does not have. The rules of
/// the key must let the account use it.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-kms-encryption.html>
fn to_encrypt(key: &Spanned<String>) -> [iam::Statement; 2] {
    let ours = |end: String| {
        let arn = Text::sub().text("arn:").pseudo(Pseudo::Partition).text(":kms:").pseudo(Pseudo::Region);
        arn.text(":").pseudo(Pseudo::AccountId).text(format!(":{end}")).finish()
    };
    let alias = key.value.rsplit(':').next().filter(|name| name.starts_with("alias/"));
    let resource = match alias {
        // A right names keys; which alias a key has is a condition.
        Some(_) => ours("key/*".to_owned()),
        None if key.value.starts_with("arn:") => to_text(&key.value),
        None => ours(format!("key/{}", key.value)),
    };
    let of_key = |statement: iam::Statement| match alias {
        Some(alias) => statement.only_if("ForAnyValue:StringEquals", "kms:ResourceAliases", to_text(alias)),
        None => statement,
    };
    let uses = [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
    ];
    let grants = iam::Statement::allow(["kms:CreateGrant"], [resource.clone()]);
    [
        of_key(iam::Statement::allow(uses, [resource])),
        of_key(grants).only_if("Bool", "kms:GrantIsForAWSResource", "true"),
    ]
}

fn filesystem_type(word: &str) -> Option<ecs::FilesystemType> {
    match word {
        "ext3" => Some(ecs::FilesystemType::Ext3),
        "ext4" => Some(ecs::FilesystemType::Ext4),
        "xfs" => Some(ecs::FilesystemType::Xfs),
        "ntfs" => Some(ecs::FilesystemType::Ntfs),
        _ => None,
    }
}

fn excludes(attribute: &str, ebs: Loc, other: Loc) -> Diagnostic {
    Diagnostic::new(Code::VolumeKind, format!("`x-aws-ebs` and `{attribute}` exclude each other"))
        .label(ebs, "a disk for each task")
        .label(other, "a file system")
        .help("keep one of them")
}

fn shared(volume: &compose::Volume, first: &compose::Service, second: &compose::Service) -> Diagnostic {
    let (one, two) = (&first.name.value, &second.name.value);
    refused(&format!("the disk `{}` is mounted by `{one}` and by `{two}`", volume.key.value), volume.key.loc)
        .help(
            "each task has its own: remove `x-aws-ebs` to share a file system, or give each service a volume",
        )
}

/// The finding for a task with several disks.
pub(super) fn too_many(service: &compose::Service, count: usize) -> Diagnostic {
    let message = format!("a task of `{}` has {count} disks, AWS allows 1", service.name.value);
    Diagnostic::new(Code::TooMany, message)
        .at(service.name.loc)
        .help("mount one volume with `x-aws-ebs` and make it larger, or remove the key from the others")
}
