//! Findings of one cause: what a person reads once, with a list of its places.
//!
//! A check reports each place. Two findings have one cause when they say the same about different things: the
//! same sentence but for the names and numbers in it. A check whose sentences differ names the cause
//! (`Diagnostic::cause`). Errors have one cause only where one and the same change is asked for.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::lines::Lines;
use super::{Diagnostic, Severity};
use crate::sanitise;
use crate::source::{Loc, SourceId, SourceMap};

/// Further places that are listed where a list has more, and characters of a name in it.
const LISTED: usize = 3;
const LISTED_OF_AN_ERROR: usize = 12;
const NAME: usize = 60;

/// Findings of one cause: the first by place, and the others.
#[derive(Debug)]
pub(super) struct Group<'a> {
    /// The finding that is shown.
    pub first: &'a Diagnostic,
    /// Those of which only names and places are listed.
    pub others: Vec<&'a Diagnostic>,
}

/// Errors, then warnings, then notes; those of a weight stay in their order.
pub(super) fn grouped(diagnostics: &[Diagnostic]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known = BTreeMap::new();
    for found in diagnostics {
        let at = *known.entry((found.severity, key(found))).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.others.push(found),
            None => groups.push(Group { first: found, others: Vec::new() }),
        }
    }
    groups.sort_by_key(|group| group.first.severity);
    groups
}

/// Returns the common text of findings of one cause, for programs: `W0710: the value of … stands in the
/// template`.
pub(super) fn cause(found: &Diagnostic) -> String {
    let cause = found.cause.map_or_else(|| pattern(&found.message), str::to_owned);
    format!("{}: {cause}", found.code.number())
}

fn key(found: &Diagnostic) -> (String, Option<Cow<'_, str>>) {
    let help = match (found.severity, found.cause, &found.help) {
        (Severity::Error, _, Some(help)) => Some(Cow::Borrowed(help.as_str())),
        (Severity::Warning | Severity::Note, None, Some(help)) => Some(Cow::Owned(pattern(help))),
        (_, Some(_), _) | (_, _, None) => None,
    };
    (cause(found), help)
}

/// The sentence with an ellipsis for each name and number.
fn pattern(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len());
    for (at, piece) in sentence.split('`').enumerate() {
        if at % 2 == 1 {
            out.push('…');
            continue;
        }
        for c in piece.chars() {
            if !c.is_ascii_digit() {
                out.push(c);
            } else if !out.ends_with('…') {
                out.push('…');
            }
        }
    }
    out
}

/// Returns the texts between backticks.
fn names(sentence: &str) -> Vec<&str> {
    sentence.split('`').skip(1).step_by(2).collect()
}

/// The names in a sentence that a like sentence does not have.
fn differing<'a>(first: &str, other: &'a str) -> Vec<&'a str> {
    let (known, own) = (names(first), names(other));
    if pattern(first) == pattern(other) {
        own.into_iter().zip(known).filter(|(own, known)| own != known).map(|(own, _)| own).collect()
    } else {
        own.into_iter().filter(|own| !known.contains(own)).collect()
    }
}

impl Group<'_> {
    /// The list of the further places: ``also `a` (line 3), `b` and 3 more``; none for a single finding.
    pub(super) fn also(&self, positions: &mut Positions<'_>) -> Option<String> {
        // Findings that only name a place come first.
        let mut items: [Vec<String>; 2] = Default::default();
        for other in &self.others {
            let (is_named, item) = self.item(other, positions);
            let [places, names] = &mut items;
            let list = if is_named { names } else { places };
            if !list.contains(&item) {
                list.push(item);
            }
        }
        let link = if items[0].is_empty() { "also" } else { "also in" };
        let mut items = items.concat();
        let listed = if self.first.severity == Severity::Error { LISTED_OF_AN_ERROR } else { LISTED };
        // Nobody counts one more.
        let listed = if items.len() == listed + 1 { items.len() } else { listed };
        let left_out = items.len().saturating_sub(listed);
        items.truncate(listed);
        let last = if left_out > 0 { format!("{left_out} more") } else { items.pop()? };
        let text = if items.is_empty() { last } else { format!("{} and {last}", items.join(", ")) };
        Some(format!("{link} {text}"))
    }

    /// Returns the subject of a further finding, its place, and its help where that differs; and whether it
    /// has a name.
    fn item(&self, other: &Diagnostic, positions: &mut Positions<'_>) -> (bool, String) {
        let quoted = |name: &str| format!("`{}`", sanitise::shortened(name, NAME));
        let about = differing(&self.first.message, &other.message);
        let mut remarks: Vec<String> = about.iter().skip(1).map(|name| quoted(name)).collect();
        let place = positions.apart(self.first.place(), other.place());
        let Some(name) = about.first().map(|name| quoted(name)) else {
            return (false, place.unwrap_or_else(|| "the same line".to_owned()));
        };
        remarks.extend(place);
        if let (Some(first), Some(help)) = (&self.first.help, &other.help) {
            let told = |advice: &&str| about.iter().any(|name| advice.contains(name));
            remarks.extend(differing(first, help).into_iter().filter(|it| !told(it)).map(quoted));
        }
        (true, if remarks.is_empty() { name } else { format!("{name} ({})", remarks.join(", ")) })
    }
}

/// Lines of places, in words.
#[derive(Debug)]
pub(super) struct Positions<'a> {
    sources: &'a SourceMap,
    lines: BTreeMap<SourceId, Lines>,
}

impl<'a> Positions<'a> {
    /// Places in these sources.
    pub(super) fn new(sources: &'a SourceMap) -> Self {
        Self { sources, lines: BTreeMap::new() }
    }

    /// Where a place is, seen from another one; what is on the same line is where it was brought in from
    /// elsewhere.
    fn apart(&mut self, from: Loc, place: Loc) -> Option<String> {
        let here = (from.source(), self.line(from)?);
        let mut place = place;
        if (place.source(), self.line(place)?) == here {
            place = self.sources.brought_in_by(place)?.0;
        }
        let there = (place.source(), self.line(place)?);
        if there == here {
            return None;
        }
        if there.0 == here.0 {
            return Some(format!("line {}", there.1));
        }
        let name = &self.sources.source(there.0)?.name;
        Some(format!("{}:{}", sanitise::line(name), there.1))
    }

    fn line(&mut self, place: Loc) -> Option<usize> {
        let source = self.sources.source(place.source())?;
        let lines = self.lines.entry(place.source()).or_insert_with(|| Lines::new(&source.text));
        Some(lines.line(place.start()) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    const FILE: &str = "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n";

    /// A finding in a line of the file.
    fn found(code: Code, message: &str, id: SourceId, line: usize) -> Diagnostic {
        Diagnostic::new(code, message).at(Loc::new(id, line * 5 - 5, line * 5 - 4))
    }

    fn sources() -> (SourceMap, SourceId) {
        let mut sources = SourceMap::default();
        let id = sources.add("a.yaml", FILE);
        (sources, id)
    }

    fn also(findings: &[Diagnostic], sources: &SourceMap) -> Vec<Option<String>> {
        let mut positions = Positions::new(sources);
        grouped(findings).iter().map(|group| group.also(&mut positions)).collect()
    }

    #[test]
    fn the_same_about_other_names_is_one_finding() {
        let (sources, id) = sources();
        let value = |name: &str, line| {
            found(Code::Credential, &format!("the value of `{name}` stands there"), id, line)
        };
        let mut all = vec![value("A", 1), found(Code::Credential, "another thing", id, 1), value("B", 2)];
        assert_eq!(also(&all, &sources), [Some("also `B` (line 2)".to_owned()), None]);
        all.extend([value("C", 3), value("D", 1)]);
        let all_listed = "also `B` (line 2), `C` (line 3) and `D`";
        assert_eq!(also(&all, &sources)[0].as_deref(), Some(all_listed));
        all.extend([value("E", 5), value("F", 6), value("F", 6)]);
        let cut = "also `B` (line 2), `C` (line 3), `D` and 2 more";
        assert_eq!(also(&all, &sources)[0].as_deref(), Some(cut));
    }

    #[test]
    fn numbers_differ_and_places_are_enough() {
        let (sources, id) = sources();
        let all = [found(Code::Refused, "it is 1", id, 1), found(Code::Refused, "it is 20", id, 3)];
        assert_eq!(also(&all, &sources), [Some("also in line 3".to_owned())]);
    }

    #[test]
    fn a_help_that_differs_is_told() {
        let (sources, id) = sources();
        let user = |name: &str, user: &str, line| {
            found(Code::NotTheOwner, &format!("`{name}` cannot write"), id, line)
                .help(format!("add `user: {user}` to `{name}`"))
        };
        let all = [user("a", "1", 1), user("b", "2", 2), user("c", "1", 3)];
        let text = "also `b` (line 2, `user: 2`) and `c` (line 3)";
        assert_eq!(also(&all, &sources), [Some(text.to_owned())]);
    }

    #[test]
    fn errors_stay_apart_unless_the_same_helps() {
        let (sources, id) = sources();
        let wrong =
            |name: &str, line| found(Code::UnknownAttribute, &format!("`{name}` is unknown"), id, line);
        let all = [wrong("a", 1).help("did you mean `x`?"), wrong("b", 2).help("did you mean `y`?")];
        assert_eq!(also(&all, &sources), [None, None]);
        let all = [wrong("a", 1).help("remove it"), wrong("b", 2).help("remove it")];
        assert_eq!(also(&all, &sources), [Some("also `b` (line 2)".to_owned())]);
    }

    #[test]
    fn weights_are_in_order_and_a_named_cause_joins_sentences() {
        let (sources, id) = sources();
        let all = [
            found(Code::NoMemoryLimit, "a note", id, 1),
            found(Code::MovingTag, "`a` has no tag, which is `latest`", id, 2).cause("tags"),
            found(Code::Refused, "an error", id, 3),
            found(Code::MovingTag, "`b` has the tag `latest`", id, 4).cause("tags"),
        ];
        let order: Vec<Severity> = grouped(&all).iter().map(|group| group.first.severity).collect();
        assert_eq!(order, [Severity::Error, Severity::Warning, Severity::Note]);
        assert_eq!(also(&all, &sources)[1].as_deref(), Some("also `b` (line 4)"));
        assert_eq!(cause(&all[1]), "W1001: tags");
        assert_eq!(cause(&all[2]), "E0601: an error");
    }

    #[test]
    fn what_an_alias_brings_in_is_found_by_the_alias() {
        let (mut sources, id) = sources();
        let alias = sources.via(Loc::new(id, 20, 21), "this alias");
        let first = found(Code::Credential, "the value of `A` stands there", id, 1);
        let mut second = first.clone();
        second.labels[0].loc = first.place().brought_in(alias);
        assert_eq!(also(&[first, second], &sources), [Some("also in line 5".to_owned())]);
    }
}
