//! The environment that `${…}` is looked up in: the process's own, then dotenv files.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::files::Kind;
use super::{Bounded, absolute, shown, unreadable};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::dotenv::{self, DotenvError};
use crate::grammar::path;
use crate::source::{Loc, SourceId, SourceMap, Spanned};

/// How dotenv files are chosen.
#[derive(Debug, Clone, Default)]
pub struct Dotenv {
    /// `--env-file` or `COMPOSE_ENV_FILES`; none means the default `.env`.
    pub files: Vec<String>,
    /// A value of `COMPOSE_DISABLE_ENV_FILE` that is no boolean.
    pub bad_switch: Option<String>,
    /// `COMPOSE_DISABLE_ENV_FILE`.
    pub disabled: bool,
}

/// One dotenv file's entries, with the place of the file.
pub type Entries = Vec<(String, String, Loc)>;

/// Adds what the dotenv files say to `environment`, which keeps what it has, and returns the places of what
/// was added. `folders` are those whose `.env` counts.
pub fn project_environment(
    reader: &mut VariableFiles<'_>,
    environment: &mut BTreeMap<String, String>,
    working_dir: &str,
    dotenv: &Dotenv,
    folders: &[String],
) -> BTreeMap<String, Loc> {
    if !dotenv.files.is_empty() {
        let mut all: BTreeMap<String, (String, Loc)> = BTreeMap::new();
        for name in &dotenv.files {
            let file = Spanned::new(absolute(working_dir, name), Loc::default());
            let found = reader.read(&file, Grammar::Dotenv, &|key| {
                environment.get(key).or_else(|| Some(&all.get(key)?.0)).cloned()
            });
            all.extend(found.into_iter().map(|(key, value, loc)| (key, (value, loc))));
        }
        return add(environment, all);
    }
    let mut places = BTreeMap::new();
    for folder in folders.iter().filter(|_| !dotenv.disabled) {
        let file = path::join(folder, ".env");
        if reader.files.kind(&file) == Kind::File {
            let found = reader.read(&Spanned::new(file, Loc::default()), Grammar::Dotenv, &|key| {
                environment.get(key).cloned()
            });
            let found = found.into_iter().map(|(key, value, loc)| (key, (value, loc)));
            places.extend(add(environment, found.collect()));
        }
    }
    places
}

/// The dotenv files that count, whether or not they are there.
pub fn dotenv_files(working_dir: &str, dotenv: &Dotenv, folders: &[String]) -> Vec<String> {
    if !dotenv.files.is_empty() {
        return dotenv.files.iter().map(|name| absolute(working_dir, name)).collect();
    }
    folders.iter().filter(|_| !dotenv.disabled).map(|folder| path::join(folder, ".env")).collect()
}

fn add(
    environment: &mut BTreeMap<String, String>,
    more: BTreeMap<String, (String, Loc)>,
) -> BTreeMap<String, Loc> {
    let mut places = BTreeMap::new();
    for (key, (value, loc)) in more {
        if let Entry::Vacant(entry) = environment.entry(key) {
            places.insert(entry.key().clone(), loc);
            entry.insert(value);
        }
    }
    places
}

/// Which grammar a file of variables has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grammar {
    /// The dotenv grammar.
    Dotenv,
    /// `format: raw`: every line literally.
    Raw,
}

/// Files of variables are found, shown and read the same way everywhere; this is what that needs.
pub struct VariableFiles<'a> {
    /// The disk.
    pub files: &'a Bounded<'a>,
    /// The texts read so far.
    pub sources: &'a mut SourceMap,
    /// The folder that paths are shown from.
    pub shown_from: &'a str,
    /// Gathers the findings.
    pub diagnostics: &'a mut Diagnostics,
}

impl std::fmt::Debug for VariableFiles<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("VariableFiles").field("shown_from", &self.shown_from).finish_non_exhaustive()
    }
}

impl VariableFiles<'_> {
    /// Reads one file; a fault is reported, without any value, and gives nothing.
    pub fn read(
        &mut self,
        file: &Spanned<String>,
        grammar: Grammar,
        lookup: &dyn Fn(&str) -> Option<String>,
    ) -> Entries {
        let shown = shown(self.shown_from, &file.value);
        let bytes = match self.files.read(&file.value) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.diagnostics.push(unreadable(&shown, &error, file.loc));
                return Entries::new();
            }
        };
        // Upstream checks no bytes here, so a stray one does not stop a deployment.
        let text = String::from_utf8_lossy(&bytes);
        let id = self.sources.add(shown.as_str(), text.as_ref());
        match parse(&text, grammar, lookup) {
            Ok(found) => {
                let places = places(&text, id);
                let entry = |(key, value): (String, String)| {
                    let loc = places.get(key.as_str()).copied().unwrap_or(Loc::new(id, 0, 0));
                    (key, value, loc)
                };
                found.entries.into_iter().map(entry).collect()
            }
            Err(error) => {
                for error in faults(&text, grammar, lookup, error) {
                    let loc = Loc::new(id, error.range.start, error.range.end);
                    self.diagnostics.push(bad_line(&shown, &error, loc, file.loc));
                }
                Entries::new()
            }
        }
    }
}

fn parse(
    text: &str,
    grammar: Grammar,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<dotenv::Dotenv, DotenvError> {
    match grammar {
        Grammar::Dotenv => dotenv::parse(text, lookup),
        Grammar::Raw => dotenv::parse_raw(text, lookup),
    }
}

/// Lines at fault of one file that are reported.
const MOST_FAULTS: usize = 10;

/// The first fault, and those of the lines behind it.
fn faults(
    text: &str,
    grammar: Grammar,
    lookup: &dyn Fn(&str) -> Option<String>,
    first: DotenvError,
) -> Vec<DotenvError> {
    let mut found = vec![first];
    while let Some(last) = found.last().filter(|_| found.len() < MOST_FAULTS) {
        let (line, end) = (last.line, last.range.end);
        let Some(next) = text.get(end..).and_then(|rest| rest.find('\n')).map(|newline| end + newline + 1)
        else {
            break;
        };
        // A fault in the middle of quotes is at a later line than its statement.
        let skipped = text.get(..next).unwrap_or_default().matches('\n').count().max(line);
        let Err(error) = parse(text.get(next..).unwrap_or_default(), grammar, lookup) else { break };
        found.push(DotenvError {
            line: skipped + error.line,
            range: error.range.start + next..error.range.end + next,
            fault: error.fault,
        });
    }
    found
}

/// The variables of a file that was read; none where it has a fault.
pub fn parse_variables(
    bytes: &[u8],
    grammar: Grammar,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> BTreeMap<String, String> {
    let read = parse(&String::from_utf8_lossy(bytes), grammar, lookup);
    read.map(|found| found.entries.into_iter().collect()).unwrap_or_default()
}

/// Where each line's name stands; of a name that is set twice the last place counts, as its value does.
fn places(text: &str, id: SourceId) -> BTreeMap<&str, Loc> {
    let mut places = BTreeMap::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let statement = line.trim_start();
        let name = statement.strip_prefix("export ").unwrap_or(statement).trim_start();
        let key = name.split(['=', ':', '\n', '\r']).next().unwrap_or_default().trim_end();
        let at = start + line.len() - name.len();
        places.insert(key, Loc::new(id, at, at + key.len()));
        start += line.len();
    }
    places
}

fn bad_line(shown: &str, error: &DotenvError, loc: Loc, named: Loc) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::DotenvSyntax, format!("`{shown}` cannot be read: {error}")).at(loc);
    let diagnostic =
        if named.is_somewhere() { diagnostic.label(named, "the file is named here") } else { diagnostic };
    diagnostic.help("write one `KEY=value` a line; quote values that hold ` #`, quotes or line breaks")
}
