//! The texts of a service, besides `environment`, in which a variable of deploy time can stand
//! (`interpolate::places`), and the secrets among those variables.

use std::collections::BTreeMap;

use crate::compose::{HealthTest, Project, ROUTED, Service, VariableKind, is_log_router, takes_log_secrets};
use crate::grammar::deferred;
use crate::source::{Loc, Spanned};

/// The attribute that a text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextOf<'a> {
    /// A word of `command` or `entrypoint`.
    Command(&'static str),
    /// `healthcheck.test`, or a word of it.
    HealthCheck,
    /// A label, by its name.
    Label(&'a str),
    /// An option of `logging`, by its name.
    LogOption(&'a str),
    /// Another attribute, by its name.
    Attribute(&'static str),
}

/// A text, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedText<'a> {
    /// The attribute.
    pub of: TextOf<'a>,
    /// The text.
    pub text: &'a str,
    /// Its place.
    pub loc: Loc,
}

impl Service {
    /// The variable of the container whose whole value is this text and which nothing else fills; of several
    /// the first whose name a shell takes.
    pub fn own_variable(&self, text: &str) -> Option<&str> {
        let secrets = self.extensions.secrets.iter().map(|secret| &secret.name);
        let others = self.extensions.environment.iter().map(|(name, _)| name);
        let filled = |name: &str| secrets.clone().chain(others.clone()).any(|other| other.value == name);
        let own = self.environment.iter().filter(|variable| {
            variable.value.as_ref().is_some_and(|value| value.value == text) && !filled(&variable.name.value)
        });
        own.map(|variable| variable.name.value.as_str()).find(|name| is_shell_name(name))
    }

    /// The texts in which a reference can stand and where the task definition shows its value: those of
    /// `environment` and the options of `secret_log_options` are not among them.
    pub fn shown_texts<'a>(&'a self) -> Vec<PlacedText<'a>> {
        let mut found = Vec::new();
        let mut add = |of, text: &'a str, loc| found.push(PlacedText { of, text, loc });
        for (name, words) in [("command", &self.command), ("entrypoint", &self.entrypoint)] {
            let Some(words) = words else { continue };
            for word in &words.value {
                add(TextOf::Command(name), word, words.loc);
            }
        }
        if let Some(test) = self.health_check.as_ref().and_then(|check| check.test.as_ref()) {
            let words: &[String] = match &test.value {
                HealthTest::None => &[],
                HealthTest::Shell(line) => std::slice::from_ref(line),
                HealthTest::Exec(words) => words.as_slice(),
            };
            for word in words {
                add(TextOf::HealthCheck, word, test.loc);
            }
        }
        for (name, value) in &self.labels {
            add(TextOf::Label(&name.value), &value.value, value.loc);
        }
        // Of another driver the options with a secret are looked up, or the driver is replaced.
        let is_awslogs = |driver: &Spanned<String>| driver.value == "awslogs";
        let logging = self.logging.iter().filter(|it| it.driver.as_ref().is_none_or(is_awslogs));
        for (name, value) in logging.flat_map(|logging| &logging.options) {
            add(TextOf::LogOption(&name.value), &value.value, value.loc);
        }
        let lines = [("image", &self.image), ("user", &self.user), ("working_dir", &self.working_dir)];
        for (name, line) in lines {
            if let Some(text) = line {
                add(TextOf::Attribute(name), &text.value, text.loc);
            }
        }
        for port in &self.ports {
            let hosts = port.listener.routes.all.iter().flat_map(|route| &route.host);
            let certificates = &port.listener.certificates;
            for text in hosts.chain(certificates) {
                add(TextOf::Attribute("ports"), &text.value, text.loc);
            }
        }
        found
    }
}

fn is_shell_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl Project {
    /// The options of a service's log driver that ECS looks up, because they hold a secret.
    pub fn secret_log_options<'a>(
        &'a self,
        service: &'a Service,
    ) -> impl Iterator<Item = (&'a Spanned<String>, &'a Spanned<String>)> {
        let takes = |driver: &Spanned<String>| {
            takes_log_secrets(&driver.value) && !(driver.value == ROUTED && is_log_router(service))
        };
        let logging = service.logging.iter().filter(move |it| it.driver.as_ref().is_some_and(takes));
        let named = |name: &str| service.extensions.log_secrets.iter().any(|it| it.name.value == name);
        let options = logging.flat_map(|logging| &logging.options).map(|(name, value)| (name, value));
        options.filter(move |(name, value)| self.holds_secret(&value.value) && !named(&name.value))
    }

    /// The secrets whose values are references in other texts than those of `environment`, each with its
    /// places.
    pub fn shown_secrets(&self) -> BTreeMap<&str, Vec<(&Service, PlacedText<'_>)>> {
        let variables = self.extensions.variables.iter();
        let mut found: BTreeMap<&str, Vec<_>> = variables
            .filter(|variable| variable.kind == VariableKind::Secret)
            .map(|variable| (variable.name.value.as_str(), Vec::new()))
            .collect();
        if found.is_empty() {
            return found;
        }
        for service in &self.services {
            for text in service.shown_texts() {
                for name in deferred::variables(text.text) {
                    found.entry(name).and_modify(|places| places.push((service, text)));
                }
            }
        }
        found.retain(|_, places| !places.is_empty());
        found
    }
}
