//! Allowances of the Compose files: `# stackpose: allow W0602 — reason` for a line, `x-stackpose: {allow:
//! [W0602]}` for all.
//!
//! A comment behind a value is about its own line; a comment that has its line to itself is about the next
//! line that is no comment. A finding is about the line where its first place begins.

use std::ops::Range;

use crate::diagnostic::{AllowedBy, Code, Diagnostic, Diagnostics, Severity, nearest};
use crate::source::{Loc, SourceId, SourceMap};
use crate::tree::{Map, Node};

/// The key of the block at the top level.
const BLOCK: &str = "x-stackpose";

/// Everything that the files allow.
#[derive(Debug, Default)]
pub struct Allowances {
    all: Vec<Allowance>,
    /// True when the run saw every service: only then can an allowance be called useless.
    pub complete: bool,
}

/// One code, allowed once.
#[derive(Debug)]
struct Allowance {
    code: Code,
    /// Where the code stands.
    loc: Loc,
    /// The line it is about; none is everywhere.
    line: Option<(SourceId, Range<usize>)>,
    /// Why, as its comment says.
    reason: Option<String>,
    used: bool,
    /// True when it would have been needed, and the policy did not let it count.
    overruled: bool,
}

impl Allowances {
    /// Collects them from the comments of every file read and from the block of the merged model.
    pub fn read(tree: Option<&Node>, sources: &SourceMap, diagnostics: &mut Diagnostics) -> Self {
        let mut all = Vec::new();
        if let Some(block) = tree.and_then(|tree| tree.get(BLOCK)) {
            all.extend(read_block(block, diagnostics));
        }
        for remark in sources.remarks() {
            all.extend(read_comment(*remark, sources, diagnostics));
        }
        Self { all, complete: false }
    }

    /// Returns the allowance of a finding, if there is one; remembers which was needed, and which the policy
    /// overruled.
    pub(super) fn allow(&mut self, found: &Diagnostic, overruled: bool) -> Option<AllowedBy> {
        if found.severity == Severity::Error {
            return None;
        }
        let mut by = None;
        for allowance in self.all.iter_mut().filter(|allowance| allowance.covers(found)) {
            allowance.used = true;
            allowance.overruled |= overruled;
            by.get_or_insert_with(|| AllowedBy { loc: allowance.loc, reason: allowance.reason.clone() });
        }
        by
    }

    /// A note for each that allowed nothing, or that did not count.
    pub(super) fn into_notes(self) -> impl Iterator<Item = Diagnostic> {
        let complete = self.complete;
        self.all.into_iter().filter_map(move |allowance| match allowance {
            Allowance { overruled: true, .. } => Some(does_not_count(allowance.code, allowance.loc)),
            Allowance { used: false, .. } if complete => Some(not_needed(&allowance)),
            Allowance { .. } => None,
        })
    }
}

impl Allowance {
    fn covers(&self, found: &Diagnostic) -> bool {
        let place = found.place();
        let here = self.line.as_ref().is_none_or(|(source, line)| {
            place.is_somewhere() && place.source() == *source && line.contains(&place.start())
        });
        here && found.code == self.code
    }
}

fn read_block(block: &Node, diagnostics: &mut Diagnostics) -> Vec<Allowance> {
    let Some(map) = block.as_map() else {
        diagnostics.push(bad_block(block.loc));
        return Vec::new();
    };
    for (key, loc, _) in Map::iter(map).filter(|(key, ..)| *key != "allow") {
        diagnostics.push(unknown_key(key, loc));
    }
    let Some(list) = map.get("allow") else { return Vec::new() };
    let Some(items) = list.as_list() else {
        diagnostics.push(bad_block(list.loc));
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in items {
        match item.as_text() {
            Some(number) => found.extend(allowance(number, item.loc, None, None, diagnostics)),
            None => diagnostics.push(bad_block(item.loc)),
        }
    }
    found
}

fn read_comment(remark: Loc, sources: &SourceMap, diagnostics: &mut Diagnostics) -> Vec<Allowance> {
    let comment = sources.text(remark);
    let Some((_, order)) = comment.split_once("stackpose:") else { return Vec::new() };
    let Some((list, codes_at)) = order
        .trim_start()
        .strip_prefix("allow")
        .filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
        .map(|rest| (rest, comment.len() - rest.len()))
    else {
        diagnostics.push(unknown_order(remark));
        return Vec::new();
    };
    let line = line_of(remark, sources);
    let numbers = numbers(list);
    if numbers.is_empty() {
        diagnostics.push(no_code(remark));
    }
    let place = |range: Range<usize>| remark.part(codes_at + range.start, codes_at + range.end);
    let end = numbers.last().map_or(0, |(_, range)| range.end);
    let reason = list.get(end..).unwrap_or_default();
    let reason = reason.trim_start_matches(|c: char| c.is_whitespace() || ",;:-–—".contains(c)).trim_end();
    let reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
    numbers
        .into_iter()
        .filter_map(|(number, range)| {
            allowance(number, place(range), line.clone(), reason.clone(), diagnostics)
        })
        .collect()
}

/// The codes at the start of a list, with commas or spaces between, and where they stand; the reason comes
/// after them.
fn numbers(list: &str) -> Vec<(&str, Range<usize>)> {
    let mut found = Vec::new();
    let mut rest = list;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let word = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let digits = word.get(1..).unwrap_or_default();
        let is_number = word.starts_with(|c: char| c.is_ascii_alphabetic())
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number {
            return found;
        }
        let start = list.len() - rest.len();
        found.push((word, start..start + word.len()));
        rest = rest.strip_prefix(word).unwrap_or_default();
    }
}

/// The line that a comment is about, as bytes of its source.
fn line_of(remark: Loc, sources: &SourceMap) -> Option<(SourceId, Range<usize>)> {
    let text = &sources.source(remark.source())?.text;
    let start = text.get(..remark.start())?.rfind('\n').map_or(0, |newline| newline + 1);
    let own = text.get(start..remark.start())?;
    if !own.trim().is_empty() {
        return Some((remark.source(), start..remark.end()));
    }
    let mut at = remark.end();
    for line in text.get(at..)?.split_inclusive('\n') {
        let end = at + line.len();
        let content = line.trim();
        if !content.is_empty() && !content.starts_with('#') {
            return Some((remark.source(), at..end));
        }
        at = end;
    }
    Some((remark.source(), at..at))
}

fn allowance(
    number: &str,
    loc: Loc,
    line: Option<(SourceId, Range<usize>)>,
    reason: Option<String>,
    diagnostics: &mut Diagnostics,
) -> Option<Allowance> {
    match Code::from_number(number) {
        Some(code) if code.severity() != Severity::Error => {
            Some(Allowance { code, loc, line, reason, used: false, overruled: false })
        }
        Some(code) => {
            diagnostics.push(is_error(code, loc));
            None
        }
        None => {
            diagnostics.push(unknown_code(number, loc));
            None
        }
    }
}

fn not_needed(unused: &Allowance) -> Diagnostic {
    let place = if unused.line.is_some() { "here" } else { "in the project" };
    Diagnostic::new(Code::UnusedAllowance, format!("there is no {} {place} to allow", unused.code.number()))
        .label(unused.loc, "allows nothing")
        .help("remove it, so that it does not hide a finding of tomorrow")
}

pub(super) fn does_not_count(code: Code, loc: Loc) -> Diagnostic {
    let number = code.number();
    Diagnostic::new(Code::Overruled, format!("the policy of this run does not let {number} be allowed here"))
        .label(loc, "does not count")
        .help("mend what the finding is about, or have whoever owns the policy allow it there")
}

fn bad_block(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadAllowance, format!("`{BLOCK}` cannot be read"))
        .at(loc)
        .help(format!("write `{BLOCK}: {{allow: [W0602]}}`"))
}

fn unknown_key(key: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadAllowance, format!("`{BLOCK}` has no key `{key}`"))
        .at(loc)
        .help(format!("write `{BLOCK}: {{allow: [W0602]}}`"))
}

fn unknown_order(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadAllowance, "this comment asks for something unknown")
        .at(loc)
        .help("write `# stackpose: allow W0602 — the reason`")
}

fn no_code(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadAllowance, "this comment names no code")
        .at(loc)
        .help("write `# stackpose: allow W0602 — the reason`")
}

fn is_error(code: Code, loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::BadAllowance,
        format!("{} is an error, and errors cannot be allowed", code.number()),
    )
    .at(loc)
    .help("mend what it is about; only warnings (`W…`) and notes (`N…`) can be allowed")
}

fn unknown_code(number: &str, loc: Loc) -> Diagnostic {
    let numbers = Code::numbers();
    let diagnostic = Diagnostic::new(Code::BadAllowance, format!("there is no code `{number}`")).at(loc);
    match nearest(number, numbers.iter().map(String::as_str)) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("`stackpose explain` lists the codes"),
    }
}
