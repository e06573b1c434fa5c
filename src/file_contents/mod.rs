//! The contents of files that go into tasks → the source model.
//! Compose: bind mounts and `configs`, <https://docs.docker.com/reference/compose-file/services/#volumes>.
//!
//! A template cannot point at this machine, so what a task shall see of it becomes part of the template, or
//! of an image. Only files inside the project's boundary are read, links followed, and the files of secrets
//! never are.

mod exclude;
mod folder;
mod host;
mod kept;
mod unnamed;
mod volumes_from;

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::optional_rights::{ENGINE, runs_without};
use crate::compose::{
    Content, Delivery, MOST_COPIED, Mount, MountKind, Project, Service, Shown, Source, delivery,
    volume_around,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::path::{self, Base};
use crate::load::{self, Bounded, Kind};
use crate::source::{Loc, Spanned};

use host::HostPath;
use kept::Named;

/// Paths that the support table reports by itself.
const SOCKETS: [&str; 2] = ["/var/run/docker.sock", "/run/docker.sock"];

/// Where contents come from.
#[derive(Clone, Copy)]
pub struct From<'a> {
    /// The files.
    pub files: &'a Bounded<'a>,
    /// The project's environment.
    pub environment: &'a BTreeMap<String, String>,
    /// The folder that paths are shown from.
    pub working_dir: &'a str,
    /// The files that this run writes.
    pub outputs: &'a [String],
    /// The project directory.
    pub directory: &'a str,
    /// The folders that the sources of bind mounts are relative to, by their places.
    pub bases: &'a BTreeMap<Loc, Base>,
}

impl std::fmt::Debug for From<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("From").field("files", &self.files).finish_non_exhaustive()
    }
}

/// Puts contents into the project, and reports what no task can see.
pub fn gather(project: &mut Project, from: From<'_>, diagnostics: &mut Diagnostics) {
    configs(project, from, diagnostics);
    mounts(project, from, diagnostics);
}

/// Puts the contents of configs into the project.
pub fn configs(project: &mut Project, from: From<'_>, diagnostics: &mut Diagnostics) {
    let reader = Reader::new(project, from);
    for config in &mut project.configs {
        config.content = match &config.source {
            Some(Source::File(file)) => reader.read(file, diagnostics),
            Some(Source::Environment(name)) => {
                let value = from.environment.get(&name.value);
                if value.is_none() {
                    diagnostics.push(unset(&config.key.value, name));
                }
                value.map(|value| value.clone().into_bytes())
            }
            Some(Source::Content(text)) => Some(text.value.clone().into_bytes()),
            // Compose itself refuses a config without a source.
            Some(Source::External(_)) | None => None,
        };
    }
}

/// Puts what bind mounts show into the project, and makes volumes of the folders in which containers keep
/// data.
pub fn mounts(project: &mut Project, from: From<'_>, diagnostics: &mut Diagnostics) {
    let reader = Reader::new(project, from);
    let mut clocks = Vec::new();
    for service in &mut project.services {
        let by_volume = delivery(None, &service.extensions, &project.extensions) == Delivery::Volume;
        let image = service.image.as_ref().map(|image| image.value.clone()).unwrap_or_default();
        let mut mounts = std::mem::take(&mut service.volumes);
        let targets: Vec<String> = mounts.iter().map(|mount| path::clean_path(&mount.target.value)).collect();
        mounts.retain_mut(|mount| {
            if mount.kind.value != MountKind::Bind {
                return true;
            }
            let source = mount.source.as_ref().map(|source| path::clean_path(&source.value));
            let source = source.unwrap_or_default();
            let kind = host::host_path(&source, &mount.target.value);
            if kind == HostPath::Clock {
                clocks.push((service.name.value.clone(), place(mount)));
                return false;
            }
            if kind == HostPath::Engine && runs_without(&image, ENGINE) {
                if !SOCKETS.contains(&source.as_str()) {
                    diagnostics.push(left_out(mount, "there is no container engine to talk to"));
                }
                return false;
            }
            let documented = source.starts_with('/') && runs_without(&image, &source);
            let documented = documented.then_some("the program of this image is documented to run without");
            if let Some(why) = host::is_optional(&source, mount.read_only).or(documented) {
                diagnostics.push(left_out(mount, why));
                return false;
            }
            mount.shown = reader.shown_by(mount, kind, (service, &targets), by_volume, diagnostics);
            true
        });
        service.volumes = mounts;
    }
    in_volumes(project, &reader, diagnostics);
    if let Some((_, loc)) = clocks.first() {
        let names: BTreeSet<String> = clocks.iter().map(|(name, _)| format!("`{name}`")).collect();
        diagnostics.push(no_clock(&names.into_iter().collect::<Vec<_>>(), *loc));
    }
    let baked = project.services.iter().flat_map(|service| &service.volumes);
    let baked =
        baked.filter(|mount| mount.shown == Some(Shown::Baked)).filter_map(|mount| mount.source.as_ref());
    let missing: Vec<(String, Loc)> = baked
        .map(|source| (path::clean_path(&source.value), source.loc))
        .filter(|(path, _)| from.files.kind(path) == Kind::Missing)
        .map(|(path, loc)| (Named::new(&path, loc, from).shown, loc))
        .collect();
    if let Some(first) = missing.iter().map(|(_, loc)| *loc).min() {
        diagnostics.push(files_missing(&missing, first));
    }
    kept::to_volumes(project, from, diagnostics);
    unnamed::volumes(project, diagnostics);
    volumes_from::copy(project, diagnostics);
}

/// Reads the files that would go into an image, and that a volume would hide there: they are written into the
/// volume.
fn in_volumes(project: &mut Project, reader: &Reader<'_>, diagnostics: &mut Diagnostics) {
    for service in &mut project.services {
        let hidden: Vec<usize> = (0..service.volumes.len())
            .filter(|at| {
                service.volumes.get(*at).is_some_and(|mount| {
                    mount.shown == Some(Shown::Baked)
                        && volume_around(service, &path::clean_path(&mount.target.value)).is_some()
                })
            })
            .collect();
        for at in hidden {
            let Some(mount) = service.volumes.get_mut(at) else { continue };
            let Some(source) = &mount.source else { continue };
            let source = Spanned::new(path::clean_path(&source.value), source.loc);
            let shown = reader.shown(&source.value);
            mount.shown = None;
            if reader.from.files.kind(&source.value) == Kind::Missing {
                diagnostics.push(missing_in_volume(&shown, mount));
                continue;
            }
            let Some(bytes) = reader.read(&source, diagnostics) else { continue };
            if bytes.len() > MOST_COPIED {
                diagnostics.push(too_large_for_volume(&shown, bytes.len(), mount));
                continue;
            }
            let executable = reader.from.files.is_executable(&source.value);
            mount.shown = Some(Shown::File(Content { bytes, executable }));
        }
    }
}

/// A reader of files, which never reads the value of a secret.
struct Reader<'a> {
    from: From<'a>,
    /// Where the values of secrets are.
    secrets: BTreeSet<String>,
}

impl<'a> Reader<'a> {
    fn new(project: &Project, from: From<'a>) -> Self {
        let files = project.secrets.iter().filter_map(|secret| match &secret.source {
            Some(Source::File(file)) => from.files.real(&file.value),
            Some(_) | None => None,
        });
        Self { secrets: files.collect(), from }
    }

    fn shown_by(
        &self,
        mount: &Mount,
        kind: HostPath,
        (service, others): (&Service, &[String]),
        by_volume: bool,
        diagnostics: &mut Diagnostics,
    ) -> Option<Shown> {
        let source = mount.source.as_ref().filter(|source| !SOCKETS.contains(&source.value.as_str()))?;
        let source = Spanned::new(path::clean_path(&source.value), source.loc);
        let shown = Named::new(&source.value, source.loc, self.from).shown;
        // A project may lie anywhere, so names of a host mean something outside of it only.
        let inside = self.from.files.holds(&source.value);
        match kind {
            HostPath::Engine => {
                diagnostics.push(engine(mount, &shown));
                return None;
            }
            HostPath::System(what) if !inside => {
                diagnostics.push(system(mount, &shown, what));
                return None;
            }
            _ if mount.becomes.is_some() => return Some(Shown::Kept),
            _ if !inside && self.from.files.folder_of(&source.value).is_some() => {
                self.from.files.admits(&source, diagnostics);
                return None;
            }
            HostPath::File if !inside => {
                diagnostics.push(file_outside(&shown, mount));
                return None;
            }
            _ if !inside => {
                let built = holds_source(&source.value, service);
                return Some(if built { for_development(mount, service, diagnostics) } else { Shown::Kept });
            }
            HostPath::System(_) | HostPath::Clock | HostPath::File | HostPath::Folder => {}
        }
        match self.from.files.kind(&source.value) {
            // The folder may be made only where the image is.
            Kind::Missing if is_source(&source.value, service) => {
                Some(for_development(mount, service, diagnostics))
            }
            Kind::Missing if !mount.create_host_path => {
                diagnostics.push(missing(&shown, source.loc));
                None
            }
            Kind::Missing if kind == HostPath::File && by_volume => {
                diagnostics.push(not_there(&shown, source.loc));
                None
            }
            // The image that has it may be built elsewhere.
            Kind::Missing if kind == HostPath::File => Some(Shown::Baked),
            Kind::Missing => Some(Shown::Kept),
            Kind::Special => {
                diagnostics.push(special(mount, &shown));
                None
            }
            Kind::File if by_volume => {
                let bytes = self.read(&source, diagnostics)?;
                let executable = self.from.files.is_executable(&source.value);
                Some(Shown::File(Content { bytes, executable }))
            }
            Kind::File => Some(Shown::Baked),
            Kind::Directory if holds_source(&source.value, service) => {
                Some(for_development(mount, service, diagnostics))
            }
            Kind::Directory => {
                let is_hidden = by_volume || is_below_another(mount, others);
                folder::read(self, &source, (&mount.target.value, is_hidden), diagnostics)
            }
        }
    }

    fn read(&self, file: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<Vec<u8>> {
        if self.from.files.real(&file.value).is_some_and(|real| self.secrets.contains(&real)) {
            diagnostics.push(is_a_secret(&self.shown(&file.value), file.loc));
            return None;
        }
        match self.from.files.read(&file.value) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                diagnostics.push(load::unreadable(&self.shown(&file.value), &error, file.loc));
                None
            }
        }
    }

    fn shown(&self, path: &str) -> String {
        load::shown(self.from.working_dir, path)
    }
}

/// Whether a folder is what the service's image is built from, or holds it.
fn is_source(folder: &str, service: &Service) -> bool {
    let context = service.build.as_ref().and_then(|build| build.context.as_ref());
    context.is_some_and(|context| path::is_below(&path::clean_path(&context.value), folder))
}

/// Whether a folder holds what the service's image is built from, or is part of it.
fn holds_source(folder: &str, service: &Service) -> bool {
    let context = service.build.as_ref().and_then(|build| build.context.as_ref());
    let is_part = context.is_some_and(|context| {
        let context = path::clean_path(&context.value);
        path::is_below(folder, &context)
    });
    is_part || is_source(folder, service)
}

/// Whether what the image has at the target of a mount lies below the target of another.
fn is_below_another(mount: &Mount, targets: &[String]) -> bool {
    let own = path::clean_path(&mount.target.value);
    targets.iter().any(|target| *target != own && path::is_below(&own, target))
}

fn for_development(mount: &Mount, service: &Service, diagnostics: &mut Diagnostics) -> Shown {
    diagnostics.push(development(mount, service));
    Shown::Development
}

fn place(mount: &Mount) -> Loc {
    mount.source.as_ref().map_or(mount.loc, |source| source.loc)
}

fn left_out(mount: &Mount, why: &str) -> Diagnostic {
    let target = &mount.target.value;
    Diagnostic::new(Code::Approximated, format!("`{target}` in `volumes` is left out: {why}"))
        .label(place(mount), "left out")
        .help("remove the mount")
}

fn impossible(mount: &Mount, why: &str) -> Diagnostic {
    let target = &mount.target.value;
    Diagnostic::new(Code::Refused, format!("`{target}` in `volumes` would show what no task can see: {why}"))
        .label(place(mount), "cannot be mounted on Fargate")
}

/// The mount as it is left out.
fn dropped(mount: &Mount, shown: &str) -> String {
    format!("`{{type: bind, source: {shown}, target: {}, x-aws-optional: drop}}`", mount.target.value)
}

fn engine(mount: &Mount, shown: &str) -> Diagnostic {
    impossible(mount, "the socket of a container engine").help(format!(
        "a reverse proxy that watches the engine is not needed: `x-aws-route` on a port routes by host and \
         path; where the service runs without the engine, leave the mount out with {}",
        dropped(mount, shown)
    ))
}

fn system(mount: &Mount, shown: &str, what: &str) -> Diagnostic {
    impossible(mount, what).help(format!(
        "remove the mount, or, where only AWS has to do without it, leave it out with {}",
        dropped(mount, shown)
    ))
}

fn special(mount: &Mount, shown: &str) -> Diagnostic {
    impossible(mount, "a device, socket or pipe of this machine").help(format!(
        "remove the mount, or, where only AWS has to do without it, leave it out with {}",
        dropped(mount, shown)
    ))
}

fn missing(shown: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::FileNotFound, format!("`{shown}` is mounted, and does not exist"))
        .label(loc, "named here")
        .help("check the path; a folder becomes a volume with `create_host_path: true`")
}

fn files_missing(missing: &[(String, Loc)], first: Loc) -> Diagnostic {
    let names: BTreeSet<String> = missing.iter().map(|(name, _)| format!("`{name}`")).collect();
    let (files, do_not) = if names.len() == 1 { ("a file", "does not") } else { ("files", "do not") };
    let listed = names.into_iter().collect::<Vec<_>>().join(", ");
    Diagnostic::new(Code::MissingFile, format!("{files} to mount {do_not} exist: {listed}"))
        .label(first, "a file by its name, or by that of its target")
        .help(
            "put it there before `stackpose bake` makes the image that has it; if the program makes the \
             file, mount the folder around it, which becomes a volume; if this is a folder, add \
             `x-aws-volume: efs` to the mount in its \
             long form",
        )
}

fn missing_in_volume(shown: &str, mount: &Mount) -> Diagnostic {
    let target = &mount.target.value;
    Diagnostic::new(Code::MissingFile, format!("`{shown}`, to be mounted in a volume, does not exist"))
        .label(place(mount), "a file by its name, or by that of its target")
        .help(format!(
            "put it there before the template is made, which writes it to `{target}`; if the program makes the file, remove the \
             mount"
        ))
}

fn too_large_for_volume(shown: &str, size: usize, mount: &Mount) -> Diagnostic {
    let message = format!(
        "`{shown}` has {size} bytes and is mounted in a volume, where at most {MOST_COPIED} can be written by a template"
    );
    Diagnostic::new(Code::TooMuchToCopy, message)
        .label(place(mount), "would be hidden by the volume in an image")
        .help(
            "mount it outside of the volume, where it goes into the image, and tell the program where it is",
        )
}

fn not_there(shown: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::FileNotFound, format!("`{shown}` is mounted, and does not exist"))
        .label(loc, "its content is to be written into a volume")
        .help("put the file there, or let it be part of an image: remove `x-aws-files: volume`")
}

fn file_outside(shown: &str, mount: &Mount) -> Diagnostic {
    let (name, target) = (path::base_name(shown), &mount.target.value);
    Diagnostic::new(
        Code::HostFile,
        format!(
            "the file `{shown}` of the host is mounted, and is not part of \
             the project"
        ),
    )
    .label(place(mount), "a file by its name, or by that of its target")
    .help(format!(
        "copy it into the project and mount `./{name}:{target}:ro`: it then goes into the service's \
         image; if this is a folder, add `x-aws-volume: efs` to the mount in its long form"
    ))
}

fn no_clock(services: &[String], loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::HostClock,
        format!("the time zone of the host is not mounted into {}", services.join(", ")),
    )
    .label(loc, "left out")
    .help("set the variable `TZ`, as in `environment: {TZ: Europe/Berlin}`; without it containers have UTC")
}

fn is_a_secret(shown: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::CannotCopy,
        format!("`{shown}` cannot be copied into a task: it is the value of a secret"),
    )
    .label(loc, "would stand in the template for all to read")
    .help("leave it to `secrets`, and keep its file in a folder that is not mounted")
}

fn development(mount: &Mount, service: &Service) -> Diagnostic {
    let message = format!("the source of `{}` is not mounted over its own image", service.name.value);
    Diagnostic::new(Code::DevelopmentMount, message)
        .label(place(mount), "left out: the image that is built has these files")
        .help("leave the mount to an override file for development, so that nobody misses it")
}

fn unset(config: &str, name: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(
        Code::BadSecret,
        format!("the config `{config}` comes from `{}`, which is not set", name.value),
    )
    .at(name.loc)
    .help("set the variable in the environment or in `.env`, or write the text into `content`")
}
