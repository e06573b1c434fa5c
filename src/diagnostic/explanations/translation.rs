//! The stories of the codes E0701 to E0732: lowering.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::NameClash,
        meaning: "Two services, networks or aliases would have the same logical ids in the template. Rename one \
                  of them.",
        why: "A logical id has letters and digits only, so `-`, `_` and `.` are left out of a name and its first \
              letter becomes a capital. A number at the end would tell the two apart, but then adding a service \
              could rename, and so replace, another one's resources.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html",
        example: "services:\n  web-app:\n    image: nginx:1.29\n  webapp:\n    image: ghcr.io/example/webapp:3.1\n",
        instead: "services:\n  proxy:\n    image: nginx:1.29\n  webapp:\n    image: ghcr.io/example/webapp:3.1\n",
    },
    Explanation {
        code: Code::BadLogicalId,
        meaning: "No logical id can be made from this name: it has no letter or digit, or it is too long.",
        why: "CloudFormation names each resource by 1 to 255 letters and digits. The name of the service is the \
              first part of its ids, and needs some room for a second, such as `TaskDefinition`.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html",
        example: "services:\n  \"__\":\n    image: nginx:1.29\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::TooBigForFargate,
        meaning: "The service asks for more CPU or memory than the largest task of Fargate has. Ask for less, or \
                  spread the work over more replicas.",
        why: "The largest task has 32 vCPU and 244 GiB (249,856 MiB); with Windows it is 4 vCPU and 30 GiB.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size",
        example: "services:\n  encoder:\n    image: ghcr.io/example/encoder:5.0\n    cpus: 64\n    mem_limit: 128g\n",
        instead: "services:\n  encoder:\n    image: ghcr.io/example/encoder:5.0\n    cpus: 16\n    mem_limit: 32g\n    scale: 4\n",
    },
    Explanation {
        code: Code::SizeRounded,
        meaning: "The task is larger than what you asked for, and you pay for its whole size. Ask for the \
                  numbers in the note to have all of it.",
        why: "Fargate sells fixed sizes: from 0.25 vCPU with 512 MiB, 1 or 2 GiB up to 32 vCPU with 60, 120 or \
              244 GiB. The smallest that holds both numbers is taken, with as little CPU as possible.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size",
        example: "services:\n  web:\n    image: nginx:1.29\n    mem_limit: 700m\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    mem_limit: 1g\n",
    },
    Explanation {
        code: Code::PortTaken,
        meaning: "Two services, or two ports of one service, are published on the same port of one load \
                  balancer. Publish one of them on another number.",
        why: "The services of a project share their load balancers, and a load balancer has one listener a port. \
              Docker has the same rule for a host: two containers cannot have one of its ports.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    ports:\n      - \"80:80\"\n  admin:\n    image: ghcr.io/example/admin:1.2\n    ports:\n      - \"80:80\"\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    ports:\n      - \"80:80\"\n  admin:\n    image: ghcr.io/example/admin:1.2\n    ports:\n      - \"8080:80\"\n",
    },
    Explanation {
        code: Code::PortUnsupported,
        meaning: "No load balancer can publish this port as it is written: it is SCTP, it is one of TCP and UDP on one \
                  port of a load balancer that lead to different ports, or its protocol does not go with its transport.",
        why: "Load balancers of AWS carry HTTP, TCP, TLS and UDP. One listener could take TCP and UDP together, \
              but ECS maps a port of a container with one protocol only, also where an application load balancer \
              carries TCP and a network load balancer UDP. Services of one network reach each \
              other on all ports, published or not.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html",
        example: "services:\n  dns:\n    image: coredns/coredns:1.12.4\n    ports:\n      - \"53:53/tcp\"\n      - \"53:54/udp\"\n",
        instead: "services:\n  dns:\n    image: coredns/coredns:1.12.4\n    ports:\n      - \"53:53/udp\"\n    expose:\n      - \"8080\"\n",
    },
    Explanation {
        code: Code::HealthCheckClamped,
        meaning: "A number of the health check is outside what ECS takes, and becomes the nearest that it takes. \
                  The service may count as healthy or as sick later than you meant.",
        why: "ECS takes an `interval` of 5 to 300 seconds, a `timeout` of 2 to 60 seconds, 1 to 10 `retries` and \
              a `start_period` of at most 300 seconds.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html",
        example: "services:\n  cache:\n    image: redis:8.2\n    healthcheck:\n      test: [CMD, redis-cli, ping]\n      interval: 1s\n",
        instead: "services:\n  cache:\n    image: redis:8.2\n    healthcheck:\n      test: [CMD, redis-cli, ping]\n      interval: 5s\n",
    },
    Explanation {
        code: Code::StopTimeoutClamped,
        meaning: "A container gets another time to end than `stop_grace_period` says. What it has not finished \
                  by then is lost, so let it put down its work sooner.",
        why: "Fargate waits from 2 to 120 seconds between the stop signal and `SIGKILL`, 30 where nothing is \
              said.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        example: "services:\n  worker:\n    image: ghcr.io/example/worker:1.8\n    stop_grace_period: 5m\n",
        instead: "services:\n  worker:\n    image: ghcr.io/example/worker:1.8\n    stop_grace_period: 2m\n",
    },
    Explanation {
        code: Code::Intrinsic,
        meaning: "A text of yours would be read by CloudFormation instead of reaching the container: \
                  `{{resolve:…}}`, or a label with the name of a function, such as `Ref`. Let the program look \
                  the value up itself, and give it the name.",
        why: "CloudFormation replaces `{{resolve:…}}` in any string, and has no way to write it literally. What \
              stands in a Compose file is always literal, so that it means the same to Docker and on AWS.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    environment:\n      GREETING: \"{{resolve:ssm:/shop/greeting}}\"\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    environment:\n      GREETING_PARAMETER: /shop/greeting\n    x-aws-role:\n      Version: \"2012-10-17\"\n      Statement:\n        - Effect: Allow\n          Action: ssm:GetParameter\n          Resource: arn:aws:ssm:*:*:parameter/shop/greeting\n",
    },
    Explanation {
        code: Code::Credential,
        meaning: "A password, token or key stands in the template: as the value of a variable or label, as an argument of \
                  a command or health check, in a config, or in a file that is copied into the task. A value counts by the \
                  name of its variable, by its look, and when `${…}` put it in from a variable with such a name. Each \
                  cause is one finding, however many places it has.",
        why: "Whoever may read the template, the stack or the task definition can read it too: neither CloudFormation nor \
              ECS hides it, and every revision of a task definition keeps it. With `x-aws-secrets` the container gets the \
              variable from Secrets Manager or the Parameter Store, `secrets` of the service are files.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    environment:\n      DATABASE_PASSWORD: hunter2\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    x-aws-secrets:\n      DATABASE_PASSWORD: database_password\nsecrets:\n  database_password:\n    environment: DATABASE_PASSWORD\n",
    },
    Explanation {
        code: Code::RandomPort,
        meaning: "The port has a range of numbers outside, or none and a key about who carries it. It is published on \
                  the first of the range, or on the container's number.",
        why: "Docker picks a free port of the host at each start. A listener has one fixed port, and a template \
              that is made twice must be the same twice.",
        page: "https://docs.docker.com/reference/compose-file/services/#ports",
        example: "services:\n  api:\n    image: ghcr.io/example/api:2.4\n    ports:\n      - \"8080-8090:8080\"\n",
        instead: "services:\n  api:\n    image: ghcr.io/example/api:2.4\n    ports:\n      - \"8080:8080\"\n",
    },
    Explanation {
        code: Code::TooMany,
        meaning: "A service has more ports with `x-aws-*` keys, networks or tags than AWS attaches to one service. Leave \
                  some out, or make two services of it.",
        why: "ECS registers a service with at most 5 target groups, one for each published port. A task has at \
              most 5 security groups: one for each network, and one more where it publishes ports. A resource \
              has at most 50 tags.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html",
        example: "services:\n  mail:\n    image: mailserver/docker-mailserver:15.1\n    ports:\n      - {target: 25, published: 25, x-aws-protocol: tcp}\n      - {target: 110, published: 110, x-aws-protocol: tcp}\n      - {target: 143, published: 143, x-aws-protocol: tcp}\n      - {target: 465, published: 465, x-aws-protocol: tcp}\n      - {target: 587, published: 587, x-aws-protocol: tcp}\n      - {target: 993, published: 993, x-aws-protocol: tcp}\n",
        instead: "services:\n  mail:\n    image: mailserver/docker-mailserver:15.1\n    ports:\n      - {target: 25, published: 25, x-aws-protocol: tcp}\n      - {target: 143, published: 143, x-aws-protocol: tcp}\n      - {target: 465, published: 465, x-aws-protocol: tcp}\n      - {target: 587, published: 587, x-aws-protocol: tcp}\n      - {target: 993, published: 993, x-aws-protocol: tcp}\n",
    },
    Explanation {
        code: Code::TmpfsSize,
        meaning: "The tmpfs has no size and gets 64 MiB. A program that writes more finds the disk full.",
        why: "Docker lets a tmpfs grow to half of the host's memory. ECS demands a size, and what lies in a \
              tmpfs counts as memory of the task.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tmpfs.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    tmpfs: /var/cache/nginx\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    tmpfs: /var/cache/nginx:size=128m\n",
    },
    Explanation {
        code: Code::LogDriver,
        meaning: "Fargate does not have this logging driver. What the service prints goes to CloudWatch Logs, \
                  and the driver's options are left out. Where a driver sends logs to a service of the project or to a host, \
                  the help has the options of `awsfirelens` that do the same: a log router beside the service then sends them \
                  there. A service that is a log router itself (Fluent Bit, Fluentd) gets none beside it.",
        why: "On Fargate a container logs with `awslogs`, `splunk` or `awsfirelens`, or not at all with `none`. \
              Drivers like `json-file` and `journald` write to a host's disk, which nobody can read there.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    logging:\n      driver: json-file\n      options:\n        max-size: 10m\n",
        instead: "x-aws-logs_retention: 14\nservices:\n  web:\n    image: nginx:1.29\n    logging:\n      driver: awslogs\n",
    },
    Explanation {
        code: Code::Platform,
        meaning: "The image is for a processor or system that Fargate does not have. Build it for one of those \
                  it has.",
        why: "Fargate runs `linux/amd64`, `linux/arm64` (Graviton) and `windows/amd64`. ARM of 32 bits, as in \
              older boards, is not among them.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html",
        example: "services:\n  sensor:\n    image: ghcr.io/example/sensor:1.0\n    platform: linux/arm/v7\n",
        instead: "services:\n  sensor:\n    image: ghcr.io/example/sensor:1.0\n    platform: linux/arm64\n",
    },
    Explanation {
        code: Code::InternalPort,
        meaning: "The service publishes a port, but all its networks are `internal`, so nobody outside may reach \
                  it. Remove the port, or add a network that is not internal.",
        why: "`internal` cuts a network off from the outside world, and Docker publishes nothing from it. The \
              load balancer stands outside, and is not let in.",
        page: "https://docs.docker.com/reference/compose-file/networks/#internal",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - \"80:80\"\n    networks:\n      - back\nnetworks:\n  back:\n    internal: true\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - \"80:80\"\n    networks:\n      - back\n      - front\nnetworks:\n  back:\n    internal: true\n  front:\n",
    },
    Explanation {
        code: Code::RollingUpdate,
        meaning: "With these percents ECS may neither stop an old task nor start a new one, so no update could \
                  ever end.",
        why: "ECS rounds the minimum of running tasks up and the maximum down to whole tasks. At least one task \
              must fit between the two: one less than the replicas, or one more. The maximum is 100 percent or \
              more.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      replicas: 2\n      update_config:\n        x-aws-min_percent: 100\n        x-aws-max_percent: 100\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      replicas: 2\n      update_config:\n        x-aws-min_percent: 100\n        x-aws-max_percent: 150\n",
    },
    Explanation {
        code: Code::TagLeftOut,
        meaning: "A tag that comes from `deploy.labels`, `x-aws-tags` or the name of a network has characters \
                  that AWS does not take, or is too long. It is left out; the container's own `labels` may be \
                  anything.",
        why: "A tag has letters, digits, blanks and `_.:/=+-@`: at most 128 of them in the key, 256 in the \
              value. Keys that begin with `aws:` belong to AWS.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      labels:\n        traefik.http.routers.web.rule: \"Host(`shop.example.com`)\"\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    labels:\n      traefik.http.routers.web.rule: \"Host(`shop.example.com`)\"\n",
    },
    Explanation {
        code: Code::BadDnsName,
        meaning: "Other services could not find the service under this name, because DNS does not take it. It is \
                  the name of a service, an alias, a host name, or the alias of a link.",
        why: "Between its dots a name has 1 to 63 letters, digits, `-` and `_`, and neither begins nor ends with \
              `-`; as a whole it has at most 127. Docker's own DNS is less strict, but stars mean nothing there \
              either.",
        page: "https://docs.aws.amazon.com/cloud-map/latest/api/API_CreateService.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    networks:\n      default:\n        aliases:\n          - \"*.shop\"\n  db:\n    image: redis:7.4\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    networks:\n      default:\n        aliases:\n          - shop\n  db:\n    image: redis:7.4\n",
    },
    Explanation {
        code: Code::LoopbackPort,
        meaning: "The port is for the host itself only, so no load balancer publishes it. The other services of \
                  the project reach it all the same.",
        why: "With `127.0.0.1` or `::1` before the port, Docker lets in what runs on the same machine: a tool of \
              a developer, mostly. Behind a load balancer it would be open to the Internet.",
        page: "https://docs.docker.com/reference/compose-file/services/#ports",
        example: "services:\n  cache:\n    image: redis:8.2\n    ports:\n      - \"127.0.0.1:6379:6379\"\n",
        instead: "services:\n  cache:\n    image: redis:8.2\n    expose:\n      - \"6379\"\n",
    },
    Explanation {
        code: Code::AliasClash,
        meaning: "One name would lead to different services, depending on who asks: an alias is also the name of \
                  another service, stands for something else on another network, or differs from a name in case \
                  only.",
        why: "In Docker an alias holds on one network, and that of a link for one service. On AWS all names of a \
              project are in one private DNS namespace, where a name has one meaning, and small and capital \
              letters are the same.",
        page: "https://docs.docker.com/reference/compose-file/services/#aliases",
        example: "services:\n  cache:\n    image: redis:8.2\n  replica:\n    image: redis:8.2\n    command: redis-server --replicaof cache 6379\n    networks:\n      default:\n        aliases:\n          - cache\n",
        instead: "services:\n  cache:\n    image: redis:8.2\n  replica:\n    image: redis:8.2\n    command: redis-server --replicaof cache 6379\n    networks:\n      default:\n        aliases:\n          - cache-replica\n",
    },
    Explanation {
        code: Code::UdpHealth,
        meaning: "The service runs on Windows and publishes UDP only, and nothing tells the load balancer whether it is \
                  well. Name a TCP port that the container listens on, under `ports` or `expose`.",
        why: "UDP answers nothing by itself, so a network load balancer asks for the health of UDP targets over \
              TCP, HTTP or HTTPS. The smallest TCP port that the service publishes or exposes is asked.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html",
        example: "services:\n  syslog:\n    image: ghcr.io/example/syslog:4.8\n    platform: windows/amd64\n    ports:\n      - \"514:514/udp\"\n",
        instead: "services:\n  syslog:\n    image: ghcr.io/example/syslog:4.8\n    platform: windows/amd64\n    ports:\n      - \"514:514/udp\"\n    expose:\n      - \"601\"\n",
    },
    Explanation {
        code: Code::NoHealthTest,
        meaning: "The health check has times but no `test`, so it is left out: there is nothing to run. Write \
                  the test here as well.",
        why: "Docker runs the `HEALTHCHECK` of the image then. ECS looks at the task definition only, and does \
              not know what the image has.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html",
        example: "services:\n  cache:\n    image: redis:8.2\n    healthcheck:\n      interval: 10s\n",
        instead: "services:\n  cache:\n    image: redis:8.2\n    healthcheck:\n      test: [CMD, redis-cli, ping]\n      interval: 10s\n",
    },
    Explanation {
        code: Code::FailureAction,
        meaning: "A failed update goes back to the version before it, whatever stands here. It neither stops \
                  halfway (`pause`) nor goes on (`continue`).",
        why: "ECS has a circuit breaker, which is always on here and rolls back. Without it CloudFormation waits \
              up to three hours for a failing service and then rolls the stack back anyway.",
        page: "https://docs.docker.com/reference/compose-file/deploy/#update_config",
        example: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      update_config:\n        failure_action: pause\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      update_config:\n        failure_action: rollback\n",
    },
    Explanation {
        code: Code::LogOption,
        meaning: "The driver `awslogs` does not have this option, so it is left out.",
        why: "`max-size` and `max-file` limit files on a host's disk; in CloudWatch Logs the retention limits \
              what is kept, 30 days where `x-aws-logs_retention` does not say otherwise. ECS refuses a task \
              definition with an option that the driver does not have.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    logging:\n      driver: awslogs\n      options:\n        max-size: 10m\n",
        instead: "x-aws-logs_retention: 7\nservices:\n  web:\n    image: nginx:1.29\n    logging:\n      driver: awslogs\n      options:\n        max-buffer-size: 10m\n",
    },
    Explanation {
        code: Code::BadDefault,
        meaning: "The key names something in your account, but its value is not what such a thing is called: the \
                  id of a VPC or subnet, the name of a cluster, or the ARN of a certificate or load balancer. \
                  Correct it, or leave the key out and give the parameter when you deploy.",
        why: "The value becomes the default of a parameter, and CloudFormation checks parameters by type and \
              pattern before it begins. A load balancer must also be of the kind that the ports need.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
        example: "x-aws-vpc: main\nservices:\n  web:\n    image: nginx:1.29\n",
        instead: "x-aws-vpc: vpc-0123456789abcdef0\nservices:\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::ShortNames,
        meaning: "In this task `cache` is not found, only `cache.shop.local` is, with your namespace for \
                  `shop.local`. Give the program the whole names, or run the service on Linux.",
        why: "On Linux a first container writes the namespace into the task's `resolv.conf`, which all its \
              containers share. A task on Windows has no such file, and Fargate takes no search domains.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html",
        example: "services:\n  web:\n    image: ghcr.io/example/shop:3.1\n    platform: windows/amd64\n  cache:\n    image: redis:8.2\n",
        instead: "services:\n  web:\n    image: ghcr.io/example/shop:3.1\n    platform: linux/amd64\n  cache:\n    image: redis:8.2\n",
    },
    Explanation {
        code: Code::DottedName,
        meaning: "Other services may not reach this one by the name alone: it has a dot, so it is looked up in \
                  the Internet first. Use a name without dots, or write the namespace behind it.",
        why: "A resolver takes a name with a dot for a whole one, and many, such as that of Alpine, try nothing \
              else. Only names without dots are sure to get the namespace added. Docker's own DNS answers for \
              any alias.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html",
        example: "services:\n  api:\n    image: ghcr.io/example/api:2.4\n    networks:\n      default:\n        aliases:\n          - api.example.com\n  web:\n    image: nginx:1.29\n",
        instead: "services:\n  api:\n    image: ghcr.io/example/api:2.4\n    networks:\n      default:\n        aliases:\n          - api-example\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::EmptyCommand,
        meaning: "`command` or `entrypoint` is empty to clear that of the image, but on ECS the image's own \
                  stays. Write the whole command here, or build an image without one.",
        why: "Docker tells an empty list from none. To ECS they are the same, and mean what the image says.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        example: "services:\n  app:\n    image: node:24.11\n    entrypoint: []\n    command: [node, server.js]\n",
        instead: "services:\n  app:\n    image: node:24.11\n    entrypoint: [node, server.js]\n",
    },
    Explanation {
        code: Code::LogRegion,
        meaning: "The option `awslogs-region` is given without `awslogs-group`, but the log group that the stack makes \
                  lies in the stack's own region. The container would not start.",
        why: "CloudFormation makes resources in the region of the stack. The driver `awslogs` writes to a group of \
              another region only if that group exists and the execution role may write to it.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    logging:\n      driver: awslogs\n      options:\n        awslogs-region: eu-west-1\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    logging:\n      driver: awslogs\n      options:\n        awslogs-region: eu-west-1\n        awslogs-group: shop\n",
    },
    Explanation {
        code: Code::BadDriverOption,
        meaning: "An option under `driver_opts` of a volume does not exist for an EFS file system, or has a value that \
                  EFS does not take.",
        why: "A named volume becomes a file system of EFS, and `driver_opts` say what it is like: `uid`, `gid`, \
              `permissions`, `root_directory`, `performance_mode`, `throughput_mode`, `provisioned_throughput`, \
              `lifecycle_policy`, `backup_policy`, `kms_key_id`. Options of Docker's drivers, such as `type` and \
              `device`, mount what a host can reach, and a task of Fargate has no host.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-efs-filesystem.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - files:/srv\nvolumes:\n  files:\n    driver_opts:\n      life_cycle_policy: AFTER_30_DAYS\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - files:/srv\nvolumes:\n  files:\n    driver_opts:\n      lifecycle_policy: AFTER_30_DAYS\n",
    },
    Explanation {
        code: Code::ClosedTestPort,
        meaning: "The test port of a deployment is open to nobody, because neither its `ingress` nor the \
                  `x-aws-ingress` of its port names anybody. Name the networks or security groups that test new tasks.",
        why: "New tasks are seen on the test port before anybody has looked at them, so it is not open to the world as \
              the port itself is. `0.0.0.0/0` opens it to everybody, where that is meant.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n    x-aws-deployment: {strategy: blue-green, test_port: 8080}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n    x-aws-deployment:\n      strategy: blue-green\n      test_port: {port: 8080, ingress: [10.0.0.0/8]}\n",
    },
    Explanation {
        code: Code::LongNamespace,
        meaning: "The services are found in the namespace `<stack's name>.local`, and the project's name, which `deploy` gives \
                  the stack, has more than 63 characters. Shorten it, or give the parameter `NamespaceName`.",
        why: "A name in DNS has at most 63 characters between two dots, and a stack's name up to 128. Route 53 refuses the \
              hosted zone of the namespace.",
        page: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html",
        example: "name: shop-of-the-department-for-examples-in-the-branch-feature-1234-of-july\nservices:\n  web:\n    image: nginx:1.29\n  db:\n    image: postgres:18\n",
        instead: "name: shop-feature-1234\nservices:\n  web:\n    image: nginx:1.29\n  db:\n    image: postgres:18\n",
    },
    Explanation {
        code: Code::RouteClash,
        meaning: "Two routes of one listener look at the same, or they come to one priority, or the wider of them would \
                  be tried first. Give one of them another condition, or a `priority`: the lowest is tried first.",
        why: "A listener tries its rules by priority, and no two have the same. Ours follow from the route's own \
              conditions, hosts before paths and long paths before short ones, so that no route changes another's; that \
              two meet is rare, and only you can say which shall be first. Routes of equal conditions share their \
              requests where each has a `weight`.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route: {path: /shop/*}\n  admin:\n    image: ghcr.io/example/admin:1.2\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route: {path: /shop/*}\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route: {path: /shop/*}\n  admin:\n    image: ghcr.io/example/admin:1.2\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route: {path: /admin/*}\n",
    },
];
