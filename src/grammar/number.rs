//! The meaning of a plain YAML scalar in Compose, and the notation in which Compose prints a number.
//!
//! These are the rules of go-yaml v4: booleans as in YAML 1.2, octals of both versions, `_` inside numbers,
//! no base 60.
//! <https://yaml.org/spec/1.2.2/#103-core-schema>

use super::timestamp;

/// A plain scalar, resolved.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// Nothing, `~`, `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer of 64 bits.
    Int(i64),
    /// An integer too large for 64 signed bits.
    Uint(u64),
    /// Any other number, with `.inf` and `.nan`.
    Float(f64),
    /// A date or a time, as Go prints it.
    Timestamp(String),
    /// Anything else is text.
    Str,
}

/// Resolves a plain scalar.
pub fn resolve_plain(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "true" | "True" | "TRUE" => return Scalar::Bool(true),
        "false" | "False" | "FALSE" => return Scalar::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Scalar::Float(f64::NEG_INFINITY),
        "-0" => return Scalar::Float(-0.0),
        _ => {}
    }
    match text.bytes().next() {
        // NOTE: a number that begins with a dot may hold `_` only between digits; elsewhere `_` is dropped
        // anywhere.
        Some(b'.') => parse_float(text).map_or(Scalar::Str, Scalar::Float),
        Some(b'+' | b'-' | b'0'..=b'9') => timestamp::reformat(text)
            .map_or_else(|| resolve_number(&text.replace('_', "")), Scalar::Timestamp),
        _ => Scalar::Str,
    }
}

/// Reads the text of a boolean as Compose does, and whether it is one of YAML 1.1 only.
pub fn parse_boolean(text: &str) -> Option<(bool, bool)> {
    match text.to_lowercase().as_str() {
        "true" => Some((true, false)),
        "false" => Some((false, false)),
        "y" | "yes" | "on" => Some((true, true)),
        "n" | "no" | "off" => Some((false, true)),
        _ => None,
    }
}

/// Reads a decimal number as Go does: `1.5`, `.5`, `5.`, `1e3`, `1_000`, `inf`, `NaN`; nothing that
/// overflows.
pub fn parse_float(text: &str) -> Option<f64> {
    if !text.contains('_') {
        let value: f64 = text.parse().ok()?;
        let named = text.contains(['i', 'I', 'n', 'N']);
        let signed_nan = value.is_nan() && text.starts_with(['+', '-']);
        return ((value.is_finite() || named) && !signed_nan).then_some(value);
    }
    underscores_separate_digits(text).then(|| text.replace('_', "")).and_then(|plain| parse_float(&plain))
}

/// Prints a number as Go does: the shortest digits, with an exponent below 1e-4 and from 1e6 on.
pub fn go_float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let shown = format!("{value:e}");
    let (digits, exponent) = shown.split_once('e').unwrap_or((&shown, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..6).contains(&exponent) {
        return value.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
}

fn resolve_number(text: &str) -> Scalar {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    match (parse_magnitude(unsigned), negative) {
        (Some(magnitude), true) if magnitude <= 1 << 63 => {
            return Scalar::Int(0_i64.wrapping_sub_unsigned(magnitude));
        }
        (Some(magnitude), false) => {
            return i64::try_from(magnitude).map_or(Scalar::Uint(magnitude), Scalar::Int);
        }
        (Some(_) | None, _) => {}
    }
    let decimal = unsigned.starts_with(|c: char| c == '.' || c.is_ascii_digit())
        && unsigned.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
    if decimal { parse_float(text).map_or(Scalar::Str, Scalar::Float) } else { Scalar::Str }
}

/// Reads an integer without sign, its base told by `0x`, `0o`, `0b` or a leading `0`.
fn parse_magnitude(text: &str) -> Option<u64> {
    let (digits, base) = match text.strip_prefix('0') {
        None | Some("") => (text, 10),
        Some(rest) => match rest.as_bytes().first() {
            Some(b'x' | b'X') => (rest.get(1..)?, 16),
            Some(b'o' | b'O') => (rest.get(1..)?, 8),
            Some(b'b' | b'B') => (rest.get(1..)?, 2),
            _ => (rest, 8),
        },
    };
    // The standard parser would take one more sign here.
    if digits.starts_with(['+', '-']) { None } else { u64::from_str_radix(digits, base).ok() }
}

fn underscores_separate_digits(text: &str) -> bool {
    let mut before = None;
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let digit = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_digit());
        if byte == b'_' && !(digit(before) && digit(bytes.peek().copied())) {
            return false;
        }
        before = Some(byte);
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn printed(text: &str) -> String {
        match resolve_plain(text) {
            Scalar::Null => "null".to_owned(),
            Scalar::Bool(value) => format!("bool {value}"),
            Scalar::Int(value) => format!("int {value}"),
            Scalar::Uint(value) => format!("uint {value}"),
            Scalar::Float(value) => format!("float {}", go_float(value)),
            Scalar::Timestamp(value) => format!("time {value}"),
            Scalar::Str => "str".to_owned(),
        }
    }

    #[test]
    fn resolves() {
        let table = [
            ("true True TRUE", "bool true"),
            ("false False FALSE", "bool false"),
            ("yes no on off y n Yes NO tRue nUll a _1 0x 0b 0o + - . +-5 --5 _ e5 -_", "str"),
            ("~ null Null NULL", "null"),
            ("0777 0o777 511 +511 5_11 0x1FF 0X1ff 0b111111111", "int 511"),
            ("0o17", "int 15"),
            ("0x1F", "int 31"),
            ("0b11", "int 3"),
            ("1_000", "int 1000"),
            ("+5 5", "int 5"),
            ("1_ 1", "int 1"),
            ("-0x10 -16 -0o20 -020", "int -16"),
            ("0 00 +0 -00", "int 0"),
            ("9223372036854775807", "int 9223372036854775807"),
            ("-9223372036854775808", "int -9223372036854775808"),
            ("9223372036854775808", "uint 9223372036854775808"),
            ("18446744073709551615", "uint 18446744073709551615"),
            ("18446744073709551616", "float 1.8446744073709552e+19"),
            ("-9223372036854775809", "float -9.223372036854776e+18"),
            ("123456789012345678901234567890", "float 1.2345678901234568e+29"),
            ("08", "float 8"),
            ("0888", "float 888"),
            ("1.0", "float 1"),
            ("1.10", "float 1.1"),
            ("5. .5e1", "float 5"),
            (".5 +.5 0.5", "float 0.5"),
            ("1_0.5_0 10.5", "float 10.5"),
            (".1_0", "float 0.1"),
            ("12e03", "float 12000"),
            ("1e3", "float 1000"),
            ("1e5 100000.0", "float 100000"),
            ("999999.5", "float 999999.5"),
            ("1e6 1000000.0", "float 1e+06"),
            ("1234567.8", "float 1.2345678e+06"),
            ("1234567.5", "float 1.2345675e+06"),
            ("0.0001", "float 0.0001"),
            ("0.00001", "float 1e-05"),
            ("1e-300", "float 1e-300"),
            ("-0 -0.0", "float -0"),
            (".nan .NaN", "float NaN"),
            (".inf +.INF", "float +Inf"),
            ("-.Inf", "float -Inf"),
            (
                "1e400 0x1p4 0o8 0b2 1:30 22:22 12:30:45 1,000 = .5_ ._5 .5e999 1.2.3 1e 0x_ inf nan 0b-1",
                "str",
            ),
            ("2024-01-02 2024-1-2", "time 2024-01-02 00:00:00 +0000 UTC"),
        ];
        for (texts, wanted) in table {
            for text in texts.split(' ') {
                assert_eq!(printed(text), wanted, "{text}");
            }
        }
        assert_eq!(resolve_plain(""), Scalar::Null);
    }

    #[test]
    fn reads_floats_as_go_does() {
        let table =
            [("NaN", "NaN"), ("inf", "+Inf"), ("-Infinity", "-Inf"), ("1_0e1_0", "1e+11"), ("+1.5", "1.5")];
        for (text, wanted) in table {
            assert_eq!(parse_float(text).map(go_float).as_deref(), Some(wanted), "{text}");
        }
        for text in ["", " 1", "1 ", "-nan", "1e999", "1__0", "_1", "1_", "1_.5", "0x1", "1,5", "infi"] {
            assert_eq!(parse_float(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "([-+.0-9_exobT: ]|\\PC){0,30}") {
            let _ = (resolve_plain(&text), parse_float(&text));
        }

        #[test]
        fn integers_come_back(value: i64) {
            prop_assert_eq!(resolve_plain(&value.to_string()), Scalar::Int(value));
        }

        #[test]
        fn floats_come_back(value: f64) {
            prop_assume!(value.is_finite());
            prop_assert_eq!(parse_float(&go_float(value)), Some(value));
        }
    }
}
