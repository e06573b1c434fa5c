//! File systems: named volumes that are ours to make.
//! Compose: `volumes` of the top level. CloudFormation: `FileSystem`, `MountTarget` and `AccessPoint` of EFS.
//!
//! Decisions
//! - Encrypted, and kept when the stack goes or wants another: nobody loses data by an edit.
//! - The file system lets in the groups of the services that mount it, on the port of NFS and no other.
//! - Its policy refuses mounts without an access point or without TLS, so rights that a role has elsewhere
//!   open no other folder.
//! - Each folder that is mounted has an access point, by which rights are given. Without `uid` it enforces no
//!   user, as the volume of the tool that went away: a process has the ids it has in its container, and its
//!   root is root, as in a volume of Docker.
//! - An access point with an owner needs a folder of its own: the root of a file system belongs to root for
//!   ever. Where no `root_directory` is given, the folder is `/volume`, also without an owner, so that data
//!   stays where it is when one is added. A folder that is missing is made, by EFS, with its owner; later
//!   another owner changes nothing.
//! - The id of the file system is an output, because the file system stays when the stack goes.
//!
//! Not here: what the `driver_opts` say (`options`), whose the folders are (`owner`), who mounts.

use crate::plan::facts;
use std::collections::BTreeMap;

use crate::cfn::{DeletionPolicy, Handle, LogicalId, Output, Resource, Text, Toggle, ec2, ecs, efs, iam};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

use super::super::context::Lowering;
use super::super::names::{Name, OtherName};
use super::super::parameters::Parameters;
use super::super::tags;
use super::options::{self, Options};
use super::owner::{self, Owner};
use super::{Access, Grant, folder, id, subnet};

/// The port of NFS.
const NFS: u16 = 2049;

/// The steps of a path that an access point takes.
const DEEPEST: usize = 4;

/// The characters of a path that an access point takes.
const LONGEST_PATH: usize = 100;

/// The folder of the volume, where none is named.
const FOLDER: &str = "volume";

/// A file system of ours.
#[derive(Debug)]
pub(super) struct FileSystem<'a> {
    volume: &'a compose::Volume,
    handle: Handle,
    group: Handle,
    targets: Vec<LogicalId>,
    /// By the folder in the volume, which is empty for all of it.
    access_points: BTreeMap<String, Handle>,
    /// Whether root of a container is root.
    pub(super) root: bool,
}

/// Makes one.
pub(super) fn lower<'a>(
    cx: &mut Lowering<'a>,
    volume: &'a compose::Volume,
    parameters: &Parameters,
) -> FileSystem<'a> {
    let options = options::read(cx, volume);
    let handle = lower_file_system(cx, volume, &options);
    let mut group = ec2::SecurityGroup::new("File system of a volume");
    group.vpc_id = Some(parameters.vpc.reference());
    group.tags = tags::of_volume(cx.project, volume);
    let group = cx.add(Name::FilesystemSecurityGroup(&volume.key), Resource::new(&group));
    let targets = (0..cx.subnet_count()).map(|index| {
        let target = efs::MountTarget {
            file_system_id: handle.reference(),
            subnet_id: subnet(index, parameters),
            security_groups: [group.attribute::<String>("GroupId")].into_iter().collect(),
        };
        id(&cx.add(Name::MountTarget(&volume.key, index + 1), Resource::new(&target)))
    });
    let targets = targets.collect();
    let access_points = lower_access_points(cx, volume, &options, &handle);
    let root = options.user.as_ref().is_none_or(|user| user.uid == "0");
    FileSystem { volume, handle, group, targets, access_points, root }
}

fn lower_file_system(cx: &mut Lowering<'_>, volume: &compose::Volume, options: &Options) -> Handle {
    let file_system = efs::FileSystem {
        encrypted: Some(true),
        kms_key_id: options.kms_key_id.clone(),
        performance_mode: options.performance_mode,
        throughput_mode: options.throughput_mode,
        provisioned_throughput_in_mibps: options.provisioned_throughput.clone(),
        availability_zone_name: None,
        lifecycle_policies: options.lifecycle_policies.clone(),
        backup_policy: options.backup_policy.map(|status| efs::BackupPolicy { status }),
        file_system_policy: Some(policy()),
        file_system_tags: tags::of_volume(cx.project, volume),
    };
    let resource = Resource::new(&file_system).keep(DeletionPolicy::RetainExceptOnCreate);
    let handle = cx.add(Name::Filesystem(&volume.key), resource);
    let output = Output {
        condition: None,
        description: Some(format!(
            "EFS file system of volume {}, which stays when the stack goes",
            volume.key.value
        )),
        value: handle.reference(),
        export: None,
    };
    cx.output(OtherName::FilesystemId(&volume.key), output);
    handle
}

/// Nobody mounts without an access point or without TLS, whatever the rights of a role: an access point is
/// what keeps a task to its folder, and without a policy EFS lets everybody in who reaches a mount target.
/// <https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html>
fn policy() -> iam::PolicyDocument {
    let denied = |sid: &str| iam::Statement {
        sid: Some(sid.to_owned()),
        ..iam::Statement::deny_all(["elasticfilesystem:Client*"])
    };
    iam::PolicyDocument::new(vec![
        denied("OnlyAccessPoints").only_if("Null", "elasticfilesystem:AccessPointArn", "true"),
        denied("OnlyTls").only_if("Bool", "aws:SecureTransport", "false"),
    ])
}

/// One access point a folder that is mounted, in the order of their names.
fn lower_access_points(
    cx: &mut Lowering<'_>,
    volume: &compose::Volume,
    options: &Options,
    file_system: &Handle,
) -> BTreeMap<String, Handle> {
    let mut folders: BTreeMap<String, Option<&Spanned<String>>> = BTreeMap::new();
    let mounts = cx
        .project
        .services
        .iter()
        .flat_map(facts::named_mounts)
        .filter(|(_, key)| key.value == volume.key.value);
    for (mount, _) in mounts {
        let subpath = mount.subpath.as_ref().filter(|path| !folder(&path.value).is_empty());
        let name = subpath.map(|path| folder(&path.value)).unwrap_or_default();
        folders.entry(name).or_insert(subpath);
    }
    let mut made = BTreeMap::new();
    let owner = owner::owner_of(cx, volume, options);
    for (name, subpath) in folders {
        let mut point = efs::AccessPoint::new(file_system.reference::<String>());
        point.posix_user.clone_from(&options.user);
        point.root_directory = root_directory(cx, options, &owner, subpath);
        point.access_point_tags = tags::of_volume(cx.project, volume);
        made.insert(name, cx.add(Name::AccessPoint(&volume.key, subpath), Resource::new(&point)));
    }
    made
}

/// The folder that an access point shows; the root needs no word.
fn root_directory(
    cx: &mut Lowering<'_>,
    options: &Options,
    owner: &Owner,
    subpath: Option<&Spanned<String>>,
) -> Option<efs::RootDirectory> {
    let first = options.root_directory.as_ref().map_or_else(|| FOLDER.to_owned(), |path| folder(&path.value));
    let last = subpath.map(|path| folder(&path.value)).unwrap_or_default();
    let path = folder(&format!("{first}/{last}"));
    if path.is_empty() {
        return None;
    }
    let path = format!("/{path}");
    if !is_path(&path)
        && let Some(place) = subpath.or(options.root_directory.as_ref())
    {
        cx.report(bad_path(&path, place));
    }
    Some(efs::RootDirectory {
        path: Some(path),
        creation_info: Some(efs::CreationInfo {
            owner_uid: owner.uid.clone(),
            owner_gid: owner.gid.clone(),
            permissions: options.permissions.clone().unwrap_or_else(|| "0755".to_owned()),
        }),
    })
}

/// <https://docs.aws.amazon.com/efs/latest/ug/API_RootDirectory.html>
fn is_path(path: &str) -> bool {
    let steps = || path.split('/').skip(1);
    let bad = |c: char| c.is_control() || c == '"' || "$#<>;`|&?{}^*".contains(c);
    path.chars().count() <= LONGEST_PATH
        && steps().count() <= DEEPEST
        && steps().all(|step| !step.starts_with('.') && !step.contains(bad))
}

impl FileSystem<'_> {
    /// How a task mounts one of its folders.
    pub(super) fn access(&self, subpath: &str) -> Option<Access> {
        let point = self.access_points.get(subpath)?;
        let mut configuration = ecs::EfsVolumeConfiguration::new(self.handle.reference::<String>());
        configuration.transit_encryption = Some(Toggle::Enabled);
        configuration.authorization_config = Some(ecs::AuthorizationConfig {
            access_point_id: Some(point.reference()),
            iam: Some(Toggle::Enabled),
        });
        let grant = Grant {
            file_system: self.handle.attribute("Arn"),
            access_point: Some(point.attribute("Arn")),
            root: self.root,
            writes: false,
        };
        Some(Access { configuration, grant })
    }

    /// Lets a service in; returns what must be there before its tasks.
    pub(super) fn let_in(
        &self,
        cx: &mut Lowering<'_>,
        service: &compose::Service,
        group: &Text,
    ) -> Vec<LogicalId> {
        let mut ingress = ec2::SecurityGroupIngress::new("tcp");
        ingress.description =
            Some(format!("NFS from {} to volume {}", service.name.value, self.volume.key.value).into());
        ingress.group_id = Some(self.group.attribute("GroupId"));
        ingress.source_security_group_id = Some(group.clone());
        ingress.from_port = Some(NFS.into());
        ingress.to_port = Some(NFS.into());
        let name = Name::FilesystemIngress(&self.volume.key, &service.name);
        let ingress = id(&cx.add(name, Resource::new(&ingress)));
        self.targets.iter().cloned().chain([ingress]).collect()
    }
}

fn bad_path(path: &str, place: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::BadDriverOption, format!("EFS does not take the folder `{path}`"))
        .at(place.loc)
        .help(format!(
            "use at most {DEEPEST} folders and {LONGEST_PATH} characters, with `root_directory` and \
             `subpath` together, and no name that begins with a dot"
        ))
}

#[cfg(test)]
mod tests {
    use super::is_path;

    #[test]
    fn paths_of_access_points() {
        for path in ["/a", "/a/b/c/d", "/a.b/c-d_e"] {
            assert!(is_path(path), "{path}");
        }
        let long = format!("/{}", "a".repeat(100));
        for path in ["/a/b/c/d/e", "/.a", "/a/../b", "/a$b", long.as_str()] {
            assert!(!is_path(path), "{path}");
        }
    }
}
