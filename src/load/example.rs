//! The example that projects ship in place of a file of variables: `.env.example` for `.env`.

use super::{Bounded, Kind};
use crate::grammar::path;

/// The endings that projects add to the name of the file.
const ENDINGS: [&str; 6] = [".default", ".dist", ".example", ".sample", ".template", ".tmpl"];

/// The beginnings that projects put before it.
const HEADS: [&str; 2] = ["example", "sample"];

/// The name of the example beside a file that is not there.
pub fn example_of(files: &Bounded<'_>, missing: &str) -> Option<String> {
    if files.kind(missing) != Kind::Missing {
        return None;
    }
    let (folder, name) = (path::dir_name(missing), path::base_name(missing));
    let bare = name.trim_start_matches('.');
    let behind = ENDINGS.iter().flat_map(|ending| [format!("{name}{ending}"), format!("{bare}{ending}")]);
    let before = HEADS.iter().flat_map(|head| {
        let inside = bare.rsplit_once('.').map(|(stem, ending)| format!("{stem}.{head}.{ending}"));
        std::iter::once(format!("{head}.{bare}")).chain(inside)
    });
    behind.chain(before).find(|name| files.kind(&path::join(&folder, name)) == Kind::File)
}

#[cfg(test)]
mod tests {
    use super::super::{Memory, Typed};
    use super::*;

    #[test]
    fn examples_are_found_by_their_names() {
        let example = |there: &[&str], missing: &str| {
            let mut memory = Memory::default();
            memory.files.extend(there.iter().map(|name| (format!("/p/{name}"), b"A=1".to_vec())));
            let typed =
                Typed { working_dir: "/p", project_directory: None, files: &[], others: &[], allowed: &[] };
            example_of(&Bounded::new(&memory, typed), &format!("/p/{missing}"))
        };
        let found = |name: &str| Some(name.to_owned());
        assert_eq!(example(&["x", ".env.example"], ".env"), found(".env.example"));
        assert_eq!(example(&["env.dist"], ".env"), found("env.dist"));
        assert_eq!(example(&["example.env"], ".env"), found("example.env"));
        assert_eq!(example(&[".env.production.sample"], ".env.production"), found(".env.production.sample"));
        assert_eq!(example(&["app.sample.env"], "app.env"), found("app.sample.env"));
        assert_eq!(example(&[".env", ".env.example"], ".env"), None);
        assert_eq!(example(&["other.example"], ".env"), None);
    }
}
