//! The stories of the codes W0790 to W0793: ports that are published in part, or not.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::PortNotPublished,
        meaning: "The port has no number outside: Docker takes any free port of the host for it. The stack \
              does not publish it; the other services of its networks reach it all the same.",
        why: "A port that changes with each start is for the developer who asks Docker for it, not for \
              users. A load balancer has fixed ports.",
        page: "https://docs.docker.com/reference/compose-file/services/#ports",
        example: "services:\n  api:\n    image: ghcr.io/example/api:2.4\n    ports:\n      - \"8080\"\n",
        instead: "services:\n  api:\n    image: ghcr.io/example/api:2.4\n    ports:\n      - \"8080:8080\"\n",
    },
    Explanation {
        code: Code::OneTransport,
        meaning: "One port of the container is published for TCP and for UDP. ECS maps it once, so TCP is \
              published and UDP is left out, or the one that has an `x-aws-protocol`.",
        why: "ECS makes no service whose container has two mappings of one port, even where a network \
              load balancer could carry both by a listener for `TCP_UDP`.",
        page: "https://github.com/aws/amazon-ecs-agent/issues/3428",
        example: "services:\n  dns:\n    image: ghcr.io/example/dns:1.4\n    ports:\n      - \"53:53\"\n      - \"53:53/udp\"\n",
        instead: "services:\n  dns:\n    image: ghcr.io/example/dns:1.4\n    ports:\n      - \"53:53\"\n",
    },
    Explanation {
        code: Code::PortsLeftOut,
        meaning: "The service publishes more than five ports. Five are published: those with an `x-aws-*` key, then the \
              first in the file. The others are left out; the services of its networks reach them all the same.",
        why: "A load balancer carries each port by a target group, and ECS takes five of them for a service.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html",
        example: "services:\n  mail:\n    image: ghcr.io/example/mail:3.1\n    ports: [\"25:25\", \"110:110\", \"143:143\", \"465:465\", \"587:587\", \"993:993\"]\n",
        instead: "services:\n  mail:\n    image: ghcr.io/example/mail:3.1\n    ports: [\"25:25\", \"143:143\", \"465:465\", \"587:587\", \"993:993\"]\n",
    },
    Explanation {
        code: Code::HealthAnswered,
        meaning: "The service publishes UDP and names no TCP port. The task gets a small container that takes connections \
              over TCP, by which the load balancer knows that the task runs. Whether the program is well it does not know: \
              a `healthcheck` tells ECS, or a TCP port under `expose` the load balancer.",
        why: "UDP answers nothing by itself, so a network load balancer asks for the health of UDP targets over TCP, HTTP or \
              HTTPS, and ECS ends a task whose targets do not answer.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html",
        example: "services:\n  game:\n    image: ghcr.io/example/game:1.4\n    ports:\n      - \"2456:2456/udp\"\n",
        instead: "services:\n  game:\n    image: ghcr.io/example/game:1.4\n    ports:\n      - \"2456:2456/udp\"\n    expose:\n      - \"8080\"\n",
    },
];
