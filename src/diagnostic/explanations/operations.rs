//! The explanations of the codes E0580 to E0586: logs, sessions and roles.

use super::Explanation;
use crate::diagnostic::Code;

/// The explanations, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::LogOptionNeeded,
        meaning: "The driver `splunk` lacks its address or its token.",
        why: "Without them no log line would arrive anywhere.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    logging:\n      driver: splunk\n      options: {splunk-url: \"https://splunk.example.com\"}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    logging:\n      driver: splunk\n      options: {splunk-url: \"https://splunk.example.com\"}\n    x-aws-log_secrets: {splunk-token: /shop/token}\n",
    },
    Explanation {
        code: Code::LogSecrets,
        meaning: "`x-aws-log_secrets` stands beside a driver without secret options.",
        why: "`SecretOptions` belong to the drivers `splunk` and `awsfirelens`.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    x-aws-log_secrets: {apikey: /shop/key}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::SessionRecord,
        meaning: "`logging` of `x-aws-exec` names no log group and no bucket, or has a `prefix` without a bucket.",
        why: "The record of a session goes to CloudWatch Logs, to S3, or to both.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
        example: "x-aws-exec:\n  logging: {prefix: shop}\nservices:\n  web:\n    image: nginx:1.29\n",
        instead: "x-aws-exec:\n  logging: {bucket: sessions, prefix: shop}\nservices:\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::RouterImage,
        meaning: "`x-aws-firelens` has the type `fluentd` and no `image`.",
        why: "AWS publishes an image of Fluent Bit. One of Fluentd is yours to name.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    logging: {driver: awsfirelens}\n    x-aws-firelens: {type: fluentd}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    logging: {driver: awsfirelens}\n    x-aws-firelens: {type: fluentd, image: \"fluent/fluentd:v1.19\"}\n",
    },
    Explanation {
        code: Code::RouterFile,
        meaning: "`config` of `x-aws-firelens` lies in a bucket, and the router is not Fluent Bit.",
        why: "On Fargate only the image of Fluent Bit fetches its configuration from S3.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    logging: {driver: awsfirelens}\n    x-aws-firelens: {type: fluentd, image: \"fluent/fluentd:v1.19\", config: \"arn:aws:s3:::settings/router.conf\"}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    logging: {driver: awsfirelens}\n    x-aws-firelens: {config: \"arn:aws:s3:::settings/router.conf\"}\n",
    },
    Explanation {
        code: Code::ReadOnlyExec,
        meaning: "A service has `x-aws-exec: true` and `read_only: true`.",
        why: "The agent that runs commands writes its files into the root filesystem of the container.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    read_only: true\n    x-aws-exec: true\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    x-aws-exec: true\n",
    },
    Explanation {
        code: Code::RoleRights,
        meaning: "A service has the role `x-aws-task_role` and asks for rights with `x-aws-role` or `x-aws-policies`.",
        why: "The stack does not change a role that it did not make.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    x-aws-task_role: arn:aws:iam::123456789012:role/web\n    x-aws-policies: [\"arn:aws:iam::aws:policy/ReadOnlyAccess\"]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    x-aws-policies: [\"arn:aws:iam::aws:policy/ReadOnlyAccess\"]\n",
    },
];
