//! Which files a Compose file may name: those of its git work tree, or of its project directory where there is none.
//!
//! A pull request must not be able to read `/etc/passwd` into a template, while a monorepo's `../common.yaml` must work.
//! Links are followed first, so that a link inside cannot lead outside.

use super::files::{Files, Kind};
use super::{absolute, shown};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::grammar::path;
use crate::source::Spanned;

/// What happens to a file outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Outside {
    /// It is not read, and that is an error.
    #[default]
    Refused,
    /// It is read, with a warning, as `docker compose config` would without one.
    Warned,
}

/// The folders that a project's files may lie in.
#[derive(Debug, Clone, Default)]
pub struct Boundary {
    folders: Vec<String>,
    outside: Outside,
    working_dir: String,
}

impl Boundary {
    /// The boundary of a project; `allowed` are further folders.
    pub fn new(
        files: &dyn Files,
        working_dir: &str,
        project: &str,
        allowed: &[String],
        outside: Outside,
    ) -> Self {
        let allowed = allowed.iter().map(|folder| absolute(working_dir, folder));
        let folders = std::iter::once(work_tree(files, project)).chain(allowed);
        let folders = folders.map(|folder| files.real(&folder).unwrap_or(folder)).collect();
        Self { folders, outside, working_dir: working_dir.to_owned() }
    }

    /// The finding for a file outside, none for one inside or one that is not there.
    pub fn check(&self, files: &dyn Files, file: &Spanned<String>) -> Option<Diagnostic> {
        let real = files.real(&file.value)?;
        if real == "/dev/null" || self.folders.iter().any(|folder| is_below(&real, folder)) {
            return None;
        }
        Some(self.outside(file))
    }

    /// Whether a path lies inside, or would if there were something; beyond what is there no link is followed.
    pub fn holds(&self, files: &dyn Files, named: &str) -> bool {
        let mut there = named.to_owned();
        loop {
            if let Some(real) = files.real(&there) {
                return self.folders.iter().any(|folder| is_below(&real, folder));
            }
            let parent = path::dir_name(&there);
            if parent == there || parent == "." {
                return self.folders.iter().any(|folder| is_below(named, folder));
            }
            there = parent;
        }
    }

    /// The folder of the boundary that a path lies in, links followed.
    pub fn folder_of(&self, files: &dyn Files, path: &str) -> Option<String> {
        let real = files.real(path)?;
        self.folders.iter().find(|folder| is_below(&real, folder)).cloned()
    }

    fn outside(&self, file: &Spanned<String>) -> Diagnostic {
        let name = shown(&self.working_dir, &file.value);
        let severity = match self.outside {
            Outside::Refused => Severity::Error,
            Outside::Warned => Severity::Warning,
        };
        Diagnostic::new(Code::OutsideBoundary, format!("`{name}` lies outside the project"))
            .severity(severity)
            .label(file.loc, "named here")
            .help("move it into the project, or allow its folder with `--allow-outside DIR`")
    }
}

/// The folder with `.git` in it, from the project directory upwards; else the project directory.
fn work_tree(files: &dyn Files, project: &str) -> String {
    let mut folder = project.to_owned();
    loop {
        if files.kind(&path::join(&folder, ".git")) != Kind::Missing {
            return folder;
        }
        let parent = path::dir_name(&folder);
        if parent == folder {
            return project.to_owned();
        }
        folder = parent;
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || folder.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;
    use crate::source::Loc;

    #[test]
    fn the_work_tree_is_inside_and_the_rest_is_not() {
        let mut files = Memory::default();
        for name in ["/r/.git/HEAD", "/r/common.yaml", "/r/app/compose.yaml", "/rest/x", "/other/x"] {
            files.files.insert(name.to_owned(), Vec::new());
        }
        let named = |path: &str| Spanned::new(path.to_owned(), Loc::default());
        let boundary =
            Boundary::new(&files, "/r/app", "/r/app", &["../../other".to_owned()], Outside::Refused);
        for (path, inside) in
            [("/r/common.yaml", true), ("/r/app/compose.yaml", true), ("/other/x", true), ("/rest/x", false)]
        {
            assert_eq!(boundary.check(&files, &named(path)).is_none(), inside, "{path}");
        }
        assert!(
            boundary.check(&files, &named("/no/such")).is_none(),
            "a missing file has a finding of its own"
        );
        let alone = Boundary::new(&files, "/other", "/other", &[], Outside::Warned);
        assert_eq!(
            alone.check(&files, &named("/rest/x")).map(|found| found.severity),
            Some(Severity::Warning)
        );
    }
}
