//! A command line → words, as the Go library `shellwords` splits it: quotes and escapes, no variables, no patterns.
//!
//! NOTE: an unquoted `;`, `&`, `|`, `<` or `>` ends the split and what follows is lost, as upstream; `cut` says so.

use thiserror::Error;

/// What a command line splits into.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Split {
    /// The words.
    pub words: Vec<String>,
    /// Where an operator cut the line off, in bytes.
    pub cut: Option<usize>,
}

/// Why a command line cannot be split.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ShellWordsError {
    /// A quote is never closed.
    #[error("a quote is not closed")]
    Quote,
    /// It ends in a backslash.
    #[error("it ends in a backslash")]
    Backslash,
    /// Parentheses and back-ticks would need a shell.
    #[error("`{0}` needs a shell")]
    Shell(char),
}

/// Splits a command line.
pub fn split(line: &str) -> Result<Split, ShellWordsError> {
    let mut out = Split::default();
    let mut word: Option<String> = None;
    let (mut escaped, mut single, mut double) = (false, false, false);
    for (at, c) in line.char_indices() {
        if escaped {
            escaped = false;
            let c = match c {
                't' => '\t',
                'n' => '\n',
                other => other,
            };
            word.get_or_insert_default().push(c);
            continue;
        }
        match c {
            '\\' if !single => {
                escaped = true;
                word.get_or_insert_default();
            }
            '\'' if !double => {
                single = !single;
                word.get_or_insert_default();
            }
            '"' if !single => {
                double = !double;
                word.get_or_insert_default();
            }
            _ if single || double => word.get_or_insert_default().push(c),
            ' ' | '\t' | '\r' | '\n' => out.words.extend(word.take()),
            '`' | '(' | ')' => return Err(ShellWordsError::Shell(c)),
            ';' | '&' | '|' | '<' | '>' => {
                out.cut = Some(at);
                break;
            }
            _ => word.get_or_insert_default().push(c),
        }
    }
    if escaped {
        return Err(ShellWordsError::Backslash);
    }
    if single || double {
        return Err(ShellWordsError::Quote);
    }
    out.words.extend(word);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn splits_like_upstream() {
        for (line, words) in [
            ("a b  c", vec!["a", "b", "c"]),
            ("sh -c 'x y'", vec!["sh", "-c", "x y"]),
            ("a \"b \\\" c\" ''", vec!["a", "b \" c", ""]),
            ("a\\ b", vec!["a b"]),
            ("a # b", vec!["a", "#", "b"]),
            ("$HOME", vec!["$HOME"]),
            ("", vec![]),
        ] {
            assert_eq!(split(line).unwrap().words, words, "{line}");
        }
        let cut = split("a b && c").unwrap();
        assert_eq!((cut.words.len(), cut.cut), (2, Some(4)));
        for bad in ["'a", "\"a", "a\\", "$(a)", ")"] {
            assert!(split(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_split_or_refused(line in "\\PC*") {
            let _ = split(&line);
        }

        #[test]
        fn quoted_words_come_back(words in proptest::collection::vec("[a-z $;|()]{0,8}", 0..6)) {
            let line = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(split(&line).unwrap().words, words);
        }
    }
}
