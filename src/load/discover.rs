//! Which Compose files belong to a request, and where the project directory is.

use super::files::{Files, Kind};
use super::{Bounded, absolute, is_remote, remote};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::path;
use crate::source::{Loc, Spanned};

/// The names looked for, the best first.
const NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
/// The overrides looked for beside them; upstream's list prefers `.yml`.
const OVERRIDES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// The files of a project, and its folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Absolute paths, or `-` for standard input, in the order in which they are merged.
    pub files: Vec<String>,
    /// The project directory, absolute.
    pub directory: String,
}

/// Finds the files. `named` is what `-f` or `COMPOSE_FILE` say; without any, the folders from `working_dir` upwards
/// are searched.
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

/// The folder of the first file named, which also says where `.env` lies; none while nothing is named.
pub fn named_directory(working_dir: &str, named: &[String]) -> Option<String> {
    named
        .iter()
        .find(|name| *name != "-" && !is_remote(name))
        .map(|name| path::dir_name(&absolute(working_dir, name)))
}

/// The folder with a Compose file in it, from a folder upwards.
pub(super) fn folder(files: &dyn Files, start: &str) -> Option<String> {
    search(files, start, &mut Diagnostics::default()).map(|(folder, _)| folder)
}

fn search(files: &dyn Files, start: &str, diagnostics: &mut Diagnostics) -> Option<(String, Vec<String>)> {
    let mut folder = start.to_owned();
    loop {
        let present = |names: &[&str]| -> Vec<String> {
            names
                .iter()
                .map(|name| path::join(&folder, name))
                .filter(|path| files.kind(path) != Kind::Missing)
                .collect()
        };
        let found = present(&NAMES);
        if let Some(first) = found.first() {
            let overrides = present(&OVERRIDES);
            for list in [&found, &overrides] {
                if let [first, second, ..] = list.as_slice() {
                    diagnostics.push(several(first, second));
                }
            }
            let all = std::iter::once(first.clone()).chain(overrides.first().cloned()).collect();
            return Some((folder, all));
        }
        let parent = path::dir_name(&folder);
        if parent == folder {
            return None;
        }
        folder = parent;
    }
}

fn nothing_found(start: &str) -> Diagnostic {
    Diagnostic::new(Code::NoConfiguration, "no Compose file was found").help(format!(
        "none of {} lies in `{start}` or above; name one with `-f path/to/compose.yaml`",
        NAMES.map(|name| format!("`{name}`")).join(", ")
    ))
}

fn several(first: &str, second: &str) -> Diagnostic {
    Diagnostic::new(
        Code::SeveralConfigurations,
        format!("`{}` is used, `{}` beside it is not", path::base_name(first), path::base_name(second)),
    )
    .help("remove one of the two, or name both with `-f`")
}
