//! `${…}` → values, everywhere in a document, each node keeping its place.
//!
//! Keys, numbers and booleans are left alone, and so is text that came out of a substitution. The page behind
//! it:
//! <https://docs.docker.com/reference/compose-file/interpolation/>.

mod casts;
mod deferred;
mod late;
mod places;
mod survey;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

pub use self::deferred::{
    Deferred, EnvFile, KEY as VARIABLES, Need, Usage, check_document as check_reserved,
};
pub use self::late::Late;

use self::casts::{CASTS, Cast};
use self::deferred::Taken;
use self::places::{PLACES, VariablePlace};
use crate::diagnostic::{
    Code, Credentials, Diagnostic, Diagnostics, may_be_credential, old_boolean, project_too_large,
};
use crate::grammar::deferred::{self as deferred_text, has_variable};
use crate::grammar::number;
use crate::grammar::template::{self, TemplateError, TemplateFault, Variable};
use crate::source::{Loc, SourceMap};
use crate::tree::{self, Branch, Node, Path, Room, Segment, Value};

/// Variables and their values.
pub type Environment = BTreeMap<String, String>;

/// Variables that were used without being set, and where.
pub type Unset = BTreeMap<String, Vec<Loc>>;

/// The input of an interpolation besides the document, and its findings on the way.
#[derive(Debug)]
pub struct Interpolation<'a> {
    /// The variables.
    pub environment: &'a Environment,
    /// The texts, to find a template's place inside a scalar.
    pub sources: &'a SourceMap,
    /// Gathers the variables that are not set.
    pub unset: &'a mut Unset,
    /// The variables that get their value later.
    pub deferred: &'a mut Deferred,
    /// The variables that hold credentials.
    pub credentials: &'a Credentials,
    /// Bytes that variables may still add to the project.
    pub room: &'a mut Room,
    /// Gathers the findings.
    pub diagnostics: &'a mut Diagnostics,
}

/// Where a walk is in both tables.
type Branches<'a> = (Option<&'a Branch<Cast>>, Option<&'a Branch<VariablePlace>>);

impl Interpolation<'_> {
    /// Substitutes in every text of a document and turns texts into what their attribute needs.
    pub fn document(&mut self, document: &mut Node) {
        if !self.deferred.is_empty() {
            self.deferred.check_values(self.environment, self.diagnostics);
            deferred::check_document(document, self.deferred, self.diagnostics);
        }
        self.deferred.survey(document, self.environment, self.credentials);
        let rules = (Some(CASTS.root()), Some(PLACES.root()));
        self.node(document, rules, &mut Path::default());
    }

    /// Leaves every `${…}` as it is written, for `config --no-interpolate`.
    pub fn casts_alone(&mut self, document: &mut Node) {
        tree::apply(document, CASTS.root(), &mut Path::default(), &mut |node, path, cast| {
            if node.as_text().is_some_and(|text| !text.contains('$')) {
                self.cast(node, cast, path);
            }
        });
    }

    fn node(&mut self, node: &mut Node, (casts, places): Branches<'_>, path: &mut Path) {
        match &mut node.value {
            Value::Map(map) => {
                for (key, _, child) in map.iter_mut() {
                    path.push_key(key);
                    let casts = casts.and_then(|branch| branch.key(key));
                    let places = places.and_then(|branch| branch.key(key));
                    self.node(child, (casts, places), path);
                    path.pop();
                }
            }
            Value::List(list) => {
                let (casts, places) = (casts.and_then(Branch::item), places.and_then(Branch::item));
                for (index, child) in list.iter_mut().enumerate() {
                    path.push_index(index);
                    self.node(child, (casts, places), path);
                    path.pop();
                }
            }
            Value::Text(_) => {
                let (cast, place) = (casts.and_then(Branch::rule), places.and_then(Branch::rule));
                self.text(node, cast, place, path);
            }
            Value::Null => {
                if let (Some(VariablePlace::Environment), Some(Segment::Key(name))) =
                    (places.and_then(Branch::rule), path.segments().last())
                    && let Some(mark) = self.deferred.take_bare(name, node.loc)
                {
                    node.value = Value::text(mark);
                }
            }
            Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => {}
        }
    }

    fn text(&mut self, node: &mut Node, cast: Option<Cast>, place: Option<VariablePlace>, path: &Path) {
        let Value::Text(text) = &mut node.value else { return };
        if place == Some(VariablePlace::Environment)
            && matches!(path.segments().last(), Some(Segment::Index(_)))
            && !text.contains(['=', '$'])
            && let Some(mark) = self.deferred.take_bare(text, node.loc)
        {
            *text = format!("{text}={mark}").into();
        }
        if text.contains('$') {
            let lookup = |name: &str| self.environment.get(name).cloned();
            let mut marked = false;
            let mut expanded = template::expand_deferring(text, &lookup, &|name| self.deferred.has(name));
            if let Ok(expansion) = &expanded
                && !expansion.deferred.is_empty()
            {
                let place_of =
                    |it: &template::Deferred| inside(self.sources, node.loc, text, it.range.clone());
                match self.deferred.take(expansion, place, (path, &place_of), self.diagnostics) {
                    Taken::Marked => {
                        marked = true;
                        if matches!(
                            place,
                            Some(VariablePlace::Text | VariablePlace::Choice | VariablePlace::LogOption)
                        ) {
                            let is_credential = |name: &str| self.deferred.is_implied(name);
                            let text = deferred_text::with_credentials(&expansion.text, &is_credential);
                            expanded = Ok(template::Expansion { text, ..expansion.clone() });
                        }
                    }
                    Taken::Elsewhere => expanded = template::expand(text, &lookup),
                    // Further faults of it are of no interest then.
                    Taken::Refused => return,
                }
            }
            match expanded {
                Ok(expansion) if !self.room.take(expansion.text.len().saturating_sub(text.len())) => {
                    let what = format!("the values of the variables in `{path}`");
                    self.diagnostics.push(project_too_large(&what, node.loc));
                    return;
                }
                Ok(expansion) => {
                    if may_be_credential(&expansion.text) && self.holds_credential(text, marked) {
                        node.loc = node.loc.of_credential();
                    }
                    for name in expansion.unset.into_iter().filter(|name| !self.deferred.has(name)) {
                        self.unset.entry(name).or_default().push(node.loc);
                    }
                    *text = expansion.text.into();
                }
                Err(error) => {
                    let mentioned = template::variables(text).into_iter().map(|variable| variable.name);
                    self.deferred.refuse(mentioned);
                    for error in
                        std::iter::once(error.clone()).chain(template::further(text, &error, &lookup))
                    {
                        let loc = inside(self.sources, node.loc, text, error.range());
                        self.diagnostics.push(bad_template(&error, loc, path));
                    }
                    return;
                }
            }
        }
        // The number is that of the parameter, and CloudFormation looks at it.
        if has_variable(text) {
            return;
        }
        if let Some(cast) = cast {
            self.cast(node, cast, path);
        }
    }

    /// Whether a text mentions a variable that holds a credential, and one is put in.
    fn holds_credential(&self, text: &str, marked: bool) -> bool {
        template::variables(text).iter().any(|variable| {
            let value = self.environment.get(&variable.name).filter(|value| !value.is_empty());
            let value = value.or(variable.default.as_ref());
            let filled_in = !(marked && self.deferred.has(&variable.name));
            filled_in
                && self.credentials.is_variable(&variable.name)
                && value.is_some_and(|value| may_be_credential(value))
        })
    }

    fn cast(&mut self, node: &mut Node, cast: Cast, path: &Path) {
        let Value::Text(text) = &node.value else { return };
        let (value, needed) = match cast {
            Cast::Int => (text.parse().ok().map(Value::Int), "a whole number"),
            Cast::Float => (text.parse().ok().map(Value::Float), "a number"),
            Cast::Bool => (self.boolean(text, node.loc), "`true` or `false`"),
        };
        if let Some(value) = value {
            node.value = value;
            return;
        }
        // The value of a variable is not shown: it may be anything of the environment.
        let source = self.sources.text(node.loc);
        let written = source.contains(text.as_str()).then_some(text.as_str());
        let by_variable = source.contains('$');
        self.diagnostics.push(bad_cast(written, (needed, by_variable), node.loc, path));
    }

    fn boolean(&mut self, text: &str, loc: Loc) -> Option<Value> {
        let (value, old) = number::parse_boolean(text)?;
        if old {
            self.diagnostics.push(old_boolean(text, value, loc));
        }
        Some(Value::Bool(value))
    }
}

/// Gathers every variable that the texts of a document mention; of several mentions the first with a default
/// counts.
pub fn mentioned(document: &Node, found: &mut BTreeMap<String, Variable>) {
    match &document.value {
        Value::Map(map) => map.iter().for_each(|(_, _, child)| mentioned(child, found)),
        Value::List(list) => list.iter().for_each(|child| mentioned(child, found)),
        Value::Text(text) => {
            for variable in template::variables(text) {
                mention(variable, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => {}
    }
}

/// Adds a mention of a variable to those before it.
pub fn mention(variable: Variable, found: &mut BTreeMap<String, Variable>) {
    match found.entry(variable.name.clone()) {
        Entry::Vacant(place) => {
            place.insert(variable);
        }
        Entry::Occupied(known) => {
            let known = known.into_mut();
            known.required |= variable.required;
            known.default = known.default.take().or(variable.default);
            known.alternate = known.alternate.take().or(variable.alternate);
        }
    }
}

/// The warnings for variables that are not set, one a variable; `example` is what the project has in place of
/// a `.env`.
pub fn unset_variables(unset: Unset, example: Option<&str>) -> Vec<Diagnostic> {
    unset.into_iter().map(|(name, places)| unset_variable(&name, &places, example)).collect()
}

/// The place of a part of a scalar's text, when the text stands in the file as it is; else the whole scalar.
fn inside(sources: &SourceMap, loc: Loc, text: &str, range: std::ops::Range<usize>) -> Loc {
    match sources.text(loc).find(text) {
        Some(start) => loc.part(start + range.start, start + range.end),
        None => loc,
    }
}

fn bad_template(error: &TemplateError, loc: Loc, path: &Path) -> Diagnostic {
    match error {
        TemplateError::Required { name, .. } => Diagnostic::new(Code::RequiredVariable, error.to_string())
            .label(loc, format!("in `{path}`"))
            .help(format!("set `{name}` in the environment or in `.env`: `{name}=value`")),
        TemplateError::Invalid { fault, .. } => Diagnostic::new(Code::BadTemplate, error.to_string())
            .label(loc, format!("in `{path}`"))
            .help(template_help(*fault)),
    }
}

fn template_help(fault: TemplateFault) -> &'static str {
    match fault {
        TemplateFault::PseudoParameter => {
            "what CloudFormation fills in goes under `x-aws-environment: {NAME: !Sub …}`; for a literal `${` \
             write `$${`"
        }
        TemplateFault::NoClosingBrace | TemplateFault::OperandWithNewline => {
            "close it with `}` on the same line; for a literal `$` write `$$`"
        }
        TemplateFault::EmptyName
        | TemplateFault::BadName
        | TemplateFault::BlankAroundName
        | TemplateFault::UnknownOperator(_) => {
            "write `${NAME}`, `${NAME:-default}`, `${NAME:?message}` or `${NAME:+instead}`; for a literal \
             `$` write `$$`"
        }
        TemplateFault::TooDeep | TemplateFault::TooLarge => "use fewer variables inside variables",
    }
}

fn bad_cast(written: Option<&str>, (needed, by_variable): (&str, bool), loc: Loc, path: &Path) -> Diagnostic {
    let message = match written {
        Some("") => format!("`{path}` must be {needed}, not empty"),
        Some(text) => format!("`{path}` must be {needed}, not `{text}`"),
        None => format!("`{path}` must be {needed}, which the value of its variable is not"),
    };
    let or = if by_variable { " here, or set the variable to one" } else { "" };
    Diagnostic::new(Code::BadCast, message).at(loc).help(format!("write {needed}{or}"))
}

fn unset_variable(name: &str, places: &[Loc], example: Option<&str>) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(
        Code::UnsetVariable,
        format!("the variable `{name}` is not set, nothing is put in its place"),
    );
    for (at, place) in places.iter().take(3).enumerate() {
        diagnostic = diagnostic.label(*place, if at == 0 { "used here" } else { "and here" });
    }
    let set = match example {
        Some(example) => format!("copy `{example}` to `.env` and set it there"),
        None => "set it in the environment or in `.env`".to_owned(),
    };
    diagnostic.help(format!(
        "{set}, give it a default with `${{{name}:-default}}`, or demand it with `${{{name}:?message}}`"
    ))
}
