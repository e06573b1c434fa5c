//! The keys of services.

use crate::validate::read::keys::capacity::{CAPACITY, PLATFORM_VERSION};
use crate::validate::read::keys::deployment::{DEPLOYMENT, DEPLOYMENT_IS};
use crate::validate::read::keys::observability::{
    BOUNDARY, CONSISTENCY, FIRELENS, LOG_SECRETS, TASK_ROLE, XRAY,
};
use crate::validate::read::keys::{self, EPHEMERAL, Emitted, Key, Reader, TIMEZONE, deliveries};
use crate::validate::read::shape::Shape::{Gibibytes, Members, Policy, Tags, Text, Texts, Whole, Words};
use crate::validate::read::shape::{Member, Pattern, Shape, member, needed};
use crate::validate::read::{
    capacity, deployment, discovery, ebs, extensions, ingress, observability, secret_keys,
};

const SERVICE_TYPE: &str = "AWS::ECS::Service";
const TASK_TYPE: &str = "AWS::ECS::TaskDefinition";
const ROLE_TYPE: &str = "AWS::IAM::Role";

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "x-aws-capacity",
        shape: CAPACITY,
        description: "On what the service's tasks run: `fargate`, `spot`, shares of both, or \
             `managed-instances`, in place of what the project says.",
        default: "`x-aws-capacity` of the project, else `fargate`",
        emitted: &[Emitted(SERVICE_TYPE, "CapacityProviderStrategy.0.CapacityProvider", "FARGATE")],
        example: r"
services:
  worker:
    image: shop/worker:1.4
    x-aws-capacity: spot
",
        read: Reader::Service(|key, to, diagnostics| to.capacity = capacity::read(key, diagnostics)),
    },
    Key {
        name: "x-aws-cloudformation",
        shape: Shape::Overlay,
        description: "Parts of the service's resources as they shall be, by short name such as \
             `TaskDefinition`, merged in last.",
        default: "the resources stay as they are",
        emitted: &[Emitted(SERVICE_TYPE, "EnableECSManagedTags", "true")],
        example: r"
services:
  web:
    image: nginx:1.27
    x-aws-cloudformation:
      Service:
        Properties:
          DesiredCount: 3
",
        read: Reader::Service(|key, to, diagnostics| {
            to.overlays = extensions::read_overlays(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-deployment",
        shape: DEPLOYMENT,
        description: DEPLOYMENT_IS,
        default: "`rolling`, with a circuit breaker that rolls back",
        emitted: &[
            Emitted(SERVICE_TYPE, "DeploymentConfiguration.Strategy", ""),
            Emitted(SERVICE_TYPE, "DeploymentConfiguration.DeploymentCircuitBreaker.Rollback", "true"),
        ],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
    x-aws-deployment:
      strategy: canary
      percent: 10
      canary_bake_time: 10m
"#,
        read: Reader::Service(|key, to, diagnostics| to.deployment = deployment::read(key, diagnostics)),
    },
    Key {
        name: "x-aws-discovery",
        shape: keys::discovery::DISCOVERY,
        description: "How the service is found and finds others: by DNS in Cloud Map, by ECS Service \
             Connect, or not.",
        default: "`x-aws-discovery` of the project, else `dns`",
        emitted: &[Emitted("AWS::ServiceDiscovery::Service", "DnsConfig.DnsRecords.0.Type", "A")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
  worker:
    image: shop/worker:1.4
    x-aws-discovery: none
  api:
    image: traefik/whoami:v1.10
    expose: ["80"]
"#,
        read: Reader::Service(|key, to, diagnostics| to.discovery = discovery::read(key, diagnostics)),
    },
    Key {
        name: "x-aws-env_file",
        shape: keys::variables::ENV_FILE,
        description: "Which values of env_files are given at deploy time and kept in Secrets Manager: \
             all (`secret`), `credentials`, none (`value`), or for each file one of these or a list of names.",
        default: "`credentials` are given at deploy time, all other values stand in the template",
        emitted: &[Emitted(TASK_TYPE, "ContainerDefinitions.0.Secrets", "")],
        example: r"
services:
  api:
    image: shop/api:1.4
    env_file: [{path: api.env, required: false}]
    x-aws-env_file: {api.env: [DB_USER, DB_PASSWORD]}
",
        // It is read with the files, before there is a model.
        read: Reader::Service(|_, _, _| {}),
    },
    Key {
        name: "x-aws-environment",
        shape: Shape::Functions,
        description: "Variables of the container that CloudFormation fills in: names, and `!Ref`, \
             `!Sub` and the like.",
        default: "no further variables",
        emitted: &[Emitted(TASK_TYPE, "ContainerDefinitions.0.Environment", "")],
        example: r"
services:
  worker:
    image: shop/worker:1.4
    x-aws-environment:
      QUEUE_URL: !Ref JobsQueue
x-aws-cloudformation:
  Resources:
    JobsQueue:
      Type: AWS::SQS::Queue
",
        read: Reader::Service(|key, to, diagnostics| {
            to.environment = extensions::read_environment(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-ephemeral_storage",
        shape: Gibibytes { from: *EPHEMERAL.start(), to: *EPHEMERAL.end(), example: 30 },
        description: "Size in GiB of the disk that each task has for itself: `EphemeralStorage` of the \
             task definition.",
        default: "that of Fargate, 20 GiB",
        emitted: &[Emitted(TASK_TYPE, "EphemeralStorage", "")],
        example: r"
services:
  worker:
    image: shop/worker:1.4
    x-aws-ephemeral_storage: 50
",
        read: Reader::Service(|key, to, _| to.ephemeral_storage = ebs::read_ephemeral_storage(key)),
    },
    Key {
        name: "x-aws-exec",
        shape: Shape::Flag,
        description: "Whether `aws ecs execute-command` may enter the tasks: `EnableExecuteCommand`, \
             and its rights.",
        default: "`x-aws-exec` of the project, else `false`",
        emitted: &[Emitted(SERVICE_TYPE, "EnableExecuteCommand", "false")],
        example: r"
services:
  web:
    image: nginx:1.27
    x-aws-exec: true
",
        read: Reader::Service(|key, to, _| to.exec = key.flag()),
    },
    Key {
        name: "x-aws-fault_injection",
        shape: Shape::Flag,
        description: "Whether AWS Fault Injection Service may act in the tasks: `EnableFaultInjection`.",
        default: "`false`",
        emitted: &[Emitted(TASK_TYPE, "EnableFaultInjection", "")],
        example: r"
services:
  web:
    image: nginx:1.27
    x-aws-fault_injection: true
",
        read: Reader::Service(|key, to, _| to.fault_injection = key.flag()),
    },
    Key {
        name: "x-aws-files",
        shape: Words(deliveries),
        description: "How `configs` and mounts of single files get into the tasks: in a derived \
             `image`, or in a `volume`.",
        default: "`x-aws-files` of the project, else `image`",
        emitted: &[Emitted(TASK_TYPE, "Volumes", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
    x-aws-files: volume
    configs:
      - {source: page, target: /run/shop/page.html}
configs:
  page: {content: "hello"}
"#,
        read: Reader::Service(|key, to, _| to.files = extensions::read_files(key)),
    },
    Key {
        name: "x-aws-firelens",
        shape: FIRELENS,
        description: "How the logs of the service's task are routed, in place of `x-aws-firelens` of \
             the project.",
        default: "`x-aws-firelens` of the project",
        emitted: &[Emitted(TASK_TYPE, "ContainerDefinitions.0.LogConfiguration.LogDriver", "awsfirelens")],
        example: r#"
services:
  web:
    image: nginx:1.27
    logging:
      driver: awsfirelens
      options: {Name: http, Host: logs.example.com, Port: "443", tls: "on"}
    x-aws-firelens: {memory: 100}
"#,
        read: Reader::Service(|key, to, diagnostics| {
            to.firelens = observability::read_firelens(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-ingress",
        shape: keys::ingress::OF_SERVICE,
        description: "Who reaches the tasks besides the services of its networks: networks, security \
             groups and prefix lists, perhaps for some `ports` only.",
        default: "the services of its networks, and the load balancer",
        emitted: &[Emitted("AWS::EC2::SecurityGroupIngress", "CidrIp", "")],
        example: r#"
services:
  api:
    image: traefik/whoami:v1.10
    expose: ["80"]
    x-aws-ingress: [10.0.0.0/16]
"#,
        read: Reader::Service(|key, to, diagnostics| to.ingress = ingress::read_service(key, diagnostics)),
    },
    Key {
        name: "x-aws-log_secrets",
        shape: LOG_SECRETS,
        description: "Options of the log driver and the secrets, or ARNs, that fill them: \
             `SecretOptions` of `LogConfiguration`.",
        default: "no options from secrets",
        emitted: &[Emitted(TASK_TYPE, "ContainerDefinitions.0.LogConfiguration.SecretOptions", "")],
        example: r#"
services:
  web:
    image: nginx:1.27
    logging:
      driver: awsfirelens
      options: {Name: http, Host: logs.example.com, Port: "443", tls: "on", http_User: shop}
    x-aws-log_secrets: {http_Passwd: logs}
secrets:
  logs: {external: true, name: prod/logs}
"#,
        read: Reader::Service(|key, to, diagnostics| {
            to.log_secrets = observability::read_log_secrets(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-permissions_boundary",
        shape: BOUNDARY,
        description: "ARN of a policy: the `PermissionsBoundary` of the service's roles.",
        default: "`x-aws-permissions_boundary` of the project, else none",
        emitted: &[Emitted(ROLE_TYPE, "PermissionsBoundary", "")],
        example: r"
services:
  web:
    image: nginx:1.27
    x-aws-permissions_boundary: arn:aws:iam::123456789012:policy/boundary
",
        read: Reader::Service(|key, to, _| to.permissions_boundary = key.text()),
    },
    Key {
        name: "x-aws-platform_version",
        shape: PLATFORM_VERSION,
        description: "Version of Fargate; `LATEST` without it: `PlatformVersion` of the service.",
        default: "not said: a new service gets `LATEST`, one that exists keeps its version",
        emitted: &[Emitted(SERVICE_TYPE, "PlatformVersion", "")],
        example: r"
services:
  web:
    image: nginx:1.27
    x-aws-platform_version: 1.4.0
",
        read: Reader::Service(|key, to, _| to.platform_version = key.matching()),
    },
    Key {
        name: "x-aws-policies",
        shape: POLICIES,
        description: "ARNs of managed policies that tasks have: `ManagedPolicyArns` of the task role.",
        default: "no managed policies",
        emitted: &[Emitted(ROLE_TYPE, "ManagedPolicyArns", "")],
        example: r#"
services:
  worker:
    image: shop/worker:1.4
    x-aws-policies: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
"#,
        read: Reader::Service(|key, to, diagnostics| {
            to.policies = extensions::read_policies(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-pull_credentials",
        shape: CREDENTIALS,
        description: "ARN of the secret with the credentials of a registry: `RepositoryCredentials` of \
             the container.",
        default: "images are pulled without credentials, those of ECR with the execution role",
        emitted: &[Emitted(TASK_TYPE, "ContainerDefinitions.0.RepositoryCredentials", "")],
        example: r"
services:
  web:
    image: registry.example.com/shop/web:1.4
    x-aws-pull_credentials: arn:aws:secretsmanager:eu-west-1:123456789012:secret:registry-AbCdEf
",
        read: Reader::Service(|key, to, diagnostics| {
            to.pull_credentials = extensions::read_credentials(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-role",
        shape: Policy,
        description: "An IAM policy document of what tasks may do, perhaps with `!GetAtt` and the like: \
             a policy of the task role.",
        default: "no task role: tasks may call nothing of AWS",
        emitted: &[Emitted(TASK_TYPE, "TaskRoleArn", "")],
        example: r#"
services:
  worker:
    image: shop/worker:1.4
    x-aws-role:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: s3:GetObject
          Resource: arn:aws:s3:::shop-uploads/*
"#,
        read: Reader::Service(|key, to, diagnostics| to.role = extensions::read_role(key, diagnostics)),
    },
    Key {
        name: "x-aws-job",
        shape: Words(|| vec!["shared"]),
        description: "Where several services wait for the end of this one: `shared` runs it in the \
             tasks of the first of them only, and the others start after that service.",
        default: "the job runs in the tasks of each service that waits for its end",
        emitted: &[Emitted("AWS::Scheduler::Schedule", "ScheduleExpression", "")],
        example: r#"
services:
  api:
    image: shop/api:1.4
    depends_on: {migrate: {condition: service_completed_successfully}}
  worker:
    image: shop/worker:1.4
    depends_on: {migrate: {condition: service_completed_successfully}}
  migrate:
    image: shop/api:1.4
    command: ["migrate"]
    x-aws-job: shared
"#,
        read: Reader::Service(|key, to, _| to.shared_job = key.text().map(|word| word.loc)),
    },
    Key {
        name: "x-aws-run",
        shape: Words(|| vec!["on-deploy"]),
        description: "When the tasks run: with `on-deploy`, `stackpose deploy` runs them once after \
             each update of the stack.",
        default: "the job runs when somebody starts it",
        emitted: &[Emitted("AWS::Scheduler::Schedule", "ScheduleExpression", "")],
        example: r#"
services:
  api:
    image: shop/api:1.4
  migrate:
    image: shop/api:1.4
    command: ["migrate"]
    restart: "no"
    x-aws-run: on-deploy
"#,
        read: Reader::Service(|key, to, _| to.on_deploy = key.text().map(|word| word.loc)),
    },
    Key {
        name: "x-aws-schedule",
        shape: Shape::Either(&[Shape::Schedule, Members(SCHEDULE_MEMBERS)]),
        description: "When to run the tasks, as `cron(…)`, `rate(…)` or `at(…)`, perhaps with \
             `timezone`, `retries` and `max_age`: a schedule of EventBridge.",
        default: "the job runs when somebody starts it",
        emitted: &[Emitted("AWS::Scheduler::Schedule", "ScheduleExpression", "")],
        example: r#"
services:
  cleanup:
    image: shop/worker:1.4
    command: ["cleanup"]
    restart: "no"
    x-aws-schedule: {expression: "cron(0 3 * * ? *)", timezone: Europe/Berlin}
"#,
        read: Reader::Service(|key, to, _| to.schedule = extensions::read_schedule(key)),
    },
    Key {
        name: "x-aws-secrets",
        shape: Shape::Secrets,
        description: "Variables and the secrets, or ARNs, that fill them, `:key` for one entry: \
             `Secrets` of the container.",
        default: "no variables from secrets",
        emitted: &[Emitted(TASK_TYPE, "ContainerDefinitions.0.Secrets", "")],
        example: r#"
services:
  api:
    image: shop/api:1.4
    x-aws-secrets: {DATABASE_PASSWORD: "database:password"}
secrets:
  database: {external: true, name: prod/database}
"#,
        read: Reader::Service(|key, to, diagnostics| {
            to.secrets = secret_keys::read_variables(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-tags",
        shape: Tags,
        description: "Names and texts of further `Tags` on the resources of the service.",
        default: "the tags of the project and those of labels",
        emitted: &[Emitted(TASK_TYPE, "Tags.team", "")],
        example: r"
services:
  web:
    image: nginx:1.27
    x-aws-tags: {team: shop}
",
        read: Reader::Service(|key, to, diagnostics| to.tags = extensions::read_tags(key, diagnostics)),
    },
    Key {
        name: "x-aws-task",
        shape: Text(Pattern { regex: "", example: "web" }),
        description: "Service in whose tasks this one runs, as a further container.",
        default: "a task of its own",
        emitted: &[Emitted(SERVICE_TYPE, "TaskDefinition.Ref", "ExporterTaskDefinition|WebTaskDefinition")],
        example: r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
  exporter:
    image: nginx/nginx-prometheus-exporter:1.3
    x-aws-task: web
"#,
        read: Reader::Service(|key, to, diagnostics| to.task = extensions::read_text(key, diagnostics)),
    },
    Key {
        name: "x-aws-task_role",
        shape: TASK_ROLE,
        description: "ARN of a role that exists, in place of one of the stack: the `TaskRoleArn` of the \
             tasks. The rights that they need are then said in a warning.",
        default: "a role of the stack with the rights that the service needs; none where it needs none",
        emitted: &[Emitted(TASK_TYPE, "TaskRoleArn", "")],
        example: r"
services:
  worker:
    image: shop/worker:1.4
    x-aws-task_role: arn:aws:iam::123456789012:role/worker
",
        read: Reader::Service(|key, to, _| to.task_role = key.text()),
    },
    Key {
        name: "x-aws-version_consistency",
        shape: CONSISTENCY,
        description: "Whether all tasks of a deployment run the image that its tag named at first: \
             `VersionConsistency`.",
        default: "that of AWS, `enabled`",
        emitted: &[Emitted(TASK_TYPE, "ContainerDefinitions.0.VersionConsistency", "")],
        example: r"
services:
  web:
    image: nginx:1.27
    x-aws-version_consistency: disabled
",
        read: Reader::Service(|key, to, _| to.version_consistency = observability::read_consistency(key)),
    },
    Key {
        name: "x-aws-xray",
        shape: XRAY,
        description: "Whether a collector in the tasks sends traces to X-Ray, perhaps with a `config` \
             of your own.",
        default: "`x-aws-xray` of the project, else `false`",
        emitted: &[Emitted("parameter", "CollectorImage.Type", "")],
        example: r"
services:
  api:
    image: shop/api:1.4
    x-aws-xray: true
",
        read: Reader::Service(|key, to, _| to.xray = observability::read_xray(key)),
    },
];

const CREDENTIALS: Shape = Text(Pattern {
    regex: "^arn:[^:]+:secretsmanager:[^:]+:[0-9]{12}:secret:[^:]+$",
    example: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:registry-AbCdEf",
});

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
