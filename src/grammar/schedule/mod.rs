//! Schedules of EventBridge Scheduler and Application Auto Scaling: `cron(…)`, `rate(…)`, `at(…)`.
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>
//!
//! Where the documentation leaves open whether AWS takes a form, and another form surely says the same, the
//! doubtful one is refused: `22-2` for `22-23,0-2`, `rate(1 hours)` for `rate(1 hour)`.

mod cron;
mod translate;

use thiserror::Error;

pub use translate::translate;

/// Why a text is no schedule.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScheduleError {
    /// None of the three forms.
    #[error("a schedule is one of `cron(…)`, `rate(…)` and `at(…)`")]
    Form,
    /// A cron expression with too many or too few fields.
    #[error(
        "`cron` has six fields, and here are {0}: minute, hour, day of the month, month, day of the week, \
         year"
    )]
    Fields(usize),
    /// Something that a field cannot be.
    #[error("`{text}` is no {field}: it has {wanted}")]
    Value {
        /// The field.
        field: &'static str,
        /// The text in the field.
        text: String,
        /// The values that the field takes.
        wanted: &'static str,
    },
    /// A range whose end comes before its start.
    #[error("`{0}` ends before it begins: write it as two ranges, with a comma between")]
    Backwards(String),
    /// A step of nothing, or one that leaves the field.
    #[error("`{0}` has a step that leads nowhere")]
    Step(String),
    /// `L`, `W` or `#` beside something else.
    #[error("`L`, `W` and `#` stand alone in their field, and `{0}` has more")]
    NotAlone(String),
    /// Both day fields say something, or none does.
    #[error("of the day of the month and the day of the week exactly one is `?`")]
    Days,
    /// A day such as the 31st of April.
    #[error("no calendar has such a day")]
    Never,
    /// A rate that is none.
    #[error(
        "`rate` has a whole number from 1, a blank, and `minutes`, `hours` or `days` (one `minute`, `hour` \
         or `day`)"
    )]
    Rate,
    /// A time that is none.
    #[error("`at` has a date and a time to the second, as in `at(2027-01-31T03:00:00)`")]
    At,
}

impl ScheduleError {
    /// True where the form is right, and only the calendar has no such time.
    pub fn is_about_the_calendar(&self) -> bool {
        matches!(self, Self::Backwards(_) | Self::Never)
    }
}

/// The form of a schedule as a regular expression, for editors. It takes what [`check`] takes, and besides
/// days and ranges that no calendar has.
pub fn pattern() -> String {
    const RATE: &str = "1 (minute|hour|day)|([2-9]|[1-9][0-9]{1,3}) (minutes|hours|days)";
    const DATE: &str = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
    const TIME: &str = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]";
    format!(r"^(cron\({}\)|rate\(({RATE})\)|at\({DATE}T{TIME}\))$", cron::pattern())
}

/// Says whether AWS takes a text as a schedule.
pub fn check(text: &str) -> Result<(), ScheduleError> {
    let inner = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(fields) = inner("cron") {
        return cron::check(fields);
    }
    if let Some(rate) = inner("rate") {
        return is_rate(rate).then_some(()).ok_or(ScheduleError::Rate);
    }
    let at = inner("at").ok_or(ScheduleError::Form)?;
    let (year, month, day) = date_of(at).ok_or(ScheduleError::At)?;
    if is_date(year, month, day) { Ok(()) } else { Err(ScheduleError::Never) }
}

fn is_rate(text: &str) -> bool {
    let Some((number, unit)) = text.split_once(' ') else { return false };
    let units = if number == "1" { ["minute", "hour", "day"] } else { ["minutes", "hours", "days"] };
    units.contains(&unit) && !number.starts_with('0') && short_digits(number, 4).is_some()
}

/// The date of `2027-01-31T03:00:00`, which may be in no calendar.
fn date_of(text: &str) -> Option<(u16, u16, u16)> {
    let (date, time) = text.split_once('T')?;
    let [year, month, day] = parts(date, '-')?;
    let [hour, minute, second] = parts(time, ':')?;
    let number = |text: &str, length, most| {
        let number = short_digits(text, length).filter(|number| *number <= most)?;
        (text.len() == length).then_some(number)
    };
    number(hour, 2, 23)?;
    number(minute, 2, 59)?;
    number(second, 2, 59)?;
    let date = (number(year, 4, 9999)?, number(month, 2, 12)?, number(day, 2, 31)?);
    (date.1 > 0 && date.2 > 0).then_some(date)
}

fn parts(text: &str, separator: char) -> Option<[&str; 3]> {
    let mut parts = text.split(separator);
    let found = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(found)
}

/// A number that is written in at most so many digits, and nothing else.
fn short_digits(text: &str, longest: usize) -> Option<u16> {
    let right = text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| text.parse().ok()).flatten()
}

/// Whether a day is in the calendar.
fn is_date(year: u16, month: u16, day: u16) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_aws_takes() {
        for text in [
            "cron(0 3 * * ? *)",
            "cron(0/15 * ? * MON-FRI *)",
            "cron(0 12 ? * 6L 2027-2030)",
            "cron(0 12 ? * 3#2 *)",
            "cron(05 07 ? JUL-SEP FRI#5 *)",
            "cron(5,35 14 3W * ? *)",
            "cron(0 0 L JAN,JUL ? *)",
            "cron(0 0 LW * ? *)",
            "cron(*/5 8-17/3 29 2 ? 2028)",
            "cron( 0 3  * * ? * )",
            "rate(1 hour)",
            "rate(90 minutes)",
            "at(2028-02-29T23:59:59)",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
            assert!(regex::Regex::new(&pattern()).unwrap().is_match(text), "{text}");
        }
    }

    #[test]
    fn what_aws_refuses() {
        use ScheduleError::{At, Backwards, Days, Fields, Form, Never, NotAlone, Rate, Step, Value};
        let value = |field: &'static str, text: &str, wanted: &'static str| Value {
            field,
            text: text.to_owned(),
            wanted,
        };
        for (text, expected) in [
            ("", Form),
            ("0 3 * * *", Form),
            ("@daily", Form),
            ("CRON(0 3 * * ? *)", Form),
            ("cron()", Fields(0)),
            ("cron(0 3 * * ?)", Fields(5)),
            ("cron(34 12 * * SAT *)", Days),
            ("cron(0 3 ? * ? *)", Days),
            ("cron(75 25 32 13 ? *)", value("minute", "75", "0 to 59")),
            ("cron(0 25 * * ? *)", value("hour", "25", "0 to 23")),
            ("cron(0 3 0 * ? *)", value("day of the month", "0", "1 to 31, `L`, `W`")),
            ("cron(0 3 * 13 ? *)", value("month", "13", "1 to 12, `JAN` to `DEC`")),
            ("cron(0 3 ? * 0 *)", value("day of the week", "0", "1 (Sunday) to 7, `SUN` to `SAT`, `L`, `#`")),
            (
                "cron(0 3 ? * 2/2 *)",
                value("day of the week", "2/2", "1 (Sunday) to 7, `SUN` to `SAT`, `L`, `#`"),
            ),
            (
                "cron(0 3 ? * 3#6 *)",
                value("day of the week", "3#6", "1 (Sunday) to 7, `SUN` to `SAT`, `L`, `#`"),
            ),
            ("cron(0 3 * * ? 1969)", value("year", "1969", "1970 to 2199")),
            ("cron(? 3 * * ? *)", value("minute", "?", "0 to 59")),
            ("cron(, 3 * * ? *)", value("minute", "", "0 to 59")),
            ("cron(+5 3 * * ? *)", value("minute", "+5", "0 to 59")),
            ("cron(0 22-2 * * ? *)", Backwards("22-2".to_owned())),
            ("cron(*/0 3 * * ? *)", Step("*/0".to_owned())),
            ("cron(*/60 3 * * ? *)", Step("*/60".to_owned())),
            ("cron(0 3 1,L * ? *)", NotAlone("1,L".to_owned())),
            ("cron(0 3 1W,3 * ? *)", NotAlone("1W,3".to_owned())),
            ("cron(0 3 ? * 3#1,6#3 *)", NotAlone("3#1,6#3".to_owned())),
            ("cron(0 22-2/0 * * ? *)", Step("22-2/0".to_owned())),
            ("cron(0 22-2 * * ? 1)", value("year", "1", "1970 to 2199")),
            ("cron(0 3 31 4,6,9,11 ? *)", Never),
            ("cron(0 3 30W FEB ? *)", Never),
            ("cron(0 3 29 2 ? 2027)", Never),
            ("rate(0 minutes)", Rate),
            ("rate(5 minute)", Rate),
            ("rate(1 hours)", Rate),
            ("rate(05 hours)", Rate),
            ("rate(5 weeks)", Rate),
            ("rate(99999 days)", Rate),
            ("at(2027-02-30T03:00:00)", Never),
            ("at(2027-13-01T03:00:00)", At),
            ("at(2027-02-03T24:00:00)", At),
            ("at(2027-02-03T3:00:00)", At),
            ("at(2027-02-03)", At),
        ] {
            let form = regex::Regex::new(&pattern()).unwrap().is_match(text);
            assert_eq!(form, expected.is_about_the_calendar(), "{text}");
            assert_eq!(check(text), Err(expected), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,40}") {
            check(&text).ok();
            translate(&text);
        }

        #[test]
        fn no_field_panics(fields in prop::collection::vec("[0-9*?/,#LW-]{0,9}|[A-Z]{3}|99999", 4..8)) {
            let fields = fields.join(" ");
            for text in [format!("cron({fields})"), format!("at({fields})"), format!("@every {fields}"), fields] {
                check(&text).ok();
                translate(&text);
            }
        }

        #[test]
        fn the_pattern_is_the_form(text in r"cron\(([0-9*?/,#LW-]{1,4}|[A-Z]{3}|MON|JAN|[0-9]{4})( ([0-9*?/,#LW-]{1,3}|SAT|DEC|[0-9]{1,4}|\*|\?)){5}\)|(rate|at)\([0-9T:-]{1,19}( hours?)?\)") {
            let form = regex::Regex::new(&pattern()).unwrap().is_match(&text);
            let taken = check(&text).map_or_else(|error| error.is_about_the_calendar(), |()| true);
            prop_assert_eq!(form, taken, "{}: {:?}", text, check(&text));
        }

        #[test]
        fn a_translation_is_a_schedule(text in "(@[a-z]{5,8} ?[0-9]{0,3}[smh]?|([0-9]{1,2}|\\*|\\*/[0-9]|[1-5]-[0-9]|\\?)( ([0-9]{1,2}|\\*|\\*/[0-9]|[1-5]-[0-9]|\\?)){4,5})") {
            for text in [text.clone(), format!("cron({text})")] {
                if let Some(translated) = translate(&text) {
                    prop_assert_eq!(check(&translated), Ok(()), "{} became {}", text, translated);
                }
            }
        }
    }
}
