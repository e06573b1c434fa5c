//! Credentials that come from a variable: they are bound when the stack is deployed, without a word in
//! `x-aws-variables`.
//!
//! Decisions
//! - A variable holds a credential if its name says so, if it is all of a value whose name says so, if it
//!   stands for the password of a URL or of an option, or if its value has the look of one. A default such as
//!   `false` says that it is a switch. But for that look nothing depends on the environment, so that every
//!   machine makes the same template.
//! - A variable that also stands where no secret can stand, as in a command, is filled in everywhere: two
//!   values of one variable would be a fault that nobody sees.
//! - All files must be known before that is decided, and further files are found while texts are filled in.
//!   So a pass gathers, and where it finds more than was known before it, the files are read again.

use std::collections::BTreeSet;

use super::Environment;
use crate::diagnostic::{
    Credentials, credential_arguments, holds_credential, is_credential, may_be_credential,
};
use crate::grammar::template::{self, Variable};

/// The names that were gathered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Late {
    /// Those that hold a credential, and stand where a secret can.
    found: BTreeSet<String>,
    /// Those that stand where none can.
    unfit: BTreeSet<String>,
}

impl Late {
    /// The variables that are bound late.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.found.difference(&self.unfit)
    }

    pub(super) fn find(&mut self, names: impl IntoIterator<Item = String>) {
        self.found.extend(names);
    }

    pub(super) fn exclude(&mut self, names: impl IntoIterator<Item = String>) {
        self.unfit.extend(names);
    }
}

/// The variables in a value of `environment` that hold a credential.
pub(super) fn credentials_in(
    key: &str,
    text: &str,
    environment: &Environment,
    credentials: &Credentials,
) -> Vec<String> {
    let references = template::references(text);
    let is_whole = matches!(references.as_slice(), [(_, range)] if *range == (0..text.len()));
    let mut by_place = by_place(text, &references).into_iter();
    let holds = |variable: &Variable, in_place: bool| {
        let name = &variable.name;
        in_place
            || is_credential(name)
            || (is_whole && is_credential(key))
            || credentials.is_made_of_others(name)
            || environment.get(name).is_some_and(|value| holds_credential(value))
    };
    let mut found = Vec::new();
    for (variable, _) in &references {
        let in_place = by_place.next().unwrap_or_default();
        if variable.alternate.is_none() && !is_switch(variable) && holds(variable, in_place) {
            found.push(variable.name.clone());
            // The default of a credential is one.
            let default = variable.default.as_deref().unwrap_or_default();
            found.extend(credentials_in(key, default, environment, credentials));
        }
        let alternate = variable.alternate.as_deref().unwrap_or_default();
        found.extend(credentials_in(key, alternate, environment, credentials));
    }
    found
}

/// Which references stand for a password by what is around them: `postgres://app:${X}@db`,
/// `--requirepass ${X}`.
fn by_place(text: &str, references: &[(Variable, std::ops::Range<usize>)]) -> Vec<bool> {
    let mut filled = String::with_capacity(text.len());
    let mut places = Vec::new();
    let mut end = 0;
    for (number, (_, range)) in references.iter().enumerate() {
        filled.push_str(text.get(end..range.start).unwrap_or_default());
        let start = filled.len();
        // Neither capitals nor a known start: it must not have the look of a key by itself.
        filled.push_str("stands-in-");
        filled.push_str(&number.to_string());
        places.push(start..filled.len());
        end = range.end;
    }
    filled.push_str(text.get(end..).unwrap_or_default());
    let found = credential_arguments(&[&filled]);
    let is_found = |place: &std::ops::Range<usize>| {
        found.iter().any(|(_, it)| it.start <= place.start && place.end <= it.end)
    };
    places.iter().map(is_found).collect()
}

/// Whether the default says that the variable is no credential but a switch or the path of one.
fn is_switch(variable: &Variable) -> bool {
    let default = variable.default.as_deref().unwrap_or_default();
    !default.is_empty() && !default.contains('$') && !may_be_credential(default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_that_hold_credentials() {
        let environment = Environment::from([
            ("URL".to_owned(), "postgres://app:s3cret-word@db".to_owned()),
            ("HOST".to_owned(), "db".to_owned()),
        ]);
        let table = [
            ("X", "${DB_PASSWORD}", vec!["DB_PASSWORD"]),
            ("X", "a ${DB_PASSWORD:-changeme} ${HOST}", vec!["DB_PASSWORD"]),
            ("POSTGRES_PASSWORD", "${PG}", vec!["PG"]),
            ("POSTGRES_PASSWORD", "a-${PG}", vec![]),
            ("X", "postgres://${USER}:${PG}@${HOST}/db", vec!["PG"]),
            ("X", "postgres://${USER}@${HOST}/db", vec![]),
            ("ARGS", "--dir ${DIR} --requirepass ${PG}", vec!["PG"]),
            ("X", "${URL}", vec!["URL"]),
            ("X", "${DB_PASSWORD:+yes}", vec![]),
            ("X", "${HOST:+a:${DB_PASSWORD}}", vec!["DB_PASSWORD"]),
            ("X", "${API_TOKEN:-false}", vec![]),
            ("DB_PASSWORD", "${PATH_OF_IT:-/run/secrets/db}", vec![]),
            ("X", "${DB_PASSWORD:-${PG_PASS:-x}}", vec!["DB_PASSWORD", "PG_PASS"]),
            ("X", "${DB_PASSWORD_FILE} ${TAG}", vec![]),
        ];
        for (key, text, wanted) in table {
            let found = credentials_in(key, text, &environment, &Credentials::default());
            assert_eq!(found, wanted, "{key}: {text}");
        }
    }
}
