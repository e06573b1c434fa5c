//! Files that were named on the command line: read and written without being led out of the checkout by a
//! link.
//!
//! A pull request may replace `template.yaml` or `parameters.json` with a link to a file of the machine that
//! runs it. A path that lies in the checkout therefore has to stay inside the boundary once its links are
//! followed. A path elsewhere, such as `/tmp/template.yaml` or `/dev/fd/3`, is the word of whoever typed it.

use std::cell::OnceCell;
use std::io::{Read as _, Write as _};

use thiserror::Error;

use super::usage_error::UsageError;
use super::{Exit, report};
use crate::load::{self, Boundary, Disk, Files as _, ReadError, SIZE_LIMIT};
use crate::loader::Request;

/// Who may read a file that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// As the system's default is.
    Usual,
    /// Its owner alone, because its values may be secret. A file that is there already keeps its mode.
    Private,
}

/// The disk as the command line names files of it.
#[derive(Debug)]
pub(super) struct TypedFiles<'a> {
    request: &'a Request,
    /// Asked for by the first file: most runs print to standard output and need none.
    boundary: OnceCell<Boundary>,
}

impl<'a> TypedFiles<'a> {
    /// Inside the boundary of a request.
    pub(super) fn new(request: &'a Request) -> Self {
        Self { request, boundary: OnceCell::new() }
    }

    fn boundary(&self) -> &Boundary {
        self.boundary.get_or_init(|| self.request.bounded(&Disk).boundary().clone())
    }

    /// The text of a file; none where there is no file.
    pub(super) fn read(&self, file: &str) -> Result<Option<String>, FileError> {
        let is_elsewhere = self.boundary().elsewhere(&Disk, file).is_some();
        match if is_elsewhere { any(file) } else { self.bytes(file) } {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Some(text)),
                Err(_) => Err(FileError::Read(file.to_owned(), Reason::NotText)),
            },
            Err(ReadError::Missing) => Ok(None),
            Err(error) => Err(FileError::Read(file.to_owned(), error.into())),
        }
    }

    /// Whether a name is of a file or a folder.
    pub(super) fn kind(&self, file: &str) -> load::Kind {
        Disk.kind(&load::absolute(&self.request.working_dir, file))
    }

    /// The bytes of a file that was not typed, and has to lie inside the boundary wherever it is.
    pub(super) fn read_inside(&self, file: &str) -> Result<Vec<u8>, FileError> {
        self.bytes(file).map_err(|error| FileError::Read(file.to_owned(), error.into()))
    }

    fn bytes(&self, file: &str) -> Result<Vec<u8>, ReadError> {
        let named = load::absolute(&self.request.working_dir, file);
        Disk.read(&named, &|real| self.boundary().admits(real))
    }

    /// Writes a file.
    pub(super) fn write(&self, file: &str, bytes: &[u8], access: Access) -> Result<(), FileError> {
        if self.boundary().elsewhere(&Disk, file).is_none() {
            return self
                .write_real(file, bytes, access)
                .map_err(|why| FileError::Write(file.to_owned(), why));
        }
        let written = open(file, access).and_then(|opened| put(&opened, bytes));
        written.map_err(|error| FileError::Write(file.to_owned(), error.into()))
    }

    /// Writes a file that was not typed, and has to lie inside the boundary wherever it is.
    pub(super) fn write_inside(&self, file: &str, bytes: &[u8]) -> Result<(), FileError> {
        self.write_real(file, bytes, Access::Usual).map_err(|why| FileError::Write(file.to_owned(), why))
    }

    /// Makes a folder, with those above it.
    #[expect(
        clippy::disallowed_methods,
        reason = "the command line makes the folder that it was asked to write to"
    )]
    pub(super) fn create_folder(&self, folder: &str) -> Result<(), FileError> {
        let failed = |reason: Reason| FileError::Write(folder.to_owned(), reason);
        let named = load::absolute(&self.request.working_dir, folder);
        if self.boundary().elsewhere(&Disk, folder).is_none() {
            let (mut there, mut below) = (named.clone(), Vec::new());
            while Disk.real(&there).is_none() && crate::grammar::path::dir_name(&there) != there {
                below.push(crate::grammar::path::base_name(&there).to_owned());
                there = crate::grammar::path::dir_name(&there);
            }
            let real = below.iter().rev().fold(Disk.real(&there).unwrap_or(there), |real, name| {
                crate::grammar::path::join(&real, name)
            });
            self.boundary().admits_output(&real).map_err(|error| failed(error.into()))?;
        }
        std::fs::create_dir_all(named).map_err(|error| failed(error.into()))
    }

    /// The names in a folder, sorted; none where it cannot be read.
    pub(super) fn names(&self, folder: &str) -> Vec<String> {
        Disk.list(&load::absolute(&self.request.working_dir, folder)).unwrap_or_default()
    }

    /// Removes a file, or the link that stands in its place.
    #[expect(clippy::disallowed_methods, reason = "the command line removes what an earlier run wrote")]
    pub(super) fn remove(&self, file: &str) -> Result<(), FileError> {
        let failed = |reason: Reason| FileError::Remove(file.to_owned(), reason);
        if self.boundary().elsewhere(&Disk, file).is_none() {
            self.target(file).map_err(|error| failed(error.into()))?;
        }
        std::fs::remove_file(load::absolute(&self.request.working_dir, file))
            .map_err(|error| failed(error.into()))
    }

    /// Writes a product to standard output, or to a file that was named.
    pub(super) fn print(&self, text: &str, file: Option<&str>, access: Access) -> Exit {
        let Some(file) = file else { return report::print(text) };
        match self.write(file, text.as_bytes(), access) {
            Ok(()) => Exit::Done,
            Err(error) => report::failure(error),
        }
    }

    fn write_real(&self, file: &str, bytes: &[u8], access: Access) -> Result<(), Reason> {
        let opened = open(&self.target(file)?, access)?;
        if let Some(path) = load::opened_path(&opened) {
            self.boundary().admits_output(&path)?;
        }
        Ok(put(&opened, bytes)?)
    }

    /// Where a file of the checkout really is, or will be.
    #[expect(clippy::disallowed_methods, reason = "a link that leads to nothing is not followed")]
    fn target(&self, file: &str) -> Result<String, ReadError> {
        let named = load::absolute(&self.request.working_dir, file);
        let real = if std::fs::symlink_metadata(&named).is_ok() {
            Disk.real(&named).ok_or(ReadError::Outside)?
        } else {
            let folder = crate::grammar::path::dir_name(&named);
            let folder = Disk.real(&folder).ok_or(ReadError::Missing)?;
            crate::grammar::path::join(&folder, crate::grammar::path::base_name(&named))
        };
        self.boundary().admits_output(&real).map(|()| real)
    }
}

/// A file of any kind, so that a pipe such as that of `<(…)` can be read.
#[expect(clippy::disallowed_methods, reason = "the command line reads the file it was given")]
fn any(file: &str) -> Result<Vec<u8>, ReadError> {
    let refused = |error: std::io::Error| {
        let is_missing = error.kind() == std::io::ErrorKind::NotFound;
        if is_missing { ReadError::Missing } else { ReadError::Refused(error.to_string()) }
    };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(refused)?;
    opened.take(SIZE_LIMIT + 1).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() as u64 > SIZE_LIMIT { Err(ReadError::TooLarge) } else { Ok(bytes) }
}

#[expect(clippy::disallowed_methods, reason = "the command line writes what it was asked to write")]
fn open(file: &str, access: Access) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    // It is cut off once it is known to be the right one.
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    if access == Access::Private {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    // Elsewhere a file is as private as its folder.
    #[cfg(not(unix))]
    let _ = access;
    options.open(file)
}

fn put(mut file: &std::fs::File, bytes: &[u8]) -> std::io::Result<()> {
    if file.metadata()?.is_file() {
        file.set_len(0)?;
    }
    file.write_all(bytes)
}

/// Why a file that was named cannot be used.
#[derive(Debug, Error)]
pub(super) enum FileError {
    /// It cannot be read.
    #[error("`{0}` cannot be read: {1}")]
    Read(String, Reason),
    /// It cannot be written.
    #[error("`{0}` cannot be written: {1}")]
    Write(String, Reason),
    /// It cannot be removed.
    #[error("`{0}` cannot be removed: {1}")]
    Remove(String, Reason),
}

/// The reason behind a [`FileError`].
#[derive(Debug, Error)]
pub(super) enum Reason {
    /// Its folder is not there.
    #[error("its folder does not exist")]
    NoFolder,
    /// A link leads out of the boundary.
    #[error("a link leads to a file that {0}")]
    Link(ReadError),
    /// Its bytes are no text.
    #[error("it is not UTF-8")]
    NotText,
    /// Another reason for which it cannot be reached.
    #[error("{0}")]
    Access(ReadError),
    /// The system refuses.
    #[error("{0}")]
    System(#[from] std::io::Error),
}

impl From<ReadError> for Reason {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Missing => Self::NoFolder,
            ReadError::Outside | ReadError::Never => Self::Link(error),
            ReadError::Directory | ReadError::Special | ReadError::TooLarge | ReadError::Refused(_) => {
                Self::Access(error)
            }
        }
    }
}

impl From<FileError> for UsageError {
    fn from(error: FileError) -> Self {
        let (FileError::Read(_, reason) | FileError::Write(_, reason) | FileError::Remove(_, reason)) =
            &error;
        let is_link = matches!(reason, Reason::Link(_));
        let described = Self::new(error.to_string());
        if is_link { described.help("remove the link, or name the file that it leads to") } else { described }
    }
}
