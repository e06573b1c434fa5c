//! The keys of mounts, networks, volumes, secrets and configs.

use crate::compose::Becomes;
use crate::validate::read::keys::observability::KEY;
use crate::validate::read::keys::{Emitted, FILESYSTEMS, Key, Place, Reader, VOLUME_TYPES, WORD, deliveries};
use crate::validate::read::shape::Shape::{Anything, Gibibytes, Members, Whole, Words};
use crate::validate::read::shape::{Member, Shape, member};
use crate::validate::read::{ebs, extensions, secret_keys};

const TASK_TYPE: &str = "AWS::ECS::TaskDefinition";
const FILE_SYSTEM_TYPE: &str = "AWS::EFS::FileSystem";
const SECRET_TYPE: &str = "AWS::SecretsManager::Secret";

pub(super) const MOUNT_KEYS: &[Key] = &[
    Key {
        name: "x-aws-copy_up",
        shape: Shape::Flag,
        description: "Whether the volume is filled from the image while it is empty: a first container \
             with the image's `sh` and `cp`.",
        default: "`x-aws-copy_up` of the volume, else `true` for folders that official images are known \
             to have files in",
        emitted: &[Emitted(TASK_TYPE, "ContainerDefinitions.1.Name", "")],
        example: r"
services:
  web:
    image: shop/web:1.4
    deploy: {update_config: {order: stop-first}}
    volumes:
      - {type: volume, source: html, target: /srv/html, x-aws-copy_up: true}
volumes:
  html: {}
",
        read: Reader::Mount(|key, to, _| to.copy_up = key.flag().map(|flag| flag.value)),
    },
    Key {
        name: "x-aws-optional",
        shape: Words(|| vec![DROP]),
        description: "Whether the service does without the mount on AWS: `drop` leaves it out.",
        default: "the mount is kept, or refused where AWS has nothing in its place",
        emitted: &[Emitted(TASK_TYPE, "Volumes.0.Name", "data")],
        example: r"
services:
  web:
    image: nginx:1.27
    volumes:
      - {type: volume, source: data, target: /data, x-aws-optional: drop}
volumes:
  data: {}
",
        read: Reader::Mount(|key, to, _| to.dropped = key.word(&[(DROP, ())]).map(|word| word.loc)),
    },
    Key {
        name: "x-aws-volume",
        shape: Words(|| Becomes::ALL.map(|(word, _)| word).to_vec()),
        description: "What a mount of a folder, or one without a name, becomes: `efs` makes it a volume \
             named after its path, empty at first; `task` a folder on the task's own disk.",
        default: "`efs` for a host folder; a mount without a name is on the task's own disk",
        emitted: &[Emitted(FILE_SYSTEM_TYPE, "Encrypted", "")],
        example: r"
services:
  worker:
    image: shop/worker:1.4
    deploy: {update_config: {order: stop-first}}
    volumes:
      - {type: volume, target: /var/spool/worker, x-aws-volume: efs}
",
        read: Reader::Mount(|key, to, _| to.becomes = key.word(&Becomes::ALL)),
    },
];

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "x-aws-securitygroup",
        shape: Anything,
        description: "Id of an existing security group, as the predecessor wrote it.",
        default: "a security group of the stack",
        emitted: &[],
        example: r"
services:
  web:
    image: nginx:1.27
    networks: [shared]
networks:
  shared: {external: true, name: sg-0123456789abcdef0}
",
        read: Reader::Later(Place::Network),
    },
    Key {
        name: "x-aws-copy_up",
        shape: Shape::Flag,
        description: "Whether the services that write to the volume fill it from their images while it \
             is empty.",
        default: "`true` for folders that official images are known to have files in, else `false`",
        emitted: &[Emitted(TASK_TYPE, "ContainerDefinitions.1.Name", "")],
        example: r#"
services:
  web:
    image: shop/web:1.4
    deploy: {update_config: {order: stop-first}}
    volumes: ["html:/srv/html"]
volumes:
  html: {x-aws-copy_up: true}
"#,
        read: Reader::Volume(|key, to, _| to.copy_up = key.flag().map(|flag| flag.value)),
    },
    Key {
        name: "x-aws-ebs",
        shape: Members(DISK),
        description: "A disk that each task gets and that ends with it: `VolumeConfigurations` of the \
             service.",
        default: "an EFS file system that all tasks share",
        emitted: &[Emitted(FILE_SYSTEM_TYPE, "Encrypted", "true")],
        example: r#"
services:
  worker:
    image: shop/worker:1.4
    volumes: ["scratch:/scratch"]
volumes:
  scratch:
    x-aws-ebs: {size: 50}
"#,
        read: Reader::Volume(|key, to, diagnostics| to.ebs = ebs::read(key, diagnostics)),
    },
    Key {
        name: "x-aws-volume",
        shape: Words(|| Becomes::ALL.map(|(word, _)| word).to_vec()),
        description: "Where the volume is: `efs`, the default, or `task`, a folder on the own disk of \
             each task, gone with it.",
        default: "`efs`",
        emitted: &[Emitted(FILE_SYSTEM_TYPE, "Encrypted", "true")],
        example: r#"
services:
  web:
    image: nginx:1.27
    volumes: ["cache:/var/cache/nginx"]
volumes:
  cache: {x-aws-volume: task}
"#,
        read: Reader::Volume(|key, to, _| {
            let becomes = key.word(&Becomes::ALL).filter(|word| word.value == Becomes::Task);
            to.task = becomes.map(|word| word.loc);
        }),
    },
    Key {
        name: "x-aws-generate",
        shape: Shape::Generate,
        description: "Whether, or by which rules, AWS makes up the value: `GenerateSecretString` of the \
             secret.",
        default: "the value is a parameter `<Secret>SecretValue` without default",
        emitted: &[Emitted(SECRET_TYPE, "GenerateSecretString", "")],
        example: r"
services:
  api:
    image: shop/api:1.4
    secrets: [session-key]
secrets:
  session-key:
    environment: SESSION_KEY
    x-aws-generate: {length: 32, exclude_punctuation: true}
",
        read: Reader::Secret(|key, to, diagnostics| {
            to.generate = secret_keys::read_generate(key, diagnostics);
        }),
    },
    Key {
        name: "x-aws-keys",
        shape: Shape::Keys,
        description: "Entries of a JSON value that become files of their own: keys, or names of files \
             and keys.",
        default: "the whole value is one file",
        emitted: &[Emitted(TASK_TYPE, "ContainerDefinitions.0.Secrets.0.Name", "SECRET_0")],
        example: r"
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
        read: Reader::Secret(|key, to, diagnostics| to.keys = secret_keys::read_keys(key, diagnostics)),
    },
    Key {
        name: "x-aws-kms_key",
        shape: KEY,
        description: "ARN of the key that encrypts the value: `KmsKeyId` of the secret, and \
             `kms:Decrypt` for the services that read it.",
        default: "the key `aws/secretsmanager` of the account",
        emitted: &[Emitted(SECRET_TYPE, "KmsKeyId", "")],
        example: r"
services:
  api:
    image: shop/api:1.4
    secrets: [token]
secrets:
  token:
    environment: TOKEN
    x-aws-kms_key: arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012
",
        read: Reader::Secret(|key, to, _| to.kms_key = key.text()),
    },
    Key {
        name: "x-aws-files",
        shape: Words(deliveries),
        description: "How the file gets into tasks: in a derived `image`, or in a `volume`.",
        default: "`x-aws-files` of the service, else of the project, else `image`",
        emitted: &[Emitted(TASK_TYPE, "Volumes", "")],
        example: r#"
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
        read: Reader::Config(|key, to, _| to.files = extensions::read_files(key)),
    },
];

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

/// The word of `x-aws-optional`.
const DROP: &str = "drop";
