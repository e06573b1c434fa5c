//! `secrets` and `configs`: files that a container finds, and where their content comes from.
//! <https://docs.docker.com/reference/compose-file/secrets/>

use crate::source::{Loc, Spanned};

/// A secret of the top level.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Secret {
    /// The key under which services name it.
    pub key: Spanned<String>,
    /// Its `name`, given or made from project and key.
    pub name: Spanned<String>,
    /// Where its value comes from; what AWS makes up is given here for other places.
    pub source: Option<Source>,
    /// `labels`, sorted by name.
    pub labels: Vec<(Spanned<String>, Spanned<String>)>,
    /// `x-aws-generate`: how AWS makes up the value.
    pub generate: Option<Spanned<Generate>>,
    /// `x-aws-keys`: names of files, and the entries of a JSON value that they get.
    pub keys: Vec<(Spanned<String>, Spanned<String>)>,
    /// `x-aws-kms_key`: the ARN of the key that encrypts the value.
    pub kms_key: Option<Spanned<String>>,
    /// The place of the definition.
    pub loc: Loc,
}

/// A config of the top level.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Config {
    /// The key under which services name it.
    pub key: Spanned<String>,
    /// Its `name`, given or made from project and key.
    pub name: Spanned<String>,
    /// Where its content comes from.
    pub source: Option<Source>,
    /// `x-aws-files`.
    pub files: Option<Spanned<Delivery>>,
    /// Its content, once it is gathered; none for an external one.
    pub content: Option<Vec<u8>>,
    /// The place of the definition.
    pub loc: Loc,
}

/// Where the content of a secret or config comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `file`: an absolute path.
    File(Spanned<String>),
    /// `environment`: a variable of this machine.
    Environment(Spanned<String>),
    /// `content`: the text itself.
    Content(Spanned<String>),
    /// `external`: the name or ARN of what exists in the account.
    External(Spanned<String>),
}

/// `x-aws-generate`: the rules by which AWS makes up a value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Generate {
    /// `length`: the number of characters.
    pub length: Option<u32>,
    /// `exclude_characters`.
    pub exclude_characters: Option<String>,
    /// `exclude_lowercase`.
    pub exclude_lowercase: Option<bool>,
    /// `exclude_uppercase`.
    pub exclude_uppercase: Option<bool>,
    /// `exclude_numbers`.
    pub exclude_numbers: Option<bool>,
    /// `exclude_punctuation`.
    pub exclude_punctuation: Option<bool>,
    /// `include_space`.
    pub include_space: Option<bool>,
    /// `require_each_included_type`.
    pub require_each_included_type: Option<bool>,
    /// `template`, a JSON mapping, and `key`, the entry of it that gets the value.
    pub template: Option<(String, String)>,
}

/// A service's use of a secret or config.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grant {
    /// Where it stands.
    pub loc: Loc,
    /// The key of the secret or config.
    pub source: Spanned<String>,
    /// `target`, as written.
    pub target: Option<Spanned<String>>,
    /// `uid`.
    pub uid: Option<Spanned<u32>>,
    /// `gid`.
    pub gid: Option<Spanned<u32>>,
    /// `mode`.
    pub mode: Option<Spanned<u32>>,
}

/// `x-aws-files`: how files get into a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// `image`: they are part of an image that is derived from the service's.
    Image,
    /// `volume`: a first container writes them into a volume of the task.
    Volume,
}

impl Delivery {
    /// Every word and its meaning.
    pub const ALL: [(&'static str, Self); 2] = [("image", Self::Image), ("volume", Self::Volume)];
}

/// One entry of `x-aws-secrets`: a variable that ECS fills in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretVariable {
    /// The variable.
    pub name: Spanned<String>,
    /// The key of a secret, or an ARN, perhaps with an entry of its JSON value behind a colon.
    pub from: Spanned<String>,
}
