//! Keeps values that look like credentials out of the pictures.
//!
//! A picture shows whole lines of the user's file, so a finding about one line may lay its neighbours open. What
//! stands behind a key like `MYSQL_ROOT_PASSWORD` is replaced by stars of the same length before anything is drawn.

use super::Diagnostic;

/// Parts of names (between `_`, `-`, `.` or a change of case) that say the value is a credential.
const PARTS: [&str; 15] = [
    "password",
    "passwd",
    "passphrase",
    "pass",
    "pgpass",
    "pgpassword",
    "pwd",
    "secret",
    "token",
    "apikey",
    "credential",
    "credentials",
    "privatekey",
    "secretkey",
    "accesskey",
];

/// Whether a variable of this name holds a credential, going by the name alone.
pub fn is_credential(name: &str) -> bool {
    // Every line of a file is asked, so the parts are slices of one text; two neighbours together are a slice, too.
    let (letters, ends) = parts(name);
    let starts = || std::iter::once(0).chain(ends.iter().copied());
    let named = |(from, to): (usize, usize)| letters.get(from..to).is_some_and(|part| PARTS.contains(&part));
    let single = starts().zip(ends.iter().copied()).any(named);
    let paired = || starts().zip(ends.iter().copied().skip(1)).any(named);
    // `DB_PASSWORD_FILE` holds the path of a credential, which is no secret.
    let last = || starts().zip(ends.iter()).last().and_then(|(from, to)| letters.get(from..*to));
    (single || paired()) && !matches!(last(), Some("file" | "path" | "name" | "length" | "url"))
}

/// What the keys of well-known services begin with.
const PREFIXES: [&str; 9] =
    ["AKIA", "ASIA", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xoxb-", "sk_live_"];

/// Whether a value looks like a credential by itself: a key of a well-known service, or a URL with a password in it.
pub fn holds_credential(value: &str) -> bool {
    secrets(value).next().is_some()
}

/// Where the credentials in a text are, in bytes.
fn secrets(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let passwords = text.match_indices("://").filter_map(|(at, scheme)| {
        let start = at + scheme.len();
        let user_info =
            text.get(start..)?.split(|c: char| c.is_whitespace() || "/\"'`".contains(c)).next()?;
        let (user_info, _) = user_info.rsplit_once('@')?;
        let (user, password) = user_info.split_once(':')?;
        let start = start + user.len() + 1;
        // A variable in its place is no secret.
        (!password.is_empty() && !password.starts_with('$')).then(|| start..start + password.len())
    });
    let keys = PREFIXES.iter().flat_map(move |prefix| {
        text.match_indices(prefix).filter_map(move |(at, _)| {
            let rest = text.get(at..)?;
            let length = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))
                .unwrap_or(rest.len());
            let before = text.get(..at)?.chars().next_back();
            (length >= 16 && before.is_none_or(|c| !c.is_alphanumeric())).then(|| at..at + length)
        })
    });
    passwords.chain(keys)
}

/// Values of credentials that came in through variables. They stand in no source, so no excerpt shows them; a message
/// that quotes what a variable became would.
#[derive(Debug, Clone, Default)]
pub struct Credentials(Vec<String>);

/// A shorter value would be found in words that have nothing to do with it.
const SHORTEST: usize = 4;

impl Credentials {
    /// Those among some variables, going by their names and values.
    pub fn among<'a>(variables: impl IntoIterator<Item = (&'a String, &'a String)>) -> Self {
        let hidden = variables
            .into_iter()
            .filter(|(name, value)| is_credential(name) || holds_credential(value))
            .map(|(_, value)| value.clone())
            .filter(|value| value.len() >= SHORTEST);
        let mut hidden: Vec<String> = hidden.collect();
        // One may be a part of another: the longer is starred out first.
        hidden.sort_by_key(|value| std::cmp::Reverse(value.len()));
        Self(hidden)
    }

    /// The finding without them.
    pub fn hidden_in(&self, mut found: Diagnostic) -> Diagnostic {
        let texts = std::iter::once(&mut found.message)
            .chain(found.help.as_mut())
            .chain(found.labels.iter_mut().map(|label| &mut label.text));
        for text in texts {
            for value in self.0.iter().filter(|value| !value.is_empty()) {
                if text.contains(value.as_str()) {
                    *text = text.replace(value.as_str(), "***");
                }
            }
        }
        found
    }
}

/// The letters and digits of a name in lower case, and where each of its parts ends.
fn parts(name: &str) -> (String, Vec<usize>) {
    let mut letters = String::with_capacity(name.len());
    let mut ends = Vec::new();
    let mut after_lower = false;
    for c in name.chars() {
        let begins = !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && after_lower);
        if begins && ends.last().copied().unwrap_or(0) < letters.len() {
            ends.push(letters.len());
        }
        after_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        if c.is_ascii_alphanumeric() {
            letters.push(c.to_ascii_lowercase());
        }
    }
    if ends.last().copied().unwrap_or(0) < letters.len() {
        ends.push(letters.len());
    }
    (letters, ends)
}

/// The text with every value behind a credential's key starred out, byte for byte, so that places stay right.
pub fn masked(text: &str) -> String {
    let hidden: Vec<std::ops::Range<usize>> = secrets(text).collect();
    let starred: String = if hidden.is_empty() { text.to_owned() } else { star_ranges(text, &hidden) };
    let text = starred.as_str();
    let mut out = String::with_capacity(text.len());
    // The indent of the credential's key while lines below it, deeper than that, still belong to its value.
    let mut block: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let content = line.trim_start();
        if block.is_some_and(|outer| indent <= outer && !content.trim().is_empty()) {
            block = None;
        }
        match (block, value_of_credential(content)) {
            (Some(_), _) => star(&mut out, line, indent),
            (None, Some(offset)) => {
                star(&mut out, line, indent + offset);
                block = Some(indent);
            }
            (None, None) => out.push_str(line),
        }
    }
    out
}

/// Where in a line the value behind a credential's name begins: `KEY: v`, `- KEY=v`, `"KEY": v`, `{KEY: v}`.
fn value_of_credential(content: &str) -> Option<usize> {
    for (at, separator) in content.char_indices().filter(|(_, c)| matches!(c, ':' | '=')) {
        let name = content.get(..at)?.trim_end_matches(['"', '\'', ' ']);
        let name = name.rsplit([' ', '"', '\'', '{', ',', '=', '[']).next().unwrap_or(name);
        if is_credential(name) {
            let value = at + separator.len_utf8();
            let rest = content.get(value..)?;
            return Some(if rest.trim().is_empty() { content.trim_end().len() } else { value });
        }
    }
    None
}

fn star_ranges(text: &str, hidden: &[std::ops::Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let secret = hidden.iter().any(|range| range.contains(&at));
        if secret { out.extend(std::iter::repeat_n('*', c.len_utf8())) } else { out.push(c) }
    }
    out
}

fn star(out: &mut String, line: &str, from: usize) {
    for (at, c) in line.char_indices() {
        let keep = at < from || c.is_whitespace();
        if keep { out.push(c) } else { out.extend(std::iter::repeat_n('*', c.len_utf8())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_hold_credentials() {
        for name in
            ["PASSWORD", "MYSQL_ROOT_PASSWORD", "apiKey", "API_KEY", "aws_secret_access_key", "GH-TOKEN"]
        {
            assert!(is_credential(name), "{name}");
        }
        for name in ["PASSWORD_FILE", "COMPASS", "TOKENIZER", "USER", "MONKEY", "secrets"] {
            assert!(!is_credential(name), "{name}");
        }
    }

    #[test]
    fn values_that_are_credentials() {
        for value in [
            "mysql://u:hunter2@h/db",
            "redis://:hunter2@cache",
            "ghp_0123456789abcdef0123",
            "AKIAIOSFODNN7EXAMPLE",
        ] {
            assert!(holds_credential(value), "{value}");
            assert!(!masked(value).contains("hunter2") && masked(value).len() == value.len());
        }
        for value in
            ["mysql://u:${PASS}@h/db", "http://host:80/a@b", "https://user@host", "AKIA", "ghp_x", "a:b@c"]
        {
            assert!(!holds_credential(value), "{value}");
        }
    }

    #[test]
    fn values_are_starred_and_places_stay() {
        let text = "a:\n  DB_PASSWORD: hünter2 x # c\n  USER: me\n  - API_KEY=abc\n  TOKEN: |\n    one\n    two\n  B: 1\n";
        let masked = masked(text);
        assert_eq!(masked.len(), text.len());
        assert!(masked.contains("USER: me") && masked.contains("B: 1"));
        for secret in ["hünter2", "abc", "one", "two"] {
            assert!(!masked.contains(secret), "{secret} in {masked}");
        }
    }
}
