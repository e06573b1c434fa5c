//! The causes by which a credential stands in clear, each with all its places.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Credentials, Diagnostic, Diagnostics};
use crate::source::Loc;

/// Places that are pointed at.
pub(super) const MOST_PLACES: usize = 5;

/// Where a credential comes from. What has the same cause is mended together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// A variable of Compose.
    Variable(String),
    /// A value that is written; it is never shown.
    Value(String),
    /// Files, by what is mounted.
    Files(String),
}

/// The help for a cause.
#[derive(Debug, Clone)]
pub(super) enum Advice {
    /// It is the value of a variable of the container; where it is all of a variable of Compose, that one's
    /// name.
    Variable(String, Option<String>),
    /// It is an argument.
    Command,
    /// It is an argument of a health check.
    HealthCheck,
    /// It is a label or tag.
    Label,
    /// It is in a file that is mounted, which has this path in the container.
    File(String),
    /// It is in a folder that is mounted.
    Folder,
    /// It is in a config.
    Config,
    /// It is somewhere else.
    Elsewhere,
}

/// One place where a credential becomes a part of the template.
#[derive(Debug, Clone)]
pub(super) struct Exposed {
    pub(super) place: Loc,
    pub(super) service: Option<String>,
    /// The holder: `NAME`, `command`, a file.
    pub(super) what: String,
    pub(super) advice: Advice,
}

/// Everything that was found.
#[derive(Debug, Default)]
pub(super) struct Causes {
    found: BTreeMap<Cause, Vec<Exposed>>,
    /// Variables whose value an env_file gives as well: that value is text, and no use of the variable.
    given_twice: BTreeSet<String>,
}

impl Causes {
    pub(super) fn add(&mut self, cause: Cause, exposed: Exposed) {
        self.found.entry(cause).or_default().push(exposed);
    }

    pub(super) fn report(mut self, credentials: &Credentials, diagnostics: &mut Diagnostics) {
        self.join();
        let Self { found, given_twice } = self;
        diagnostics.extend(found.into_iter().filter_map(|(cause, exposed)| {
            let late = late_help(&cause, &exposed, &given_twice);
            let found = finding(&cause, exposed, late)?;
            Some(match place_of_value(&cause, credentials) {
                Some(place) => found.label(place, "the value is set here"),
                None => found,
            })
        }));
    }
}

impl Causes {
    /// A dotenv file that is an `env_file` too gives the value of a variable under its name.
    fn join(&mut self) {
        let variables: Vec<String> = self
            .found
            .keys()
            .filter_map(|cause| match cause {
                Cause::Variable(name) => Some(format!("`{name}`")),
                Cause::Value(_) | Cause::Files(_) => None,
            })
            .collect();
        if variables.is_empty() {
            return;
        }
        let written = std::mem::take(&mut self.found);
        for (cause, exposed) in written {
            let named = exposed.iter().find(|it| variables.binary_search(&it.what).is_ok());
            let cause = match (cause, named) {
                (Cause::Value(_), Some(named)) => {
                    let name = named.what.trim_matches('`').to_owned();
                    self.given_twice.insert(name.clone());
                    Cause::Variable(name)
                }
                (cause, _) => cause,
            };
            self.found.entry(cause).or_default().extend(exposed);
        }
    }
}

/// Where a file sets the variable of a cause.
fn place_of_value(cause: &Cause, credentials: &Credentials) -> Option<Loc> {
    match cause {
        Cause::Variable(name) => credentials.place(name),
        Cause::Value(_) | Cause::Files(_) => None,
    }
}

/// How a variable that only the containers' environments use is bound when the stack is deployed, at all its
/// places at once.
fn late_help(cause: &Cause, exposed: &[Exposed], given_twice: &BTreeSet<String>) -> Option<String> {
    let Cause::Variable(name) = cause else { return None };
    let only_environments = exposed.iter().all(|it| matches!(it.advice, Advice::Variable(..)));
    (only_environments && !given_twice.contains(name)).then(|| {
        format!(
            "write `x-aws-variables: {{{name}: secret}}` at the top level: its value is then given when the stack is deployed, and \
             kept in AWS Secrets Manager"
        )
    })
}

fn finding(cause: &Cause, mut exposed: Vec<Exposed>, late: Option<String>) -> Option<Diagnostic> {
    // By place, whatever brought the text there: an anchor, or a base of `extends`.
    exposed.sort_by_key(|it| (it.place.source(), it.place.start(), it.place.end()));
    let first = exposed.first()?.clone();
    // A variable that stands where no secret can is filled in everywhere, so that place is the one to change.
    let mut all = exposed.iter().map(|it| &it.advice);
    let elsewhere = all.find(|it| !matches!(it, Advice::Variable(..))).cloned();
    let mut places: Vec<(Loc, String, Vec<String>)> = Vec::new();
    for Exposed { place, service, what, .. } in exposed {
        match places.last_mut() {
            Some((last, _, services)) if last.overlaps(place) => services.extend(service),
            Some(_) | None => places.push((place, what, service.into_iter().collect())),
        }
    }
    let subject = match cause {
        Cause::Variable(name) => format!("the value of `{name}`"),
        Cause::Value(_) => match first.advice {
            Advice::Variable(..) | Advice::Label => format!("the value of {}", first.what),
            Advice::Command | Advice::HealthCheck | Advice::Elsewhere => {
                format!("a credential in {}", first.what)
            }
            Advice::File(_) | Advice::Folder | Advice::Config => format!("a credential in {}", first.what),
        },
        Cause::Files(_) => format!("a credential in {}", first.what),
    };
    let message = format!("{subject} stands in the template for all to read{}", further(places.len()));
    let alone = places.len() == 1;
    let advice = match cause {
        Cause::Variable(_) => elsewhere.unwrap_or(first.advice),
        Cause::Value(_) | Cause::Files(_) => first.advice,
    };
    let from = match cause {
        Cause::Variable(name) => Some(name.as_str()),
        Cause::Value(_) | Cause::Files(_) => None,
    };
    let mut diagnostic = Diagnostic::new(Code::Credential, message);
    for (place, what, services) in places.into_iter().take(MOST_PLACES) {
        let what = if subject.ends_with(&what) { "" } else { &what };
        let text = if alone && services.len() <= 1 { String::new() } else { label(what, &services) };
        diagnostic = diagnostic.label(place, text);
    }
    Some(diagnostic.help(late.unwrap_or_else(|| help(&advice, from))))
}

/// The end of a message about more places than are pointed at.
pub(super) fn further(places: usize) -> String {
    match places.saturating_sub(MOST_PLACES) {
        0 => String::new(),
        1 => ", also at another place".to_owned(),
        others => format!(", also at {others} other places"),
    }
}

/// The text of a label: what stands there, and whose it is.
pub(super) fn label(what: &str, services: &[String]) -> String {
    let mut names: Vec<String> = services.iter().map(|name| format!("`{name}`")).collect();
    names.dedup();
    if names.len() > MOST_PLACES {
        let others = names.len() - MOST_PLACES + 1;
        names.truncate(MOST_PLACES - 1);
        names.push(format!("{others} other services"));
    }
    let Some(last) = names.pop() else { return what.to_owned() };
    let services =
        if names.is_empty() { format!("of {last}") } else { format!("of {} and {last}", names.join(", ")) };
    if what.is_empty() { services } else { format!("{what} {services}") }
}

/// `from` is the variable of Compose that holds the credential.
fn help(advice: &Advice, from: Option<&str>) -> String {
    match (advice, from) {
        (Advice::Command, Some(name)) => {
            return format!(
                "write `{name}: ${{{name}}}` under `environment`, and let a shell put it in: `[\"sh\", \"-c\", \"exec program \
                 --option \\\"$${name}\\\"\"]`"
            );
        }
        (Advice::HealthCheck, Some(name)) => {
            return format!(
                "write `{name}: ${{{name}}}` under `environment`, and `[\"CMD-SHELL\", \"program --option \\\"$${name}\\\"\"]` \
                 here"
            );
        }
        _ => {}
    }
    match advice {
        Advice::Variable(name, from) => {
            let from = from.as_ref().unwrap_or(name);
            let key = key(from);
            format!(
                "write `x-aws-secrets: {{{name}: {key}}}` in the service, and `secrets: {{{key}: {{environment: {from}}}}}` at \
                 the top level"
            )
        }
        Advice::Command => {
            "give the container a variable that is a secret, with `x-aws-secrets`, and let a shell put it \
             in: `[\"sh\", \"-c\", \"exec program --option \\\"$$NAME\\\"\"]`"
                .to_owned()
        }
        Advice::HealthCheck => "the container's own variables are there: write `[\"CMD-SHELL\", \"program \
             --option \\\"$$NAME\\\"\"]`, and fill `NAME` with `x-aws-secrets`"
            .to_owned(),
        Advice::Label => "labels and tags are for all to read: leave it out".to_owned(),
        Advice::File(target) => {
            let key = key(target.rsplit('/').next().unwrap_or(target));
            format!(
                "write `secrets: {{{key}: {{file: …}}}}` with this file at the top level, and `secrets: [{{source: {key}, target: \
                 {target}}}]` in the service instead of the mount"
            )
        }
        Advice::Folder => {
            "name it in a `.dockerignore` of the folder, and give it to the service as a file of `secrets`, \
             with the same path as `target`"
                .to_owned()
        }
        Advice::Config => "define it under `secrets` instead of `configs`, at the top level and in the \
                           service"
            .to_owned(),
        Advice::Elsewhere => "what stands here is for all to read: use a variable that holds no \
                              credential"
            .to_owned(),
    }
}

/// A key of `secrets` made of a name.
fn key(name: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let key: String = name.chars().map(letter).collect();
    key.trim_matches('_').to_owned()
}
