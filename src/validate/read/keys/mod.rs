//! Every `x-aws-*` key: one row with its shape, description, default, an example, and its reader.
//!
//! Findings about the keys (`placement`, `extensions`), the typed model (`fill`), the schema that editors
//! read (`schema::editor`), `explain` and `docs/keys.md` come from this one table; a new key is a row.
//! `tests/explain.rs` converts each example with the key and without it: the templates differ, and the one
//! without it has the documented default.

mod autoscaling;
mod balancing;
mod capacity;
mod deployment;
mod discovery;
mod fill;
mod ingress;
mod observability;
mod route;
mod table;
mod variables;

pub(super) use fill::{
    DeployKeys, MountKeys, PortKeys, Reader, read_config, read_deploy, read_mount, read_port, read_project,
    read_secret, read_service, read_update_config, read_volume,
};

use crate::compose::{ContainerInsights, Delivery, FirelensKind, LogsClass, Protocol};
use crate::validate::read::shape::{Matching, Member, Pattern, Shape};

/// A kind of mapping that holds attributes, not names that the user makes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The top level.
    Project,
    /// An entry of `services`.
    Service,
    /// An item of a service's `ports` in long form.
    Port,
    /// An item of a service's `volumes` in long form.
    Mount,
    /// `deploy` of a service.
    Deploy,
    /// `deploy.update_config` of a service.
    UpdateConfig,
    /// An entry of the top level's `networks`.
    Network,
    /// An entry of the top level's `volumes`.
    Volume,
    /// An entry of the top level's `secrets`.
    Secret,
    /// An entry of the top level's `configs`.
    Config,
    /// Any other, where no key of ours belongs.
    Other,
}

/// A key at its place.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// The shape of its value.
    pub(in crate::validate) shape: Shape,
    /// One sentence: what goes in, and what it becomes.
    pub description: &'static str,
    /// Its default: Markdown, the rest of a sentence.
    pub default: &'static str,
    /// The properties of templates without it.
    pub emitted: &'static [Emitted],
    /// A Compose file with it.
    pub example: &'static str,
    /// The place where it stands, and the reader of its value into a field of the model.
    pub(in crate::validate::read) read: Reader,
}

/// A type of resources or the word `parameter`, the path of a property, and all values that it has, `|`
/// between; none for a property that is absent. In a list of attributes or tags, the key of one is a part of
/// the path.
#[derive(Debug, Clone, Copy)]
pub struct Emitted(pub &'static str, pub &'static str, pub &'static str);

/// The only numbers of days that CloudWatch Logs takes.
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>
pub(super) const RETENTIONS: [u32; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/// The sizes in GiB that a task's own disk can have.
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html>
pub(super) const EPHEMERAL: std::ops::RangeInclusive<u32> = 21..=200;

/// The types of disks that a task can have.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html>
pub(in crate::validate) const VOLUME_TYPES: [&str; 6] = ["gp3", "gp2", "io1", "io2", "sc1", "st1"];

/// How a disk can be formatted.
pub(in crate::validate) const FILESYSTEMS: [&str; 4] = ["xfs", "ext4", "ext3", "ntfs"];

/// Every key, place by place.
pub fn keys() -> impl Iterator<Item = &'static Key> {
    table::rows()
}

impl Key {
    /// The place where it stands.
    pub fn place(&self) -> Place {
        self.read.place()
    }

    /// Whether this version translates it.
    pub fn is_translated(&self) -> bool {
        !matches!(self.read, Reader::Later(_))
    }

    /// Its members, where its value is a mapping of known names.
    pub fn members(&self) -> impl Iterator<Item = MemberText> {
        self.shape.members().iter().map(MemberText::new)
    }

    /// The values that it takes, as Markdown.
    pub fn values(&self) -> String {
        self.shape.words()
    }

    /// The words that stand for its value, where it is one of a few.
    pub fn choices(&self) -> Vec<String> {
        self.shape.choices()
    }
}

/// A member of a key's mapping, for people.
#[derive(Debug, Clone)]
pub struct MemberText {
    /// Its name.
    pub name: &'static str,
    /// The values that it takes, as Markdown.
    pub values: String,
    /// The words that stand for its value, where it is one of a few.
    pub choices: Vec<String>,
    /// Whether the mapping is nothing without it.
    pub required: bool,
    /// One sentence: what goes in, and what it becomes.
    pub description: &'static str,
    shape: Shape,
}

impl MemberText {
    fn new(member: &Member) -> Self {
        Self {
            name: member.name,
            values: member.shape.words(),
            choices: member.shape.choices(),
            required: member.required,
            description: member.description,
            shape: member.shape,
        }
    }

    /// The members below it.
    pub fn members(&self) -> impl Iterator<Item = Self> {
        self.shape.members().iter().map(Self::new)
    }
}

/// The words of `x-aws-protocol`.
fn protocols() -> Vec<&'static str> {
    Protocol::ALL.map(|(word, _)| word).to_vec()
}

/// The words of `x-aws-container_insights`.
fn insights() -> Vec<&'static str> {
    ContainerInsights::ALL.map(|(word, _)| word).to_vec()
}

/// The words of `x-aws-logs_class`.
fn logs_classes() -> Vec<&'static str> {
    LogsClass::ALL.map(|(word, _)| word).to_vec()
}

/// The words of `type` of `x-aws-firelens`.
fn routers() -> Vec<&'static str> {
    FirelensKind::ALL.map(|(word, _)| word).to_vec()
}

/// The words of `x-aws-files`.
fn deliveries() -> Vec<&'static str> {
    Delivery::ALL.map(|(word, _)| word).to_vec()
}

const TIMEZONE: Shape = Shape::Matching(Matching {
    regex: "^[A-Za-z][A-Za-z0-9/_+-]*$",
    wanted: "a time zone of the IANA database",
    example: "Europe/Berlin",
});

/// Any text of one line.
const WORD: Shape = Shape::Text(Pattern { regex: "", example: "…" });
