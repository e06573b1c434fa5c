//! Topics about volumes, files, secrets and variables.

use super::Topic;

pub(super) const TOPICS: &[Topic] = &[
    Topic {
        name: "volumes",
        aliases: &["volume", "data", "storage", "efs", "ebs", "persistence", "persistent"],
        question: "keep data in volumes",
        answer: "A named volume becomes an encrypted EFS file system, which all tasks share and which stays \
                 when the stack is deleted. `x-aws-volume: task` makes it a folder on the task's own disk, \
                 gone with the task; `x-aws-ebs` a disk of each task. A folder of the host becomes a file \
                 system that is empty at first. A volume that exists is `external` with the id of its file \
                 system as `name`.",
        example: "
services:
  wiki:
    image: shop/wiki:2.4
    ports: [\"80:80\"]
    deploy: {update_config: {order: stop-first}}
    volumes:
      - pages:/srv/pages
      - cache:/srv/cache
      - uploads:/srv/uploads
volumes:
  pages: {}
  cache: {x-aws-volume: task}
  uploads: {external: true, name: fs-0123456789abcdef0}
",
        see: &["services.volumes", "x-aws-volume", "x-aws-ebs", "x-aws-copy_up", "database"],
        page: "data.md",
    },
    Topic {
        name: "database",
        aliases: &["databases", "postgres", "mysql", "rds", "redis"],
        question: "run a database",
        answer: "For trials it can run as a service: its files are on EFS, which is slow for that (W1007), \
                 and only one task may have them, so an update stops the old task first. For production use \
                 Amazon RDS: leave the service out of what is converted with a profile, give the address as \
                 a variable of deploy time and the password as a secret.",
        example: "
services:
  api:
    image: shop/api:1.4
    environment:
      DB_HOST: ${DB_HOST:-db}
    x-aws-secrets: {DB_PASSWORD: \"database:password\"}
  db:
    image: postgres:17
    profiles: [local]
    environment: {POSTGRES_HOST_AUTH_METHOD: trust}
secrets:
  database: {external: true, name: prod/database}
x-aws-variables: [DB_HOST]
",
        see: &["volumes", "secrets", "W1007", "x-aws-variables", "services.profiles"],
        page: "faq.md",
    },
    Topic {
        name: "secrets",
        aliases: &[
            "secret",
            "password",
            "passwords",
            "credentials",
            "secrets manager",
            "parameter store",
            "token",
        ],
        question: "pass passwords and other secrets",
        answer: "No value of a secret ever stands in the template. `secrets` are files below `/run/secrets`, \
                 as with Docker; `x-aws-secrets` makes them variables. A secret with `external: true` exists \
                 in Secrets Manager (its name or ARN, or the path or ARN of a parameter of the Parameter \
                 Store). One from `file` or `environment` becomes a parameter without echo and a secret of \
                 the stack; so do credentials in variables and in env_files by themselves, and with \
                 `x-aws-env_file: secret` all values of an env_file. `x-aws-generate` lets AWS make the value up. `x-aws-keys` splits a JSON value into files.",
        example: "
services:
  api:
    image: shop/api:1.4
    secrets: [token]
    x-aws-secrets:
      DB_PASSWORD: \"database:password\"
      SESSION_KEY: session
secrets:
  token: {environment: TOKEN}
  database: {external: true, name: prod/database}
  session: {environment: SESSION_KEY, x-aws-generate: true}
",
        see: &["x-aws-secrets", "x-aws-generate", "x-aws-keys", "<Secret>SecretValue", "W0213", "W0710"],
        page: "faq.md",
    },
    Topic {
        name: "files",
        aliases: &["configs", "config", "bind mounts", "bind mount", "mounts", "mount"],
        question: "bring configuration files into a container",
        answer: "A task has no host to mount from. A single file and a config become part of an image that \
                 `stackpose bake` builds on top of the service's image, or, with `x-aws-files: volume`, are \
                 written into a volume by a first container; that needs no build. A folder of the project is \
                 copied in when it is small.",
        example: "
services:
  web:
    image: nginx:1.27
    ports: [\"80:80\"]
    configs:
      - {source: site, target: /run/shop/site.json}
configs:
  site:
    content: '{\"title\": \"Shop\"}'
    x-aws-files: volume
",
        see: &["x-aws-files", "services.configs", "images", "volumes"],
        page: "mapping.md",
    },
    Topic {
        name: "variables",
        aliases: &["environment", "env", "stages", "staging", "production", "parameters", ".env"],
        question: "use one template for staging and production",
        answer: "A variable in `x-aws-variables` is not filled in when the files are read: each `${NAME}` \
                 becomes a parameter (`DB_HOST` is `DbHost`) that gets its value at deploy time, a secret \
                 one without echo. All others are filled in from the environment and `.env` and are part of \
                 the template. What differs in more than values goes into a second file, `-f compose.yaml -f \
                 compose.production.yaml`. Values that CloudFormation knows come by `x-aws-environment`.",
        example: "
services:
  web:
    image: shop/web:${TAG:-latest}
    environment: {LEVEL: \"${LEVEL:-info}\"}
    x-aws-environment: {REGION: !Ref \"AWS::Region\"}
    deploy: {replicas: \"${REPLICAS}\"}
x-aws-variables:
  TAG: parameter
  LEVEL: {allowed: [debug, info, warning]}
  REPLICAS: {type: number, default: 1}
",
        see: &["x-aws-variables", "x-aws-env_file", "x-aws-environment", "<Variable>", "E0208"],
        page: "variables.md",
    },
];
