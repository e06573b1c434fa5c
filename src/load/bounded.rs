//! Files inside a boundary: the only way in which the stages reach files, so that no reader can forget to
//! ask.

use super::boundary::{Boundary, Typed, never};
use super::files::{Files, Kind, ReadError};
use super::unreadable;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::grammar::path;
use crate::source::Spanned;

/// Files, and which of them may be read.
#[derive(Clone)]
pub struct Bounded<'a> {
    base: &'a dyn Files,
    boundary: Boundary,
}

impl std::fmt::Debug for Bounded<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Bounded").field("boundary", &self.boundary).finish_non_exhaustive()
    }
}

impl<'a> Bounded<'a> {
    /// The files that a request may read.
    pub fn new(base: &'a dyn Files, typed: Typed<'_>) -> Self {
        Self { base, boundary: Boundary::new(base, typed) }
    }

    /// Which files may be read.
    pub fn boundary(&self) -> &Boundary {
        &self.boundary
    }

    /// Returns the kind of entry at a path, links followed; that is known of a file outside too.
    pub fn kind(&self, path: &str) -> Kind {
        self.base.kind(path)
    }

    /// Where a path really leads, links followed; none when nothing is there.
    pub fn real(&self, path: &str) -> Option<String> {
        self.base.real(path)
    }

    /// The content of a regular file inside.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.guard(path)?;
        self.base.read(path, &|real| self.boundary.admits(real))
    }

    /// The names in a folder inside, sorted.
    pub fn list(&self, path: &str) -> Result<Vec<String>, ReadError> {
        self.guard(path)?;
        self.base.list(path)
    }

    /// Whether a file may be run as a program.
    pub fn is_executable(&self, path: &str) -> bool {
        self.guard(path).is_ok() && self.base.is_executable(path)
    }

    /// Standard input, whole.
    pub fn stdin(&self) -> Result<Vec<u8>, ReadError> {
        self.base.stdin()
    }

    /// Whether something that a Compose file names may be read; if not, that is reported. What is not there
    /// has a finding of its own.
    pub fn admits(&self, named: &Spanned<String>, diagnostics: &mut Diagnostics) -> bool {
        let finding = self.guard(&named.value).err().map(|error| self.refusal(named, &error));
        let admitted = finding.is_none();
        diagnostics.extend(finding);
        admitted
    }

    /// The same for what another program is to read later: what is not there yet must lie inside as well.
    pub fn admits_later(&self, named: &Spanned<String>, diagnostics: &mut Diagnostics) -> bool {
        let outside = || (!self.holds(&named.value)).then_some(ReadError::Outside);
        let error = self.guard(&named.value).err().or_else(outside);
        let admitted = error.is_none();
        diagnostics.extend(error.map(|error| self.refusal(named, &error)));
        admitted
    }

    /// Whether a path lies inside, or would if there were something; beyond what is there no link is
    /// followed.
    pub fn holds(&self, named: &str) -> bool {
        if never(named).is_err() {
            return false;
        }
        let mut there = named.to_owned();
        loop {
            if let Some(real) = self.base.real(&there) {
                return real != "/dev/null" && self.boundary.admits(&real).is_ok();
            }
            let parent = path::dir_name(&there);
            if parent == there || parent == "." {
                return self.boundary.admits(named).is_ok();
            }
            there = parent;
        }
    }

    /// The folder of the boundary that a path lies in, links followed.
    pub fn folder_of(&self, path: &str) -> Option<String> {
        let real = self.base.real(path)?;
        self.boundary.folder_of(&real).map(str::to_owned)
    }

    /// The file of this name that is nearest to the project directory, from there upwards to the end of the
    /// checkout.
    pub fn nearest(&self, name: &str) -> Option<String> {
        let mut folder = self.boundary.project().to_owned();
        while self.folder_of(&folder).is_some() {
            let file = path::join(&folder, name);
            if self.base.kind(&file) != Kind::Missing {
                return Some(file);
            }
            let parent = path::dir_name(&folder);
            if parent == folder {
                return None;
            }
            folder = parent;
        }
        None
    }

    /// All files, inside and outside: to look for names, never for contents.
    pub(super) fn base(&self) -> &dyn Files {
        self.base
    }

    fn guard(&self, path: &str) -> Result<(), ReadError> {
        never(path)?;
        match self.base.real(path) {
            Some(real) => self.boundary.admits(&real),
            None if self.base.kind(path) == Kind::Missing => Ok(()),
            // Something is there, and nobody can say where.
            None => Err(ReadError::Outside),
        }
    }

    fn refusal(&self, named: &Spanned<String>, error: &ReadError) -> Diagnostic {
        unreadable(&super::shown(self.boundary.working_dir(), &named.value), error, named.loc)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;

    #[test]
    fn what_is_outside_is_not_read_and_what_is_missing_is_missing() {
        let mut memory = Memory::default();
        for name in ["/p/compose.yaml", "/p/.git", "/etc/passwd"] {
            memory.files.insert(name.to_owned(), b"x".to_vec());
        }
        let typed =
            Typed { working_dir: "/p", project_directory: None, files: &[], others: &[], allowed: &[] };
        let files = Bounded::new(&memory, typed);
        assert_eq!(files.read("/p/compose.yaml"), Ok(b"x".to_vec()));
        assert_eq!(files.read("/etc/passwd"), Err(ReadError::Outside));
        assert_eq!(files.read("/p/.git"), Err(ReadError::Never));
        assert_eq!(files.read("/p/.git/config"), Err(ReadError::Never));
        assert_eq!(files.read("/etc/nothing"), Err(ReadError::Missing));
        assert_eq!(files.list("/etc"), Err(ReadError::Outside));
        assert!(files.holds("/p/new") && !files.holds("/etc/new") && !files.holds("/p/.git/new"));
    }
}
