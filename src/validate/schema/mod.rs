//! The merged model against Compose's JSON Schema.
//!
//! The schema is the specification's own (see `schemas/README.md`), held as a table (`rules`). `check` finds
//! the rules that a model breaks, and `explain` turns them into findings at the right nodes, in Compose's
//! words.

mod check;
mod editor;
mod explain;
mod misplaced;
mod patterns;
mod rules;
#[rustfmt::skip]
mod table;
mod words;

pub use editor::schema_for_editors;
pub use words::words;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value as Json;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Loc;
use crate::tree::{Node, Value};

/// The text of the schema, without blanks: the test in `rules` writes it.
const TEXT: &str = include_str!("../../../schemas/compose-spec.min.json");

static SCHEMA: LazyLock<Json> =
    LazyLock::new(|| serde_json::from_str(TEXT).expect("internal error: the Compose schema is not JSON"));

/// Checks a merged model; every fault is reported, each node once.
pub fn check(model: &Node, diagnostics: &mut Diagnostics) {
    numbers(model, diagnostics);
    if check::accepts(model) {
        return;
    }
    // A value that could not be read before is not complained about twice, nor is one that an included file
    // was reported for.
    let bytes = |loc: Loc| (loc.source(), loc.start(), loc.end());
    let known: BTreeSet<_> = diagnostics.iter().map(|found| bytes(found.place())).collect();
    let mut faults = check::faults(model);
    faults.extend(check::faults_of_misnamed(model));
    faults.retain(|fault| {
        fault.node.loc.start() == fault.node.loc.end() || !known.contains(&bytes(fault.node.loc))
    });
    let mut found = explain::explain_all(&faults);
    found.retain(|diagnostic| !known.contains(&bytes(diagnostic.place())));
    found.sort_by_key(|diagnostic| (diagnostic.place(), diagnostic.code));
    found.dedup_by_key(|diagnostic| diagnostic.place());
    diagnostics.extend(found);
}

/// Reports the numbers that are none, which YAML has and Compose does not take.
fn numbers(node: &Node, diagnostics: &mut Diagnostics) {
    match &node.value {
        Value::Float(number) if !number.is_finite() => diagnostics.push(
            Diagnostic::new(Code::BadNumber, "infinity and not-a-number have no meaning here")
                .at(node.loc)
                .help("write a number, or put the text in quotes"),
        ),
        Value::List(list) => list.iter().for_each(|child| numbers(child, diagnostics)),
        Value::Map(map) => map.iter().for_each(|(_, _, child)| numbers(child, diagnostics)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Text(_) => {}
    }
}
