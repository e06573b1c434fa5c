//! Keeps credentials that came in through variables out of messages. They stand in no Compose file, so no
//! excerpt shows them; a message that quotes what a variable became would.

use std::collections::{BTreeMap, BTreeSet};

use super::credentials::{holds_credential, is_credential, may_be_credential};
use super::{Diagnostic, mask};
use crate::source::{Loc, SourceMap};

/// The variables of a run that hold credentials.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    names: BTreeSet<String>,
    /// The variables that others with credentials were put into.
    made_of_others: BTreeSet<String>,
    /// The values by their first bytes, so that a text is looked through once.
    values: BTreeMap<Start, Vec<String>>,
    /// Where files set the variables.
    places: BTreeMap<String, Vec<Loc>>,
}

/// A shorter value would be found in words that have nothing to do with it.
const SHORTEST: usize = 4;
type Start = [u8; SHORTEST];

/// A shorter value does not tell that a text was made of it.
const TELLING: usize = 8;

/// The text in place of a credential.
const STARS: &str = "***";

impl Credentials {
    /// Takes in variables, going by their names and values, and by values that they were put together from.
    pub fn learn<'a>(&mut self, variables: impl IntoIterator<Item = (&'a String, &'a String)>) {
        let mut others = Vec::new();
        for (name, value) in variables {
            if is_credential(name) && may_be_credential(value) || holds_credential(value) {
                self.add(name, value);
            } else {
                others.push((name, value));
            }
        }
        for (name, value) in others {
            if self.are_in(value) {
                // A password such as `postgres` is found in much that has nothing to do with it.
                let telling =
                    &mut |known: &str| known.len() >= TELLING && known.contains(|c: char| c.is_ascii_digit());
                if value.char_indices().any(|(at, _)| self.value_at(value, at, telling).is_some()) {
                    self.made_of_others.insert(name.clone());
                }
                self.add(name, value);
            }
        }
    }

    /// Takes in where files set variables, as far as the name stands there. A file that is read again has the
    /// same places.
    pub fn learn_places(&mut self, places: impl IntoIterator<Item = (String, Loc)>, sources: &SourceMap) {
        let range = |loc: &Loc| (loc.source(), loc.start(), loc.end());
        for (name, loc) in places.into_iter().filter(|(name, loc)| sources.text(*loc) == name) {
            let known = self.places.entry(name).or_default();
            if !known.iter().any(|other| range(other) == range(&loc)) {
                known.push(loc);
            }
        }
    }

    /// The one place where a file sets a variable; none where several do, or none does.
    pub fn place(&self, name: &str) -> Option<Loc> {
        let [place] = self.places.get(name)?.as_slice() else { return None };
        Some(*place)
    }

    fn add(&mut self, name: &str, value: &str) {
        self.names.insert(name.to_owned());
        if let Some(start) = value.as_bytes().first_chunk::<SHORTEST>() {
            let values = self.values.entry(*start).or_default();
            // One may be the start of another: the longer is looked for first.
            if let Err(at) = values.binary_search_by(|known| {
                value.len().cmp(&known.len()).then_with(|| known.as_str().cmp(value))
            }) {
                values.insert(at, value.to_owned());
            }
        }
    }

    /// Whether a variable holds a credential; one that is not set may have a default that is one.
    pub fn is_variable(&self, name: &str) -> bool {
        self.names.contains(name) || is_credential(name)
    }

    /// Whether others with credentials were put into a variable.
    pub fn is_made_of_others(&self, name: &str) -> bool {
        self.made_of_others.contains(name)
    }

    /// Whether a text was made of one of the values.
    pub fn are_in(&self, text: &str) -> bool {
        text.char_indices()
            .any(|(at, _)| self.value_at(text, at, &mut |value| value.len() >= TELLING).is_some())
    }

    /// The longest value that is written at a place of a text, among those that count.
    fn value_at(&self, text: &str, at: usize, counts: &mut dyn FnMut(&str) -> bool) -> Option<&str> {
        let rest = text.get(at..)?;
        let values = self.values.get(rest.as_bytes().first_chunk::<SHORTEST>()?)?;
        values.iter().map(String::as_str).find(|value| rest.starts_with(value) && counts(value))
    }

    /// A text with stars in place of every value and of whatever looks like a credential by itself.
    pub fn masked(&self, text: &str) -> String {
        let (mut out, mut free) = (String::with_capacity(text.len()), 0);
        for (at, _) in text.char_indices() {
            if at < free {
                continue;
            }
            if let Some(value) = self.value_at(text, at, &mut |_| true) {
                out.push_str(text.get(free..at).unwrap_or_default());
                out.push_str(STARS);
                free = at + value.len();
            }
        }
        out.push_str(text.get(free..).unwrap_or_default());
        mask::masked(&out)
    }

    /// The findings without the values.
    ///
    /// A value that can be read in the files anyway, as the name of a service for instance, is hidden only
    /// where a finding is about text that the variable brought in.
    pub fn redacted(&self, mut diagnostics: Vec<Diagnostic>, sources: &SourceMap) -> Vec<Diagnostic> {
        if self.values.is_empty() {
            return diagnostics;
        }
        let mut public = Public { sources, texts: None, known: BTreeMap::new() };
        for found in &mut diagnostics {
            let brought_in = found.labels.iter().any(|label| label.loc.is_of_credential());
            let texts = std::iter::once(&mut found.message)
                .chain(found.help.as_mut())
                .chain(found.labels.iter_mut().map(|label| &mut label.text));
            for text in texts {
                if let Some(without) = self.without(text, brought_in, &mut public) {
                    *text = without;
                }
            }
        }
        diagnostics
    }

    fn without(&self, text: &str, brought_in: bool, public: &mut Public<'_>) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        let mut changed = false;
        // Every second piece stands in back-ticks.
        for (number, piece) in text.split('`').enumerate() {
            if number > 0 {
                out.push('`');
            }
            let quoted = number % 2 == 1;
            let shown = if quoted && is_path(piece) {
                None
            } else if quoted && brought_in && self.resembles(piece) {
                Some(STARS.to_owned())
            } else {
                self.without_values(piece, brought_in && quoted, public)
            };
            changed |= shown.is_some();
            out.push_str(shown.as_deref().unwrap_or(piece));
        }
        changed.then_some(out)
    }

    fn without_values(&self, text: &str, all: bool, public: &mut Public<'_>) -> Option<String> {
        let mut out = String::new();
        let mut free = 0;
        for (at, _) in text.char_indices() {
            if at < free {
                continue;
            }
            if let Some(value) = self.value_at(text, at, &mut |value| all || !public.contains(value)) {
                out.push_str(text.get(free..at).unwrap_or_default());
                out.push_str(STARS);
                free = at + value.len();
            }
        }
        (free > 0).then(|| out + text.get(free..).unwrap_or_default())
    }

    /// Whether a text is a value in other letters, or with other punctuation, or a part of one.
    fn resembles(&self, text: &str) -> bool {
        let letters = folded(text);
        letters.len() >= SHORTEST
            && self.values.values().flatten().map(|value| folded(value)).any(|value| {
                value.len() >= SHORTEST && (letters.contains(&value) || value.contains(&letters))
            })
    }
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A path into the file is made of keys, and no variable is put into a key.
fn is_path(text: &str) -> bool {
    ["services.", "networks.", "volumes.", "secrets.", "configs.", "x-aws-"]
        .iter()
        .any(|start| text.starts_with(start))
}

/// Which values can be read in the files that are shown anyway.
struct Public<'a> {
    sources: &'a SourceMap,
    texts: Option<Vec<String>>,
    known: BTreeMap<String, bool>,
}

impl Public<'_> {
    fn contains(&mut self, value: &str) -> bool {
        if let Some(known) = self.known.get(value) {
            return *known;
        }
        let texts = self.texts.get_or_insert_with(|| self.sources.texts().map(mask::masked).collect());
        let found = texts.iter().any(|text| text.contains(value));
        self.known.insert(value.to_owned(), found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Loc;

    fn redacted(name: &str, value: &str, file: &str, message: &str, brought_in: bool) -> String {
        let mut sources = SourceMap::default();
        let id = sources.add("compose.yaml", file);
        let mut credentials = Credentials::default();
        credentials.learn([(&name.to_owned(), &value.to_owned())]);
        let loc = Loc::new(id, 0, 1);
        let loc = if brought_in { loc.of_credential() } else { loc };
        let found = Diagnostic::new(Code::NotAllowed, message).at(loc);
        credentials.redacted(vec![found], &sources).remove(0).message
    }

    #[test]
    fn a_value_is_hidden_unless_the_file_shows_it() {
        assert_eq!(redacted("DB_PASSWORD", "hunter2", "services: {}", "not `hunter2`", false), "not `***`");
        assert_eq!(redacted("DB_PASSWORD", "shop", "services: {shop: x}", "in `shop`", false), "in `shop`");
        assert_eq!(redacted("DB_PASSWORD", "1", "a", "1 of 1", false), "1 of 1");
    }

    #[test]
    fn what_a_variable_brought_in_is_hidden_however_it_was_changed() {
        let file = "services: {shop: {restart: '${DB_PASSWORD}'}}";
        let message = |shown: &str| format!("`services.shop.restart` cannot be `{shown}`");
        for shown in ["Sh0p-Word", "sh0p-word", "sh0pword", "Sh0p_Word/x"] {
            assert_eq!(
                redacted("DB_PASSWORD", "Sh0p-Word", file, &message(shown), true),
                message("***"),
                "{shown}"
            );
        }
        assert_eq!(redacted("DB_PASSWORD", "shop", file, &message("shop"), true), message("***"));
    }

    #[test]
    fn variables_made_of_credentials_are_credentials() {
        let mut credentials = Credentials::default();
        let variables =
            [("A", "x-hunter2hunter2"), ("DB_PASSWORD", "hunter2hunter2"), ("B", "x"), ("TOKEN", "1")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()));
        credentials.learn(variables.iter().map(|(name, value)| (name, value)));
        assert!(credentials.is_variable("A") && credentials.is_variable("DB_PASSWORD"));
        assert!(!credentials.is_variable("B") && !credentials.are_in("hunter2"));
    }
}
