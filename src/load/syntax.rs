//! YAML that cannot be read → a finding at the fault, which often lies before the place where the reader
//! stopped.
//!
//! The reader's message and the lines around say what was meant; where they do not, the finding is at the
//! reader's place.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, SourceId};

/// How the message about a closing bracket of the wrong kind begins. Its place is the opening bracket.
const MISMATCHED: &str = "mismatched bracket ";

/// A guess at the fault.
struct Fault {
    /// Its bytes, where they are not those at which the reader stopped.
    range: Option<Range<usize>>,
    label: &'static str,
    help: String,
}

/// The finding for a text at which the reader stopped.
pub(super) fn unreadable_yaml(id: SourceId, text: &str, at: usize, message: &str) -> Diagnostic {
    let at = at.min(text.len());
    let end = text.get(at..).and_then(|rest| rest.chars().next()).map_or(at, |c| at + c.len_utf8());
    let stop = Loc::new(id, at, end);
    let message = message.replace('\n', ", ");
    let fault = fault(text, at, &message);
    let stopped = if message.starts_with(MISMATCHED) { "opened here" } else { "the reader stopped here" };
    let message = match message.strip_prefix("unexpected character: `") {
        Some(rest) => format!("a value cannot begin with `{}`", rest.trim_end_matches('\'')),
        None => message,
    };
    let diagnostic = Diagnostic::new(Code::YamlSyntax, format!("this is not YAML: {message}"));
    let diagnostic = match &fault.range {
        Some(range) if range.start != at => {
            let place = Loc::new(id, range.start, range.end);
            diagnostic.label(place, fault.label).label(stop, stopped)
        }
        _ => diagnostic.label(stop, stopped),
    };
    diagnostic.help(fault.help)
}

fn here(help: impl Into<String>) -> Fault {
    Fault { range: None, label: "", help: help.into() }
}

fn fault(text: &str, at: usize, message: &str) -> Fault {
    let lines = Lines::around(text, at);
    let known = conflict(text, at)
        .or_else(|| odd_blank(&lines))
        .or_else(|| tab(&lines))
        .or_else(|| quote(text, at, message))
        .or_else(|| bracket(text, at, message))
        .or_else(|| colon(&lines, message))
        .or_else(|| indentation(&lines, message));
    known.unwrap_or_else(|| {
        here(if message.starts_with("unexpected character") {
            "put the value in quotes"
        } else if message.contains("anchor or alias") {
            "text that begins with `&` or `*` needs quotes"
        } else if message.contains("escape character") {
            "write `\\\\` for a backslash, or put the value in single quotes"
        } else if message.contains("block sequence entries are not allowed") {
            "begin a list on the line below its name; text that begins with `-` needs quotes"
        } else {
            "look at the line above too: a missing quote, bracket or colon often shows one line late"
        })
    })
}

/// The lines around the reader's place.
struct Lines<'a> {
    /// The line, and where it begins.
    line: (usize, &'a str),
    /// The nearest line before it that says something.
    before: Option<(usize, &'a str)>,
    /// The nearest one behind it.
    behind: Option<(usize, &'a str)>,
    /// The reader's place, in bytes of the line.
    at: usize,
}

impl<'a> Lines<'a> {
    fn around(text: &'a str, at: usize) -> Self {
        let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
        let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let (mut before, mut end) = (None, start);
        while before.is_none() && end > 0 {
            let above = text.get(..end - 1).unwrap_or_default();
            let begin = above.rfind('\n').map_or(0, |newline| newline + 1);
            before = said(begin, above.get(begin..).unwrap_or_default());
            end = begin;
        }
        let mut next =
            text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| start + at + 1);
        let rest = text.get(next..).unwrap_or_default();
        let behind = rest.split_inclusive('\n').find_map(|line| said_at(&mut next, line));
        Self { line: (start, line), before, behind, at: at - start }
    }
}

/// A line that is more than a comment.
fn said(at: usize, line: &str) -> Option<(usize, &str)> {
    let line = line.trim_end_matches(['\n', '\r']);
    let content = line.trim();
    (!content.is_empty() && !content.starts_with('#')).then_some((at, line))
}

/// The same, counting the bytes of the lines that were passed.
fn said_at<'a>(at: &mut usize, line: &'a str) -> Option<(usize, &'a str)> {
    let start = *at;
    *at += line.len();
    said(start, line)
}

/// The marks of a merge that was not finished.
fn conflict(text: &str, at: usize) -> Option<Fault> {
    const MARKS: [&str; 3] = ["<<<<<<<", "=======", ">>>>>>>"];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if start > at {
            return None;
        }
        if let Some(mark) = MARKS.into_iter().find(|mark| line.starts_with(mark)) {
            return Some(Fault {
                range: Some(start..start + mark.len()),
                label: "a conflict of a merge",
                help: "resolve the conflict: keep one side, and remove the lines with `<<<<<<<`, `=======` \
                       and `>>>>>>>`"
                    .to_owned(),
            });
        }
        start += line.len();
    }
    None
}

/// Blanks that YAML takes for letters.
fn odd_blank(lines: &Lines<'_>) -> Option<Fault> {
    let odd = |c: char| c.is_whitespace() && !matches!(c, ' ' | '\t' | '\r');
    let found = [Some(lines.line), lines.before].into_iter().flatten().find_map(|(start, line)| {
        let (at, blank) = line.char_indices().find(|(_, c)| odd(*c))?;
        Some(start + at..start + at + blank.len_utf8())
    });
    found.map(|range| Fault {
        range: Some(range),
        label: "a blank that is no ordinary one",
        help: "write an ordinary blank here: YAML takes this one, such as a no-break space, for a letter"
            .to_owned(),
    })
}

fn tab(lines: &Lines<'_>) -> Option<Fault> {
    let found = [Some(lines.line), lines.behind].into_iter().flatten().find_map(|(start, line)| {
        let blanks = line.len() - line.trim_start().len();
        Some(start + line.get(..blanks)?.find('\t')?)
    })?;
    Some(Fault {
        range: Some(found..found + 1),
        label: "a tab",
        help: "indent with spaces: YAML does not allow tabs there".to_owned(),
    })
}

fn quote(text: &str, at: usize, message: &str) -> Option<Fault> {
    if message == "unclosed quote" {
        return Some(here("close the quote at the end of the value"));
    }
    let quote = match message.strip_prefix("invalid trailing content after ")? {
        "double-quoted scalar" => '"',
        "single-quoted scalar" => '\'',
        _ => return None,
    };
    let close = text.get(..at)?.rfind(quote)?;
    let open = text.get(..close)?.rfind(quote)?;
    if text.get(open..close)?.contains('\n') {
        return Some(Fault {
            range: Some(open..open + 1),
            label: "this quote is not closed on its line",
            help: "close the quote at the end of the value".to_owned(),
        });
    }
    Some(here(
        "a value is in quotes as a whole or not at all: put the other kind of quotes around it; items of a \
         list have a comma between them",
    ))
}

fn bracket(text: &str, at: usize, message: &str) -> Option<Fault> {
    if let Some(open) = message.strip_prefix("unclosed bracket '") {
        let close = closing(open.chars().next()?);
        return Some(here(format!("close it with `{close}`")));
    }
    if message.starts_with(MISMATCHED) {
        return mismatched(text, at);
    }
    if message == "misplaced bracket" {
        return Some(here("remove it, or put the value in quotes"));
    }
    if !message.contains("':' indicator") && !message.contains("flow ") {
        return None;
    }
    let before = text.get(..at)?;
    if before.ends_with('$') && text.get(at..)?.starts_with('{') {
        return Some(here("put the value in quotes: in brackets, the `{` of `${…}` begins a mapping"));
    }
    let (open, bracket) = innermost_open(before)?;
    let close = closing(bracket);
    let line = without_comment(text.get(open..)?.lines().next()?).trim_end();
    Some(Fault {
        range: Some(open..open + 1),
        label: "opened here",
        help: if line.ends_with(')') && !line.contains('(') {
            format!("write `{close}` in place of `)`")
        } else {
            format!("close it with `{close}`, and put a comma between two values")
        },
    })
}

/// The bracket opened at a place is closed by one of the wrong kind.
fn mismatched(text: &str, at: usize) -> Option<Fault> {
    let mut depth = 0_usize;
    let (place, bracket) = brackets(text.get(at..)?).find(|(_, bracket)| {
        depth = if is_opening(*bracket) { depth + 1 } else { depth.saturating_sub(1) };
        depth == 0
    })?;
    let close = closing(text.get(at..)?.chars().next()?);
    let closes_outer = innermost_open(text.get(..at)?).is_some_and(|(_, outer)| closing(outer) == bracket);
    let or_before = if closes_outer { ", or before it" } else { "" };
    Some(Fault {
        range: Some(at + place..at + place + 1),
        label: "closed by the wrong kind of bracket",
        help: format!("write `{close}` in place of `{bracket}`{or_before}"),
    })
}

fn is_opening(bracket: char) -> bool {
    matches!(bracket, '[' | '{')
}

fn closing(opening: char) -> char {
    if opening == '[' { ']' } else { '}' }
}

/// The last bracket that nothing closes.
fn innermost_open(text: &str) -> Option<(usize, char)> {
    let mut open = Vec::new();
    for (at, bracket) in brackets(text) {
        if is_opening(bracket) {
            open.push((at, bracket));
        } else {
            open.pop();
        }
    }
    open.pop()
}

/// A line without the comment at its end.
fn without_comment(line: &str) -> &str {
    let start = outside_quotes(line).find(|(_, c, last)| *c == '#' && last.is_whitespace());
    start.and_then(|(at, ..)| line.get(..at)).unwrap_or(line)
}

/// The brackets of flow style, outside quotes, comments and plain values in block style, with their places.
fn brackets(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut depth = 0_usize;
    let mut comment = false;
    let found = outside_quotes(text).filter(move |(_, c, last)| {
        match c {
            '\n' => comment = false,
            _ if comment => {}
            '#' if last.is_whitespace() => comment = true,
            '[' | '{' if depth > 0 || last.is_whitespace() => {
                depth += 1;
                return true;
            }
            ']' | '}' => {
                depth = depth.saturating_sub(1);
                return true;
            }
            _ => {}
        }
        false
    });
    found.map(|(at, c, _)| (at, c))
}

/// The characters that are in no quotes, with their places and the characters before them. A comment has no
/// quotes.
fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char, char)> {
    let mut quote = None;
    let mut before = '\n';
    let mut is_comment = false;
    let mut is_escaped = false;
    text.char_indices().filter_map(move |(at, c)| {
        let last = std::mem::replace(&mut before, c);
        if let Some(quoted) = quote {
            let ends = c == quoted && !is_escaped;
            is_escaped = c == '\\' && quoted == '"' && !is_escaped;
            quote = (!ends).then_some(quoted);
            return None;
        }
        match c {
            '\n' => is_comment = false,
            '#' if last.is_whitespace() => is_comment = true,
            '"' | '\'' if !is_comment && !last.is_alphanumeric() => {
                quote = Some(c);
                return None;
            }
            _ => {}
        }
        Some((at, c, last))
    })
}

fn colon(lines: &Lines<'_>, message: &str) -> Option<Fault> {
    let (start, line) = lines.line;
    if message.contains("simple key expected ':'") {
        if lines.before.is_some_and(|(_, before)| before.ends_with(['|', '>'])) {
            return Some(here("indent the text further than its name"));
        }
        return Some(here("an entry of a mapping has a colon and a blank behind its name: `name: value`"));
    }
    if !message.starts_with("mapping values are not allowed") {
        return None;
    }
    let content = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    if let Some(first) = line.get(..lines.at).and_then(|before| before.find(": ")) {
        let value = first + 2 + line.get(first + 2..)?.len() - line.get(first + 2..)?.trim_start().len();
        return Some(Fault {
            range: Some(start + value..start + line.trim_end().len()),
            label: "one value with a second colon in it",
            help: "put the value in quotes; a mapping begins on the line below its name".to_owned(),
        });
    }
    let (above, before) = lines.before?;
    let begin = content(before);
    let written = before.get(begin..)?.trim_end();
    let range = Some(above + begin..above + begin + written.len());
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
    };
    match written.split_once(':') {
        Some((name, rest)) if is_name(name) && !rest.is_empty() && !rest.starts_with(' ') => Some(Fault {
            range,
            label: "no blank behind the colon",
            help: format!("write a blank behind the colon: `{name}: …`"),
        }),
        Some((name, rest)) if is_name(name) && !rest.trim().is_empty() && content(line) > begin => {
            Some(here(format!("`{name}` above has a value of its own: indent this line as that one")))
        }
        Some(_) => None,
        None => {
            let name = written.split(' ').next().unwrap_or_default();
            is_name(name).then(|| Fault {
                range,
                label: "no colon",
                help: format!("write a colon behind the name: `{name}: …`"),
            })
        }
    }
}

fn indentation(lines: &Lines<'_>, message: &str) -> Option<Fault> {
    let (_, line) = lines.line;
    let is_item = |line: &str| line.trim_start().starts_with("- ");
    if message.contains("did not find expected '-' indicator") {
        return Some(here("indent the items of a list alike, each with `- ` before it"));
    }
    if !message.contains("did not find expected key") {
        return None;
    }
    Some(here(match lines.before {
        Some((_, before)) if is_item(line) && is_item(before) => {
            "indent the items of a list alike: as far as the item above"
        }
        _ if is_item(line) => {
            "a list stands below a name of its own: write the name above it, or indent the item as those \
             of its list"
        }
        _ => "indent the entries of a mapping alike: as far as another line above",
    }))
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use crate::diagnostic::{Code, Diagnostics};
    use crate::source::SourceMap;

    #[test]
    fn the_place_and_the_help_are_those_of_the_fault() {
        let service = |text: &str| format!("services:\n  web:\n{text}");
        for (text, line, marked, help) in [
            (service("    image:nginx\n    restart: always\n"), 3, "image:nginx", "blank behind the colon"),
            (service("    image nginx\n    restart: always\n"), 3, "image nginx", "`image: …`"),
            ("services\n  web:\n    image: nginx\n".to_owned(), 1, "services", "`services: …`"),
            (service("    command: echo a: b\n"), 3, "echo a: b", "in quotes"),
            (service("   image: nginx\n    restart: always\n"), 4, ":", "indent this line as that one"),
            (service("    image: nginx\n   restart: always\n"), 4, "r", "alike"),
            (service("    ports:\n      - \"80:80\"\n     - \"81:81\"\n"), 5, "-", "the item above"),
            (
                service("    image: \"nginx\n    ports:\n      - \"80:80\"\n"),
                3,
                "\"",
                "at the end of the value",
            ),
            (service("    image: \"nginx\n"), 3, "\"", "at the end of the value"),
            (service("    command: [\"a\", \"b\"\n    ports:\n"), 3, "[", "close it with `]`"),
            (service("    command: {a: b\n    ports: x\n"), 3, "{", "close it with `}`"),
            (service("    command: [\"a\"\n"), 3, "[", "close it with `]`"),
            (service("    ports: [8080:80}\n"), 3, "}", "write `]` in place of `}`"),
            (service("    labels: {a: b]\n    x: []\n"), 3, "]", "write `}` in place of `]`"),
            (
                service("    labels: {a: [\"}\", [b]}, c: d}\n"),
                3,
                "}",
                "write `]` in place of `}`, or before it",
            ),
            (service("    command: [a, # ]\n      b\n    }\n"), 5, "}", "write `]` in place of `}`"),
            (service("    command: [\"a\\\"}\", b}\n"), 3, "}", "write `]` in place of `}`"),
            (service("    command: ['a\\', b}\n"), 3, "}", "write `]` in place of `}`"),
            (service("    command: [a)\n    x: y\n"), 3, "[", "write `]` in place of `)`"),
            (service("    command: [a)  # (b\n    x: y\n"), 3, "[", "write `]` in place of `)`"),
            (service("    command: [a, b   # see 1)\n    x: y\n"), 3, "[", "close it with `]`"),
            (service("    command: [a, f(b)\n    x: y\n"), 3, "[", "close it with `]`"),
            (service("    labels: {a: ${B}, c: d}\n"), 3, "{", "put the value in quotes"),
            (service("    image: @nginx\n"), 3, "@", "in quotes"),
            (service("    image: nginx\n\tcommand: a\n"), 4, "\t", "spaces"),
            (service("\timage: nginx\n"), 3, "\t", "spaces"),
            (service("    command: |\n    echo\n"), 4, "e", "further than its name"),
            (service("    command: - a\n"), 3, "-", "on the line below its name"),
            ("services:\u{a0}\n  web:\n".to_owned(), 1, "\u{a0}", "ordinary blank"),
            (service("<<<<<<< HEAD\n    image: a\n=======\n    image: b\n>>>>>>> x\n"), 3, "<", "conflict"),
            ("<<<<<<< HEAD\nservices:\n=======\n".to_owned(), 1, "<<<<<<<", "conflict"),
        ] {
            let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
            let id = sources.add("compose.yaml", text.as_str());
            parse(id, &mut sources, &mut diagnostics);
            let found = diagnostics.into_sorted().remove(0);
            assert_eq!(found.code, Code::YamlSyntax, "{text}");
            let place = found.place();
            let found_line = text.get(..place.start()).unwrap().matches('\n').count() + 1;
            assert_eq!((found_line, sources.text(place)), (line, marked), "{text}");
            assert!(found.help.as_ref().unwrap().contains(help), "{text}{:?}", found.help);
        }
    }
}
