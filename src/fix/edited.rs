//! The files as they will be: those that were edited, before those of the disk.

use std::collections::BTreeMap;

use crate::grammar::path::clean_path;
use crate::load::{Admits, Files, Kind, ReadError};

/// Other files, with some of their contents replaced.
pub struct Edited<'a> {
    base: &'a dyn Files,
    texts: BTreeMap<String, String>,
}

impl<'a> Edited<'a> {
    /// Nothing edited yet.
    pub fn new(base: &'a dyn Files) -> Self {
        Self { base, texts: BTreeMap::new() }
    }

    /// Replaces the content of a file; `-` is standard input.
    pub fn put(&mut self, path: &str, text: String) {
        self.texts.insert(path.to_owned(), text);
    }
}

impl std::fmt::Debug for Edited<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Edited").field("texts", &self.texts.keys()).finish_non_exhaustive()
    }
}

impl Files for Edited<'_> {
    fn kind(&self, path: &str) -> Kind {
        if self.texts.contains_key(path) { Kind::File } else { self.base.kind(path) }
    }

    fn real(&self, path: &str) -> Option<String> {
        self.base.real(path).or_else(|| self.texts.contains_key(path).then(|| clean_path(path)))
    }

    fn read(&self, path: &str, admits: Admits<'_>) -> Result<Vec<u8>, ReadError> {
        match self.texts.get(path) {
            Some(text) => {
                // That its content is replaced does not move the boundary.
                admits(&self.real(path).unwrap_or_else(|| clean_path(path)))?;
                Ok(text.clone().into_bytes())
            }
            None => self.base.read(path, admits),
        }
    }

    fn list(&self, path: &str) -> Result<Vec<String>, ReadError> {
        self.base.list(path)
    }

    fn is_executable(&self, path: &str) -> bool {
        self.base.is_executable(path)
    }

    fn stdin(&self) -> Result<Vec<u8>, ReadError> {
        match self.texts.get("-") {
            Some(text) => Ok(text.clone().into_bytes()),
            None => self.base.stdin(),
        }
    }
}
