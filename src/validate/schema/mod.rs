//! The merged model against Compose's JSON Schema.
//!
//! The schema is the specification's own (see `schemas/README.md`); a library checks it, and `explain` turns what the
//! library says into findings at the right nodes, in Compose's words.

mod explain;
mod json;

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value as Json;

use crate::diagnostic::Diagnostics;
use crate::tree::Node;

/// The text of the schema.
const TEXT: &str = include_str!("../../../schemas/compose-spec.json");

static SCHEMA: LazyLock<Json> =
    LazyLock::new(|| serde_json::from_str(TEXT).expect("internal error: the Compose schema is not JSON"));

// Built on first use: about two milliseconds, which a run without a Compose file need not pay.
static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    jsonschema::draft7::new(&SCHEMA).expect("internal error: the Compose schema is no schema")
});

/// Checks a merged model; every fault is reported, each node once.
pub fn check(model: &Node, diagnostics: &mut Diagnostics) {
    let Some(instance) = json::instance(model, diagnostics) else { return };
    let mut found: Vec<_> =
        VALIDATOR.iter_errors(&instance).flat_map(|error| explain::explain(&error, model, &SCHEMA)).collect();
    found.sort_by_key(|diagnostic| (diagnostic.place(), diagnostic.code));
    found.dedup_by_key(|diagnostic| diagnostic.place());
    diagnostics.extend(found);
}
