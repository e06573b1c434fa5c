//! Variables of deploy time: `x-aws-variables`.

use crate::source::Spanned;

/// A variable whose value is a parameter of the template.
///
/// In the texts of the model its name stands in marks (`grammar::deferred`), and nowhere but where
/// CloudFormation can take a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeployVariable {
    /// Its name.
    pub name: Spanned<String>,
    /// The kind of its value.
    pub kind: VariableKind,
    /// Its default: that of the key, else the one that is written where it is used; a secret has none.
    pub default: Option<Spanned<String>>,
    /// `pattern`: what a value looks like, as a regular expression.
    pub pattern: Option<String>,
    /// `allowed`: the values that it may have.
    pub allowed: Vec<String>,
    /// `description`.
    pub description: Option<String>,
    /// Whether a value may not be empty: somewhere it is used as `${NAME:-…}` or `${NAME:?…}`.
    pub not_empty: bool,
    /// Of a secret that needs no value, what the containers get then.
    pub without: Option<Without>,
    /// Whether nobody declared it: it holds a credential.
    pub is_implied: bool,
    /// Whether a text depends on it having a value: `${NAME:+…}`, `${NAME:-${OTHER}}`.
    pub is_choice: bool,
    /// The variables without whose values it is needed, as `NAME` in `${OTHER:-${NAME}}`.
    pub instead_of: Vec<String>,
    /// The env_file whose values it stands for; its own value is a JSON mapping of them.
    pub file: Option<EnvFile>,
}

/// An env_file whose values are given when the stack is deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvFile {
    /// Its absolute path.
    pub path: String,
    /// Whether its lines are taken literally: `format: raw`.
    pub raw: bool,
    /// The names of the values, sorted.
    pub keys: Vec<String>,
}

/// The value that a container gets in place of a secret without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Without {
    /// A variable that is empty: `${NAME:-}`.
    Empty,
    /// No variable: `- NAME`.
    Nothing,
}

/// The facts about a variable that its uses state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VariableUse {
    /// The default, where one is written.
    pub default: Option<Spanned<String>>,
    /// Whether an empty value counts as none.
    pub empty_is_unset: bool,
    /// The value that containers get for a secret without one, where that is allowed.
    pub without: Option<Without>,
    /// Whether a text depends on it having a value.
    pub is_choice: bool,
    /// The variables without whose values it is needed.
    pub instead_of: Vec<String>,
}

/// The kinds of values of variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableKind {
    /// Text.
    Text,
    /// A number.
    Number,
    /// Text that only the tasks see that use it.
    Secret,
}
