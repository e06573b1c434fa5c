//! Folders of the host in which containers keep data → volumes of the project, one for each path.
//!
//! Decisions
//! - All who mount one path see one file system. A path below another that is mounted is a folder of that
//!   one's volume, so that both see the same files, as on the host.
//! - A volume is called after the path as the Compose file means it: seen from the project directory, from
//!   the user's home, or absolute. It is the same volume wherever the project lies, and it is not that of a
//!   named volume.
//! - A named volume that Docker would mount from a file server (NFS, CIFS) is as much a folder elsewhere, and
//!   becomes a file system too; one from EFS names data that AWS has, and `lower` asks for its id.

use std::collections::{BTreeMap, BTreeSet};

use super::From;
use crate::compose::{self, Becomes, Mount, MountKind, Project, Shown};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::path::{self, Base};
use crate::load;
use crate::source::{Loc, Spanned};

/// Protocols of file servers, as Docker names them.
const SHARES: [&str; 5] = ["cifs", "nfs", "nfs3", "nfs4", "smb3"];

/// A part of the address of every file system of EFS.
const EFS: &str = ".efs.";

/// So many folders are named in the finding; the others are counted.
const SHOWN: usize = 8;

/// Turns the mounts that are [`Shown::Kept`] into mounts of volumes, which are added to the project.
pub(super) fn to_volumes(project: &mut Project, from: From<'_>, diagnostics: &mut Diagnostics) {
    let mut folders: BTreeMap<String, Named> = BTreeMap::new();
    for mount in project.services.iter().flat_map(|service| &service.volumes).filter(|mount| is_kept(mount)) {
        let Some(source) = &mount.source else { continue };
        let path = path::clean_path(&source.value);
        let named = Named::new(&path, source.loc, from);
        let known = folders.entry(path).or_insert_with(|| named.clone());
        if named.base < known.base {
            *known = Named { loc: known.loc, chosen: known.chosen, task: known.task, ..named };
        }
        known.chosen |= mount.becomes.is_some();
        known.task = match mount.becomes.as_ref() {
            Some(word) if word.value == Becomes::Task => known.task,
            Some(_) | None => None,
        };
    }
    let mut news: Vec<(String, Loc)> = host_volumes(&mut project.volumes, from);
    let shares = shares(&mut project.volumes);
    let has_shares = !shares.is_empty();
    news.extend(shares);
    let told = folders.values().filter(|named| !named.chosen);
    news.extend(told.map(|named| (named.shown.clone(), named.loc)));
    let paths: Vec<String> = folders.keys().cloned().collect();
    folders.retain(|path, _| !paths.iter().any(|outer| outer != path && path::is_below(path, outer)));
    for mount in project.services.iter_mut().flat_map(|service| &mut service.volumes) {
        if is_kept(mount) {
            to_volume(mount, &folders);
        }
    }
    let mut first: BTreeMap<String, Loc> =
        project.volumes.iter().map(|volume| (volume.key.value.clone(), volume.key.loc)).collect();
    for named in folders.values() {
        let key = named.key();
        if let Some(other) = first.insert(key.clone(), named.loc) {
            diagnostics.push(same_name(named, other));
        }
        project.volumes.push(compose::Volume {
            name: Spanned::new(format!("{}_{key}", project.name), named.loc),
            key: Spanned::new(key, named.loc),
            loc: named.loc,
            task: named.task,
            of_host: true,
            ..compose::Volume::default()
        });
    }
    project.volumes.sort_unstable_by(|a, b| a.key.value.cmp(&b.key.value));
    if let Some(first) = news.iter().map(|(_, loc)| *loc).min() {
        let names: BTreeSet<&str> = news.iter().map(|(name, _)| name.as_str()).collect();
        diagnostics.push(become_volumes(&names.into_iter().collect::<Vec<_>>(), has_shares, first));
    }
}

/// Takes away what says that a named volume is a folder of the host; returns these folders.
fn host_volumes(volumes: &mut [compose::Volume], from: From<'_>) -> Vec<(String, Loc)> {
    let mut found = Vec::new();
    for volume in volumes {
        let option = |name: &str| volume.driver_opts.iter().find(|(key, _)| key.value == name);
        let is_bind = option("o").is_some_and(|(_, flags)| flags.value.split(',').any(|flag| flag == "bind"));
        if !is_bind || volume.external || !volume.is_shared() {
            continue;
        }
        if let Some((_, device)) = option("device") {
            let named = if device.value.is_empty() { volume.key.value.clone() } else { String::new() };
            let shown = load::shown(from.working_dir, &device.value);
            found.push((if named.is_empty() { shown } else { named }, device.loc));
        }
        volume.of_host = true;
        volume.driver_opts.retain(|(key, _)| !matches!(key.value.as_str(), "o" | "device" | "type"));
    }
    found
}

/// Takes away what says that a named volume is a share of a file server that tasks do not reach; returns
/// these shares.
fn shares(volumes: &mut [compose::Volume]) -> Vec<(String, Loc)> {
    let mut found = Vec::new();
    for volume in volumes.iter_mut().filter(|volume| !volume.external && volume.is_shared()) {
        let option = |name: &str| volume.driver_opts.iter().find(|(key, _)| key.value == name);
        let protocol = option("type").map(|(_, value)| value.value.to_ascii_lowercase());
        let (Some((_, device)), true) =
            (option("device"), protocol.is_some_and(|protocol| SHARES.contains(&protocol.as_str())))
        else {
            continue;
        };
        let flags = option("o").map(|(_, flags)| flags.value.as_str()).unwrap_or_default();
        let server = flags.split(',').find_map(|flag| flag.trim().strip_prefix("addr=")).unwrap_or_default();
        // A file system of EFS has data, which a new one has not: `lower` says how to name it.
        if server.contains(EFS) || device.value.contains(EFS) {
            continue;
        }
        let shown = match device.value.strip_prefix(':') {
            Some(folder) => format!("{server}:{folder}"),
            None => device.value.clone(),
        };
        found.push((shown, device.loc));
        volume.driver_opts.retain(|(key, _)| !matches!(key.value.as_str(), "o" | "device" | "type"));
    }
    found
}

fn is_kept(mount: &Mount) -> bool {
    mount.shown == Some(Shown::Kept)
}

fn to_volume(mount: &mut Mount, folders: &BTreeMap<String, Named>) {
    let Some(source) = &mut mount.source else { return };
    let path = path::clean_path(&source.value);
    let Some((outer, named)) = folders.iter().find(|(outer, _)| path::is_below(&path, outer)) else { return };
    let below = path.strip_prefix(outer.as_str()).unwrap_or_default().trim_start_matches('/');
    mount.subpath = (!below.is_empty()).then(|| Spanned::new(below.to_owned(), source.loc));
    source.value = named.key();
    mount.kind.value = MountKind::Volume;
    mount.shown = None;
}

/// A path as the Compose file means it.
#[derive(Debug, Clone)]
pub(super) struct Named {
    base: Rank,
    /// The path that people read.
    pub(super) shown: String,
    /// Where it is mounted first.
    loc: Loc,
    /// Whether a mount says that it becomes a volume.
    chosen: bool,
    /// Where a mount says so for the task's own disk, and none says otherwise.
    task: Option<Loc>,
}

/// The base of a path; where one folder is written in several ways, the first of these names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Project,
    Outside,
    Home,
    Root,
}

impl Named {
    pub(super) fn new(path: &str, loc: Loc, from: From<'_>) -> Self {
        let (base, shown) = match from.bases.get(&loc) {
            Some(Base::Project) => {
                let rank = if path::is_below(path, from.directory) { Rank::Project } else { Rank::Outside };
                (rank, path::relative(from.directory, path))
            }
            Some(Base::Home(rest)) => (Rank::Home, path::join("~", rest)),
            Some(Base::Root) | None => (Rank::Root, path.to_owned()),
        };
        Self { base, shown, loc, chosen: false, task: Some(loc) }
    }

    /// The key of the volume, which logical ids are made of: `./data/db` is `DataDbFolder`.
    fn key(&self) -> String {
        let mut key = match self.base {
            Rank::Root => "Host".to_owned(),
            Rank::Home => "Home".to_owned(),
            Rank::Project | Rank::Outside => String::new(),
        };
        for part in self.shown.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "~")) {
            key.push_str(&if part == ".." { "Up".to_owned() } else { capitalised(part) });
        }
        key + "Folder"
    }
}

/// The letters and digits of a part of a path; characters beyond ASCII by their numbers.
pub(super) fn capitalised(part: &str) -> String {
    let kept = part.chars().filter(|c| c.is_ascii_alphanumeric() || !c.is_ascii());
    let word: String =
        kept.map(|c| if c.is_ascii() { c.to_string() } else { format!("U{:x}", u32::from(c)) }).collect();
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

fn become_volumes(names: &[&str], has_shares: bool, first: Loc) -> Diagnostic {
    let listed: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let rest = match names.len().saturating_sub(SHOWN) {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let becomes = match (names, has_shares) {
        ([_], false) => "a folder of the host becomes a volume that is empty at first",
        ([_], true) => "a share of a file server becomes a volume that is empty at first",
        (_, false) => "folders of the host become volumes that are empty at first",
        (_, true) => "folders of the host and shares of file servers become volumes that are empty at first",
    };
    Diagnostic::new(Code::HostFolders, format!("{becomes}: {}{rest}", listed.join(", ")))
        .label(first, "an EFS file system, one for each path, kept when the stack is deleted")
        .help(format!(
            "{} are not copied: `stackpose explain W0780` says how to copy them once",
            if has_shares { "files of the host and of servers" } else { "files of the host" }
        ))
}

fn same_name(named: &Named, other: Loc) -> Diagnostic {
    let message = format!("the volume of `{}` has the same name as another: `{}`", named.shown, named.key());
    Diagnostic::new(Code::NameClash, message)
        .label(named.loc, "a volume named after this path")
        .label(other, "the other one")
        .help(
            "mount a named volume in place of one of them, as in `data:/data` with `data:` under the top \
             level's `volumes`",
        )
}
