//! Schedules in other notations in that of AWS: `@daily`, `@every 2h`, crontabs with five fields.

use std::collections::BTreeSet;

use super::cron::WEEKDAYS;
use super::{check, short_digits};
use crate::grammar::duration::Duration;

const MINUTE: i64 = 60;

/// The words of crontabs that AWS does not have.
const WORDS: [(&str, &str); 7] = [
    ("@yearly", "cron(0 0 1 1 ? *)"),
    ("@annually", "cron(0 0 1 1 ? *)"),
    ("@monthly", "cron(0 0 1 * ? *)"),
    ("@weekly", "cron(0 0 ? * SUN *)"),
    ("@daily", "cron(0 0 * * ? *)"),
    ("@midnight", "cron(0 0 * * ? *)"),
    ("@hourly", "cron(0 * * * ? *)"),
];

/// The schedule in AWS's notation that says the same, where one does.
pub fn translate(text: &str) -> Option<String> {
    let text = text.trim();
    let inner = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    let found = if let Some((_, found)) = WORDS.iter().find(|(word, _)| text.eq_ignore_ascii_case(word)) {
        (*found).to_owned()
    } else if let Some(period) = text.strip_prefix("@every ") {
        every(Duration::parse(period.trim()).ok()?)?
    } else if let Some(rate) = inner("rate") {
        let (number, unit) = rate.trim().split_once(' ')?;
        rate_of(short_digits(number, 4)?.into(), unit.trim().trim_end_matches('s'))
    } else if let Some(time) = inner("at") {
        let time = time.trim().trim_end_matches('Z').replacen(' ', "T", 1);
        if time.matches(':').count() == 1 { format!("at({time}:00)") } else { format!("at({time})") }
    } else {
        let fields: Vec<&str> = inner("cron").unwrap_or(text).split_whitespace().collect();
        match fields.as_slice() {
            [minute, hour, day, month, weekday] => crontab([minute, hour, day, month, weekday])?,
            [minute, hour, day, month, weekday, year] => {
                let (day, weekday) = one_day(day, weekday)?;
                let (month, weekday) = (month.to_ascii_uppercase(), weekday.to_ascii_uppercase());
                let found = format!("cron({minute} {hour} {day} {month} {weekday} {year})");
                // Some tools put a field for the seconds in front.
                if check(&found).is_ok() || short_digits(minute, 2)? != 0 {
                    found
                } else {
                    crontab([fields.get(1)?, fields.get(2)?, fields.get(3)?, fields.get(4)?, year])?
                }
            }
            _ => return None,
        }
    };
    (check(&found).is_ok() && found != text).then_some(found)
}

/// A period in whole minutes, which is the shortest that AWS takes.
fn every(period: Duration) -> Option<String> {
    let seconds = period.seconds_ceil();
    if seconds < MINUTE || seconds % MINUTE != 0 || period != Duration::parse(&format!("{seconds}s")).ok()? {
        return None;
    }
    let minutes = seconds / MINUTE;
    let units = [(24 * 60, "day"), (60, "hour"), (1, "minute")];
    let (size, unit) = units.into_iter().find(|(size, _)| minutes % size == 0)?;
    Some(rate_of(minutes / size, unit))
}

fn rate_of(number: i64, unit: &str) -> String {
    format!("rate({number} {unit}{})", if number == 1 { "" } else { "s" })
}

/// Five fields; the days of the week count from Sunday, which is 0 and 7.
fn crontab([minute, hour, day, month, weekday]: [&str; 5]) -> Option<String> {
    let named;
    let weekday = if matches!(weekday, "*" | "?") {
        weekday
    } else {
        named = weekdays(weekday)?;
        &named
    };
    let (day, weekday) = one_day(day, weekday)?;
    Some(format!("cron({minute} {hour} {day} {} {weekday} *)", month.to_ascii_uppercase()))
}

/// The two day fields with a `?` in one of them. Where both say something, a crontab means either, which AWS
/// cannot say.
fn one_day<'a>(day: &'a str, weekday: &'a str) -> Option<(&'a str, &'a str)> {
    match (day, weekday) {
        ("*" | "?", "*" | "?") => Some(("*", "?")),
        (day, "*" | "?") => Some((day, "?")),
        ("*" | "?", weekday) => Some(("?", weekday)),
        _ => None,
    }
}

fn weekdays(text: &str) -> Option<String> {
    let number = |text: &str| {
        let word = WEEKDAYS.iter().position(|word| text.eq_ignore_ascii_case(word));
        word.or_else(|| short_digits(text, 2).map(usize::from)).filter(|number| *number <= 7)
    };
    let mut found = BTreeSet::new();
    for part in text.split(',') {
        let (range, step) = part.split_once('/').unwrap_or((part, "1"));
        let (first, last) = match range.split_once('-') {
            Some((first, last)) => (number(first)?, number(last)?),
            None if range == "*" => (0, 6),
            None => (number(range)?, number(range)?),
        };
        let step = usize::from(short_digits(step, 2).filter(|step| *step > 0)?);
        found.extend((first..=last).step_by(step).map(|day| day % 7));
    }
    let names: Vec<&str> = found.iter().filter_map(|day| WEEKDAYS.get(*day).copied()).collect();
    match (names.as_slice(), found.first().zip(found.last())) {
        ([first, _, .., last], Some((from, to))) if to - from + 1 == found.len() => {
            Some(format!("{first}-{last}"))
        }
        ([], _) => None,
        (names, _) => Some(names.join(",")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_the_same() {
        for (text, expected) in [
            ("@daily", Some("cron(0 0 * * ? *)")),
            ("@Weekly", Some("cron(0 0 ? * SUN *)")),
            ("@reboot", None),
            ("@every 2h", Some("rate(2 hours)")),
            ("@every 1h", Some("rate(1 hour)")),
            ("@every 1h30m", Some("rate(90 minutes)")),
            ("@every 48h", Some("rate(2 days)")),
            ("@every 30s", None),
            ("@every 60.5s", None),
            ("0 3 * * *", Some("cron(0 3 * * ? *)")),
            ("*/10 * * * *", Some("cron(*/10 * * * ? *)")),
            ("30 6 * * 1-5", Some("cron(30 6 ? * MON-FRI *)")),
            ("0 0 * * 0", Some("cron(0 0 ? * SUN *)")),
            ("0 0 * * 7", Some("cron(0 0 ? * SUN *)")),
            ("0 0 * * mon,fri", Some("cron(0 0 ? * MON,FRI *)")),
            ("0 0 * * 5-7", Some("cron(0 0 ? * SUN,FRI,SAT *)")),
            ("0 0 1 * *", Some("cron(0 0 1 * ? *)")),
            ("0 0 1 * 1", None),
            ("0 30 6 * * 1-5", Some("cron(30 6 ? * MON-FRI *)")),
            ("0 3 * * ? *", Some("cron(0 3 * * ? *)")),
            ("cron(0 3 * * *)", Some("cron(0 3 * * ? *)")),
            ("cron(34 12 * * SAT *)", Some("cron(34 12 ? * SAT *)")),
            ("cron(0 3 * * * *)", Some("cron(0 3 * * ? *)")),
            ("cron(75 25 32 13 ? *)", None),
            ("cron(0 3 ? jan mon *)", Some("cron(0 3 ? JAN MON *)")),
            ("rate(1 hours)", Some("rate(1 hour)")),
            ("rate(5 minute)", Some("rate(5 minutes)")),
            ("at(2027-01-31 03:00)", Some("at(2027-01-31T03:00:00)")),
            ("at(2027-01-31T03:00:00Z)", Some("at(2027-01-31T03:00:00)")),
            ("rate(5 minutes)", None),
            ("every day", None),
        ] {
            assert_eq!(translate(text).as_deref(), expected, "{text}");
        }
    }
}
