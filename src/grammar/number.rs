//! Plain YAML scalars → values, and floats → text, both as the Go libraries under `docker compose` do it.
//!
//! `yes` and `on` are text, `0777` is octal, `08` is a float, base-60 numbers are text, dates are timestamps.

/// What a plain scalar is.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number of 64 bits.
    Int(i64),
    /// A whole number that only fits without a sign.
    Uint(u64),
    /// Any other number.
    Float(f64),
    /// A date or time, as Go prints it.
    Timestamp(String),
    /// Text.
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
        _ => {}
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return Scalar::Str;
    }
    if let Some(printed) = timestamp(text) {
        return Scalar::Timestamp(printed);
    }
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    if digits == "-0" {
        return Scalar::Float(-0.0);
    }
    integer(&digits).or_else(|| float(&digits)).unwrap_or(Scalar::Str)
}

fn integer(text: &str) -> Option<Scalar> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = rest.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, lower.strip_prefix("0x")?),
        [b'0', b'o', ..] => (8, lower.strip_prefix("0o")?),
        [b'0', b'b', ..] => (2, lower.strip_prefix("0b")?),
        [b'0', _, ..] => (8, lower.strip_prefix('0')?),
        _ => (10, lower.as_str()),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let value = i128::from_str_radix(digits, radix).ok()?;
    let value = if negative { -value } else { value };
    i64::try_from(value).map(Scalar::Int).or_else(|_| u64::try_from(value).map(Scalar::Uint)).ok()
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, and within what a float can hold.
fn float(text: &str) -> Option<Scalar> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mantissa_ok = digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    let exponent_ok = exponent.is_none_or(|text| {
        let text = text.strip_prefix(['-', '+']).unwrap_or(text);
        !text.is_empty() && digits(text)
    });
    let value: f64 = if mantissa_ok && exponent_ok { text.parse().ok()? } else { return None };
    value.is_finite().then_some(Scalar::Float(value))
}

/// A float as `docker compose` prints it: the shortest digits, with an exponent below 1e-4 and from 1e6 on.
pub fn go_float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if value == 0.0 || (-4..6).contains(&exponent) {
        return format!("{value}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// A YAML timestamp as Go's `Time.String` prints it.
fn timestamp(text: &str) -> Option<String> {
    let (date, rest) = match text.find(['T', 't', ' ']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?.trim_start()),
        None => (text, ""),
    };
    let mut parts = date.split('-');
    let (year, month, day) = (number(parts.next()?, 4, 4)?, number(parts.next()?, 1, 2)?, number(parts.next()?, 1, 2)?);
    if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=days(year, month)).contains(&day) {
        return None;
    }
    if text.len() == date.len() {
        return Some(format!("{year:04}-{month:02}-{day:02} 00:00:00 +0000 UTC"));
    }
    let (clock, zone) = zone(rest)?;
    let mut parts = clock.split(':');
    let (hour, minute) = (number(parts.next()?, 1, 2)?, number(parts.next()?, 1, 2)?);
    let (second, fraction) = parts.next()?.split_once('.').map_or_else(|| (clock.rsplit(':').next().unwrap_or_default(), ""), |parts| parts);
    let second = number(second, 1, 2)?;
    let written = fraction.chars().all(|c| c.is_ascii_digit()) && parts.next().is_none();
    if !written || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let fraction = if fraction.is_empty() { String::new() } else { format!(".{fraction}") };
    Some(format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{fraction} {zone}"))
}

/// The clock and how Go prints the zone behind it.
fn zone(text: &str) -> Option<(&str, String)> {
    if let Some(clock) = text.strip_suffix('Z') {
        return Some((clock, "+0000 UTC".to_owned()));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, "+0000 UTC".to_owned())) };
    let (clock, offset) = text.split_at_checked(at)?;
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let sign = offset.chars().next()?;
    let zone = format!("{sign}{:02}{:02}", number(hours, 2, 2)?, number(minutes, 2, 2)?);
    let name = if zone == "+0000" || zone == "-0000" { "+0000 UTC".to_owned() } else { format!("{zone} {zone}") };
    Some((clock, name))
}

fn number(text: &str, least: usize, most: usize) -> Option<u32> {
    let fits = (least..=most).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn printed(text: &str) -> String {
        match resolve_plain(text) {
            Scalar::Null => "null".to_owned(),
            Scalar::Bool(value) => format!("bool {value}"),
            Scalar::Int(value) => format!("int {value}"),
            Scalar::Uint(value) => format!("uint {value}"),
            Scalar::Float(value) => format!("float {}", go_float(value)),
            Scalar::Timestamp(text) => format!("time {text}"),
            Scalar::Str => "text".to_owned(),
        }
    }

    #[test]
    fn the_table_of_scalars() {
        for (text, wanted) in [
            ("true", "bool true"), ("False", "bool false"), ("yes", "text"), ("on", "text"), ("tRue", "text"),
            ("", "null"), ("~", "null"), ("Null", "null"), ("nUll", "text"),
            ("0777", "int 511"), ("0o17", "int 15"), ("0x1F", "int 31"), ("0b11", "int 3"), ("1_000", "int 1000"), ("+5", "int 5"), ("1_", "int 1"), ("-7", "int -7"),
            ("08", "float 8"), ("0888", "float 888"),
            ("1.0", "float 1"), ("1.10", "float 1.1"), ("5.", "float 5"), (".5e1", "float 5"), ("12e03", "float 12000"), ("1e5", "float 100000"),
            ("1e6", "float 1e+06"), ("1000000.0", "float 1e+06"), ("1234567.8", "float 1.2345678e+06"), ("0.00001", "float 1e-05"), ("0.0001", "float 0.0001"),
            ("123456789012345678901234567890", "float 1.2345678901234568e+29"), ("9223372036854775808", "uint 9223372036854775808"),
            ("-0", "float -0"), ("-0.0", "float -0"),
            ("1e400", "text"), ("0x1p4", "text"), ("0o8", "text"), ("0b2", "text"), ("1:30", "text"), ("22:22", "text"), ("1,000", "text"), ("=", "text"), ("1.2.3", "text"), ("-", "text"), (".", "text"),
            ("2024-01-02", "time 2024-01-02 00:00:00 +0000 UTC"), ("2001-1-2", "time 2001-01-02 00:00:00 +0000 UTC"),
            ("2024-01-02T03:04:05Z", "time 2024-01-02 03:04:05 +0000 UTC"), ("2001-01-02 03:04:05", "time 2001-01-02 03:04:05 +0000 UTC"),
            ("2001-01-02T03:04:05+02:00", "time 2001-01-02 03:04:05 +0200 +0200"), ("2024-13-01", "text"), ("2024-02-30", "text"),
        ] {
            assert_eq!(printed(text), wanted, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_resolves(text in "\\PC*") {
            let _ = resolve_plain(&text);
        }

        #[test]
        fn number_like_text_resolves(text in "[-+0-9._eExobTZ: ]{0,30}") {
            let _ = resolve_plain(&text);
        }
    }
}
