//! Which files a run may read: those of the project's git work tree, or of its project directory where there
//! is none.
//!
//! Whoever runs the program is trusted, whoever wrote the files is not: a pull request must not be able to
//! read `/etc/passwd` into a template, while a monorepo's `../common.yaml` must work. So the boundary follows
//! from the working directory and from what was typed (options and the variables of the process), never from
//! a file. Links are followed before the question is asked, so that a link inside cannot lead outside.
//!
//! Decisions
//! - A typed path that lies inside the checkout is no exception: a pull request may replace the file with a
//!   link. A typed path that lies elsewhere is the word of whoever typed it, and admits exactly that file.
//! - What belongs to git is never read, because a CI system keeps its token in `.git/config`; nor is anything
//!   below `/proc`, `/dev` and `/sys`, which show the environment and the machine. No option changes that.

use super::files::{Files, Kind, ReadError};
use super::{absolute, folder};
use crate::grammar::path::{self, is_below};

/// Folders of the system that hold no files of a project.
const SYSTEM: [&str; 3] = ["/proc", "/dev", "/sys"];

/// The arguments about where files are: everything that the boundary depends on.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    /// The folder the user stands in, absolute.
    pub working_dir: &'a str,
    /// `--project-directory`.
    pub project_directory: Option<&'a str>,
    /// `-f`, or `COMPOSE_FILE` of the process.
    pub files: &'a [String],
    /// Files that were typed for something else: `--env-file`, or `COMPOSE_ENV_FILES` of the process;
    /// `--config`.
    pub others: &'a [String],
    /// `--allow-outside`.
    pub allowed: &'a [String],
}

/// The folders and files that may be read.
#[derive(Debug, Clone, Default)]
pub struct Boundary {
    /// Links followed; the project's own folder is the first.
    folders: Vec<String>,
    /// Single files that were typed and lie elsewhere, links followed.
    files: Vec<String>,
    /// The project directory as far as it was typed.
    project: String,
    /// The folders of the checkout, as they are written and with links followed.
    checkout: Vec<String>,
    working_dir: String,
}

impl Boundary {
    /// The boundary of a request.
    pub fn new(files: &dyn Files, typed: Typed<'_>) -> Self {
        let Typed { working_dir, .. } = typed;
        let around = work_tree(files, working_dir);
        let project = project_directory(files, typed);
        let tree = work_tree(files, &project);
        let real = |named: &str| files.real(named).unwrap_or_else(|| named.to_owned());
        // Following links takes several system calls for each folder of a path.
        let real_tree = real(&tree);
        let real_around = if around == tree { real_tree.clone() } else { real(&around) };
        let mut folders = vec![real_tree.clone()];
        if is_below(&project, &around) && !is_below(&real_tree, &real_around) {
            // A link of the checkout leads the project directory out of it.
            folders = vec![tree.clone()];
        }
        folders.extend(typed.allowed.iter().map(|folder| real(&absolute(working_dir, folder))));
        let mut boundary = Self {
            folders,
            project,
            files: Vec::new(),
            checkout: vec![real_around, around, real_tree, tree],
            working_dir: working_dir.to_owned(),
        };
        let named = typed.files.iter().chain(typed.others).filter(|file| *file != "-");
        let elsewhere =
            named.filter_map(|file| boundary.elsewhere(files, file)).map(|file| real(&file)).collect();
        boundary.files = elsewhere;
        boundary
    }

    /// Whether the file may be read that a path without links names.
    pub fn admits(&self, real: &str) -> Result<(), ReadError> {
        if real == "/dev/null" {
            return Ok(());
        }
        never(real)?;
        let inside = self.folders.iter().any(|folder| is_below(real, folder));
        if inside || self.files.iter().any(|file| file == real) { Ok(()) } else { Err(ReadError::Outside) }
    }

    /// Whether a typed output may be written that a path without links names: also beside a project that lies
    /// deeper in the checkout, or in a folder below the working directory.
    pub fn admits_output(&self, real: &str) -> Result<(), ReadError> {
        never(real)?;
        let inside = self.checkout.first().is_some_and(|around| is_below(real, around));
        if inside { Ok(()) } else { self.admits(real) }
    }

    /// The folder of the boundary that holds a path without links.
    pub(super) fn folder_of(&self, real: &str) -> Option<&str> {
        self.folders.iter().map(String::as_str).find(|folder| is_below(real, folder))
    }

    /// The absolute path of what was typed, unless it lies in the checkout, whatever that is called there.
    pub fn elsewhere(&self, files: &dyn Files, typed: &str) -> Option<String> {
        let named = absolute(&self.working_dir, typed);
        let is_inside = |path: &str| self.checkout.iter().any(|folder| is_below(path, folder));
        let mut above = named.clone();
        while !is_inside(&above) {
            let parent = path::dir_name(&above);
            if parent == above {
                return Some(named);
            }
            if files.real(&parent).is_some_and(|real| is_inside(&real)) {
                return None;
            }
            above = parent;
        }
        None
    }

    /// The project directory as far as it was typed: `.env` does not move it.
    pub(super) fn project(&self) -> &str {
        &self.project
    }

    /// The folder that paths are shown from.
    pub(super) fn working_dir(&self) -> &str {
        &self.working_dir
    }
}

/// Refuses what no run reads, whatever the boundary is.
pub(super) fn never(named: &str) -> Result<(), ReadError> {
    let is_git = named.split(['/', '\\']).any(|part| part.eq_ignore_ascii_case(".git"));
    let is_system = named != "/dev/null" && SYSTEM.iter().any(|folder| is_below(named, folder));
    if is_git || is_system { Err(ReadError::Never) } else { Ok(()) }
}

/// The project directory as far as it was typed. What `.env` says about it is not known yet, and would not
/// count.
fn project_directory(files: &dyn Files, typed: Typed<'_>) -> String {
    let Typed { working_dir, project_directory, files: named, .. } = typed;
    let given = project_directory.map(|folder| absolute(working_dir, folder));
    let given = given.or_else(|| folder::named_directory(working_dir, named));
    given.unwrap_or_else(|| folder::folder(files, working_dir).unwrap_or_else(|| working_dir.to_owned()))
}

/// The folder with `.git` in it, from a folder upwards; else the folder itself.
fn work_tree(files: &dyn Files, start: &str) -> String {
    let mut folder = start.to_owned();
    loop {
        if files.kind(&path::join(&folder, ".git")) != Kind::Missing {
            return folder;
        }
        let parent = path::dir_name(&folder);
        if parent == folder {
            return start.to_owned();
        }
        folder = parent;
    }
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;

    fn files() -> Memory {
        let mut files = Memory::default();
        for name in
            ["/r/.git/config", "/r/common.yaml", "/r/app/compose.yaml", "/rest/x", "/other/x", "/other/y"]
        {
            files.files.insert(name.to_owned(), Vec::new());
        }
        files
    }

    fn typed<'a>(working_dir: &'a str, files: &'a [String], allowed: &'a [String]) -> Typed<'a> {
        Typed { working_dir, project_directory: None, files, others: &[], allowed }
    }

    #[test]
    fn the_work_tree_is_inside_and_the_rest_is_not() {
        let allowed = ["../../other".to_owned()];
        let boundary = Boundary::new(&files(), typed("/r/app", &[], &allowed));
        for inside in ["/r/common.yaml", "/r/app/compose.yaml", "/other/x", "/dev/null"] {
            assert_eq!(boundary.admits(inside), Ok(()), "{inside}");
        }
        for outside in ["/rest/x", "/r2/x", "/etc/passwd"] {
            assert_eq!(boundary.admits(outside), Err(ReadError::Outside), "{outside}");
        }
    }

    #[test]
    fn a_typed_file_elsewhere_admits_itself_alone() {
        let named = ["compose.yaml".to_owned(), "/other/x".to_owned()];
        let boundary = Boundary::new(&files(), typed("/r/app", &named, &[]));
        assert_eq!(boundary.admits("/other/x"), Ok(()));
        assert_eq!(boundary.admits("/other/y"), Err(ReadError::Outside));
        let first = ["/other/x".to_owned()];
        let boundary = Boundary::new(&files(), typed("/r/app", &first, &[]));
        assert_eq!(boundary.admits("/other/y"), Ok(()), "the first one names the project directory");
        assert_eq!(boundary.admits("/r/common.yaml"), Err(ReadError::Outside));
    }

    #[test]
    fn git_and_the_system_are_never_inside() {
        let everything = ["/".to_owned()];
        let boundary = Boundary::new(&files(), typed("/r/app", &[], &everything));
        for never in ["/r/.git", "/r/.git/config", "/x/.GIT/y", "/proc/self/environ", "/sys/a", "/dev/fd/3"] {
            assert_eq!(boundary.admits(never), Err(ReadError::Never), "{never}");
        }
        assert_eq!(boundary.admits("/process/x.github"), Ok(()));
    }
}
