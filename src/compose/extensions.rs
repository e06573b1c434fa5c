//! Every `x-aws-*` key, typed, in one place.
//!
//! The names are those of the tool that went away, plus new ones; see `stackpose explain` for each.

use crate::compose::{
    AccessLogs, Capacity, ContainerInsights, Delivery, DeployVariable, Deployment, Discovery, Exec, Firelens,
    Ingress, LogsClass, Namespace, Overlay, SecretVariable, Xray,
};
use crate::source::{Loc, Spanned};

/// The keys of the top level.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProjectExtensions {
    /// `x-aws-vpc`: id (or ARN) of the VPC, the default of parameter `VpcId`.
    pub vpc: Option<Spanned<String>>,
    /// `x-aws-subnets`: ids, the default of parameter `SubnetIds`.
    pub subnets: Vec<Spanned<String>>,
    /// `x-aws-cluster`: name or ARN, the default of parameter `ClusterName`.
    pub cluster: Option<Spanned<String>>,
    /// `x-aws-loadbalancer`: ARN, the default of parameter `ApplicationLoadBalancerArn` or
    /// `NetworkLoadBalancerArn`.
    pub load_balancer: Option<Spanned<String>>,
    /// `x-aws-loadbalancer.security_group`: id of its group.
    pub load_balancer_group: Option<Spanned<String>>,
    /// `x-aws-loadbalancer.source_cidr`: the network that its requests come from, where it has no group.
    pub load_balancer_source: Option<Spanned<String>>,
    /// `x-aws-loadbalancer.listeners`: ports, and ARNs of the listeners that are there already.
    pub listeners: Vec<(Spanned<u16>, Spanned<String>)>,
    /// `x-aws-logs_retention`: days that logs are kept.
    pub logs_retention: Option<Spanned<u32>>,
    /// `x-aws-certificate`: ARN, the default of parameter `CertificateArn`.
    pub certificate: Option<Spanned<String>>,
    /// `x-aws-capacity`: on what tasks run.
    pub capacity: Option<Capacity>,
    /// `x-aws-access_logs`: where load balancers write down what came in.
    pub access_logs: Option<AccessLogs>,
    /// `x-aws-deletion_protection`: whether nobody may delete the load balancers by mistake.
    pub deletion_protection: Option<Spanned<bool>>,
    /// `x-aws-discovery`: how services are found that do not say it themselves.
    pub discovery: Option<Discovery>,
    /// `x-aws-files`: how files get into tasks.
    pub files: Option<Spanned<Delivery>>,
    /// `x-aws-idle_timeout`: seconds after which the application load balancer closes an idle connection.
    pub idle_timeout: Option<Spanned<u32>>,
    /// `x-aws-namespace`: the namespace that services are found in.
    pub namespace: Option<Namespace>,
    /// `x-aws-webacl`: ARN of the web ACL before the application load balancer.
    pub web_acl: Option<Spanned<String>>,
    /// `x-aws-ssl_policy`: name of the security policy of encrypted ports.
    pub ssl_policy: Option<Spanned<String>>,
    /// `x-aws-tags`: further tags, sorted by name.
    pub tags: Vec<(Spanned<String>, Spanned<String>)>,
    /// `x-aws-container_insights`.
    pub container_insights: Option<Spanned<ContainerInsights>>,
    /// `x-aws-exec`.
    pub exec: Option<Exec>,
    /// `x-aws-firelens`.
    pub firelens: Option<Firelens>,
    /// `x-aws-logs_class`.
    pub logs_class: Option<Spanned<LogsClass>>,
    /// `x-aws-logs_deletion_protection`.
    pub logs_deletion_protection: Option<Spanned<bool>>,
    /// `x-aws-logs_kms_key`: ARN of the key that encrypts the log group.
    pub logs_kms_key: Option<Spanned<String>>,
    /// `x-aws-permissions_boundary`: ARN of the policy that bounds every role.
    pub permissions_boundary: Option<Spanned<String>>,
    /// `x-aws-xray`.
    pub xray: Option<Xray>,
    /// `x-aws-variables`: the variables that get their value at deploy time and are used, sorted by name.
    pub variables: Vec<DeployVariable>,
    /// `x-aws-cloudformation`: parts of the template by section, each laid over what the one before left.
    pub overlays: Vec<Overlay>,
}

/// The keys of a service.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ServiceExtensions {
    /// `x-aws-deployment`, also of `deploy`: how new tasks take over.
    pub deployment: Option<Deployment>,
    /// `x-aws-discovery`: how the service is found.
    pub discovery: Option<Discovery>,
    /// `x-aws-environment`: variables that CloudFormation fills in, as its own JSON, sorted by name.
    pub environment: Vec<(Spanned<String>, Spanned<serde_json::Value>)>,
    /// `x-aws-capacity`: on what the tasks run.
    pub capacity: Option<Capacity>,
    /// `x-aws-platform_version`: of Fargate.
    pub platform_version: Option<Spanned<String>>,
    /// `x-aws-files`: how files get into the tasks.
    pub files: Option<Spanned<Delivery>>,
    /// `x-aws-ingress`: who reaches the tasks besides those whom Compose connects.
    pub ingress: Vec<Ingress>,
    /// `x-aws-policies`: ARNs of managed policies for the task role.
    pub policies: Vec<Spanned<String>>,
    /// `x-aws-task`: the service in whose task this one runs.
    pub task: Option<Spanned<String>>,
    /// Where `x-aws-run` says that `deploy` runs the service, as a job.
    pub on_deploy: Option<Loc>,
    /// Where `x-aws-job` says that the service runs in the tasks of one of those that wait for its end.
    pub shared_job: Option<Loc>,
    /// `x-aws-schedule`: when the service runs, as a job.
    pub schedule: Option<Schedule>,
    /// `x-aws-role`: an IAM policy document for the task role, as JSON.
    pub role: Option<Spanned<serde_json::Value>>,
    /// `x-aws-task_role`: ARN of a role that exists, for the tasks.
    pub task_role: Option<Spanned<String>>,
    /// `x-aws-secrets`: variables that ECS fills in, sorted by name.
    pub secrets: Vec<SecretVariable>,
    /// `x-aws-pull_credentials`: ARN of the secret that opens the image's registry.
    pub pull_credentials: Option<Spanned<String>>,
    /// `x-aws-tags`: further tags, sorted by name.
    pub tags: Vec<(Spanned<String>, Spanned<String>)>,
    /// `x-aws-ephemeral_storage`: the task's own disk, in GiB.
    pub ephemeral_storage: Option<Spanned<u32>>,
    /// `x-aws-exec`.
    pub exec: Option<Spanned<bool>>,
    /// `x-aws-fault_injection`.
    pub fault_injection: Option<Spanned<bool>>,
    /// `x-aws-firelens`.
    pub firelens: Option<Firelens>,
    /// `x-aws-log_secrets`: options of the log driver that ECS fills in, sorted by name.
    pub log_secrets: Vec<SecretVariable>,
    /// `x-aws-permissions_boundary`: ARN of the policy that bounds the service's roles.
    pub permissions_boundary: Option<Spanned<String>>,
    /// `x-aws-version_consistency`: whether a tag is looked up once for all tasks of a deployment.
    pub version_consistency: Option<Spanned<bool>>,
    /// `x-aws-xray`.
    pub xray: Option<Xray>,
    /// `x-aws-cloudformation`: the service's resources by their short names, as in the project's.
    pub overlays: Vec<Overlay>,
}

/// `x-aws-schedule`.
/// <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// `cron(…)`, `rate(…)` or `at(…)`.
    pub expression: Spanned<String>,
    /// The time zone of the expression, such as `Europe/Berlin`; UTC without one.
    pub timezone: Option<Spanned<String>>,
    /// How often a start that failed is tried again, 0 to 185 times.
    pub retries: Option<Spanned<u32>>,
    /// For how many seconds it is tried again, 60 to 86400.
    pub max_age: Option<Spanned<u32>>,
}
