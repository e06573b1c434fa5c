//! Two templates → what an update from one to the other does, and what is dangerous about it.
//!
//! CloudFormation is predicted from the templates alone: parameters have their defaults, and what other
//! values would change is told as such. Both templates may be of any origin.
//!
//! 1. [`read`]: text → the form that short tags have in JSON.
//! 2. [`evaluate`]: parameters, conditions and functions worked out.
//! 3. [`compare`](compare()): what happens to each resource; replacement spreads along references.
//! 4. [`faults`]: what AWS would refuse.
//! 5. [`diff`]: all of it, property by property, with hazards, without credentials. [`render`] writes it.

pub mod behavior;
mod build;
mod compare;
mod evaluate;
pub mod faults;
mod groups;
mod hazards;
mod items;
mod mask;
mod model;
mod names;
mod parameter_changes;
pub mod places;
mod plain_json;
mod read;
mod renames;
pub mod render;

use serde_json::Value;

pub use build::diff;
pub use compare::{Action, Comparison, compare};
pub use evaluate::evaluate;
pub use groups::parts;
pub use mask::masked;
pub use model::{Diff, Effect, Hazard, Side};
pub use read::{is_meant_as_template, read};

static NULL: Value = Value::Null;

/// A member of a mapping; null where there is none.
fn field<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or(&NULL)
}
