//! The reader, through the loader.

mod full;
mod mistakes;

use crate::compose;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::load::Memory;
use crate::loader::Request;
use crate::source::SourceMap;

/// The project of a file, and the findings of the reader alone.
fn read(text: &str) -> (compose::Project, Vec<Diagnostic>, SourceMap) {
    let mut files = Memory::default();
    files.files.insert("/p/compose.yaml".to_owned(), text.as_bytes().to_vec());
    files.files.insert("/p/more.env".to_owned(), b"FROM_FILE=f\nB=hidden\n".to_vec());
    let request = Request { working_dir: "/p".to_owned(), ..Request::default() };
    let outcome = crate::pipeline::resolve_project(&request, &files);
    let resolved = outcome.value.unwrap_or_else(|| panic!("{text}\n{:#?}", outcome.diagnostics));
    let mut diagnostics = Diagnostics::default();
    let project = super::project(&resolved.tree, &resolved.name, &mut diagnostics);
    (project, diagnostics.into_sorted(), outcome.sources)
}
