//! Files → located trees: which files, in which order, with which environment.
//!
//! Nothing here interprets what a tree means beyond the names of further files. The rules are those of
//! `docker compose`: <https://docs.docker.com/compose/how-tos/environment-variables/envvars/>.

mod boundary;
mod bounded;
mod discover;
mod encoding;
mod environment;
mod example;
mod files;
mod folder;
mod project_name;
mod syntax;
mod yaml;

pub use boundary::{Boundary, Typed};
pub use bounded::Bounded;
pub use discover::discover;
pub use environment::{
    Dotenv, Entries, Grammar, VariableFiles, dotenv_files, parse_variables, project_environment,
};
pub use example::example_of;
pub(crate) use files::opened_path;
pub use files::{Admits, Disk, Files, Kind, Memory, ReadError, SIZE_LIMIT};
pub use folder::named_directory;
pub use project_name::project_name;
pub use yaml::{parse, parse_compose};

use crate::diagnostic::{Code, Diagnostic};
use crate::grammar::path;
use crate::source::{Loc, SourceId, SourceMap, Spanned};

/// The name of standard input among the sources.
pub const STDIN: &str = "<stdin>";

/// Reads a text file into the map of sources; `named` says where the user named it.
pub fn read_source(
    files: &Bounded<'_>,
    sources: &mut SourceMap,
    shown_from: &str,
    named: &Spanned<String>,
) -> Result<SourceId, Diagnostic> {
    let bytes = if named.value == "-" { files.stdin() } else { files.read(&named.value) };
    let shown = if named.value == "-" { STDIN.to_owned() } else { shown(shown_from, &named.value) };
    let bytes = bytes.map_err(|error| unreadable(&shown, &error, named.loc))?;
    let text = encoding::decode(bytes).map_err(|at| not_text(&shown, at, named.loc))?;
    Ok(sources.add(shown, text))
}

/// How a path is shown: relative to the folder the user stands in, when it lies below.
pub fn shown(from: &str, absolute: &str) -> String {
    let below = absolute.strip_prefix(from).map(|rest| rest.trim_start_matches('/'));
    match below {
        Some(rest)
            if !rest.is_empty()
                && (from.ends_with('/')
                    || absolute.get(from.len()..).is_some_and(|rest| rest.starts_with('/'))) =>
        {
            rest.to_owned()
        }
        _ => absolute.to_owned(),
    }
}

/// The absolute path of what is named, seen from a folder.
pub fn absolute(folder: &str, named: &str) -> String {
    if path::is_abs(named) { path::clean_path(named) } else { path::join(folder, named) }
}

/// The finding for a file that cannot be read.
pub fn unreadable(shown: &str, error: &ReadError, loc: Loc) -> Diagnostic {
    let (code, message) = match error {
        ReadError::Missing => (Code::FileNotFound, format!("`{shown}` cannot be read: {error}")),
        ReadError::Outside => (Code::OutsideBoundary, format!("`{shown}` {error}")),
        ReadError::Never => (Code::NeverRead, format!("`{shown}` {error}")),
        ReadError::Directory | ReadError::Special | ReadError::TooLarge | ReadError::Refused(_) => {
            (Code::FileUnreadable, format!("`{shown}` cannot be read: {error}"))
        }
    };
    let diagnostic = Diagnostic::new(code, message);
    let diagnostic = if loc.is_somewhere() { diagnostic.label(loc, "named here") } else { diagnostic };
    match error {
        ReadError::Missing if !loc.is_somewhere() => {
            diagnostic.help("check the path: on the command line it is relative to the current folder")
        }
        ReadError::Missing => diagnostic.help(
            "check the path: it is relative to the project directory, in a file that is included or extended \
             to that file's folder",
        ),
        ReadError::Directory => diagnostic.help("name a file in it"),
        ReadError::Special | ReadError::TooLarge => {
            diagnostic.help("only regular files of a sensible size are read")
        }
        ReadError::Outside => {
            diagnostic.help("move it into the project, or allow its folder with `--allow-outside DIR`")
        }
        ReadError::Never => diagnostic.help("copy what the project needs of it into a file of its own"),
        ReadError::Refused(_) => diagnostic.help("check the file's permissions"),
    }
}

fn not_text(shown: &str, at: usize, loc: Loc) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        Code::BadEncoding,
        format!("`{shown}` is not UTF-8: byte {at} belongs to no character"),
    );
    let diagnostic = if loc.is_somewhere() { diagnostic.label(loc, "named here") } else { diagnostic };
    diagnostic.help("save the file as UTF-8")
}

/// Whether a path names something on another machine, which Compose would fetch and we do not.
pub fn is_remote(named: &str) -> bool {
    const PREFIXES: [&str; 7] = ["https://", "http://", "git://", "ssh://", "oci://", "git@", "github.com/"];
    PREFIXES.iter().any(|prefix| named.starts_with(prefix))
}

/// The finding for a file on another machine.
pub fn remote(named: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(
        Code::RemoteReference,
        format!(
            "`{}` lies on another machine, and nothing is \
             fetched",
            named.value
        ),
    )
    .at(named.loc)
    .help(
        "clone or copy it beside the project first, and name the local path: the output must not \
         depend on the network",
    )
}
