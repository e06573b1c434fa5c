//! How tasks are watched and entered: `x-aws-exec`, `x-aws-firelens`, `x-aws-logs_*`, `x-aws-xray`.

use crate::source::{Loc, Spanned};

/// `x-aws-exec` of the top level: whether commands may be run in tasks, and how the sessions are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exec {
    /// Whether they may, and where that stands.
    pub enabled: Spanned<bool>,
    /// `logging`: where the record of a session goes.
    pub logging: Option<Spanned<ExecLogging>>,
    /// `kms_key`: ARN of the key that encrypts what is sent.
    pub kms_key: Option<Spanned<String>>,
}

/// Where the record of a session goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExecLogging {
    /// `default`: where the container logs.
    Default,
    /// `none`.
    None,
    /// Somewhere else.
    Override(ExecRecord),
}

/// A place for the record of a session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExecRecord {
    /// `log_group`: name of a log group that exists.
    pub log_group: Option<Spanned<String>>,
    /// `bucket`: name of a bucket that exists.
    pub bucket: Option<Spanned<String>>,
    /// `prefix`: what the keys in the bucket begin with.
    pub prefix: Option<Spanned<String>>,
    /// `encrypted`: whether the place must be encrypted.
    pub encrypted: Option<Spanned<bool>>,
}

/// `x-aws-firelens`: the container that takes the logs of the others in its task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firelens {
    /// Where it stands.
    pub loc: Loc,
    /// `type`: the program that routes.
    pub kind: Option<Spanned<FirelensKind>>,
    /// `config`: the ARN of an object of S3, or a path in the image.
    pub config: Option<Spanned<String>>,
    /// `metadata`: whether each line says which task it came from.
    pub metadata: Option<Spanned<bool>>,
    /// `image`.
    pub image: Option<Spanned<String>>,
    /// `memory`: MiB that are kept free for it.
    pub memory: Option<Spanned<u32>>,
}

/// The programs that route logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirelensKind {
    /// `fluentbit`.
    FluentBit,
    /// `fluentd`.
    Fluentd,
}

impl FirelensKind {
    /// Every word and its meaning.
    pub const ALL: [(&'static str, Self); 2] = [("fluentbit", Self::FluentBit), ("fluentd", Self::Fluentd)];
}

/// `x-aws-logs_class`: what a log group can and costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogsClass {
    /// `standard`.
    Standard,
    /// `infrequent_access`.
    InfrequentAccess,
}

impl LogsClass {
    /// Every word and its meaning.
    pub const ALL: [(&'static str, Self); 2] =
        [("standard", Self::Standard), ("infrequent_access", Self::InfrequentAccess)];
}

/// `x-aws-container_insights`: what CloudWatch measures of the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContainerInsights {
    /// `enhanced`: down to each container.
    Enhanced,
    /// `enabled`.
    Enabled,
    /// `disabled`.
    Disabled,
}

impl ContainerInsights {
    /// Every word and its meaning.
    pub const ALL: [(&'static str, Self); 3] =
        [("enhanced", Self::Enhanced), ("enabled", Self::Enabled), ("disabled", Self::Disabled)];

    /// Its word, which is AWS's too.
    pub fn word(self) -> &'static str {
        match self {
            Self::Enhanced => "enhanced",
            Self::Enabled => "enabled",
            Self::Disabled => "disabled",
        }
    }
}

/// `x-aws-xray`: whether a collector beside the containers sends their traces to X-Ray.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Xray {
    /// Whether it does, and where that stands.
    pub enabled: Spanned<bool>,
    /// `config`: the ARN or path of a parameter, or the ARN of a secret, that holds the collector's
    /// configuration.
    pub config: Option<Spanned<String>>,
    /// `memory`: MiB that are kept free for it.
    pub memory: Option<Spanned<u32>>,
}
