//! Access to the disk: the only file of the pipeline that touches it.
//!
//! Whatever a Compose file names is read through `Files`, so tests run on files in memory, and so that no
//! read can block or fill the memory: regular files only, of bounded size.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::sync::OnceLock;

/// No file that belongs to a Compose project is larger; a bound for what a hostile one may make us read.
pub const SIZE_LIMIT: u64 = 16 * 1024 * 1024;

/// The kinds of entries at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing, or nothing that can be looked at.
    Missing,
    /// A regular file, or `/dev/null`.
    File,
    /// A folder.
    Directory,
    /// A pipe, a device, a socket.
    Special,
}

/// Why a file could not be read, as a part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is not there.
    #[error("it does not exist")]
    Missing,
    /// It is a folder.
    #[error("it is a directory")]
    Directory,
    /// It is a pipe, a device or a socket.
    #[error("it is not a regular file")]
    Special,
    /// It is beyond `SIZE_LIMIT`.
    #[error("it is larger than {} MiB", SIZE_LIMIT / 1024 / 1024)]
    TooLarge,
    /// It lies outside the boundary of the project.
    #[error("lies outside the project")]
    Outside,
    /// It belongs to git or to the system.
    #[error("belongs to git or to the system and is never read")]
    Never,
    /// The system refused.
    #[error("{0}")]
    Refused(String),
}

/// Refuses a path without links, or does not.
pub type Admits<'a> = &'a dyn Fn(&str) -> Result<(), ReadError>;

/// Where files come from; paths are absolute, except those that a test gives to `Memory`.
pub trait Files {
    /// Returns the kind of entry at a path, links followed.
    fn kind(&self, path: &str) -> Kind;
    /// Where a path really leads, links followed; none when nothing is there.
    fn real(&self, path: &str) -> Option<String>;
    /// The content of a regular file, if `admits` has no objection to where its path really leads.
    fn read(&self, path: &str, admits: Admits<'_>) -> Result<Vec<u8>, ReadError>;
    /// The names in a folder, sorted.
    fn list(&self, path: &str) -> Result<Vec<String>, ReadError>;
    /// Whether a file may be run as a program.
    fn is_executable(&self, path: &str) -> bool;
    /// Standard input, whole.
    fn stdin(&self) -> Result<Vec<u8>, ReadError>;
}

/// The real disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

#[expect(clippy::disallowed_methods, reason = "this is where the disk is read")]
impl Files for Disk {
    fn kind(&self, path: &str) -> Kind {
        match std::fs::metadata(path) {
            Ok(found) if found.is_dir() => Kind::Directory,
            Ok(found) if found.is_file() || path == "/dev/null" => Kind::File,
            Ok(_) => Kind::Special,
            Err(_) => Kind::Missing,
        }
    }

    fn real(&self, path: &str) -> Option<String> {
        std::fs::canonicalize(path).ok()?.into_os_string().into_string().ok()
    }

    fn read(&self, path: &str, admits: Admits<'_>) -> Result<Vec<u8>, ReadError> {
        match self.kind(path) {
            Kind::Missing => return Err(ReadError::Missing),
            Kind::Directory => return Err(ReadError::Directory),
            Kind::Special => return Err(ReadError::Special),
            Kind::File if path == "/dev/null" => return Ok(Vec::new()),
            Kind::File => {}
        }
        let real = self.real(path).ok_or(ReadError::Outside)?;
        admits(&real)?;
        // The path without links is opened, not the one that was asked for: a link may have changed
        // meanwhile.
        let file = std::fs::File::open(&real).map_err(|error| ReadError::Refused(plain(&error)))?;
        if let Some(opened) = opened_path(&file) {
            admits(&opened)?;
        }
        let length = file.metadata().map_or(0, |found| found.len());
        bounded(file, length)
    }

    fn list(&self, path: &str) -> Result<Vec<String>, ReadError> {
        let refused = |error: std::io::Error| ReadError::Refused(plain(&error));
        let mut names = Vec::new();
        for entry in std::fs::read_dir(path).map_err(refused)? {
            let name = entry.map_err(refused)?.file_name().into_string();
            names.push(name.map_err(|_| ReadError::Refused("a name in it is not UTF-8".to_owned()))?);
        }
        names.sort_unstable();
        Ok(names)
    }

    #[cfg(unix)]
    fn is_executable(&self, path: &str) -> bool {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o100 != 0)
    }

    #[cfg(not(unix))]
    fn is_executable(&self, _path: &str) -> bool {
        false
    }

    fn stdin(&self) -> Result<Vec<u8>, ReadError> {
        // It comes once, and a command may load the project twice.
        static READ: OnceLock<Result<Vec<u8>, ReadError>> = OnceLock::new();
        READ.get_or_init(|| bounded(std::io::stdin().lock(), 0)).clone()
    }
}

/// Where a file is that has been opened, as far as the system says so: a folder of its path may have become a
/// link.
#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "this file reads the disk")]
pub(crate) fn opened_path(file: &std::fs::File) -> Option<String> {
    use std::os::fd::AsRawFd as _;
    let link = std::fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd())).ok()?;
    link.into_os_string().into_string().ok()
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn opened_path(_file: &std::fs::File) -> Option<String> {
    None
}

/// Reads to the end; `length` is how many bytes are expected.
fn bounded(from: impl std::io::Read, length: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(SIZE_LIMIT)).unwrap_or_default() + 1);
    from.take(SIZE_LIMIT + 1).read_to_end(&mut bytes).map_err(|error| ReadError::Refused(plain(&error)))?;
    if bytes.len() as u64 > SIZE_LIMIT { Err(ReadError::TooLarge) } else { Ok(bytes) }
}

/// The system's words without its error number, and in small letters like ours.
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

/// Files in memory, for tests and for programs that use the library without a disk.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// Path and content.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The content that `-f -` reads.
    pub stdin: Vec<u8>,
}

impl Files for Memory {
    fn kind(&self, path: &str) -> Kind {
        let folder = format!("{}/", path.trim_end_matches('/'));
        if self.files.contains_key(path) {
            Kind::File
        } else if self.files.keys().any(|name| name.starts_with(&folder)) {
            Kind::Directory
        } else {
            Kind::Missing
        }
    }

    fn real(&self, path: &str) -> Option<String> {
        (self.kind(path) != Kind::Missing).then(|| crate::grammar::path::clean_path(path))
    }

    fn read(&self, path: &str, admits: Admits<'_>) -> Result<Vec<u8>, ReadError> {
        match self.kind(path) {
            Kind::Directory => Err(ReadError::Directory),
            Kind::Missing | Kind::File | Kind::Special => {
                let bytes = self.files.get(path).ok_or(ReadError::Missing)?;
                admits(&crate::grammar::path::clean_path(path))?;
                Ok(bytes.clone())
            }
        }
    }

    fn list(&self, path: &str) -> Result<Vec<String>, ReadError> {
        let folder = format!("{}/", path.trim_end_matches('/'));
        let below = self.files.keys().filter_map(|name| name.strip_prefix(&folder));
        let names: BTreeSet<&str> = below.filter_map(|rest| rest.split('/').next()).collect();
        Ok(names.into_iter().map(str::to_owned).collect())
    }

    fn is_executable(&self, _path: &str) -> bool {
        false
    }

    fn stdin(&self) -> Result<Vec<u8>, ReadError> {
        Ok(self.stdin.clone())
    }
}
