//! Plain scalars that go-yaml takes for a date or a time, and the text Go prints for them.
//! <https://yaml.org/type/timestamp.html>
//!
//! `2001-1-2`, `2001-01-02 03:04:05.5` and `2001-01-02T03:04:05Z` or `…+02:00`; fields may have one digit.

use std::fmt::Write as _;

/// Prints a timestamp as Go does (`2024-01-02 00:00:00 +0000 UTC`), or tells that the text is none.
pub(super) fn reformat(text: &str) -> Option<String> {
    let (year, rest) = text.split_once('-')?;
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (month, rest) = number(rest, 1..=12)?;
    let (day, rest) = number(rest.strip_prefix('-')?, 1..=31)?;
    if day > days_in(month, year.parse().ok()?) {
        return None;
    }
    let date = format!("{year}-{month:02}-{day:02}");
    if rest.is_empty() {
        return Some(format!("{date} 00:00:00 +0000 UTC"));
    }
    let zoned = rest.strip_prefix(['T', 't']);
    // Go takes any run of spaces for the one between date and time.
    let clock = zoned.or_else(|| rest.starts_with(' ').then(|| rest.trim_start_matches(' ')))?;
    let (time, rest) = read_clock(clock)?;
    let zone = if zoned.is_some() { read_zone(rest)? } else { rest.is_empty().then(utc)? };
    Some(format!("{date} {time} {zone}"))
}

/// Reads `h:m:s` with an optional fraction.
fn read_clock(text: &str) -> Option<(String, &str)> {
    let (hour, rest) = number(text, 0..=23)?;
    let (minute, rest) = number(rest.strip_prefix(':')?, 0..=59)?;
    let (second, rest) = number(rest.strip_prefix(':')?, 0..=59)?;
    let mut clock = format!("{hour:02}:{minute:02}:{second:02}");
    let Some(fraction) =
        rest.strip_prefix(['.', ',']).filter(|f| f.starts_with(|c: char| c.is_ascii_digit()))
    else {
        return Some((clock, rest));
    };
    let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
    let (digits, rest) = fraction.split_at_checked(end)?;
    let digits = digits.get(..9).unwrap_or(digits).trim_end_matches('0');
    if !digits.is_empty() {
        write!(clock, ".{digits}").ok()?;
    }
    Some((clock, rest))
}

/// Reads `Z` or `±hh:mm`.
fn read_zone(text: &str) -> Option<String> {
    if text == "Z" {
        return Some(utc());
    }
    let sign = text.chars().next().filter(|c| matches!(c, '+' | '-'))?;
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    // Go lets 24 hours and 60 minutes pass.
    let ((hours, ""), (minutes, "")) = (number(hours, 0..=24)?, number(minutes, 0..=60)?) else {
        return None;
    };
    let offset = hours * 60 + minutes;
    if offset == 0 {
        return Some(utc());
    }
    let shown = format!("{sign}{:02}{:02}", offset / 60, offset % 60);
    Some(format!("{shown} {shown}"))
}

fn utc() -> String {
    "+0000 UTC".to_owned()
}

/// Reads one digit, or two.
fn number(text: &str, range: std::ops::RangeInclusive<u32>) -> Option<(u32, &str)> {
    let length = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(length)?;
    let value = digits.parse().ok().filter(|value| range.contains(value))?;
    Some((value, rest))
}

fn days_in(month: u32, year: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prints_as_go_does() {
        let table = [
            ("2024-01-02", "2024-01-02 00:00:00 +0000 UTC"),
            ("2001-1-2", "2001-01-02 00:00:00 +0000 UTC"),
            ("2024-01-02T03:04:05Z", "2024-01-02 03:04:05 +0000 UTC"),
            ("2024-01-02t3:4:5.1200Z", "2024-01-02 03:04:05.12 +0000 UTC"),
            ("2001-01-02 03:04:05", "2001-01-02 03:04:05 +0000 UTC"),
            ("2001-01-02   03:04:05,000", "2001-01-02 03:04:05 +0000 UTC"),
            ("2001-01-02T03:04:05.1234567891+02:00", "2001-01-02 03:04:05.123456789 +0200 +0200"),
            ("2001-01-02T03:04:05-09:30", "2001-01-02 03:04:05 -0930 -0930"),
            ("2001-01-02T03:04:05-00:00", "2001-01-02 03:04:05 +0000 UTC"),
            ("2000-02-29", "2000-02-29 00:00:00 +0000 UTC"),
        ];
        for (text, wanted) in table {
            assert_eq!(reformat(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn leaves_other_text_alone() {
        for text in [
            "2024",
            "2024-",
            "2024-01",
            "2024-13-01",
            "2024-00-01",
            "2024-01-32",
            "2023-02-29",
            "1900-02-29",
            "24-01-02",
            "02024-01-02",
            "2024-001-02",
            "2024-01-02 ",
            "2024-01-02T03:04:05",
            "2024-01-02 03:04:05Z",
            "2024-01-02 03:04",
            "2024-01-02T24:00:00Z",
            "2024-01-02T03:60:00Z",
            "2024-01-02T03:04:05+2:00",
            "2024-01-02T03:04:05+0200",
            "2024-01-02T03:04:05z",
            "2024-01-02T03:04:05.Z",
            "2001-12-14 21:59:43.10 -5",
            "2024-01-02T03:04:05+25:00",
            "2024-01-02T03:04:05+02:00x",
        ] {
            assert_eq!(reformat(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9]{4}-[0-9]{1,2}-[0-9]{1,3}([T ]|\\PC)([0-9:.+Z-]|\\PC){0,20}") {
            let _ = reformat(&text);
        }
    }
}
