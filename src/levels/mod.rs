//! Which findings are said, and how loud: `--deny`, `--allow`, and what the Compose files themselves allow.
//!
//! Decisions
//! - Warnings and notes can be allowed, errors cannot: what is refused would not be in the template.
//! - The nearer word wins: a comment or an `x-stackpose` block over `--allow` and `--deny CODE`, these over
//!   `--deny warnings` and `--deny notes`.
//! - A comment stands where it can be reviewed, with its reason; one that allows nothing any more is itself a note.

mod allowance;

use std::collections::BTreeMap;

pub use allowance::Allowances;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, nearest};

/// What the command line says about findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    codes: BTreeMap<Code, Verdict>,
    deny_warnings: bool,
    deny_notes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Allowed,
    Denied,
}

impl Levels {
    /// Reads the values of `--deny` (codes, `warnings`, `notes`) and of `--allow` (codes).
    pub fn new(deny: &[String], allow: &[String]) -> Result<Self, String> {
        let mut levels = Self::default();
        for word in deny {
            match word.as_str() {
                "warnings" => levels.deny_warnings = true,
                "notes" => levels.deny_notes = true,
                number => {
                    levels.codes.insert(code(number, "--deny")?, Verdict::Denied);
                }
            }
        }
        for number in allow {
            let code = code(number, "--allow")?;
            if code.severity() == Severity::Error {
                return Err(format!(
                    "`--allow {number}`: an error cannot be allowed, only warnings and notes can"
                ));
            }
            if levels.codes.insert(code, Verdict::Allowed) == Some(Verdict::Denied) {
                return Err(format!("`{number}` is both denied and allowed"));
            }
        }
        Ok(levels)
    }

    /// How loud a finding is; none for one that is not said.
    fn weigh(&self, found: &Diagnostic) -> Option<Severity> {
        match (found.severity, self.codes.get(&found.code)) {
            (Severity::Error, _) | (_, Some(Verdict::Denied)) => Some(Severity::Error),
            (_, Some(Verdict::Allowed)) => None,
            (Severity::Warning, None) if self.deny_warnings => Some(Severity::Error),
            (Severity::Note, None) if self.deny_notes => Some(Severity::Error),
            (severity, None) => Some(severity),
        }
    }

    fn apply(&self, mut found: Diagnostic) -> Option<Diagnostic> {
        found.severity = self.weigh(&found)?;
        Some(found)
    }
}

/// The findings that remain, by place, each once; allowances that allow nothing are among them.
pub fn judge(levels: &Levels, mut allowances: Allowances, diagnostics: Diagnostics) -> Vec<Diagnostic> {
    // After an error the later stages have not spoken: what they would say cannot be missed yet.
    allowances.complete &= !diagnostics.has_errors();
    let mut said = Diagnostics::default();
    for found in diagnostics.into_sorted() {
        if !allowances.allow(&found) {
            said.extend(levels.apply(found));
        }
    }
    for unused in allowances.into_unused() {
        said.extend(levels.apply(unused));
    }
    said.into_sorted()
}

fn code(number: &str, option: &str) -> Result<Code, String> {
    Code::of(number).ok_or_else(|| {
        let numbers = Code::numbers();
        let near = nearest(number, numbers.iter().map(String::as_str));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        format!("`{option} {number}`: there is no such code{near}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(deny: &[&str], allow: &[&str]) -> Result<Levels, String> {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Levels::new(&owned(deny), &owned(allow))
    }

    fn weight(levels: &Levels, code: Code) -> Option<Severity> {
        levels.weigh(&Diagnostic::new(code, "x"))
    }

    #[test]
    fn a_code_weighs_more_than_a_kind() {
        let levels = levels(&["warnings", "N0603"], &["W0602"]).unwrap();
        assert_eq!(weight(&levels, Code::Approximated), None);
        assert_eq!(weight(&levels, Code::Credential), Some(Severity::Error));
        assert_eq!(weight(&levels, Code::Ignored), Some(Severity::Error));
        assert_eq!(weight(&levels, Code::SizeRounded), Some(Severity::Note));
        assert_eq!(weight(&levels, Code::Refused), Some(Severity::Error));
    }

    #[test]
    fn words_that_make_no_sense_are_refused() {
        assert!(levels(&[], &["E0601"]).unwrap_err().contains("an error cannot be allowed"));
        assert!(levels(&["W0602"], &["W0602"]).unwrap_err().contains("both"));
        assert!(levels(&["W602"], &[]).unwrap_err().contains("did you mean `W0602`?"));
        assert!(levels(&[], &["warnings"]).is_err());
    }
}
