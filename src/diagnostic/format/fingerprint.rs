//! The identity of a finding across the reports of two runs, also after lines have moved.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::diagnostic::Diagnostic;

/// The fingerprints of a report.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    /// The same finding twice in one file differs by its number, so that a line more above does not make it a
    /// new one.
    seen: BTreeMap<String, usize>,
}

impl Fingerprints {
    /// The next finding's, by its code, its file and its sentence.
    pub(super) fn fingerprint(&mut self, found: &Diagnostic, file: &str) -> String {
        let identity = format!("{}\n{file}\n{}", found.code.number(), found.message);
        let number = self.seen.entry(identity.clone()).or_default();
        *number += 1;
        let mut fingerprint = String::new();
        for byte in Sha256::digest(format!("{identity}\n{number}")) {
            let _ = write!(fingerprint, "{byte:02x}");
        }
        fingerprint
    }
}
