//! Whether the value of a key has the shape that its row gives it.
//!
//! Findings about a value come from the shape alone, so a key that is a mapping of members needs no checks of
//! its own in the reader; what goes together is checked where it is known (`prevalidated` reads what passed
//! here). The older, flat shapes are looked at by their readers, which have more to say about them; inside of
//! a mapping they are looked at here too.
//!
//! Empty text leaves a member out, as it does a key, so that `${NAME:-}` can switch it.

use regex::Regex;

use super::{Matching, Member, Pattern, Shape};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Remedy, nearest, not_among, renamed};
use crate::grammar::deferred;
use crate::grammar::duration::Duration;
use crate::grammar::schedule::{self, ScheduleError};
use crate::source::Loc;
use crate::tree::{Map, Mark, Node, Value};
use crate::validate::read::scalar::{is_empty, to_float, to_int, to_text};

/// The value without the parts that are wrong: those have been reported.
pub(in crate::validate::read) fn sound_part(node: &Node, shape: &Shape) -> Option<Node> {
    let mut faults = Diagnostics::default();
    walk(node, shape, "", &mut faults);
    if !faults.has_errors() {
        return Some(node.clone());
    }
    let mut kept = node.clone();
    match (shape, &mut kept.value) {
        (Shape::Members(members), Value::Map(map)) => {
            for (name, loc, child) in node.as_map()?.iter() {
                map.remove(name);
                let member = members.iter().find(|member| member.name == name);
                if let Some(part) = member.and_then(|member| sound_part(child, &member.shape)) {
                    map.insert(name, loc, part);
                }
            }
            members.iter().all(|member| !member.required || map.contains(member.name)).then_some(kept)
        }
        (Shape::List(item), Value::List(list)) => {
            *list = list.iter().filter_map(|child| sound_part(child, item)).collect();
            Some(kept)
        }
        (Shape::Either(forms), _) => forms.iter().find_map(|form| sound_part(node, form)),
        _ => None,
    }
}

/// Reports what is wrong with the value of a key.
pub(in crate::validate::read) fn check(
    name: &str,
    shape: &Shape,
    node: &Node,
    diagnostics: &mut Diagnostics,
) {
    if !shape.is_told_by_its_reader() {
        walk(node, shape, name, diagnostics);
    }
}

fn walk(node: &Node, shape: &Shape, name: &str, diagnostics: &mut Diagnostics) {
    if is_empty(node) {
        return;
    }
    match shape {
        Shape::Members(members) => match node.as_map() {
            Some(map) => walk_members(map, node.loc, members, name, diagnostics),
            None => diagnostics.push(wrong_kind(name, shape, node.loc)),
        },
        Shape::List(item) => match node.as_list() {
            Some(list) => {
                for child in list {
                    match item.plain_form(child) {
                        Some(form) if is_empty(child) || !item.takes(child) => {
                            diagnostics.push(wrong_item(name, form, child.loc));
                        }
                        Some(_) | None => walk_item(child, item, name, diagnostics),
                    }
                }
            }
            None => diagnostics.push(wrong_kind(name, shape, node.loc)),
        },
        Shape::Named(item) => match node.as_map() {
            Some(map) => {
                for (key, _, child) in map.iter() {
                    walk_item(child, item, &format!("{name}.{}", key.escape_debug()), diagnostics);
                }
            }
            None => diagnostics.push(wrong_kind(name, shape, node.loc)),
        },
        Shape::Either(forms) => {
            let fit = forms.iter().find(|form| form.takes(node));
            // A value of the right kind is told what is wrong with it, not what else there is.
            let mut alike = forms.iter().filter(|form| form.is_kind_of(node));
            match (fit, alike.next(), alike.next()) {
                (Some(form), ..) | (None, Some(form), None) => walk(node, form, name, diagnostics),
                _ => diagnostics.push(wrong_kind(name, shape, node.loc)),
            }
        }
        Shape::Words(words) => match to_text(node) {
            Some(text) => {
                if !words().contains(&text.value.as_str()) {
                    diagnostics.push(not_among(Code::BadExtension, name, &text.value, text.loc, &words()));
                }
            }
            None => diagnostics.push(wrong_kind(name, shape, node.loc)),
        },
        Shape::Schedule => match to_text(node) {
            Some(text) => {
                if let Err(error) = schedule::check(&text.value) {
                    diagnostics.push(bad_schedule(name, &text.value, &error, text.loc));
                }
            }
            None => diagnostics.push(wrong_kind(name, shape, node.loc)),
        },
        Shape::Text(_)
        | Shape::Texts(_)
        | Shape::Numbers(_)
        | Shape::Whole { .. }
        | Shape::Gibibytes { .. }
        | Shape::Tags
        | Shape::Policy
        | Shape::Expression
        | Shape::Functions
        | Shape::Secrets
        | Shape::Generate
        | Shape::Keys
        | Shape::Overlay
        | Shape::Matching(_)
        | Shape::Flag
        | Shape::Seconds { .. }
        | Shape::Decimal { .. }
        | Shape::Anything => {
            if !shape.takes(node) {
                diagnostics.push(wrong_kind(name, shape, node.loc));
            }
        }
    }
}

/// Nothing can leave out an item of a list.
fn walk_item(node: &Node, shape: &Shape, name: &str, diagnostics: &mut Diagnostics) {
    if is_empty(node) {
        diagnostics.push(wrong_kind(name, shape, node.loc));
    }
    walk(node, shape, name, diagnostics);
}

fn walk_members(map: &Map, loc: Loc, members: &[Member], name: &str, diagnostics: &mut Diagnostics) {
    for (key, loc, child) in map.iter() {
        match members.iter().find(|member| member.name == key) {
            Some(member) => walk(child, &member.shape, &format!("{name}.{key}"), diagnostics),
            None => diagnostics.push(unknown_member(name, key, loc, members, map)),
        }
    }
    // One that is misspelt is missing for that reason.
    let misspelt = |name: &str| {
        let others = map.keys().filter(|key| !members.iter().any(|member| member.name == *key));
        others.into_iter().any(|key| nearest(key, members.iter().map(|it| it.name)) == Some(name))
    };
    for member in members.iter().filter(|member| member.required) {
        if map.get(member.name).is_none_or(is_empty) && !misspelt(member.name) {
            diagnostics.push(missing_member(name, member, loc));
        }
    }
}

impl Shape {
    /// Whether the value is good as it stands; for mappings and lists, whether it is one.
    fn takes(&self, node: &Node) -> bool {
        match self {
            Self::Matching(Matching { regex, .. }) => {
                node.as_bool().is_none() && to_text(node).is_some_and(|text| may_match(regex, &text.value))
            }
            Self::Schedule => to_text(node).is_some_and(|text| schedule::check(&text.value).is_ok()),
            Self::Text(Pattern { regex, .. }) => {
                node.as_text().is_some_and(|text| !text.chars().any(char::is_control) && matches(regex, text))
            }
            Self::Texts(_) | Self::List(_) | Self::Keys => node.as_list().is_some(),
            Self::Words(words) => to_text(node).is_some_and(|text| words().contains(&text.value.as_str())),
            Self::Numbers(numbers) => whole(node).is_some_and(|number| numbers.contains(&number)),
            Self::Whole { from, to, .. } => whole(node).is_some_and(|number| (*from..=*to).contains(&number)),
            Self::Gibibytes { from, to, .. } => {
                gibibytes(node).is_some_and(|number| (*from..=*to).contains(&number))
            }
            Self::Seconds { from, to, .. } => {
                seconds(node).is_some_and(|number| (*from..=*to).contains(&number))
            }
            Self::Decimal { from, to, .. } => {
                to_float(node).is_some_and(|number| (*from..=*to).contains(&number))
            }
            Self::Flag => node.as_bool().is_some() || matches!(node.as_text(), Some("true" | "false")),
            Self::Either(forms) => forms.iter().any(|form| form.takes(node)),
            Self::Expression => is_expression(node),
            Self::Members(_)
            | Self::Named(_)
            | Self::Tags
            | Self::Policy
            | Self::Functions
            | Self::Secrets
            | Self::Overlay
            | Self::Generate => node.as_map().is_some(),
            Self::Anything => true,
        }
    }

    /// The form of a value alone that a value is meant as.
    fn plain_form(&self, node: &Node) -> Option<&Self> {
        let Self::Either(forms) = self else { return self.is_plain().then_some(self) };
        if self.is_plain() {
            return Some(self);
        }
        let mut alike = forms.iter().filter(|form| form.is_kind_of(node));
        alike.next().filter(|form| form.is_plain() && alike.next().is_none())
    }

    /// Whether it is a value alone, about which there is nothing more to say.
    fn is_plain(&self) -> bool {
        match self {
            Self::Either(forms) => forms.iter().all(Self::is_plain),
            Self::Text(_)
            | Self::Matching(_)
            | Self::Flag
            | Self::Seconds { .. }
            | Self::Whole { .. }
            | Self::Gibibytes { .. }
            | Self::Decimal { .. }
            | Self::Numbers(_) => true,
            Self::Members(_)
            | Self::List(_)
            | Self::Named(_)
            | Self::Texts(_)
            | Self::Words(_)
            | Self::Schedule
            | Self::Tags
            | Self::Policy
            | Self::Expression
            | Self::Functions
            | Self::Secrets
            | Self::Generate
            | Self::Keys
            | Self::Overlay
            | Self::Anything => false,
        }
    }

    /// Whether mapping meets mapping, list meets list, scalar meets scalar.
    fn is_kind_of(&self, node: &Node) -> bool {
        match self {
            Self::Members(_)
            | Self::Named(_)
            | Self::Tags
            | Self::Policy
            | Self::Functions
            | Self::Secrets
            | Self::Overlay
            | Self::Generate => node.as_map().is_some(),
            Self::List(_) | Self::Texts(_) | Self::Keys => node.as_list().is_some(),
            Self::Expression | Self::Anything => true,
            Self::Text(_)
            | Self::Matching(_)
            | Self::Schedule
            | Self::Words(_)
            | Self::Numbers(_)
            | Self::Whole { .. }
            | Self::Gibibytes { .. }
            | Self::Seconds { .. }
            | Self::Decimal { .. }
            | Self::Flag
            | Self::Either(_) => node.as_map().is_none() && node.as_list().is_none(),
        }
    }

    /// Its description, as the end of "expects …".
    pub(in crate::validate) fn words(&self) -> String {
        match self {
            Self::Matching(Matching { wanted, .. }) => (*wanted).to_owned(),
            Self::Schedule => "`cron(…)`, `rate(…)` or `at(…)`".to_owned(),
            Self::Text(_) => "text".to_owned(),
            Self::Expression => "text or a function of CloudFormation".to_owned(),
            Self::Texts(_) => "a list of texts".to_owned(),
            Self::List(item) => format!("a list, each item {}", item.words()),
            Self::Words(words) => {
                format!(
                    "one of {}",
                    words().iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
                )
            }
            Self::Numbers(numbers) => {
                format!("one of {}", numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", "))
            }
            Self::Whole { from, to, .. } => format!("a whole number from {from} to {to}"),
            Self::Gibibytes { from, to, .. } => format!("a whole number of GiB from {from} to {to}"),
            Self::Seconds { from, to, .. } => format!("a time from {from} to {to} seconds"),
            Self::Decimal { from, to, .. } => format!("a number from {from} to {to}"),
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Either(forms) => forms.iter().map(Self::words).collect::<Vec<_>>().join(", or "),
            Self::Members(members) => {
                let names = members.iter().map(|member| format!("`{}`", member.name)).collect::<Vec<_>>();
                format!("a mapping of {}", names.join(", "))
            }
            Self::Named(item) => format!("a mapping of names, each with {}", item.words()),
            Self::Keys => "a list of keys".to_owned(),
            Self::Overlay | Self::Tags | Self::Policy | Self::Functions | Self::Secrets | Self::Generate => {
                "a mapping".to_owned()
            }
            Self::Anything => "anything".to_owned(),
        }
    }
}

/// Whether a value is text, or a function of CloudFormation as a tag or in its long form.
fn is_expression(node: &Node) -> bool {
    let only = |map: &Map| {
        let mut keys = map.iter().map(|(key, _, _)| key == "Ref" || key.starts_with("Fn::"));
        keys.next() == Some(true) && keys.next().is_none()
    };
    matches!(node.mark, Mark::Function(_))
        || node.as_map().is_some_and(only)
        || node.as_text().is_some_and(|text| !text.chars().any(char::is_control))
}

/// Whether a text is what a pattern of the table describes.
pub(in crate::validate::read) fn matches(regex: &str, text: &str) -> bool {
    Regex::new(regex).expect("internal error: the table of keys has a pattern that is none").is_match(text)
}

/// Whether a text matches, whatever its variables bring in: a word, or the number of an account.
fn may_match(regex: &str, text: &str) -> bool {
    let with = |value: &str| matches(regex, &deferred::filled(text, &|_| value.to_owned()));
    deferred::sole(text).is_some() || with("x") || with("000000000000")
}

/// A whole number from 0.
pub(in crate::validate::read) fn whole(node: &Node) -> Option<u32> {
    to_int(node).and_then(|number| u32::try_from(number).ok())
}

/// A number of seconds, or a duration as Compose writes it, rounded up.
pub(in crate::validate::read) fn seconds(node: &Node) -> Option<u32> {
    whole(node).or_else(|| {
        let duration = Duration::parse(node.as_text()?).ok()?;
        u32::try_from(duration.seconds_ceil()).ok()
    })
}

/// A number of GiB, or one with its unit: `30`, `30g`.
pub(in crate::validate::read) fn gibibytes(node: &Node) -> Option<u32> {
    match node.as_text() {
        Some(text) => to_gibibytes(text),
        None => whole(node),
    }
}

fn to_gibibytes(text: &str) -> Option<u32> {
    let text = text.to_ascii_lowercase();
    let number = ["gib", "gb", "g"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(&text);
    number.parse().ok()
}

/// The last name of a path such as `x-aws-route.host`.
fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn wrong_kind(name: &str, shape: &Shape, loc: Loc) -> Diagnostic {
    let wanted = shape.words();
    Diagnostic::new(Code::BadExtension, format!("`{name}` expects {wanted}")).at(loc).help(format!(
        "write it like this: `{}: {}`",
        last(name),
        shape.example()
    ))
}

fn wrong_item(name: &str, item: &Shape, loc: Loc) -> Diagnostic {
    let wanted = item.words();
    Diagnostic::new(Code::BadExtension, format!("each item of `{name}` must be {wanted}"))
        .at(loc)
        .help(format!("write it like this: `- {}`", item.example()))
}

fn bad_schedule(name: &str, text: &str, error: &ScheduleError, loc: Loc) -> Diagnostic {
    if error.is_about_the_calendar() {
        return Diagnostic::new(
            Code::NoSuchDay,
            format!("`{name}` has a schedule of days that there are not"),
        )
        .label(loc, error.to_string())
        .help(
            "name a day that there is; `L` is the last day of a month, and `22-23,0-2` a range over midnight",
        );
    }
    let message = format!("`{name}` has a schedule that AWS does not take");
    let diagnostic = Diagnostic::new(Code::BadSchedule, message).label(loc, error.to_string());
    let Some(same) = schedule::translate(text) else {
        return diagnostic.help(
            "write `cron(0 3 * * ? *)` (minute, hour, day of the month, month, day of the week, year), \
             `rate(5 minutes)`, or `at(2027-01-31T03:00:00)`; the shortest period is a minute",
        );
    };
    let diagnostic = diagnostic.help(format!("in AWS's notation it is `{same}`"));
    // A plain value in a flow mapping would end at a comma.
    if same.contains(',') && !text.contains(',') {
        return diagnostic;
    }
    diagnostic.remedy(Remedy::Rename { loc, from: text.to_owned(), to: same })
}

fn unknown_member(name: &str, given: &str, loc: Loc, members: &[Member], map: &Map) -> Diagnostic {
    let message = format!("`{name}` has no member `{}`", given.escape_debug());
    let diagnostic = Diagnostic::new(Code::BadExtension, message).at(loc);
    let meant = |key: &str| nearest(key, members.iter().map(|member| member.name)).map(str::to_owned);
    if let Some(near) = meant(given) {
        let remedy = renamed(given, loc, &near, map.keys(), meant);
        return diagnostic.help(format!("did you mean `{near}`?")).remedy(remedy);
    }
    let names = members.iter().map(|member| format!("`{}`", member.name)).collect::<Vec<_>>();
    diagnostic.help(format!("it has {}", names.join(", ")))
}

fn missing_member(name: &str, member: &Member, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadExtension, format!("`{name}` needs `{}`", member.name)).at(loc).help(format!(
        "add `{}: {}`",
        member.name,
        member.shape.example()
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::to_gibibytes;

    #[test]
    fn sizes() {
        let table = [
            ("30", Some(30)),
            ("30g", Some(30)),
            ("30GB", Some(30)),
            ("30GiB", Some(30)),
            ("g", None),
            ("30m", None),
            ("3.5g", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(to_gibibytes(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,8}") {
            to_gibibytes(&text);
        }
    }
}
