//! Topics about jobs, images, sizes and scaling.

use super::Topic;

pub(super) const TOPICS: &[Topic] = &[
    Topic {
        name: "jobs",
        aliases: &["job", "cron", "schedule", "migration", "migrations", "one off", "batch", "task"],
        question: "run jobs, migrations and scheduled tasks",
        answer: "A service with `restart: \"no\"` (or a job mode of `deploy`) is a task definition without a service: a deployment \
                 does not start it, and the output `<Service>RunCommand` is the command that does. With `x-aws-schedule` EventBridge \
                 starts it. A service that others wait for with `service_completed_successfully` is a first container of their tasks and \
                 runs before each of them starts.",
        example: "
services:
  web:
    image: shop/web:1.4
    ports: [\"80:80\"]
    depends_on:
      migrate: {condition: service_completed_successfully}
  migrate:
    image: shop/web:1.4
    command: [\"migrate\"]
  cleanup:
    image: shop/web:1.4
    command: [\"cleanup\"]
    restart: \"no\"
    x-aws-schedule: {expression: \"cron(0 3 * * ? *)\", timezone: Europe/Berlin}
",
        see: &["x-aws-schedule", "services.restart", "services.depends_on", "sidecars"],
        page: "mapping.md",
    },
    Topic {
        name: "images",
        aliases: &["image", "build", "ecr", "registry", "bake", "dockerfile", "pull"],
        question: "build images and pull them from a registry",
        answer: "A service with `build` has a parameter `<Service>Image`; `image` beside it is the default. `stackpose bake` prints \
                 a file for `docker buildx bake --push` that builds all of them, also those into which files are built. The execution \
                 role may pull from ECR of the same account; for another private registry, `x-aws-pull_credentials` names a secret \
                 with `username` and `password`. Name a version or a digest, not `latest`.",
        example: "
services:
  web:
    build: .
    image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4
    ports: [\"80:80\"]
  worker:
    image: registry.example.com/shop/worker:1.4
    x-aws-pull_credentials: arn:aws:secretsmanager:eu-west-1:123456789012:secret:registry-AbCdEf
",
        see: &["<Service>Image", "x-aws-pull_credentials", "services.build", "W1001"],
        page: "running.md",
    },
    Topic {
        name: "size",
        aliases: &["cpu", "memory", "resources", "gpu", "limits", "disk"],
        question: "choose CPU and memory",
        answer: "The limits and reservations of the containers of a task are added up, and the smallest size \
                 of Fargate that holds them is taken: from 0.25 vCPU and 512 MiB to 32 vCPU and 244 GiB. \
                 Without any it is the smallest of all. The own disk of a task has 20 GiB; \
                 `x-aws-ephemeral_storage` makes it larger. GPUs need `x-aws-capacity: managed-instances`.",
        example: "
services:
  api:
    image: shop/api:1.4
    deploy:
      resources:
        limits: {cpus: \"1\", memory: 2g}
    x-aws-ephemeral_storage: 50
",
        see: &["deploy.resources.limits.memory", "x-aws-ephemeral_storage", "x-aws-capacity", "W1032"],
        page: "mapping.md",
    },
    Topic {
        name: "scaling",
        aliases: &["scale", "autoscaling", "auto scaling", "replicas"],
        question: "scale a service with its load",
        answer: "`deploy.replicas` is the number of tasks. `x-aws-autoscaling` under `deploy` lets it follow \
                 CPU, memory, requests, the length of a queue, any metric, the clock or a forecast.",
        example: "
services:
  web:
    image: shop/web:1.4
    ports: [\"80:80\"]
    deploy:
      replicas: 2
      x-aws-autoscaling:
        min: 2
        max: 10
        cpu: 60
        schedule:
          - {at: \"cron(0 7 ? * MON-FRI *)\", min: 4}
",
        see: &["x-aws-autoscaling", "deploy.replicas", "cost"],
        page: "support.md",
    },
    Topic {
        name: "cost",
        aliases: &["price", "cheap", "cheaper", "spot", "money", "save"],
        question: "keep the cost low",
        answer: "What costs money while nobody uses it: each task by its vCPU and memory, each load \
                 balancer, each NAT gateway, public addresses, and little for secrets, file systems and logs \
                 by what they hold. `check` prints what the project comes to. Spot tasks cost less and may \
                 be taken back with two minutes' notice: keep a base on Fargate. Put several services on one \
                 port, or use a load balancer that exists; a single load balancer is made where all ports \
                 are HTTP. Containers that always run together can share a task with `x-aws-task`. \
                 `platform: linux/arm64` costs less than x86-64. Logs are kept for 30 days unless \
                 `x-aws-logs_retention` says otherwise.",
        example: "
services:
  web:
    image: shop/web:1.4
    platform: linux/arm64
    ports: [\"80:80\"]
    deploy: {replicas: 3}
    x-aws-capacity:
      fargate: {base: 1}
      spot: {weight: 1}
  exporter:
    image: shop/exporter:1.4
    platform: linux/arm64
    x-aws-task: web
x-aws-logs_retention: 7
x-aws-logs_class: infrequent_access
",
        see: &["x-aws-capacity", "x-aws-logs_retention", "x-aws-task", "routing", "scaling"],
        page: "deploy.md",
    },
    Topic {
        name: "sidecars",
        aliases: &["sidecar", "several containers", "init container", "one task", "pod"],
        question: "run several containers in one task",
        answer: "`x-aws-task: web` puts a service into the tasks of `web`, where both are `localhost` to \
                 each other, scale together and share `x-aws-volume: task` volumes. `network_mode: \
                 service:web` means the same.",
        example: "
services:
  web:
    image: shop/web:1.4
    ports: [\"80:80\"]
    volumes: [\"socket:/run/app\"]
  proxy:
    image: shop/proxy:1.4
    x-aws-task: web
    volumes: [\"socket:/run/app\"]
volumes:
  socket: {x-aws-volume: task}
",
        see: &["x-aws-task", "services.network_mode", "x-aws-volume", "jobs"],
        page: "mapping.md",
    },
];
