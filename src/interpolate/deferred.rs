//! Variables of `x-aws-variables`: they are not filled in, but leave a mark that becomes a reference to a parameter.
//!
//! Where CloudFormation can take a reference is a table. Anywhere else a mark never comes into being, so that nothing
//! behind interpolation has to know of one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::grammar::deferred;
use crate::grammar::template;
use crate::source::{Loc, Spanned};
use crate::tree::{Map, Node, Path, Rules, Segment, Value};

/// The key that names them.
pub const KEY: &str = "x-aws-variables";

/// What a place can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Text with references in it.
    Text,
    /// A value of `environment`, which can come from a secret too.
    Environment,
    /// A number that is one reference.
    Number,
    /// None, though what is beside it takes one.
    Nowhere,
}

use Place::{Environment, Nowhere, Number, Text};

/// Path → what it takes, in every form that Compose has for it.
pub(super) static PLACES: LazyLock<Rules<Place>> = LazyLock::new(|| {
    Rules::new(&[
        ("services.*.command", Text),
        ("services.*.command.[]", Text),
        ("services.*.deploy.replicas", Number),
        ("services.*.entrypoint", Text),
        ("services.*.entrypoint.[]", Text),
        ("services.*.environment.*", Environment),
        ("services.*.environment.[]", Environment),
        ("services.*.image", Text),
        ("services.*.labels.*", Text),
        ("services.*.labels.[]", Text),
        ("services.*.healthcheck.test", Text),
        ("services.*.healthcheck.test.[]", Text),
        ("services.*.logging.options.*", Text),
        // It decides what the execution role may do.
        ("services.*.logging.options.awslogs-create-group", Nowhere),
        ("services.*.scale", Number),
    ])
});

/// The variables that are declared, and their uses.
#[derive(Debug, Clone, Default)]
pub struct Deferred {
    declared: BTreeMap<String, Declared>,
    uses: BTreeMap<String, Vec<Use>>,
    /// Those with a use that was reported.
    refused: BTreeSet<String>,
}

/// What becomes of a text that uses such variables.
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
struct Declared {
    loc: Loc,
    is_secret: bool,
    has_default: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Use {
    loc: Loc,
    default: Option<String>,
    empty_is_unset: bool,
}

/// What the uses of a variable say of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// The default, where one is written.
    pub default: Option<Spanned<String>>,
    /// Whether an empty value counts as none.
    pub empty_is_unset: bool,
}

impl Deferred {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.declared.is_empty()
    }

    /// Takes in what a document declares; a later document says more of a variable, as in a merge.
    pub fn declare(&mut self, document: &Node) {
        let Some(node) = document.get(KEY) else { return };
        for item in node.as_list().unwrap_or_default() {
            if let Some(name) = item.as_text() {
                let new = Declared { loc: item.loc, is_secret: false, has_default: false };
                self.declared.insert(name.to_owned(), new);
            }
        }
        for (name, loc, value) in node.as_map().into_iter().flat_map(Map::iter) {
            let kind = value.as_text().or_else(|| value.get("type").and_then(Node::as_text));
            if kind == Some("value") {
                self.declared.remove(name);
                continue;
            }
            let has_default = value.get("default").is_some_and(|default| !default.is_null());
            let new = Declared { loc, is_secret: kind == Some("secret"), has_default };
            self.declared.insert(name.to_owned(), new);
        }
    }

    /// Whether this variable gets its value later.
    pub fn has(&self, name: &str) -> bool {
        self.declared.contains_key(name)
    }

    /// Takes in that a use of a variable was reported.
    pub(super) fn refuse(&mut self, names: impl IntoIterator<Item = String>) {
        self.refused.extend(names);
    }

    /// What its uses say of a variable; none where nothing uses it.
    pub fn usage(&self, name: &str) -> Option<Usage> {
        let uses = self.uses.get(name)?;
        let default = uses.iter().find_map(|it| Some(Spanned::new(it.default.clone()?, it.loc)));
        Some(Usage { default, empty_is_unset: uses.iter().any(|it| it.empty_is_unset) })
    }

    /// Reports characters of ours in a text that is not.
    pub fn check_text(&self, text: &str, loc: Loc, diagnostics: &mut Diagnostics) {
        if !self.is_empty() && deferred::is_reserved(text) {
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
                    format!("the variable `{name}` holds a character that is reserved, U+FDD0 or U+FDD1");
                diagnostics.push(Diagnostic::new(Code::ReservedCharacter, message).help(RESERVED));
            }
        }
    }

    /// Takes in the uses in a text, and reports those that cannot be.
    pub(super) fn take(
        &mut self,
        expansion: &template::Expansion,
        place: Option<Place>,
        (path, loc): (&Path, &dyn Fn(&template::Deferred) -> Loc),
        diagnostics: &mut Diagnostics,
    ) -> Taken {
        if place.is_none() && is_elsewhere(path) {
            return Taken::Elsewhere;
        }
        let text = expansion.text.as_str();
        let fits = match place {
            Some(Number) => deferred::sole(text).is_some(),
            Some(Text | Environment) => !is_item_of_names(path) || names_itself(text),
            Some(Nowhere) | None => false,
        };
        let mut taken = Taken::Marked;
        for found in &expansion.deferred {
            let Some(declared) = self.declared.get(&found.name) else { continue };
            let loc = loc(found);
            let fault = match place {
                _ if !fits => Some(no_place(&found.name, path, loc, declared.loc)),
                Some(Text | Number) if declared.is_secret => {
                    Some(no_secret(&found.name, path, loc, declared.loc))
                }
                _ => None,
            };
            if let Some(fault) = fault {
                diagnostics.push(fault);
                self.refused.insert(found.name.clone());
                taken = Taken::Refused;
                continue;
            }
            let template::Deferred { default, empty_is_unset, .. } = found.clone();
            let new = Use { loc, default, empty_is_unset };
            let uses = self.uses.entry(found.name.clone()).or_default();
            if !uses.contains(&new) {
                uses.push(new);
            }
        }
        taken
    }

    /// Reports the variables of which one default cannot be had, and those that nothing uses.
    pub fn check(&self, diagnostics: &mut Diagnostics) {
        for (name, declared) in &self.declared {
            let Some(uses) = self.uses.get(name) else {
                if !self.refused.contains(name) {
                    diagnostics.push(unused(name, declared.loc));
                }
                continue;
            };
            if declared.has_default || declared.is_secret {
                continue;
            }
            let mut defaults = BTreeMap::new();
            for it in uses {
                defaults.extend(it.default.as_ref().map(|default| (default, it.loc)));
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
pub(super) fn check_document(node: &Node, deferred: &Deferred, diagnostics: &mut Diagnostics) {
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

/// Whether what stands here never reaches the template: how an image is built, and what only the author's own anchors hold.
fn is_elsewhere(path: &Path) -> bool {
    let own = |key: Option<&str>| key.is_some_and(|key| key.starts_with("x-") && !key.starts_with("x-aws-"));
    let of_service = key(path, 0) == Some("services");
    own(key(path, 0))
        || (of_service && (own(key(path, 2)) || matches!(key(path, 2), Some("build" | "develop"))))
}

/// Whether the text is `NAME=value` of a list.
fn is_item_of_names(path: &Path) -> bool {
    matches!(key(path, 2), Some("environment" | "labels"))
        && matches!(path.segments().get(3), Some(Segment::Index(_)))
}

fn key(path: &Path, step: usize) -> Option<&str> {
    match path.segments().get(step)? {
        Segment::Key(key) => Some(key),
        Segment::Index(_) => None,
    }
}

/// Whether the name in `NAME=value` is known.
fn names_itself(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| !deferred::has_variable(name))
}

const RESERVED: &str = "Unicode keeps U+FDD0 and U+FDD1 for use inside a program, and beside `x-aws-variables` they are in use; remove it";

fn reserved(loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::ReservedCharacter, "a character that is reserved, U+FDD0 or U+FDD1")
        .at(loc)
        .help(RESERVED)
}

fn no_place(name: &str, path: &Path, loc: Loc, declared: Loc) -> Diagnostic {
    let message = format!("the value of `{name}` is known at deploy time only, and `{path}` is read before");
    let help = if path.to_string().starts_with("x-aws-certificate") {
        "leave the key out: the template has the parameter `CertificateArn` for it".to_owned()
    } else {
        format!(
            "it can stand in `image`, `command`, `entrypoint`, `healthcheck.test`, values of `environment`, `labels` \
             and options of `logging`, and alone as `replicas`; else remove it from `{KEY}`, so that it is filled in here"
        )
    };
    Diagnostic::new(Code::VariablePlace, message)
        .label(loc, "needed here when the files are read")
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

fn different(name: &str, places: impl Iterator<Item = Loc>, declared: Loc) -> Diagnostic {
    let message = format!("`{name}` has different defaults, and a parameter has one");
    let mut diagnostic = Diagnostic::new(Code::VariableDefaults, message);
    for place in places.take(3) {
        diagnostic = diagnostic.label(place, "a default");
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
