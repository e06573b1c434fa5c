//! Durations as Compose writes them: `1m30s`, `500ms`, `2d`; numbers with units and nothing between.
//!
//! <https://docs.docker.com/reference/compose-file/extension/#specifying-durations>

use std::fmt::Write as _;

use thiserror::Error;

/// A length of time, to the nanosecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Duration(i64);

/// Why a text is no duration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DurationError {
    /// There is nothing, or a number is missing.
    #[error("`{0}` is not a duration")]
    Malformed(String),
    /// A number without a unit.
    #[error("the unit is missing in `{0}`")]
    NoUnit(String),
    /// A unit that does not exist.
    #[error("`{0}` is not a unit of time")]
    Unit(String),
    /// More than 292 years.
    #[error("`{0}` is too long")]
    TooLong(String),
}

const SECOND: i64 = 1_000_000_000;
const UNITS: [(&str, i64); 9] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("ms", 1_000_000),
    ("s", SECOND),
    ("m", 60 * SECOND),
    ("h", 3_600 * SECOND),
    ("d", 86_400 * SECOND),
    ("w", 604_800 * SECOND),
];

impl Duration {
    /// A duration from whole seconds.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(SECOND))
    }

    /// Reads a duration; `0` alone needs no unit.
    pub fn parse(text: &str) -> Result<Self, DurationError> {
        let malformed = || DurationError::Malformed(text.to_owned());
        let (negative, mut rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        if rest == "0" {
            return Ok(Self(0));
        }
        if rest.is_empty() {
            return Err(malformed());
        }
        let mut total = 0_f64;
        while !rest.is_empty() {
            let number_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(|| DurationError::NoUnit(text.to_owned()))?;
            let (number, after) = rest.split_at_checked(number_end).ok_or_else(malformed)?;
            let number: f64 = number.parse().map_err(|_| malformed())?;
            let unit_end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
            let (unit, after) = after.split_at_checked(unit_end).ok_or_else(malformed)?;
            let (_, length) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(|| DurationError::Unit(unit.to_owned()))?;
            #[expect(clippy::cast_precision_loss, reason = "units are far below 2^53")]
            let part = number * *length as f64;
            total += part;
            rest = after;
        }
        #[expect(clippy::cast_precision_loss, reason = "only a bound")]
        if total > i64::MAX as f64 {
            return Err(DurationError::TooLong(text.to_owned()));
        }
        #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
        let nanos = total.round() as i64;
        Ok(Self(if negative { -nanos } else { nanos }))
    }

    /// Nanoseconds.
    pub fn as_nanos(self) -> i64 {
        self.0
    }

    /// Seconds, a started one counted whole.
    pub fn seconds_ceil(self) -> i64 {
        self.0.div_euclid(SECOND) + i64::from(self.0.rem_euclid(SECOND) != 0)
    }

    /// The spelling of Go, which `docker compose config` prints: `168h0m0s`, `1m30s`, `1.5s`, `100ms`, `0s`.
    pub fn to_go_string(self) -> String {
        let nanos = self.0.unsigned_abs();
        let mut text = String::from(if self.0 < 0 { "-" } else { "" });
        match nanos {
            0 => text.push_str("0s"),
            1..1_000 => push(&mut text, format_args!("{nanos}ns")),
            1_000..1_000_000 => push(&mut text, format_args!("{}µs", fraction(nanos, 1_000))),
            1_000_000..1_000_000_000 => push(&mut text, format_args!("{}ms", fraction(nanos, 1_000_000))),
            _ => {
                let seconds = nanos / SECOND.unsigned_abs();
                let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
                if hours > 0 {
                    push(&mut text, format_args!("{hours}h"));
                }
                if seconds >= 60 {
                    push(&mut text, format_args!("{minutes}m"));
                }
                push(&mut text, format_args!("{}s", fraction(nanos % (60 * SECOND.unsigned_abs()), SECOND.unsigned_abs())));
            }
        }
        text
    }
}

fn push(text: &mut String, part: std::fmt::Arguments<'_>) {
    text.write_fmt(part).expect("internal error: writing to a string failed");
}

/// `nanos / unit` with as many decimals as it needs.
fn fraction(nanos: u64, unit: u64) -> String {
    let (whole, rest) = (nanos / unit, nanos % unit);
    if rest == 0 {
        return whole.to_string();
    }
    let width = unit.ilog10() as usize;
    let decimals = format!("{rest:0width$}");
    format!("{whole}.{}", decimals.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations() {
        for (text, printed) in [
            ("0", "0s"), ("90s", "1m30s"), ("1m30s", "1m30s"), ("1h", "1h0m0s"), ("7d", "168h0m0s"), ("1w", "168h0m0s"), ("1.5s", "1.5s"), ("500ms", "500ms"),
            ("-5s", "-5s"), (".5s", "500ms"), ("1us", "1µs"), ("10ns", "10ns"), ("1h0.5s", "1h0m0.5s"),
        ] {
            assert_eq!(Duration::parse(text).map(Duration::to_go_string), Ok(printed.to_owned()), "{text}");
        }
        for bad in ["", "5", "1 s", "1y", "s", "abc", "-", "1..s"] {
            assert!(Duration::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(Duration::parse("1.2s").map(Duration::seconds_ceil), Ok(2));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = Duration::parse(&text);
        }

        #[test]
        fn what_is_printed_reads_back(millis in -1_000_000_000_i64..1_000_000_000) {
            let duration = Duration(millis * 1_000_000);
            prop_assert_eq!(Duration::parse(&duration.to_go_string()), Ok(duration));
        }
    }
}
