//! Relative paths → absolute ones, from the project directory; nothing is looked up on the disk.

use std::sync::LazyLock;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::path;
use crate::tree::{self, Node, Path, Rules, Value};

/// What kind of path stands somewhere.
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

static PATHS: LazyLock<Rules<Kind>> = LazyLock::new(|| {
    Rules::new(&[
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
    ])
});

/// Where relative paths begin.
#[derive(Debug, Clone, Copy)]
pub struct Folders<'a> {
    /// The project directory.
    pub project: &'a str,
    /// What `~` stands for, if known.
    pub home: Option<&'a str>,
}

/// Makes every path of a model absolute.
pub fn paths(model: &mut Node, folders: Folders<'_>, diagnostics: &mut Diagnostics) {
    tree::apply(model, PATHS.root(), &mut Path::default(), &mut |node, _, kind| match kind {
        Context if is_remote(node.as_text().unwrap_or_default()) => {}
        Plain | Context => folders.resolve(node),
        Mount => bind(node, folders, diagnostics),
        Volume => local_bind(node, folders),
    });
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

    fn resolve(self, node: &mut Node) {
        if let Value::Text(text) = &mut node.value
            && !text.is_empty()
        {
            *text = self.absolute(text);
        }
    }
}

/// A build context that is not a folder here.
fn is_remote(text: &str) -> bool {
    const PREFIXES: [&str; 7] =
        ["service:", "https://", "http://", "git://", "ssh://", "github.com/", "git@"];
    text.contains("://") || PREFIXES.iter().any(|prefix| text.starts_with(prefix))
}

fn bind(mount: &mut Node, folders: Folders<'_>, diagnostics: &mut Diagnostics) {
    if mount.get("type").and_then(Node::as_text) != Some("bind") {
        return;
    }
    match mount.get_mut("source") {
        Some(source) if source.as_text() != Some("") => folders.resolve(source),
        _ => diagnostics.push(
            Diagnostic::new(Code::BadVolume, "a bind mount needs a source")
                .at(mount.loc)
                .help("name the file or folder with `source`"),
        ),
    }
}

fn local_bind(volume: &mut Node, folders: Folders<'_>) {
    let local = volume.get("driver").and_then(Node::as_text) == Some("local");
    if local
        && volume.at(&["driver_opts", "o"]).and_then(Node::as_text) == Some("bind")
        && let Some(device) = volume.get_mut("driver_opts").and_then(|options| options.get_mut("device"))
    {
        folders.resolve(device);
    }
}
