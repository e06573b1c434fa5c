//! Which Compose files belong to a request, and where the project directory is.

use super::folder::{NAMES, search};
use super::{Bounded, absolute, is_remote, remote};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::path;
use crate::source::{Loc, Spanned};

/// The files of a project, and its folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Absolute paths, or `-` for standard input, in the order in which they are merged.
    pub files: Vec<String>,
    /// The project directory, absolute.
    pub directory: String,
}

/// Finds the files. `named` is what `-f` or `COMPOSE_FILE` say; without any, the folders from `working_dir`
/// upwards are searched.
pub fn discover(
    files: &Bounded<'_>,
    working_dir: &str,
    project_directory: Option<&str>,
    named: &[String],
    diagnostics: &mut Diagnostics,
) -> Option<Found> {
    let given = project_directory.map(|directory| absolute(working_dir, directory));
    if named.is_empty() {
        let start = given.clone().unwrap_or_else(|| working_dir.to_owned());
        let Some((folder, found)) = search(files.base(), &start, diagnostics) else {
            diagnostics.push(nothing_found(&start));
            return None;
        };
        return Some(Found { files: found, directory: given.unwrap_or(folder) });
    }
    let mut all = Vec::new();
    for name in named {
        if is_remote(name) {
            diagnostics.push(remote(&Spanned::new(name.clone(), Loc::default())));
        } else if name == "-" {
            all.push(name.clone());
        } else {
            all.push(absolute(working_dir, name));
        }
    }
    let first = all.iter().find(|name| *name != "-").map(|name| path::dir_name(name));
    let directory = given.or(first).unwrap_or_else(|| working_dir.to_owned());
    (!all.is_empty()).then_some(Found { files: all, directory })
}

fn nothing_found(start: &str) -> Diagnostic {
    Diagnostic::new(Code::NoConfiguration, "no Compose file was found").help(format!(
        "none of {} lies in `{start}` or above; name one with `-f path/to/compose.yaml`",
        NAMES.map(|name| format!("`{name}`")).join(", ")
    ))
}
