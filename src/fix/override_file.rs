//! Fixes as an override file, for those who must not edit the files that have the faults.
//!
//! Decisions
//! - An entry of a mapping that a fix changed is written again, one that it removed is marked `!reset`. A
//!   list is written whole and marked `!override`, because Compose adds lists of several files up.
//! - A fix is left out where an override file cannot say the same: in a file that is included or extended, at
//!   a place that a further file sets too, and in a list that `extends` adds to.
//! - A service that extends a fixed one took the old value before the override file is read, so it is fixed
//!   as well.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::Change;
use crate::config_output;
use crate::diagnostic::Diagnostics;
use crate::grammar::yaml_scalar;
use crate::load::{self, Files};
use crate::loader::{self, Request};
use crate::source::{Loc, SourceId, SourceMap, Spanned};
use crate::tree::{Map, Mark, Node, Value};

/// The edits of the entries of a mapping.
type Entries = IndexMap<String, Edit>;

/// The edit of one entry.
#[derive(Debug, Clone)]
enum Edit {
    /// It is removed.
    Reset,
    /// It is this.
    Set(Json),
    /// It is this, whatever was there.
    Override(Json),
    /// Some of its entries change.
    Within(Entries),
}

/// The text of the override file for changes of a request's Compose files; none where no change can be
/// written as one.
pub fn override_file(request: &Request, files: &dyn Files, changes: &[Change]) -> Option<String> {
    let named = loader::compose_files(request, files);
    let files = request.bounded(files);
    let mut sources = SourceMap::default();
    let mut read = |path: &String| {
        let path = Spanned::new(path.clone(), Loc::default());
        let id = load::read_source(&files, &mut sources, &request.working_dir, &path).ok();
        id.map(|id| documents(id, &mut sources)).unwrap_or_default()
    };
    let trees: Vec<(&String, Vec<Node>)> = named.iter().map(|path| (path, read(path))).collect();
    let mut all = Entries::new();
    for change in changes {
        let before = trees.iter().find(|(path, _)| **path == change.path).map(|(_, documents)| documents);
        let id = sources.add(change.name.clone(), change.after.clone());
        let after = documents(id, &mut sources);
        // In a file of several documents the later ones lie over the first.
        let (Some([before]), [after]) = (before.map(Vec::as_slice), after.as_slice()) else { continue };
        let others = trees.iter().filter(|(path, _)| **path != change.path);
        let others: Vec<&Node> = others.flat_map(|(_, documents)| documents).collect();
        let Some(Edit::Within(mut edits)) = difference(before, after, &others) else { continue };
        // No file behind can take it away.
        edits.shift_remove("version");
        // The value of an anchor is changed where it is used.
        edits.retain(|key, _| !key.starts_with("x-") || key.starts_with("x-aws-") || key == "x-stackpose");
        extended(&mut edits, after);
        merge(&mut all, edits);
    }
    (!all.is_empty()).then(|| text(&all))
}

fn documents(id: SourceId, sources: &mut SourceMap) -> Vec<Node> {
    load::parse(id, sources, &mut Diagnostics::default())
}

/// Returns the edit that turns `before` into `after`. `others` are the values of further files at the same
/// place.
fn difference(before: &Node, after: &Node, others: &[&Node]) -> Option<Edit> {
    if is_same(before, after) {
        return None;
    }
    let (Value::Map(old), Value::Map(new)) = (&before.value, &after.value) else {
        if !others.is_empty() {
            return None;
        }
        let is_scalar = |node: &Node| node.as_list().is_none() && node.as_map().is_none();
        let value = json(after);
        return Some(if is_scalar(before) && is_scalar(after) {
            Edit::Set(value)
        } else {
            Edit::Override(value)
        });
    };
    let mut entries = Entries::new();
    for (key, _, node) in new.iter() {
        let others: Vec<&Node> = others.iter().filter_map(|other| other.get(key)).collect();
        let edit = match old.get(key) {
            Some(before) => difference(before, node, &others),
            None => others.is_empty().then(|| Edit::Set(json(node))),
        };
        // The items that `extends` adds below this list would be lost.
        let is_added_to = new.contains("extends") && matches!(edit, Some(Edit::Override(_)));
        entries.extend(edit.filter(|_| !is_added_to).map(|edit| (key.to_owned(), edit)));
    }
    let gone = old.keys().filter(|key| !new.contains(key));
    let gone = gone.filter(|key| !others.iter().any(|other| other.get(key).is_some()));
    entries.extend(gone.map(|key| (key.to_owned(), Edit::Reset)));
    (!entries.is_empty()).then_some(Edit::Within(entries))
}

fn is_same(one: &Node, other: &Node) -> bool {
    one.mark == other.mark && json(one) == json(other)
}

/// The value as it is written, with its variables. A function of CloudFormation has its long form.
fn json(node: &Node) -> Json {
    let value = match &node.value {
        Value::List(list) => Json::Array(list.iter().map(json).collect()),
        Value::Map(map) => map.iter().map(|(key, _, node)| (key.to_owned(), json(node))).collect(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Text(_) => {
            config_output::with_variables(node)
        }
    };
    let Mark::Function(name) = node.mark else { return value };
    Json::Object(std::iter::once((name.to_owned(), value)).collect())
}

/// Gives the edits of services to those that extend them in the same file.
fn extended(edits: &mut Entries, tree: &Node) {
    let Some(Edit::Within(services)) = edits.get_mut("services") else { return };
    let written = tree.get("services").and_then(Node::as_map);
    let bases: Vec<(&str, &Node, &str)> = written
        .into_iter()
        .flat_map(Map::iter)
        .filter_map(|(name, _, service)| {
            let extends = service.get("extends")?;
            let base = extends.as_text().or_else(|| extends.get("service")?.as_text())?;
            extends.get("file").is_none().then_some((name, service, base))
        })
        .collect();
    // A chain of services that extend each other is no longer than their number; a circle is an error
    // elsewhere.
    for _ in 0..bases.len() {
        for (name, service, base) in &bases {
            let Some(Edit::Within(inherited)) = services.get(*base).cloned() else { continue };
            let own = services.shift_remove(*name);
            let mut merged = unless_set(inherited, service);
            if let Some(Edit::Within(own)) = own {
                merge(&mut merged, own);
            }
            if !merged.is_empty() {
                services.insert((*name).to_owned(), Edit::Within(merged));
            }
        }
    }
}

/// The edits at places that a service does not set by itself.
fn unless_set(edits: Entries, node: &Node) -> Entries {
    let kept = edits.into_iter().filter_map(|(key, edit)| match (edit, node.get(&key)) {
        (Edit::Within(edits), Some(node)) => {
            let edits = unless_set(edits, node);
            (!edits.is_empty()).then_some((key, Edit::Within(edits)))
        }
        (edit, None) => Some((key, edit)),
        (Edit::Reset | Edit::Set(_) | Edit::Override(_), Some(_)) => None,
    });
    kept.collect()
}

fn merge(all: &mut Entries, edits: Entries) {
    for (key, edit) in edits {
        match (all.get_mut(&key), edit) {
            (Some(Edit::Within(known)), Edit::Within(edits)) => merge(known, edits),
            (_, edit) => {
                all.insert(key, edit);
            }
        }
    }
}

fn text(entries: &Entries) -> String {
    let mut out = String::from(
        "# Written by `stackpose check --fix --override`: goes behind the files that it changes.\n",
    );
    write(entries, 0, &mut out);
    out
}

fn write(entries: &Entries, indent: usize, out: &mut String) {
    for (key, edit) in entries {
        out.extend(std::iter::repeat_n(' ', indent));
        yaml_scalar::key(key, indent, out);
        match edit {
            Edit::Reset => {
                out.push_str(" !reset");
                config_output::write_value(&Json::Null, indent, out);
            }
            Edit::Set(value) => config_output::write_value(value, indent, out),
            Edit::Override(value) => {
                out.push_str(" !override");
                config_output::write_value(value, indent, out);
            }
            Edit::Within(entries) => {
                out.push('\n');
                write(entries, indent + 2, out);
            }
        }
    }
}
