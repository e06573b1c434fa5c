//! The grammar of interpolation: `$VAR`, `${VAR}`, `${VAR:-default}`, `${VAR:?message}`, `${VAR:+alternate}`,
//! `$$`.
//! <https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md>
//!
//! A name is `[_A-Za-z][_A-Za-z0-9]*`. The first operator after it decides; the rest up to the matching brace
//! is the operand, itself a template, evaluated only when it is used. A `$` before anything else is a plain
//! dollar.

use std::collections::BTreeSet;
use std::ops::Range;

use thiserror::Error;

use self::pieces::{Operator, Piece, Pieces, Reference};
use super::deferred;

mod pieces;

/// How deep operands may stand in one another.
pub const MAX_DEPTH: usize = 100;

/// Faults of one text that are found behind its first one.
const MOST_FURTHER: usize = 9;

/// How many bytes one text may expand to.
const MAX_BYTES: usize = 16 << 20;

/// A text with its variables filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// The resulting text.
    pub text: String,
    /// Variables used bare (`$V`, `${V}`) that are not set, each once, in order: they became empty text.
    pub unset: Vec<String>,
    /// Where variables that get their value later left a mark.
    pub deferred: Vec<Deferred>,
}

/// A use of a variable that gets its value when a stack is deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deferred {
    /// The variable.
    pub name: String,
    /// Its default, expanded.
    pub default: Option<String>,
    /// Whether an empty value counts as none, as with `:-`, `:?` and `:+`.
    pub empty_is_unset: bool,
    /// How it is used.
    pub form: Form,
    /// The variables of this kind in whose default it stands, the inner one first.
    pub instead_of: Vec<String>,
    /// The reference, in bytes of the outermost text.
    pub range: Range<usize>,
}

/// How a text uses a variable that gets its value when a stack is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `${V}`, `${V:-default}`.
    Plain,
    /// `${V:?message}`: it is demanded.
    Required,
    /// `${V:+instead}`: the text depends on it having a value, and does not hold it.
    Alternate,
    /// `${V:-${W}}`: its value, or a text with others in it.
    Fallback,
}

impl Form {
    /// Whether a text depends on the variable having a value.
    pub fn is_choice(self) -> bool {
        matches!(self, Self::Alternate | Self::Fallback)
    }
}

/// Why a text could not be expanded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// The text breaks the grammar.
    #[error("invalid interpolation format: {fault}")]
    Invalid {
        /// The template at fault; for a fault inside an operand, that operand.
        template: String,
        /// The offending reference, in bytes of the outermost text.
        range: Range<usize>,
        /// Which rule is broken.
        fault: TemplateFault,
    },
    /// A `${V:?message}` or `${V?message}` found no value.
    #[error(
        "required variable `{name}` is missing a value{}{message}",
        if .message.is_empty() { "" } else { ": " }
    )]
    Required {
        /// The variable.
        name: String,
        /// The author's message, expanded; may be empty.
        message: String,
        /// The reference, in bytes of the outermost text.
        range: Range<usize>,
    },
}

impl TemplateError {
    /// The offending reference, in bytes of the outermost text.
    pub fn range(&self) -> Range<usize> {
        match self {
            Self::Invalid { range, .. } | Self::Required { range, .. } => range.clone(),
        }
    }

    /// The same error in a text with more bytes in front.
    fn moved(mut self, by: usize) -> Self {
        let (Self::Invalid { range, .. } | Self::Required { range, .. }) = &mut self;
        *range = range.start + by..range.end + by;
        self
    }

    /// The same error without the text it was found in, which may be secret.
    #[must_use]
    pub fn without_template(self) -> Self {
        match self {
            Self::Invalid { range, fault, .. } => Self::Invalid { template: String::new(), range, fault },
            required @ Self::Required { .. } => required,
        }
    }
}

/// The rule of the grammar that a template breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TemplateFault {
    /// `${` is never closed.
    #[error("`${{` has no closing brace")]
    NoClosingBrace,
    /// `${}`.
    #[error("`${{}}` names no variable")]
    EmptyName,
    /// The name begins with something other than a letter or `_`.
    #[error("a variable name begins with a letter or `_`")]
    BadName,
    /// A blank stands before or after the name.
    #[error("blanks are not allowed around a variable name")]
    BlankAroundName,
    /// The name is followed by something that is no operator.
    #[error("`{0}` after a variable name is none of `:-`, `-`, `:?`, `?`, `:+`, `+`")]
    UnknownOperator(char),
    /// The closing brace stands on a later line.
    #[error("a substitution ends on the line it begins on")]
    OperandWithNewline,
    /// `${AWS::Region}` and its like, which belong to CloudFormation.
    #[error("`${{AWS::…}}` is a CloudFormation pseudo parameter, not a variable")]
    PseudoParameter,
    /// Operands stand too deep in one another.
    #[error("substitutions are nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// The result is out of all proportion.
    #[error("the expanded text is larger than 16 MiB")]
    TooLarge,
}

/// A variable that a text mentions, for `config --variables`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its default (`:-`, `-`), not expanded.
    pub default: Option<String>,
    /// The replacement when it is set (`:+`, `+`), not expanded.
    pub alternate: Option<String>,
    /// Whether the load fails without it (`:?`, `?`).
    pub required: bool,
}

/// Fills in the variables of a text.
pub fn expand(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Expansion, TemplateError> {
    expand_deferring(text, lookup, &|_| false)
}

/// Fills in the variables of a text, except those that get their value later: they leave a mark
/// (`grammar::deferred`).
pub fn expand_deferring(
    text: &str,
    lookup: &dyn Fn(&str) -> Option<String>,
    is_deferred: &dyn Fn(&str) -> bool,
) -> Result<Expansion, TemplateError> {
    if !text.contains('$') {
        return Ok(Expansion { text: text.to_owned(), unset: Vec::new(), deferred: Vec::new() });
    }
    let mut expander = Expander {
        lookup,
        is_deferred,
        out: String::with_capacity(text.len()),
        unset: Vec::new(),
        deferred: Vec::new(),
        seen: BTreeSet::new(),
    };
    expander.run(text, 0, 0)?;
    let Expander { out, unset, deferred, .. } = expander;
    Ok(Expansion { text: out, unset, deferred })
}

/// The faults behind the first one of a text, each with its place in it; none behind a `${` without an end.
pub fn further(
    text: &str,
    first: &TemplateError,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Vec<TemplateError> {
    let mut found = Vec::new();
    let mut range = first.range();
    // A fault that is found once more would be found for ever.
    while found.len() < MOST_FURTHER
        && let Some(rest) = text.get(range.end..)
        && let Err(error) = expand(rest, lookup)
    {
        let error = error.moved(range.end);
        if error.range().end <= range.end {
            break;
        }
        range = error.range();
        found.push(error);
    }
    found
}

/// Lists every variable a text mentions, those inside operands too, up to the first fault.
pub fn variables(text: &str) -> Vec<Variable> {
    let mut found = Vec::new();
    // Most texts have none; a walk through their pieces is not made ready.
    if text.contains('$') {
        collect(text, 0, &mut found);
    }
    found
}

/// The references of a text itself, not those inside operands, and where each stands; up to the first fault.
pub fn references(text: &str) -> Vec<(Variable, Range<usize>)> {
    if !text.contains('$') {
        return Vec::new();
    }
    let pieces = (Pieces { text, at: 0 }).map_while(Result::ok);
    let reference = |piece| match piece {
        Piece::Reference(reference) => Some((variable(&reference), reference.range)),
        Piece::Literal(_) => None,
    };
    pieces.filter_map(reference).collect()
}

fn variable(reference: &Reference<'_>) -> Variable {
    let operand = reference.operand.as_ref();
    let operator = operand.map(|operand| operand.operator);
    let kept = |wanted| operand.filter(|_| operator == Some(wanted)).map(|o| o.text.to_owned());
    Variable {
        name: reference.name.to_owned(),
        default: kept(Operator::Default),
        alternate: kept(Operator::Alternate),
        required: operator == Some(Operator::Required),
    }
}

fn collect(text: &str, depth: usize, found: &mut Vec<Variable>) {
    if depth > MAX_DEPTH {
        return;
    }
    // The first fault ends the scan: looking for the next `$` after each of many unclosed `${` is quadratic.
    for piece in (Pieces { text, at: 0 }).map_while(Result::ok) {
        let Piece::Reference(reference) = piece else { continue };
        found.push(variable(&reference));
        if let Some(operand) = reference.operand {
            collect(operand.text, depth + 1, found);
        }
    }
}

struct Expander<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    is_deferred: &'a dyn Fn(&str) -> bool,
    out: String,
    unset: Vec<String>,
    deferred: Vec<Deferred>,
    seen: BTreeSet<String>,
}

impl Expander<'_> {
    /// Appends the expansion of `text`, which begins at byte `base` of the outermost text.
    fn run(&mut self, text: &str, base: usize, depth: usize) -> Result<(), TemplateError> {
        let invalid = |range: Range<usize>, fault| TemplateError::Invalid {
            template: text.to_owned(),
            range: base + range.start..base + range.end,
            fault,
        };
        for piece in (Pieces { text, at: 0 }) {
            let end = match piece.map_err(|(range, fault)| invalid(range, fault))? {
                Piece::Literal(literal) => {
                    self.out.push_str(literal);
                    continue;
                }
                Piece::Reference(reference) if depth >= MAX_DEPTH => {
                    return Err(invalid(reference.range, TemplateFault::TooDeep));
                }
                Piece::Reference(reference) => {
                    let range = reference.range.clone();
                    if (self.is_deferred)(reference.name) {
                        self.defer(reference, base, depth)?;
                    } else {
                        self.reference(reference, base, depth)?;
                    }
                    range
                }
            };
            if self.out.len() > MAX_BYTES {
                return Err(invalid(end, TemplateFault::TooLarge));
            }
        }
        Ok(())
    }

    fn reference(&mut self, it: Reference<'_>, base: usize, depth: usize) -> Result<(), TemplateError> {
        let value = (self.lookup)(it.name);
        let Some(operand) = it.operand else {
            match value {
                Some(value) => self.out.push_str(&value),
                None => self.report_unset(it.name),
            }
            return Ok(());
        };
        let usable = value.filter(|value| !(operand.empty_is_unset && value.is_empty()));
        let inner = base + operand.start;
        match (operand.operator, usable) {
            (Operator::Default | Operator::Required, Some(value)) => self.out.push_str(&value),
            (Operator::Alternate, None) => {}
            (Operator::Default, None) | (Operator::Alternate, Some(_)) => {
                self.run(operand.text, inner, depth + 1)?;
            }
            (Operator::Required, None) => {
                self.out.clear();
                self.run(operand.text, inner, depth + 1)?;
                return Err(TemplateError::Required {
                    name: it.name.to_owned(),
                    message: std::mem::take(&mut self.out),
                    range: base + it.range.start..base + it.range.end,
                });
            }
        }
        Ok(())
    }

    /// Leaves a mark for a variable that gets its value later.
    fn defer(&mut self, it: Reference<'_>, base: usize, depth: usize) -> Result<(), TemplateError> {
        let range = base + it.range.start..base + it.range.end;
        let name = it.name;
        let mut found = Deferred {
            name: name.to_owned(),
            default: None,
            empty_is_unset: false,
            form: Form::Plain,
            instead_of: Vec::new(),
            range,
        };
        let mut mark = deferred::mark(name);
        if let Some(operand) = it.operand {
            found.empty_is_unset = operand.empty_is_unset;
            match operand.operator {
                // The author's message is for whoever converts; CloudFormation says itself what is missing.
                Operator::Required => found.form = Form::Required,
                Operator::Alternate => {
                    let (text, _) = self.operand(operand.text, base + operand.start, depth)?;
                    found.form = Form::Alternate;
                    mark = deferred::choice(name, &text, "");
                }
                Operator::Default => {
                    let (text, inside) = self.operand(operand.text, base + operand.start, depth)?;
                    if deferred::has_variable(&text) {
                        found.form = Form::Fallback;
                        mark = deferred::choice(name, &mark, &text);
                        for inner in self.deferred.iter_mut().skip(inside) {
                            inner.instead_of.push(name.to_owned());
                        }
                    } else {
                        found.default = Some(text);
                    }
                }
            }
        }
        self.out.push_str(&mark);
        self.deferred.push(found);
        Ok(())
    }

    /// The expansion of an operand by itself, and how many variables of later were found before it.
    fn operand(&mut self, text: &str, base: usize, depth: usize) -> Result<(String, usize), TemplateError> {
        let (before, inside) = (std::mem::take(&mut self.out), self.deferred.len());
        self.run(text, base, depth + 1)?;
        Ok((std::mem::replace(&mut self.out, before), inside))
    }

    fn report_unset(&mut self, name: &str) {
        if self.seen.insert(name.to_owned()) {
            self.unset.push(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lookup(name: &str) -> Option<String> {
        match name {
            "S" => Some("v".to_owned()),
            "E" => Some(String::new()),
            "D" => Some("${S}".to_owned()),
            "\u{17f}" => Some("folded".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn expands() {
        let table = [
            ("", ""),
            ("plain", "plain"),
            ("$S-${S}", "v-v"),
            ("$S.x$S_", "v.x"),
            ("a $ b", "a $ b"),
            ("^x$", "^x$"),
            ("$1", "$1"),
            ("$$S", "$S"),
            ("$$$S", "$v"),
            ("$-", "$-"),
            ("$${S}", "${S}"),
            ("cost: $5", "cost: $5"),
            ("é$é$Sé", "é$évé"),
            ("$\u{17f}", "folded"),
            ("$D", "${S}"),
            ("${S:+r}|${E:+r}|${E+r}|${U+r}|${U:+r}", "r||r||"),
            ("${E:-d}|${E-d}|${U-d}|${S-a}-${U:-b}", "d||d|v-b"),
            ("${S:?e}|${S?e}|${E?e}", "v|v|"),
            ("${U:-}", ""),
            ("${U:-a-b?c+d:e}", "a-b?c+d:e"),
            ("${U-:-x}", ":-x"),
            ("${U:-${V:-${S}}}", "v"),
            ("${U:-$S ${E-x} y}", "v  y"),
            ("${U:-{\"k\":1}} and ${S}", "{\"k\":1} and v"),
            ("${U:-{}} ${S} ${U:-{}}", "{} v {}"),
            ("${U:-{}", "{"),
            ("${S:-${1bad}}", "v"),
            ("${U:+${1bad}}", ""),
            ("${S?${1bad}}", "v"),
            ("${U:-x}}", "x}"),
            ("${U:-a$$b}", "a$b"),
            ("l1 ${U:-x}\nl2 ${S}", "l1 x\nl2 v"),
        ];
        for (text, wanted) in table {
            assert_eq!(expand(text, &lookup).map(|e| e.text), Ok(wanted.to_owned()), "{text}");
        }
    }

    #[test]
    fn tells_unset_names_once_and_only_where_used() {
        let unset = |text| expand(text, &lookup).unwrap().unset;
        assert_eq!(unset("$B ${A} $B $S"), ["B", "A"]);
        assert_eq!(unset("${S:-$A} ${U:+$B} ${U:-$C}"), ["C"]);
    }

    #[test]
    fn refuses_what_breaks_the_grammar() {
        use TemplateFault as F;
        let table = [
            ("x ${", 2..4, F::NoClosingBrace),
            ("${S", 0..3, F::NoClosingBrace),
            ("${S:-x", 0..6, F::NoClosingBrace),
            ("a${}b", 1..4, F::EmptyName),
            ("${ S}", 0..5, F::BlankAroundName),
            ("${S }", 0..5, F::BlankAroundName),
            ("${1A} x", 0..5, F::BadName),
            ("${A!x}", 0..6, F::UnknownOperator('!')),
            ("b:${S:}", 2..7, F::UnknownOperator(':')),
            ("${A::b}", 0..7, F::UnknownOperator(':')),
            ("${AWS::Region}", 0..14, F::PseudoParameter),
            ("${U:-a\nb}", 0..6, F::OperandWithNewline),
        ];
        for (text, range, fault) in table {
            let template = text.to_owned();
            assert_eq!(
                expand(text, &lookup),
                Err(TemplateError::Invalid { template, range, fault }),
                "{text}"
            );
        }
    }

    #[test]
    fn blames_the_inner_template_at_its_place_in_the_outer_one() {
        assert_eq!(
            expand("ab ${U:-c ${V-d ${!}}}", &lookup),
            Err(TemplateError::Invalid {
                template: "d ${!}".to_owned(),
                range: 16..20,
                fault: TemplateFault::BadName
            })
        );
    }

    #[test]
    fn asks_for_required_variables() {
        let table = [
            ("a ${U:?need $S}", "U", "need v", 2..15, "required variable `U` is missing a value: need v"),
            ("${E:?x}", "E", "x", 0..7, "required variable `E` is missing a value: x"),
            ("${U?}", "U", "", 0..5, "required variable `U` is missing a value"),
            ("${V-${U?m}}", "U", "m", 4..10, "required variable `U` is missing a value: m"),
        ];
        for (text, name, message, range, shown) in table {
            let error = expand(text, &lookup).unwrap_err();
            assert_eq!(error.to_string(), shown, "{text}");
            assert_eq!(error.range(), range, "{text}");
            let (name, message) = (name.to_owned(), message.to_owned());
            assert_eq!(error, TemplateError::Required { name, message, range }, "{text}");
        }
    }

    #[test]
    fn leaves_marks_for_later() {
        let later = |text| expand_deferring(text, &lookup, &|name| name.starts_with('L'));
        let table = [
            ("a ${L} $LA b", "a ${L} ${LA} b", vec![None, None]),
            ("${L:-1.0}", "${L}", vec![Some("1.0")]),
            ("${L-$S/${U:-x}}", "${L}", vec![Some("v/x")]),
            ("${L:?say it}", "${L}", vec![None]),
            ("${U:-${L:-d}}", "${L}", vec![Some("d")]),
            ("${S:-${L}}", "v", vec![]),
        ];
        for (text, wanted, defaults) in table {
            let Expansion { text: out, deferred: found, unset } = later(text).unwrap();
            assert_eq!(deferred::shown(&out), wanted, "{text}");
            assert_eq!(found.iter().map(|it| it.default.as_deref()).collect::<Vec<_>>(), defaults, "{text}");
            assert!(unset.is_empty());
        }
        let table = [
            ("${L:+x$S}", "${L:+xv}", vec![("L", Form::Alternate, vec![])]),
            ("${L:+${LA}}", "${L:+${LA}}", vec![("LA", Form::Plain, vec![]), ("L", Form::Alternate, vec![])]),
            (
                "${L:-a${LA:-${LB:-b}}}",
                "${L:-a${LA:-${LB}}}",
                vec![
                    ("LB", Form::Plain, vec!["LA", "L"]),
                    ("LA", Form::Fallback, vec!["L"]),
                    ("L", Form::Fallback, vec![]),
                ],
            ),
        ];
        for (text, wanted, uses) in table {
            let Expansion { text: out, deferred: found, .. } = later(text).unwrap();
            assert_eq!(deferred::shown(&out), wanted, "{text}");
            let found: Vec<_> = found
                .iter()
                .map(|it| {
                    let instead_of: Vec<&str> = it.instead_of.iter().map(String::as_str).collect();
                    (it.name.as_str(), it.form, instead_of)
                })
                .collect();
            assert_eq!(found, uses, "{text}");
        }
    }

    #[test]
    fn stays_bounded() {
        let deep = format!("{}x{}", "${U:-".repeat(5000), "}".repeat(5000));
        let fault = |text: &str| match expand(text, &|_| None).unwrap_err() {
            TemplateError::Invalid { fault, .. } => Some(fault),
            TemplateError::Required { .. } => None,
        };
        assert_eq!(fault(&deep), Some(TemplateFault::TooDeep));
        assert!(!variables(&deep).is_empty());
        assert_eq!(fault(&"${U:-".repeat(100_000)), Some(TemplateFault::NoClosingBrace));
        assert_eq!(variables(&"${U:-".repeat(100_000)), []);
        let large = "x".repeat(1 << 20);
        let result = expand(&"$A".repeat(100), &|_| Some(large.clone()));
        assert!(matches!(result, Err(TemplateError::Invalid { fault: TemplateFault::TooLarge, .. })));
    }

    #[test]
    fn lists_variables() {
        let text = "$A $$N ${B:-x${C-y}} ${D:?m} ${E+z}";
        let variable = |name: &str, default: Option<&str>, alternate: Option<&str>, required| Variable {
            name: name.to_owned(),
            default: default.map(str::to_owned),
            alternate: alternate.map(str::to_owned),
            required,
        };
        assert_eq!(
            variables(text),
            [
                variable("A", None, None, false),
                variable("B", Some("x${C-y}"), None, false),
                variable("C", Some("y"), None, false),
                variable("D", None, None, true),
                variable("E", None, Some("z"), false),
            ]
        );
    }

    proptest! {
        #[test]
        fn never_panics(text in "(\\$|\\{|\\}|[A:?+-]|\\PC|\n){0,60}") {
            let _ = variables(&text);
            match expand(&text, &|_| None) {
                Ok(_) => {}
                Err(error) => prop_assert!(text.get(error.range()).is_some_and(|at| at.starts_with('$'))),
            }
        }

        #[test]
        fn doubling_dollars_escapes(text in "\\PC*") {
            let escaped = text.replace('$', "$$");
            prop_assert_eq!(expand(&escaped, &|_| None).map(|e| e.text), Ok(text));
        }
    }
}
