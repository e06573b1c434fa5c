//! The texts that are open in the editor, over the files of the disk.

use std::collections::BTreeMap;

use crate::grammar::path::clean_path;
use crate::load::{Admits, Files, Kind, ReadError, SIZE_LIMIT};

/// Files, with the open texts in place of what the disk has.
pub(super) struct Buffers<'a> {
    base: &'a dyn Files,
    /// By the path that the editor uses, and by the one without links.
    texts: BTreeMap<String, &'a str>,
}

impl<'a> Buffers<'a> {
    /// Open texts by path.
    pub(super) fn new(base: &'a dyn Files, open: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut texts = BTreeMap::new();
        for (path, text) in open {
            texts.insert(base.real(path).unwrap_or_else(|| clean_path(path)), text);
            texts.insert(path.to_owned(), text);
        }
        Self { base, texts }
    }

    fn text(&self, path: &str) -> Option<&'a str> {
        let real = || self.base.real(path).and_then(|real| self.texts.get(&real));
        self.texts.get(path).or_else(real).copied()
    }
}

impl std::fmt::Debug for Buffers<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Buffers").field("texts", &self.texts.keys()).finish_non_exhaustive()
    }
}

impl Files for Buffers<'_> {
    fn kind(&self, path: &str) -> Kind {
        if self.texts.contains_key(path) { Kind::File } else { self.base.kind(path) }
    }

    fn real(&self, path: &str) -> Option<String> {
        self.base.real(path).or_else(|| self.texts.contains_key(path).then(|| clean_path(path)))
    }

    fn read(&self, path: &str, admits: Admits<'_>) -> Result<Vec<u8>, ReadError> {
        let Some(text) = self.text(path) else { return self.base.read(path, admits) };
        // That a file is open does not move the boundary.
        admits(&self.real(path).unwrap_or_else(|| clean_path(path)))?;
        if text.len() as u64 > SIZE_LIMIT { Err(ReadError::TooLarge) } else { Ok(text.as_bytes().to_vec()) }
    }

    fn list(&self, path: &str) -> Result<Vec<String>, ReadError> {
        self.base.list(path)
    }

    fn is_executable(&self, path: &str) -> bool {
        self.base.is_executable(path)
    }

    /// Standard input is the editor's.
    fn stdin(&self) -> Result<Vec<u8>, ReadError> {
        Err(ReadError::Missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Memory;

    #[test]
    fn an_open_text_is_read_in_place_of_the_file_and_inside_the_boundary_only() {
        let mut disk = Memory::default();
        disk.files.insert("/p/compose.yaml".to_owned(), b"old".to_vec());
        let open = [("/p/compose.yaml", "new"), ("/p/unsaved.yaml", "unsaved")];
        let files = Buffers::new(&disk, open.into_iter());
        let all: Admits<'_> = &|_| Ok(());
        let none: Admits<'_> = &|_| Err(ReadError::Outside);
        assert_eq!(files.read("/p/compose.yaml", all), Ok(b"new".to_vec()));
        assert_eq!(files.read("/p/compose.yaml", none), Err(ReadError::Outside));
        assert_eq!(files.kind("/p/unsaved.yaml"), Kind::File);
        assert_eq!(files.read("/p/unsaved.yaml", all), Ok(b"unsaved".to_vec()));
        assert_eq!(files.read("/p/other.yaml", all), Err(ReadError::Missing));
    }
}
