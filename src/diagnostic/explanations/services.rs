//! The explanations of the codes E0514 to E0535: services, tasks, ingress and volumes.

use super::Explanation;
use crate::diagnostic::Code;

/// The explanations, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::ControlCharacter,
        meaning: "A text for a container holds NUL or another control character.",
        why: "The operating system ends a text at NUL, and CloudFormation does not take control characters other \
              than tabs and line ends.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      SEPARATOR: \"\\0\"\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      SEPARATOR: \",\"\n",
    },
    Explanation {
        code: Code::VariableName,
        meaning: "A variable has no name, or has a `=` in its name.",
        why: "The first `=` ends the name of a variable, so no program could be given this one.",
        page: "https://docs.docker.com/reference/compose-file/services/#environment",
        example: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      \"A=B\": c\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      A: \"B=c\"\n",
    },
    Explanation {
        code: Code::BadImage,
        meaning: "The text in `image` is not the name of a container image.",
        why: "A name is a repository in lower case, with a registry before it and a tag or digest behind it if \
              need be.",
        page: "https://docs.docker.com/reference/compose-file/services/#image",
        example: "services:\n  web:\n    image: Nginx\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::TooManyTasks,
        meaning: "A service asks for more replicas than ECS runs in one service.",
        why: "The quota is 5,000 tasks. Larger loads are spread over several services.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    scale: 5001\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    scale: 50\n",
    },
    Explanation {
        code: Code::ContainerPath,
        meaning: "The target of a mount, secret or config is no absolute path, or leaves the folder for such files by \
                  `..`.",
        why: "A relative target would depend on the working directory of the image, which is not known before the \
              container runs.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - pages:pages\nvolumes:\n  pages:\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - pages:/pages\nvolumes:\n  pages:\n",
    },
    Explanation {
        code: Code::FileRights,
        meaning: "The owner or the mode of a secret or config cannot be read: `uid` and `gid` are numbers, `mode` an \
                  octal number up to 7777.",
        why: "Names of users are known inside the image only, so that a number is needed before it runs.",
        page: "https://docs.docker.com/reference/compose-file/services/#secrets",
        example: "services:\n  web:\n    image: nginx:1.29\n    secrets:\n      - source: token\n        uid: nginx\nsecrets:\n  token:\n    file: token.txt\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    secrets:\n      - source: token\n        uid: \"101\"\nsecrets:\n  token:\n    file: token.txt\n",
    },
    Explanation {
        code: Code::TaskGroup,
        meaning: "Services name each other with `x-aws-task` in a circle, or a service that ends before others start \
                  is to run beside one that keeps running.",
        why: "A task starts and ends as a whole, so each of its containers belongs to exactly one task, at one \
              time.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    x-aws-task: agent\n  agent:\n    image: fluent/fluent-bit:4.0\n    x-aws-task: web\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n  agent:\n    image: fluent/fluent-bit:4.0\n    x-aws-task: web\n",
    },
    Explanation {
        code: Code::TaskSetting,
        meaning: "A service runs in the task of another with `x-aws-task`, and has its own number of replicas, \
                  platform or discovery.",
        why: "These belong to the task as a whole, and all its containers share them.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    scale: 2\n  agent:\n    image: fluent/fluent-bit:4.0\n    x-aws-task: web\n    scale: 3\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    scale: 2\n  agent:\n    image: fluent/fluent-bit:4.0\n    x-aws-task: web\n",
    },
    Explanation {
        code: Code::TaskPort,
        meaning: "Two containers of one task listen on the same port.",
        why: "The containers of a task share one network interface, so each port can be taken once.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n  agent:\n    image: fluent/fluent-bit:4.0\n    x-aws-task: web\n    ports: [\"2020:80\"]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n  agent:\n    image: fluent/fluent-bit:4.0\n    x-aws-task: web\n    ports: [\"2020:2020\"]\n",
    },
    Explanation {
        code: Code::TaskHost,
        meaning: "Two services of one task give one name different addresses in `extra_hosts`.",
        why: "The containers of a task share one `/etc/hosts` here.",
        page: "https://docs.docker.com/reference/compose-file/services/#extra_hosts",
        example: "services:\n  web:\n    image: nginx:1.29\n    extra_hosts: [\"billing=10.0.3.7\"]\n  agent:\n    image: fluent/fluent-bit:4.0\n    x-aws-task: web\n    extra_hosts: [\"billing=10.0.3.8\"]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    extra_hosts: [\"billing=10.0.3.7\"]\n  agent:\n    image: fluent/fluent-bit:4.0\n    x-aws-task: web\n",
    },
    Explanation {
        code: Code::MemoryReservation,
        meaning: "A service reserves more memory than its limit lets it use.",
        why: "ECS refuses a container whose `MemoryReservation` is above its `Memory`.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    mem_limit: 512m\n    mem_reservation: 1g\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    mem_limit: 1g\n    mem_reservation: 512m\n",
    },
    Explanation {
        code: Code::NamedTwice,
        meaning: "One name stands in `environment` and in `x-aws-environment`, or in `logging.options` and in \
                  `x-aws-log_secrets`.",
        why: "A container has one value for each name, and nothing says which of the two is meant.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      REGION: eu-west-1\n    x-aws-environment:\n      REGION: !Ref AWS::Region\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    x-aws-environment:\n      REGION: !Ref AWS::Region\n",
    },
    Explanation {
        code: Code::MixedDiscovery,
        meaning: "Two services share a network, and one of them uses Service Connect while the other is found by DNS.",
        why: "The names of Service Connect are known to its own proxies only.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    expose: [\"80\"]\n    x-aws-discovery: service-connect\n  agent:\n    image: fluent/fluent-bit:4.0\n    expose: [\"2020\"]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    expose: [\"80\"]\n    x-aws-discovery: service-connect\n  agent:\n    image: fluent/fluent-bit:4.0\n    expose: [\"2020\"]\n    x-aws-discovery: service-connect\n",
    },
    Explanation {
        code: Code::NeedsProxy,
        meaning: "A setting of the proxies of Service Connect stands where there is no such proxy, or a timeout of \
                  requests at a service without an HTTP port.",
        why: "TLS and timeouts are settings of the proxy that Service Connect puts into each task, and it counts \
              requests in HTTP only.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    expose: [\"80\"]\n    x-aws-discovery: {type: cloud-map, timeout: {idle: 5m}}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    expose: [\"80\"]\n    x-aws-discovery: {type: service-connect, timeout: {idle: 5m}}\n",
    },
    Explanation {
        code: Code::BadNetwork,
        meaning: "A text in `x-aws-ingress` is no network of IPv4 or IPv6.",
        why: "A network is its first address and the number of bits that its addresses share, as in `10.0.0.0/16`.",
        page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-ingress: [10.0.0.0/33]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-ingress: [10.0.0.0/16]\n",
    },
    Explanation {
        code: Code::BadPortRange,
        meaning: "A text in the `ports` of `x-aws-ingress` is no port and no rising range.",
        why: "Ports are the numbers from 1 to 65535; a range begins with the smaller one.",
        page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    x-aws-ingress:\n      - {from: 10.0.0.0/16, ports: [9000-8000]}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    x-aws-ingress:\n      - {from: 10.0.0.0/16, ports: [8000-9000]}\n",
    },
    Explanation {
        code: Code::OpenToNobody,
        meaning: "`x-aws-ingress` of a published port names nobody.",
        why: "A load balancer whose port lets nobody in costs money and answers no request.",
        page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-ingress: []\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-ingress: [10.0.0.0/16]\n",
    },
    Explanation {
        code: Code::OpenToWorld,
        meaning: "`x-aws-ingress` of a service would let a large part of the Internet reach its tasks.",
        why: "A published port is reached through a load balancer, whose listener may be open to the world. Tasks \
              let in networks of your own.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    expose: [\"80\"]\n    x-aws-ingress: [0.0.0.0/0]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n",
    },
    Explanation {
        code: Code::UnknownPorts,
        meaning: "`x-aws-ingress` of a service names no ports, and the service says nowhere on which ports it listens.",
        why: "A rule of a security group opens ports, so they must be known.",
        page: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    x-aws-ingress: [10.0.0.0/16]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    expose: [\"80\"]\n    x-aws-ingress: [10.0.0.0/16]\n",
    },
    Explanation {
        code: Code::NoIngress,
        meaning: "A port belongs to a load balancer that exists, and its security group is not named.",
        why: "The tasks let in the security group of the load balancer, and only you know which one it has.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-listener: arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/0123456789abcdef/0123456789abcdef\n        x-aws-route: {path: /shop/*}\n",
        instead: "x-aws-loadbalancer: {security_group: sg-0123456789abcdef0}\nservices:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-listener: arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/0123456789abcdef/0123456789abcdef\n        x-aws-route: {path: /shop/*}\n",
    },
    Explanation {
        code: Code::DiskSetting,
        meaning: "The settings of `x-aws-ebs` do not fit its type: a size, `iops` or `throughput` that the type does \
                  not have, or a key without encryption.",
        why: "Each type of volume has its own bounds; `gp3` is the one for most uses.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - data:/data\nvolumes:\n  data:\n    x-aws-ebs: {size: 10, type: io2}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - data:/data\nvolumes:\n  data:\n    x-aws-ebs: {size: 10, type: io2, iops: 3000}\n",
    },
    Explanation {
        code: Code::VolumeKind,
        meaning: "A volume is a disk of the task (`x-aws-ebs`, `x-aws-volume: task`) and has attributes of a shared \
                  file system.",
        why: "Each volume is one of EFS, EBS and the task's own disk; `external`, `driver_opts` and `subpath` \
              belong to EFS.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - data:/data\nvolumes:\n  data:\n    x-aws-volume: task\n    driver_opts: {uid: \"1000\"}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - data:/data\nvolumes:\n  data:\n    driver_opts: {uid: \"1000\"}\n",
    },
];
