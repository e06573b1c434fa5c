//! The values of the keys by which tasks are watched and entered.

use super::{insights, logs_classes, routers};
use crate::validate::read::shape::{Matching, Member, Pattern, Shape, member};

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>
pub(super) const BOUNDARY: Shape = Shape::Matching(Matching {
    regex: "^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+$",
    wanted: "the ARN of a managed policy",
    example: "arn:aws:iam::123456789012:policy/boundary",
});

pub(super) const TASK_ROLE: Shape = Shape::Matching(Matching {
    regex: "^arn:[^:]+:iam::[0-9]{12}:role/.+$",
    wanted: "the ARN of a role",
    example: "arn:aws:iam::123456789012:role/shop",
});

pub(super) const CONTAINER_INSIGHTS: Shape = Shape::Words(insights);

pub(super) const CONSISTENCY: Shape = Shape::Words(|| vec!["enabled", "disabled"]);

/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html>
pub(super) const EXEC: Shape = Shape::Either(&[
    Shape::Flag,
    Shape::Members(&[
        member(
            "logging",
            Shape::Either(&[Shape::Words(|| vec!["default", "none"]), Shape::Members(RECORD)]),
            "Where the record of a session goes: with the logs of the container, nowhere, or to a place of \
             its own.",
        ),
        member("kms_key", KEY, "Key that encrypts what is sent: `KmsKeyId`."),
    ]),
]);

const RECORD: &[Member] = &[
    member("log_group", WORD, "Log group that exists: `CloudWatchLogGroupName`."),
    member("bucket", WORD, "Bucket that exists: `S3BucketName`."),
    member("prefix", WORD, "What the keys in the bucket begin with: `S3KeyPrefix`."),
    member("encrypted", Shape::Flag, "Whether the place must be encrypted."),
];

/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html>
pub(super) const FIRELENS: Shape = Shape::Members(&[
    member("type", Shape::Words(routers), "`Type`; `fluentbit` without it."),
    member(
        "config",
        Shape::Matching(Matching {
            regex: "^(arn:[^:]+:s3:::[^/:]+/.+|/.+)$",
            wanted: "the ARN of an object of S3, or a path in the image",
            example: "arn:aws:s3:::bucket/router.conf",
        }),
        "File with more of the router's configuration, in a bucket or in its image.",
    ),
    member(
        "metadata",
        Shape::Flag,
        "Whether each line says which task it came from: `enable-ecs-log-metadata`.",
    ),
    member(
        "image",
        IMAGE,
        "Image of the router; at the top level the default of the parameter `LogRouterImage`.",
    ),
    member("memory", MEMORY, "MiB that are kept free for the router; 50 without it."),
]);

const IMAGE: Shape = Shape::Matching(Matching {
    regex: r"^\S+$",
    wanted: "the name of an image",
    example: "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable",
});

/// <https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html>
pub(super) const KEY: Shape = Shape::Matching(Matching {
    regex: "^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$",
    wanted: "the ARN of a key of KMS",
    example: "arn:aws:kms:eu-west-1:123456789012:key/0123…",
});

pub(super) const LOG_SECRETS: Shape = Shape::Named(&Shape::Matching(Matching {
    regex: r"^[^\s{}$]+$",
    wanted: "the key of a secret, the path of a parameter or an ARN",
    example: "splunk",
}));

pub(super) const LOGS_CLASS: Shape = Shape::Words(logs_classes);

/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>
const MEMORY: Shape = Shape::Whole { from: 6, to: 249_856, example: 100 };

const WORD: Shape = Shape::Text(Pattern { regex: "", example: "…" });

/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/trace-data.html>
pub(super) const XRAY: Shape = Shape::Either(&[
    Shape::Flag,
    Shape::Members(&[
        member(
            "config",
            Shape::Matching(Matching {
                regex: "^(arn:[^:]+:(ssm|secretsmanager):.+|/.+)$",
                wanted: "the path or ARN of a parameter of the Parameter Store, or the ARN of a secret",
                example: "/shop/collector",
            }),
            "Parameter or secret with a configuration of your own for the collector.",
        ),
        member("memory", MEMORY, "MiB that are kept free for the collector; 128 without it."),
    ]),
]);
