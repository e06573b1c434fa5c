//! Roles: what a task may do in the account.
//! Compose: `x-aws-policies`, `x-aws-role`, `x-aws-task_role`, `x-aws-permissions_boundary`, and whatever
//! else needs a right. CloudFormation: IAM Role.
//!
//! Decisions
//! - Each service has an execution role of its own, by which ECS starts its tasks: it may write this task's
//!   logs and pull this task's image, nothing else. The managed policy that everybody uses would open every
//!   repository and log group.
//! - Rights to pull are given where the image may be in ECR: its host says so, or it is a parameter. The
//!   images of our own parameters are public by default. Another value may be in ECR, in whichever
//!   repository: a condition adds AWS's own policy for pulling then. It has `ecr:BatchImportUpstreamImage`,
//!   which fills a pull-through cache, and not `ecr:CreateRepository`: the repository of the cache must be
//!   there, for the right to make any repository is none for a task.
//! - A task role is there only when something was granted. One that exists (`x-aws-task_role`) is left as it
//!   is: what our own would have had is said in a warning.
//! - A permissions boundary bounds every role of a service, also those by which AWS acts for it; so every
//!   role is made by `new`. That of the service wins over the project's.
//! - A service of AWS takes a role for resources of this account only (`aws:SourceAccount`).
//! - ARNs name the partition by `AWS::Partition`, so that other partitions work.
//!
//! Not here: what the grants are for; the rooms that need them say so.

mod existing;

use crate::cfn::{Handle, LogicalId, Pseudo, Resource, Text, Value, iam};
use crate::compose;

use super::context::Lowering;
use super::names::Name;
use super::tags;
use crate::lower::literals::to_text;
use crate::plan::ServicePlan;
use crate::plan::facts::container_name;

/// The service that takes the roles.
const TASKS: &str = "ecs-tasks.amazonaws.com";

/// The first part of repositories that ECR fills from another registry, as its console names them.
/// <https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html>
const UPSTREAM: [&str; 8] =
    ["chainguard", "docker-hub", "ecr-public", "ghcr", "github", "gitlab", "kubernetes", "quay"];

/// <https://docs.aws.amazon.com/AmazonECR/latest/userguide/security-iam-awsmanpol.html>
const PULL: &str = "AmazonEC2ContainerRegistryPullOnly";

/// The roles of a service.
#[derive(Debug)]
pub(super) struct Roles {
    /// ARN of that by which ECS starts the tasks; none where nothing is needed for that.
    pub(super) execution: Option<Text>,
    /// ARN of that which the containers have.
    pub(super) task: Option<Text>,
}

/// Makes the roles of a service, from the grants that its parts need to start and to run, and the conditions
/// under which it has images that are not our defaults.
pub(super) fn lower(
    cx: &mut Lowering<'_>,
    plan: &ServicePlan<'_>,
    to_start: Vec<iam::Statement>,
    to_run: Vec<iam::Statement>,
    changed_images: &[LogicalId],
) -> Roles {
    let execution =
        lower_execution(cx, plan.service, to_start, changed_images).map(|role| role.attribute("Arn"));
    let task = match &plan.service.extensions.task_role {
        Some(arn) => {
            existing::report(cx, plan, arn, &to_run);
            Some(to_text(&arn.value))
        }
        None => lower_task(cx, plan, to_run).map(|role| role.attribute("Arn")),
    };
    Roles { execution, task }
}

/// A role for what belongs to a service: with its tags, and within its boundary.
pub(super) fn new(
    project: &compose::Project,
    service: &compose::Service,
    assumed: iam::PolicyDocument,
) -> iam::Role {
    let boundary = &service.extensions.permissions_boundary;
    let boundary = boundary.as_ref().or(project.extensions.permissions_boundary.as_ref());
    iam::Role {
        permissions_boundary: boundary.map(|arn| to_text(&arn.value)),
        tags: tags::of_service(project, service),
        ..iam::Role::new(assumed)
    }
}

/// Lets a service of AWS take a role, for resources of the stack's own account only: the service acts for
/// every account, and must not be talked into using this role for another one.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html>
pub(super) fn assumed_by(service: &str) -> iam::PolicyDocument {
    let mut document = iam::PolicyDocument::assumed_by(service);
    document.statement = document
        .statement
        .into_iter()
        .map(|statement| statement.only_if("StringEquals", "aws:SourceAccount", Pseudo::AccountId))
        .collect();
    document
}

/// A role for what belongs to the project as a whole.
pub(super) fn of_project(project: &compose::Project, assumed: iam::PolicyDocument) -> iam::Role {
    let boundary = project.extensions.permissions_boundary.as_ref();
    iam::Role {
        permissions_boundary: boundary.map(|arn| to_text(&arn.value)),
        tags: tags::of_project(project),
        ..iam::Role::new(assumed)
    }
}

/// The rights to pull an image, where it may be in ECR. Of a parameter only the default is known: whoever
/// fills in another image has it in the same repository, perhaps of another account or region, where that
/// default is in ECR.
pub(super) fn to_pull(image: &Text, default: Option<&str>) -> Vec<iam::Statement> {
    let Value::Literal(literal) = image else {
        let name = default.and_then(repository).map_or("*", |repository| repository.name);
        let arn =
            Text::sub().text("arn:").pseudo(Pseudo::Partition).text(format!(":ecr:*:*:repository/{name}"));
        return pull(arn.finish());
    };
    let Some(Repository { account, region, name }) = repository(literal) else { return Vec::new() };
    let arn = Text::sub()
        .text("arn:")
        .pseudo(Pseudo::Partition)
        .text(format!(":ecr:{region}:{account}:repository/{name}"));
    let mut statements = pull(arn.clone().finish());
    let upstream = name.split_once('/').map(|(first, _)| first);
    if upstream.is_some_and(|first| UPSTREAM.contains(&first)) {
        // ECR fetches an image on the first pull, into a repository that it makes then.
        let import = ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"];
        statements.push(iam::Statement::allow(import, [arn.finish()]));
    }
    statements
}

fn pull(repository: Text) -> Vec<iam::Statement> {
    let layers = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"];
    vec![
        // This action knows no resources.
        iam::Statement::allow(["ecr:GetAuthorizationToken"], ["*".into()]),
        iam::Statement::allow(layers, [repository]),
    ]
}

#[derive(Debug, PartialEq, Eq)]
struct Repository<'a> {
    account: &'a str,
    region: &'a str,
    name: &'a str,
}

/// Takes `123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:tag` apart.
fn repository(image: &str) -> Option<Repository<'_>> {
    let (host, rest) = image.split_once('/')?;
    let name = rest.split(['@', ':']).next().unwrap_or(rest);
    // The dual-stack spelling of the host.
    if let [account, "dkr-ecr" | "dkr-ecr-fips", region, "on", "aws"] = *host.split('.').collect::<Vec<_>>() {
        return is_account(account).then_some(Repository { account, region, name });
    }
    let mut parts = host.splitn(5, '.');
    let (account, dkr, ecr) = (parts.next()?, parts.next()?, parts.next()?);
    let (region, domain) = (parts.next()?, parts.next()?);
    let is_ecr = dkr == "dkr" && matches!(ecr, "ecr" | "ecr-fips") && domain.starts_with("amazonaws.");
    (is_ecr && is_account(account)).then_some(Repository { account, region, name })
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn lower_execution(
    cx: &mut Lowering<'_>,
    service: &compose::Service,
    grants: Vec<iam::Statement>,
    changed_images: &[LogicalId],
) -> Option<Handle> {
    if grants.is_empty() {
        return None;
    }
    let mut role = new(cx.project, service, assumed_by(TASKS));
    role.policies = vec![iam::Policy {
        policy_name: "start".into(),
        policy_document: iam::PolicyDocument::new(unique(grants)).into(),
    }];
    let none = Text::NoValue;
    // Once, whichever of them hold.
    let pull = changed_images.iter().rfold(none, |other, changed| Text::when(changed, managed(PULL), other));
    role.managed_policy_arns.extend((!changed_images.is_empty()).then_some(pull));
    Some(cx.add(Name::TaskExecutionRole(&service.name), Resource::new(&role)))
}

/// The ARN of a policy that AWS looks after.
fn managed(name: &str) -> Text {
    Text::sub().text("arn:").pseudo(Pseudo::Partition).text(format!(":iam::aws:policy/{name}")).finish()
}

/// Each statement once.
fn unique(grants: Vec<iam::Statement>) -> Vec<iam::Statement> {
    let mut statements: Vec<iam::Statement> = Vec::new();
    for grant in grants {
        if !statements.contains(&grant) {
            statements.push(grant);
        }
    }
    statements
}

/// One role for all containers of the task: ECS has no other.
fn lower_task(cx: &mut Lowering<'_>, plan: &ServicePlan<'_>, grants: Vec<iam::Statement>) -> Option<Handle> {
    let mut role = new(cx.project, plan.service, assumed_by(TASKS));
    for service in plan.containers() {
        let compose::ServiceExtensions {
            policies,
            role: document,
            task_role: _,            // see `existing`
            files: _,                // see `files`
            secrets: _,              // to start, see `secrets`
            pull_credentials: _,     // to start, see `secrets`
            environment: _,          // see `task_definition::environment`
            task: _,                 // see `members`
            schedule: _,             // see `job`
            on_deploy: _,            // see `job`
            shared_job: _,           // see `plan`
            tags: _,                 // every resource of the service has them
            ephemeral_storage: _,    // see `task_definition`
            overlays: _,             // see `overlay`
            exec: _,                 // see `exec`
            fault_injection: _,      // see `task_definition`
            firelens: _,             // see `router`
            log_secrets: _,          // to start, see `secrets`
            permissions_boundary: _, // that of the main service, see `new`
            version_consistency: _,  // see `task_definition`
            xray: _,                 // see `xray`
            deployment: _,           // see `deployment`
            ingress: _,              // see `security_groups`
            discovery: _,            // see `discovery`
            capacity: _,             // see `capacity`
            platform_version: _,     // see `capacity`
        } = &service.extensions;
        role.managed_policy_arns.extend(policies.iter().map(|policy| to_text(&policy.value)));
        let own = service.name.value == plan.service.name.value;
        role.policies.extend(document.iter().map(|document| iam::Policy {
            policy_name: if own { "task".into() } else { format!("task-{}", container_name(service)).into() },
            policy_document: Value::Raw(document.value.clone().into()),
        }));
    }
    if !grants.is_empty() {
        role.policies.push(iam::Policy {
            policy_name: "run".into(),
            policy_document: iam::PolicyDocument::new(unique(grants)).into(),
        });
    }
    if role.managed_policy_arns.is_empty() && role.policies.is_empty() {
        return None;
    }
    Some(cx.add(Name::TaskRole(&plan.service.name), Resource::new(&role)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_of_ecr() {
        let table = [
            (
                "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:1@sha256:0",
                Some(("123456789012", "eu-west-1", "team/app")),
            ),
            ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/a", Some(("123456789012", "cn-north-1", "a"))),
            ("public.ecr.aws/docker/library/redis", None),
            ("12345.dkr.ecr.eu-west-1.amazonaws.com/a", None),
            ("redis:alpine", None),
            ("ghcr.io/a/b", None),
        ];
        for (image, expected) in table {
            let expected = expected.map(|(account, region, name)| Repository { account, region, name });
            assert_eq!(repository(image), expected, "{image}");
        }
    }
}
