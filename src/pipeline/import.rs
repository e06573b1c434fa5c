//! Files of other tools → a Compose file.

use crate::diagnostic::Diagnostics;
use crate::source::SourceMap;
use crate::{import as importers, load};

use super::Outcome;

/// Files of other tools → a Compose file, or why the files are not what they were called.
pub fn import(
    kind: importers::Kind,
    files: Vec<(String, String)>,
) -> Outcome<Result<importers::Imported, importers::ImportError>> {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let mut inputs = Vec::new();
    for (name, text) in files {
        let id = sources.add(name.clone(), text);
        // A file of several documents is several manifests.
        for tree in load::parse(id, &mut sources, &mut diagnostics) {
            inputs.push(importers::Input { name: name.clone(), tree });
        }
    }
    let value = (!diagnostics.has_errors()).then(|| importers::import(kind, &inputs));
    Outcome { value, diagnostics: diagnostics.into_sorted(), suppressed: Vec::new(), sources, waiting: None }
}
