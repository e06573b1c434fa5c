//! Which folders get volumes, and what is written where.

use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::ecs;
use crate::compose::{self, MountKind};
use crate::grammar::path;
use crate::source::Loc;

use super::super::additions::Additions;
use super::super::context::Lowering;
use super::{Content, File, SECRETS, findings};
use crate::plan::facts::container_name;

/// Folders without which no program runs.
const SYSTEM: [&str; 21] = [
    "/",
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/opt",
    "/proc",
    "/root",
    "/sbin",
    "/sys",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/sbin",
    "/var",
];

/// Where the first container sees what other containers than the main one get.
const ELSEWHERE: &str = "/prepared";

/// Of the 255 characters of a volume's name, with room for a number.
const LONGEST_NAME: usize = 240;

/// The files that are written, and the volumes for them.
#[derive(Debug, Default)]
pub(super) struct Layout<'a> {
    /// The files, by path once settled.
    pub(super) files: Vec<File<'a>>,
    /// Folders below the volumes.
    pub(super) folders: Vec<String>,
    /// Folders that the user mounts.
    mounts: Vec<Root>,
    /// The volumes, by path, once settled.
    pub(super) roots: Vec<Root>,
    /// The folder below which the first container sees all of it; empty for none.
    pub(super) below: String,
    wanted: Vec<Root>,
    /// Volumes of the user's into which files are written.
    inside: BTreeSet<String>,
}

/// A folder with a volume over it.
#[derive(Debug, Clone)]
pub(super) struct Root {
    /// Where it is in the containers.
    pub(super) path: String,
    /// Whether the program may only read.
    pub(super) read_only: bool,
    /// Who wants it.
    pub(super) loc: Loc,
    /// The folder of the project that it shows, where it shows one.
    pub(super) source: Option<String>,
    /// The name of its volume, once there is one.
    pub(super) volume: String,
    /// Whose the volume is.
    pub(super) owner: Owner,
}

/// Whose the volume of a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// It is made for the folder.
    Folder,
    /// Another container has it too, for which it is written.
    Other,
    /// The user mounts it, and files are written into it.
    User,
}

impl Root {
    /// A folder that is to have a volume.
    pub(super) fn new(path: String, read_only: bool, loc: Loc) -> Self {
        Self { path, read_only, loc, source: None, volume: String::new(), owner: Owner::Folder }
    }

    /// Where the program sees it.
    pub(super) fn mount_point(&self) -> ecs::MountPoint {
        ecs::MountPoint {
            read_only: self.read_only.then_some(true),
            ..ecs::MountPoint::new(&self.volume, &self.path)
        }
    }
}

/// The names of a task's volumes.
#[derive(Debug)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// The names that the volumes of the user's have.
    pub(super) fn taken(additions: &[Additions]) -> Self {
        Self(additions.iter().flat_map(|one| &one.volumes).map(|volume| volume.name.clone()).collect())
    }

    /// ECS takes letters, digits, hyphens and underscores; no two volumes of a task may have one name.
    fn name(&mut self, path: &str) -> String {
        let fine = |c: char| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '-' };
        let base: String = format!("prepared{path}").chars().map(fine).take(LONGEST_NAME).collect();
        let numbered = (2..).map(|number: u32| format!("{base}-{number}"));
        let name = std::iter::once(base.clone()).chain(numbered).find(|name| !self.0.contains(name));
        let name = name.unwrap_or(base);
        self.0.insert(name.clone());
        name
    }
}

impl<'a> Layout<'a> {
    /// True when there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.mounts.is_empty()
    }

    /// Adds a file, which wants a volume over its folder, unless it lies in one that the user mounts. A
    /// secret is never written where it would stay.
    pub(super) fn add(&mut self, file: File<'a>, service: &compose::Service) {
        let around = compose::volume_around(service, &file.path);
        if let (Content::Bytes(_), Some(mount)) = (&file.content, around) {
            self.inside.insert(path::clean_path(&mount.target.value));
            self.files.push(file);
            return;
        }
        let below = is_below(&file.path, SECRETS);
        let path = if below { SECRETS.to_owned() } else { path::dir_name(&file.path) };
        self.wanted.push(Root::new(path, true, file.loc));
        self.files.push(file);
    }

    /// Adds a file of a folder that is mounted.
    pub(super) fn add_below(&mut self, file: File<'a>) {
        self.files.push(file);
    }

    /// Adds a folder that the user mounts.
    pub(super) fn add_mount(&mut self, root: Root) {
        // Below another mount it is a folder of that one.
        self.folders.push(root.path.clone());
        self.mounts.push(root);
    }

    /// Decides about the volumes, and reports what does not go together.
    pub(super) fn settle(
        &mut self,
        cx: &mut Lowering<'_>,
        service: &compose::Service,
        mounted: &[ecs::MountPoint],
    ) {
        let mut roots: BTreeMap<String, Root> = BTreeMap::new();
        for mount in std::mem::take(&mut self.mounts) {
            if let Some(other) = roots.insert(mount.path.clone(), mount.clone()) {
                cx.report(findings::clash(&mount.path, mount.loc, other.loc));
            }
        }
        let mut hidden = BTreeSet::new();
        for wanted in std::mem::take(&mut self.wanted) {
            let covered = roots.keys().any(|root| is_below(&wanted.path, root));
            if !covered && hidden.insert(wanted.path.clone()) {
                if SYSTEM.contains(&wanted.path.as_str()) {
                    cx.report(findings::hides_system(&wanted.path, wanted.loc));
                } else if !is_below(&wanted.path, "/run") {
                    cx.report(findings::hides_folder(&wanted.path, wanted.loc));
                }
            }
            roots.entry(wanted.path.clone()).or_insert(wanted);
        }
        let paths: Vec<String> = roots.keys().cloned().collect();
        roots.retain(|path, _| !paths.iter().any(|other| other != path && is_below(path, other)));
        for target in std::mem::take(&mut self.inside) {
            let at = |point: &&ecs::MountPoint| path::clean_path(&point.container_path) == target;
            let Some(point) = mounted.iter().find(at) else { continue };
            let volume = point.source_volume.clone();
            let root =
                Root { volume, owner: Owner::User, ..Root::new(target.clone(), false, Loc::default()) };
            roots.insert(target, root);
        }
        self.roots = roots.into_values().collect();
        self.clashes(cx, service);
        self.make_folders();
    }

    /// Takes the volumes of containers before this one where they show the same folder, and nothing else is
    /// written there.
    pub(super) fn share(&mut self, before: &[Self]) {
        for root in self.roots.iter_mut().filter(|root| root.source.is_some()) {
            let Some(own) = contents(&self.files, &self.folders, &root.path) else { continue };
            let same = |(layout, other): &(&Self, &Root)| {
                other.source == root.source
                    && contents(&layout.files, &layout.folders, &other.path).as_ref() == Some(&own)
            };
            let mut others =
                before.iter().flat_map(|layout| layout.roots.iter().map(move |root| (layout, root)));
            if let Some((_, other)) = others.find(|pair| pair.1.owner == Owner::Folder && same(pair)) {
                root.volume.clone_from(&other.volume);
                root.owner = Owner::Other;
            }
        }
        let shared: Vec<&str> = self
            .roots
            .iter()
            .filter(|root| root.owner == Owner::Other)
            .map(|root| root.path.as_str())
            .collect();
        self.files.retain(|file| !shared.iter().any(|root| is_below(&file.path, root)));
        self.folders.retain(|folder| !shared.iter().any(|root| is_below(folder, root)));
    }

    /// Gives the volumes their names, and a place in the first container: what another container than the
    /// main one gets lies below a folder of its own, that is in the way of nothing which the main one has.
    pub(super) fn place(
        &mut self,
        main: &compose::Service,
        service: &compose::Service,
        first: Option<&Self>,
        names: &mut Names,
    ) {
        let container = container_name(service);
        let mut prefix = String::new();
        if service.name.value != main.name.value {
            let taken = |folder: &String| {
                let roots =
                    first.into_iter().filter(|first| first.below.is_empty()).flat_map(|first| &first.roots);
                roots.into_iter().any(|root| is_below(&root.path, folder) || is_below(folder, &root.path))
            };
            let folders = std::iter::once(ELSEWHERE.to_owned());
            let mut folders = folders.chain((2..).map(|number: u32| format!("{ELSEWHERE}-{number}")));
            let folder = folders.find(|folder| !taken(folder));
            self.below = format!("{}/{container}", folder.as_deref().unwrap_or(ELSEWHERE));
            prefix = format!("-{container}");
        }
        for root in self.roots.iter_mut().filter(|root| root.owner == Owner::Folder) {
            root.volume = names.name(&format!("{prefix}{}", root.path));
        }
    }

    /// Where the first container sees the volumes.
    pub(super) fn prepared(&self) -> impl Iterator<Item = ecs::MountPoint> {
        let seen = self.roots.iter().filter(|root| root.owner != Owner::Other);
        seen.map(|root| ecs::MountPoint::new(&root.volume, self.seen(&root.path)))
    }

    /// Where the first container sees what the program sees at this path.
    pub(super) fn seen(&self, path: &str) -> String {
        format!("{}{path}", self.below)
    }

    /// Whether a path lies in a volume of the user's, where it is there at the next start too.
    pub(super) fn is_kept(&self, path: &str) -> bool {
        self.roots.iter().any(|root| root.owner == Owner::User && is_below(path, &root.path))
    }

    /// Whether there is more to do than to mount volumes.
    pub(super) fn writes(&self) -> bool {
        !self.files.is_empty() || !self.folders.is_empty()
    }

    /// The bytes that the template holds.
    pub(super) fn size(&self) -> usize {
        self.files.iter().map(|file| file.content.len()).sum()
    }

    fn clashes(&mut self, cx: &mut Lowering<'_>, service: &compose::Service) {
        let volumes = service.volumes.iter().filter(|mount| mount.kind.value != MountKind::Bind);
        let others =
            volumes.map(|mount| &mount.target).chain(service.tmpfs.iter().map(|tmpfs| &tmpfs.target));
        let others: Vec<(String, Loc)> =
            others.map(|target| (path::clean_path(&target.value), target.loc)).collect();
        for root in self.roots.iter().filter(|root| root.owner != Owner::User) {
            if let Some((_, loc)) = others.iter().find(|(other, _)| *other == root.path) {
                cx.report(findings::clash(&root.path, root.loc, *loc));
            }
        }
        self.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let folders: BTreeSet<&str> = self.folders.iter().map(String::as_str).collect();
        for pair in self.files.windows(2) {
            let [a, b] = pair else { continue };
            // A file cannot be a folder of another either; sorted, `/a/b` need not follow `/a`, but nothing
            // follows it alone.
            if a.path == b.path {
                cx.report(findings::clash(&a.path, a.loc, b.loc));
            }
        }
        let files: BTreeMap<&str, Loc> =
            self.files.iter().map(|file| (file.path.as_str(), file.loc)).collect();
        for file in &self.files {
            let above = parents(&file.path)
                .into_iter()
                .find_map(|parent| Some((files.get(parent.as_str())?, parent)));
            if let Some((loc, parent)) = above {
                cx.report(findings::clash(&parent, *loc, file.loc));
            }
            if folders.contains(file.path.as_str()) || self.roots.iter().any(|root| root.path == file.path) {
                cx.report(findings::clash(&file.path, file.loc, file.loc));
            }
        }
    }

    /// Every folder between the volumes and the files, parents first.
    fn make_folders(&mut self) {
        let mut all: BTreeSet<String> = self.folders.drain(..).collect();
        for file in &self.files {
            all.extend(parents(&file.path));
        }
        let inside = |folder: &String| {
            self.roots.iter().any(|root| *folder != root.path && is_below(folder, &root.path))
        };
        self.folders = all.into_iter().filter(inside).collect();
    }
}

/// A file as it is written: its path, its bytes, its mode, and its owner and group.
type Written<'a> = (&'a str, &'a [u8], u32, (Option<u32>, Option<u32>));

/// The content of a folder, relative to it; none where it holds a secret, which is written on its own.
fn contents<'a>(
    files: &'a [File<'_>],
    folders: &'a [String],
    root: &str,
) -> Option<(Vec<Written<'a>>, Vec<&'a str>)> {
    let rest = |path: &'a str| is_below(path, root).then(|| path.strip_prefix(root)).flatten();
    let written = files.iter().filter_map(|file| Some((rest(&file.path)?, file))).map(|(path, file)| {
        let Content::Bytes(bytes) = file.content else { return None };
        Some((path, bytes, file.mode, (file.uid, file.gid)))
    });
    let folders = folders.iter().filter_map(|folder| rest(folder));
    Some((written.collect::<Option<_>>()?, folders.collect()))
}

impl Content<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Secret(_) => 0,
            Self::Bytes(bytes) => bytes.len(),
        }
    }
}

fn parents(file: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folder = path::dir_name(file);
    while folder != "/" && folder != "." {
        let parent = path::dir_name(&folder);
        found.push(std::mem::replace(&mut folder, parent));
    }
    found
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || folder.ends_with('/'))
}
