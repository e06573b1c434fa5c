//! Variables of deploy time: what a stage has of its own, one template for all of them.
//! Compose: `x-aws-variables`, `environment`. CloudFormation: Parameters; Secret of Secrets Manager and its
//! rights.
//!
//! Decisions
//! - A variable is a parameter of its name (`DB_PASSWORD` is `DbPassword`). Its references are made where
//!   text becomes a property (`literals`); a parameter that nothing refers to is left out, as whoever deploys
//!   would be asked for nothing.
//! - A secret is a parameter without echo and a secret of Secrets Manager, or one that exists:
//!   `DbPasswordSecretArn`. A value of `environment` with a secret in a longer text is a secret of its own,
//!   put together by CloudFormation: ECS cannot put texts together, and the task definition can be read by
//!   many.
//! - The value of a credential that nobody declared stands also where ECS looks no secret up, as in a
//!   command: a reference to the parameter, or a dynamic reference to the secret that exists, which is
//!   reported (`credentials`). So the command and the environment have one value. CloudFormation looks it up
//!   when it changes the task definition, which is when `SecretsRevision` changes.
//! - An option of a log driver that takes secrets is an entry of `SecretOptions` in the same way. Without a
//!   value it is left out: an empty token is none. Of an option without which no task starts, the variable
//!   must be given.
//! - Of a secret that exists, the value is looked up by a dynamic reference where it is part of a longer text
//!   (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html>).
//! - Values of an env_file are one secret, a JSON mapping, and its value is one parameter: put together key
//!   by key in the template, a value with a quotation mark would break the JSON. ECS cannot take all keys of
//!   a secret at once, so the keys are named in the task definition
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html>).
//!   `environmentFiles` would need a bucket and somebody who copies the file there, and whoever may read the
//!   bucket reads it.
//! - ECS looks a secret up when a task starts, and another value changes nothing in the task definition.
//!   `SecretsRevision` does: whoever changes it replaces the tasks.

use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::{
    Assertion, Condition, DeletionPolicy, LogicalId, Parameter, ParameterType, Pseudo, Resource, Rule,
    Secret, Template, Text, ecs, iam,
};
use crate::compose::{self, DeployVariable, VariableKind, Without};
use crate::diagnostic::{Code, Diagnostic};
use crate::grammar::deferred::{self, Part};
use crate::source::Spanned;

use super::additions::Additions;
use super::context::Lowering;
use super::literals::{dynamic_reference, joined, to_text};
use super::names::{Name, Names, OtherName, variable_has_value, variable_id, variable_secret};
use super::{parameters, tags};

/// Places that are pointed at.
const MOST_PLACES: usize = 5;

/// The label by which tasks differ when the revision does.
const REVISION: &str = "stackpose.secrets-revision";

/// The secrets among the variables, as the services speak of them.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    known: Vec<Known>,
    revision: Option<Text>,
    /// Those of single variables and options of a service, which can be a container of several tasks.
    composed: BTreeMap<ComposedKey, Composed>,
}

/// The value that a composed secret holds.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ComposedKey {
    service: String,
    /// Of a log option, else of a variable.
    is_log_option: bool,
    name: String,
}

/// The secret of a value, and where it may be empty: when it is not, and what the container gets otherwise. A
/// secret of Secrets Manager cannot be empty.
type Composed = (Text, Option<(LogicalId, Without)>);

/// The attribute of a service whose value holds a secret.
#[derive(Debug, Clone, Copy)]
enum Holder<'a> {
    Environment(&'a Spanned<String>),
    LogOption(&'a Spanned<String>),
}

impl<'a> Holder<'a> {
    fn secret_name(self, service: &'a compose::Service) -> Name<'a> {
        match self {
            Self::Environment(name) => Name::EnvironmentSecret(&service.name, name),
            Self::LogOption(name) => Name::LogOptionSecret(&service.name, name),
        }
    }

    fn has_value_name(self, service: &'a compose::Service) -> OtherName<'a> {
        match self {
            Self::Environment(name) => OtherName::EnvironmentSecretHasValue(&service.name, name),
            Self::LogOption(name) => OtherName::LogOptionSecretHasValue(&service.name, name),
        }
    }
}

/// A value that ECS looks up.
#[derive(Debug)]
struct LookedUp {
    value_from: Text,
    /// The secret that the execution role must read.
    secret: Text,
    /// Where it may be empty: when it is not, and what the container gets otherwise.
    optional: Option<(LogicalId, Without)>,
}

impl LookedUp {
    /// The entry of a list of secrets; what the execution role reads for it is added to `read`.
    fn into_entry(self, name: &Spanned<String>, read: &mut Vec<Text>) -> ecs::Entry<ecs::Secret> {
        let Self { value_from, secret, optional } = self;
        let entry = ecs::Secret { name: name.value.clone(), value_from };
        let (entry, readable) = match optional {
            None => (entry.into(), secret),
            Some((given, _)) => {
                let readable = Text::when(&given, secret, no_secret());
                (ecs::Entry::OnlyIf(given, entry), readable)
            }
        };
        if !read.contains(&readable) {
            read.push(readable);
        }
        entry
    }
}

#[derive(Debug)]
struct Known {
    variable: String,
    /// The parameter with the value.
    value: Text,
    /// The parameter with the ARN of one that exists.
    arn: LogicalId,
    /// Holds when one is made of the value.
    create: LogicalId,
    /// Of one that needs no value: holds when it has one, and what the container gets otherwise.
    optional: Option<(LogicalId, Without)>,
    /// The secret that is made, where a service takes the value as it is, or a value of an env_file.
    made: Option<LogicalId>,
}

impl Known {
    /// The whole secret, or one key of it, as ECS looks it up; none where no secret holds the value as it is.
    fn value_from(&self, key: Option<&str>) -> Option<Text> {
        let made = self.made.as_ref()?;
        let arn = |id: &LogicalId| match key {
            Some(key) => Text::sub().reference(id).text(format!(":{key}::")).finish(),
            None => Text::reference(id),
        };
        Some(Text::when(&self.create, arn(made), arn(&self.arn)))
    }
}

/// Declares the parameters, and makes the secrets that are values by themselves.
pub(super) fn lower(cx: &mut Lowering<'_>) -> Secrets {
    let project = cx.project;
    check_replicas(cx);
    let used = used_secrets(project);
    let shown = project.shown_secrets();
    let mut secrets = Secrets::default();
    let mut ids = BTreeSet::new();
    let needed = needed_options(project);
    for variable in &project.extensions.variables {
        let variable = &as_needed(variable, &needed);
        if !ids.insert(variable_id(&variable.name.value)) {
            // Its name is reported, and everything that is named by it would be there twice.
            cx.parameter(parameters::VARIABLES, Name::Variable(&variable.name), parameter(variable));
            continue;
        }
        if variable.kind != VariableKind::Secret {
            let made =
                cx.parameter(parameters::VARIABLES, Name::Variable(&variable.name), parameter(variable));
            if variable.is_choice {
                let has_value = Condition::is_empty(made.id()).negated();
                cx.condition(OtherName::VariableHasValue(&variable.name), has_value);
            }
            continue;
        }
        let name = variable.name.value.as_str();
        let is_used = used.iter().any(|value| deferred::variables(value).contains(&name));
        let is_shown = shown.contains_key(name);
        if is_used || is_shown {
            let is_whole =
                variable.file.is_some() || used.iter().any(|value| deferred::sole(value) == Some(name));
            let known = lower_secret(cx, variable, is_whole, is_shown);
            secrets.known.push(known);
        } else if variable.is_choice {
            lower_decider(cx, variable);
        }
    }
    check_given(cx, &secrets, &needed);
    let implied: Vec<&DeployVariable> = {
        let known = |variable: &&DeployVariable| secrets.find(&variable.name.value).is_some();
        project.extensions.variables.iter().filter(|it| it.is_implied).filter(known).collect()
    };
    if let Some(note) = late_credentials(&implied) {
        cx.report(note);
    }
    if !secrets.known.is_empty() {
        let description =
            "Change it together with the value of a secret: that replaces the tasks that use one";
        let revision = Parameter::new(ParameterType::String, description).with_default("1");
        secrets.revision =
            Some(cx.parameter(parameters::SECRETS, Name::SecretsRevision, revision).reference());
    }
    secrets
}

/// Says which credentials are not in the template.
fn late_credentials(variables: &[&DeployVariable]) -> Option<Diagnostic> {
    let first = variables.first()?;
    let names: Vec<String> = variables.iter().map(|variable| shown(variable)).collect();
    let subject = match names.as_slice() {
        [_] if first.file.as_ref().is_some_and(|file| file.keys.len() > 1) => {
            format!("{} are given", shown(first))
        }
        [name] => format!("{name} gets its value"),
        [names @ .., last] => format!("{} and {last} get their values", names.join(", ")),
        [] => return None,
    };
    let message = format!("{subject} when the stack is deployed, and the template holds none");
    let mut note = Diagnostic::new(Code::LateCredential, message);
    for variable in variables.iter().take(MOST_PLACES) {
        let text = if variables.len() == 1 { String::new() } else { shown(variable) };
        note = note.label(variable.name.loc, text);
    }
    let id = variable_id(&first.name.value).map(|id| id.to_string()).unwrap_or_default();
    let name = &first.name.value;
    Some(note.help(match &first.file {
        Some(file) => {
            let keys: Vec<String> = file.keys.iter().take(1).map(|key| format!("\"{key}\":\"…\"")).collect();
            format!(
                "give them as a parameter, as in `--parameter-overrides {id}='{{{}}}'`; `stackpose deploy` takes them from the \
                 file. `x-aws-env_file: {{{name}: value}}` in the service puts them into the template",
                keys.concat()
            )
        }
        None => format!(
            "give it as a parameter, as in `--parameter-overrides {id}=…`; `stackpose deploy` takes it from the environment and \
             `.env`. `x-aws-variables: {{{name}: value}}` puts it into the template"
        ),
    }))
}

/// A variable as a finding names it; of an env_file its values.
fn shown(variable: &DeployVariable) -> String {
    let name = &variable.name.value;
    match variable.file.as_ref().map(|file| file.keys.as_slice()) {
        None => format!("`{name}`"),
        Some([key]) => format!("`{key}` in `{name}`"),
        Some(keys) => format!("{} values in `{name}`", keys.len()),
    }
}

/// Reports numbers of tasks that are no `DesiredCount` of their own.
fn check_replicas(cx: &mut Lowering<'_>) {
    let mut faults = Vec::new();
    for task in &cx.plan.services {
        let main = task.service;
        for service in task.containers() {
            let Some(variable) = &service.replicas_variable else { continue };
            let of_main = main.replicas_variable.as_ref().map(|name| &name.value);
            if task.is_job {
                faults.push(no_number(variable, "a job starts as many tasks as are known before"));
            } else if main.deploy.autoscaling.is_some() {
                faults.push(no_number(variable, "`x-aws-autoscaling` decides how many tasks there are"));
            } else if of_main != Some(&variable.value) {
                faults.push(no_number(
                    variable,
                    "it runs in the task of another service, which has the number",
                ));
            }
        }
    }
    for fault in faults {
        cx.report(fault);
    }
}

fn no_number(variable: &Spanned<String>, why: &str) -> Diagnostic {
    let message = format!("`{}` cannot be a number of tasks here", variable.value);
    Diagnostic::new(Code::VariablePlace, message)
        .label(variable.loc, why)
        .help("write the number, or take the variable out of `x-aws-variables`, so that it is filled in here")
}

/// The values of `environment` and the options of log drivers that hold a secret.
fn used_secrets(project: &compose::Project) -> BTreeSet<&str> {
    let of_service = |service| {
        let all = of_environment(project, service).chain(project.secret_log_options(service));
        all.map(|(_, value)| value.value.as_str())
    };
    project.services.iter().flat_map(of_service).collect()
}

/// The variables that are the whole value of an option without which no task starts.
fn needed_options(project: &compose::Project) -> BTreeSet<&str> {
    let logging = project.services.iter().filter_map(|service| service.logging.as_ref());
    let options = logging.filter_map(|it| Some((it.driver.as_ref()?, &it.options)));
    let needed = options.flat_map(|(driver, options)| {
        options.iter().filter(|(name, _)| compose::needs_log_option(&driver.value, &name.value))
    });
    needed.filter_map(|(_, value)| deferred::sole(&value.value)).collect()
}

/// A variable that must be given where one of those options is its value, also if it may be empty elsewhere.
fn as_needed(variable: &DeployVariable, needed: &BTreeSet<&str>) -> DeployVariable {
    let mut variable = variable.clone();
    if needed.contains(variable.name.value.as_str()) {
        variable.without = None;
        variable.not_empty = true;
        variable.default = variable.default.filter(|default| !default.value.is_empty());
    }
    variable
}

fn of_environment<'a>(
    project: &'a compose::Project,
    service: &'a compose::Service,
) -> impl Iterator<Item = (&'a Spanned<String>, &'a Spanned<String>)> {
    let filled = |name: &str| service.extensions.secrets.iter().any(|secret| secret.name.value == name);
    let variables =
        service.environment.iter().filter_map(|variable| Some((&variable.name, variable.value.as_ref()?)));
    variables.filter(move |(name, value)| project.holds_secret(&value.value) && !filled(&name.value))
}

fn parameter(variable: &DeployVariable) -> Parameter {
    let DeployVariable {
        name,
        kind,
        default,
        pattern,
        allowed,
        description,
        not_empty,
        without: _,
        is_implied: _,
        is_choice: _,
        instead_of: _,
        file: _,
    } = variable;
    let (kind, is_text) = match kind {
        VariableKind::Text | VariableKind::Secret => (ParameterType::String, true),
        VariableKind::Number => (ParameterType::Number, false),
    };
    let description =
        description.clone().unwrap_or_else(|| format!("The variable {} of the Compose files", name.value));
    let parameter = Parameter::new(kind, description);
    Parameter {
        default: default.as_ref().map(|default| default.value.clone()),
        allowed_pattern: pattern.clone(),
        allowed_values: allowed.clone(),
        min_length: (*not_empty && is_text && allowed.is_empty()).then_some(1),
        ..parameter
    }
}

fn lower_secret(cx: &mut Lowering<'_>, variable: &DeployVariable, is_whole: bool, is_shown: bool) -> Known {
    let name = &variable.name;
    let described = variable.description.clone();
    let described = described.unwrap_or_else(|| match &variable.file {
        Some(file) => of_file(name, &file.keys),
        None => format!("Value of the secret variable {} of the Compose files", name.value),
    });
    let value = Parameter::new(ParameterType::String, described).secret();
    let value =
        Parameter { allowed_pattern: variable.pattern.as_ref().map(|it| format!("^(?:{it})?$")), ..value };
    // In the default of another it is demanded by a rule.
    let has_default = variable.without.is_some() || !variable.instead_of.is_empty();
    let value = if has_default { value.with_default("") } else { value };
    let value = cx.parameter(parameters::SECRETS, Name::Variable(name), value);
    let arn = format!("Secret that exists and holds {}; empty makes one of the value", name.value);
    let arn = Parameter::new(ParameterType::String, arn).with_default("");
    let arn = Parameter { allowed_pattern: Some(SECRET_ARN.to_owned()), ..arn };
    let arn = cx.parameter(parameters::SECRETS, Name::VariableSecretArn(name), arn);
    let none_exists = Condition::is_empty(arn.id());
    if is_shown {
        cx.condition(OtherName::VariableSecretExists(name), none_exists.clone().negated());
    }
    let given = Condition::is_empty(value.id()).negated();
    let is_given = (has_default || variable.is_choice).then(|| {
        let is_given = any(given.clone(), none_exists.clone().negated());
        cx.condition(OtherName::VariableHasValue(name), is_given)
    });
    let optional = is_given.filter(|_| has_default);
    let optional = optional.map(|is_given| (is_given, variable.without.unwrap_or(Without::Empty)));
    let condition = if optional.is_some() { Condition::And(vec![given, none_exists]) } else { none_exists };
    let create = cx.condition(OtherName::CreateVariableSecret(name), condition);
    let made = is_whole.then(|| {
        let description = format!("{} of {}", name.value, cx.project.name);
        let made = secret(cx, &description, value.reference());
        cx.add(Name::VariableSecret(name), made.when(&create)).id().clone()
    });
    Known {
        variable: name.value.clone(),
        value: value.reference(),
        arn: arn.id().clone(),
        create,
        optional,
        made,
    }
}

/// Keys that a description lists.
const MOST_KEYS: usize = 20;

/// The description of the parameter with the values of an env_file.
fn of_file(name: &Spanned<String>, keys: &[String]) -> String {
    let listed: Vec<&str> = keys.iter().take(MOST_KEYS).map(String::as_str).collect();
    let more = if keys.len() > MOST_KEYS { " …" } else { "" };
    format!("Values of the env_file {} as JSON, a mapping with {}{more}", name.value, listed.join(" "))
}

/// A secret of which only matters whether it has a value.
fn lower_decider(cx: &mut Lowering<'_>, variable: &DeployVariable) {
    let name = &variable.name;
    let description = format!("Whether the secret variable {} of the Compose files has a value", name.value);
    let value = Parameter::new(ParameterType::String, description).secret().with_default("");
    let value = cx.parameter(parameters::SECRETS, Name::Variable(name), value);
    let has_value = Condition::is_empty(value.id()).negated();
    cx.condition(OtherName::VariableHasValue(name), has_value);
}

/// The most that `Fn::Or` takes.
const MOST_ALTERNATIVES: usize = 10;

/// Demands the values that are needed: of a secret its own or that of one that exists, and of a variable in a
/// default only where the one before it has none.
fn check_given(cx: &mut Lowering<'_>, secrets: &Secrets, needed: &BTreeSet<&str>) {
    let ways = |name: &str| {
        let value = variable_id(name);
        let arn = secrets.find(name).map(|known| known.arn.clone());
        value.into_iter().chain(arn).collect::<Vec<LogicalId>>()
    };
    for variable in &cx.project.extensions.variables {
        let name = &variable.name;
        let is_needed = match variable.kind {
            VariableKind::Secret => {
                let may_be_empty = variable.without.is_some() && !needed.contains(name.value.as_str());
                secrets.find(&name.value).is_some() && !may_be_empty
            }
            VariableKind::Text | VariableKind::Number => {
                let has_default = variable.default.as_ref().is_some_and(|default| !default.value.is_empty());
                !variable.instead_of.is_empty() && !has_default
            }
        };
        if !is_needed {
            continue;
        }
        let names = std::iter::once(&name.value).chain(&variable.instead_of);
        let ids = names.flat_map(|name| ways(name)).take(MOST_ALTERNATIVES);
        let ids: Vec<LogicalId> = ids.collect();
        let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let must_be_given = Assertion {
            assert: Condition::Or(ids.iter().map(|id| Condition::is_empty(id).negated()).collect()).into(),
            assert_description: format!("{} must be given", texts.join(" or ")),
        };
        let rule = Rule { rule_condition: None, assertions: vec![must_be_given] };
        cx.rule(OtherName::VariableGiven(name), rule);
    }
}

const SECRET_ARN: &str = r"^(arn:[^:]+:secretsmanager:[^:]+:\d{12}:secret:[^:]+)?$";

fn secret(cx: &Lowering<'_>, description: &str, value: Text) -> Resource {
    let secret = Secret {
        description: Some(to_text(description)),
        secret_string: Some(value),
        tags: tags::of_project(cx.project),
        ..Secret::default()
    };
    Resource::new(&secret).keep(DeletionPolicy::Delete)
}

/// The secrets and rights behind the values of an environment that hold secrets.
pub(super) fn of_service(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    secrets: &mut Secrets,
) -> Additions {
    let mut additions = Additions::default();
    let mut read = Vec::new();
    for (name, value) in of_environment(cx.project, service) {
        let found = secrets.look_up(cx, service, Holder::Environment(name), &value.value);
        if let Some((given, Without::Empty)) = &found.optional {
            let empty = ecs::KeyValuePair { name: name.value.clone(), value: "".into() };
            additions.environment.push(ecs::Entry::Unless(given.clone(), empty));
        }
        additions.secrets.push(found.into_entry(name, &mut read));
    }
    for (name, value) in cx.project.secret_log_options(service) {
        let found = secrets.look_up(cx, service, Holder::LogOption(name), &value.value);
        additions.log_secrets.push(found.into_entry(name, &mut read));
    }
    if !read.is_empty() {
        additions.to_start = vec![iam::Statement::allow(["secretsmanager:GetSecretValue"], read)];
    }
    let shows = || service.shown_texts().iter().any(|text| cx.project.holds_secret(text.text));
    if !additions.to_start.is_empty() || shows() {
        additions.labels.extend(secrets.revision.clone().map(|revision| (REVISION.to_owned(), revision)));
    }
    additions
}

/// A resource that is none: a policy must name one, also where there is no value.
fn no_secret() -> Text {
    let arn = Text::sub().text("arn:").pseudo(Pseudo::Partition).text(":secretsmanager:");
    let arn = arn.pseudo(Pseudo::Region).text(":").pseudo(Pseudo::AccountId);
    arn.text(":secret:").pseudo(Pseudo::StackName).text("/none").finish()
}

fn all(one: Condition, other: Option<Condition>) -> Condition {
    match other {
        Some(other) => Condition::And(vec![one, other]),
        None => one,
    }
}

fn any(one: Condition, other: Condition) -> Condition {
    Condition::Or(vec![one, other])
}

impl Secrets {
    fn find(&self, variable: &str) -> Option<&Known> {
        self.known.iter().find(|known| known.variable == variable)
    }

    /// How ECS looks up a value that holds a secret.
    fn look_up(
        &mut self,
        cx: &mut Lowering<'_>,
        service: &compose::Service,
        holder: Holder<'_>,
        text: &str,
    ) -> LookedUp {
        let (variable, key) = match deferred::entry(text) {
            Some((file, key)) => (Some(file), Some(key)),
            None => (deferred::sole(text), None),
        };
        let known = variable.and_then(|variable| self.find(variable));
        if let Some((known, secret)) = known.and_then(|known| Some((known, known.value_from(None)?))) {
            let value_from = known.value_from(key).unwrap_or_else(|| secret.clone());
            return LookedUp { value_from, secret, optional: known.optional.clone() };
        }
        let (secret, optional) = self.composed_once(cx, service, holder, text);
        LookedUp { value_from: secret.clone(), secret, optional }
    }

    /// The secret of one value of a service, which is a longer text.
    fn composed_once(
        &mut self,
        cx: &mut Lowering<'_>,
        service: &compose::Service,
        holder: Holder<'_>,
        text: &str,
    ) -> Composed {
        let (Holder::Environment(name) | Holder::LogOption(name)) = holder;
        let key = ComposedKey {
            service: service.name.value.clone(),
            is_log_option: matches!(holder, Holder::LogOption(_)),
            name: name.value.clone(),
        };
        if let Some(known) = self.composed.get(&key) {
            return known.clone();
        }
        let description = format!("{} of {} of {}", name.value, service.name.value, cx.project.name);
        let has_value = self.has_value(text, &[]);
        let value = self.composed(&deferred::without_credentials(text), has_value.is_some());
        let made = secret(cx, &description, value);
        let has_value = has_value.map(|it| cx.condition(holder.has_value_name(service), it));
        let made = match &has_value {
            Some(condition) => made.when(condition),
            None => made,
        };
        let made = cx.add(holder.secret_name(service), made).reference();
        let made = (made, has_value.map(|condition| (condition, Without::Empty)));
        self.composed.insert(key, made.clone());
        made
    }

    /// When a text is not empty; none where it never is. The variables of which that is known beforehand are
    /// `given`.
    fn has_value(&self, text: &str, given: &[&str]) -> Option<Condition> {
        let mut parts = Vec::new();
        for part in deferred::parts(text) {
            parts.push(match part {
                Part::Text(_) | Part::Entry { .. } => return None,
                Part::Variable(name) | Part::Credential(name) if given.contains(&name) => return None,
                Part::Variable(name) | Part::Credential(name) => match self.find(name) {
                    Some(Known { optional: Some((has_value, _)), .. }) => Condition::Named(has_value.clone()),
                    Some(_) => return None,
                    None => Condition::is_empty(&variable_id(name)?).negated(),
                },
                Part::Choice { name, given: inner, otherwise } => {
                    let decides = Condition::Named(variable_has_value(name)?);
                    let of_given = self.has_value(inner, &[given, &[name]].concat());
                    if otherwise.is_empty() {
                        all(decides, of_given)
                    } else {
                        let of_other = self.has_value(otherwise, given);
                        match (of_given, of_other) {
                            (None, None) => return None,
                            (of_given, of_other) => {
                                any(all(decides.clone(), of_given), all(decides.negated(), of_other))
                            }
                        }
                    }
                }
            });
        }
        parts.into_iter().reduce(any)
    }

    /// A text with values of secrets in it, and whether it is known not to be empty.
    fn composed(&self, text: &str, has_value: bool) -> Text {
        joined(text, has_value, &|name, is_there| match self.find(name) {
            Some(known) => {
                let found = dynamic_reference(&known.arn);
                let found = match &known.optional {
                    Some((given, _)) if !is_there => Text::when(given, found, ""),
                    Some(_) | None => found,
                };
                Some(Text::when(&known.create, known.value.clone(), found))
            }
            None => variable_id(name).map(|id| Text::reference(&id)),
        })
    }
}

/// Takes the parameters out that nothing refers to, such as those of services that were not asked for.
pub(super) fn drop_unused(cx: &mut Lowering<'_>) {
    let project = cx.project;
    let conditions: Vec<LogicalId> = project
        .extensions
        .variables
        .iter()
        .flat_map(|variable| {
            let name = &variable.name;
            let create = Names::other(OtherName::CreateVariableSecret(name));
            let exists = Names::other(OtherName::VariableSecretExists(name));
            [variable_has_value(&name.value), create, exists].into_iter().flatten()
        })
        .collect();
    if !conditions.is_empty() {
        let (template, ..) = cx.open();
        let unused = template.unused_conditions(conditions);
        template.sections_mut().conditions.retain(|id, _| !unused.contains(id));
    }
    let variables = project.extensions.variables.iter();
    let ids = variables.clone().flat_map(|variable| {
        let name = &variable.name.value;
        [variable_id(name), variable_secret(name).map(|(arn, _)| arn)].into_iter().flatten()
    });
    let ids: Vec<LogicalId> = ids.collect();
    if ids.is_empty() {
        return;
    }
    let (template, ..) = cx.open();
    // A rule about a variable does not make it needed.
    let unused = template.unused_parameters(ids);
    template.sections_mut().parameters.retain(|id, _| !unused.contains(id));
    let rules: Vec<LogicalId> = variables
        .filter(|variable| variable_id(&variable.name.value).is_some_and(|id| unused.contains(&id)))
        .filter_map(|variable| Names::other(OtherName::VariableGiven(&variable.name)))
        .collect();
    template.sections_mut().rules.retain(|id, _| !rules.contains(id));
    for group in &mut template.interface.groups {
        group.parameters.retain(|id| !unused.contains(id));
    }
    template.interface.groups.retain(|group| !group.parameters.is_empty());
}

/// The parameters of a template that variables give their values, and those variables.
pub fn values(project: &compose::Project, template: &Template) -> Vec<(LogicalId, DeployVariable)> {
    let needed = needed_options(project);
    let value = |variable: &DeployVariable| {
        let id = variable_id(&variable.name.value)?;
        template.parameters().contains_key(&id).then(|| (id, as_needed(variable, &needed)))
    };
    project.extensions.variables.iter().filter_map(value).collect()
}

/// The parameter that names a secret that exists, by that of the value.
#[cfg(feature = "deploy")]
pub fn arn_parameter(value: &str) -> String {
    format!("{value}SecretArn")
}
