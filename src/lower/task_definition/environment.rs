//! Environment: the variables of a container.
//! Compose: `environment`, `env_file`. CloudFormation: `Environment` of a container.
//!
//! Decisions
//! - Sorted by name: a task definition whose list is in another order is replaced for nothing.
//! - A variable without a value is unset, as in Compose; an empty value is a value.
//! - Whoever reads the template or the task definition reads the values, so a credential gets a warning.

use crate::cfn::ecs::KeyValuePair;
use crate::compose;
use crate::diagnostic::{Code, Diagnostic, is_credential};
use crate::source::Spanned;

use super::super::context::Lowering;
use super::super::literals::to_text;

/// The variables of a container.
pub(super) fn lower(cx: &mut Lowering<'_>, environment: &[compose::Variable]) -> Vec<KeyValuePair> {
    let mut pairs = Vec::new();
    for compose::Variable { name, value } in environment {
        let Some(value) = value else { continue };
        if let Some(warning) = credential(name, value) {
            cx.report(warning);
        }
        pairs.push(KeyValuePair { name: name.value.clone(), value: to_text(&value.value) });
    }
    pairs.sort_by(|a, b| a.name.cmp(&b.name));
    pairs
}

/// The warning about a value that looks like a credential by its name; the value itself is never shown.
pub(in super::super) fn credential(name: &Spanned<String>, value: &Spanned<String>) -> Option<Diagnostic> {
    let in_a_file = name.loc.is_somewhere() || value.loc.is_somewhere();
    if value.value.is_empty() || !in_a_file || !is_credential(&name.value) {
        return None;
    }
    let message = format!("the value of `{}` stands in the template for all to read", name.value);
    let place = if name.loc.is_somewhere() { name.loc } else { value.loc };
    Some(
        Diagnostic::new(Code::Credential, message)
            .at(place)
            .help("keep it in AWS Secrets Manager or the Parameter Store, and use a secret instead"),
    )
}
