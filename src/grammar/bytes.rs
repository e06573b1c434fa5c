//! Sizes in bytes as Compose writes them: `512m`, `1.5gb`, `1024`; units are powers of 1024.
//!
//! <https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values>

use thiserror::Error;

const MEBIBYTE: i64 = 1024 * 1024;

/// A number of bytes; -1 stands for "no limit" where Compose allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ByteSize(i64);

/// Why a text is no size.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ByteSizeError {
    /// It does not begin with a number.
    #[error("`{0}` does not begin with a number")]
    NoNumber(String),
    /// The number is followed by an unknown unit.
    #[error("`{0}` is not a unit of size")]
    Unit(String),
    /// It is below zero.
    #[error("a size cannot be negative")]
    Negative,
}

impl ByteSize {
    /// A size from its number of bytes.
    pub fn from_bytes(bytes: i64) -> Self {
        Self(bytes)
    }

    /// Reads digits alone (also negative ones), or a number with a unit.
    pub fn parse(text: &str) -> Result<Self, ByteSizeError> {
        if let Ok(bytes) = text.parse() {
            return Ok(Self(bytes));
        }
        let no_number = || ByteSizeError::NoNumber(text.to_owned());
        let digits_end = text.rfind(|c: char| c.is_ascii_digit() || c == '.').map(|at| at + 1).ok_or_else(no_number)?;
        let (digits, rest) = text.split_at_checked(digits_end).ok_or_else(no_number)?;
        let unit = rest.strip_prefix(' ').unwrap_or(rest);
        let number: f64 = digits.parse().map_err(|_| no_number())?;
        if number < 0.0 {
            return Err(ByteSizeError::Negative);
        }
        let power = power(unit).ok_or_else(|| ByteSizeError::Unit(rest.to_owned()))?;
        #[expect(clippy::cast_possible_truncation, reason = "the fraction of a byte is cut off, as upstream does")]
        Ok(Self((number * 1024_f64.powi(power)) as i64))
    }

    /// The number of bytes.
    pub fn as_bytes(self) -> i64 {
        self.0
    }

    /// The size in MiB, a started one counted whole.
    pub fn mebibytes_ceil(self) -> i64 {
        self.0.div_euclid(MEBIBYTE) + i64::from(self.0.rem_euclid(MEBIBYTE) != 0)
    }
}

fn power(unit: &str) -> Option<i32> {
    let unit = unit.to_ascii_lowercase();
    let letter = match unit.as_str() {
        "" | "b" => return Some(0),
        one if one.len() == 1 => one,
        two => two.strip_suffix("ib").or_else(|| two.strip_suffix('b'))?,
    };
    match letter {
        "k" => Some(1),
        "m" => Some(2),
        "g" => Some(3),
        "t" => Some(4),
        "p" => Some(5),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sizes() {
        for (text, bytes) in [
            ("42", 42), ("-1", -1), ("1b", 1), ("1k", 1024), ("1kb", 1024), ("1KiB", 1024), ("1.5gb", 1_610_612_736), ("2 m", 2_097_152),
            ("1e3", 1000), ("64M", 67_108_864), ("1t", 1_099_511_627_776),
        ] {
            assert_eq!(ByteSize::parse(text).map(ByteSize::as_bytes), Ok(bytes), "{text}");
        }
        for bad in ["", "abc", "10mi", "1  m", "-1m", "1x", "m"] {
            assert!(ByteSize::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(ByteSize(1).mebibytes_ceil(), 1);
        assert_eq!(ByteSize(MEBIBYTE).mebibytes_ceil(), 1);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = ByteSize::parse(&text);
        }

        #[test]
        fn printed_bytes_read_back(bytes in any::<i64>()) {
            prop_assert_eq!(ByteSize::parse(&bytes.to_string()), Ok(ByteSize(bytes)));
        }
    }
}
