//! Volumes: what outlives a container, or is only its own.
//! Compose: `volumes`, at the top level and in a service. CloudFormation: EFS, volumes of a task,
//! `VolumeConfigurations`.
//!
//! Decisions
//! - A named volume is a file system (`file_system`), one with `x-aws-ebs` a disk of each task (`disk`), an
//!   anonymous one a folder on the task's own disk.
//! - A file system has an address in each of the first subnets: as many as `x-aws-subnets` names, else as
//!   many as `--subnet-count` says, else two. A service that mounts one runs in just those, for a task
//!   elsewhere could not reach it. CloudFormation cannot make as many resources as a parameter has members.
//! - A service waits until the file systems it mounts can be reached; ECS gives up on a task that cannot
//!   mount.
//! - Rights are given by access point, for reading only where every mount is.
//!
//! Not here: `tmpfs` (`task_definition::linux`), bind mounts.

mod disk;
mod external;
mod file_system;
mod options;
mod owner;

use crate::plan::facts;
use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::{Handle, List, LogicalId, Text, ecs, iam};
use crate::compose::{self, MountKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};

use super::additions::{Additions, CopyUp};
use super::context::Lowering;
use super::parameters::Parameters;
use super::security_groups::Groups;
use crate::plan::Platform;
use crate::plan::ServicePlan;
use crate::plan::facts::container_name;

use external::External;
use file_system::FileSystem;

/// How each named volume is translated, by its key.
#[derive(Debug)]
pub(super) struct Volumes<'a>(BTreeMap<&'a str, Made<'a>>);

#[derive(Debug)]
enum Made<'a> {
    FileSystem(FileSystem<'a>),
    External(External),
    Disk(&'a compose::Volume, &'a compose::Ebs),
    /// A folder on the own disk of each task.
    Task,
}

/// The volumes of a task and the mounts of its containers.
#[derive(Debug)]
pub(super) struct Mounted {
    /// The volumes, where they are, and the rights to them, for each container of the task.
    pub(super) additions: Vec<Additions>,
    /// The disks that each task gets.
    pub(super) disks: Vec<ecs::ServiceVolumeConfiguration>,
    /// Where the tasks live.
    pub(super) subnets: List,
    /// Resources that must exist before the service.
    pub(super) waits: Vec<LogicalId>,
}

/// Makes the file systems.
pub(super) fn lower<'a>(cx: &mut Lowering<'a>, parameters: &Parameters) -> Volumes<'a> {
    let mut made = BTreeMap::new();
    for volume in &cx.project.volumes {
        let key = volume.key.value.as_str();
        if let Some(one) = lower_volume(cx, volume, parameters) {
            made.insert(key, one);
        }
    }
    Volumes(made)
}

fn lower_volume<'a>(
    cx: &mut Lowering<'a>,
    volume: &'a compose::Volume,
    parameters: &Parameters,
) -> Option<Made<'a>> {
    if let Some(word) = volume.task {
        check_task(cx, volume, word);
        return Some(Made::Task);
    }
    if let Some(ebs) = &volume.ebs {
        disk::check(cx, volume, ebs);
        return Some(Made::Disk(volume, ebs));
    }
    if volume.external {
        return external::lower(cx, volume).map(Made::External);
    }
    Some(Made::FileSystem(file_system::lower(cx, volume, parameters)))
}

/// Reports what cannot be said about a volume that each task has for itself.
fn check_task(cx: &mut Lowering<'_>, volume: &compose::Volume, word: Loc) {
    let other = match (&volume.ebs, volume.driver_opts.first()) {
        (Some(ebs), _) => Some(("x-aws-ebs", ebs.loc)),
        (None, Some((key, _))) => Some(("driver_opts", key.loc)),
        (None, None) => volume.external.then_some(("external", volume.key.loc)),
    };
    if let Some((attribute, loc)) = other {
        cx.report(excludes(attribute, word, loc));
    }
    let mounts = |service: &compose::Service| {
        facts::named_mounts(service).any(|(_, key)| key.value == volume.key.value)
    };
    let mut tasks = cx.plan.services.iter().filter(|plan| plan.containers().any(mounts));
    if let (Some(first), Some(second)) = (tasks.next(), tasks.next()) {
        let (one, two) = (&first.service.name.value, &second.service.name.value);
        let finding = refused(
            &format!("the tasks of `{one}` and `{two}` cannot share the volume `{}`", volume.key.value),
            word,
        );
        cx.report(finding.help(
            "each task has its own: remove `x-aws-volume: task` to share a file system, or run both services \
             in one task with `x-aws-task`",
        ));
    }
}

/// Says, once for the project, which volumes only the containers of one task share.
pub(super) fn offer_task(cx: &mut Lowering<'_>) {
    let mut found: Vec<&Spanned<String>> = Vec::new();
    for volume in cx.project.volumes.iter().filter(|volume| facts::is_made(volume)) {
        let mounts = |service: &&compose::Service| {
            facts::named_mounts(service).any(|(_, key)| key.value == volume.key.value)
        };
        let mut plans = cx.plan.services.iter();
        let within = |plan: &ServicePlan<'_>| plan.containers().filter(mounts).count();
        let in_one = plans.by_ref().map(within).filter(|count| *count > 0).collect::<Vec<_>>();
        let store = cx.project.services.iter().filter(mounts).any(compose::has_one_writer);
        if let ([count], false) = (in_one.as_slice(), store)
            && *count > 1
        {
            found.push(&volume.key);
        }
    }
    if let Some(first) = found.first() {
        let finding = only_one_task(&found, first.loc);
        cx.report(finding);
    }
}

/// Mounts what the containers of a task mount.
pub(super) fn of_task(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    volumes: &Volumes<'_>,
    groups: &Groups,
    parameters: &Parameters,
) -> Mounted {
    let main = plan.service;
    let mut mounting = Mounting {
        main,
        volumes,
        names: BTreeMap::new(),
        grants: BTreeMap::new(),
        role: None,
        disks: Vec::new(),
    };
    let mut additions: Vec<Additions> =
        plan.containers().map(|service| mounting.of_container(cx, service)).collect();
    let mut mounted = Mounted {
        additions: Vec::new(),
        disks: mounting.disks,
        subnets: parameters.subnets.reference(),
        waits: Vec::new(),
    };
    if facts::mounts_file_system(cx.project, plan) {
        mounted.subnets = (0..cx.subnet_count()).map(|index| subnet(index, parameters)).collect();
    }
    let keys: BTreeSet<&str> =
        plan.containers().flat_map(facts::named_mounts).map(|(_, key)| key.value.as_str()).collect();
    for key in keys {
        if let (Some(Made::FileSystem(made)), Some(own)) = (volumes.0.get(key), &groups.own) {
            mounted.waits.extend(made.let_in(cx, main, own));
        }
    }
    // The containers of a task have one role.
    if let Some(first) = additions.first_mut() {
        first.to_run = mounting.grants.into_values().map(Grant::statement).collect();
    }
    mounted.additions = additions;
    if mounted.disks.len() > 1 {
        cx.report(disk::too_many(main, mounted.disks.len()));
    }
    mounted
}

/// A task while the mounts of its containers are taken in.
struct Mounting<'a> {
    /// The service whose task it is.
    main: &'a compose::Service,
    volumes: &'a Volumes<'a>,
    /// The name in the task of each volume, or part of one.
    names: BTreeMap<(String, String), String>,
    /// The rights, by the same.
    grants: BTreeMap<(String, String), Grant>,
    /// By which ECS makes the disks.
    role: Option<Text>,
    /// The disks that the task gets.
    disks: Vec<ecs::ServiceVolumeConfiguration>,
}

impl Mounting<'_> {
    fn of_container(&mut self, cx: &mut Lowering<'_>, service: &compose::Service) -> Additions {
        let mut additions = Additions::default();
        for mount in service.volumes.iter().filter(|mount| mount.kind.value == MountKind::Volume) {
            self.mount(cx, service, mount, &mut additions);
        }
        additions
    }

    fn mount(
        &mut self,
        cx: &mut Lowering<'_>,
        service: &compose::Service,
        mount: &compose::Mount,
        additions: &mut Additions,
    ) {
        let windows = Platform::for_service(self.main).is_some_and(Platform::is_windows);
        if !windows && !mount.target.value.starts_with('/') {
            cx.report(no_path(&mount.target));
        }
        let Some(key) = &mount.source else {
            if let Some(subpath) = &mount.subpath {
                cx.report(no_subpath("an anonymous volume", subpath));
            }
            // Anonymous volumes stay apart from those of other services in the task.
            let owner = container_name(service);
            let volume = ecs::Volume::new(self.name(&owner, &mount.target.value));
            if cx.project.copies_up(service, mount) && !windows {
                additions.copies.push(copy_up(mount, &volume, true));
            }
            return place(mount, volume, additions);
        };
        let Some(made) = self.volumes.0.get(key.value.as_str()) else { return };
        let subpath = mount.subpath.as_ref().map(|path| folder(&path.value)).unwrap_or_default();
        let known = self.names.contains_key(&(key.value.clone(), subpath.clone()));
        let mut volume = ecs::Volume::new(self.name(&key.value, &subpath));
        let access = match made {
            Made::FileSystem(made) => made.access(&subpath),
            Made::External(made) => Some(made.access(cx, mount, &subpath)),
            Made::Disk(definition, ebs) => {
                if let Some(subpath) = &mount.subpath {
                    cx.report(no_subpath("a disk", subpath));
                }
                volume.configured_at_launch = Some(true);
                if !known {
                    let role = self.role.get_or_insert_with(|| disk::role(cx, self.main)).clone();
                    self.disks.push(disk::lower(cx, definition, ebs, &volume.name, role));
                }
                None
            }
            Made::Task => {
                if let Some(subpath) = &mount.subpath {
                    cx.report(no_subpath("a volume of the task", subpath));
                }
                None
            }
        };
        let copies = cx.project.copies_up(service, mount) && !windows;
        if let Some(Access { configuration, grant }) = access {
            if windows {
                cx.report(no_windows(mount));
            }
            volume.efs_volume_configuration = Some(configuration);
            let grant = self.grants.entry((key.value.clone(), subpath)).or_insert(grant);
            grant.writes |=
                !mount.read_only || copies || compose::is_written_into(cx.project, service, mount);
        }
        if copies {
            additions.copies.push(copy_up(mount, &volume, made.keeps_owners()));
        }
        place(mount, volume, additions);
    }

    /// ECS takes letters, digits, hyphens and underscores; no two volumes of a task may have one name.
    fn name(&mut self, key: &str, subpath: &str) -> String {
        let pair = (key.to_owned(), subpath.to_owned());
        if let Some(known) = self.names.get(&pair) {
            return known.clone();
        }
        let words = [key, subpath].map(|text| text.trim_matches('/')).join("/");
        let fine = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
        let base: String = words.trim_matches('/').chars().map(fine).take(LONGEST_NAME).collect();
        let base = if base.is_empty() { "volume".to_owned() } else { base };
        let taken = |name: &String| self.names.values().any(|other| other == name);
        let numbered = (2..).map(|number: u32| format!("{base}-{number}"));
        let name = std::iter::once(base.clone()).chain(numbered).find(|name| !taken(name));
        let name = name.unwrap_or(base);
        self.names.insert(pair, name.clone());
        name
    }
}

impl Made<'_> {
    /// Whether files that are copied in keep their owners.
    fn keeps_owners(&self) -> bool {
        match self {
            Self::FileSystem(made) => made.root,
            // Another's access point may have a user of its own.
            Self::External(_) => false,
            Self::Disk(..) | Self::Task => true,
        }
    }
}

fn copy_up(mount: &compose::Mount, volume: &ecs::Volume, keeps_owners: bool) -> CopyUp {
    let folder = crate::grammar::path::clean_path(&mount.target.value);
    CopyUp { volume: volume.name.clone(), folder, keeps_owners }
}

/// Of the 255 characters of a volume's name, with room for a number.
const LONGEST_NAME: usize = 240;

fn place(mount: &compose::Mount, volume: ecs::Volume, additions: &mut Additions) {
    let mut point = ecs::MountPoint::new(volume.name.clone(), mount.target.value.clone());
    point.read_only = mount.read_only.then_some(true);
    additions.mount_points.push(point);
    additions.volumes.push(volume);
}

/// How a task reaches a file system.
struct Access {
    configuration: ecs::EfsVolumeConfiguration,
    grant: Grant,
}

/// The rights of a service to a file system.
struct Grant {
    file_system: Text,
    access_point: Option<Text>,
    /// Whether the root of a container is root to the file system.
    root: bool,
    writes: bool,
}

impl Grant {
    fn statement(self) -> iam::Statement {
        let mut actions = vec!["elasticfilesystem:ClientMount"];
        if self.writes {
            actions.push("elasticfilesystem:ClientWrite");
        }
        if self.writes && self.root {
            actions.push("elasticfilesystem:ClientRootAccess");
        }
        let statement = iam::Statement::allow(actions, [self.file_system]);
        match self.access_point {
            Some(arn) => statement.only_if("StringEquals", "elasticfilesystem:AccessPointArn", arn),
            None => statement,
        }
    }
}

fn subnet(index: u32, parameters: &Parameters) -> Text {
    Text::select(index, parameters.subnets.reference::<Vec<Text>>())
}

/// A path below the volume, without slashes at its ends and steps that lead nowhere.
fn folder(path: &str) -> String {
    path.split('/').filter(|step| !matches!(*step, "" | ".")).collect::<Vec<_>>().join("/")
}

fn id(handle: &Handle) -> LogicalId {
    handle.id().clone()
}

fn excludes(attribute: &str, word: Loc, other: Loc) -> Diagnostic {
    Diagnostic::new(Code::VolumeKind, format!("`x-aws-volume: task` and `{attribute}` exclude each other"))
        .label(word, "a folder on the task's own disk")
        .label(other, "a volume that is somewhere else")
        .help("keep one of them")
}

fn only_one_task(keys: &[&Spanned<String>], loc: Loc) -> Diagnostic {
    let names: Vec<String> = keys.iter().map(|key| format!("`{}`", key.value)).collect();
    let message = format!("volumes that only the containers of one task share: {}", names.join(", "));
    Diagnostic::new(Code::TaskVolume, message).label(loc, "an EFS file system").help(
        "where nobody needs to keep it, as a socket or logs for a shipper, write `x-aws-volume: task` \
         on the volume",
    )
}

fn no_subpath(what: &str, subpath: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::Refused, format!("`subpath` cannot be kept on Fargate for {what}"))
        .label(subpath.loc, "not on Fargate")
        .help("remove `subpath`, or mount a named volume without `x-aws-ebs`")
}

fn no_path(target: &Spanned<String>) -> Diagnostic {
    let message = format!("nothing can be mounted at `{}`, which is no absolute path", target.value);
    Diagnostic::new(Code::ContainerPath, message)
        .at(target.loc)
        .help("write the path in the container from `/` on, as in `/data`")
}

fn no_windows(mount: &compose::Mount) -> Diagnostic {
    let place = mount.source.as_ref().map_or(mount.loc, |source| source.loc);
    refused("tasks with Windows cannot mount EFS file systems", place)
        .help("keep the data in a service such as S3 or FSx, or use an image for Linux")
}

fn refused(message: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::Refused, message).label(loc, "not on Fargate")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_plain() {
        let table = [("a/b", "a/b"), ("/a//b/", "a/b"), ("./a/.", "a"), ("/", ""), ("..", "..")];
        for (path, expected) in table {
            assert_eq!(folder(path), expected, "{path}");
        }
    }
}
