//! The folder of a project: that of a file that was named, or the nearest with a Compose file in it.

use super::files::{Files, Kind};
use super::{absolute, is_remote};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::path;

/// The names looked for, the best first.
pub(super) const NAMES: [&str; 4] =
    ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
/// The overrides looked for beside them; upstream's list prefers `.yml`.
const OVERRIDES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

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

/// Finds the folder, and the Compose files in it.
pub(super) fn search(
    files: &dyn Files,
    start: &str,
    diagnostics: &mut Diagnostics,
) -> Option<(String, Vec<String>)> {
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

fn several(first: &str, second: &str) -> Diagnostic {
    Diagnostic::new(
        Code::SeveralConfigurations,
        format!("`{}` is used, `{}` beside it is not", path::base_name(first), path::base_name(second)),
    )
    .help("remove one of the two, or name both with `-f`")
}
