//! The changes of `check --fix` in a file, as a unified diff.

use crate::diagnostic;
use crate::fix::Change;

/// A unified diff; values of credentials are masked in it, as everywhere.
pub(super) fn difference(change: &Change) -> String {
    let (before, after) = (diagnostic::masked(&change.before), diagnostic::masked(&change.after));
    let name = change.name.trim_start_matches('/');
    similar::TextDiff::from_lines(&before, &after)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string()
}
