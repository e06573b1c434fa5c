//! The contents of files that go into tasks → the source model.
//! Compose: bind mounts and `configs`, <https://docs.docker.com/reference/compose-file/services/#volumes>.
//!
//! A template cannot point at this machine, so what a task shall see of it becomes part of the template, or of an image.
//! Only files inside the project's boundary are read, links followed, and the files of secrets never are.

mod exclude;
mod folder;

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::{Content, Delivery, Mount, MountKind, Project, Service, Shown, Source, delivery};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::grammar::path;
use crate::load::{self, Boundary, Files, Kind};
use crate::source::{Loc, Spanned};

/// What the support table says by itself.
const SOCKETS: [&str; 2] = ["/var/run/docker.sock", "/run/docker.sock"];

/// Where contents come from.
#[derive(Clone, Copy)]
pub struct From<'a> {
    /// The files.
    pub files: &'a dyn Files,
    /// Those that may be read.
    pub boundary: &'a Boundary,
    /// The project's environment.
    pub environment: &'a BTreeMap<String, String>,
    /// The folder that paths are shown from.
    pub working_dir: &'a str,
    /// The files that this run writes.
    pub outputs: &'a [String],
}

impl std::fmt::Debug for From<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("From").field("boundary", &self.boundary).finish_non_exhaustive()
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

/// Puts what bind mounts show into the project.
pub fn mounts(project: &mut Project, from: From<'_>, diagnostics: &mut Diagnostics) {
    let reader = Reader::new(project, from);
    for service in &mut project.services {
        let by_volume = delivery(None, &service.extensions, &project.extensions) == Delivery::Volume;
        let mut mounts = std::mem::take(&mut service.volumes);
        for mount in mounts.iter_mut().filter(|mount| mount.kind.value == MountKind::Bind) {
            mount.shown = reader.shown_by(mount, service, by_volume, diagnostics);
        }
        service.volumes = mounts;
    }
}

/// What reads, and never the value of a secret.
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
        service: &Service,
        by_volume: bool,
        diagnostics: &mut Diagnostics,
    ) -> Option<Shown> {
        let source = mount.source.as_ref().filter(|source| !SOCKETS.contains(&source.value.as_str()))?;
        let source = Spanned::new(path::clean_path(&source.value), source.loc);
        if !self.from.boundary.holds(self.from.files, &source.value) && !self.forgiven(&source, diagnostics) {
            diagnostics.push(refused(mount, "a part of this machine outside the project"));
            return None;
        }
        match self.from.files.kind(&source.value) {
            // The folder may be made only where the image is.
            Kind::Missing if is_source(&source.value, service) => {
                diagnostics.push(development(mount, service));
                Some(Shown::Development)
            }
            Kind::Missing if mount.create_host_path => {
                diagnostics.push(starts_empty(&self.shown(&source.value), mount));
                Some(Shown::Empty)
            }
            Kind::Missing => {
                diagnostics.push(missing(&self.shown(&source.value), source.loc));
                None
            }
            Kind::Special => {
                diagnostics.push(refused(mount, "a device, socket or pipe of this machine"));
                None
            }
            Kind::File if by_volume => {
                let bytes = self.read(&source, diagnostics)?;
                let executable = self.from.files.is_executable(&source.value);
                Some(Shown::File(Content { bytes, executable }))
            }
            Kind::File => Some(Shown::Baked),
            Kind::Directory if holds_source(&source.value, service) => {
                diagnostics.push(development(mount, service));
                Some(Shown::Development)
            }
            Kind::Directory => {
                folder::read(self, &source, &mount.target.value, diagnostics).map(Shown::Folder)
            }
        }
    }

    /// Outside, and still to be read, with a warning.
    fn forgiven(&self, source: &Spanned<String>, diagnostics: &mut Diagnostics) -> bool {
        let finding = self.from.boundary.check(self.from.files, source);
        let warned = finding.filter(|finding| finding.severity != Severity::Error);
        let forgiven = warned.is_some();
        diagnostics.extend(warned);
        forgiven
    }

    fn read(&self, file: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<Vec<u8>> {
        if let Some(finding) = self.from.boundary.check(self.from.files, file)
            && finding.severity == Severity::Error
        {
            diagnostics.push(finding);
            return None;
        }
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
    context.is_some_and(|context| is_below(&path::clean_path(&context.value), folder))
}

/// Whether a folder holds what the service's image is built from, or is part of it.
fn holds_source(folder: &str, service: &Service) -> bool {
    let context = service.build.as_ref().and_then(|build| build.context.as_ref());
    let is_part = context.is_some_and(|context| {
        let context = path::clean_path(&context.value);
        is_below(folder, &context)
    });
    is_part || is_source(folder, service)
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || folder.ends_with('/'))
}

fn place(mount: &Mount) -> Loc {
    mount.source.as_ref().map_or(mount.loc, |source| source.loc)
}

fn refused(mount: &Mount, why: &str) -> Diagnostic {
    let target = &mount.target.value;
    Diagnostic::new(Code::Refused, format!("`{target}` in `volumes` would show what no task can see: {why}"))
        .label(place(mount), "cannot be mounted on Fargate")
        .help(format!(
            "mount a named volume such as `data:{target}`, put the files into the image, or leave the mount to an \
             override file for development"
        ))
}

fn missing(shown: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::FileNotFound, format!("`{shown}` is mounted, and does not exist"))
        .label(loc, "named here")
        .help("check the path, or let the mount start out empty with `create_host_path: true`")
}

fn starts_empty(shown: &str, mount: &Mount) -> Diagnostic {
    let target = &mount.target.value;
    let message = format!("`{shown}` does not exist, so `{target}` starts out as an empty folder");
    // Compose makes a folder whatever the name looks like, and so do we; who meant a file learns it here.
    let (_, name) = shown.rsplit_once('/').unwrap_or(("", shown));
    let help = if name.trim_start_matches('.').contains('.') {
        format!("if `{name}` is a file, put it there; Compose, too, makes an empty folder of what is missing")
    } else {
        format!(
            "check the path; as with Compose the folder is made, but each task has its own: mount a named volume such as \
             `data:{target}` for what has to stay"
        )
    };
    Diagnostic::new(Code::StartsEmpty, message).label(place(mount), "nothing is here to copy").help(help)
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
