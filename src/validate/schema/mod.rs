//! The merged model against Compose's JSON Schema.
//!
//! The schema is the specification's own (see `schemas/README.md`); a library checks it, and `explain` turns what the
//! library says into findings at the right nodes, in Compose's words.

mod editor;
mod explain;
mod json;
mod misplaced;
mod quick;
mod reach;
mod rules;
#[rustfmt::skip]
mod table;

pub use editor::schema_for_editors;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value as Json;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Loc;
use crate::tree::Node;

/// The text of the schema.
const TEXT: &str = include_str!("../../../schemas/compose-spec.json");

static SCHEMA: LazyLock<Json> =
    LazyLock::new(|| serde_json::from_str(TEXT).expect("internal error: the Compose schema is not JSON"));

/// The schema, ready to check models.
///
/// Most models have no fault, which `quick` sees without a validator. To build one for the whole schema takes longer than all
/// else that a small file needs, so the first model with a fault is checked with what its own keys can reach.
#[derive(Debug, Default)]
pub struct Schema {
    whole: Option<Validator>,
    checked: bool,
}

impl Schema {
    /// Checks a merged model; every fault is reported, each node once.
    pub fn check(&mut self, model: &Node, diagnostics: &mut Diagnostics) {
        if quick::accepts(model) {
            return;
        }
        let instance = json::instance(model, diagnostics);
        let mut found = if self.checked {
            faults(self.whole.get_or_insert_with(|| validator(&SCHEMA)), &instance, model)
        } else {
            self.checked = true;
            faults(&validator(&reach::reachable(&SCHEMA, &instance)), &instance, model)
        };
        // A value that could not be read before is not complained about twice.
        let known: BTreeSet<Loc> = diagnostics.iter().map(Diagnostic::place).collect();
        found.retain(|diagnostic| !known.contains(&diagnostic.place()));
        found.sort_by_key(|diagnostic| (diagnostic.place(), diagnostic.code));
        found.dedup_by_key(|diagnostic| diagnostic.place());
        diagnostics.extend(found);
    }
}

fn validator(schema: &Json) -> Validator {
    jsonschema::draft7::new(schema).expect("internal error: the Compose schema is no schema")
}

fn faults(validator: &Validator, instance: &Json, model: &Node) -> Vec<Diagnostic> {
    validator.iter_errors(instance).flat_map(|error| explain::explain(&error, model, &SCHEMA)).collect()
}
