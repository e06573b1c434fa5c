//! The rows of the `x-aws-*` keys, place by place.

use super::Place::{Config, Deploy, Mount, Network, Port, Project, Secret, Service, UpdateConfig, Volume};
use super::Shape::{Anything, Gibibytes, Members, Numbers, Policy, Tags, Text, Texts, Whole, Words};
use super::autoscaling::AUTOSCALING;
use super::capacity::{CAPACITY, PLATFORM_VERSION};
use super::deployment::DEPLOYMENT;
use super::observability::{
    BOUNDARY, CONSISTENCY, CONTAINER_INSIGHTS, EXEC, FIRELENS, KEY, LOG_SECRETS, LOGS_CLASS, TASK_ROLE, XRAY,
};
use super::{
    EPHEMERAL, FILESYSTEMS, Key, KeyState, Matching, Member, Pattern, Place, RETENTIONS, Shape, VOLUME_TYPES,
    deliveries, protocols, route,
};
use super::{balancing, discovery, ingress, variables};

/// The table.
pub(super) const KEYS: &[Key] = &[
    known(
        Project,
        "x-aws-access_logs",
        balancing::ACCESS_LOGS,
        "Bucket, perhaps with a `prefix`, for the access logs of the load balancers that the stack makes.",
    ),
    known(
        Project,
        "x-aws-capacity",
        CAPACITY,
        "On what tasks run: `fargate`, `spot`, shares of both, or `managed-instances`: `CapacityProviderStrategy`.",
    ),
    known(
        Project,
        "x-aws-certificate",
        CERTIFICATE,
        "ARN of the certificate (ACM or IAM) of TLS ports: the default of the parameter `CertificateArn`.",
    ),
    known(
        Project,
        "x-aws-cloudformation",
        Shape::Overlay,
        "Parts of the template as they shall be, by section and logical id, merged into it last.",
    ),
    known(
        Project,
        "x-aws-cluster",
        CLUSTER,
        "Name or ARN of an existing ECS cluster: the default of the parameter `ClusterName`, else a new one.",
    ),
    known(
        Project,
        "x-aws-container_insights",
        CONTAINER_INSIGHTS,
        "What CloudWatch measures of the stack's own cluster: the setting `containerInsights`.",
    ),
    known(
        Project,
        "x-aws-deletion_protection",
        Shape::Flag,
        "Whether the load balancers of the stack are kept from being deleted: `deletion_protection.enabled`.",
    ),
    known(
        Project,
        "x-aws-discovery",
        discovery::DISCOVERY,
        "How services find each other: by DNS in Cloud Map, as without it, by the proxies of ECS Service Connect, or not.",
    ),
    known(
        Project,
        "x-aws-exec",
        EXEC,
        "Whether `aws ecs execute-command` may enter tasks; perhaps with `logging` and `kms_key` of the stack's own cluster.",
    ),
    known(
        Project,
        "x-aws-files",
        Words(deliveries),
        "How `configs` and mounts of single files get into tasks: in a derived `image`, or in a `volume`.",
    ),
    known(
        Project,
        "x-aws-firelens",
        FIRELENS,
        "How `logging` with the driver `awsfirelens` is routed: `FirelensConfiguration` of a container beside the others.",
    ),
    known(
        Project,
        "x-aws-idle_timeout",
        balancing::IDLE_TIMEOUT,
        "Time after which the application load balancer closes an idle connection: `idle_timeout.timeout_seconds`.",
    ),
    known(
        Project,
        "x-aws-loadbalancer",
        route::LOAD_BALANCER,
        "ARN of an existing load balancer, or a mapping with its security group and listeners: the default of the \
         parameter `ApplicationLoadBalancerArn` or `NetworkLoadBalancerArn`, else a new one.",
    ),
    known(
        Project,
        "x-aws-logs_class",
        LOGS_CLASS,
        "What the log group can and costs: `LogGroupClass`; it cannot be changed later.",
    ),
    known(
        Project,
        "x-aws-logs_deletion_protection",
        Shape::Flag,
        "Whether nobody can delete the log group: `DeletionProtectionEnabled`; it stays when the stack goes.",
    ),
    known(
        Project,
        "x-aws-logs_kms_key",
        KEY,
        "ARN of the key that encrypts the log group: `KmsKeyId`; its policy must let CloudWatch Logs use it.",
    ),
    known(
        Project,
        "x-aws-logs_retention",
        Numbers(&RETENTIONS),
        "Days that logs are kept, 30 without it: `RetentionInDays` of the log group.",
    ),
    known(
        Project,
        "x-aws-namespace",
        discovery::NAMESPACE,
        "Private DNS namespace of Cloud Map that exists, in place of a new one: adds the parameter `NamespaceId`.",
    ),
    known(
        Project,
        "x-aws-permissions_boundary",
        BOUNDARY,
        "ARN of a policy: the `PermissionsBoundary` of every role.",
    ),
    known(
        Project,
        "x-aws-ssl_policy",
        route::SSL_POLICY,
        "Name of the security policy of encrypted ports: `SslPolicy` of their listeners.",
    ),
    known(
        Project,
        "x-aws-subnets",
        SUBNETS,
        "Ids of the subnets in which tasks run: the default of the parameter `SubnetIds`.",
    ),
    known(
        Project,
        "x-aws-tags",
        Tags,
        "Names and texts of further `Tags` on every resource that takes tags.",
    ),
    known(
        Project,
        "x-aws-variables",
        variables::VARIABLES,
        "Variables of Compose that are not filled in: parameters, or secrets, that get their value at deploy time.",
    ),
    known(Project, "x-aws-vpc", VPC, "Id or ARN of the VPC: the default of the parameter `VpcId`."),
    known(
        Project,
        "x-aws-webacl",
        balancing::WEB_ACL,
        "ARN of a web ACL of AWS WAF, associated with the application load balancer.",
    ),
    known(
        Project,
        "x-aws-xray",
        XRAY,
        "Whether a collector in each task sends traces to X-Ray, perhaps with a `config` of your own.",
    ),
    known(
        Service,
        "x-aws-capacity",
        CAPACITY,
        "On what the service's tasks run: `fargate`, `spot`, shares of both, or `managed-instances`, in place of \
         what the project says.",
    ),
    known(
        Service,
        "x-aws-cloudformation",
        Shape::Overlay,
        "Parts of the service's resources as they shall be, by short name such as `TaskDefinition`, merged in last.",
    ),
    known(Service, "x-aws-deployment", DEPLOYMENT, DEPLOYMENT_IS),
    known(
        Service,
        "x-aws-discovery",
        discovery::DISCOVERY,
        "How the service is found and finds others: by DNS in Cloud Map, by ECS Service Connect, or not.",
    ),
    known(
        Service,
        "x-aws-env_file",
        variables::ENV_FILE,
        "Which values of env_files are given at deploy time and kept in Secrets Manager: all (`secret`), `credentials`, none \
         (`value`), or for each file one of these or a list of names.",
    ),
    known(
        Service,
        "x-aws-environment",
        Shape::Functions,
        "Variables of the container that CloudFormation fills in: names, and `!Ref`, `!Sub` and the like.",
    ),
    known(
        Service,
        "x-aws-ephemeral_storage",
        Gibibytes { from: *EPHEMERAL.start(), to: *EPHEMERAL.end(), example: 30 },
        "Size in GiB of the disk that each task has for itself: `EphemeralStorage` of the task definition.",
    ),
    known(
        Service,
        "x-aws-exec",
        Shape::Flag,
        "Whether `aws ecs execute-command` may enter the tasks: `EnableExecuteCommand`, and its rights.",
    ),
    known(
        Service,
        "x-aws-fault_injection",
        Shape::Flag,
        "Whether AWS Fault Injection Service may act in the tasks: `EnableFaultInjection`.",
    ),
    known(
        Service,
        "x-aws-files",
        Words(deliveries),
        "How `configs` and mounts of single files get into the tasks: in a derived `image`, or in a `volume`.",
    ),
    known(
        Service,
        "x-aws-firelens",
        FIRELENS,
        "How the logs of the service's task are routed, in place of `x-aws-firelens` of the project.",
    ),
    known(
        Service,
        "x-aws-ingress",
        ingress::OF_SERVICE,
        "Who reaches the tasks besides the services of its networks: networks, security groups and prefix lists, perhaps \
         for some `ports` only.",
    ),
    known(
        Service,
        "x-aws-log_secrets",
        LOG_SECRETS,
        "Options of the log driver and the secrets, or ARNs, that fill them: `SecretOptions` of `LogConfiguration`.",
    ),
    known(
        Service,
        "x-aws-permissions_boundary",
        BOUNDARY,
        "ARN of a policy: the `PermissionsBoundary` of the service's roles.",
    ),
    known(
        Service,
        "x-aws-platform_version",
        PLATFORM_VERSION,
        "Version of Fargate; `LATEST` without it: `PlatformVersion` of the service.",
    ),
    known(
        Service,
        "x-aws-policies",
        POLICIES,
        "ARNs of managed policies that tasks have: `ManagedPolicyArns` of the task role.",
    ),
    known(
        Service,
        "x-aws-pull_credentials",
        CREDENTIALS,
        "ARN of the secret with the credentials of a registry: `RepositoryCredentials` of the container.",
    ),
    known(
        Service,
        "x-aws-role",
        Policy,
        "An IAM policy document of what tasks may do, perhaps with `!GetAtt` and the like: a policy of the task role.",
    ),
    known(
        Service,
        "x-aws-job",
        Words(|| vec!["shared"]),
        "Where several services wait for the end of this one: `shared` runs it in the tasks of the first of them only, and the \
         others start after that service.",
    ),
    known(
        Service,
        "x-aws-run",
        Words(|| vec!["on-deploy"]),
        "When the tasks run: with `on-deploy`, `stackpose deploy` runs them once after each update of the stack.",
    ),
    known(
        Service,
        "x-aws-schedule",
        Shape::Either(&[Shape::Schedule, Members(SCHEDULE_MEMBERS)]),
        "When to run the tasks, as `cron(…)`, `rate(…)` or `at(…)`, perhaps with `timezone`, `retries` and `max_age`: a \
         schedule of EventBridge.",
    ),
    known(
        Service,
        "x-aws-secrets",
        Shape::Secrets,
        "Variables and the secrets, or ARNs, that fill them, `:key` for one entry: `Secrets` of the container.",
    ),
    known(Service, "x-aws-tags", Tags, "Names and texts of further `Tags` on the resources of the service."),
    known(
        Service,
        "x-aws-task",
        Text(Pattern { regex: "", example: "web" }),
        "Service in whose tasks this one runs, as a further container.",
    ),
    known(
        Service,
        "x-aws-task_role",
        TASK_ROLE,
        "ARN of a role that exists, in place of one of the stack: the `TaskRoleArn` of the tasks. The rights that they need are \
         then said in a warning.",
    ),
    known(
        Service,
        "x-aws-version_consistency",
        CONSISTENCY,
        "Whether all tasks of a deployment run the image that its tag named at first: `VersionConsistency`.",
    ),
    known(
        Service,
        "x-aws-xray",
        XRAY,
        "Whether a collector in the tasks sends traces to X-Ray, perhaps with a `config` of your own.",
    ),
    known(
        Port,
        "x-aws-access_logs",
        balancing::ACCESS_LOGS,
        "Bucket, perhaps with a `prefix`, for the access logs of the port's load balancer.",
    ),
    known(
        Port,
        "x-aws-algorithm",
        balancing::ALGORITHM,
        "How the load balancer chooses a task for a request: a target group attribute.",
    ),
    known(
        Port,
        "x-aws-alpn_policy",
        route::ALPN,
        "Which HTTP a port of TLS offers: `AlpnPolicy` of its listener.",
    ),
    known(
        Port,
        "x-aws-auth",
        route::AUTH,
        "What clients must show, by `oidc`, `cognito` or `jwt`: an action before those of the port's routes.",
    ),
    known(
        Port,
        "x-aws-certificate",
        route::CERTIFICATES,
        "ARN of the port's own certificate (ACM or IAM), or a list: `Certificates` of its listener, further ones by SNI.",
    ),
    target_group_attribute(
        "x-aws-cross_zone",
        Shape::Flag,
        "load_balancing.cross_zone.enabled",
        "Whether each node of the load balancer sends to tasks in all Availability Zones: a target group attribute.",
    ),
    target_group_attribute(
        "x-aws-deregistration_delay",
        balancing::DEREGISTRATION_DELAY,
        "deregistration_delay.timeout_seconds",
        "Time in which a leaving task ends its work: a target group attribute.",
    ),
    known(
        Port,
        "x-aws-healthcheck",
        balancing::HEALTH_CHECK,
        "How the target group finds out whether a task is well.",
    ),
    known(
        Port,
        "x-aws-idle_timeout",
        balancing::IDLE_TIMEOUT_OF_PORT,
        "Time after which an idle TCP connection is closed: `tcp.idle_timeout.seconds` of the listener.",
    ),
    known(
        Port,
        "x-aws-ingress",
        ingress::OF_PORT,
        "Who reaches the load balancer's port: networks, security groups and prefix lists; everybody without it.",
    ),
    known(
        Port,
        "x-aws-listener",
        route::LISTENER,
        "ARN of a listener that exists: the port's routes become rules of it.",
    ),
    known(
        Port,
        "x-aws-mutual_tls",
        route::MUTUAL_TLS,
        "Whether clients show certificates too: `MutualAuthentication` of the listener.",
    ),
    known(
        Port,
        "x-aws-protocol",
        Words(protocols),
        "How clients speak with the load balancer: its kind, and `Protocol` of listener and target group.",
    ),
    known(
        Port,
        "x-aws-route",
        route::ROUTES,
        "Which requests go to this port, by host, path and more, or a list: a `ListenerRule` each.",
    ),
    known(
        Port,
        "x-aws-slow_start",
        balancing::SLOW_START,
        "Time in which a new task gets more and more requests: a target group attribute.",
    ),
    known(
        Port,
        "x-aws-ssl_policy",
        route::SSL_POLICY,
        "Name of the security policy of the port: `SslPolicy` of its listener.",
    ),
    known(
        Port,
        "x-aws-stickiness",
        balancing::STICKINESS,
        "Whether, for how long, and by which cookie a client stays with a task: attributes of the target group.",
    ),
    known(
        Port,
        "x-aws-target_group",
        route::TARGET_GROUP,
        "ARN of a target group that exists: tasks are registered there, and no listener is made.",
    ),
    known(
        Port,
        "x-aws-webacl",
        balancing::WEB_ACL,
        "ARN of a web ACL of AWS WAF, associated with the port's load balancer.",
    ),
    known(
        Mount,
        "x-aws-copy_up",
        Shape::Flag,
        "Whether the volume is filled from the image while it is empty: a first container with the image's `sh` and `cp`.",
    ),
    known(
        Mount,
        "x-aws-optional",
        Words(|| vec!["drop"]),
        "Whether the service does without the mount on AWS: `drop` leaves it out.",
    ),
    known(
        Mount,
        "x-aws-volume",
        Words(|| vec!["efs", "task"]),
        "What a mount of a folder, or one without a name, becomes: `efs` makes it a volume named after its path, empty at \
         first; `task` a folder on the task's own disk.",
    ),
    known(
        Deploy,
        "x-aws-autoscaling",
        Members(AUTOSCALING),
        "How the number of tasks follows the load or the clock: `ScalableTarget` and its policies.",
    ),
    known(Deploy, "x-aws-deployment", DEPLOYMENT, DEPLOYMENT_IS),
    known(
        UpdateConfig,
        "x-aws-max_percent",
        PERCENT,
        "Most tasks during an update, in percent of the replicas: `MaximumPercent` of the service.",
    ),
    known(
        UpdateConfig,
        "x-aws-min_percent",
        PERCENT,
        "Fewest tasks during an update, in percent of the replicas: `MinimumHealthyPercent` of the service.",
    ),
    later(Network, "x-aws-securitygroup", "Id of an existing security group, as the predecessor wrote it."),
    known(
        Volume,
        "x-aws-copy_up",
        Shape::Flag,
        "Whether the services that write to the volume fill it from their images while it is empty.",
    ),
    known(
        Volume,
        "x-aws-ebs",
        Members(DISK),
        "A disk that each task gets and that ends with it: `VolumeConfigurations` of the service.",
    ),
    known(
        Volume,
        "x-aws-volume",
        Words(|| vec!["efs", "task"]),
        "Where the volume is: `efs`, the default, or `task`, a folder on the own disk of each task, gone with it.",
    ),
    known(
        Secret,
        "x-aws-generate",
        Shape::Generate,
        "Whether, or by which rules, AWS makes up the value: `GenerateSecretString` of the secret.",
    ),
    known(
        Secret,
        "x-aws-keys",
        Shape::Keys,
        "Entries of a JSON value that become files of their own: keys, or names of files and keys.",
    ),
    known(
        Secret,
        "x-aws-kms_key",
        KEY,
        "ARN of the key that encrypts the value: `KmsKeyId` of the secret, and `kms:Decrypt` for the services that read it.",
    ),
    known(
        Config,
        "x-aws-files",
        Words(deliveries),
        "How the file gets into tasks: in a derived `image`, or in a `volume`.",
    ),
];

const CERTIFICATE: Shape = Text(Pattern {
    regex: "^arn:[^:]+:(acm:[^:]*:[0-9]{12}:certificate|iam:[^:]*:[0-9]{12}:server-certificate)/.+$",
    example: "arn:aws:acm:eu-west-1:123456789012:certificate/…",
});

const CLUSTER: Shape = Text(Pattern {
    regex: "^(arn:[^:]+:ecs:[^:]+:[0-9]{12}:cluster/)?[a-zA-Z0-9_-]{1,255}$",
    example: "production",
});

const CREDENTIALS: Shape = Text(Pattern {
    regex: "^arn:[^:]+:secretsmanager:[^:]+:[0-9]{12}:secret:[^:]+$",
    example: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:registry-AbCdEf",
});

const DEPLOYMENT_IS: &str =
    "How new tasks take over: `rolling`, `blue-green`, `canary` or `linear`: the `DeploymentConfiguration`.";

/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html>
const DISK: &[Member] = &[
    member("size", Gibibytes { from: 1, to: 16_384, example: 20 }, "Size in GiB."),
    member("type", Words(|| VOLUME_TYPES.to_vec()), "`VolumeType`; `gp3` without it."),
    member("iops", Whole { from: 100, to: 256_000, example: 3000 }, "`Iops`."),
    member("throughput", Whole { from: 125, to: 1000, example: 125 }, "`Throughput` in MiB a second."),
    member("encrypted", Shape::Flag, "`Encrypted`; `true` without it."),
    member("kms_key_id", WORD, "Key that encrypts the disk: `KmsKeyId`."),
    member("snapshot_id", WORD, "Snapshot that the disk starts as: `SnapshotId`."),
    member("filesystem", Words(|| FILESYSTEMS.to_vec()), "`FilesystemType`."),
];

const PERCENT: Shape = Whole { from: 0, to: u32::MAX, example: 100 };

const POLICIES: Shape = Texts(Pattern { regex: "^arn:", example: "arn:aws:iam::aws:policy/…" });

const SCHEDULE_MEMBERS: &[Member] = &[
    needed("expression", Shape::Schedule, "When to run the tasks."),
    member("timezone", TIMEZONE, "Time zone of the expression; UTC without one."),
    member(
        "retries",
        Whole { from: 0, to: 185, example: 3 },
        "How often a start that failed is tried again: `MaximumRetryAttempts`.",
    ),
    member(
        "max_age",
        Shape::Seconds { from: 60, to: 86_400, example: "1h" },
        "For how long it is tried again: `MaximumEventAgeInSeconds`.",
    ),
];

const SUBNETS: Shape = Texts(Pattern {
    regex: "^(.+/)?subnet-([0-9a-fA-F]{8}|[0-9a-fA-F]{17})$",
    example: "subnet-0123456789abcdef0",
});

pub(super) const TIMEZONE: Shape = Shape::Matching(Matching {
    regex: "^[A-Za-z][A-Za-z0-9/_+-]*$",
    wanted: "a time zone of the IANA database",
    example: "Europe/Berlin",
});

const VPC: Shape =
    Text(Pattern { regex: "^(.+/)?vpc-([0-9a-fA-F]{8}|[0-9a-fA-F]{17})$", example: "vpc-0123456789abcdef0" });

/// Any text of one line.
pub(super) const WORD: Shape = Text(Pattern { regex: "", example: "…" });

const fn known(place: Place, name: &'static str, shape: Shape, description: &'static str) -> Key {
    Key { place, name, support: KeyState::Known, description, shape, attribute: None }
}

/// A key of a port whose value is that of a target group attribute; such a row needs no reader of its own.
const fn target_group_attribute(
    name: &'static str,
    shape: Shape,
    attribute: &'static str,
    description: &'static str,
) -> Key {
    Key { attribute: Some(attribute), ..known(Port, name, shape, description) }
}

const fn later(place: Place, name: &'static str, description: &'static str) -> Key {
    Key { place, name, support: KeyState::Later, description, shape: Anything, attribute: None }
}

pub(super) const fn member(name: &'static str, shape: Shape, description: &'static str) -> Member {
    Member { name, shape, required: false, description }
}

pub(super) const fn needed(name: &'static str, shape: Shape, description: &'static str) -> Member {
    Member { name, shape, required: true, description }
}
