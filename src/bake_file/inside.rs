//! The paths that the builder would read or write here: only files inside the boundary, as for every other
//! file that a project names.
//!
//! The builder runs later and with the rights of whoever calls it, and sends what it reads to a daemon and
//! into images. So a context, a Dockerfile, a secret or a key outside is a finding, which `--allow-outside`
//! makes possible.

use super::Bakery;
use crate::diagnostic::Diagnostics;
use crate::grammar::path;
use crate::source::{Loc, Spanned};
use crate::tree::{self, Node};

/// Lists of records such as `type=local,src=./cache`.
const RECORDS: [&str; 6] = ["cache_from", "cache_to", "cache-from", "cache-to", "secret", "output"];

/// The fields of a record that hold a path.
const PATHS: [&str; 3] = ["src", "source", "dest"];

/// Reports each path of a `build` that lies outside.
pub(super) fn check(bakery: &Bakery<'_>, build: &tree::Map, diagnostics: &mut Diagnostics) {
    let mut places = Places { bakery, diagnostics };
    let context = build.get("context");
    let folder = context.and_then(Node::as_text).unwrap_or(bakery.working_dir);
    if let Some(context) = context {
        places.context(context);
    }
    if let Some(dockerfile) = build.get("dockerfile").filter(|_| !path::is_remote_context(folder)) {
        places.path(folder, dockerfile.as_text().unwrap_or_default(), dockerfile.loc);
    }
    places.contexts(build.get("additional_contexts"));
    places.secrets(build.get("secrets"));
    places.lists(build);
    if let Some(extra) = build.get("x-bake").and_then(Node::as_map) {
        places.contexts(extra.get("contexts"));
        places.lists(extra);
    }
}

struct Places<'a, 'b> {
    bakery: &'a Bakery<'a>,
    diagnostics: &'b mut Diagnostics,
}

impl Places<'_, '_> {
    fn path(&mut self, folder: &str, named: &str, loc: Loc) {
        if named.is_empty() {
            return;
        }
        let is_absolute = path::is_abs(named) || path::is_windows_abs(named);
        let whole = if is_absolute { path::clean_path(named) } else { path::join(folder, named) };
        self.bakery.files.admits_later(&Spanned::new(whole, loc), self.diagnostics);
    }

    /// A context: a folder here, or another kind of thing. An OCI layout is a folder too.
    fn context(&mut self, node: &Node) {
        let text = node.as_text().unwrap_or_default();
        let folder = match text.strip_prefix("oci-layout://") {
            Some(layout) => layout.split_once([':', '@']).map_or(layout, |(folder, _)| folder),
            None if text.starts_with("target:") || path::is_remote_context(text) => return,
            None => text,
        };
        self.path(self.bakery.working_dir, folder, node.loc);
    }

    fn contexts(&mut self, contexts: Option<&Node>) {
        let entries = contexts.and_then(Node::as_map);
        entries.into_iter().flat_map(tree::Map::iter).for_each(|(_, _, node)| self.context(node));
    }

    fn secrets(&mut self, secrets: Option<&Node>) {
        for reference in secrets.and_then(Node::as_list).unwrap_or_default() {
            let source = reference.get("source").and_then(Node::as_text).unwrap_or_default();
            if let Some(file) = self.bakery.tree.at(&["secrets", source, "file"]) {
                self.path(self.bakery.working_dir, file.as_text().unwrap_or_default(), file.loc);
            }
        }
    }

    fn lists(&mut self, holder: &tree::Map) {
        for (text, loc) in RECORDS.iter().flat_map(|key| texts(holder, key)) {
            for field in text.split(',') {
                let (name, value) = field.trim_matches('"').split_once('=').unwrap_or_default();
                if PATHS.contains(&name) {
                    self.path(self.bakery.working_dir, value, loc);
                }
            }
        }
        for (text, loc) in texts(holder, "ssh") {
            // `name: path` in the model, `name=path,path` for bake; a name alone is the agent.
            if let Some((_, files)) = text.split_once(": ").or_else(|| text.split_once('=')) {
                files.split(',').for_each(|file| self.path(self.bakery.working_dir, file, loc));
            }
        }
    }
}

/// A text, or the texts of a list, with their places.
fn texts<'a>(holder: &'a tree::Map, key: &str) -> Vec<(&'a str, Loc)> {
    let node = holder.get(key);
    let items = node.and_then(Node::as_list).unwrap_or_default();
    items.iter().chain(node).filter_map(|item| Some((item.as_text()?, item.loc))).collect()
}
