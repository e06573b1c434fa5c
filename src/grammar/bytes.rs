//! Byte sizes: `1048576`, `512m`, `1.5 gb`, `64MiB`.
//! <https://github.com/compose-spec/compose-spec/blob/main/11-extension.md#specifying-byte-values>

use std::fmt;

use thiserror::Error;

use super::number;

const MEBIBYTE: i64 = 1 << 20;

/// A number of bytes: an integer, or a number, an optional blank and a unit out of `b k kb kib m … p` in any
/// case. Units are powers of 1024.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(i64);

/// Why a text is no byte size.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ByteSizeError {
    /// There is no number in front.
    #[error("invalid size `{0}`: a size is a number and a unit, as in `512m`")]
    NoNumber(String),
    /// The number is below zero.
    #[error("invalid size `{0}`: a size cannot be negative")]
    Negative(String),
    /// The unit is unknown.
    #[error("invalid size `{text}`: unknown unit `{unit}`")]
    UnknownUnit {
        /// The whole text.
        text: String,
        /// The part after the number.
        unit: String,
    },
    /// The size does not fit in 64 bits.
    #[error("invalid size `{0}`: it does not fit in 64 bits")]
    TooLarge(String),
}

impl ByteSize {
    /// Reads a size.
    ///
    /// A plain integer may be negative: Compose lets `-1` stand for "no limit".
    pub fn parse(text: &str) -> Result<Self, ByteSizeError> {
        if let Ok(bytes) = text.parse() {
            return Ok(Self(bytes));
        }
        let error = || ByteSizeError::NoNumber(text.to_owned());
        let last = text.rfind(|c: char| c.is_ascii_digit() || c == '.' || c == ' ').ok_or_else(error)?;
        let (number, unit) = text.split_at_checked(last + 1).ok_or_else(error)?;
        let number = number.strip_suffix(' ').unwrap_or(number);
        let number = number::parse_float(number).ok_or_else(error)?;
        if number < 0.0 {
            return Err(ByteSizeError::Negative(text.to_owned()));
        }
        let Some(power) = power_of_1024(&unit.to_ascii_lowercase()) else {
            return Err(ByteSizeError::UnknownUnit { text: text.to_owned(), unit: unit.to_owned() });
        };
        whole(number * 1024_f64.powi(power)).map(Self).ok_or_else(|| ByteSizeError::TooLarge(text.to_owned()))
    }

    /// The number of bytes.
    pub fn as_bytes(self) -> i64 {
        self.0
    }

    /// The number of mebibytes, rounded up.
    pub fn mebibytes_ceil(self) -> i64 {
        self.0.div_euclid(MEBIBYTE) + i64::from(self.0.rem_euclid(MEBIBYTE) != 0)
    }
}

impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn power_of_1024(unit: &str) -> Option<i32> {
    if unit.is_empty() || unit == "b" {
        return Some(0);
    }
    let prefix = unit.strip_suffix("ib").or_else(|| unit.strip_suffix('b')).unwrap_or(unit);
    match prefix {
        "k" => Some(1),
        "m" => Some(2),
        "g" => Some(3),
        "t" => Some(4),
        "p" => Some(5),
        _ => None,
    }
}

/// Cuts the fraction off, as Go does; Compose would wrap what does not fit.
fn whole(value: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked and the fraction is to go")]
    (0.0..LIMIT).contains(&value).then_some(value as i64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads() {
        let table = [
            ("0", 0),
            ("42", 42),
            ("-1", -1),
            ("+7", 7),
            ("32b 32B", 32),
            ("32k 32K 32kb 32Kb 32kB 32KB 32kib 32KiB 32.0k", 32 << 10),
            ("512m 512MB 512MiB 0.5g .5g 5.12e2m", 512 << 20),
            ("1.5gb 1536m", 1536 << 20),
            ("2t", 2 << 40),
            ("1p 1PiB 1024T", 1 << 50),
            ("1e3", 1000),
            ("1.9 1.9b", 1),
            ("5.", 5),
            ("1_000k", 1_024_000),
            ("-0m", 0),
        ];
        for (texts, bytes) in table {
            for text in texts.split(' ') {
                assert_eq!(ByteSize::parse(text), Ok(ByteSize(bytes)), "{text}");
            }
        }
        assert_eq!(ByteSize::parse("1 k"), Ok(ByteSize(1024)));
        assert_eq!(ByteSize::parse("1 "), Ok(ByteSize(1)));
    }

    #[test]
    fn refuses() {
        let no_number = |text: &str| ByteSizeError::NoNumber(text.to_owned());
        for text in ["", "abc", "m", " ", ".", "1  k", " 1k", "k1", "0x10", "1,5g", "1__0k", "--1", "1m 5"] {
            assert_eq!(ByteSize::parse(text), Err(no_number(text)), "{text}");
        }
        for text in ["-5m", "-1.5", "-.5k"] {
            assert_eq!(ByteSize::parse(text), Err(ByteSizeError::Negative(text.to_owned())), "{text}");
        }
        for (text, unit) in
            [("5x", "x"), ("5mm", "mm"), ("5bb", "bb"), ("5ib", "ib"), ("5mibb", "mibb"), ("1e", "e")]
        {
            let (text, unit) = (text.to_owned(), unit.to_owned());
            assert_eq!(ByteSize::parse(&text.clone()), Err(ByteSizeError::UnknownUnit { text, unit }));
        }
        for text in ["99999999999g", "9223372036854775808", "8192p", "inf ", "nan "] {
            assert_eq!(ByteSize::parse(text), Err(ByteSizeError::TooLarge(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn rounds_up_to_mebibytes() {
        for (bytes, mebibytes) in
            [(0, 0), (1, 1), (1 << 20, 1), ((1 << 20) + 1, 2), (-1, 0), (i64::MAX, 1 << 43)]
        {
            assert_eq!(ByteSize(bytes).mebibytes_ceil(), mebibytes, "{bytes}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "([-+.0-9eE_ bkmgtpi]|\\PC){0,20}") {
            let _ = ByteSize::parse(&text).map(ByteSize::mebibytes_ceil);
        }

        #[test]
        fn comes_back(bytes: i64) {
            prop_assert_eq!(ByteSize::parse(&ByteSize(bytes).to_string()), Ok(ByteSize(bytes)));
        }
    }
}
