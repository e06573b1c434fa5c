//! Findings for a person who reads them to the end: those of one cause once, errors first, each with its
//! line.

use std::collections::BTreeMap;

use textwrap::core::display_width;

use super::{WIDTH, printable};
use crate::diagnostic::excerpt::Text;
use crate::diagnostic::group::{Group, Positions, grouped};
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::sanitise;
use crate::source::{Loc, SourceId, SourceMap};

/// Places of a finding that are shown; a further one is in the other formats.
const PLACES: usize = 3;
/// Columns of a line that are shown, and those before a place that is far out.
const LINE: usize = 72;
const BEFORE: usize = 24;

/// The findings that are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// Colours mark weights and places.
    pub colored: bool,
    /// Notes are shown, not only counted.
    pub notes: bool,
}

/// The findings, each cause once.
pub fn screen(diagnostics: &[Diagnostic], sources: &SourceMap, shown: Shown) -> String {
    let findings = printable(diagnostics);
    let groups = grouped(&findings);
    let groups: Vec<_> = groups.iter().filter(|group| shown.shows(group.first.severity)).collect();
    let mut furthest: BTreeMap<SourceId, usize> = BTreeMap::new();
    for label in groups.iter().flat_map(|group| shown_labels(group, sources)) {
        let last = furthest.entry(label.loc.source()).or_default();
        *last = label.loc.start().max(*last);
    }
    let text = |(id, last)| Some((id, Text::until(sources.source(id)?, last)));
    let mut page = Page {
        sources,
        texts: furthest.into_iter().filter_map(text).collect(),
        positions: Positions::new(sources),
        colored: shown.colored,
        out: String::new(),
    };
    for group in groups {
        page.finding(group);
    }
    // A long word may have been broken so that a line begins with a command.
    let clean = if shown.colored { sanitise::colored(&page.out) } else { sanitise::lines(&page.out) };
    clean.into_owned()
}

/// How many findings there are of each weight, each cause once: ``2 errors, 5 notes (`--notes` shows them)``;
/// empty without findings.
pub fn counts(diagnostics: &[Diagnostic], shown: Shown) -> String {
    let groups = grouped(diagnostics);
    let count = |severity| groups.iter().filter(|group| group.first.severity == severity).count();
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (count(severity), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| {
            let (word, plural) = (severity.word(), if count == 1 { "" } else { "s" });
            let hint = match (shown.shows(severity), count) {
                (true, _) => "",
                (false, 1) => " (`--notes` shows it)",
                (false, _) => " (`--notes` shows them)",
            };
            format!("{count} {word}{plural}{hint}")
        })
        .collect();
    parts.join(", ")
}

impl Shown {
    fn shows(self, severity: Severity) -> bool {
        self.notes || severity != Severity::Note
    }
}

/// A page while it is written.
struct Page<'a> {
    sources: &'a SourceMap,
    texts: BTreeMap<SourceId, Text>,
    positions: Positions<'a>,
    colored: bool,
    out: String,
}

impl Page<'_> {
    fn finding(&mut self, group: &Group<'_>) {
        let Diagnostic { severity, code, message, help, .. } = group.first;
        let head = format!("{}[{}]", severity.word(), code.number());
        let text = textwrap::fill(&format!("{head}: {message}"), options("  "));
        let rest = text.strip_prefix(&head).unwrap_or(&text);
        let head = self.painted(&head, color(*severity));
        self.add(&[&head, rest, "\n"]);
        for (at, label) in shown_labels(group, self.sources).iter().enumerate() {
            self.place(label, at == 0 && *severity == Severity::Error);
        }
        if let Some(also) = group.also(&mut self.positions) {
            self.prose(&also, "  ", "    ");
        }
        if let Some(help) = help {
            self.prose(&format!("help: {help}"), "  ", "        ");
        }
        self.out.push('\n');
    }

    fn prose(&mut self, text: &str, first: &str, further: &str) {
        self.add(&[&textwrap::fill(text, options(further).initial_indent(first)), "\n"]);
    }

    fn add(&mut self, parts: &[&str]) {
        self.out.extend(parts.iter().copied());
    }

    /// The line of a place behind its name, and what is said about it; underlined where it is the place of an
    /// error.
    fn place(&mut self, label: &Label, underlined: bool) {
        let Some((position, line, place)) = self.line(label.loc) else { return };
        let (before, rest) = line.split_at_checked(place.start).unwrap_or((&line, ""));
        let (marked, behind) = rest.split_at_checked(place.len()).unwrap_or((rest, ""));
        let indent = "  ".to_owned() + &" ".repeat(display_width(&position) + 2 + display_width(before));
        let marks = "^".repeat(display_width(marked).max(1));
        let shown = self.painted(marked, "1");
        let shown_position = self.painted(&position, "36");
        self.add(&["  ", &shown_position, "  ", before, &shown, behind]);
        if underlined {
            let marks = self.painted(&marks, color(Severity::Error));
            self.add(&["\n", &indent, &marks]);
        }
        let used = display_width(&position) + display_width(&line) + "    ".len();
        if !label.text.is_empty() {
            let apart = used + "  ← ".len() + display_width(&label.text) > WIDTH;
            self.out.push_str(match (underlined, apart) {
                (true, _) => " ",
                (false, true) => "\n    ← ",
                (false, false) => "  ← ",
            });
            self.out.push_str(&label.text);
        }
        self.out.push('\n');
    }

    /// The name of a place, its line, cut to what is around it, and where the place is in that.
    fn line(&mut self, loc: Loc) -> Option<(String, String, std::ops::Range<usize>)> {
        let text = self.texts.get(&loc.source())?;
        let place = loc.start()..loc.end();
        let position = text.position(&place);
        let (line, place) = text.line(&place);
        let (line, place) = cut(&line.replace('\t', " "), place);
        Some((position, line, place))
    }

    fn painted(&self, text: &str, color: &str) -> String {
        if self.colored && !text.is_empty() {
            format!("\u{1b}[{color}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// The places of a finding that are shown.
fn shown_labels(group: &Group<'_>, sources: &SourceMap) -> Vec<Label> {
    let mut labels = group.first.places(sources);
    // With several findings, the alias or file that brings them in is in the list.
    labels.truncate(if group.others.is_empty() { PLACES } else { group.first.labels.len().min(PLACES) });
    labels
}

/// The part of a line around a place in it, without the blanks at both ends.
fn cut(line: &str, place: std::ops::Range<usize>) -> (String, std::ops::Range<usize>) {
    let indent = line.len() - line.trim_start().len();
    let indent = indent.min(place.start);
    let far = display_width(line.get(indent..place.start).unwrap_or_default()) + 8 > LINE;
    let start =
        if far { line.floor_char_boundary(place.start.saturating_sub(BEFORE)).max(indent) } else { indent };
    let (mut end, mut width) = (start, 0);
    for c in line.get(start..).unwrap_or_default().chars() {
        width += display_width(c.encode_utf8(&mut [0; 4]));
        if width > LINE {
            break;
        }
        end += c.len_utf8();
    }
    let left = if far { "…" } else { "" };
    let right = if end < line.len() { "…" } else { "" };
    let text = line.get(start..end).unwrap_or_default();
    let text = if right.is_empty() { text.trim_end() } else { text };
    let moved = |at: usize| (at.clamp(start, end) - start).min(text.len()) + left.len();
    (format!("{left}{text}{right}"), moved(place.start)..moved(place.end))
}

fn options(further: &str) -> textwrap::Options<'_> {
    textwrap::Options::new(WIDTH)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .subsequent_indent(further)
}

fn color(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Note => "1;36",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_at(line: &str, needle: &str) -> (String, String) {
        let start = line.find(needle).unwrap();
        let (text, place) = cut(line, start..start + needle.len());
        let marked = text.get(place).unwrap().to_owned();
        (text, marked)
    }

    #[test]
    fn a_line_is_cut_around_its_place() {
        assert_eq!(cut_at("    - KEY=value  ", "KEY"), ("- KEY=value".to_owned(), "KEY".to_owned()));
        let long = format!("  {} KEY {}", "a".repeat(100), "ü".repeat(100));
        let (text, marked) = cut_at(&long, "KEY");
        assert!(text.starts_with("…aaa") && text.ends_with("ü…"), "{text}");
        assert_eq!((marked.as_str(), display_width(&text)), ("KEY", LINE + 2));
        let (text, marked) = cut_at(&long, "aaa");
        assert!(text.starts_with("aaa") && text.ends_with("a…"), "{text}");
        assert_eq!(marked, "aaa");
        assert_eq!(cut_at("  x", "  x"), ("  x".to_owned(), "  x".to_owned()));
    }
}
