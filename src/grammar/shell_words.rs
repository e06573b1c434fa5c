//! `command` and `entrypoint` as one text: split into words like a shell, expanding nothing.
//! <https://github.com/compose-spec/compose-spec/blob/main/05-services.md#command>
//!
//! Quotes group, a backslash takes the next character as it is (`\n` and `\t` outside single quotes are a
//! line feed and a tab), `$(…)` and back-quotes stay as text. An unquoted `;`, `&`, `|`, `<` or `>` ends the
//! command.

use thiserror::Error;

/// A command split into words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShellWords {
    /// The words.
    pub words: Vec<String>,
    /// Where an unquoted `;`, `&`, `|`, `<` or `>` cut the command, in bytes: what follows is lost.
    pub cut: Option<usize>,
}

/// Why a command could not be split.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ShellWordsError {
    /// A parenthesis that belongs to no `$(…)`.
    #[error("`{character}` must be quoted in a command")]
    Parenthesis {
        /// The parenthesis.
        character: char,
        /// Where it stands, in bytes.
        at: usize,
    },
    /// A quote, a back-quote or `$(` that is never closed.
    #[error("`{opening}` is never closed")]
    Unclosed {
        /// The opening quote.
        opening: &'static str,
        /// Where it stands, in bytes.
        at: usize,
    },
    /// The command ends in a backslash.
    #[error("the command ends in a backslash")]
    TrailingBackslash,
}

/// Splits a command into words.
pub fn split(text: &str) -> Result<ShellWords, ShellWordsError> {
    let mut splitter = Splitter::default();
    for (at, c) in text.char_indices() {
        if splitter.read(at, c)? {
            splitter.cut = Some(at);
            break;
        }
    }
    if splitter.escaped {
        return Err(ShellWordsError::TrailingBackslash);
    }
    if let Some((region, at)) = splitter.region {
        return Err(ShellWordsError::Unclosed { opening: region.opening(), at });
    }
    splitter.end_word();
    Ok(ShellWords { words: splitter.words, cut: splitter.cut })
}

/// The quotes around the reader's position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Region {
    SingleQuotes,
    DoubleQuotes,
    BackQuotes,
    Substitution,
}

impl Region {
    fn opening(self) -> &'static str {
        match self {
            Self::SingleQuotes => "'",
            Self::DoubleQuotes => "\"",
            Self::BackQuotes => "back-quote",
            Self::Substitution => "$(",
        }
    }
}

#[derive(Debug, Default)]
struct Splitter {
    words: Vec<String>,
    word: String,
    /// Whether a word has begun: `""` is one, though empty.
    begun: bool,
    escaped: bool,
    region: Option<(Region, usize)>,
    cut: Option<usize>,
}

impl Splitter {
    /// Takes one character; true if the command ends here.
    fn read(&mut self, at: usize, c: char) -> Result<bool, ShellWordsError> {
        let region = self.region.map(|(region, _)| region);
        if self.escaped {
            self.escape(c, region);
            return Ok(false);
        }
        match (c, region) {
            ('\\', Some(Region::SingleQuotes)) | (' ' | '\t' | '\r' | '\n', Some(_)) => self.word.push(c),
            ('\\', _) => self.escaped = true,
            (' ' | '\t' | '\r' | '\n', None) => self.end_word(),
            ('\'', None) => self.region = Some((Region::SingleQuotes, at)),
            ('"', None) => self.region = Some((Region::DoubleQuotes, at)),
            ('\'', Some(Region::SingleQuotes)) | ('"', Some(Region::DoubleQuotes)) => {
                self.region = None;
                self.begun = true;
            }
            ('`', None) => {
                self.region = Some((Region::BackQuotes, at));
                self.push(c);
            }
            ('`', Some(Region::BackQuotes)) | (')', Some(Region::Substitution)) => {
                self.region = None;
                self.push(c);
            }
            ('(', None) if self.word.ends_with('$') && !self.word.ends_with("\\$") => {
                self.region = Some((Region::Substitution, at.saturating_sub(1)));
                self.word.push(c);
            }
            ('(' | ')', None) | ('(', Some(Region::Substitution)) => {
                return Err(ShellWordsError::Parenthesis { character: c, at });
            }
            (';' | '&' | '|' | '<' | '>', None) => {
                self.redirect(c);
                return Ok(true);
            }
            (_, _) => self.push(c),
        }
        Ok(false)
    }

    fn escape(&mut self, c: char, region: Option<Region>) {
        self.escaped = false;
        match (c, region) {
            (_, Some(Region::BackQuotes | Region::Substitution)) => {
                self.word.push('\\');
                self.push(c);
            }
            ('t', _) => self.push('\t'),
            ('n', _) => self.push('\n'),
            (_, _) => self.push(c),
        }
    }

    /// Drops the number of a redirection such as `2>`.
    fn redirect(&mut self, operator: char) {
        if operator == '>' && !self.word.is_empty() && self.word.bytes().all(|byte| byte.is_ascii_digit()) {
            self.word.clear();
            self.begun = false;
        }
    }

    fn push(&mut self, c: char) {
        self.word.push(c);
        self.begun = true;
    }

    fn end_word(&mut self) {
        if self.begun {
            self.words.push(std::mem::take(&mut self.word));
            self.begun = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn splits() {
        let table: &[(&str, &[&str])] = &[
            ("", &[]),
            (" \t\r\n", &[]),
            ("bundle exec thin -p 3000", &["bundle", "exec", "thin", "-p", "3000"]),
            ("a  b\nc", &["a", "b", "c"]),
            ("sh -c 'echo $HOME; ls'", &["sh", "-c", "echo $HOME; ls"]),
            (r#"a"b c"'d e'f"#, &["ab cd ef"]),
            (r#""" '' x"#, &["", "", "x"]),
            (r#"'a\nb' "a\nb" a\nb a\tb a\qb \\"#, &["a\\nb", "a\nb", "a\nb", "a\tb", "aqb", "\\"]),
            (r#"a\ b "\"" "'" '"'"#, &["a b", "\"", "'", "\""]),
            (r"\; \| 'a;b' a#b #c", &[";", "|", "a;b", "a#b", "#c"]),
            ("echo $(date +%s; id) `id -u`", &["echo", "$(date +%s; id)", "`id -u`"]),
            ("echo \"(x)\" '(y)' `(z)`", &["echo", "(x)", "(y)", "`(z)`"]),
            (r"$(a\nb) `a\tb`", &[r"$(a\nb)", r"`a\tb`"]),
            ("é$ ü", &["é$", "ü"]),
        ];
        for (text, words) in table {
            let wanted = ShellWords { words: words.iter().map(|w| (*w).to_owned()).collect(), cut: None };
            assert_eq!(split(text), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn tells_where_it_was_cut() {
        let table: &[(&str, &[&str], usize)] = &[
            ("echo one | grep two", &["echo", "one"], 9),
            ("a&&b", &["a"], 1),
            ("a;b", &["a"], 1),
            ("é > f", &["é"], 3),
            ("run 2>&1", &["run"], 5),
            ("run a2>x", &["run", "a2"], 6),
            ("< f", &[], 0),
            ("a > 'unclosed", &["a"], 2),
        ];
        for (text, words, at) in table {
            let wanted =
                ShellWords { words: words.iter().map(|w| (*w).to_owned()).collect(), cut: Some(*at) };
            assert_eq!(split(text), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn refuses() {
        use ShellWordsError as E;
        let table = [
            ("(a)", E::Parenthesis { character: '(', at: 0 }),
            ("a )", E::Parenthesis { character: ')', at: 2 }),
            ("$(a (b))", E::Parenthesis { character: '(', at: 4 }),
            ("a 'b", E::Unclosed { opening: "'", at: 2 }),
            ("a \"b", E::Unclosed { opening: "\"", at: 2 }),
            ("a `b", E::Unclosed { opening: "back-quote", at: 2 }),
            ("a $(b", E::Unclosed { opening: "$(", at: 2 }),
            ("a\\", E::TrailingBackslash),
        ];
        for (text, error) in table {
            assert_eq!(split(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "([a-c '\"`()$;|\\\\]|\\PC){0,40}") {
            let _ = split(&text);
        }

        #[test]
        fn quoted_words_come_back(words in proptest::collection::vec("[^']*", 0..5)) {
            let text: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
            prop_assert_eq!(split(&text.join(" ")), Ok(ShellWords { words, cut: None }));
        }
    }
}
