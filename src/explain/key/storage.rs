//! Defaults and examples of the keys of mounts, volumes, secrets and configs.

use super::{Emitted, KeyText, text_of};
use crate::validate::Place::{Config, Mount, Network, Secret, Volume};

const FILE_SYSTEM: &str = "AWS::EFS::FileSystem";
const TASK: &str = "AWS::ECS::TaskDefinition";
const SECRET: &str = "AWS::SecretsManager::Secret";

pub(super) const TEXTS: &[KeyText] = &[
    text_of(
        Mount,
        "x-aws-copy_up",
        "`x-aws-copy_up` of the volume, else `true` for folders that official images are known to have files in",
        &[Emitted(TASK, "ContainerDefinitions.1.Name", "")],
        r"
services:
  web:
    image: shop/web:1.4
    deploy: {update_config: {order: stop-first}}
    volumes:
      - {type: volume, source: html, target: /srv/html, x-aws-copy_up: true}
volumes:
  html: {}
",
    ),
    text_of(
        Mount,
        "x-aws-optional",
        "the mount is kept, or refused where AWS has nothing in its place",
        &[Emitted(TASK, "Volumes.0.Name", "data")],
        r"
services:
  web:
    image: nginx:1.27
    volumes:
      - {type: volume, source: data, target: /data, x-aws-optional: drop}
volumes:
  data: {}
",
    ),
    text_of(
        Mount,
        "x-aws-volume",
        "`efs` for a host folder; a mount without a name is on the task's own disk",
        &[Emitted(FILE_SYSTEM, "Encrypted", "")],
        r"
services:
  worker:
    image: shop/worker:1.4
    deploy: {update_config: {order: stop-first}}
    volumes:
      - {type: volume, target: /var/spool/worker, x-aws-volume: efs}
",
    ),
    text_of(
        Network,
        "x-aws-securitygroup",
        "a security group of the stack",
        &[],
        r"
services:
  web:
    image: nginx:1.27
    networks: [shared]
networks:
  shared: {external: true, name: sg-0123456789abcdef0}
",
    ),
    text_of(
        Volume,
        "x-aws-copy_up",
        "`true` for folders that official images are known to have files in, else `false`",
        &[Emitted(TASK, "ContainerDefinitions.1.Name", "")],
        r#"
services:
  web:
    image: shop/web:1.4
    deploy: {update_config: {order: stop-first}}
    volumes: ["html:/srv/html"]
volumes:
  html: {x-aws-copy_up: true}
"#,
    ),
    text_of(
        Volume,
        "x-aws-ebs",
        "an EFS file system that all tasks share",
        &[Emitted(FILE_SYSTEM, "Encrypted", "true")],
        r#"
services:
  worker:
    image: shop/worker:1.4
    volumes: ["scratch:/scratch"]
volumes:
  scratch:
    x-aws-ebs: {size: 50}
"#,
    ),
    text_of(
        Volume,
        "x-aws-volume",
        "`efs`",
        &[Emitted(FILE_SYSTEM, "Encrypted", "true")],
        r#"
services:
  web:
    image: nginx:1.27
    volumes: ["cache:/var/cache/nginx"]
volumes:
  cache: {x-aws-volume: task}
"#,
    ),
    text_of(
        Secret,
        "x-aws-generate",
        "the value is a parameter `<Secret>SecretValue` without default",
        &[Emitted(SECRET, "GenerateSecretString", "")],
        r"
services:
  api:
    image: shop/api:1.4
    secrets: [session-key]
secrets:
  session-key:
    environment: SESSION_KEY
    x-aws-generate: {length: 32, exclude_punctuation: true}
",
    ),
    text_of(
        Secret,
        "x-aws-keys",
        "the whole value is one file",
        &[Emitted(TASK, "ContainerDefinitions.0.Secrets.0.Name", "SECRET_0")],
        r"
services:
  api:
    image: shop/api:1.4
    secrets: [database]
secrets:
  database:
    external: true
    name: prod/database
    x-aws-keys: [username, password]
",
    ),
    text_of(
        Secret,
        "x-aws-kms_key",
        "the key `aws/secretsmanager` of the account",
        &[Emitted(SECRET, "KmsKeyId", "")],
        r"
services:
  api:
    image: shop/api:1.4
    secrets: [token]
secrets:
  token:
    environment: TOKEN
    x-aws-kms_key: arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012
",
    ),
    text_of(
        Config,
        "x-aws-files",
        "`x-aws-files` of the service, else of the project, else `image`",
        &[Emitted(TASK, "Volumes", "")],
        r#"
services:
  web:
    image: nginx:1.27
    configs:
      - {source: page, target: /run/shop/page.html}
configs:
  page:
    content: "hello"
    x-aws-files: volume
"#,
    ),
];
