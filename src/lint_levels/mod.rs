//! Which findings are said, and how loud: `--deny`, `--allow`, `--forbid`, the policy file, and what the
//! Compose files themselves allow.
//!
//! Decisions
//! - Warnings and notes can be allowed, errors cannot: what is refused would not be in the template.
//! - The nearer word wins: a comment or an `x-stackpose` block over `--allow` and `--deny CODE`, these over
//!   `--deny warnings` and `--deny notes`.
//! - What is forbidden is an error, whatever else is said: no comment, block or `--allow` counts for it.
//! - A comment stands where it can be reviewed, with its reason; one that allows nothing any more is itself a
//!   note.

mod allowance;
mod policy;

use std::collections::{BTreeMap, BTreeSet};

pub use allowance::Allowances;
pub use policy::{POLICY_NAME, PolicyFile, with_policy};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Suppressed, nearest};

/// The levels of findings from the command line and the policy file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    codes: BTreeMap<Code, Verdict>,
    deny_warnings: bool,
    deny_notes: bool,
    /// The codes that nothing allows.
    forbidden: BTreeSet<Code>,
    /// Whether allowances in the files count for nothing.
    no_inline: bool,
    /// Where images may be from; none is anywhere.
    registries: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Allowed,
    Denied,
}

/// Why the values of options about findings mean nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LevelError {
    /// A code that does not exist, and perhaps the one that was meant.
    #[error("`{option} {number}`: there is no such code{}", meant(near.as_deref()))]
    NoCode {
        /// The option.
        option: &'static str,
        /// The code.
        number: String,
        /// The nearest one.
        near: Option<String>,
    },
    /// `--allow` of an error.
    #[error("`--allow {0}`: an error cannot be allowed, only warnings and notes can")]
    AllowedError(String),
    /// A code of `--deny` and `--allow`.
    #[error("`{0}` is both denied and allowed")]
    DeniedAndAllowed(String),
    /// A code of `--forbid` and `--allow`.
    #[error("`{0}` is both forbidden and allowed")]
    ForbiddenAndAllowed(String),
}

fn meant(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

impl Levels {
    /// Reads the values of `--deny` (codes, `warnings`, `notes`) and of `--allow` (codes).
    pub fn new(deny: &[String], allow: &[String]) -> Result<Self, LevelError> {
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
                return Err(LevelError::AllowedError(number.clone()));
            }
            if levels.codes.insert(code, Verdict::Allowed) == Some(Verdict::Denied) {
                return Err(LevelError::DeniedAndAllowed(number.clone()));
            }
        }
        Ok(levels)
    }

    /// Reads the values of `--forbid` (codes).
    pub fn forbid(mut self, numbers: &[String]) -> Result<Self, LevelError> {
        for number in numbers {
            let code = code(number, "--forbid")?;
            if self.codes.get(&code) == Some(&Verdict::Allowed) {
                return Err(LevelError::ForbiddenAndAllowed(number.clone()));
            }
            self.forbidden.insert(code);
        }
        Ok(self)
    }

    /// The same without what the files allow.
    #[must_use]
    pub fn without_inline(self) -> Self {
        Self { no_inline: true, ..self }
    }

    /// Where images may be from, if anybody says so.
    pub fn registries(&self) -> Option<&[String]> {
        self.registries.as_deref()
    }

    /// Puts a policy under what was typed.
    fn lie_over(&mut self, policy: Self) {
        for (code, verdict) in policy.codes {
            self.codes.entry(code).or_insert(verdict);
        }
        self.deny_warnings |= policy.deny_warnings;
        self.deny_notes |= policy.deny_notes;
        self.forbidden.extend(policy.forbidden);
        self.no_inline |= policy.no_inline;
        self.registries = self.registries.take().or(policy.registries);
    }

    /// How loud a finding is; none for one that is not said.
    fn weigh(&self, found: &Diagnostic) -> Option<Severity> {
        if self.forbidden.contains(&found.code) {
            return Some(Severity::Error);
        }
        match (found.severity, self.codes.get(&found.code)) {
            (Severity::Error, _) | (_, Some(Verdict::Denied)) => Some(Severity::Error),
            (_, Some(Verdict::Allowed)) => None,
            (Severity::Warning, None) if self.deny_warnings => Some(Severity::Error),
            (Severity::Note, None) if self.deny_notes => Some(Severity::Error),
            (severity, None) => Some(severity),
        }
    }

    /// A finding as loud as it is to be said; none for one that is not said.
    pub fn apply(&self, mut found: Diagnostic) -> Option<Diagnostic> {
        found.severity = self.weigh(&found)?;
        Some(found)
    }
}

/// Findings that are named although they are allowed; more would make a report that nobody reads.
const MOST_SUPPRESSED: usize = 200;

/// The findings that remain, by place, each once, allowances that allow nothing among them; and those that
/// are allowed.
pub fn judge(
    levels: &Levels,
    mut allowances: Allowances,
    diagnostics: Diagnostics,
) -> (Vec<Diagnostic>, Vec<Suppressed>) {
    // After an error the later stages have not spoken: what they would say cannot be missed yet.
    allowances.complete &= !diagnostics.has_errors();
    let (mut said, mut suppressed) = (Diagnostics::default(), Vec::new());
    for found in diagnostics.into_sorted() {
        let overruled = levels.no_inline || levels.forbidden.contains(&found.code);
        let by = allowances.allow(&found, overruled);
        if by.is_some() && !overruled {
            suppressed.push(Suppressed { found, by });
            continue;
        }
        match levels.weigh(&found) {
            Some(severity) => said.push(found.severity(severity)),
            None => suppressed.push(Suppressed { found, by: None }),
        }
    }
    for note in allowances.into_notes() {
        said.extend(levels.apply(note));
    }
    suppressed.truncate(MOST_SUPPRESSED);
    (said.into_sorted(), suppressed)
}

fn code(number: &str, option: &'static str) -> Result<Code, LevelError> {
    Code::from_number(number).ok_or_else(|| {
        let numbers = Code::numbers();
        let near = nearest(number, numbers.iter().map(String::as_str)).map(str::to_owned);
        LevelError::NoCode { option, number: number.to_owned(), near }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(deny: &[&str], allow: &[&str]) -> Result<Levels, LevelError> {
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
        assert!(levels(&[], &["E0601"]).unwrap_err().to_string().contains("an error cannot be allowed"));
        assert!(levels(&["W0602"], &["W0602"]).unwrap_err().to_string().contains("both"));
        assert!(levels(&["W602"], &[]).unwrap_err().to_string().contains("did you mean `W0602`?"));
        assert!(levels(&[], &["warnings"]).is_err());
    }
}
