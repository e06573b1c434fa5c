//! Exec: commands that people run in the containers of a task.
//! Compose: `x-aws-exec`. CloudFormation: `EnableExecuteCommand` of an ECS service,
//! `ExecuteCommandConfiguration` of a cluster, rights of a task role.
//!
//! Decisions
//! - The agent of Systems Manager that ECS puts into each container opens the session with the task role,
//!   which gets the four rights for that, and those for the key and the place of the record that `x-aws-exec`
//!   of the project names (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html>).
//! - How sessions are kept belongs to the cluster, so it is said once, for the project, and of our own
//!   cluster only.
//! - The agent leaves processes behind, so a container gets an init process unless its file says otherwise.
//! - The agent writes into the container: one with a read-only root filesystem cannot be entered.
//!
//! Not here: who may run commands; that is `ecs:ExecuteCommand` of a person.

use crate::cfn::{Handle, Pseudo, Text, ecs, iam};
use crate::compose::{self, ExecLogging};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Loc;

use super::context::Lowering;
use crate::lower::literals::to_text;
use crate::plan::Platform;

/// The actions of the agent, none of which supports resources.
const SESSION: [&str; 4] = [
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
];

const WRITE: [&str; 3] = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"];

/// Whether commands may be run in the tasks of a service.
pub(super) fn is_on(project: &compose::Project, service: &compose::Service) -> bool {
    compose::exec(&service.extensions, &project.extensions).is_some()
}

/// How our own cluster keeps sessions.
pub(super) fn configuration(project: &compose::Project) -> Option<ecs::ClusterConfiguration> {
    let compose::Exec { enabled: _, logging, kms_key } = project.extensions.exec.as_ref()?;
    let logging = logging.as_ref().map(|logging| &logging.value);
    if logging.is_none() && kms_key.is_none() {
        return None;
    }
    let execute_command_configuration = ecs::ExecuteCommandConfiguration {
        kms_key_id: kms_key.as_ref().map(|key| to_text(&key.value)),
        logging: logging.map(|logging| match logging {
            ExecLogging::Default => ecs::ExecuteCommandLogging::Default,
            ExecLogging::None => ecs::ExecuteCommandLogging::None,
            ExecLogging::Override(_) => ecs::ExecuteCommandLogging::Override,
        }),
        log_configuration: logging.and_then(|logging| match logging {
            ExecLogging::Default | ExecLogging::None => None,
            ExecLogging::Override(record) => Some(place(record)),
        }),
    };
    Some(ecs::ClusterConfiguration { execute_command_configuration })
}

fn place(record: &compose::ExecRecord) -> ecs::ExecuteCommandLogConfiguration {
    let compose::ExecRecord { log_group, bucket, prefix, encrypted } = record;
    let encrypted = encrypted.as_ref().map(|encrypted| encrypted.value);
    ecs::ExecuteCommandLogConfiguration {
        cloud_watch_log_group_name: log_group.as_ref().map(|group| to_text(&group.value)),
        cloud_watch_encryption_enabled: log_group.as_ref().and(encrypted),
        s3_bucket_name: bucket.as_ref().map(|bucket| to_text(&bucket.value)),
        s3_encryption_enabled: bucket.as_ref().and(encrypted),
        s3_key_prefix: prefix.as_ref().map(|prefix| to_text(&prefix.value)),
    }
}

/// The rights of a task whose containers may be entered.
pub(super) fn grants(
    project: &compose::Project,
    service: &compose::Service,
    log_group: &Handle,
) -> Vec<iam::Statement> {
    if !is_on(project, service) {
        return Vec::new();
    }
    let mut grants = vec![iam::Statement::allow(SESSION, ["*".into()])];
    let Some(compose::Exec { enabled: _, logging, kms_key }) = &project.extensions.exec else {
        return grants;
    };
    if let Some(key) = kms_key {
        grants.push(iam::Statement::allow(["kms:Decrypt"], [to_text(&key.value)]));
    }
    match logging.as_ref().map(|logging| &logging.value) {
        None | Some(ExecLogging::None) => {}
        Some(ExecLogging::Default) => grants.extend(to_log(log_group.attribute("Arn"))),
        Some(ExecLogging::Override(record)) => {
            if let Some(group) = &record.log_group {
                grants.extend(to_log(log_group_arn(&group.value)));
            }
            if let Some(bucket) = &record.bucket {
                grants.extend(to_store(&bucket.value, record.prefix.as_ref().map(|it| it.value.as_str())));
            }
        }
    }
    grants
}

fn to_log(group: Text) -> [iam::Statement; 2] {
    // To look for groups knows no resources.
    [iam::Statement::allow(["logs:DescribeLogGroups"], ["*".into()]), iam::Statement::allow(WRITE, [group])]
}

fn log_group_arn(name: &str) -> Text {
    let arn = Text::sub().text("arn:").pseudo(Pseudo::Partition).text(":logs:").pseudo(Pseudo::Region);
    arn.text(":").pseudo(Pseudo::AccountId).text(format!(":log-group:{name}:*")).finish()
}

fn to_store(bucket: &str, prefix: Option<&str>) -> [iam::Statement; 2] {
    let arn = |rest: &str| {
        let arn = Text::sub().text("arn:").pseudo(Pseudo::Partition).text(format!(":s3:::{bucket}{rest}"));
        arn.finish()
    };
    let objects = match prefix {
        Some(prefix) => format!("/{}/*", prefix.trim_matches('/')),
        None => "/*".to_owned(),
    };
    [
        iam::Statement::allow(["s3:GetBucketLocation", "s3:GetEncryptionConfiguration"], [arn("")]),
        iam::Statement::allow(["s3:PutObject"], [arn(&objects)]),
    ]
}

/// Makes a container of a task one that can be entered, and says where that is not possible.
pub(super) fn prepare(
    cx: &mut Lowering<'_>,
    main: &compose::Service,
    service: &compose::Service,
    container: &mut ecs::ContainerDefinition,
) {
    let Some(enabled) = compose::exec(&main.extensions, &cx.project.extensions) else { return };
    if let Some(read_only) = service.read_only.as_ref().filter(|read_only| read_only.value) {
        let said_here = service.extensions.exec.is_some();
        cx.report(cannot_be_entered(service, enabled.loc, read_only.loc, said_here));
    }
    if !Platform::for_service(main).is_some_and(Platform::is_windows) {
        let linux = container.linux_parameters.get_or_insert_default();
        linux.init_process_enabled.get_or_insert(true);
    }
}

/// Two words at one service exclude each other; of a word for the whole project the others still have
/// something.
fn cannot_be_entered(service: &compose::Service, exec: Loc, read_only: Loc, said_here: bool) -> Diagnostic {
    let code = if said_here { Code::ReadOnlyExec } else { Code::Approximated };
    let name = &service.name.value;
    let message = format!("no command can be run in `{name}`: its root filesystem is read-only");
    Diagnostic::new(code, message)
        .label(read_only, "the agent cannot write its files")
        .label(exec, "commands are wanted here")
        .help("remove `read_only`, or write `x-aws-exec: false` at the service")
}
