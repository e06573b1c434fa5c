//! Strings in YAML, written so that readers of YAML 1.1 and 1.2 both read the same string.
//! <https://yaml.org/spec/1.1/#id858600> (plain), <https://yaml.org/type/> (what a plain scalar may turn
//! into).
//!
//! CloudFormation and most of what reads templates follow YAML 1.1, where `yes`, `22:22`, `1_000` and
//! `2012-10-17` are no strings. A string is plain only where its characters and its look are harmless; quotes
//! too many cost nothing.

use std::fmt::Write as _;

/// The words that some reader of YAML takes for a truth value, nothing, or no number.
const WORDS: [&str; 13] =
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", ".nan", ".inf"];
/// The length of the longest of them.
const LONGEST_WORD: usize = 5;

/// Where a scalar stands; inside brackets more characters mean something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// On lines of its own, or behind a key.
    Block,
    /// Inside brackets.
    Flow,
}

/// The longest key, as it is written, that stands before its colon. YAML's readers look 1024 characters ahead
/// for the colon; a longer key is announced by `?`.
const LONG_KEY: usize = 500;

/// Writes a key and its colon, on lines of their own where the key is long; `indent` blanks begin a line.
/// Says where that line begins.
pub fn key(text: &str, indent: usize, out: &mut String) -> Option<usize> {
    let start = out.len();
    write(text, Style::Block, out);
    let line = (out.len() - start > LONG_KEY).then(|| {
        out.insert_str(start, "? ");
        out.push('\n');
        let line = out.len();
        out.extend(std::iter::repeat_n(' ', indent));
        line
    });
    out.push(':');
    line
}

/// Writes a string on one line: plain, or in the quotes that need less escaping.
pub fn write(text: &str, place: Style, out: &mut String) {
    let kinds = kinds(text);
    if is_plain(text, kinds, place) {
        out.push_str(text);
    } else if kinds & ESCAPED != 0 && !text.contains('\'') && !text.contains(must_be_escaped) {
        out.push('\'');
        out.push_str(text);
        out.push('\'');
    } else {
        double_quoted(text, kinds, out);
    }
}

/// Writes a number so that YAML 1.1 sees one: `1e20` has to be `1.0e+20`.
pub fn number(number: &serde_json::Number, out: &mut String) {
    if let Some(whole) = number.as_u64() {
        write!(out, "{whole}").expect("internal error: a string takes all that is written to it");
        return;
    }
    let text = number.to_string();
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        out.push_str(&text);
        return;
    };
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['+', '-']) { "" } else { "+" };
    out.extend([mantissa, point, "e", sign, exponent]);
}

/// Whether a string of several lines can stand as it is, in a literal block (`|`).
///
/// Blanks at the end of a line are not seen by people, blanks or nothing at the beginning upset the
/// indentation, and a tab at the beginning of a line is refused by libyaml.
pub fn is_literal(text: &str) -> bool {
    let starts_well = !text.starts_with([' ', '\n']);
    text.contains('\n')
        && starts_well
        && text.split('\n').all(|line| !line.starts_with('\t') && !line.ends_with([' ', '\t']))
        && !text.contains(|c| must_be_escaped(c) && c != '\n' && c != '\t')
}

/// Returns the indicator for the end of a literal block: without a line feed, with one, or with more.
pub fn chomping(text: &str) -> &'static str {
    match text.strip_suffix('\n') {
        None => "|-",
        Some(rest) if rest.ends_with('\n') => "|+",
        Some(_) => "|",
    }
}

/// Kinds of characters, a bit each. Those of most names have none: letters, digits, and `_`, `-`, `.`, `/`.
const IN_BRACKETS: u8 = 1;
const COLON: u8 = 2;
const HASH: u8 = 4;
const CONTROL: u8 = 8;
const BEYOND_ASCII: u8 = 16;
/// `"` and `\`, which double quotes escape.
const ESCAPED: u8 = 32;
const OTHER: u8 = 64;

/// The kind of each byte, as a table: one look for each is a fraction of what a chain of comparisons takes.
static KINDS: [u8; 256] = {
    let mut kinds = [BEYOND_ASCII; 256];
    let mut byte = 0;
    while byte < 128 {
        #[expect(clippy::indexing_slicing, reason = "the compiler runs this")]
        let kind = &mut kinds[byte as usize];
        *kind = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'/' => 0,
            b',' | b'[' | b']' | b'{' | b'}' | b'?' => IN_BRACKETS,
            b':' => COLON,
            b'#' => HASH,
            b'"' | b'\\' => ESCAPED,
            0..b' ' | 0x7f => CONTROL,
            _ => OTHER,
        };
        byte += 1_u8;
    }
    kinds
};

/// The kinds of all characters of a text.
fn kinds(text: &str) -> u8 {
    text.bytes().fold(0, |kinds, byte| kinds | KINDS.get(usize::from(byte)).copied().unwrap_or(OTHER))
}

fn is_plain(text: &str, kinds: u8, place: Style) -> bool {
    (kinds == 0 && is_name(text)) || is_plain_prose(text, kinds, place)
}

/// Most strings: words of letters, digits and what joins them that are no truth value, nothing or number.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_word(text) && !is_exponent(text)
}

/// Whether some reader takes the string for a truth value, nothing or no number.
fn is_word(text: &str) -> bool {
    text.len() <= LONGEST_WORD
        && text.starts_with(['y', 'Y', 'n', 'N', 'o', 'O', 't', 'T', 'f', 'F', 'i', 'I', '.'])
        && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn is_plain_prose(text: &str, kinds: u8, place: Style) -> bool {
    starts_plain(text)
        && !text.ends_with([' ', ':'])
        && is_harmless(text, kinds, place)
        && !looks_like_another_type(text)
}

/// Whether no character means anything to YAML or cannot be seen, wherever it stands.
fn is_harmless(text: &str, kinds: u8, place: Style) -> bool {
    let has = |pair: [u8; 2]| text.as_bytes().windows(2).any(|bytes| bytes == pair);
    kinds & CONTROL == 0
        && (kinds & IN_BRACKETS == 0 || place == Style::Block)
        && (kinds & COLON == 0 || !has(*b": "))
        && (kinds & HASH == 0 || !has(*b" #"))
        && (kinds & BEYOND_ASCII == 0 || text.chars().all(|c| c.is_ascii() || c.is_alphanumeric()))
}

/// Whether the first characters mean nothing to YAML; also keeps `---` and `...` away.
fn starts_plain(text: &str) -> bool {
    let mut chars = text.chars();
    let second = |mut chars: std::str::Chars<'_>| chars.next();
    match chars.next() {
        Some('_' | '/' | '$' | '(' | '^' | '\\') => true,
        Some('.') => second(chars).is_some_and(|c| c.is_alphanumeric() || c == '/'),
        Some('-') => second(chars).is_some_and(char::is_alphanumeric) || is_long_option(text),
        Some(c) => c.is_alphanumeric(),
        None => false,
    }
}

fn is_long_option(text: &str) -> bool {
    text.strip_prefix("--").is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}

/// Whether some reader takes the plain string for a truth value, nothing, a number or a time.
fn looks_like_another_type(text: &str) -> bool {
    if is_word(text) || is_exponent(text) {
        return true;
    }
    // Everything that numbers, sexagesimals and times of YAML 1.1 and 1.2 are made of, behind a first digit.
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = unsigned.strip_prefix('.').unwrap_or(unsigned);
    digits.starts_with(|c: char| c.is_numeric()) && digits.chars().all(|c| {
        c.is_ascii_hexdigit() || matches!(c, '.' | '_' | ',' | ':' | '+' | '-' | ' ' | 'x' | 'X' | 'o' | 'O')
                // `T` and `Z` of times.
                || matches!(c, 't' | 'T' | 'z' | 'Z')
    })
}

/// `e1` and `.e1` are numbers to readers that take the digits before an exponent as optional.
fn is_exponent(text: &str) -> bool {
    let ([b'-' | b'+', b'.', b'e' | b'E', digits @ ..]
    | [b'-' | b'+' | b'.', b'e' | b'E', digits @ ..]
    | [b'e' | b'E', digits @ ..]) = text.as_bytes()
    else {
        return false;
    };
    !digits.is_empty() && digits.iter().all(|byte| byte.is_ascii_digit() || b"+-_.".contains(byte))
}

fn double_quoted(text: &str, kinds: u8, out: &mut String) {
    out.push('"');
    if kinds & (ESCAPED | CONTROL | BEYOND_ASCII) == 0 {
        out.push_str(text);
        out.push('"');
        return;
    }
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if must_be_escaped(c) => escape(c, out),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Control characters, line breaks of Unicode, and what cannot be seen or turns the text around it.
fn must_be_escaped(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..)
}

fn escape(c: char, out: &mut String) {
    let code = u32::from(c);
    let written = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
    written.expect("internal error: a string takes all that is written to it");
}
