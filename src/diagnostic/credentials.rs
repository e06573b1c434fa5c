//! Values that look like a credential: by the name of a variable or key, by the value alone, or in a line of
//! a file. `arguments` knows those of programs.
//!
//! Every function here takes time linear in its text: texts come from files of strangers.

use std::ops::Range;

/// Parts of names (between `_`, `-`, `.` or a change of case) that say the value is a credential.
const PARTS: [&str; 21] = [
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
    "appkey",
    "credential",
    "credentials",
    "privatekey",
    "secretkey",
    "accesskey",
    "masterkey",
    "signingkey",
    "encryptionkey",
    "requirepass",
    "masterauth",
];

/// Last parts of names that are about a credential, and hold none: `DB_PASSWORD_FILE` holds a path.
const ABOUT: &[&str] = &[
    "file",
    "path",
    "dir",
    "directory",
    "folder",
    "name",
    "url",
    "uri",
    "endpoint",
    "host",
    "port",
    "arn",
    "region",
    "length",
    "size",
    "count",
    "min",
    "max",
    "limit",
    "digits",
    "chars",
    "charset",
    "symbols",
    "regex",
    "pattern",
    "strength",
    "score",
    "rounds",
    "iterations",
    "cost",
    "prefix",
    "suffix",
    "header",
    "headers",
    "type",
    "format",
    "field",
    "label",
    "description",
    "hint",
    "version",
    "mode",
    "ttl",
    "expiry",
    "expire",
    "expiration",
    "expires",
    "lifetime",
    "timeout",
    "age",
    "interval",
    "validity",
    "leeway",
    "window",
    "rotation",
    "seconds",
    "minutes",
    "hours",
    "days",
    "ms",
    "attempts",
    "retries",
    "algorithm",
    "alg",
    "encryption",
    "policy",
    "required",
    "enabled",
    "disabled",
    "provider",
    "backend",
    "store",
    "storage",
    "manager",
    "engine",
    "driver",
    "issuer",
    "audience",
    "scope",
    "scopes",
    "claim",
    "user",
    "username",
    "email",
    "env",
    "reset",
    "login",
    "authentication",
];

/// Whether a variable of this name holds a credential, going by the name alone.
pub fn is_credential(name: &str) -> bool {
    // Many names are asked, so the parts are slices of one text; two neighbours together are a slice, too.
    let (letters, ends) = parts(name);
    let starts = || std::iter::once(0).chain(ends.iter().copied());
    let named = |(from, to): (usize, usize)| letters.get(from..to).is_some_and(|part| PARTS.contains(&part));
    let single = starts().zip(ends.iter().copied()).any(named);
    let paired = || starts().zip(ends.iter().copied().skip(1)).any(named);
    let last = || starts().zip(ends.iter()).last().and_then(|(from, to)| letters.get(from..*to));
    // The identifier of a key of AWS is no secret, nor is the public half of a pair of keys; a pull secret is
    // named.
    let harmless = ["keyid", "publickey", "pullsecret"].iter().any(|end| letters.ends_with(end));
    (single || paired()) && !harmless && !last().is_some_and(|last| ABOUT.contains(&last))
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

/// Whether a value behind such a name can be a credential: a switch such as `MYSQL_RANDOM_ROOT_PASSWORD: "1"`
/// is none, and neither is the path of a mounted secret, the ARN of one, a reference to a variable, a public
/// key or a certificate.
pub fn may_be_credential(value: &str) -> bool {
    const SWITCHES: [&str; 18] = [
        "0", "1", "true", "false", "yes", "no", "on", "off", "none", "null", "enabled", "disabled",
        "required", "optional", "always", "never", "auto", "unset",
    ];
    const ELSEWHERE: [&str; 8] = [
        "/run/secrets/",
        "/var/run/secrets/",
        "file:/",
        "arn:",
        "ssh-rsa ",
        "ssh-ed25519 ",
        "-----BEGIN CERT",
        "-----BEGIN PUBLIC",
    ];
    let value = value.trim();
    !value.is_empty()
        && !SWITCHES.iter().any(|switch| value.eq_ignore_ascii_case(switch))
        && !ELSEWHERE.iter().any(|start| value.starts_with(start))
        && !is_variable(value)
        && !value.contains(DEFERRED)
}

/// The character before the name of a variable that is filled in when a stack is deployed
/// (`grammar::deferred`).
const DEFERRED: char = '\u{fdd0}';

/// `$NAME` and `${NAME}`: what fills it in comes later.
fn is_variable(value: &str) -> bool {
    let Some(name) = value.strip_prefix('$') else { return false };
    let name = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).unwrap_or(name);
    // A hash such as `$2y$10$…` begins with a digit, and so does no variable.
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a value looks like a credential by itself: a key of a well-known service, a private key, or a URL
/// with a password in it.
pub fn holds_credential(value: &str) -> bool {
    !secrets(value).is_empty()
}

/// The prefixes of the keys of well-known services, and the number of characters they have at least.
const PREFIXES: [(&str, usize); 22] = [
    ("AKIA", 16),
    ("ASIA", 16),
    ("AIza", 30),
    ("ghp_", 16),
    ("gho_", 16),
    ("ghu_", 16),
    ("ghs_", 16),
    ("ghr_", 16),
    ("github_pat_", 16),
    ("glpat-", 16),
    ("xoxb-", 16),
    ("xoxp-", 16),
    ("xoxa-", 16),
    ("xapp-", 16),
    ("sk_live_", 16),
    ("rk_live_", 16),
    ("sk-ant-", 20),
    ("sk-proj-", 20),
    ("npm_", 30),
    ("pypi-", 30),
    ("dop_v1_", 30),
    ("eyJhbGciOi", 40),
];

/// The characters of the shortest of them.
const SHORTEST: usize = 16;

/// Where the credentials in a text are, in bytes: in order, none overlapping another.
pub(super) fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // Most texts are short, and no search is made ready for what cannot be in them.
    if text.as_bytes().contains(&b'@') {
        passwords_in_urls(text, &mut found);
    }
    if text.len() >= SHORTEST {
        tokens(text, &mut found);
    }
    if text.len() >= BEGIN.len() && text.as_bytes().contains(&b'-') {
        private_keys(text, &mut found);
    }
    in_order(found)
}

/// Sorts ranges and joins those that touch.
pub(super) fn in_order(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.retain(|range| !range.is_empty());
    found.sort_unstable_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            Some(_) | None => merged.push(range),
        }
    }
    merged
}

fn passwords_in_urls(text: &str, found: &mut Vec<Range<usize>>) {
    let password = |(at, scheme): (usize, &str)| {
        let start = at + scheme.len();
        let user_info =
            text.get(start..)?.split(|c: char| c.is_whitespace() || "/\"'`".contains(c)).next()?;
        let (user_info, _) = user_info.rsplit_once('@')?;
        let (user, password) = user_info.split_once(':')?;
        let start = start + user.len() + 1;
        (!is_reference(password)).then(|| start..start + password.len())
    };
    // The user info ends before the next `://` at the latest.
    found.extend(text.match_indices("://").filter_map(password));
}

/// A variable or a command in its place is no secret; neither is nothing.
pub(super) fn is_reference(value: &str) -> bool {
    value.is_empty()
        || value.contains(DEFERRED)
        || value.starts_with(['$', '`', '<', '{'])
        || value.bytes().all(|byte| byte == b'*')
}

/// Keys of well-known services, and secret access keys of AWS, by their look.
fn tokens(text: &str, found: &mut Vec<Range<usize>>) {
    let of_token = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-' | b'.' | b'/' | b'+');
    let mut start = 0;
    for word in text.as_bytes().split(|c| !of_token(c)) {
        if word.len() >= SHORTEST {
            token(text, start..start + word.len(), found);
        }
        start += word.len() + 1;
    }
}

fn token(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let Some(word) = text.get(range.clone()) else { return };
    if looks_like_secret_access_key(word) {
        found.push(range);
        return;
    }
    let mut free = 0;
    for (at, _) in word.char_indices() {
        let after_word = at > 0 && word.as_bytes().get(at - 1).is_some_and(u8::is_ascii_alphanumeric);
        let Some(rest) = word.get(at..).filter(|_| at >= free && !after_word) else { continue };
        let Some((prefix, least)) = PREFIXES.iter().find(|(prefix, _)| rest.starts_with(prefix)) else {
            continue;
        };
        let dots = prefix.starts_with("eyJ");
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-') || (dots && c == '.');
        let length = rest.find(|c| !part(c)).unwrap_or(rest.len());
        free = at + length;
        let has_digit = rest.bytes().take(length).any(|byte| byte.is_ascii_digit());
        if length >= *least && has_digit {
            found.push(range.start + at..range.start + free);
        }
    }
}

/// Forty characters of base64 with letters of both cases and digits, in no order: neither a hash in
/// hexadecimal nor a path.
fn looks_like_secret_access_key(word: &str) -> bool {
    let bytes = word.as_bytes();
    let has = |test: fn(&u8) -> bool| bytes.iter().filter(|byte| test(byte)).count();
    let lower_run = word.split(|c: char| !c.is_ascii_lowercase()).map(str::len).max().unwrap_or_default();
    bytes.len() == 40
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+'))
        && bytes.first() != Some(&b'/')
        && has(u8::is_ascii_uppercase) >= 4
        && has(u8::is_ascii_lowercase) >= 4
        && has(u8::is_ascii_digit) >= 1
        && has(|byte| *byte == b'/') <= 4
        && lower_run <= 8
}

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// Finds the texts between the first and the last line of private keys; one without an end goes on to that of
/// the text.
fn private_keys(text: &str, found: &mut Vec<Range<usize>>) {
    let mut free = 0;
    for (at, _) in text.match_indices(BEGIN) {
        let Some(rest) = text.get(at + BEGIN.len()..).filter(|_| at >= free) else { continue };
        let Some((kind, _)) = rest.split_once('-').filter(|(kind, _)| kind.ends_with("PRIVATE KEY")) else {
            continue;
        };
        let start = at + BEGIN.len() + kind.len() + "-----".len();
        let body = text.get(start..).unwrap_or_default();
        let end = start + body.find(END).unwrap_or(body.len());
        found.push(start.min(end)..end);
        free = end;
    }
}

/// Finds the first credential in a text of lines, such as a configuration file: the number of the line, and
/// the value.
/// Of a program only keys and passwords that are known by their look are taken: `password = read()` is none.
pub fn credential_line(text: &str, is_program: bool) -> Option<(usize, &str)> {
    let by_look = secrets(text).into_iter().next();
    let end = by_look.as_ref().map_or(text.len(), |range| range.start);
    let before = text.get(..end)?;
    let is_comment =
        |line: &str| ["#", ";", "//", "--"].iter().any(|mark| line.trim_start().starts_with(mark));
    let mut lines = before.lines().enumerate().filter(|(_, line)| !is_program && !is_comment(line));
    let by_name = lines.find_map(|(number, line)| Some((number + 1, in_line(line)?)));
    by_name.or_else(|| Some((before.matches('\n').count() + 1, text.get(by_look?)?)))
}

fn in_line(line: &str) -> Option<&str> {
    let assigned = assignment(line).and_then(|at| line.get(at..)).and_then(literal);
    assigned.or_else(|| in_sql(line))
}

/// `PASSWORD 'x'` and `IDENTIFIED BY 'x'`.
fn in_sql(line: &str) -> Option<&str> {
    let upper = line.to_ascii_uppercase();
    let at =
        ["PASSWORD '", "IDENTIFIED BY '"].iter().find_map(|word| Some(upper.find(word)? + word.len()))?;
    let value = line.get(at..)?.split('\'').next()?;
    (!is_reference(value) && may_be_credential(value)).then_some(value)
}

/// A value of a configuration file that is a literal and no expression, path, reference or placeholder.
pub(super) fn literal(value: &str) -> Option<&str> {
    let value = value.trim().trim_end_matches([',', ';', '}', ']']).trim_end();
    let bare = value.trim_matches(['"', '\'']);
    let expression = bare.len() == value.len() && value.contains(['(', '{', '[', '<', ' ']);
    let expands = ["${", "{{", "%(", "<%"].iter().any(|start| bare.contains(start));
    let harmless =
        expression || expands || is_reference(bare) || bare.starts_with(['/', '.', '!', '&', '*', '%', '@']);
    (!harmless && may_be_credential(bare)).then_some(bare)
}

/// The names that a text of lines gives values to, `NAME=value` and `NAME: value`, and where those values
/// are: the rest of each line. Names that hold no credential are left out.
pub(super) fn assignments(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(value) = assignment(line) {
            found.push(start + value..start + line.trim_end().len().max(value));
        }
        start += line.len();
    }
    found
}

/// Longer words are no names.
const LONGEST_NAME: usize = 128;

/// Where in a line the value behind a credential's name begins: `KEY: v`, `- KEY=v`, `"KEY": v`, `{KEY: v}`,
/// `--key=v`.
fn assignment(line: &str) -> Option<usize> {
    let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    // The last word, up to where it ended: quotes and blanks may follow it.
    let mut name: Option<Range<usize>> = None;
    let mut open = false;
    for (at, c) in line.char_indices() {
        if of_name(c) {
            match &mut name {
                Some(word) if open => word.end = at + 1,
                Some(_) | None => name = Some(at..at + 1),
            }
            open = true;
            continue;
        }
        open = false;
        match c {
            '=' | ':' => {
                let rest = line.get(at + 1..).unwrap_or_default();
                let separates =
                    c == '=' || rest.chars().next().is_none_or(|c| c.is_whitespace() || "\"'[{".contains(c));
                let word = name.take().filter(|word| separates && word.len() <= LONGEST_NAME);
                let word = word.and_then(|word| line.get(word)).map(|word| word.trim_start_matches('-'));
                if word.is_some_and(is_credential) {
                    return Some(at + 1);
                }
            }
            '"' | '\'' => {}
            c if c.is_whitespace() => {}
            _ => name = None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_any_kind_stand_before_a_value() {
        for blank in [" ", "\t", "\u{b}", "\u{c}", "\u{a0}"] {
            let line = format!("A_PASSWORD{blank}=hunter2");
            let found = assignments(&line).into_iter().next().and_then(|range| line.get(range));
            assert_eq!(found, Some("hunter2"), "{line:?}");
        }
    }

    #[test]
    fn names_that_hold_credentials() {
        for name in [
            "PASSWORD",
            "MYSQL_ROOT_PASSWORD",
            "apiKey",
            "API_KEY",
            "aws_secret_access_key",
            "GH-TOKEN",
            "MEILI_MASTER_KEY",
            "requirepass",
        ] {
            assert!(is_credential(name), "{name}");
        }
        for name in [
            "PASSWORD_FILE",
            "COMPASS",
            "TOKENIZER",
            "USER",
            "MONKEY",
            "secrets",
            "API_KEY_PREFIX",
            "PASSWORD_RESET_DISABLED",
            "TOKEN_TTL",
            "KmsMasterKeyId",
        ] {
            assert!(!is_credential(name), "{name}");
        }
        assert!(
            !may_be_credential("1") && !may_be_credential("False") && !may_be_credential("/run/secrets/db")
        );
        assert!(may_be_credential("hunter2"));
    }

    #[test]
    fn no_credential_is_too_short_to_be_looked_for() {
        assert_eq!(PREFIXES.iter().map(|(_, least)| *least).min(), Some(SHORTEST));
    }

    #[test]
    fn values_that_are_credentials() {
        for value in [
            "mysql://u:hunter2@h/db",
            "redis://:hunter2@cache",
            "ghp_0123456789abcdef0123",
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.abc",
        ] {
            assert!(holds_credential(value), "{value}");
        }
        for value in [
            "mysql://u:${PASS}@h/db",
            "http://host:80/a@b",
            "https://user@host",
            "AKIA",
            "ghp_x",
            "a:b@c",
            "npm_config_cache_of_this_project",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "usr/local/share/Ab12/some-folder/of/files",
            "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----\n",
        ] {
            assert!(!holds_credential(value), "{value}");
        }
    }

    #[test]
    fn lines_that_assign_credentials() {
        let found = |text: &str| -> Vec<String> {
            assignments(text).into_iter().map(|range| text.get(range).unwrap().trim().to_owned()).collect()
        };
        assert_eq!(found("# DB_PASSWORD=a b\n- API_KEY = c\nUSER=x\n"), ["a b", "c"]);
        assert_eq!(found("\"token\": \"d\"\n{token: e}\n  secret:\n"), ["\"d\"", "e}", ""]);
        assert_eq!(found("image: registry/token:1.0\nsecret:x\n"), [""; 0]);
    }

    #[test]
    fn long_texts_take_linear_time() {
        // A quadratic scan of these would not end within a test's patience.
        for text in
            ["a:", "x://a:b@", "AKIA_", "-----BEGIN PRIVATE KEY", "-----BEGIN ", "token", "a=", "--token "]
        {
            let text = text.repeat(40_000);
            let _ = (secrets(&text), assignments(&text));
        }
    }
}
