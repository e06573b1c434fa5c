//! `stackpose schema`: the JSON Schema for editors.

use super::Exit;
use super::report;

/// Prints it.
pub(super) fn run() -> Exit {
    report::print(&crate::validate::schema_for_editors())
}
