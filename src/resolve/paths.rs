//! Relative paths → absolute ones, from the project directory; nothing is looked up on the disk.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::path::{self, Base};
use crate::source::{Loc, SourceMap};
use crate::tree::{self, Node, Path, Rules, Value};

/// The kinds of paths in an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A path.
    Plain,
    /// A path, or something on another machine.
    Context,
    /// A mount, whose source is a path if it is a bind mount.
    Mount,
    /// A volume, whose `device` is a path if the local driver binds it.
    Volume,
}

use Kind::{Context, Mount, Plain, Volume};

static PATHS: Rules<Kind> = Rules::new(&[
    ("services.*.build.context", Context),
    ("services.*.build.additional_contexts.*", Context),
    ("services.*.build.ssh.*", Plain),
    ("services.*.develop.watch.[].path", Plain),
    ("services.*.env_file.[].path", Plain),
    ("services.*.extends.file", Plain),
    ("services.*.label_file.[]", Plain),
    ("services.*.volumes.[]", Mount),
    ("configs.*.file", Plain),
    ("secrets.*.file", Plain),
    ("volumes.*", Volume),
]);

/// Where relative paths begin.
#[derive(Debug, Clone, Copy)]
pub struct Folders<'a> {
    /// The project directory.
    pub project: &'a str,
    /// The value of `~`, if known.
    pub home: Option<&'a str>,
    /// The value of `$PWD`, if known.
    pub current: Option<&'a str>,
}

/// The bases of the sources of bind mounts, by the place of each source. What is named after a folder must
/// not depend on where the project and the user's home are on this machine.
pub type Bases = BTreeMap<Loc, Base>;

/// Makes every path of a model absolute.
pub fn paths(
    model: &mut Node,
    folders: Folders<'_>,
    sources: &SourceMap,
    bases: &mut Bases,
    diagnostics: &mut Diagnostics,
) {
    tree::apply(model, PATHS.root(), &mut Path::default(), &mut |node, _, kind| match kind {
        Context if path::is_remote_context(node.as_text().unwrap_or_default()) => {}
        Plain | Context => folders.resolve(node),
        Mount => {
            if let Some(source) = bind(node, folders, diagnostics) {
                let base = folders.base(&source, sources.text(source_loc(node)));
                // A file that was extended has absolute paths already.
                bases.entry(source_loc(node)).or_insert(base);
            }
        }
        Volume => local_bind(node, folders),
    });
}

fn source_loc(mount: &Node) -> Loc {
    mount.get("source").map(|source| source.loc).unwrap_or_default()
}

impl Folders<'_> {
    /// An absolute path for what a file names.
    pub fn absolute(self, text: &str) -> String {
        match (text.strip_prefix('~'), self.home) {
            (Some(rest), Some(home)) => path::join(home, rest),
            _ if path::is_abs(text) || path::is_windows_abs(text) => text.to_owned(),
            _ => path::join(self.project, text),
        }
    }

    /// Returns the base of a path: `text` after variables were replaced, `written` before.
    fn base(self, text: &str, written: &str) -> Base {
        let below = |folder: &str| text.strip_prefix(folder.trim_end_matches('/')).map(str::to_owned);
        if let Some(rest) = text.strip_prefix('~') {
            return Base::Home(rest.to_owned());
        }
        if !path::is_abs(text) && !path::is_windows_abs(text) {
            return Base::Project;
        }
        if let Some(rest) = self.home.and_then(below).filter(|_| begins_with_variable(written, "HOME")) {
            return Base::Home(rest);
        }
        // A variable may hold where the project is on this machine; who writes an absolute path means that
        // path.
        let variable = written.trim_start_matches(['"', '\'']).starts_with('$');
        let current = self.current.filter(|_| begins_with_variable(written, "PWD"));
        let project = Some(self.project).filter(|_| variable);
        let inside = [current, project].into_iter().flatten().any(|folder| path::is_below(text, folder));
        if inside { Base::Project } else { Base::Root }
    }

    fn resolve(self, node: &mut Node) {
        if let Value::Text(text) = &mut node.value
            && !text.is_empty()
        {
            *text = self.absolute(text).into();
        }
    }
}

/// Whether a scalar of a Compose file, perhaps in quotes, begins with this variable.
fn begins_with_variable(written: &str, name: &str) -> bool {
    let Some(rest) = written.trim_start_matches(['"', '\'']).strip_prefix('$') else { return false };
    let rest = rest.strip_prefix('{').unwrap_or(rest).strip_prefix(name);
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}

/// Makes the source of a bind mount absolute; returns what it was.
fn bind(mount: &mut Node, folders: Folders<'_>, diagnostics: &mut Diagnostics) -> Option<String> {
    if mount.get("type").and_then(Node::as_text) != Some("bind") {
        return None;
    }
    match mount.get_mut("source") {
        Some(source) if source.as_text() != Some("") => {
            let text = source.as_text().map(str::to_owned);
            folders.resolve(source);
            text
        }
        _ => {
            diagnostics.push(
                Diagnostic::new(Code::BadVolume, "a bind mount needs a source")
                    .at(mount.loc)
                    .help("name the file or folder with `source`"),
            );
            None
        }
    }
}

fn local_bind(volume: &mut Node, folders: Folders<'_>) {
    let local = volume.get("driver").and_then(Node::as_text) == Some("local");
    if local
        && volume.at(&["driver_opts", "o"]).and_then(Node::as_text) == Some("bind")
        && let Some(device) = volume.get_mut("driver_opts").and_then(|options| options.get_mut("device"))
    {
        // No device is the project directory.
        if let Value::Text(text) = &mut device.value {
            *text = folders.absolute(text).into();
        }
    }
}
