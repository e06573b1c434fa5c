//! Errors that come of a variable without a value: their help begins with the variable.

use super::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::Loc;

impl Diagnostics {
    /// Puts the way to set a variable into the help of the errors at places where one is not set: what else
    /// they advise is about a text that nobody meant.
    pub fn name_unset_variables(&mut self) {
        let of_variable = |found: &&Diagnostic| found.code == Code::UnsetVariable;
        let unset: Vec<(Loc, String)> = self
            .iter()
            .filter(of_variable)
            .flat_map(|found| found.labels.iter().map(move |label| (label.loc, cause(found))))
            .collect();
        for found in self.iter_mut().filter(|found| found.severity == Severity::Error) {
            let place = found.place();
            let is_there = |at: &Loc| *at == place || at.overlaps(place);
            if let Some((_, cause)) = unset.iter().find(|(at, _)| is_there(at)) {
                found.help = Some(cause.clone());
            }
        }
    }
}

fn cause(found: &Diagnostic) -> String {
    format!("{}: {}", found.message, found.help.as_deref().unwrap_or_default())
}
