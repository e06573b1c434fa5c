//! Topics about deployments, logs, rights, and changing what the template has.

use super::Topic;

pub(super) const TOPICS: &[Topic] = &[
    Topic {
        name: "deployments",
        aliases: &[
            "deployment",
            "blue green",
            "canary",
            "rollback",
            "rolling update",
            "zero downtime",
            "update",
        ],
        question: "deploy without downtime, and roll back",
        answer: "Updates are rolling: new tasks start, pass their health checks, and then old ones stop. A \
                 circuit breaker rolls back a deployment whose tasks do not come up. `x-aws-deployment` \
                 chooses `blue-green`, `canary` or `linear`, with alarms, hooks and a port or header for \
                 tests. `update_config` sets how many tasks there are meanwhile.",
        example: "
services:
  web:
    image: shop/web:1.4
    ports: [\"80:80\"]
    healthcheck: {test: [\"CMD\", \"wget\", \"-qO-\", \"http://localhost/\"], interval: 10s}
    x-aws-deployment:
      strategy: canary
      percent: 10
      canary_bake_time: 10m
      alarms: [web-errors]
",
        see: &["x-aws-deployment", "deploy.update_config", "services.healthcheck", "health checks"],
        page: "routing.md",
    },
    Topic {
        name: "health checks",
        aliases: &["health check", "healthcheck", "health", "unhealthy", "grace period"],
        question: "tell AWS whether a task is healthy",
        answer: "There are two checks. `healthcheck` runs in the container, as with Docker, and ECS replaces tasks that fail it. The \
                 load balancer asks by itself, at `/` unless `x-aws-healthcheck` of the port says otherwise, and sends requests only to \
                 tasks that answer. `start_period` gives both time after a start: at least 60 \
                 seconds behind a load balancer, and five minutes where a volume is mounted. In the container it is two minutes \
                 where you say nothing, and five for a database on EFS: Docker leaves an unhealthy container alone, and ECS \
                 replaces it.",
        example: "
services:
  web:
    image: shop/web:1.4
    healthcheck:
      test: [\"CMD\", \"curl\", \"-f\", \"http://localhost:8080/health\"]
      start_period: 2m
    ports:
      - target: 8080
        published: 80
        x-aws-protocol: http
        x-aws-healthcheck: {path: /health, matcher: \"200-299\", interval: 10s, healthy: 2}
",
        see: &["x-aws-healthcheck", "services.healthcheck", "deployments"],
        page: "mapping.md",
    },
    Topic {
        name: "logs",
        aliases: &[
            "log",
            "logging",
            "cloudwatch",
            "fluent bit",
            "traces",
            "tracing",
            "monitoring",
            "metrics",
        ],
        question: "see logs and traces",
        answer: "What containers print goes to one log group of the stack, kept for 30 days \
                 (`x-aws-logs_retention`); `aws logs tail` or `stackpose logs --follow` shows it. `logging` \
                 with the driver `awsfirelens` routes logs elsewhere through Fluent Bit; secrets for it come \
                 from `x-aws-log_secrets`. `x-aws-xray` adds a collector of traces, \
                 `x-aws-container_insights` measurements of the cluster.",
        example: "
services:
  web:
    image: shop/web:1.4
    ports: [\"80:80\"]
    x-aws-xray: true
x-aws-logs_retention: 90
x-aws-container_insights: enabled
",
        see: &[
            "x-aws-logs_retention",
            "x-aws-firelens",
            "x-aws-log_secrets",
            "x-aws-xray",
            "services.logging",
        ],
        page: "mapping.md",
    },
    Topic {
        name: "permissions",
        aliases: &["permission", "iam", "role", "roles", "policy", "rights", "s3", "queue"],
        question: "let a service call AWS",
        answer: "Each service has a role of its own with nothing in it but what its keys need. `x-aws-role` \
                 adds a policy document, `x-aws-policies` managed policies; `x-aws-task_role` uses a role \
                 that exists. Programs find the credentials by themselves through the AWS SDK; give no \
                 access keys. Resources such as a queue can be made by the same stack.",
        example: "
services:
  worker:
    image: shop/worker:1.4
    x-aws-environment: {QUEUE_URL: !Ref Jobs}
    x-aws-role:
      Version: \"2012-10-17\"
      Statement:
        - Effect: Allow
          Action: [\"sqs:ReceiveMessage\", \"sqs:DeleteMessage\"]
          Resource: !GetAtt Jobs.Arn
x-aws-cloudformation:
  Resources:
    Jobs: {Type: \"AWS::SQS::Queue\"}
",
        see: &["x-aws-role", "x-aws-policies", "x-aws-task_role", "x-aws-permissions_boundary", "override"],
        page: "overrides.md",
    },
    Topic {
        name: "shell",
        aliases: &["exec", "debug", "ssh", "enter", "execute command"],
        question: "get a shell in a running task",
        answer: "With `x-aws-exec: true`, on a service or at the top level, `aws ecs execute-command` opens \
                 a shell in a task that was started since. The template gives the task role the rights for \
                 it, and the container an init process. Sessions can be encrypted and recorded (`kms_key`, \
                 `logging`) in a cluster that the stack makes.",
        example: "
services:
  web:
    image: shop/web:1.4
    ports: [\"80:80\"]
    x-aws-exec: true
",
        see: &["x-aws-exec", "logs", "permissions"],
        page: "mapping.md",
    },
    Topic {
        name: "tags",
        aliases: &["tag", "labels", "cost allocation"],
        question: "tag everything",
        answer: "`x-aws-tags` at the top level tags every resource that takes tags, on a service those of \
                 the service. Labels of services, networks, volumes and secrets become tags of what they \
                 become; tasks inherit the tags of their service.",
        example: "
services:
  web:
    image: shop/web:1.4
    x-aws-tags: {component: web}
x-aws-tags: {team: shop, cost-center: \"4711\"}
",
        see: &["x-aws-tags", "services.labels", "deploy.labels"],
        page: "mapping.md",
    },
    Topic {
        name: "override",
        aliases: &["overrides", "escape hatch", "cloudformation", "custom", "overlay", "any resource"],
        question: "change or add what the template has",
        answer: "`x-aws-cloudformation` is merged into the finished template, at the top level by logical \
                 id, on a service by short names such as `TaskDefinition`. Lists are merged by the names of \
                 their items. It may add any resource. Write `$${…}` for CloudFormation's own variables, \
                 because Compose fills in `${…}` first.",
        example: "
services:
  web:
    image: shop/web:1.4
    x-aws-environment: {TOPIC: !Ref Alerts}
    x-aws-cloudformation:
      TaskDefinition:
        Properties:
          ContainerDefinitions:
            - {Name: web, StartTimeout: 30}
x-aws-cloudformation:
  Resources:
    Alerts: {Type: \"AWS::SNS::Topic\"}
",
        see: &["x-aws-cloudformation", "x-aws-environment", "permissions"],
        page: "overrides.md",
    },
    Topic {
        name: "findings",
        aliases: &["finding", "allow", "deny", "ignore", "suppress", "ci", "lint", "warnings"],
        question: "allow a finding, or make warnings fail in CI",
        answer: "`--deny warnings` turns warnings into errors, `--allow CODE` leaves a finding out, and a \
                 comment in the file allows one where it stands, with its reason. `check --format github`, \
                 `sarif`, `gitlab` and `junit` are for CI. `check --fix` makes the changes that are safe.",
        example: "
services:
  web:
    image: shop/web  # stackpose: allow W1001 -- the tag comes from the pipeline
",
        see: &["W1001", "E0601", "N0902"],
        page: "checking.md",
    },
];
