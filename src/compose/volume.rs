//! `volumes`, at the top level and in a service: what outlives a container, and where it is mounted.

use crate::compose::Shown;
use crate::grammar::path;
use crate::source::{Loc, Spanned};

/// A volume of the top level.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Volume {
    /// The key under which services name it.
    pub key: Spanned<String>,
    /// Its `name`, given or made from project and key.
    pub name: Spanned<String>,
    /// True when it exists already; `name` is then the id of a file system.
    pub external: bool,
    /// Where it is called external although its name is no file system's: the stack makes it.
    pub made_instead: Option<Loc>,
    /// `labels`, sorted by name.
    pub labels: Vec<(Spanned<String>, Spanned<String>)>,
    /// `driver`.
    pub driver: Option<Spanned<String>>,
    /// `driver_opts`, sorted by name.
    pub driver_opts: Vec<(Spanned<String>, Spanned<String>)>,
    /// `x-aws-ebs`: each task has a disk of its own instead of a file system that all share.
    pub ebs: Option<Ebs>,
    /// `x-aws-copy_up`: whether those who write to it fill it from their images while it is empty.
    pub copy_up: Option<bool>,
    /// Whether it stands for a folder of the host, which Docker never fills.
    pub of_host: bool,
    /// Where `x-aws-volume: task` says that each task has it for itself, and nobody needs to keep it.
    pub task: Option<Loc>,
    /// The place of the definition.
    pub loc: Loc,
}

/// `x-aws-ebs`: a disk that comes and goes with its task.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ebs {
    /// Where it stands.
    pub loc: Loc,
    /// `size`, in GiB.
    pub size: Option<Spanned<u32>>,
    /// `type`, such as `gp3`.
    pub volume_type: Option<Spanned<String>>,
    /// `iops`.
    pub iops: Option<Spanned<u32>>,
    /// `throughput`, in MiB a second.
    pub throughput: Option<Spanned<u32>>,
    /// `encrypted`.
    pub encrypted: Option<Spanned<bool>>,
    /// `kms_key_id`.
    pub kms_key_id: Option<Spanned<String>>,
    /// `snapshot_id`.
    pub snapshot_id: Option<Spanned<String>>,
    /// `filesystem`, such as `xfs`.
    pub filesystem: Option<Spanned<String>>,
}

impl Volume {
    /// Whether all tasks have the same files.
    pub fn is_shared(&self) -> bool {
        self.ebs.is_none() && self.task.is_none()
    }
}

/// One mount in long form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Where it stands.
    pub loc: Loc,
    /// Its kind.
    pub kind: Spanned<MountKind>,
    /// The volume's key or the path of the host; an anonymous volume has none.
    pub source: Option<Spanned<String>>,
    /// Where in the container.
    pub target: Spanned<String>,
    /// Whether it is read-only.
    pub read_only: bool,
    /// The folder of the volume that is mounted, when it is not all of it.
    pub subpath: Option<Spanned<String>>,
    /// `volume.nocopy`.
    pub no_copy: bool,
    /// `x-aws-copy_up`: whether the volume is filled from the image while it is empty.
    pub copy_up: Option<bool>,
    /// `x-aws-volume`: what a mount of a folder becomes.
    pub becomes: Option<Spanned<Becomes>>,
    /// Whether Compose makes the folder of a bind mount that is not there: `bind.create_host_path`, true
    /// unless said.
    pub create_host_path: bool,
    /// The content of a bind mount, once it is gathered.
    pub shown: Option<Shown>,
}

/// Endings of files in which programs keep their data.
const DATA: [&str; 7] = ["db", "db3", "kdbx", "mdb", "rdb", "sqlite", "sqlite3"];

impl Mount {
    /// Whether it shows one file in which a program keeps data, to judge by the names, and may write to it.
    pub fn is_data_file(&self) -> bool {
        let is_data = |path: &str| {
            let name = path::base_name(path);
            // The certificates of Traefik.
            name == "acme.json" || name.rsplit_once('.').is_some_and(|(_, ending)| DATA.contains(&ending))
        };
        let is_file = matches!(self.shown, Some(Shown::Baked | Shown::File(_)));
        let source = self.source.as_ref().map(|source| source.value.as_str());
        is_file
            && !self.read_only
            && [Some(self.target.value.as_str()), source].into_iter().flatten().any(is_data)
    }
}

/// `x-aws-volume` of a mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    /// `efs`: a file system that stays.
    Efs,
    /// `task`: a folder on the task's own disk.
    Task,
}

impl Becomes {
    /// Every word and its meaning.
    pub const ALL: [(&'static str, Self); 2] = [("efs", Self::Efs), ("task", Self::Task)];
}

/// `type` of a mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MountKind {
    /// `volume`, named or anonymous.
    Volume,
    /// `bind`.
    Bind,
    /// `npipe`, `cluster` or `image`.
    Other,
}
