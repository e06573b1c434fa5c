//! Files: what a first container writes into a task before its others start.
//! Compose: `secrets`, `configs`, bind mounts. CloudFormation: volumes of a task, and where its containers
//! see them.
//!
//! Decisions
//! - ECS mounts folders only, so a file has a volume over its folder. `/run/secrets` is one volume; any other
//!   target is a file in a volume over its parent folder, which hides what the image has there. That gets a
//!   warning, and an error for folders without which no program runs. What is mounted below another of these
//!   folders is written into that.
//! - A folder of the project is copied in. As the mount would, it hides the folder of the image. What is
//!   missing is an empty folder, as Compose makes one.
//! - Other single files and `configs` go into a derived image unless `x-aws-files` says `volume`; external
//!   ones cannot, for only AWS knows them.
//! - One first container writes for all containers of the task, each into volumes of its own. It sees those
//!   of the service whose task it is where that sees them, and those of the others below `/prepared`.
//! - A folder that several containers of a task mount is one volume, as it is one folder under Docker.
//! - What lies in a volume that the user mounts would be hidden by it in an image, and is written into the
//!   volume each time a task starts. A secret is not, for it would stay there.
//! - Where a program sees files read-only under Docker, it does here.
//!
//! Not here: the commands that write them (`script`), the container that runs these
//! (`task_definition::prepare`).

mod findings;
mod layout;
mod script;

use crate::cfn::{Text, ecs};
use crate::compose::{self, MOST_COPIED, MountKind, Shown};
use crate::source::Loc;

use super::additions::Additions;
use super::context::Lowering;
use super::secrets::{self, Reference, Secrets};
use crate::plan::Platform;
use crate::plan::ServicePlan;
use layout::{Layout, Names, Owner, Root};

pub(super) use script::quoted;

/// Where Docker puts secrets.
const SECRETS: &str = "/run/secrets";

/// The mode of the files of secrets and configs, as Compose has it.
const READABLE: u32 = 0o444;

/// The work of the first container.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Its commands; empty where there is nothing to write.
    pub(super) script: String,
    /// The variables that they read.
    pub(super) secrets: Vec<ecs::Secret>,
    /// Where it sees the volumes.
    pub(super) mount_points: Vec<ecs::MountPoint>,
}

/// A file to write.
#[derive(Debug)]
struct File<'a> {
    path: String,
    content: Content<'a>,
    uid: Option<u32>,
    gid: Option<u32>,
    mode: u32,
    loc: Loc,
}

#[derive(Debug)]
enum Content<'a> {
    /// A secret that ECS looks up.
    Secret(Text),
    /// Bytes that the template holds.
    Bytes(&'a [u8]),
}

/// The mounts of the containers of a task, and the work of its first container for all of them.
pub(super) fn of_task<'a>(
    cx: &mut Lowering<'a>,
    plan: &ServicePlan<'a>,
    secrets: &Secrets,
    additions: &mut [Additions],
) -> Files {
    let mut names = Names::taken(additions);
    let mut layouts: Vec<Layout<'_>> = Vec::new();
    for (service, additions) in plan.containers().zip(additions) {
        let mut read = Vec::new();
        let mut layout = lay_out(cx, service, secrets, &mut read);
        if layout.is_empty() {
            continue;
        }
        layout.settle(cx, service, &additions.mount_points);
        layout.share(&layouts);
        layout.place(plan.service, service, layouts.first(), &mut names);
        let own = layout.roots.iter().filter(|root| root.owner == Owner::Folder);
        additions.volumes.extend(own.map(|root| ecs::Volume::new(root.volume.clone())));
        let of_ours = layout.roots.iter().filter(|root| root.owner != Owner::User);
        additions.mount_points.extend(of_ours.map(Root::mount_point));
        additions.to_start.extend(secrets::to_read(&read));
        if layout.writes() && Platform::for_service(plan.service).is_some_and(Platform::is_windows) {
            cx.report(findings::windows(service, plan.service));
        }
        layouts.push(layout);
    }
    let total: usize = layouts.iter().map(Layout::size).sum();
    if total > MOST_COPIED {
        cx.report(findings::too_much(plan.service, total));
    }
    // Nobody needs to prepare what starts out empty.
    layouts.retain(Layout::writes);
    let (script, values) = script::write(&layouts);
    Files { script, secrets: values, mount_points: layouts.iter().flat_map(Layout::prepared).collect() }
}

/// The files for the container of a service, and the values in them.
fn lay_out<'a>(
    cx: &mut Lowering<'a>,
    service: &'a compose::Service,
    secrets: &Secrets,
    read: &mut Vec<Reference>,
) -> Layout<'a> {
    let baked = compose::baked(cx.project, service);
    for file in &baked {
        let around = service.tmpfs.iter().find(|tmpfs| {
            let folder = crate::grammar::path::clean_path(&tmpfs.target.value);
            file.target != folder && crate::grammar::path::is_below(&file.target, &folder)
        });
        if let Some(tmpfs) = around {
            cx.report(findings::under_tmpfs(file, &tmpfs.target));
        }
    }
    let baked: Vec<Loc> = baked.iter().map(|file| file.loc).collect();
    if !baked.is_empty() {
        cx.report(findings::needs_bake(service, &baked));
    }
    let mut layout = Layout::default();
    for grant in &service.secrets {
        add_secret(cx.project, service, (grant, secrets), &mut layout, read);
    }
    for grant in service.configs.iter().filter(|grant| !compose::is_baked(cx.project, service, grant)) {
        add_config(cx.project, service, (grant, secrets), &mut layout, read);
    }
    for mount in service.volumes.iter().filter(|mount| mount.kind.value == MountKind::Bind) {
        add_mount(cx, service, mount, &mut layout);
    }
    layout
}

fn add_secret<'a>(
    project: &'a compose::Project,
    service: &compose::Service,
    (grant, secrets): (&'a compose::Grant, &Secrets),
    layout: &mut Layout<'a>,
    read: &mut Vec<Reference>,
) {
    let key = grant.source.value.as_str();
    let Some(secret) = project.secrets.iter().find(|secret| secret.key.value == key) else { return };
    let Some(reference) = secrets.secret(key) else { return };
    read.push(reference.clone());
    let target = grant.target.as_ref().map_or(key, |target| target.value.as_str());
    let target = crate::grammar::path::join(if target.starts_with('/') { "" } else { SECRETS }, target);
    let file = |path: String, value: Text| of_grant(grant, path, Content::Secret(value));
    if secret.keys.is_empty() {
        layout.add(file(target, reference.value_from(None)), service);
        return;
    }
    for (name, entry) in &secret.keys {
        layout
            .add(file(format!("{target}/{}", name.value), reference.value_from(Some(&entry.value))), service);
    }
}

fn add_config<'a>(
    project: &'a compose::Project,
    service: &compose::Service,
    (grant, secrets): (&'a compose::Grant, &Secrets),
    layout: &mut Layout<'a>,
    read: &mut Vec<Reference>,
) {
    let key = grant.source.value.as_str();
    let Some(config) = project.configs.iter().find(|config| config.key.value == key) else { return };
    let target = grant.target.as_ref().map_or(key, |target| target.value.as_str());
    let target = crate::grammar::path::join("/", target);
    if let Some(content) = &config.content {
        layout.add(of_grant(grant, target, Content::Bytes(content)), service);
    } else if let Some(reference) = secrets.config(key) {
        read.push(reference.clone());
        layout.add(of_grant(grant, target, Content::Secret(reference.value_from(None))), service);
    }
}

fn of_grant<'a>(grant: &compose::Grant, path: String, content: Content<'a>) -> File<'a> {
    let number = |number: &Option<crate::source::Spanned<u32>>| number.as_ref().map(|number| number.value);
    let loc = grant.target.as_ref().map_or(grant.loc, |target| target.loc);
    let loc = if loc.is_somewhere() { loc } else { grant.loc };
    let mode = number(&grant.mode).unwrap_or(READABLE);
    File { path, content, uid: number(&grant.uid), gid: number(&grant.gid), mode, loc }
}

fn add_mount<'a>(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    mount: &'a compose::Mount,
    layout: &mut Layout<'a>,
) {
    let target = crate::grammar::path::clean_path(&mount.target.value);
    let file = |path: String, content: &'a compose::Content| File {
        path,
        content: Content::Bytes(&content.bytes),
        uid: None,
        gid: None,
        mode: if content.executable { 0o755 } else { 0o644 },
        loc: mount.loc,
    };
    if mount.is_data_file() {
        cx.report(findings::of_data(mount));
    }
    match &mount.shown {
        Some(Shown::Folder(entries)) => {
            if !mount.read_only {
                cx.report(findings::a_copy(mount));
            }
            for entry in entries {
                let path = format!("{}/{}", target.trim_end_matches('/'), entry.path);
                match &entry.content {
                    Some(content) => layout.add_below(file(path, content)),
                    None => layout.folders.push(path),
                }
            }
            let source = mount.source.as_ref().map(|source| crate::grammar::path::clean_path(&source.value));
            layout.add_mount(Root { source, ..Root::new(target, mount.read_only, mount.loc) });
        }
        Some(Shown::File(content)) => layout.add(file(target, content), service),
        Some(Shown::BakedFolder(_)) if !mount.read_only => cx.report(findings::a_copy(mount)),
        Some(Shown::Kept | Shown::Baked | Shown::BakedFolder(_) | Shown::Development) | None => {}
    }
}
