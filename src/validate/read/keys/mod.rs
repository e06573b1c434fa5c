//! Every `x-aws-*` key: where it stands, what goes in, what becomes of it.
//!
//! Findings about the keys (`placement`, `extensions`) and the schema that editors read (`schema::editor`) come from
//! this one table; a new key is a row.

mod autoscaling;
mod balancing;
mod capacity;
mod check;
mod deployment;
mod discovery;
mod ingress;
mod observability;
mod route;
mod table;
mod variables;

use crate::compose::{ContainerInsights, Delivery, FirelensKind, LogsClass, Protocol};

pub(super) use check::{check, gibibytes, matches, seconds, validated, whole};

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

/// Whether a key is translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// It is.
    Known,
    /// Not by this version.
    Later,
}

/// A key at its place.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Where it stands.
    pub place: Place,
    /// Its name.
    pub name: &'static str,
    /// Whether it is translated.
    pub support: KeyState,
    /// One sentence: what goes in, and what it becomes.
    pub description: &'static str,
    /// What its value looks like.
    pub(in crate::validate) shape: Shape,
    /// The target group attribute that has its value.
    pub(in crate::validate) attribute: Option<&'static str>,
}

/// What a value looks like. Besides, each may be empty text, which leaves its key out.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) enum Shape {
    /// Text.
    Text(Pattern),
    /// A list of texts.
    Texts(Pattern),
    /// One of these words.
    Words(fn() -> Vec<&'static str>),
    /// One of these numbers.
    Numbers(&'static [u32]),
    /// A whole number.
    Whole {
        /// The smallest.
        from: u32,
        /// The largest.
        to: u32,
        /// A usual one.
        example: u32,
    },
    /// A whole number of GiB, perhaps with its unit.
    Gibibytes {
        /// The smallest.
        from: u32,
        /// The largest.
        to: u32,
        /// A usual one.
        example: u32,
    },
    /// A mapping of names and texts.
    Tags,
    /// An IAM policy document.
    Policy,
    /// Text, or a function of CloudFormation.
    Expression,
    /// Names, and functions of CloudFormation.
    Functions,
    /// A mapping of variables and secrets.
    Secrets,
    /// `true`, or rules by which AWS makes up a value.
    Generate,
    /// A list of keys, or a mapping of names and keys.
    Keys,
    /// Text of a form that has a name.
    Matching(Matching),
    /// When something happens, as EventBridge Scheduler writes it.
    Schedule,
    /// `true` or `false`.
    Flag,
    /// A number of seconds, or a duration as Compose writes it.
    Seconds {
        /// The fewest.
        from: u32,
        /// The most.
        to: u32,
        /// A usual number.
        example: &'static str,
    },
    /// Any number.
    Decimal {
        /// The smallest.
        from: f64,
        /// The largest.
        to: f64,
        /// A usual one.
        example: &'static str,
    },
    /// A mapping of these members and no others.
    Members(&'static [Member]),
    /// A list.
    List(&'static Self),
    /// A mapping whose names the user makes up.
    Named(&'static Self),
    /// One of several forms.
    Either(&'static [Self]),
    /// Parts of a template.
    Overlay,
    /// Not decided, as its key is not translated.
    Anything,
}

/// A member of a mapping.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) struct Member {
    /// Its name.
    pub(in crate::validate) name: &'static str,
    /// What its value looks like.
    pub(in crate::validate) shape: Shape,
    /// Whether the mapping is nothing without it.
    pub(in crate::validate) required: bool,
    /// One sentence: what goes in, and what it becomes.
    pub(in crate::validate) description: &'static str,
}

/// Text of a form that has a name.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) struct Matching {
    /// A regular expression that JavaScript and Rust read alike.
    pub(in crate::validate) regex: &'static str,
    /// What it is called, as the end of "expects …".
    pub(in crate::validate) wanted: &'static str,
    /// A text that it admits.
    pub(in crate::validate) example: &'static str,
}

/// What a text looks like.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) struct Pattern {
    /// A regular expression that JavaScript and Rust read alike.
    pub(in crate::validate) regex: &'static str,
    /// A text that it admits.
    pub(in crate::validate) example: &'static str,
}

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
    table::KEYS.iter()
}

/// How a value of the key is written in a Compose file.
pub(super) fn example(name: &str) -> String {
    keys().find(|key| key.name == name).map(|key| key.shape.example()).unwrap_or_default()
}

impl Key {
    /// What its members are, where its value is a mapping of known names.
    pub fn members(&self) -> impl Iterator<Item = MemberText> {
        self.shape.members().iter().map(MemberText::of)
    }

    /// What its value may be, as Markdown.
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
    /// What its value may be, as Markdown.
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
    fn of(member: &Member) -> Self {
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
        self.shape.members().iter().map(Self::of)
    }
}

impl Shape {
    /// The members of the mapping that it is, or that is one of its forms.
    fn members(&self) -> &'static [Member] {
        match self {
            Self::Members(members) => members,
            Self::Either(forms) => {
                forms.iter().map(Self::members).find(|members| !members.is_empty()).unwrap_or_default()
            }
            Self::List(item) | Self::Named(item) => item.members(),
            Self::Text(_)
            | Self::Texts(_)
            | Self::Matching(_)
            | Self::Schedule
            | Self::Words(_)
            | Self::Numbers(_)
            | Self::Whole { .. }
            | Self::Gibibytes { .. }
            | Self::Seconds { .. }
            | Self::Decimal { .. }
            | Self::Flag
            | Self::Tags
            | Self::Policy
            | Self::Expression
            | Self::Functions
            | Self::Secrets
            | Self::Generate
            | Self::Keys
            | Self::Overlay
            | Self::Anything => &[],
        }
    }

    /// The words or numbers that it may be.
    fn choices(&self) -> Vec<String> {
        match self {
            Self::Words(words) => words().into_iter().map(str::to_owned).collect(),
            Self::Numbers(numbers) => numbers.iter().map(u32::to_string).collect(),
            Self::Flag => vec!["true".to_owned(), "false".to_owned()],
            Self::Generate => vec!["true".to_owned()],
            Self::Either(forms) => forms.iter().flat_map(Self::choices).collect(),
            Self::Text(_)
            | Self::Texts(_)
            | Self::Matching(_)
            | Self::Schedule
            | Self::Whole { .. }
            | Self::Gibibytes { .. }
            | Self::Seconds { .. }
            | Self::Decimal { .. }
            | Self::Members(_)
            | Self::List(_)
            | Self::Named(_)
            | Self::Tags
            | Self::Policy
            | Self::Expression
            | Self::Functions
            | Self::Secrets
            | Self::Keys
            | Self::Overlay
            | Self::Anything => Vec::new(),
        }
    }

    /// Whether the reader of the key tells what is wrong with its value, and not `grammar`.
    fn is_told_by_its_reader(&self) -> bool {
        match self {
            Self::Text(_)
            | Self::Texts(_)
            | Self::Numbers(_)
            | Self::Whole { .. }
            | Self::Tags
            | Self::Policy
            | Self::Functions
            | Self::Secrets
            | Self::Generate
            | Self::Keys
            | Self::Overlay
            | Self::Anything => true,
            Self::Matching(_)
            | Self::Schedule
            | Self::Expression
            | Self::Words(_)
            | Self::Gibibytes { .. }
            | Self::Flag
            | Self::Seconds { .. }
            | Self::Decimal { .. }
            | Self::Members(_)
            | Self::List(_)
            | Self::Named(_)
            | Self::Either(_) => false,
        }
    }

    /// A value of the shape, as one writes it in a Compose file.
    fn example(&self) -> String {
        match self {
            Self::Text(Pattern { example, .. }) | Self::Matching(Matching { example, .. }) => {
                (*example).to_owned()
            }
            Self::Schedule => "cron(0 3 * * ? *)".to_owned(),
            Self::Flag => "true".to_owned(),
            Self::Seconds { example, .. } | Self::Decimal { example, .. } => (*example).to_owned(),
            Self::Members(members) => {
                let shown = members.iter().filter(|member| member.required);
                let shown: Vec<&Member> = shown.chain(members.iter().take(1)).collect();
                let text = |member: &&Member| format!("{}: {}", member.name, member.shape.example());
                let mut texts: Vec<String> = shown.iter().map(text).collect();
                texts.dedup();
                format!("{{{}}}", texts.join(", "))
            }
            Self::List(item) => format!("[{}]", item.example()),
            Self::Named(item) => format!("{{name: {}}}", item.example()),
            Self::Either(forms) => forms.first().map(Self::example).unwrap_or_default(),
            Self::Texts(Pattern { example, .. }) => format!("[\"{example}\"]"),
            Self::Words(words) => words().first().copied().unwrap_or_default().to_owned(),
            Self::Numbers(numbers) => numbers.first().map(u32::to_string).unwrap_or_default(),
            Self::Whole { example, .. } | Self::Gibibytes { example, .. } => example.to_string(),
            Self::Tags => "{team: web}".to_owned(),
            Self::Policy => "{Version: \"2012-10-17\", Statement: […]}".to_owned(),
            Self::Expression => "!GetAtt Queue.Arn".to_owned(),
            Self::Functions => "{QUEUE_URL: !Ref JobsQueue}".to_owned(),
            Self::Secrets => "{DATABASE_PASSWORD: database}".to_owned(),
            Self::Generate => "{length: 32, exclude_punctuation: true}".to_owned(),
            Self::Keys => "[username, password]".to_owned(),
            Self::Overlay => "{Resources: {WebService: {Properties: {DesiredCount: 2}}}}".to_owned(),
            Self::Anything => String::new(),
        }
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
