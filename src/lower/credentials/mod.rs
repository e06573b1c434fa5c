//! Credentials: values that stand in the template for all to read, and should not.
//! Compose: `environment`, `command`, `entrypoint`, `healthcheck`, `labels`, `configs`, bind mounts, and
//! whatever a variable with a credential was put into. CloudFormation: none of it hides anything.
//!
//! Decisions
//! - One cause is one finding: a variable that is used at three places, a password that is written twice, a
//!   file that two services mount.
//! - The values are never shown.
//! - What goes into an image (`stackpose bake`) does not stand in the template.
//! - What gets its value when the stack is deployed does not either; the task definition shows it (`shown`).
//!
//! Not here: what looks like a credential (`diagnostic`), overlays and options of log drivers, which ask
//! `named`.

mod cause;
mod files;
mod shown;

use crate::compose;
use crate::diagnostic::{
    Code, Credentials, Diagnostic, Diagnostics, credential_arguments, credential_in, is_credential,
};
use crate::grammar::template;
use crate::source::{Loc, SourceMap, Spanned};

use cause::{Advice, Cause, Causes, Exposed};

/// The texts and variables of the run.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The texts.
    pub sources: &'a SourceMap,
    /// The variables that hold credentials.
    pub credentials: &'a Credentials,
}

/// Reports every credential that the template will show.
pub fn check(project: &compose::Project, known: Known<'_>, diagnostics: &mut Diagnostics) {
    let mut check = Check { known, causes: Causes::default() };
    for service in &project.services {
        check.service(service);
    }
    let networks = project.networks.iter().map(|network| &network.labels);
    let volumes = project.volumes.iter().map(|volume| &volume.labels);
    let secrets = project.secrets.iter().map(|secret| &secret.labels);
    let labels = networks.chain(volumes).chain(secrets).chain([&project.extensions.tags]);
    for (key, value) in labels.flatten() {
        check.pair(None, key, value, Advice::Label);
    }
    files::check(project, &mut check);
    check.causes.report(known.credentials, diagnostics);
    shown::report(project, known.sources, diagnostics);
}

/// The finding about one value that is known by its name or its look, for what is not in the source model's
/// own terms.
pub(super) fn named(name: &Spanned<String>, value: &Spanned<String>) -> Option<Diagnostic> {
    let in_a_file = name.loc.is_somewhere() || value.loc.is_somewhere();
    credential_in(&name.value, &value.value).filter(|_| in_a_file)?;
    let place = if name.loc.is_somewhere() { name.loc } else { value.loc };
    let message = format!("the value of `{}` stands in the template for all to read", name.value);
    Some(
        Diagnostic::new(Code::Credential, message)
            .at(place)
            .help("keep it in AWS Secrets Manager or the Parameter Store, and name it there"),
    )
}

struct Check<'a> {
    known: Known<'a>,
    causes: Causes,
}

impl Check<'_> {
    fn service(&mut self, service: &compose::Service) {
        let compose::Service {
            environment,
            command,
            entrypoint,
            labels,
            health_check,
            deploy,
            extensions,
            ..
        } = service;
        let filled = |name: &str| extensions.secrets.iter().any(|secret| secret.name.value == name);
        for compose::Variable { name, value } in environment {
            if let Some(value) = value.as_ref().filter(|_| !filled(&name.value)) {
                self.pair(Some(service), name, value, self.of_variable(name, value.loc));
            }
        }
        for (name, value) in &extensions.environment {
            if let Some(text) = value.value.as_str() {
                let value = Spanned::new(text.to_owned(), value.loc);
                self.pair(Some(service), name, &value, self.of_variable(name, value.loc));
            }
        }
        for (attribute, words) in [("command", command), ("entrypoint", entrypoint)] {
            if let Some(words) = words {
                let texts: Vec<&str> = words.value.iter().map(String::as_str).collect();
                self.words(service, attribute, &texts, words.loc);
            }
        }
        if let Some(test) = health_check.as_ref().and_then(|check| check.test.as_ref()) {
            let texts: Vec<&str> = match &test.value {
                compose::HealthTest::None => Vec::new(),
                compose::HealthTest::Shell(line) => vec![line],
                compose::HealthTest::Exec(words) => words.iter().map(String::as_str).collect(),
            };
            self.words(service, "healthcheck", &texts, test.loc);
        }
        for (key, value) in labels.iter().chain(&deploy.labels).chain(&extensions.tags) {
            self.pair(Some(service), key, value, Advice::Label);
        }
        let lines = [
            ("image", &service.image),
            ("user", &service.user),
            ("working_dir", &service.working_dir),
            ("container_name", &service.container_name),
            ("hostname", &service.hostname),
        ];
        for (attribute, text) in lines {
            if let Some(cause) = text.as_ref().and_then(|text| self.variable(text.loc)) {
                let place = text.as_ref().map_or(service.name.loc, |text| text.loc);
                self.add(cause, place, Some(service), format!("`{attribute}`"), Advice::Elsewhere);
            }
        }
    }

    /// The help for a variable of a container.
    fn of_variable(&self, name: &Spanned<String>, value: Loc) -> Advice {
        let text = self.known.sources.text(value).trim_matches(['"', '\'']);
        let whole = text.starts_with("${") && text.ends_with('}') && text.matches('$').count() == 1;
        let from = template::variables(text).into_iter().next().filter(|_| whole && value.is_of_credential());
        Advice::Variable(name.value.clone(), from.map(|from| from.name))
    }

    /// A value with a name.
    fn pair(
        &mut self,
        service: Option<&compose::Service>,
        name: &Spanned<String>,
        value: &Spanned<String>,
        advice: Advice,
    ) {
        let place = if name.loc.is_somewhere() { name.loc } else { value.loc };
        if !place.is_somewhere() {
            return;
        }
        let cause = self.variable(value.loc).or_else(|| {
            let found = credential_in(&name.value, &value.value)?;
            Some(Cause::Value(found.to_owned()))
        });
        if let Some(cause) = cause {
            self.add(cause, place, service, format!("`{}`", name.value), advice);
        }
    }

    /// A command line.
    fn words(&mut self, service: &compose::Service, attribute: &'static str, words: &[&str], loc: Loc) {
        let cause = self.variable(loc).or_else(|| {
            let (at, range) = credential_arguments(words).into_iter().next()?;
            Some(Cause::Value(words.get(at)?.get(range)?.trim_matches(['"', '\'']).to_owned()))
        });
        if let Some(cause) = cause {
            let advice = if attribute == "healthcheck" { Advice::HealthCheck } else { Advice::Command };
            self.add(cause, loc, Some(service), format!("`{attribute}`"), advice);
        }
    }

    /// The variable with a credential that was put in at a place.
    fn variable(&self, loc: Loc) -> Option<Cause> {
        if !loc.is_of_credential() {
            return None;
        }
        let holds = |name: &str| is_credential(name) || self.known.credentials.is_made_of_others(name);
        let variables = template::variables(self.known.sources.text(loc));
        let found = variables.into_iter().find(|found| found.alternate.is_none() && holds(&found.name))?;
        Some(Cause::Variable(found.name))
    }

    fn add(
        &mut self,
        cause: Cause,
        place: Loc,
        service: Option<&compose::Service>,
        what: String,
        advice: Advice,
    ) {
        let service = service.map(|service| service.name.value.clone());
        self.causes.add(cause, Exposed { place, service, what, advice });
    }
}
