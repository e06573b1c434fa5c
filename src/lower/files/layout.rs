//! Which folders get volumes, and what is written where.

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::{self, MOST_COPIED, MountKind};
use crate::grammar::path;
use crate::source::Loc;

use super::super::context::Lowering;
use super::{Content, File, SECRETS, findings};

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

/// What is written, and into which volumes.
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
    wanted: Vec<Root>,
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
}

impl Root {
    /// The name of the volume.
    pub(super) fn volume(&self) -> String {
        let fine = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        // Volumes of the user's keep their names, and none is likely to be called like this.
        format!("prepared{}", self.path.chars().map(|c| if fine(c) { c } else { '-' }).collect::<String>())
    }
}

impl<'a> Layout<'a> {
    /// True when there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.mounts.is_empty()
    }

    /// Adds a file, which wants a volume over its folder.
    pub(super) fn add(&mut self, file: File<'a>) {
        let below = is_below(&file.path, SECRETS);
        let path = if below { SECRETS.to_owned() } else { path::dir_name(&file.path) };
        self.wanted.push(Root { path, read_only: true, loc: file.loc });
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
    pub(super) fn settle(&mut self, cx: &mut Lowering<'_>, service: &compose::Service) {
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
                    cx.report(findings::hides_system(&wanted));
                } else if !is_below(&wanted.path, "/run") {
                    cx.report(findings::hides_folder(&wanted));
                }
            }
            roots.entry(wanted.path.clone()).or_insert(wanted);
        }
        let paths: Vec<String> = roots.keys().cloned().collect();
        roots.retain(|path, _| !paths.iter().any(|other| other != path && is_below(path, other)));
        self.roots = roots.into_values().collect();
        self.clashes(cx, service);
        self.make_folders();
        let total: usize = self.files.iter().map(|file| file.content.len()).sum();
        if total > MOST_COPIED {
            cx.report(findings::too_much(service, total));
        }
    }

    fn clashes(&mut self, cx: &mut Lowering<'_>, service: &compose::Service) {
        let volumes = service.volumes.iter().filter(|mount| mount.kind.value != MountKind::Bind);
        let others =
            volumes.map(|mount| &mount.target).chain(service.tmpfs.iter().map(|tmpfs| &tmpfs.target));
        let others: Vec<(String, Loc)> =
            others.map(|target| (path::clean_path(&target.value), target.loc)).collect();
        for root in &self.roots {
            if let Some((_, loc)) = others.iter().find(|(other, _)| *other == root.path) {
                cx.report(findings::clash(&root.path, root.loc, *loc));
            }
        }
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        let folders: BTreeSet<&str> = self.folders.iter().map(String::as_str).collect();
        for pair in self.files.windows(2) {
            let [a, b] = pair else { continue };
            // A file cannot be a folder of another either; sorted, `/a/b` need not follow `/a`, but nothing follows it alone.
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
