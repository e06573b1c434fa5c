//! The six fields of a cron expression.

use std::collections::BTreeSet;

use super::{ScheduleError, is_date, short_digits};

/// One field and what it takes.
struct Field {
    name: &'static str,
    /// The values it takes, in words.
    wanted: &'static str,
    /// Its first and last number.
    range: (u16, u16),
    /// One of its numbers or words, as a regular expression.
    number: &'static str,
    /// Words for its numbers, from the first.
    words: &'static [&'static str],
    /// The longest step and one of its steps as a regular expression, where there are steps.
    step: Option<(u16, &'static str)>,
}

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// The days of the week; the first is 1.
pub(super) const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const MINUTE: Field = Field {
    name: "minute",
    wanted: "0 to 59",
    range: (0, 59),
    number: "[0-5]?[0-9]",
    words: &[],
    step: Some((59, "0?[1-9]|[1-5][0-9]")),
};
const HOUR: Field = Field {
    name: "hour",
    wanted: "0 to 23",
    range: (0, 23),
    number: "[01]?[0-9]|2[0-3]",
    words: &[],
    step: Some((23, "0?[1-9]|1[0-9]|2[0-3]")),
};
const DAY: Field = Field {
    name: "day of the month",
    wanted: "1 to 31, `L`, `W`",
    range: (1, 31),
    number: "0?[1-9]|[12][0-9]|3[01]",
    words: &[],
    step: Some((31, "0?[1-9]|[12][0-9]|3[01]")),
};
const MONTH: Field = Field {
    name: "month",
    wanted: "1 to 12, `JAN` to `DEC`",
    range: (1, 12),
    number: "0?[1-9]|1[0-2]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC",
    words: &MONTHS,
    step: Some((12, "0?[1-9]|1[0-2]")),
};
const WEEKDAY: Field = Field {
    name: "day of the week",
    wanted: "1 (Sunday) to 7, `SUN` to `SAT`, `L`, `#`",
    range: (1, 7),
    number: "0?[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT",
    words: &WEEKDAYS,
    step: None,
};
const YEAR: Field = Field {
    name: "year",
    wanted: "1970 to 2199",
    range: (1970, 2199),
    number: "19[7-9][0-9]|2[01][0-9]{2}",
    words: &[],
    step: Some((99, "0?[1-9]|[1-9][0-9]")),
};

/// Returns the content of the parentheses, as a regular expression.
pub(super) fn pattern() -> String {
    let [minute, hour, day, month, weekday, year] =
        [MINUTE, HOUR, DAY, MONTH, WEEKDAY, YEAR].map(|field| field.pattern());
    let day = format!("({day}|LW?|({})W)", DAY.number);
    let weekday = format!("({weekday}|({})?L|({})#[1-5])", WEEKDAY.number, WEEKDAY.number);
    let days = format!(r"({day}\s+{month}\s+\?|\?\s+{month}\s+{weekday})");
    format!(r"\s*{minute}\s+{hour}\s+{days}\s+{year}\s*")
}

/// Says whether AWS takes these fields.
pub(super) fn check(text: &str) -> Result<(), ScheduleError> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let [minute, hour, day, month, weekday, year] = fields.as_slice() else {
        return Err(ScheduleError::Fields(fields.len()));
    };
    MINUTE.numbers(minute)?;
    HOUR.numbers(hour)?;
    let days = if *day == "?" { None } else { Some(days(day)?) };
    let months = MONTH.numbers(month)?;
    if *weekday != "?" {
        check_weekdays(weekday)?;
    }
    let years = YEAR.numbers(year)?;
    if days.is_none() == (*weekday == "?") {
        return Err(ScheduleError::Days);
    }
    let fields =
        [(&MINUTE, minute), (&HOUR, hour), (&DAY, day), (&MONTH, month), (&WEEKDAY, weekday), (&YEAR, year)];
    if let Some(range) = fields.into_iter().find_map(|(field, text)| field.backwards(text)) {
        return Err(ScheduleError::Backwards(range.to_owned()));
    }
    let happens = days.is_none_or(|days| {
        let dates = days.iter().flat_map(|day| months.iter().map(move |month| (*month, *day)));
        let mut dates = dates.flat_map(|(month, day)| years.iter().map(move |year| (*year, month, day)));
        dates.any(|(year, month, day)| is_date(year, month, day))
    });
    if happens { Ok(()) } else { Err(ScheduleError::Never) }
}

/// The days of the month, with `L`, `LW` and `15W`.
fn days(text: &str) -> Result<BTreeSet<u16>, ScheduleError> {
    if !text.contains(['L', 'W']) {
        return DAY.numbers(text);
    }
    if text.contains(',') {
        return Err(ScheduleError::NotAlone(text.to_owned()));
    }
    match text {
        // Every month has a last day.
        "L" | "LW" => Ok(BTreeSet::from([1])),
        _ => {
            text.strip_suffix('W').map_or(Err(DAY.wrong(text)), |day| Ok(BTreeSet::from([DAY.number(day)?])))
        }
    }
}

/// The days of the week, with `L`, `6L` and `3#2`.
fn check_weekdays(text: &str) -> Result<(), ScheduleError> {
    let last = text.strip_suffix('L');
    let nth = text.split_once('#');
    if text.contains(',') && text.contains(['L', '#']) {
        return Err(ScheduleError::NotAlone(text.to_owned()));
    }
    match (last, nth) {
        (Some(""), _) => Ok(()),
        (_, Some((day, nth))) => match short_digits(nth, 1) {
            Some(1..=5) if WEEKDAY.number(day).is_ok() => Ok(()),
            _ => Err(WEEKDAY.wrong(text)),
        },
        (Some(day), None) => WEEKDAY.number(day).map(|_| ()).map_err(|_| WEEKDAY.wrong(text)),
        (None, None) => WEEKDAY.numbers(text).map(|_| ()),
    }
}

impl Field {
    /// The numbers that a list of numbers, ranges and steps stands for; a range that ends before it begins
    /// has none.
    fn numbers(&self, text: &str) -> Result<BTreeSet<u16>, ScheduleError> {
        let mut found = BTreeSet::new();
        for part in text.split(',') {
            let (range, step) = match (part.split_once('/'), self.step) {
                (Some((range, step)), Some((longest, _))) => (range, Some((step, longest))),
                (Some(_), None) => return Err(self.wrong(part)),
                (None, _) => (part, None),
            };
            let (first, last) = match range.split_once('-') {
                _ if range == "*" => self.range,
                Some((first, last)) => (self.number(first)?, self.number(last)?),
                None => {
                    let first = self.number(range)?;
                    (first, if step.is_some() { self.range.1 } else { first })
                }
            };
            let step = match step {
                None => 1,
                Some((step, longest)) => short_digits(step, 2)
                    .filter(|step| (1..=longest).contains(step))
                    .ok_or_else(|| ScheduleError::Step(part.to_owned()))?,
            };
            found.extend((first..=last).step_by(step.into()));
        }
        Ok(found)
    }

    /// A range that ends before it begins.
    fn backwards<'a>(&self, text: &'a str) -> Option<&'a str> {
        let mut ranges = text.split(',').map(|part| part.split_once('/').map_or(part, |(range, _)| range));
        ranges.find(|range| {
            let ends = range.split_once('-').map(|(first, last)| (self.number(first), self.number(last)));
            matches!(ends, Some((Ok(first), Ok(last))) if last < first)
        })
    }

    /// One number, or the word for it.
    fn number(&self, text: &str) -> Result<u16, ScheduleError> {
        let (first, last) = self.range;
        let word = self.words.iter().position(|word| text == *word);
        let word = word.and_then(|at| u16::try_from(at).ok()).map(|at| first + at);
        let longest = if last > 99 { 4 } else { 2 };
        let number = || short_digits(text, longest).filter(|number| (first..=last).contains(number));
        word.or_else(number).ok_or_else(|| self.wrong(text))
    }

    /// A list of its numbers, ranges and steps as a regular expression.
    fn pattern(&self) -> String {
        let number = self.number;
        let step = self.step.map(|(_, step)| format!("(/({step}))?")).unwrap_or_default();
        let part = format!(r"(\*|({number})(-({number}))?){step}");
        format!("({part}(,{part})*)")
    }

    fn wrong(&self, text: &str) -> ScheduleError {
        ScheduleError::Value { field: self.name, text: text.to_owned(), wanted: self.wanted }
    }
}
