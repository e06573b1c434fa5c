//! Logical ids: the names by which the parts of a template know each other.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html>

use std::fmt;

use compact_str::CompactString;
use serde::{Serialize, Serializer};
use thiserror::Error;

/// The longest logical id CloudFormation takes, in characters.
pub const LONGEST: usize = 255;

/// The name of a parameter, rule, condition, resource or output: 1 to 255 characters of `A–Z a–z 0–9`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogicalId(CompactString);

/// Why a text cannot be a logical id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidLogicalId {
    /// Nothing is left to name the thing by.
    #[error("a logical id cannot be empty")]
    Empty,
    /// A character that CloudFormation does not admit.
    #[error("a logical id has letters A-Z, a-z and digits only")]
    Character(char),
    /// More characters than CloudFormation admits.
    #[error("a logical id has at most {LONGEST} characters")]
    TooLong(usize),
}

impl LogicalId {
    /// Takes the text as it is, or says why CloudFormation would not.
    pub fn new(text: impl Into<CompactString>) -> Result<Self, InvalidLogicalId> {
        let text = text.into();
        if text.is_empty() {
            return Err(InvalidLogicalId::Empty);
        }
        if let Some(other) = text.chars().find(|c| !c.is_ascii_alphanumeric()) {
            return Err(InvalidLogicalId::Character(other));
        }
        // All are ASCII here, so bytes are characters.
        if text.len() > LONGEST {
            return Err(InvalidLogicalId::TooLong(text.len()));
        }
        Ok(Self(text))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LogicalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for LogicalId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Serialize for LogicalId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A user's name made fit for a logical id: every character outside `A–Z a–z 0–9` goes, the first is
/// upper-cased.
///
/// `front-tier` gives `Fronttier`; what has no such character gives an empty text.
pub fn normalise(name: &str) -> String {
    let mut kept = name.chars().filter(char::is_ascii_alphanumeric);
    let mut id = String::with_capacity(name.len());
    id.extend(kept.next().map(|first| first.to_ascii_uppercase()));
    id.extend(kept);
    id
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_letters_and_digits_make_an_id() {
        let long = "a".repeat(256);
        let table: &[(&str, Result<(), InvalidLogicalId>)] = &[
            ("Web", Ok(())),
            ("0", Ok(())),
            ("", Err(InvalidLogicalId::Empty)),
            ("a-b", Err(InvalidLogicalId::Character('-'))),
            ("Grün", Err(InvalidLogicalId::Character('ü'))),
            (&long, Err(InvalidLogicalId::TooLong(256))),
        ];
        for (text, expected) in table {
            assert_eq!(LogicalId::new(*text).map(|id| assert_eq!(id.as_str(), *text)), *expected, "{text}");
        }
        assert!(LogicalId::new("a".repeat(255)).is_ok());
    }

    #[test]
    fn names_are_normalised_as_the_predecessor_did() {
        let table = [
            ("front-tier", "Fronttier"),
            ("db-data", "Dbdata"),
            ("subnet-0ab1", "Subnet0ab1"),
            ("myApp", "MyApp"),
            ("_x", "X"),
            ("ünder", "Nder"),
            ("9to5", "9to5"),
            ("---", ""),
            ("", ""),
        ];
        for (name, id) in table {
            assert_eq!(normalise(name), id);
        }
    }

    proptest! {
        #[test]
        fn what_is_normalised_is_an_id_or_empty(name in ".{0,80}") {
            let id = normalise(&name);
            prop_assert!(id.is_empty() || LogicalId::new(id).is_ok());
        }
    }
}
