//! Files of variables and labels that services name: read, and laid under what the services say themselves.
//!
//! Decisions
//! - A value that is given when the stack is deployed leaves a mark: of a file that is the project's own
//!   dotenv file the one of the variable, since `${NAME}` means the same value; of another file its own, as
//!   two files may have two passwords of one name.
//! - Such a value must not depend on the service, or on other env_files of it: whoever deploys reads the file
//!   alone. One that does is filled in, and reported as the credential that it is.

use std::collections::BTreeMap;

use super::file_set::FileSet;
use super::{Assembly, Environment};
use crate::diagnostic::{Code, Diagnostic, credential_in, project_too_large};
use crate::grammar::path;
use crate::interpolate::{self, EnvFile};
use crate::load::{self, Entries, Grammar};
use crate::resolve::{self, Fills, LateValues, Wanted};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

impl Assembly<'_> {
    pub(super) fn env_files(&mut self, tree: &mut Node, set: &FileSet) {
        let environment = &set.environment;
        let mut entries: BTreeMap<(String, bool), Entries> = BTreeMap::new();
        // They stand in the place of the values that are given later; files after them see the values.
        let mut marks: BTreeMap<(String, String), String> = BTreeMap::new();
        let absolute = |path: &str| load::absolute(&set.directory, path);
        for wanted in resolve::wanted(tree, &absolute, &mut self.diagnostics) {
            let slot_key = (wanted.service.clone(), wanted.fills == Fills::Labels);
            if let LateValues::Named(names) = &wanted.late
                && self.defers
            {
                let slot = entries.entry(slot_key).or_default();
                for name in names {
                    let mark =
                        self.deferred.take_entry(env_file(&wanted, name.loc, &set.directory), &name.value);
                    marks.insert((wanted.service.clone(), name.value.clone()), mark);
                    slot.push((name.value.clone(), String::new(), name.loc));
                }
                continue;
            }
            if !wanted.required && self.files.kind(&wanted.path.value) == load::Kind::Missing {
                continue;
            }
            if !self.admits(&wanted.path) {
                continue;
            }
            if wanted.fills == Fills::Environment
                && self.files.kind(&wanted.path.value) == load::Kind::Missing
            {
                let shown = load::shown(&self.request.working_dir, &wanted.path.value);
                let example = load::example_of(self.files, &wanted.path.value);
                let name = env_file(&wanted, wanted.path.loc, &set.directory).name.value;
                self.diagnostics.push(missing(&shown, example, &name, wanted.path.loc));
                continue;
            }
            let own = resolve::own_environment(tree, &wanted.service);
            let slot = entries.entry(slot_key).or_default();
            let before: BTreeMap<String, String> =
                slot.iter().map(|(key, value, _)| (key.clone(), value.clone())).collect();
            let lookup = |key: &str| {
                environment.get(key).or_else(|| own.get(key)).or_else(|| before.get(key)).cloned()
            };
            let grammar = if wanted.raw { Grammar::Raw } else { Grammar::Dotenv };
            let mut found = self.variable_files().read(&wanted.path, grammar, &lookup);
            self.credentials.learn(found.iter().map(|(key, value, _)| (key, value)));
            let size = found.iter().map(|(key, value, _)| key.len() + value.len()).sum();
            if !self.text.take(size) {
                self.diagnostics.push(project_too_large("the variables of this file", wanted.path.loc));
                continue;
            }
            let late = if wanted.fills == Fills::Environment {
                self.late_marks(&wanted, &found, set)
            } else {
                BTreeMap::new()
            };
            for (key, value, loc) in &mut found {
                self.deferred.check_text(value, *loc, &mut self.diagnostics);
                let slot = (wanted.service.clone(), key.clone());
                if let Some(mark) = late.get(key) {
                    marks.insert(slot, mark.clone());
                    continue;
                }
                marks.remove(&slot);
                if self.credentials.are_in(value) {
                    *loc = loc.of_credential();
                }
            }
            slot.extend(found);
        }
        if self.deferred.is_empty() && !marks.is_empty() {
            interpolate::check_reserved(tree, &self.deferred, &mut self.diagnostics);
        }
        for ((service, labels), mut found) in entries {
            let fills = if labels { Fills::Labels } else { Fills::Environment };
            for (key, value, _) in found.iter_mut().filter(|_| !labels) {
                if let Some(mark) = marks.get(&(service.clone(), key.clone())) {
                    value.clone_from(mark);
                }
            }
            resolve::lay_under(tree, &service, fills, found, &mut self.diagnostics);
        }
        resolve::forget(tree);
    }

    /// The values of a file that are given when the stack is deployed, and what stands in their place.
    fn late_marks(&mut self, wanted: &Wanted, found: &Entries, set: &FileSet) -> BTreeMap<String, String> {
        let mut marks = BTreeMap::new();
        if !self.defers || wanted.late == LateValues::None {
            return marks;
        }
        let alone = self.read_alone(wanted, &set.environment);
        let is_all = wanted.late == LateValues::All;
        let is_dotenv = self.dotenv.contains(&wanted.path.value) && !wanted.raw && !is_all;
        for (key, value, loc) in found {
            let is_credential =
                credential_in(key, value).is_some() || self.credentials.is_made_of_others(key);
            if is_dotenv {
                marks.extend(
                    self.deferred.take_from_dotenv(key, *loc, is_credential).map(|mark| (key.clone(), mark)),
                );
            } else if is_all || (is_credential && self.deferred.is_late()) {
                if alone.get(key) == Some(value) {
                    let mark = self.deferred.take_entry(env_file(wanted, *loc, &set.directory), key);
                    marks.insert(key.clone(), mark);
                } else if is_all {
                    self.diagnostics.push(depends_on_service(key, &wanted.service, *loc));
                }
            }
        }
        marks
    }

    /// The values of a file as whoever deploys reads it.
    fn read_alone(&self, wanted: &Wanted, environment: &Environment) -> BTreeMap<String, String> {
        let grammar = if wanted.raw { Grammar::Raw } else { Grammar::Dotenv };
        let Ok(bytes) = self.files.read(&wanted.path.value) else { return BTreeMap::new() };
        load::parse_variables(&bytes, grammar, &|key| environment.get(key).cloned())
    }
}

/// A file that stands for its values, without any yet.
fn env_file(wanted: &Wanted, loc: Loc, directory: &str) -> EnvFile {
    let name = path::relative(directory, &wanted.path.value);
    EnvFile {
        name: Spanned::new(name.strip_prefix("./").unwrap_or(&name).to_owned(), loc),
        path: wanted.path.value.clone(),
        raw: wanted.raw,
        keys: [].into(),
        is_implied: wanted.late == LateValues::Credentials,
    }
}

/// A file that is not there; `name` is how `x-aws-env_file` speaks of it.
fn missing(shown: &str, example: Option<String>, name: &str, loc: Loc) -> Diagnostic {
    let first = match example {
        Some(example) => {
            format!("copy `{example}` beside it to this name, and set the values for this deployment")
        }
        None => {
            "check the path: it is relative to the project directory, in a file that is included or extended to that \
             file's folder"
                .to_owned()
        }
    };
    load::unreadable(shown, &load::ReadError::Missing, loc).help(format!(
        "{first}. Where the file is not on this machine, name its values, which are given when the stack is deployed: \
         `x-aws-env_file: {{{name}: [NAME]}}`"
    ))
}

fn depends_on_service(key: &str, service: &str, loc: Loc) -> Diagnostic {
    let message = format!("`{key}` of this env_file is put together from other values of `{service}`");
    Diagnostic::new(Code::SecretPlace, message)
        .label(loc, "the file alone does not say its value")
        .help("write the whole value in the file, or list the names that are secrets under `x-aws-env_file`")
}
