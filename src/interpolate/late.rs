//! Credentials that come from a variable: they are bound when the stack is deployed, without a word in
//! `x-aws-variables`.
//!
//! Decisions
//! - A variable holds a credential if its name says so, if it is all of a value whose name says so, if it
//!   stands for the password of a URL or of an option, or if its value has the look of one. A default such as
//!   `false` says that it is a switch. But for that look nothing depends on the environment, so that every
//!   machine makes the same template.
//! - Where a text can hold a reference but no secret, as in a command, it is a reference to the parameter,
//!   with a warning: the template holds no value, and the task definition does. A variable that also stands
//!   where no reference can, as in a port, is filled in everywhere: two values of one variable would be a
//!   fault that nobody sees.
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
    /// Those that hold a credential.
    found: BTreeSet<String>,
    /// Those that stand where no reference can.
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

/// The variables in a value with a name, as of `environment`, that hold a credential.
pub(super) fn credentials_in(
    key: &str,
    text: &str,
    environment: &Environment,
    credentials: &Credentials,
) -> Vec<String> {
    Search { key, environment, credentials }.texts(&[text], 0)
}

/// The variables in the words of a command line that do.
pub(super) fn credentials_in_words(
    words: &[&str],
    environment: &Environment,
    credentials: &Credentials,
) -> Vec<String> {
    Search { key: "", environment, credentials }.texts(words, 0)
}

struct Search<'a> {
    /// The name of the value.
    key: &'a str,
    environment: &'a Environment,
    credentials: &'a Credentials,
}

impl Search<'_> {
    fn texts(&self, texts: &[&str], depth: usize) -> Vec<String> {
        // Most texts have no variable; the words around none need not be read.
        if depth > template::MAX_DEPTH || !texts.iter().any(|text| text.contains('$')) {
            return Vec::new();
        }
        let references: Vec<References> = texts.iter().map(|text| template::references(text)).collect();
        let mut by_place = by_place(texts, &references).into_iter();
        let mut found = Vec::new();
        for (text, references) in texts.iter().zip(&references) {
            let is_whole = matches!(references.as_slice(), [(_, range)] if *range == (0..text.len()));
            for (variable, _) in references {
                let in_place = by_place.next().unwrap_or_default() || (is_whole && is_credential(self.key));
                if variable.alternate.is_none() && !is_switch(variable) && self.holds(variable, in_place) {
                    found.push(variable.name.clone());
                    // The default of a credential is one.
                    found.extend(self.inside(variable.default.as_deref(), depth));
                }
                found.extend(self.inside(variable.alternate.as_deref(), depth));
            }
        }
        found
    }

    fn inside(&self, operand: Option<&str>, depth: usize) -> Vec<String> {
        operand.map(|operand| self.texts(&[operand], depth + 1)).unwrap_or_default()
    }

    fn holds(&self, variable: &Variable, in_place: bool) -> bool {
        let name = &variable.name;
        in_place
            || is_credential(name)
            || self.credentials.is_made_of_others(name)
            || self.environment.get(name).is_some_and(|value| holds_credential(value))
    }
}

/// The references of a text, and where each stands.
type References = Vec<(Variable, std::ops::Range<usize>)>;

/// Which references stand for a password by what is around them: `postgres://app:${X}@db`,
/// `--requirepass ${X}`.
fn by_place(texts: &[&str], references: &[References]) -> Vec<bool> {
    let mut filled_texts = Vec::with_capacity(texts.len());
    let mut places = Vec::new();
    for (at, (text, references)) in texts.iter().zip(references).enumerate() {
        let mut filled = String::with_capacity(text.len());
        let mut end = 0;
        for (_, range) in references {
            filled.push_str(text.get(end..range.start).unwrap_or_default());
            let start = filled.len();
            // Neither capitals nor a known start: it must not have the look of a key by itself.
            filled.push_str("stands-in-");
            filled.push_str(&places.len().to_string());
            places.push((at, start..filled.len()));
            end = range.end;
        }
        filled.push_str(text.get(end..).unwrap_or_default());
        filled_texts.push(filled);
    }
    let filled_texts: Vec<&str> = filled_texts.iter().map(String::as_str).collect();
    let found = credential_arguments(&filled_texts);
    let is_found = |(at, place): &(usize, std::ops::Range<usize>)| {
        found.iter().any(|(of, it)| of == at && it.start <= place.start && place.end <= it.end)
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
        let table: [(&[&str], &[&str]); 5] = [
            (&["redis-server", "--requirepass", "${PG}"], &["PG"]),
            (&["redis-server", "--dir", "${PG}"], &[]),
            (&["CMD", "mysqladmin", "ping", "-p${PG}", "-h${HOST}"], &["PG"]),
            (&["sh", "-c", "serve --token ${PG} ${DB_PASSWORD:?}"], &["PG", "DB_PASSWORD"]),
            (&["${HOST}", "x", "${A}", "--password=${B}"], &["B"]),
        ];
        for (words, wanted) in table {
            let found = credentials_in_words(words, &environment, &Credentials::default());
            assert_eq!(found, wanted, "{words:?}");
        }
    }
}
