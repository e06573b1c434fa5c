//! "Did you mean": the nearest of the known names.

use super::{Code, Diagnostic, Remedy};
use crate::source::Loc;

/// Names among which a suggestion is looked for.
const MOST_KNOWN: usize = 1_000;
/// Bytes of the longest word that is compared; the time of a comparison grows with its square.
const LONGEST_WORD: usize = 64;

/// The finding for a word that is none of those an attribute takes.
pub fn not_among(code: Code, attribute: &str, given: &str, loc: Loc, words: &[&str]) -> Diagnostic {
    let message = format!("`{attribute}` cannot be `{}`", given.escape_debug());
    let list = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let diagnostic = Diagnostic::new(code, message).at(loc);
    match nearest(given, words.iter().copied()).or_else(|| with_word(given, words)) {
        Some(near) => diagnostic
            .help(format!("did you mean `{near}`? It is one of {list}"))
            .remedy(Remedy::Rename { loc, from: given.to_owned(), to: near.trim_matches('"').to_owned() }),
        None => diagnostic.help(format!("write one of {list}")),
    }
}

/// The only one of some values that has a word among its own: `service_healthy` for `healthy`.
fn with_word<'a>(given: &str, words: &[&'a str]) -> Option<&'a str> {
    let mut found = words.iter().filter(|word| {
        given.len() > 3 && word.split(['_', '-']).skip(1).any(|part| part.eq_ignore_ascii_case(given))
    });
    found.next().filter(|_| found.next().is_none()).copied()
}

/// The edit that gives a key the name that was meant. None where the mapping has that name already, or
/// another key before this one is meant to have it: a key that stands twice makes the file unreadable.
pub fn renamed<'a>(
    key: &str,
    loc: Loc,
    near: &str,
    siblings: impl IntoIterator<Item = &'a str>,
    meant: impl Fn(&str) -> Option<String>,
) -> Option<Remedy> {
    let mut before = true;
    for other in siblings {
        before &= other != key;
        if other == near || (before && meant(other).is_some_and(|meant| meant == near)) {
            return None;
        }
    }
    Some(Remedy::Rename { loc, from: key.to_owned(), to: near.to_owned() })
}

/// The known name closest to `word`, if one is close enough to be what was meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Whoever has so many names, or a word so long, gets no suggestion: finding one takes the product of the
    // two.
    let known: Vec<&str> = known.into_iter().take(MOST_KNOWN + 1).collect();
    if known.len() > MOST_KNOWN || word.len() > LONGEST_WORD {
        return None;
    }
    let folded = fold(word);
    let length = folded.chars().count();
    let limit = (length / 3).clamp(1, 3);
    known
        .into_iter()
        .filter(|name| name.len() <= LONGEST_WORD)
        .map(|name| (fold(name), name))
        .filter(|(folded, _)| folded.chars().count().abs_diff(length) <= limit)
        .map(|(name_folded, name)| (strsim::osa_distance(&folded, &name_folded), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, name)| (*distance, *name))
        .map(|(_, name)| name)
}

/// Case and the choice of hyphen, underscore or nothing between words are never what was meant to differ.
fn fold(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// The finding for a boolean in the words of old YAML.
pub fn old_boolean(text: &str, value: bool, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::OldBoolean, format!("`{text}` is an old way to write a boolean"))
        .at(loc)
        .help(format!("write `{value}`"))
        .remedy(Remedy::Rename { loc, from: text.to_owned(), to: value.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let known = ["environment", "env_file", "image", "healthcheck", "depends_on", "ports"];
        for (word, wanted) in [
            ("enviroment", Some("environment")),
            ("healthCheck", Some("healthcheck")),
            ("depends-on", Some("depends_on")),
            ("iamge", Some("image")),
            ("port", Some("ports")),
            ("quux", None),
        ] {
            assert_eq!(nearest(word, known), wanted, "{word}");
        }
    }
}
