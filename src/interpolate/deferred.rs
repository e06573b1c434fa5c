//! Variables of `x-aws-variables`: they are not filled in, but leave a mark that becomes a reference to a
//! parameter.
//!
//! Where CloudFormation can take a reference is a table (`places`). Anywhere else a mark never comes into
//! being, so that nothing behind interpolation has to know of one.

use std::collections::{BTreeMap, BTreeSet};

use super::Environment as Variables;
use super::late::Late;
use super::places::VariablePlace::{self, Choice, Environment, LogOption, Nowhere, Number, Size, Text};
use super::places::{is_elsewhere, is_item_of_names};
use super::survey;
use crate::diagnostic::{Code, Credentials, Diagnostic, Diagnostics};
use crate::grammar::deferred;
use crate::grammar::template::{self, Form};
use crate::source::{Loc, Spanned};
use crate::tree::{Map, Node, Path, Value};

/// The key that names them.
pub const KEY: &str = "x-aws-variables";

/// The variables that are declared or hold credentials, and their uses.
#[derive(Debug, Clone, Default)]
pub struct Deferred {
    declared: BTreeMap<String, Declared>,
    /// Those that are declared as `value`.
    kept: BTreeSet<String>,
    /// Those that hold credentials; none where they are filled in.
    late: Option<Late>,
    uses: BTreeMap<String, Vec<Use>>,
    /// Those with a use that was reported.
    refused: BTreeSet<String>,
    /// The env_files whose values are not filled in, by name.
    files: BTreeMap<String, EnvFile>,
}

/// An env_file whose values get theirs at deploy time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvFile {
    /// Its path as it is shown, and a place.
    pub name: Spanned<String>,
    /// Its absolute path.
    pub path: String,
    /// Whether its lines are taken literally.
    pub raw: bool,
    /// The names of the values.
    pub keys: BTreeSet<String>,
    /// Whether nobody asked for it: the values are credentials.
    pub is_implied: bool,
}

/// The results for a text that uses such variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It keeps their marks.
    Marked,
    /// It never reaches the template: they are filled in as any other.
    Elsewhere,
    /// It is reported.
    Refused,
}

#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself")]
struct Declared {
    loc: Loc,
    is_secret: bool,
    has_default: bool,
    /// Whether its values are a fixed set.
    is_among: bool,
    /// Nobody declared it: it holds a credential.
    is_implied: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Use {
    loc: Loc,
    default: Option<String>,
    empty_is_unset: bool,
    form: Form,
    /// `- NAME` and `NAME:` of `environment`: without a value the container does not get the variable.
    is_bare: bool,
    /// The variables in whose default it stands.
    instead_of: Vec<String>,
}

/// The facts about a variable that its uses state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// The default, where one is written.
    pub default: Option<Spanned<String>>,
    /// Whether an empty value counts as none.
    pub empty_is_unset: bool,
    /// Whether it needs a value.
    pub need: Need,
    /// Whether a text depends on it having a value.
    pub is_choice: bool,
    /// The variables without whose values it is needed; where it is needed in any case, none.
    pub instead_of: Vec<String>,
}

/// Whether a variable needs a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Need {
    /// It does.
    #[default]
    Value,
    /// Every use has an empty default or is bare, or a text depends on whether it has one.
    EmptyDoes,
    /// Every use is bare: without a value the container gets no variable.
    NothingDoes,
}

impl Deferred {
    /// None yet; with credentials that come from variables, as far as they are known.
    pub fn new(late: Option<Late>) -> Self {
        Self { late, ..Self::default() }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.declared.is_empty()
    }

    /// Takes in what a document declares; a later document says more of a variable, as in a merge.
    pub fn declare(&mut self, document: &Node) {
        let Some(node) = document.get(KEY) else { return };
        for item in node.as_list().unwrap_or_default() {
            if let Some(name) = item.as_text() {
                let new = Declared {
                    loc: item.loc,
                    is_secret: false,
                    has_default: false,
                    is_among: false,
                    is_implied: false,
                };
                self.kept.remove(name);
                self.declared.insert(name.to_owned(), new);
            }
        }
        for (name, loc, value) in node.as_map().into_iter().flat_map(Map::iter) {
            let kind = value.as_text().or_else(|| value.get("type").and_then(Node::as_text));
            if kind == Some("value") {
                self.declared.remove(name);
                self.kept.insert(name.to_owned());
                continue;
            }
            self.kept.remove(name);
            let has_default = value.get("default").is_some_and(|default| !default.is_null());
            let is_among = value.get("allowed").and_then(Node::as_list).is_some_and(|list| !list.is_empty());
            let is_secret = kind == Some("secret");
            let new = Declared { loc, is_secret, has_default, is_among, is_implied: false };
            self.declared.insert(name.to_owned(), new);
        }
    }

    /// Declares the variables with credentials that a main file uses, once all declarations are known.
    pub fn declare_credentials(&mut self) {
        for name in self.late_names() {
            let new = Declared {
                loc: Loc::default(),
                is_secret: true,
                has_default: false,
                is_among: false,
                is_implied: true,
            };
            self.declared.insert(name, new);
        }
    }

    /// The variables that are bound late though nobody declared them. Of names that make one parameter only
    /// the first is.
    fn late_names(&self) -> BTreeSet<String> {
        let is_explicit = |name: &str| self.declared.get(name).is_some_and(|declared| !declared.is_implied);
        let folded = |name: &str| name.replace('_', "").to_ascii_lowercase();
        let explicit = self.declared.iter().filter(|(_, declared)| !declared.is_implied);
        let mut taken: BTreeSet<String> = explicit.map(|(name, _)| folded(name)).collect();
        let names = self.late.iter().flat_map(Late::names);
        let names = names.filter(|name| !is_explicit(name) && !self.kept.contains(*name));
        names.filter(|name| taken.insert(folded(name))).cloned().collect()
    }

    /// The credentials that must be known beforehand, where this pass found others than it knew.
    pub fn unsettled(&self) -> Option<Late> {
        let implied = self.declared.iter().filter(|(_, declared)| declared.is_implied);
        let known: BTreeSet<&String> = implied.map(|(name, _)| name).collect();
        (!self.late_names().iter().eq(known)).then(|| self.late.clone()).flatten()
    }

    /// Gathers the credentials of a document before any of its texts is filled in.
    pub fn survey(&mut self, document: &Node, environment: &Variables, credentials: &Credentials) {
        if let Some(late) = &mut self.late {
            survey::survey(document, late, environment, credentials);
        }
    }

    /// Takes in that a variable with a credential cannot be bound late in this text after all.
    pub(super) fn exclude(&mut self, names: impl IntoIterator<Item = String>) {
        if let Some(late) = &mut self.late {
            late.exclude(names);
        }
    }

    /// Whether the files are read once more, so that faults of variables are those of the next time.
    pub(super) fn is_implied(&self, name: &str) -> bool {
        self.declared.get(name).is_some_and(|declared| declared.is_implied)
    }

    /// The variables that are bound late though nobody declared them, and are used, where they are first.
    pub fn implied(&self) -> Vec<Spanned<String>> {
        let first = |name: &String| Some(Spanned::new(name.clone(), self.uses.get(name)?.first()?.loc));
        let implied = self.declared.iter().filter(|(_, declared)| declared.is_implied);
        implied.filter_map(|(name, _)| first(name)).collect()
    }

    /// Takes in the use of a variable that is bare in `environment`, where it gets its value later.
    pub(super) fn take_bare(&mut self, name: &str, loc: Loc) -> Option<String> {
        self.take_plain(name, loc, true)
    }

    fn take_plain(&mut self, name: &str, loc: Loc, is_bare: bool) -> Option<String> {
        self.declared.contains_key(name).then(|| {
            let new = Use {
                loc,
                default: None,
                empty_is_unset: false,
                form: Form::Plain,
                is_bare,
                instead_of: Vec::new(),
            };
            let uses = self.uses.entry(name.to_owned()).or_default();
            if !uses.contains(&new) {
                uses.push(new);
            }
            deferred::mark(name)
        })
    }

    /// Takes in the value of an env_file that gets its value later, in the place of which the mark stands.
    pub fn take_entry(&mut self, file: EnvFile, key: &str) -> String {
        let mark = deferred::entry_mark(&file.name.value, key);
        let is_implied = file.is_implied;
        let known = self.files.entry(file.name.value.clone()).or_insert(file);
        known.keys.insert(key.to_owned());
        known.is_implied &= is_implied;
        mark
    }

    /// The env_files with such values.
    pub fn files(&self) -> impl Iterator<Item = &EnvFile> {
        self.files.values()
    }

    /// Whether credentials get their values later though nobody said so.
    pub fn is_late(&self) -> bool {
        self.late.is_some()
    }

    /// Takes in a value of an env_file that is the project's own dotenv file: it is that of the variable of
    /// its name. None where it is filled in; `is_credential` says whether it must not be, if nobody said
    /// otherwise.
    pub fn take_from_dotenv(&mut self, name: &str, loc: Loc, is_credential: bool) -> Option<String> {
        if self.kept.contains(name) {
            return None;
        }
        if let Some(late) = self.late.as_mut().filter(|_| is_credential) {
            late.find([name.to_owned()]);
        }
        self.declared.get(name).filter(|declared| declared.is_secret)?;
        self.take_plain(name, loc, false)
    }

    /// Whether this variable gets its value later.
    pub fn has(&self, name: &str) -> bool {
        self.declared.contains_key(name)
    }

    /// Takes in that a use of a variable was reported.
    pub(super) fn refuse(&mut self, names: impl IntoIterator<Item = String>) {
        self.refused.extend(names);
    }

    /// Returns the facts about a variable that its uses state; none where nothing uses it.
    pub fn usage(&self, name: &str) -> Option<Usage> {
        let uses = self.uses.get(name)?;
        let values = uses.iter().filter(|it| it.form != Form::Alternate);
        let written = uses.iter().find_map(|it| Some(Spanned::new(it.default.clone()?, it.loc)));
        let is_required = uses.iter().any(|it| it.form == Form::Required);
        let choice = uses.iter().find(|it| it.form.is_choice() && !is_required);
        let has_default = written.as_ref().is_some_and(|default| !default.value.is_empty());
        let is_empty = |it: &Use| it.is_bare || it.default.as_deref() == Some("");
        let mut inner = uses.iter().map(|it| it.instead_of.as_slice());
        let first = inner.next().unwrap_or_default();
        let instead_of: Vec<String> =
            first.iter().filter(|name| inner.clone().all(|others| others.contains(name))).cloned().collect();
        let needs_none = values.clone().all(is_empty);
        let instead_of = if needs_none { Vec::new() } else { instead_of };
        let of_choice = choice.map(|it| Spanned::new(String::new(), it.loc));
        let of_outer = uses.first().filter(|_| !instead_of.is_empty() && !is_required);
        let of_outer = of_outer.map(|it| Spanned::new(String::new(), it.loc));
        let need = if values.clone().all(|it| it.is_bare) && !is_required {
            Need::NothingDoes
        } else if needs_none || (choice.is_some() && !has_default) {
            Need::EmptyDoes
        } else {
            Need::Value
        };
        Some(Usage {
            default: written.or(of_choice).or(of_outer),
            empty_is_unset: values.clone().any(|it| it.empty_is_unset && !it.form.is_choice()),
            need,
            is_choice: uses.iter().any(|it| it.form.is_choice()),
            instead_of,
        })
    }

    /// Reports characters of ours in a text that is not.
    pub fn check_text(&self, text: &str, loc: Loc, diagnostics: &mut Diagnostics) {
        if !(self.is_empty() && self.files.is_empty()) && deferred::is_reserved(text) {
            diagnostics.push(reserved(loc));
        }
    }

    /// The same for all variables that may be filled in.
    pub fn check_values<'a>(
        &self,
        environment: impl IntoIterator<Item = (&'a String, &'a String)>,
        diagnostics: &mut Diagnostics,
    ) {
        if self.is_empty() {
            return;
        }
        for (name, value) in environment {
            if deferred::is_reserved(value) {
                let message =
                    format!("the variable `{name}` holds a character that is reserved, U+FDD0 to U+FDD2");
                diagnostics.push(Diagnostic::new(Code::ReservedCharacter, message).help(RESERVED));
            }
        }
    }

    /// Takes in the uses in a text, and reports those that cannot be.
    pub(super) fn take(
        &mut self,
        expansion: &template::Expansion,
        place: Option<VariablePlace>,
        (path, loc): (&Path, &dyn Fn(&template::Deferred) -> Loc),
        diagnostics: &mut Diagnostics,
    ) -> Taken {
        if place.is_none() && is_elsewhere(path) {
            return Taken::Elsewhere;
        }
        let text = expansion.text.as_str();
        let fits = match place {
            Some(Number | Size) => deferred::sole(text).is_some(),
            Some(Text | Choice | Environment | LogOption) => !is_item_of_names(path) || names_itself(text),
            Some(Nowhere) | None => false,
        };
        let takes_credential = fits && matches!(place, Some(Text | Choice | Environment | LogOption));
        if !takes_credential && expansion.deferred.iter().any(|it| self.is_implied(&it.name)) {
            // The files are read again, and then it is filled in everywhere.
            return Taken::Elsewhere;
        }
        // `${A+x}` asks whether it is set, and a parameter always is.
        let no_choice = |it: &&template::Deferred| {
            it.form.is_choice() && !(it.empty_is_unset && matches!(place, Some(Choice | Environment)))
        };
        let undecided = expansion.deferred.iter().filter(no_choice).filter(|it| self.is_implied(&it.name));
        let undecided: Vec<String> = undecided.map(|it| it.name.clone()).collect();
        if !undecided.is_empty() {
            self.exclude(undecided);
            return Taken::Elsewhere;
        }
        let mut taken = Taken::Marked;
        for found in &expansion.deferred {
            let Some(declared) = self.declared.get(&found.name) else { continue };
            let loc = loc(found);
            let fault = match place {
                // The variable before it is reported.
                _ if !fits && !found.instead_of.is_empty() => None,
                Some(_) if no_choice(&found) => Some(no_choice_here(found, path, loc, declared.loc)),
                _ if !fits => Some(no_place(&found.name, path, loc, declared.loc)),
                Some(Text | Choice | Number | Size)
                    if declared.is_secret && !declared.is_implied && found.form != Form::Alternate =>
                {
                    Some(no_secret(&found.name, path, loc, declared.loc))
                }
                Some(Size) if !declared.is_among => Some(no_set(&found.name, path, loc, declared.loc)),
                _ => None,
            };
            if fault.is_some() || (!fits && !found.instead_of.is_empty()) {
                diagnostics.extend(fault);
                self.refused.insert(found.name.clone());
                taken = Taken::Refused;
                continue;
            }
            let template::Deferred { name: _, default, empty_is_unset, form, instead_of, range: _ } =
                found.clone();
            let new = Use { loc, default, empty_is_unset, form, is_bare: false, instead_of };
            let uses = self.uses.entry(found.name.clone()).or_default();
            if !uses.contains(&new) {
                uses.push(new);
            }
        }
        taken
    }

    /// Reports the variables that nothing uses.
    pub fn check_used(&self, diagnostics: &mut Diagnostics) {
        for (name, declared) in &self.declared {
            if !self.uses.contains_key(name) && !self.refused.contains(name) && !declared.is_implied {
                diagnostics.push(unused(name, declared.loc));
            }
        }
    }

    /// Reports the variables of which one default cannot be had.
    pub fn check_defaults(&self, diagnostics: &mut Diagnostics) {
        for (name, declared) in &self.declared {
            let Some(uses) = self.uses.get(name) else { continue };
            if declared.has_default || declared.is_secret {
                continue;
            }
            let mut defaults = BTreeMap::new();
            let is_required = uses.iter().any(|it| it.form == Form::Required);
            for it in uses {
                // Where it may have no value, it has none by default.
                let none = (it.form.is_choice() && !is_required).then_some("");
                let label = if none.is_some() { "none by default" } else { "a default" };
                defaults.extend(it.default.as_deref().or(none).map(|default| (default, (it.loc, label))));
            }
            if defaults.len() > 1 {
                diagnostics.push(different(name, defaults.into_values(), declared.loc));
            }
        }
    }

    /// Reports what an included file declares: whoever includes it may not even know.
    pub fn check_included(&self, document: &Node, diagnostics: &mut Diagnostics) {
        let Some((_, loc, node)) = document.as_map().and_then(|map| map.iter().find(|(key, ..)| *key == KEY))
        else {
            return;
        };
        let listed = node.as_list().unwrap_or_default().iter().filter_map(Node::as_text);
        let mapped = node.as_map().into_iter().flat_map(Map::iter).map(|(name, ..)| name);
        let names: BTreeSet<&str> = listed.chain(mapped).filter(|name| !self.has(name)).collect();
        if !names.is_empty() {
            diagnostics.push(included(&names, loc));
        }
    }
}

/// Whether a document may hold characters of ours somewhere; each place is reported.
pub fn check_document(node: &Node, deferred: &Deferred, diagnostics: &mut Diagnostics) {
    match &node.value {
        Value::Map(map) => {
            for (key, loc, child) in map.iter() {
                deferred.check_text(key, loc, diagnostics);
                check_document(child, deferred, diagnostics);
            }
        }
        Value::List(list) => list.iter().for_each(|child| check_document(child, deferred, diagnostics)),
        Value::Text(text) => deferred.check_text(text, node.loc, diagnostics),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => {}
    }
}

/// Whether the name in `NAME=value` is known.
fn names_itself(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| !deferred::has_variable(name))
}

const RESERVED: &str = "Unicode keeps U+FDD0 to U+FDD2 for use inside a program, and beside \
                        `x-aws-variables` they are in use; remove it";

fn reserved(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::ReservedCharacter, "a character that is reserved, U+FDD0 to U+FDD2")
        .at(loc)
        .help(RESERVED)
}

fn no_place(name: &str, path: &Path, loc: Loc, declared: Loc) -> Diagnostic {
    let message = format!("the value of `{name}` is known at deploy time only, and `{path}` is read before");
    let help = if path.to_string().starts_with("x-aws-certificate") {
        "leave the key out: the template has the parameter `CertificateArn` for it".to_owned()
    } else {
        format!(
            "it can stand in `image`, `command`, `entrypoint`, `healthcheck.test`, `user`, `working_dir`, values of \
             `environment`, `labels` and options of `logging`, `host` and `x-aws-certificate` of a port, and alone as \
             `replicas`, or with `allowed` as an amount of CPUs or memory; else remove it from `{KEY}`, so that it is filled in here"
        )
    };
    Diagnostic::new(Code::VariablePlace, message)
        .label(loc, "needed here when the files are read")
        .label(declared, "bound at deploy time here")
        .help(help)
}

fn no_set(name: &str, path: &Path, loc: Loc, declared: Loc) -> Diagnostic {
    let message = format!("`{path}` decides the size of a task, so the values of `{name}` must be known");
    let values = if path.to_string().ends_with("cpus") { "0.25, 0.5, 1" } else { "512m, 1g, 2g" };
    Diagnostic::new(Code::VariablePlace, message)
        .label(loc, "Fargate sells sizes, and CloudFormation cannot round up to one")
        .label(declared, "can be anything")
        .help(format!(
            "list them, as in `{KEY}: {{{name}: {{allowed: [{values}]}}}}`; a table of sizes is then part of the template"
        ))
}

fn no_choice_here(found: &template::Deferred, path: &Path, loc: Loc, declared: Loc) -> Diagnostic {
    let name = &found.name;
    let message = format!("whether `{name}` has a value is known at deploy time only, and decides here");
    let help = if found.empty_is_unset {
        format!(
            "`:+` and a variable in a default can stand in values of `environment` and `labels`, in `healthcheck.test`, and \
             in words of `command` and `entrypoint` that are written as a list; else write `${{{name}:-default}}` with a text"
        )
    } else {
        let colon = if found.form == Form::Alternate { ":+" } else { ":-" };
        format!(
            "write `${{{name}{colon}…}}`, with a colon: a parameter without a value is empty, and it is always set"
        )
    };
    Diagnostic::new(Code::VariableForm, message)
        .label(loc, format!("in `{path}`"))
        .label(declared, "bound at deploy time here")
        .help(help)
}

fn no_secret(name: &str, path: &Path, loc: Loc, declared: Loc) -> Diagnostic {
    let message = format!("the secret `{name}` would stand in clear text in `{path}`");
    Diagnostic::new(Code::SecretPlace, message)
        .label(loc, "all who may look at the task definition read this")
        .label(declared, "a secret")
        .help("give it to the container in `environment`, or as a file under `secrets`, and read it there")
}

fn different(name: &str, places: impl Iterator<Item = (Loc, &'static str)>, declared: Loc) -> Diagnostic {
    let message = format!("`{name}` has different defaults, and a parameter has one");
    let mut diagnostic = Diagnostic::new(Code::VariableDefaults, message);
    for (place, label) in places.take(3) {
        diagnostic = diagnostic.label(place, label);
    }
    diagnostic.label(declared, "one parameter").help(format!(
        "write the same default everywhere, or one for all: `{KEY}: {{{name}: {{default: …}}}}`"
    ))
}

fn unused(name: &str, declared: Loc) -> Diagnostic {
    Diagnostic::new(Code::UnusedVariable, format!("nothing uses the variable `{name}`"))
        .at(declared)
        .help(format!("write `${{{name}}}` where its value is wanted, or remove it from `{KEY}`"))
}

fn included(names: &BTreeSet<&str>, loc: Loc) -> Diagnostic {
    let names = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Diagnostic::new(Code::VariablePlace, format!("an included file declares {names}"))
        .at(loc)
        .help(format!("declare it under `{KEY}` of the main file, whose parameters they are"))
}
