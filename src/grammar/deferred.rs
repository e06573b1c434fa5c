//! Variables that get their value when a stack is deployed: how a text names them from interpolation to lowering.
//!
//! Such a variable is not filled in when the files are read. In its place stands its name between two noncharacters,
//! which Unicode reserves for use inside a program (<https://www.unicode.org/faq/private_use.html#nonchar1>).
//! Interpolation refuses them in every text that a user or a variable brings in, so no text can name a variable this way.

use std::borrow::Cow;

const BEFORE: char = '\u{fdd0}';
const AFTER: char = '\u{fdd1}';

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text that stands for itself.
    Text(&'a str),
    /// The name of a variable.
    Variable(&'a str),
}

/// What stands in a text for a variable.
pub fn mark(name: &str) -> String {
    format!("{BEFORE}{name}{AFTER}")
}

/// Whether a text that is not ours holds a character of ours.
pub fn is_reserved(text: &str) -> bool {
    text.contains([BEFORE, AFTER])
}

/// Whether a text names a variable.
pub fn has_variable(text: &str) -> bool {
    text.contains(BEFORE)
}

/// The parts of a text, in order.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once(BEFORE).and_then(|(before, after)| Some((before, after.split_once(AFTER)?)))
    {
        found.extend((!before.is_empty()).then_some(Part::Text(before)));
        found.push(Part::Variable(name));
        rest = after;
    }
    found.extend((!rest.is_empty()).then_some(Part::Text(rest)));
    found
}

/// The names of the variables in a text, in order.
pub fn variables(text: &str) -> impl Iterator<Item = &str> {
    parts(text).into_iter().filter_map(|part| match part {
        Part::Variable(name) => Some(name),
        Part::Text(_) => None,
    })
}

/// The variable that is all of a text.
pub fn sole(text: &str) -> Option<&str> {
    match parts(text).as_slice() {
        [Part::Variable(name)] => Some(name),
        _ => None,
    }
}

/// The text with something in the place of its variables.
pub fn filled(text: &str, value: impl Fn(&str) -> String) -> Cow<'_, str> {
    if !has_variable(text) {
        return Cow::Borrowed(text);
    }
    let part = |part: Part<'_>| match part {
        Part::Text(text) => text.to_owned(),
        Part::Variable(name) => value(name),
    };
    Cow::Owned(parts(text).into_iter().map(part).collect())
}

/// The text as a person writes it.
pub fn shown(text: &str) -> Cow<'_, str> {
    filled(text, |name| format!("${{{name}}}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_comes_apart() {
        let text = format!("a {}{} b", mark("X"), mark("Y"));
        let expected = [Part::Text("a "), Part::Variable("X"), Part::Variable("Y"), Part::Text(" b")];
        assert_eq!(parts(&text), expected);
        assert_eq!(shown(&text), "a ${X}${Y} b");
        assert_eq!(variables(&text).collect::<Vec<_>>(), ["X", "Y"]);
        assert_eq!((sole(&text), sole(&mark("X")), sole("X"), sole("")), (None, Some("X"), None, None));
    }

    proptest! {
        #[test]
        fn any_text_is_the_sum_of_its_parts(text in "[\u{fdd0}\u{fdd1}a${}]{0,12}") {
            let whole = filled(&text, mark);
            prop_assert_eq!(whole, text.as_str());
            prop_assert!(is_reserved(&text) || !has_variable(&text));
        }
    }
}
