//! The credential in one value.

use super::arguments::credential_arguments;
use super::credentials::{assignments, is_credential, literal, may_be_credential, secrets};

/// The credential in the value of a variable, label or option: a key or password by its look, an argument or
/// a part of a connection string, or all of it by its name.
pub fn credential_in<'a>(name: &str, value: &'a str) -> Option<&'a str> {
    let by_look = secrets(value).into_iter().next();
    let found = by_look.or_else(|| credential_arguments(&[value]).into_iter().next().map(|(_, range)| range));
    if let Some(range) = found {
        return value.get(range);
    }
    if is_credential(name) {
        return may_be_credential(value).then(|| value.trim());
    }
    let structured = value.contains('\n') || value.trim_start().starts_with('{');
    structured.then(|| assignments(value).into_iter().find_map(|range| literal(value.get(range)?))).flatten()
}
