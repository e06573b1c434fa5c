//! The rows of the `x-aws-*` keys, place by place.

use super::Place::{Config, Deploy, Mount, Network, Port, Project, Secret, Service, UpdateConfig, Volume};
use super::Shape::{Anything, Gibibytes, Members, Numbers, Policy, Tags, Text, Texts, Whole, Words};
use super::autoscaling::AUTOSCALING;
use super::capacity::{CAPACITY, PLATFORM_VERSION};
use super::{
    EPHEMERAL, FILESYSTEMS, Key, Matching, Member, Pattern, Place, RETENTIONS, Shape, Support, VOLUME_TYPES,
    deliveries, protocols,
};

/// The table.
pub(super) const KEYS: &[Key] = &[
    later(Project, "x-aws-access_logs", "Bucket and prefix for the access logs of the load balancers."),
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
    later(Project, "x-aws-discovery", "How services find each other: Cloud Map, or ECS Service Connect."),
    known(
        Project,
        "x-aws-files",
        Words(deliveries),
        "How `configs` and mounts of single files get into tasks: in a derived `image`, or in a `volume`.",
    ),
    later(
        Project,
        "x-aws-idle_timeout",
        "Seconds after which an idle connection is closed: a load balancer attribute.",
    ),
    known(
        Project,
        "x-aws-loadbalancer",
        LOAD_BALANCER,
        "ARN of an existing load balancer: the default of the parameter `LoadBalancerArn`, else a new one.",
    ),
    known(
        Project,
        "x-aws-logs_retention",
        Numbers(&RETENTIONS),
        "Days that logs are kept: `RetentionInDays` of the log group; without it they are kept for ever.",
    ),
    later(Project, "x-aws-permissions_boundary", "ARN of a policy: the `PermissionsBoundary` of every role."),
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
    known(Project, "x-aws-vpc", VPC, "Id or ARN of the VPC: the default of the parameter `VpcId`."),
    later(
        Project,
        "x-aws-webacl",
        "ARN of a web ACL of AWS WAF, associated with the application load balancer.",
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
    later(Service, "x-aws-deployment", "How new tasks take over: rolling, blue-green, canary or linear."),
    later(Service, "x-aws-discovery", "How the service is found: Cloud Map, or ECS Service Connect."),
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
    later(
        Service,
        "x-aws-exec",
        "Whether `aws ecs execute-command` may enter tasks: `EnableExecuteCommand`.",
    ),
    known(
        Service,
        "x-aws-files",
        Words(deliveries),
        "How `configs` and mounts of single files get into the tasks: in a derived `image`, or in a `volume`.",
    ),
    later(
        Service,
        "x-aws-permissions_boundary",
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
        "An IAM policy document of what tasks may do: a policy of the task role.",
    ),
    known(
        Service,
        "x-aws-schedule",
        Shape::Either(&[SCHEDULE, Members(SCHEDULE_MEMBERS)]),
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
    later(Port, "x-aws-access_logs", "Bucket and prefix for the access logs of the port's load balancer."),
    known(
        Port,
        "x-aws-certificate",
        CERTIFICATE,
        "ARN of the port's own certificate (ACM or IAM): `Certificates` of its listener.",
    ),
    later(
        Port,
        "x-aws-deregistration_delay",
        "Seconds in which a leaving task ends its work: a target group attribute.",
    ),
    later(Port, "x-aws-healthcheck", "How the target group finds out whether a task is well."),
    later(
        Port,
        "x-aws-idle_timeout",
        "Seconds after which an idle connection is closed: an attribute of the listener.",
    ),
    known(
        Port,
        "x-aws-protocol",
        Words(protocols),
        "How clients speak with the load balancer: its kind, and `Protocol` of listener and target group.",
    ),
    later(Port, "x-aws-route", "Which requests go to this port: a `ListenerRule`."),
    later(Port, "x-aws-stickiness", "Whether a client stays with a task: attributes of the target group."),
    later(Port, "x-aws-webacl", "ARN of a web ACL of AWS WAF, associated with the port's load balancer."),
    known(
        Mount,
        "x-aws-volume",
        Words(|| vec!["efs"]),
        "What a mount of a folder becomes: `efs` makes it a volume called after the folder, empty at first.",
    ),
    known(
        Deploy,
        "x-aws-autoscaling",
        Members(AUTOSCALING),
        "How the number of tasks follows the load or the clock: `ScalableTarget` and its policies.",
    ),
    later(Deploy, "x-aws-deployment", "How new tasks take over: rolling, blue-green, canary or linear."),
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
        "x-aws-ebs",
        Members(DISK),
        "A disk that each task gets and that ends with it: `VolumeConfigurations` of the service.",
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

const LOAD_BALANCER: Shape = Text(Pattern {
    regex: "^arn:[^:]+:elasticloadbalancing:[^:]+:[0-9]{12}:loadbalancer/(app|net)/.+$",
    example: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0123456789abcdef",
});

const PERCENT: Shape = Whole { from: 0, to: u32::MAX, example: 100 };

const POLICIES: Shape = Texts(Pattern { regex: "^arn:", example: "arn:aws:iam::aws:policy/…" });

/// <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>
pub(super) const SCHEDULE: Shape = Shape::Matching(Matching {
    regex: r"^(cron\(\s*\S+(\s+\S+){5}\s*\)|rate\([1-9][0-9]* (minute|hour|day)s?\)|at\(\S+\))$",
    wanted: "`cron(…)` with six fields (minute, hour, day, month, weekday, year), `rate(5 minutes)`, or `at(2027-01-31T03:00:00)`",
    example: "cron(0 3 * * ? *)",
});

const SCHEDULE_MEMBERS: &[Member] = &[
    needed("expression", SCHEDULE, "When to run the tasks."),
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
    Key { place, name, support: Support::Known, description, shape }
}

const fn later(place: Place, name: &'static str, description: &'static str) -> Key {
    Key { place, name, support: Support::Later, description, shape: Anything }
}

pub(super) const fn member(name: &'static str, shape: Shape, description: &'static str) -> Member {
    Member { name, shape, required: false, description }
}

pub(super) const fn needed(name: &'static str, shape: Shape, description: &'static str) -> Member {
    Member { name, shape, required: true, description }
}
