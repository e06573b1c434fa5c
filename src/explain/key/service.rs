//! Defaults and examples of the keys of services, of `deploy` and of `update_config`.

use super::{Emitted, KeyText, text_of};
use crate::validate::Place::{Deploy, Service, UpdateConfig};

const SERVICE: &str = "AWS::ECS::Service";
const TASK: &str = "AWS::ECS::TaskDefinition";
const ROLE: &str = "AWS::IAM::Role";

pub(super) const TEXTS: &[KeyText] = &[
    text_of(
        Service,
        "x-aws-capacity",
        "`x-aws-capacity` of the project, else `fargate`",
        &[Emitted(SERVICE, "CapacityProviderStrategy.0.CapacityProvider", "FARGATE")],
        r"
services:
  worker:
    image: shop/worker:1.4
    x-aws-capacity: spot
",
    ),
    text_of(
        Service,
        "x-aws-cloudformation",
        "the resources stay as they are",
        &[Emitted(SERVICE, "EnableECSManagedTags", "true")],
        r"
services:
  web:
    image: nginx:1.27
    x-aws-cloudformation:
      Service:
        Properties:
          DesiredCount: 3
",
    ),
    text_of(
        Service,
        "x-aws-deployment",
        "`rolling`, with a circuit breaker that rolls back",
        &[
            Emitted(SERVICE, "DeploymentConfiguration.Strategy", ""),
            Emitted(SERVICE, "DeploymentConfiguration.DeploymentCircuitBreaker.Rollback", "true"),
        ],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
    x-aws-deployment:
      strategy: canary
      percent: 10
      canary_bake_time: 10m
"#,
    ),
    text_of(
        Service,
        "x-aws-discovery",
        "`x-aws-discovery` of the project, else `dns`",
        &[Emitted("AWS::ServiceDiscovery::Service", "DnsConfig.DnsRecords.0.Type", "A")],
        r#"
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
    ),
    text_of(
        Service,
        "x-aws-env_file",
        "`credentials` are given at deploy time, all other values stand in the template",
        &[Emitted(TASK, "ContainerDefinitions.0.Secrets", "")],
        r"
services:
  api:
    image: shop/api:1.4
    env_file: [{path: api.env, required: false}]
    x-aws-env_file: {api.env: [DB_USER, DB_PASSWORD]}
",
    ),
    text_of(
        Service,
        "x-aws-environment",
        "no further variables",
        &[Emitted(TASK, "ContainerDefinitions.0.Environment", "")],
        r"
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
    ),
    text_of(
        Service,
        "x-aws-ephemeral_storage",
        "that of Fargate, 20 GiB",
        &[Emitted(TASK, "EphemeralStorage", "")],
        r"
services:
  worker:
    image: shop/worker:1.4
    x-aws-ephemeral_storage: 50
",
    ),
    text_of(
        Service,
        "x-aws-exec",
        "`x-aws-exec` of the project, else `false`",
        &[Emitted(SERVICE, "EnableExecuteCommand", "false")],
        r"
services:
  web:
    image: nginx:1.27
    x-aws-exec: true
",
    ),
    text_of(
        Service,
        "x-aws-fault_injection",
        "`false`",
        &[Emitted(TASK, "EnableFaultInjection", "")],
        r"
services:
  web:
    image: nginx:1.27
    x-aws-fault_injection: true
",
    ),
    text_of(
        Service,
        "x-aws-files",
        "`x-aws-files` of the project, else `image`",
        &[Emitted(TASK, "Volumes", "")],
        r#"
services:
  web:
    image: nginx:1.27
    x-aws-files: volume
    configs:
      - {source: page, target: /run/shop/page.html}
configs:
  page: {content: "hello"}
"#,
    ),
    text_of(
        Service,
        "x-aws-firelens",
        "`x-aws-firelens` of the project",
        &[Emitted(TASK, "ContainerDefinitions.0.LogConfiguration.LogDriver", "awsfirelens")],
        r#"
services:
  web:
    image: nginx:1.27
    logging:
      driver: awsfirelens
      options: {Name: http, Host: logs.example.com, Port: "443", tls: "on"}
    x-aws-firelens: {memory: 100}
"#,
    ),
    text_of(
        Service,
        "x-aws-ingress",
        "the services of its networks, and the load balancer",
        &[Emitted("AWS::EC2::SecurityGroupIngress", "CidrIp", "")],
        r#"
services:
  api:
    image: traefik/whoami:v1.10
    expose: ["80"]
    x-aws-ingress: [10.0.0.0/16]
"#,
    ),
    text_of(
        Service,
        "x-aws-job",
        "the job runs in the tasks of each service that waits for its end",
        &[Emitted("AWS::Scheduler::Schedule", "ScheduleExpression", "")],
        r#"
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
    ),
    text_of(
        Service,
        "x-aws-log_secrets",
        "no options from secrets",
        &[Emitted(TASK, "ContainerDefinitions.0.LogConfiguration.SecretOptions", "")],
        r#"
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
    ),
    text_of(
        Service,
        "x-aws-permissions_boundary",
        "`x-aws-permissions_boundary` of the project, else none",
        &[Emitted(ROLE, "PermissionsBoundary", "")],
        r"
services:
  web:
    image: nginx:1.27
    x-aws-permissions_boundary: arn:aws:iam::123456789012:policy/boundary
",
    ),
    text_of(
        Service,
        "x-aws-platform_version",
        "not said: a new service gets `LATEST`, one that exists keeps its version",
        &[Emitted(SERVICE, "PlatformVersion", "")],
        r"
services:
  web:
    image: nginx:1.27
    x-aws-platform_version: 1.4.0
",
    ),
    text_of(
        Service,
        "x-aws-policies",
        "no managed policies",
        &[Emitted(ROLE, "ManagedPolicyArns", "")],
        r#"
services:
  worker:
    image: shop/worker:1.4
    x-aws-policies: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
"#,
    ),
    text_of(
        Service,
        "x-aws-pull_credentials",
        "images are pulled without credentials, those of ECR with the execution role",
        &[Emitted(TASK, "ContainerDefinitions.0.RepositoryCredentials", "")],
        r"
services:
  web:
    image: registry.example.com/shop/web:1.4
    x-aws-pull_credentials: arn:aws:secretsmanager:eu-west-1:123456789012:secret:registry-AbCdEf
",
    ),
    text_of(
        Service,
        "x-aws-role",
        "no task role: tasks may call nothing of AWS",
        &[Emitted(TASK, "TaskRoleArn", "")],
        r#"
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
    ),
    text_of(
        Service,
        "x-aws-run",
        "the job runs when somebody starts it",
        &[Emitted("AWS::Scheduler::Schedule", "ScheduleExpression", "")],
        r#"
services:
  api:
    image: shop/api:1.4
  migrate:
    image: shop/api:1.4
    command: ["migrate"]
    restart: "no"
    x-aws-run: on-deploy
"#,
    ),
    text_of(
        Service,
        "x-aws-schedule",
        "the job runs when somebody starts it",
        &[Emitted("AWS::Scheduler::Schedule", "ScheduleExpression", "")],
        r#"
services:
  cleanup:
    image: shop/worker:1.4
    command: ["cleanup"]
    restart: "no"
    x-aws-schedule: {expression: "cron(0 3 * * ? *)", timezone: Europe/Berlin}
"#,
    ),
    text_of(
        Service,
        "x-aws-secrets",
        "no variables from secrets",
        &[Emitted(TASK, "ContainerDefinitions.0.Secrets", "")],
        r#"
services:
  api:
    image: shop/api:1.4
    x-aws-secrets: {DATABASE_PASSWORD: "database:password"}
secrets:
  database: {external: true, name: prod/database}
"#,
    ),
    text_of(
        Service,
        "x-aws-tags",
        "the tags of the project and those of labels",
        &[Emitted(TASK, "Tags.team", "")],
        r"
services:
  web:
    image: nginx:1.27
    x-aws-tags: {team: shop}
",
    ),
    text_of(
        Service,
        "x-aws-task",
        "a task of its own",
        &[Emitted(SERVICE, "TaskDefinition.Ref", "ExporterTaskDefinition|WebTaskDefinition")],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
  exporter:
    image: nginx/nginx-prometheus-exporter:1.3
    x-aws-task: web
"#,
    ),
    text_of(
        Service,
        "x-aws-task_role",
        "a role of the stack with the rights that the service needs; none where it needs none",
        &[Emitted(TASK, "TaskRoleArn", "")],
        r"
services:
  worker:
    image: shop/worker:1.4
    x-aws-task_role: arn:aws:iam::123456789012:role/worker
",
    ),
    text_of(
        Service,
        "x-aws-version_consistency",
        "that of AWS, `enabled`",
        &[Emitted(TASK, "ContainerDefinitions.0.VersionConsistency", "")],
        r"
services:
  web:
    image: nginx:1.27
    x-aws-version_consistency: disabled
",
    ),
    text_of(
        Service,
        "x-aws-xray",
        "`x-aws-xray` of the project, else `false`",
        &[Emitted("parameter", "CollectorImage.Type", "")],
        r"
services:
  api:
    image: shop/api:1.4
    x-aws-xray: true
",
    ),
    text_of(
        Deploy,
        "x-aws-autoscaling",
        "`replicas` tasks, always",
        &[Emitted("AWS::ApplicationAutoScaling::ScalableTarget", "MaxCapacity", "")],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
    deploy:
      replicas: 2
      x-aws-autoscaling: {min: 2, max: 10, cpu: 60}
"#,
    ),
    text_of(
        Deploy,
        "x-aws-deployment",
        "`rolling`, with a circuit breaker that rolls back",
        &[
            Emitted(SERVICE, "DeploymentConfiguration.Strategy", ""),
            Emitted(SERVICE, "DeploymentConfiguration.DeploymentCircuitBreaker.Rollback", "true"),
        ],
        r#"
services:
  web:
    image: nginx:1.27
    ports: ["80:80"]
    deploy:
      x-aws-deployment: blue-green
"#,
    ),
    text_of(
        UpdateConfig,
        "x-aws-max_percent",
        "200",
        &[Emitted(SERVICE, "DeploymentConfiguration.MaximumPercent", "200")],
        r"
services:
  web:
    image: nginx:1.27
    deploy:
      replicas: 4
      update_config: {x-aws-max_percent: 150}
",
    ),
    text_of(
        UpdateConfig,
        "x-aws-min_percent",
        "100",
        &[Emitted(SERVICE, "DeploymentConfiguration.MinimumHealthyPercent", "100")],
        r"
services:
  web:
    image: nginx:1.27
    deploy:
      replicas: 4
      update_config: {x-aws-min_percent: 50}
",
    ),
];
