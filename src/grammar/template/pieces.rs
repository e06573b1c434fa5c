//! How a template is cut into literal text and references to variables.

use std::ops::Range;

use super::TemplateFault;

/// The operators of a substitution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// `-`: stands in for a missing value.
    Default,
    /// `?`: says why the value may not be missing.
    Required,
    /// `+`: replaces a value that is there.
    Alternate,
}

/// The operand that follows an operator.
pub(super) struct Operand<'a> {
    /// Its operator.
    pub(super) operator: Operator,
    /// Whether the operator was written with a colon.
    pub(super) empty_is_unset: bool,
    /// The operand itself.
    pub(super) text: &'a str,
    /// Where it begins in the template.
    pub(super) start: usize,
}

/// One `$NAME` or `${NAME…}`.
pub(super) struct Reference<'a> {
    /// The variable.
    pub(super) name: &'a str,
    /// The operand, if there is an operator.
    pub(super) operand: Option<Operand<'a>>,
    /// The place of the whole reference.
    pub(super) range: Range<usize>,
}

/// A part of a template.
pub(super) enum Piece<'a> {
    /// Text that stays.
    Literal(&'a str),
    /// A variable to fill in.
    Reference(Reference<'a>),
}

/// A broken rule and its place.
pub(super) type Fault = (Range<usize>, TemplateFault);

/// Cuts a template into literals and references, left to right, without looking inside operands.
pub(super) struct Pieces<'a> {
    /// The template.
    pub(super) text: &'a str,
    /// How far it is cut.
    pub(super) at: usize,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Result<Piece<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let Some(after) = rest.strip_prefix('$') else {
            return Some(Ok(self.literal(rest, rest.find('$').unwrap_or(rest.len()))));
        };
        if after.starts_with('$') {
            self.at += 2;
            return Some(Ok(Piece::Literal("$")));
        }
        if let Some(body) = after.strip_prefix('{') {
            return Some(self.braced(body));
        }
        let (name, _) = split_name(after);
        if name.is_empty() {
            return Some(Ok(self.literal(rest, after.find('$').map_or(rest.len(), |found| found + 1))));
        }
        let range = self.at..self.at + 1 + name.len();
        self.at = range.end;
        Some(Ok(Piece::Reference(Reference { name, operand: None, range })))
    }
}

impl<'a> Pieces<'a> {
    fn literal(&mut self, rest: &'a str, length: usize) -> Piece<'a> {
        self.at += length;
        Piece::Literal(rest.get(..length).unwrap_or(rest))
    }

    /// Reads what follows `${`.
    fn braced(&mut self, body: &'a str) -> Result<Piece<'a>, Fault> {
        let opening = self.at;
        let (name, after) = split_name(body);
        if name.is_empty() {
            return Err((fault_range(opening, body), nameless(body)));
        }
        if after.starts_with('}') {
            self.at += 2 + name.len() + 1;
            return Ok(Piece::Reference(Reference { name, operand: None, range: opening..self.at }));
        }
        let Some((operator, empty_is_unset, operand)) = split_operator(after) else {
            return Err((fault_range(opening, body), not_an_operator(name, after)));
        };
        let start = opening + 2 + (body.len() - operand.len());
        let Some(text) = closing_brace(operand).and_then(|end| operand.get(..end)) else {
            let later = operand.contains('}');
            let fault = if later { TemplateFault::OperandWithNewline } else { TemplateFault::NoClosingBrace };
            return Err((fault_range(opening, body), fault));
        };
        self.at = start + text.len() + 1;
        let operand = Some(Operand { operator, empty_is_unset, text, start });
        Ok(Piece::Reference(Reference { name, operand, range: opening..self.at }))
    }
}

fn split_name(text: &str) -> (&str, &str) {
    // NOTE: Compose matches names without regard to case, and U+017F and U+212A fold to `s` and `k`.
    let starts = |c: char| c == '_' || c.is_ascii_alphabetic() || c == '\u{17f}' || c == '\u{212a}';
    if !text.starts_with(starts) {
        return ("", text);
    }
    let end = text.find(|c: char| !starts(c) && !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn split_operator(text: &str) -> Option<(Operator, bool, &str)> {
    let (empty_is_unset, sign) = match text.strip_prefix(':') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut chars = sign.chars();
    let operator = match chars.next()? {
        '-' => Operator::Default,
        '?' => Operator::Required,
        '+' => Operator::Alternate,
        _ => return None,
    };
    Some((operator, empty_is_unset, chars.as_str()))
}

/// Finds the brace that ends an operand: the balanced one or, as Compose has it, the last one of the line.
fn closing_brace(operand: &str) -> Option<usize> {
    let mut open = 1_usize;
    let mut last = None;
    for (at, byte) in operand.bytes().enumerate() {
        match byte {
            b'{' => open += 1,
            b'}' => {
                open -= 1;
                last = Some(at);
            }
            b'\n' => break,
            _ => {}
        }
        if open == 0 {
            break;
        }
    }
    last
}

fn nameless(body: &str) -> TemplateFault {
    match body.chars().next() {
        None => TemplateFault::NoClosingBrace,
        Some('}') => TemplateFault::EmptyName,
        Some(blank) if blank.is_whitespace() => TemplateFault::BlankAroundName,
        Some(_) => TemplateFault::BadName,
    }
}

fn not_an_operator(name: &str, after: &str) -> TemplateFault {
    match after.chars().next() {
        None => TemplateFault::NoClosingBrace,
        Some(blank) if blank.is_whitespace() => TemplateFault::BlankAroundName,
        Some(_) if name == "AWS" && after.starts_with("::") => TemplateFault::PseudoParameter,
        Some(other) => TemplateFault::UnknownOperator(other),
    }
}

/// From the `$` to the first closing brace of the line, or to the end of the line.
fn fault_range(opening: usize, body: &str) -> Range<usize> {
    let line = body.find('\n').and_then(|end| body.get(..end)).unwrap_or(body);
    let length = line.find('}').map_or(line.len(), |brace| brace + 1);
    opening..opening + 2 + length
}
