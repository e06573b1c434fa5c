//! A walk through a document that is not filled in yet, for the variables that hold credentials.

use super::Environment as Variables;
use super::late::{self, Late};
use super::places::VariablePlace::{self, Choice, Environment, LogOption, Nowhere, Number, Size, Text};
use super::places::{PLACES, is_elsewhere, is_item_of_names, key};
use crate::diagnostic::{Credentials, is_credential};
use crate::grammar::template;
use crate::tree::{Branch, Node, Path, Value};

/// Gathers the credentials of a document.
pub(super) fn survey(document: &Node, late: &mut Late, environment: &Variables, credentials: &Credentials) {
    let mut survey = Survey { late, environment, credentials };
    survey.node(document, Some(PLACES.root()), &mut Path::default());
}

struct Survey<'a> {
    late: &'a mut Late,
    environment: &'a Variables,
    credentials: &'a Credentials,
}

impl Survey<'_> {
    fn node(&mut self, node: &Node, places: Option<&Branch<VariablePlace>>, path: &mut Path) {
        match &node.value {
            Value::Map(map) => {
                for (key, _, child) in map.iter() {
                    path.push_key(key);
                    self.node(child, places.and_then(|branch| branch.key(key)), path);
                    path.pop();
                }
            }
            Value::List(list) => {
                if is_command_line(path) {
                    let words: Vec<&str> = list.iter().filter_map(Node::as_text).collect();
                    self.words(&words);
                }
                for (index, child) in list.iter().enumerate() {
                    path.push_index(index);
                    self.node(child, places.and_then(Branch::item), path);
                    path.pop();
                }
            }
            Value::Text(text) => self.text(text, places.and_then(Branch::rule), path),
            Value::Null => {
                if places.and_then(Branch::rule) == Some(Environment) {
                    self.late.find(bare_credential(key(path, 3).unwrap_or_default()));
                }
            }
            Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => {}
        }
    }

    fn text(&mut self, text: &str, place: Option<VariablePlace>, path: &Path) {
        match place {
            Some(Environment) => self.variable(text, path),
            Some(Text | Choice | LogOption) => self.reference(text, path),
            None if is_elsewhere(path) => {}
            Some(Number | Size | Nowhere) | None => self.exclude(text),
        }
    }

    /// A value of `environment`.
    fn variable(&mut self, text: &str, path: &Path) {
        if is_item_of_names(path) && !text.contains(['=', '$']) {
            self.late.find(bare_credential(text));
        } else {
            self.named(text, path);
        }
    }

    /// A text with references in it. The name of an image or of a user says nothing of credentials: it may
    /// hold one that is known from elsewhere.
    fn reference(&mut self, text: &str, path: &Path) {
        match key(path, 2) {
            Some("labels" | "logging") => self.named(text, path),
            Some(_) if is_command_line(path) => self.words(&[text]),
            Some(_) | None => {}
        }
    }

    /// A value with a name: in a mapping, or `NAME=value` of a list.
    fn named(&mut self, text: &str, path: &Path) {
        let named = if is_item_of_names(path) {
            text.split_once('=').filter(|(name, _)| !name.contains('$'))
        } else {
            let last = path.segments().len().checked_sub(1);
            last.and_then(|last| key(path, last)).map(|name| (name, text))
        };
        match named {
            Some((name, value)) => {
                self.late.find(late::credentials_in(name, value, self.environment, self.credentials));
            }
            None => self.exclude(text),
        }
    }

    fn words(&mut self, words: &[&str]) {
        self.late.find(late::credentials_in_words(words, self.environment, self.credentials));
    }

    fn exclude(&mut self, text: &str) {
        self.late.exclude(template::variables(text).into_iter().map(|variable| variable.name));
    }
}

/// Whether the words of a command line stand here, all of them.
fn is_command_line(path: &Path) -> bool {
    let is_attribute = match path.segments().len() {
        3 => matches!(key(path, 2), Some("command" | "entrypoint")),
        4 => key(path, 2) == Some("healthcheck") && key(path, 3) == Some("test"),
        _ => false,
    };
    is_attribute && key(path, 0) == Some("services")
}

/// A variable that a container gets under its own name, if that says that it holds a credential.
fn bare_credential(name: &str) -> Option<String> {
    is_credential(name).then(|| name.to_owned())
}
