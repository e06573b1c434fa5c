//! Durations: `1m30s`, `1.5h`, `2d`, `100ms`.
//! <https://github.com/compose-spec/compose-spec/blob/main/11-extension.md#specifying-durations>

use std::fmt;

use thiserror::Error;

const SECOND: i64 = 1_000_000_000;

/// A span of time: an optional sign and a sequence of numbers with the units `ns us µs ms s m h d w`, without
/// blanks; or a bare `0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration {
    nanoseconds: i64,
}

/// Why a text is no duration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DurationError {
    /// There is no number where one must be.
    #[error("invalid duration `{0}`: a duration is numbers with units, as in `1m30s`")]
    Malformed(String),
    /// A number has no unit.
    #[error("missing unit in duration `{0}`")]
    MissingUnit(String),
    /// A unit is unknown.
    #[error("unknown unit `{unit}` in duration `{text}`")]
    UnknownUnit {
        /// The whole text.
        text: String,
        /// The text in the place of a unit.
        unit: String,
    },
    /// The duration is longer than 292 years.
    #[error("duration `{0}` is too long")]
    TooLong(String),
}

impl Duration {
    /// Reads a duration.
    pub fn parse(text: &str) -> Result<Self, DurationError> {
        let malformed = || DurationError::Malformed(text.to_owned());
        let too_long = || DurationError::TooLong(text.to_owned());
        let negative = text.starts_with('-');
        let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
        if rest == "0" {
            return Ok(Self { nanoseconds: 0 });
        }
        if rest.is_empty() {
            return Err(malformed());
        }
        let mut nanoseconds = 0_i64;
        while !rest.is_empty() {
            let (whole, after) = split_digits(rest);
            let (fraction, after) = after.strip_prefix('.').map_or(("", after), split_digits);
            if whole.is_empty() && fraction.is_empty() {
                return Err(malformed());
            }
            let end = after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len());
            let (name, after) = after.split_at_checked(end).unwrap_or((after, ""));
            if name.is_empty() {
                return Err(DurationError::MissingUnit(text.to_owned()));
            }
            let Some(unit) = unit(name) else {
                return Err(DurationError::UnknownUnit { text: text.to_owned(), unit: name.to_owned() });
            };
            let span = span(whole, fraction, unit).ok_or_else(too_long)?;
            nanoseconds = nanoseconds.checked_add(span).ok_or_else(too_long)?;
            rest = after;
        }
        Ok(Self { nanoseconds: if negative { -nanoseconds } else { nanoseconds } })
    }

    /// The number of nanoseconds.
    pub fn as_nanos(self) -> i64 {
        self.nanoseconds
    }

    /// The number of seconds, rounded up.
    pub fn seconds_ceil(self) -> i64 {
        self.nanoseconds.div_euclid(SECOND) + i64::from(self.nanoseconds.rem_euclid(SECOND) != 0)
    }

    /// Prints the duration as Go and Compose do: `168h0m0s`, `1.5s`, `100ms`, `0s`.
    pub fn to_go_string(self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanoseconds = self.nanoseconds.unsigned_abs();
        if self.nanoseconds < 0 {
            f.write_str("-")?;
        }
        match nanoseconds {
            0 => return f.write_str("0s"),
            1..1_000 => return write!(f, "{nanoseconds}ns"),
            1_000..1_000_000 => return write!(f, "{}µs", decimal(nanoseconds, 1_000)),
            1_000_000..1_000_000_000 => return write!(f, "{}ms", decimal(nanoseconds, 1_000_000)),
            _ => {}
        }
        let minutes = nanoseconds / (60 * SECOND.unsigned_abs());
        let hours = minutes / 60;
        if hours > 0 {
            write!(f, "{hours}h")?;
        }
        if minutes > 0 {
            write!(f, "{}m", minutes % 60)?;
        }
        let rest = nanoseconds % (60 * SECOND.unsigned_abs());
        write!(f, "{}s", decimal(rest, SECOND.unsigned_abs()))
    }
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The nanoseconds of a unit.
fn unit(name: &str) -> Option<i64> {
    match name {
        "ns" => Some(1),
        // Both the micro sign and the Greek letter.
        "us" | "\u{b5}s" | "\u{3bc}s" => Some(1_000),
        "ms" => Some(1_000_000),
        "s" => Some(SECOND),
        "m" => Some(60 * SECOND),
        "h" => Some(3600 * SECOND),
        "d" => Some(24 * 3600 * SECOND),
        "w" => Some(7 * 24 * 3600 * SECOND),
        _ => None,
    }
}

/// Multiplies a number by its unit. The fraction goes through floating point as in Go, so that a third of an
/// hour written with many digits is twenty minutes.
fn span(whole: &str, fraction: &str, unit: i64) -> Option<i64> {
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let (mut digits, mut scale) = (0_i64, 1_f64);
    for digit in fraction.bytes() {
        // Digits that do not fit any more are below a nanosecond.
        let Some(more) = digits.checked_mul(10).and_then(|d| d.checked_add(i64::from(digit - b'0'))) else {
            break;
        };
        digits = more;
        scale *= 10.0;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "the rounding of Go is wanted"
    )]
    let part = (digits as f64 * (unit as f64 / scale)) as i64;
    whole.checked_mul(unit)?.checked_add(part)
}

/// Prints `value / scale` without trailing zeros.
fn decimal(value: u64, scale: u64) -> String {
    let width = usize::try_from(scale.ilog10()).unwrap_or(0);
    let fraction = format!("{:0width$}", value % scale);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{point}{fraction}", value / scale)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_and_prints() {
        let table = [
            ("0 -0 +0 0s 0h0m", "0s"),
            ("1s +1s 1000ms 1000000us", "1s"),
            ("10s", "10s"),
            ("90s 1m30s 1.5m 30s1m", "1m30s"),
            ("1w 7d", "168h0m0s"),
            ("2d", "48h0m0s"),
            ("1w2d3h4m5s6ms", "219h4m5.006s"),
            ("1h", "1h0m0s"),
            ("1.5s 1.500s 1500ms", "1.5s"),
            ("100ms .1s 0.1s", "100ms"),
            ("1.5ms", "1.5ms"),
            ("2us 2µs 2μs", "2µs"),
            ("7ns 7.9ns", "7ns"),
            ("-10s", "-10s"),
            ("-1.5h", "-1h30m0s"),
            ("5.s", "5s"),
            ("0.3333333333333333333h", "20m0s"),
            ("0.100000000000000000000h", "6m0s"),
            ("9223372036854775807ns", "2562047h47m16.854775807s"),
        ];
        for (texts, shown) in table {
            for text in texts.split(' ') {
                assert_eq!(Duration::parse(text).map(Duration::to_go_string), Ok(shown.to_owned()), "{text}");
            }
        }
    }

    #[test]
    fn refuses() {
        let owned = str::to_owned;
        for text in
            ["", "-", "+", "s", ".s", "-.s", "--1s", "1s ", " 1s", "+-1s", "ten", "1s-1s", "1s.", "1h.m"]
        {
            let error = Duration::parse(text).unwrap_err();
            let unknown = matches!(error, DurationError::UnknownUnit { .. });
            let wanted = unknown || error == DurationError::Malformed(owned(text));
            assert!(wanted, "{text}: {error}");
        }
        for text in ["10", "1.5", "1m30", "00"] {
            assert_eq!(Duration::parse(text), Err(DurationError::MissingUnit(owned(text))), "{text}");
        }
        for (text, unit) in
            [("10 seconds", " seconds"), ("1S", "S"), ("1y", "y"), ("1m 5s", "m "), ("1h\n", "h\n")]
        {
            let (text, unit) = (owned(text), owned(unit));
            assert_eq!(Duration::parse(&text.clone()), Err(DurationError::UnknownUnit { text, unit }));
        }
        for text in ["9223372036854775808ns", "99999999999999999999s", "20000w", "15250w15250w"] {
            assert_eq!(Duration::parse(text), Err(DurationError::TooLong(owned(text))), "{text}");
        }
    }

    #[test]
    fn rounds_up_to_seconds() {
        for (text, seconds) in [("0", 0), ("1ns", 1), ("1s", 1), ("1001ms", 2), ("-1s", -1), ("-1500ms", -1)]
        {
            assert_eq!(Duration::parse(text).map(Duration::seconds_ceil), Ok(seconds), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "([-+.0-9nuµmshdw]|\\PC){0,40}") {
            let _ = Duration::parse(&text).map(|d| (d.seconds_ceil(), d.to_go_string()));
        }

        #[test]
        fn comes_back(nanoseconds in -i64::MAX..=i64::MAX) {
            let duration = Duration { nanoseconds };
            prop_assert_eq!(Duration::parse(&duration.to_go_string()), Ok(duration));
        }
    }
}
