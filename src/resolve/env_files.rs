//! `env_file` and `label_file`: what the files say, under what the service says itself.
//!
//! Which files there are is asked for first, so that somebody with a disk can read them; then their entries
//! are laid under `environment` and `labels`. An entry of the service wins even when it has no value.
//! <https://docs.docker.com/reference/compose-file/services/#env_file>

use std::collections::BTreeMap;

use super::early::entries;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::{Node, Value};

/// A file that a service takes variables or labels from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The service.
    pub service: String,
    /// The attribute that the file fills.
    pub fills: Fills,
    /// Its absolute path, and where it is named.
    pub path: Spanned<String>,
    /// False forgives a file that is not there.
    pub required: bool,
    /// `format: raw` takes every line literally.
    pub raw: bool,
    /// Which of its values are given when the stack is deployed.
    pub late: LateValues,
}

/// The values of an env_file that are given when the stack is deployed, by `x-aws-env_file`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LateValues {
    /// The key says nothing: credentials.
    Credentials,
    /// `value`: none.
    None,
    /// `secret`: all.
    All,
    /// A list of names: these, and the file is not read.
    Named(Vec<Spanned<String>>),
}

/// The key that says so.
const KEY: &str = "x-aws-env_file";

/// The attributes that a file's entries can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fills {
    /// Environment variables.
    Environment,
    /// Labels.
    Labels,
}

/// Every file that the services of a model name, in the order in which they are read. `absolute` makes a path
/// of what is written.
pub fn wanted(model: &Node, absolute: &dyn Fn(&str) -> String, diagnostics: &mut Diagnostics) -> Vec<Wanted> {
    let mut all = Vec::new();
    for (service, _, node) in entries(model, "services") {
        let first = all.len();
        for item in super::early::items(node, "env_file") {
            all.extend(env_file(service, item, diagnostics));
        }
        if let Some(key) = node.get(KEY) {
            set_late(all.get_mut(first..).unwrap_or_default(), key, absolute, diagnostics);
        }
        for item in super::early::items(node, "label_file") {
            if let Some(path) = item.as_text() {
                let path = Spanned::new(path.to_owned(), item.loc);
                all.push(Wanted {
                    service: service.to_owned(),
                    fills: Fills::Labels,
                    path,
                    required: true,
                    raw: false,
                    late: LateValues::None,
                });
            }
        }
    }
    all
}

fn env_file(service: &str, item: &Node, diagnostics: &mut Diagnostics) -> Option<Wanted> {
    let path = item.get("path")?;
    let raw = match item.get("format") {
        None => false,
        Some(format) if format.as_text() == Some("raw") => true,
        Some(format) => {
            diagnostics.push(unknown_format(format));
            return None;
        }
    };
    let required = item.get("required").and_then(Node::as_bool) != Some(false);
    let path = Spanned::new(path.as_text()?.to_owned(), path.loc);
    let late = LateValues::Credentials;
    Some(Wanted { service: service.to_owned(), fills: Fills::Environment, path, required, raw, late })
}

/// Takes in what the key says of the env_files of a service. What is no value of it is reported with the
/// other keys.
fn set_late(
    files: &mut [Wanted],
    key: &Node,
    absolute: &dyn Fn(&str) -> String,
    diagnostics: &mut Diagnostics,
) {
    if let Some(late) = late_values(key) {
        for file in files.iter_mut() {
            file.late = late.clone();
        }
    }
    for (path, loc, value) in key.as_map().into_iter().flat_map(crate::tree::Map::iter) {
        let exact = absolute(path);
        let mut named = false;
        for file in files.iter_mut().filter(|file| file.path.value == exact) {
            named = true;
            if let Some(late) = late_values(value) {
                file.late = late;
            }
        }
        if !named {
            diagnostics.push(no_such_file(path, loc));
        }
    }
}

fn late_values(value: &Node) -> Option<LateValues> {
    match value.as_text() {
        Some("secret") => Some(LateValues::All),
        Some("value") => Some(LateValues::None),
        Some("credentials") => Some(LateValues::Credentials),
        Some(_) => None,
        None => {
            let names = value.as_list()?.iter();
            let names = names.filter_map(|name| Some(Spanned::new(name.as_text()?.to_owned(), name.loc)));
            Some(LateValues::Named(names.collect()))
        }
    }
}

fn no_such_file(path: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadExtension, format!("`{path}` in `{KEY}` is no env_file of this service"))
        .at(loc)
        .help("write the path as under `env_file`, seen from the project directory")
}

/// The variables that a service sets itself to something, which its env_files may use.
pub fn own_environment(model: &Node, service: &str) -> BTreeMap<String, String> {
    let own = model.at(&["services", service, "environment"]).and_then(Node::as_map);
    own.into_iter()
        .flat_map(crate::tree::Map::iter)
        .filter_map(|(key, _, node)| Some((key.to_owned(), super::decode::printed(node)?)))
        .collect()
}

/// Lays the entries of a service's files under what it says itself, later files over earlier ones.
pub fn lay_under(
    model: &mut Node,
    service: &str,
    fills: Fills,
    found: Vec<(String, String, Loc)>,
    diagnostics: &mut Diagnostics,
) {
    let Some(map) =
        model.get_mut("services").and_then(|services| services.get_mut(service)).and_then(Node::as_map_mut)
    else {
        return;
    };
    let key = match fills {
        Fills::Environment => "environment",
        Fills::Labels => "labels",
    };
    map.fill(key, Value::Map(crate::tree::Map::default()));
    let Some(entries) = map.get_mut(key).and_then(Node::as_map_mut) else { return };
    let mut from_files: BTreeMap<String, (String, Loc)> = BTreeMap::new();
    for (name, value, loc) in found {
        from_files.insert(name, (value, loc));
    }
    for (name, (value, loc)) in from_files {
        match entries.get(&name) {
            None => {
                entries.insert(name, loc, Node::text(value, loc));
            }
            Some(own) if own.is_null() && fills == Fills::Environment => {
                let own = entries.key_loc(&name).unwrap_or_default();
                diagnostics.push(hidden(&name, own, loc));
            }
            Some(_) => {}
        }
    }
}

/// Removes the two attributes once their files are read, as `docker compose config` prints them no more.
pub fn forget(model: &mut Node) {
    let Some(services) = model.get_mut("services").and_then(Node::as_map_mut) else { return };
    for (_, _, service) in services.iter_mut() {
        if let Some(map) = service.as_map_mut() {
            map.remove("env_file");
            map.remove("label_file");
        }
    }
}

fn unknown_format(format: &Node) -> Diagnostic {
    Diagnostic::new(
        Code::NotAllowed,
        format!("`{}` is not a format of env_files", format.as_text().unwrap_or_default()),
    )
    .at(format.loc)
    .help("leave `format` out for the dotenv grammar, or write `raw` to take every line literally")
}

fn hidden(name: &str, own: Loc, file: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::HiddenByNull,
        format!("`{name}` has no value here, and that hides the value of an env_file"),
    )
    .at(own)
    .label(file, "the file that sets it")
    .help(format!("remove `{name}` from `environment` to take the file's value"))
}
