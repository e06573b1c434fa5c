//! The documents of the Compose files that were read.
//!
//! A file is parsed once, and its documents become the model without a copy. Those of a file that is needed
//! again, as it is included twice or its own services extend it by path, are parsed a second time and kept.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Assembly;
use crate::diagnostic::Diagnostics;
use crate::grammar::template::Variable;
use crate::interpolate;
use crate::load;
use crate::source::{SourceId, Spanned};
use crate::tree::Node;

/// A file that was parsed.
pub(super) struct Parsed {
    id: SourceId,
    documents: Documents,
    /// The variables that they mention.
    variables: BTreeMap<String, Variable>,
}

/// Where the documents of a file are.
enum Documents {
    /// Here, until they become part of the model.
    Unused(Rc<Vec<Node>>),
    /// In the model.
    InModel,
    /// Here, parsed a second time.
    Kept(Rc<Vec<Node>>),
}

impl Assembly<'_> {
    /// The documents of a file; none when it cannot be read.
    pub(super) fn documents(&mut self, path: &Spanned<String>) -> Option<Rc<Vec<Node>>> {
        if let Some(known) = self.parsed.get_mut(&path.value) {
            if let Documents::Unused(documents) | Documents::Kept(documents) = &known.documents {
                return Some(Rc::clone(documents));
            }
            // Their faults were reported the first time.
            let mut quiet = Diagnostics::default();
            let documents = Rc::new(load::parse_compose(known.id, &mut self.sources, &mut quiet));
            known.documents = Documents::Kept(Rc::clone(&documents));
            return Some(documents);
        }
        let read = load::read_source(self.files, &mut self.sources, &self.request.working_dir, path);
        let id = read.map_err(|diagnostic| self.diagnostics.push(diagnostic)).ok()?;
        let documents = Rc::new(load::parse_compose(id, &mut self.sources, &mut self.diagnostics));
        let mut variables = BTreeMap::new();
        documents.iter().for_each(|document| interpolate::mentioned(document, &mut variables));
        let unused = Documents::Unused(Rc::clone(&documents));
        self.parsed.insert(path.value.clone(), Parsed { id, documents: unused, variables });
        Some(documents)
    }

    /// The same, to become part of the model.
    pub(super) fn take_documents(&mut self, path: &Spanned<String>) -> Vec<Node> {
        let Some(documents) = self.documents(path) else { return Vec::new() };
        if let Some(parsed) = self.parsed.get_mut(&path.value)
            && let Documents::Unused(_) = parsed.documents
        {
            parsed.documents = Documents::InModel;
        }
        Rc::unwrap_or_clone(documents)
    }

    /// Takes the variables that the files read so far mention, before anything was put in their place.
    pub(super) fn take_variables(&mut self) -> BTreeMap<String, Variable> {
        let mut found = BTreeMap::new();
        let parsed = self.parsed.values_mut();
        for variable in parsed.flat_map(|parsed| std::mem::take(&mut parsed.variables).into_values()) {
            interpolate::mention(variable, &mut found);
        }
        found
    }
}
