//! The stories of the codes E0601 to W0607: what ECS on Fargate cannot do.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::Refused,
        meaning: "The service asks for something that no Fargate task has, and without which it would not do \
                  what you wrote. There is no template until it is gone. The message says why, the help names \
                  the alternative.",
        why: "Each task runs alone in a small virtual machine of AWS: no host's devices, pipes and kernel settings, \
              no GPU, no privileged containers, and `SYS_PTRACE` as the only capability that can be added to \
              those that Docker gives. GPUs, devices and privileged containers need `x-aws-capacity: \
              managed-instances`. To leave such a thing out in silence would deploy a service that \
              fails later.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    device_cgroup_rules: [\"c 1:3 mr\"]\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n",
    },
    Explanation {
        code: Code::Approximated,
        meaning: "AWS has something close to this attribute, and the template uses it, but it is not the same. \
                  The message says what differs; decide whether it matters to you.",
        why: "An ECS service keeps its tasks running by rules of its own: it counts no restarts, waits no \
              `delay` between tasks, has one pace of health checks, and sends the stop signal that the image \
              names.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html",
        example: "services:\n  worker:\n    image: ghcr.io/example/worker:1.8\n    restart: on-failure:3\n",
        instead: "services:\n  worker:\n    image: ghcr.io/example/worker:1.8\n    restart: on-failure\n",
    },
    Explanation {
        code: Code::Ignored,
        meaning: "The attribute has no counterpart on AWS, and the service does the same without it. Nothing has \
                  to be done; the note says where the thing is found instead, if anywhere.",
        why: "Terminals, MAC addresses, drivers of networks and nodes to choose from belong \
              to a Docker host, and Fargate shows none.",
        page: "https://docs.docker.com/reference/compose-file/services/#mac_address",
        example: "services:\n  cache:\n    image: redis:8.2\n    mac_address: 02:42:ac:11:00:02\n",
        instead: "services:\n  cache:\n    image: redis:8.2\n    restart: always\n",
    },
    Explanation {
        code: Code::NotYet,
        meaning: "AWS can do this, but this version of Stackpose cannot write it down yet. It is refused, because a \
                  template without it would look complete and lack what the project counts on.",
        why: "A command of `pre_start` needs a container of its own that ends before the service's starts, and a managed \
              service account a domain that the task joins. Until they are translated, the entrypoint of the image can do \
              such work.",
        page: "https://docs.docker.com/reference/compose-file/services/#entrypoint",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    pre_start:\n      - command: [/migrate]\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    entrypoint: [/migrate-and-start]\n",
    },
    Explanation {
        code: Code::UnknownExtension,
        meaning: "A key begins with `x-aws-`, but there is no such key, or it does not belong in this place. \
                  Nothing would come of it.",
        why: "Compose lets any key through that begins with `x-`, so a slip of the pen would pass unseen. \
              Stackpose therefore takes `x-aws-` keys for its own and checks them; every other `x-` key is \
              yours, and so is one at the top level that resembles none of them (N1012).",
        page: "https://docs.docker.com/reference/compose-file/extension/",
        example: "x-aws-log_retention: 14\nservices:\n  web:\n    image: nginx:1.29\n",
        instead: "x-aws-logs_retention: 14\nservices:\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::BadExtension,
        meaning: "The `x-aws-` key exists, but its value is not of the kind that AWS takes in this place. The \
                  help shows one that fits.",
        why: "AWS refuses such a value in the middle of a deployment, when the stack has to be rolled back. \
              CloudWatch Logs, for one, keeps logs for 1, 3, 5, 7, 14, 30 or 60 days and some longer times, but \
              not for 10.",
        page: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html",
        example: "x-aws-logs_retention: 10\nservices:\n  web:\n    image: nginx:1.29\n",
        instead: "x-aws-logs_retention: 14\nservices:\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::NetworkMade,
        meaning: "The network exists outside the project, and its name is no security group's. The stack makes a \
                  network of its own in its place: the services of the project reach each other on it, and those of \
                  other projects are not there.",
        why: "Docker projects share a network mostly to be reached by one reverse proxy, which the load balancer of \
              the stack replaces. On AWS a network is a security group, and what exists is named by its id.",
        page: "https://docs.docker.com/reference/compose-file/networks/#external",
        example: "services:\n  web:\n    image: nginx:1.29\n    networks: [proxy]\nnetworks:\n  proxy:\n    external: true\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    networks: [proxy]\nnetworks:\n  proxy:\n    external: true\n    name: sg-0123456789abcdef0\n",
    },
];
