//! Logs: where the output of containers goes.
//! Compose: `logging`, `x-aws-log_secrets`, `x-aws-logs_class`, `x-aws-logs_deletion_protection`,
//! `x-aws-logs_kms_key`, `x-aws-logs_retention`. CloudFormation: `LogGroup`, `LogConfiguration` of a
//! container.
//!
//! Decisions
//! - One log group a stack, named after the stack so that people find it; a stream prefix a service. It goes
//!   with the stack: logs are no data, and a kept group would stand in the way of the next deployment.
//! - `mode: non-blocking` is always said: since 2025 the default hangs on a setting of the account
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html>).
//! - `driver: none` leaves the log configuration out: then Fargate keeps nothing.
//! - Fargate has `awslogs`, `splunk` and `awsfirelens`
//!   (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html>). The options of
//!   the last two pass as they are. One with a credential of a variable is looked up by ECS (`variables`); a
//!   credential that is written gets a warning, and `x-aws-log_secrets` keeps it out of the template. Any
//!   other driver becomes `awslogs`, with a warning.
//! - A log group that is protected from deletion stays when the stack goes: a stack that cannot delete it
//!   would hang.
//!
//! Not here: the right to write, which `roles` gives from what is returned here; the container to which
//! `awsfirelens` sends (`router`).

use crate::cfn::{DeletionPolicy, Handle, Pseudo, Resource, Text, ecs, iam, logs};
use crate::compose::{self, ROUTED, SPLUNK, SPLUNK_TOKEN, SPLUNK_URL, takes_log_secrets};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{Loc, Spanned};

use super::context::Lowering;
use super::credentials;
use super::literals::{to_sub, to_text};
use super::log_receiver::{self, Receiver};
use super::names::Name;
use super::tags;

/// How many days logs are kept when nobody says.
const DEFAULT_RETENTION: u32 = 30;

/// The options of the `awslogs` driver.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html>
const AWSLOGS_OPTIONS: [&str; 8] = [
    "awslogs-create-group",
    "awslogs-datetime-format",
    "awslogs-group",
    "awslogs-multiline-pattern",
    "awslogs-region",
    "awslogs-stream-prefix",
    "max-buffer-size",
    "mode",
];

/// How a container logs, and what it needs for that.
#[derive(Debug, Default)]
pub(super) struct Logging {
    /// Nothing where nothing is kept.
    pub(super) configuration: Option<ecs::LogConfiguration>,
    /// The rights to write.
    pub(super) grants: Vec<iam::Statement>,
}

/// Makes the log group.
pub(super) fn lower(cx: &mut Lowering<'_>) -> Handle {
    let compose::ProjectExtensions {
        logs_retention, logs_class, logs_kms_key, logs_deletion_protection, ..
    } = &cx.project.extensions;
    let retention = logs_retention.as_ref().map_or(DEFAULT_RETENTION, |days| days.value);
    let protected = logs_deletion_protection.as_ref().is_some_and(|protected| protected.value);
    let group = logs::LogGroup {
        log_group_name: Some(Text::sub().text("/ecs/").pseudo(Pseudo::StackName).finish()),
        retention_in_days: Some(retention),
        log_group_class: logs_class.as_ref().map(|class| match class.value {
            compose::LogsClass::Standard => logs::LogGroupClass::Standard,
            compose::LogsClass::InfrequentAccess => logs::LogGroupClass::InfrequentAccess,
        }),
        kms_key_id: logs_kms_key.as_ref().map(|key| to_text(&key.value)),
        deletion_protection_enabled: protected.then_some(true),
        tags: tags::of_project(cx.project),
    };
    // A stack cannot delete what is protected, and would hang on it.
    let policy = if protected { DeletionPolicy::Retain } else { DeletionPolicy::Delete };
    cx.add(Name::LogGroup, Resource::new(&group).keep(policy))
}

/// How a container of our own logs.
pub(super) fn of_ours(group: &Handle, service: &compose::Service) -> Logging {
    Logging {
        configuration: Some(awslogs(group, service)),
        grants: vec![iam::Statement::allow(WRITE, [group.attribute("Arn")])],
    }
}

/// How the container of a service logs.
pub(super) fn of_service(cx: &mut Lowering<'_>, group: &Handle, service: &compose::Service) -> Logging {
    let driver = service.logging.as_ref().and_then(|logging| logging.driver.as_ref());
    let word = driver.map_or("awslogs", |driver| driver.value.as_str());
    if let Some(secret) = service.extensions.log_secrets.first().filter(|_| !takes_log_secrets(word)) {
        cx.report(no_secrets(word, secret));
    }
    let Some(compose::Logging { loc, driver: _, options }) = &service.logging else {
        return of_ours(group, service);
    };
    match word {
        "awslogs" => with_options(cx, group, service, options),
        "none" => Logging::default(),
        ROUTED if compose::is_log_router(service) => {
            cx.report(routes_itself(service, driver.map_or(*loc, |driver| driver.loc)));
            of_ours(group, service)
        }
        SPLUNK | ROUTED => {
            if word == SPLUNK {
                check_splunk(cx, service, *loc, options);
            }
            let configuration = passed_on(cx, word, service, options);
            Logging { configuration: Some(configuration), grants: Vec::new() }
        }
        other => {
            let loc = driver.map_or(service.name.loc, |driver| driver.loc);
            let receiver = log_receiver::receiver_of(cx.project, other, options);
            cx.report(unknown_driver(other, loc, receiver));
            of_ours(group, service)
        }
    }
}

const WRITE: [&str; 2] = ["logs:CreateLogStream", "logs:PutLogEvents"];

fn awslogs(group: &Handle, service: &compose::Service) -> ecs::LogConfiguration {
    let mut configuration = ecs::LogConfiguration::new("awslogs");
    configuration.options.extend([
        ("awslogs-group".to_owned(), group.reference()),
        ("awslogs-region".to_owned(), Pseudo::Region.into()),
        ("awslogs-stream-prefix".to_owned(), to_text(&service.name.value)),
        ("mode".to_owned(), "non-blocking".into()),
    ]);
    configuration
}

fn with_options(
    cx: &mut Lowering<'_>,
    group: &Handle,
    service: &compose::Service,
    options: &[(Spanned<String>, Spanned<String>)],
) -> Logging {
    let mut configuration = awslogs(group, service);
    for (key, value) in options {
        if AWSLOGS_OPTIONS.contains(&key.value.as_str()) {
            configuration.options.insert(key.value.clone(), to_text(&value.value));
        } else {
            cx.report(unknown_option(key));
        }
    }
    let said = |name: &str| options.iter().find(|(key, _)| key.value == name).map(|(_, value)| &value.value);
    let Some(other) = said("awslogs-group") else {
        if let Some((key, _)) = options.iter().find(|(key, _)| key.value == "awslogs-region") {
            cx.report(region_without_group(key));
        }
        return Logging { configuration: Some(configuration), ..of_ours(group, service) };
    };
    let arn = Text::sub().text("arn:").pseudo(Pseudo::Partition).text(":logs:");
    let arn = match said("awslogs-region") {
        Some(region) => arn.then(to_sub(region)),
        None => arn.pseudo(Pseudo::Region),
    };
    let arn =
        arn.text(":").pseudo(Pseudo::AccountId).text(":log-group:").then(to_sub(other)).text(":*").finish();
    let creates = said("awslogs-create-group").is_some_and(|creates| creates == "true");
    let actions = WRITE.into_iter().chain(creates.then_some("logs:CreateLogGroup"));
    Logging { configuration: Some(configuration), grants: vec![iam::Statement::allow(actions, [arn])] }
}

/// The options of a driver that is not ours to know.
fn passed_on(
    cx: &mut Lowering<'_>,
    driver: &str,
    service: &compose::Service,
    options: &[(Spanned<String>, Spanned<String>)],
) -> ecs::LogConfiguration {
    let mut configuration = ecs::LogConfiguration::new(driver);
    for (key, value) in options {
        if let Some(secret) =
            service.extensions.log_secrets.iter().find(|secret| secret.name.value == key.value)
        {
            cx.report(twice(key, secret));
        }
        if let Some(warning) = credentials::named(key, value) {
            cx.report(warning.help(format!(
                "keep it in AWS Secrets Manager or the Parameter Store, and name it there: `x-aws-log_secrets: {{{}: …}}`",
                key.value
            )));
        }
        if cx.project.holds_secret(&value.value) {
            continue;
        }
        configuration.options.insert(key.value.clone(), to_text(&value.value));
    }
    configuration
}

/// Without these two no task starts.
/// <https://docs.docker.com/engine/logging/drivers/splunk/>
fn check_splunk(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    loc: Loc,
    options: &[(Spanned<String>, Spanned<String>)],
) {
    for (needed, how) in [
        (SPLUNK_URL, "add `splunk-url` to its `options`"),
        (SPLUNK_TOKEN, "add `x-aws-log_secrets: {splunk-token: …}` with the secret that holds it"),
    ] {
        let secrets = service.extensions.log_secrets.iter().map(|secret| &secret.name.value);
        if !options.iter().map(|(key, _)| &key.value).chain(secrets).any(|key| key == needed) {
            cx.report(missing(needed, how, loc));
        }
    }
}

fn missing(option: &str, how: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::LogOptionNeeded, format!("the driver `splunk` needs `{option}`")).at(loc).help(how)
}

fn no_secrets(driver: &str, secret: &compose::SecretVariable) -> Diagnostic {
    let message = format!("the driver `{driver}` has no options that are secrets");
    Diagnostic::new(Code::LogSecrets, message)
        .at(secret.name.loc)
        .help("use the driver `splunk` or `awsfirelens`, or remove `x-aws-log_secrets`")
}

fn twice(option: &Spanned<String>, secret: &compose::SecretVariable) -> Diagnostic {
    let message = format!("`{}` stands in `logging.options` and in `x-aws-log_secrets`", option.value);
    Diagnostic::new(Code::NamedTwice, message)
        .label(secret.name.loc, "here too")
        .label(option.loc, "first here")
        .help("keep the secret, and remove the option")
}

fn unknown_driver(driver: &str, loc: Loc, receiver: Option<Receiver>) -> Diagnostic {
    let message = format!("Fargate has no log driver `{driver}`, logs go to CloudWatch Logs");
    let diagnostic = Diagnostic::new(Code::LogDriver, message).at(loc);
    match receiver {
        Some(Receiver { name, options }) => diagnostic.help(format!(
            "leave `logging` out if they shall stay there; `logging: {{driver: awsfirelens, options: {{{options}}}}}` sends them to \
             `{name}`"
        )),
        None => diagnostic.help(
            "leave `logging` out or write `driver: awslogs`; `splunk`, `awsfirelens` and `none` are there too",
        ),
    }
}

fn routes_itself(service: &compose::Service, loc: Loc) -> Diagnostic {
    let message = format!("`{}` routes logs itself, its own go to CloudWatch Logs", service.name.value);
    Diagnostic::new(Code::LogDriver, message)
        .at(loc)
        .help("leave its `logging` out, or write `driver: awslogs`")
}

fn region_without_group(key: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::LogRegion, "the stack's log group is in the stack's own region")
        .at(key.loc)
        .help("name a group of that region with `awslogs-group`, or remove the region")
}

fn unknown_option(key: &Spanned<String>) -> Diagnostic {
    let message = format!("the driver `awslogs` has no option `{}`", key.value);
    let diagnostic = Diagnostic::new(Code::LogOption, message).at(key.loc);
    match nearest(&key.value, AWSLOGS_OPTIONS) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("it has {}", AWSLOGS_OPTIONS.join(", "))),
    }
}
