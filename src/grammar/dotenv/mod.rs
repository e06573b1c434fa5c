//! The grammar of `.env`, `--env-file`, `env_file` and `label_file`.
//! <https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax>
//!
//! Statements are `KEY=value`, `KEY: value` or a bare `KEY` that takes its value from the surroundings.
//! Values may be unquoted (one line, cut at ` #`, expanded), in single quotes (literal) or in double quotes
//! (escapes, expanded).
//!
//! Values are often secret: no error text ever contains one.

use std::ops::Range;

use indexmap::IndexMap;
use thiserror::Error;

use self::quoted::Unquoted;
use super::template::{self, TemplateError};

mod quoted;

/// How many bytes the values of one file may have together once expanded.
const MAX_BYTES: usize = 4 << 20;

/// How long a line of a raw file may be.
const MAX_RAW_LINE: usize = 64 << 10;

/// The assignments of a dotenv file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dotenv {
    /// Key and value in the order of first assignment; the last value of a repeated key.
    pub entries: IndexMap<String, String>,
    /// Variables used bare in values without being set: they became empty text.
    pub unset: Vec<UnsetVariable>,
}

/// A variable that a dotenv value mentions and nobody sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsetVariable {
    /// Its name.
    pub name: String,
    /// The line of the statement, from 1.
    pub line: usize,
}

/// Why a dotenv file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {fault}")]
pub struct DotenvError {
    /// The line of the fault, from 1.
    pub line: usize,
    /// The offending part, in bytes of the file.
    pub range: Range<usize>,
    /// The fault.
    pub fault: DotenvFault,
}

/// The rule of the grammar that a dotenv file breaks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DotenvFault {
    /// A character that no key may have.
    #[error("unexpected character `{}` in a variable name", .0.escape_debug())]
    BadCharacter(char),
    /// A blank inside a key.
    #[error("a key cannot contain a space")]
    BlankInKey,
    /// A key without value or line end, as the last thing of the file.
    #[error("the file ends in a name without a value")]
    EndsInKey,
    /// A quote that is never closed.
    #[error("the value has no closing quote")]
    UnterminatedQuote,
    /// A value whose variables cannot be filled in.
    #[error("{0}")]
    Template(TemplateError),
    /// Values that grow out of all proportion by mentioning each other.
    #[error("the values are larger than 4 MiB together")]
    TooLarge,
    /// A line of a raw file that is too long.
    #[error("the line is longer than 64 KiB")]
    LineTooLong,
}

/// Reads a dotenv file; `lookup` is the surrounding environment, which beats what the file itself assigned
/// before.
pub fn parse(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Dotenv, DotenvError> {
    let at = byte_order_mark(text);
    let mut reader = Reader { text, at, lookup, line: 1, counted: 0, bytes: 0, found: Dotenv::default() };
    while reader.skip_to_statement() {
        reader.statement()?;
    }
    Ok(reader.found)
}

/// Reads a file of `format: raw`: one `KEY=VALUE` a line, the value taken as it is.
pub fn parse_raw(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Dotenv, DotenvError> {
    let mut found = Dotenv::default();
    let mut at = byte_order_mark(text);
    for (index, full) in text.get(at..).unwrap_or("").split_inclusive('\n').enumerate() {
        let start = at;
        at += full.len();
        let line = full.strip_suffix('\n').unwrap_or(full);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let error = |fault| DotenvError { line: index + 1, range: start..start + line.len(), fault };
        if line.len() >= MAX_RAW_LINE {
            return Err(error(DotenvFault::LineTooLong));
        }
        let statement = line.trim_start();
        if statement.is_empty() || statement.starts_with('#') {
            continue;
        }
        let (key, value) = match statement.split_once('=') {
            Some((key, value)) => (key, Some(value.to_owned())),
            None => (statement, lookup(statement)),
        };
        if key.contains(char::is_whitespace) {
            return Err(error(DotenvFault::BlankInKey));
        }
        if let Some(value) = value {
            found.entries.insert(key.to_owned(), value);
        }
    }
    Ok(found)
}

/// The length of the mark some editors put at the start of a file.
fn byte_order_mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    lookup: &'a dyn Fn(&str) -> Option<String>,
    /// The line of the current statement.
    line: usize,
    /// How far line ends are counted.
    counted: usize,
    /// The size of the values so far.
    bytes: usize,
    found: Dotenv,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Skips blanks, line ends and comment lines; false at the end of the file.
    fn skip_to_statement(&mut self) -> bool {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if !trimmed.starts_with('#') {
                return !trimmed.is_empty();
            }
            self.at += trimmed.find('\n').unwrap_or(trimmed.len());
        }
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(is_blank).len();
    }

    fn statement(&mut self) -> Result<(), DotenvError> {
        self.line += line_ends(self.text.get(self.counted..self.at));
        self.counted = self.at;
        if let Some(rest) = self.rest().strip_prefix("export")
            && rest.starts_with(|c: char| c.is_ascii_whitespace())
        {
            self.at += "export".len();
            self.skip_blanks();
        }
        let statement = self.at;
        let (key, separator) = self.key()?;
        if separator.is_none_or(|separator| separator == '\n') {
            match (self.lookup)(key) {
                Some(value) => self.assign(key, value, statement..statement + key.len())?,
                // NOTE: Compose would take the key's text for the value of a variable without a name.
                None if separator.is_none() && !key.is_empty() => {
                    return Err(self.error(statement..statement + key.len(), DotenvFault::EndsInKey));
                }
                None => {}
            }
            return Ok(());
        }
        self.skip_blanks();
        let start = self.at;
        let value = match self.rest().chars().next() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote)?,
            _ => self.unquoted()?,
        };
        self.assign(key, value, start..self.at)
    }

    /// Reads up to and past the separator, which is absent at the end of the file.
    fn key(&mut self) -> Result<(&'a str, Option<char>), DotenvError> {
        let rest = self.rest();
        let start = self.at;
        let end = rest.char_indices().find(|(_, c)| !is_blank(*c) && !is_key_character(*c));
        let length = end.map_or(rest.len(), |(at, _)| at);
        if let Some((at, bad)) = end.filter(|(_, c)| !matches!(c, '=' | ':' | '\n')) {
            let at = start + at;
            return Err(self.error(at..at + bad.len_utf8(), DotenvFault::BadCharacter(bad)));
        }
        let key = rest.get(..length).unwrap_or(rest).trim_end();
        // Only the plain space is looked for, as in Compose: a tab inside a key passes.
        if key.contains(' ') {
            return Err(self.error(start..start + key.len(), DotenvFault::BlankInKey));
        }
        self.at += length + end.map_or(0, |(_, separator)| separator.len_utf8());
        Ok((key, end.map(|(_, separator)| separator)))
    }

    fn unquoted(&mut self) -> Result<String, DotenvError> {
        let start = self.at;
        let line = self.rest().split('\n').next().unwrap_or("");
        self.at += line.len();
        let value = line.split(" #").next().unwrap_or(line).trim_end();
        self.expand(value, |range| start + range.start..start + range.end)
    }

    fn quoted(&mut self, quote: char) -> Result<String, DotenvError> {
        let start = self.at;
        let body = self.rest().get(1..).unwrap_or("");
        let mut value = Unquoted::default();
        let mut escaped = false;
        for (at, c) in body.char_indices() {
            let origin = start + 1 + at;
            if escaped {
                escaped = false;
                if c != quote {
                    value.push('\\', origin - 1);
                }
                value.push(c, origin);
            } else if c == '\\' {
                escaped = true;
            } else if c == quote {
                self.at = origin + 1;
                if quote == '\'' {
                    return Ok(value.text);
                }
                let value = value.unescape();
                return self.expand(&value.text, |range| value.place(&range));
            } else {
                value.push(c, origin);
            }
        }
        let line = body.split('\n').next().unwrap_or("");
        Err(self.error(start..start + 1 + line.len(), DotenvFault::UnterminatedQuote))
    }

    /// Fills in the variables; `place` turns a range of the value into one of the file.
    fn expand(
        &mut self,
        value: &str,
        place: impl FnOnce(Range<usize>) -> Range<usize>,
    ) -> Result<String, DotenvError> {
        let entries = &self.found.entries;
        let outer = self.lookup;
        let lookup = |name: &str| outer(name).or_else(|| entries.get(name).cloned());
        match template::expand(value, &lookup) {
            Ok(expansion) if expansion.unset.is_empty() => Ok(expansion.text),
            Ok(expansion) => {
                let line = self.line;
                let unset = expansion.unset.into_iter().map(|name| UnsetVariable { name, line });
                self.found.unset.extend(unset);
                Ok(expansion.text)
            }
            Err(error) => {
                let range = place(error.range());
                Err(self.error(range, DotenvFault::Template(error.without_template())))
            }
        }
    }

    fn assign(&mut self, key: &str, value: String, range: Range<usize>) -> Result<(), DotenvError> {
        self.bytes += value.len();
        if self.bytes > MAX_BYTES {
            return Err(self.error(range, DotenvFault::TooLarge));
        }
        self.found.entries.insert(key.to_owned(), value);
        Ok(())
    }

    fn error(&self, range: Range<usize>, fault: DotenvFault) -> DotenvError {
        DotenvError { line: 1 + line_ends(self.text.get(..range.start)), range, fault }
    }
}

fn line_ends(text: Option<&str>) -> usize {
    text.unwrap_or("").bytes().filter(|byte| *byte == b'\n').count()
}

/// White space that does not end a line, as Compose has it.
fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}')
}

fn is_key_character(c: char) -> bool {
    matches!(c, '_' | '.' | '-' | '[' | ']') || c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lookup(name: &str) -> Option<String> {
        match name {
            "F" => Some("outside".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        }
    }

    fn pairs(found: Dotenv) -> Vec<(String, String)> {
        found.entries.into_iter().collect()
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn reads() {
        let table: &[(&str, &[(&str, &str)])] = &[
            ("", &[]),
            ("# only\n  # comments", &[]),
            (
                "\u{feff}export A=1\nB: two\nC = 3 # c\nD=x#y\n",
                &[("A", "1"), ("B", "two"), ("C", "3"), ("D", "x#y")],
            ),
            ("E=\"a\\nb $F\"\nF='lit $A'\n", &[("E", "a\nb outside"), ("F", "lit $A")]),
            ("G=\"multi\nline\"\nH=\nI\n456=n\n", &[("G", "multi\nline"), ("H", ""), ("456", "n")]),
            (
                "A=1\nJ=$A-${Z:-d}\nK=\"\\$A\"\nL=a\\tb\n",
                &[("A", "1"), ("J", "1-d"), ("K", "$A"), ("L", "a\\tb")],
            ),
            ("A= # c\nB=x # c", &[("A", "# c"), ("B", "x")]),
            ("A=\"x\" B=2", &[("A", "x"), ("B", "2")]),
            ("A=\"q\"F\nB=1", &[("A", "q"), ("F", "outside"), ("B", "1")]),
            ("=x", &[("", "x")]),
            ("F\nNOPE\nEMPTY", &[("F", "outside"), ("EMPTY", "")]),
            ("F", &[("F", "outside")]),
            ("export\nexport A=1\nexported=2\nexport=3", &[("A", "1"), ("exported", "2"), ("export", "3")]),
            ("A=1\r\nB='2'\r\nF\r\n", &[("A", "1"), ("B", "2"), ("F", "outside")]),
            ("A=1\nA=2\nB=3\nA=4", &[("A", "4"), ("B", "3")]),
            ("F=inside\nB=$F", &[("F", "inside"), ("B", "outside")]),
            ("A.b-c[0]_é=1", &[("A.b-c[0]_é", "1")]),
            ("root:x:0:0:/root\n", &[("root", "x:0:0:/root")]),
            ("A='it\\'s' \nB='a\\nb\\\\'", &[("A", "it's"), ("B", "a\\nb\\\\")]),
            (
                r#"A="\"q\" \\ \t|\x41|\q|\0101|\0351|\01|\0|\0999""#,
                &[("A", "\"q\" \\ \t|\\x41|\\q|A|é|\\1|\\|\\999")],
            ),
            ("A=\"a\\\\\"\nB=\"$$x\"", &[("A", "a\\"), ("B", "$x")]),
            ("A=\"\"\nB=''\nC=\"'\"\nD='\"'", &[("A", ""), ("B", ""), ("C", "'"), ("D", "\"")]),
            ("A=a \"b\" c\nB=pa$1$ $", &[("A", "a \"b\" c"), ("B", "pa$1$ $")]),
            ("A=\nB=2\nC=   \nD=4", &[("A", ""), ("B", "2"), ("C", ""), ("D", "4")]),
        ];
        for (text, wanted) in table {
            assert_eq!(parse(text, &lookup).map(pairs), Ok(owned(wanted)), "{text}");
        }
    }

    #[test]
    fn refuses_with_line_and_place() {
        let table = [
            ("X=1\nA B=1", 2, 4..7, "line 2: a key cannot contain a space"),
            ("X=1\nA B\n", 2, 4..7, "line 2: a key cannot contain a space"),
            ("A # c\n", 1, 2..3, "line 1: unexpected character `#` in a variable name"),
            ("A=1\n\nB!=secret", 3, 6..7, "line 3: unexpected character `!` in a variable name"),
            ("A=\"x\ny\"\nB=\"secret\nmore", 3, 10..17, "line 3: the value has no closing quote"),
            ("A='secret", 1, 2..9, "line 1: the value has no closing quote"),
            ("A=secret${", 1, 8..10, "line 1: invalid interpolation format: `${` has no closing brace"),
            ("A=1\nB=\"s\\n\n${1x}\"", 3, 11..16, {
                "line 3: invalid interpolation format: a variable name begins with a letter or `_`"
            }),
            (
                "A=\"é\\té${B é\"",
                1,
                9..15,
                "line 1: invalid interpolation format: blanks are not allowed around a variable name",
            ),
            ("A=${B:?set it}", 1, 2..14, "line 1: required variable `B` is missing a value: set it"),
        ];
        for (text, line, range, shown) in table {
            let error = parse(text, &lookup).unwrap_err();
            assert_eq!(
                (error.line, error.range.clone(), error.to_string().as_str()),
                (line, range, shown),
                "{text}"
            );
            assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        }
    }

    #[test]
    fn tells_unset_variables() {
        let unset = parse("A=1\nB=$U $A ${V-}\nC=\"\n$W\"", &lookup).unwrap().unset;
        let wanted = [("U", 2), ("W", 3)].map(|(name, line)| UnsetVariable { name: name.to_owned(), line });
        assert_eq!(unset, wanted);
    }

    #[test]
    fn stays_bounded() {
        let doubling = (0..60).map(|n| format!("A{}=$A{n}$A{n}$A{n}$A{n}\n", n + 1));
        let text = format!("A0=xxxxxxxxxxxxxxxx\n{}", doubling.collect::<String>());
        let error = parse(&text, &|_| None).unwrap_err();
        assert!(matches!(error.fault, DotenvFault::TooLarge | DotenvFault::Template(_)), "{error}");
    }

    #[test]
    fn reads_raw() {
        let text = "A=\"q\" # c\n  B=$X \r\n#no\nF\nNOPE\n\nC=a=b";
        let wanted = owned(&[("A", "\"q\" # c"), ("B", "$X "), ("F", "outside"), ("C", "a=b")]);
        assert_eq!(parse_raw(text, &lookup).map(pairs), Ok(wanted));
        let error = parse_raw("A=1\nB C=secret", &lookup).unwrap_err();
        assert_eq!((error.line, error.range, error.fault), (2, 4..14, DotenvFault::BlankInKey));
        let long = format!("A={}", "x".repeat(64 << 10));
        assert_eq!(parse_raw(&long, &lookup).map_err(|e| e.fault), Err(DotenvFault::LineTooLong));
    }

    proptest! {
        #[test]
        fn never_panics(text in "([A-C]|=|:|\"|'|\\\\|\\$|\\{|\\}|#| |\n|0|\\PC){0,60}") {
            let _ = parse_raw(&text, &lookup);
            if let Err(error) = parse(&text, &lookup) {
                prop_assert!(text.get(error.range).is_some());
            }
        }

        #[test]
        fn single_quotes_are_literal(value in "[^'\\\\]*") {
            let found = parse(&format!("A='{value}'"), &|_| None).map(pairs);
            prop_assert_eq!(found, Ok(vec![("A".to_owned(), value)]));
        }
    }
}
