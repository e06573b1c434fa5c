//! Variables that get their value when a stack is deployed: how a text names them from interpolation to
//! lowering.
//!
//! Such a variable is not filled in when the files are read. In its place stands its name between two
//! noncharacters, which Unicode reserves for use inside a program
//! (<https://www.unicode.org/faq/private_use.html#nonchar1>). What depends on whether it has a value
//! (`${A:+x}`, `${A:-${B}}`) has both texts behind the name, each after a third noncharacter. A value of an
//! env_file has the name of its file and its own name, with the third noncharacter between them. A credential
//! where others may read it has three of these behind its name.
//! Interpolation refuses them in every text that a user or a variable brings in, so no text can name a
//! variable this way.

use std::borrow::Cow;

const BEFORE: char = '\u{fdd0}';
const AFTER: char = '\u{fdd1}';
const BETWEEN: char = '\u{fdd2}';

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text that stands for itself.
    Text(&'a str),
    /// The name of a variable.
    Variable(&'a str),
    /// The name of a variable with a credential, in a text that more can read than the tasks that use it.
    Credential(&'a str),
    /// A value of an env_file.
    Entry {
        /// The file, by the name of the variable that stands for it.
        file: &'a str,
        /// The name of the value in it.
        key: &'a str,
    },
    /// One of two texts.
    Choice {
        /// The variable that decides.
        name: &'a str,
        /// Where it has a value that is not empty.
        given: &'a str,
        /// Where it has none.
        otherwise: &'a str,
    },
}

impl Part<'_> {
    /// The text that it is a part of.
    pub fn marked(&self) -> String {
        match *self {
            Self::Text(text) => text.to_owned(),
            Self::Variable(name) => mark(name),
            Self::Credential(name) => credential_mark(name),
            Self::Entry { file, key } => entry_mark(file, key),
            Self::Choice { name, given, otherwise } => choice(name, given, otherwise),
        }
    }
}

/// Returns the marker of a variable in a text.
pub fn mark(name: &str) -> String {
    format!("{BEFORE}{name}{AFTER}")
}

fn credential_mark(name: &str) -> String {
    format!("{BEFORE}{name}{BETWEEN}{BETWEEN}{BETWEEN}{AFTER}")
}

/// Returns the marker of one of two texts.
pub fn choice(name: &str, given: &str, otherwise: &str) -> String {
    format!("{BEFORE}{name}{BETWEEN}{given}{BETWEEN}{otherwise}{AFTER}")
}

/// Returns the marker of a value of an env_file.
pub fn entry_mark(file: &str, key: &str) -> String {
    format!("{BEFORE}{file}{BETWEEN}{key}{AFTER}")
}

/// A text whose secrets are marked as those that more can read; `is_secret` says which are.
pub fn with_credentials(text: &str, is_secret: &dyn Fn(&str) -> bool) -> String {
    changed(text, &|name| if is_secret(name) { credential_mark(name) } else { mark(name) })
}

/// The same text with all its variables as in `environment`.
pub fn without_credentials(text: &str) -> String {
    changed(text, &mark)
}

/// A text with other marks for its variables.
fn changed(text: &str, mark: &dyn Fn(&str) -> String) -> String {
    let part = |part: Part<'_>| match part {
        Part::Variable(name) | Part::Credential(name) => mark(name),
        Part::Choice { name, given, otherwise } => {
            choice(name, &changed(given, mark), &changed(otherwise, mark))
        }
        Part::Text(_) | Part::Entry { .. } => part.marked(),
    };
    parts(text).into_iter().map(part).collect()
}

/// Whether a text that is not ours holds a character of ours.
pub fn is_reserved(text: &str) -> bool {
    text.contains([BEFORE, AFTER, BETWEEN])
}

/// Whether a text names a variable.
pub fn has_variable(text: &str) -> bool {
    // Most texts are ASCII, which is seen sooner.
    !text.is_ascii() && text.contains(BEFORE)
}

/// The parts of a text, in order.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, (part, after))) =
        rest.split_once(BEFORE).and_then(|(before, after)| Some((before, split_mark(after)?)))
    {
        found.extend((!before.is_empty()).then_some(Part::Text(before)));
        found.push(part);
        rest = after;
    }
    found.extend((!rest.is_empty()).then_some(Part::Text(rest)));
    found
}

/// The mark that is open at the beginning of a text, and what is behind it.
fn split_mark(text: &str) -> Option<(Part<'_>, &str)> {
    let mut depth = 0_usize;
    let mut between = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            BEFORE => depth += 1,
            BETWEEN if depth == 0 => between.push(at),
            AFTER if depth == 0 => {
                let after = text.get(at + AFTER.len_utf8()..)?;
                let part = match between.as_slice() {
                    [] => Part::Variable(text.get(..at)?),
                    &[only] => {
                        Part::Entry { file: text.get(..only)?, key: text.get(only + BETWEEN.len_utf8()..at)? }
                    }
                    &[first, second] => Part::Choice {
                        name: text.get(..first)?,
                        given: text.get(first + BETWEEN.len_utf8()..second)?,
                        otherwise: text.get(second + BETWEEN.len_utf8()..at)?,
                    },
                    &[first, _, _] => Part::Credential(text.get(..first)?),
                    _ => return None,
                };
                return Some((part, after));
            }
            AFTER => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The names of the variables whose values are in a text, in order; of a choice those in both texts, of a
/// value of an env_file its file.
pub fn variables(text: &str) -> Vec<&str> {
    if !has_variable(text) {
        return Vec::new();
    }
    let names = |part| match part {
        Part::Variable(name) | Part::Credential(name) | Part::Entry { file: name, key: _ } => vec![name],
        Part::Text(_) => Vec::new(),
        Part::Choice { name: _, given, otherwise } => [variables(given), variables(otherwise)].concat(),
    };
    parts(text).into_iter().flat_map(names).collect()
}

/// The parts of a text that begins with a variable.
fn parts_from_mark(text: &str) -> Vec<Part<'_>> {
    if text.starts_with(BEFORE) { parts(text) } else { Vec::new() }
}

/// The variable that is all of a text.
pub fn sole(text: &str) -> Option<&str> {
    match parts_from_mark(text).as_slice() {
        [Part::Variable(name) | Part::Credential(name)] => Some(name),
        _ => None,
    }
}

/// The value of an env_file that is all of a text: the file and the name.
pub fn entry(text: &str) -> Option<(&str, &str)> {
    match parts_from_mark(text).as_slice() {
        [Part::Entry { file, key }] => Some((file, key)),
        _ => None,
    }
}

/// The text with something in the place of its variables, all of which have a value.
pub fn filled<'a>(text: &'a str, value: &dyn Fn(&str) -> String) -> Cow<'a, str> {
    if !has_variable(text) {
        return Cow::Borrowed(text);
    }
    let part = |part: Part<'_>| match part {
        Part::Text(text) => text.to_owned(),
        Part::Variable(name) | Part::Credential(name) | Part::Entry { file: _, key: name } => value(name),
        Part::Choice { name: _, given, otherwise: _ } => filled(given, value).into_owned(),
    };
    Cow::Owned(parts(text).into_iter().map(part).collect())
}

/// The text as a person writes it.
pub fn shown(text: &str) -> Cow<'_, str> {
    if !has_variable(text) {
        return Cow::Borrowed(text);
    }
    let part = |part: Part<'_>| match part {
        Part::Text(text) => text.to_owned(),
        Part::Variable(name) | Part::Credential(name) | Part::Entry { file: _, key: name } => {
            format!("${{{name}}}")
        }
        Part::Choice { name, given, otherwise } if sole(given) == Some(name) => {
            format!("${{{name}:-{}}}", shown(otherwise))
        }
        Part::Choice { name, given, otherwise: _ } => format!("${{{name}:+{}}}", shown(given)),
    };
    Cow::Owned(parts(text).into_iter().map(part).collect())
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
        assert_eq!(variables(&text), ["X", "Y"]);
        assert_eq!((sole(&text), sole(&mark("X")), sole("X"), sole("")), (None, Some("X"), None, None));
    }

    #[test]
    fn a_value_of_an_env_file() {
        let text = entry_mark(".db.env", "PASSWORD");
        assert_eq!((entry(&text), sole(&text)), (Some((".db.env", "PASSWORD")), None));
        assert_eq!((variables(&text), shown(&text).as_ref()), (vec![".db.env"], "${PASSWORD}"));
        assert_eq!((entry("a"), entry(&mark("A"))), (None, None));
    }

    #[test]
    fn a_choice_has_two_texts() {
        let inner = choice("B", "yes", "");
        let text = format!("a {} b", choice("A", &mark("A"), &format!("{inner}{}", mark("C"))));
        let otherwise = format!("{inner}{}", mark("C"));
        let of_a = Part::Choice { name: "A", given: &mark("A"), otherwise: &otherwise };
        assert_eq!(parts(&text), [Part::Text("a "), of_a, Part::Text(" b")]);
        assert_eq!(shown(&text), "a ${A:-${B:+yes}${C}} b");
        assert_eq!(variables(&text), ["A", "C"]);
        assert_eq!(filled(&text, &|name| name.to_lowercase()), "a a b");
        assert_eq!(sole(&inner), None);
    }

    #[test]
    fn credentials_are_marked_and_stay_the_same_variables() {
        let text = format!("a{}{}", mark("X"), choice("A", &mark("X"), &mark("Y")));
        let marked = with_credentials(&text, &|name| name == "X");
        let [Part::Text("a"), Part::Credential("X"), Part::Choice { name: "A", given, otherwise }] =
            parts(&marked)[..]
        else {
            panic!("{marked}");
        };
        assert_eq!(
            (parts(given), parts(otherwise)),
            (vec![Part::Credential("X")], vec![Part::Variable("Y")])
        );
        assert_eq!((variables(&marked), shown(&marked)), (variables(&text), shown(&text)));
        assert_eq!(without_credentials(&marked), text);
    }

    proptest! {
        #[test]
        fn any_text_is_the_sum_of_its_parts(text in "[\u{fdd0}\u{fdd1}a${}]{0,12}") {
            let whole = filled(&text, &mark);
            prop_assert_eq!(whole, text.as_str());
            prop_assert!(is_reserved(&text) || !has_variable(&text));
        }
    }
}
