//! `--verbose`: every file that is read is said, in the order of reading.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::load::{self, Admits, Disk, Files, Kind, ReadError};

/// The disk, with somebody looking on where that is wanted.
#[derive(Debug)]
pub(super) struct Watched {
    /// The folder that paths are shown from; none when nobody looks on.
    from: Option<String>,
    /// Writes a sentence.
    note: fn(&str),
    said: RefCell<BTreeSet<String>>,
}

impl Watched {
    /// The disk; what is read is said when there is a folder to say it from.
    pub(super) fn new(from: Option<String>, note: fn(&str)) -> Self {
        Self { from, note, said: RefCell::default() }
    }

    /// A file may be read more than once, and is said once.
    fn say(&self, path: &str, read: &Result<Vec<u8>, ReadError>) {
        let Some(from) = &self.from else { return };
        if self.said.borrow_mut().insert(path.to_owned()) {
            let shown = load::shown(from, path);
            (self.note)(&match read {
                Ok(bytes) => format!("read `{shown}`, {} bytes", bytes.len()),
                Err(error) => format!("could not read `{shown}`: {error}"),
            });
        }
    }
}

impl Files for Watched {
    fn kind(&self, path: &str) -> Kind {
        Disk.kind(path)
    }

    fn real(&self, path: &str) -> Option<String> {
        Disk.real(path)
    }

    fn read(&self, path: &str, admits: Admits<'_>) -> Result<Vec<u8>, ReadError> {
        let read = Disk.read(path, admits);
        self.say(path, &read);
        read
    }

    fn list(&self, path: &str) -> Result<Vec<String>, ReadError> {
        Disk.list(path)
    }

    fn is_executable(&self, path: &str) -> bool {
        Disk.is_executable(path)
    }

    fn stdin(&self) -> Result<Vec<u8>, ReadError> {
        let read = Disk.stdin();
        self.say(load::STDIN, &read);
        read
    }
}
