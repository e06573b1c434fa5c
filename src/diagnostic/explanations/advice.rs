//! The stories of the codes W1001 to N1008: what is legal, but unwise.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::MovingTag,
        meaning: "The image has the tag `latest`, or none, which is the same, so what runs is decided by whoever \
                  pushed last. A newer image is not deployed, because the template stays the same, while a task \
                  or a rollback may get another one than its neighbours had. Name a version or a digest.",
        why: "The template holds the tag, not the image behind it. ECS resolves a tag to a digest when a \
              deployment begins, and keeps it for the tasks of that deployment. The next deployment, tasks that \
              are run by hand, and registries that give no digest get what the tag means at that moment.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html#deployment-container-image-stability",
        example: "services:\n  web:\n    image: nginx:latest\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::DatabasePublished,
        meaning: "The image is a database, and a load balancer publishes its port to everybody in the Internet. \
                  Remove the port: the other services reach the database by its name, and `expose` says on which \
                  port.",
        why: "Docker publishes on one machine, often behind a firewall. Here the load balancer is \
              `internet-facing` unless its parameter says otherwise, its listener lets all addresses in, and \
              only the database's own password stands in between.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html",
        example: "services:\n  cache:\n    image: redis:8.2\n    ports:\n      - \"6379:6379\"\n",
        instead: "services:\n  cache:\n    image: redis:8.2\n    expose:\n      - \"6379\"\n",
    },
    Explanation {
        code: Code::SideBySide,
        meaning: "During an update the new task starts before the old one stops, so for a while two tasks of one service \
                  write to one file system. Many programs bear that; those that keep SQLite, an index or a lock there do \
                  not. `order: stop-first` leaves a gap and never runs two. Services that only read have no such \
                  finding, nor have databases and programs that lock their files, such as Kafka and Prometheus, which are \
                  stopped first without a word.",
        why: "The default of ECS is 100 to 200 percent of the replicas: the old task stays until the new one is healthy. \
              With `stop-first` it is 0 to 100 percent for one replica.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html",
        example: "services:\n  wiki:\n    image: ghcr.io/example/wiki:1.8\n    volumes: [pages:/data]\nvolumes:\n  pages: {}\n",
        instead: "services:\n  wiki:\n    image: ghcr.io/example/wiki:1.8\n    volumes: [pages:/data]\n    deploy:\n      update_config:\n        order: stop-first\nvolumes:\n  pages: {}\n",
    },
    Explanation {
        code: Code::NoHealthCheck,
        meaning: "The service publishes a port and has no `healthcheck`, so the load balancer alone decides \
                  whether a task lives. Behind a TCP port, a program that hangs but still takes connections is \
                  never replaced; and `depends_on` with `service_healthy` has nothing to wait for.",
        why: "Without more, a load balancer asks whether the TCP port opens, or whether HTTP `/` answers 200 to \
              399. ECS replaces a task when its container's own check fails `retries` times, 3 by default; a \
              `curl` or `wget` in the test also tells the load balancer which page to ask for.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - \"80:80\"\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - \"80:80\"\n    healthcheck:\n      test: curl -f http://localhost/ || exit 1\n      interval: 10s\n",
    },
    Explanation {
        code: Code::NoMemoryLimit,
        meaning: "These services do not say how much memory they need, so each gets the smallest task there is: \
                  0.25 vCPU and 512 MiB. A program that needs more is killed, over and over. Give `mem_limit` or \
                  `deploy.resources.limits.memory`.",
        why: "In Docker a container without a limit has the whole host. A Fargate task has the size it was \
              ordered with, and no more.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    mem_limit: 1g\n",
    },
    Explanation {
        code: Code::NoVolume,
        meaning: "The image is a database and nothing is mounted into it, so its data is gone with each task: at \
                  every update, crash or move. Mount a named volume, or use a database that AWS keeps, such as \
                  RDS or ElastiCache.",
        why: "The disk of a Fargate task, 20 GiB, lives as long as the task. In Docker the image's own `VOLUME` \
              kept the data beyond the container's life; ECS has nothing like it.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html",
        example: "services:\n  db:\n    image: postgres:17\n",
        instead: "services:\n  db:\n    image: postgres:17\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\n",
    },
    Explanation {
        code: Code::DatabaseOnEfs,
        meaning: "The image is a database, and its named volume becomes a file system of EFS. It works, but \
                  slowly, and two tasks over one volume can destroy the data. Use RDS or ElastiCache for what \
                  matters.",
        why: "EFS is NFS: a commit waits for the network, often for milliseconds, and locks hold only among \
              those who ask for them. AWS recommends block storage for databases, but an EBS volume of an ECS \
              service (`x-aws-ebs`) is deleted with its task, so it suits replicas and caches.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html",
        example: "services:\n  db:\n    image: postgres:17\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    environment:\n      DATABASE_HOST: shop.cluster-abcdefghijkl.eu-west-1.rds.amazonaws.com\n",
    },
    Explanation {
        code: Code::SpotGrace,
        meaning: "The tasks run on spare capacity, which AWS takes back when it needs it, and the service does not \
                  say how long it takes to stop. Of the two minutes between the notice and the end, its containers \
                  get 30 seconds. Say with `stop_grace_period` how much they need, up to `2m`.",
        why: "Two minutes before the end each container gets its stop signal, and is killed when its stop timeout \
              is over: 30 seconds unless the task definition says otherwise. What works longer on a request or a \
              message is cut off, over and over.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
        example: "services:\n  worker:\n    image: ghcr.io/example/worker:1.8\n    x-aws-capacity: spot\n",
        instead: "services:\n  worker:\n    image: ghcr.io/example/worker:1.8\n    x-aws-capacity: spot\n    stop_grace_period: 2m\n",
    },
    Explanation {
        code: Code::SharedStore,
        meaning: "A database writes to a file system, and the file asks for several tasks of it: by more than one replica, by \
                  scaling, by `start-first` or by a strategy that keeps the old task beside the new one.",
        why: "A database locks its files against other processes on the same machine at best. Two tasks over one file \
              system can destroy the data. With one replica and no other word the old task is stopped first.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html",
        example: "services:\n  db:\n    image: postgres:17.6\n    scale: 2\n    volumes: [data:/var/lib/postgresql/data]\nvolumes:\n  data: {}\n",
        instead: "services:\n  db:\n    image: postgres:17.6\n    volumes: [data:/var/lib/postgresql/data]\nvolumes:\n  data: {}\n",
    },
    Explanation {
        code: Code::FilledByImage,
        meaning: "A volume is shared by a service whose image is built and one that reads from it or serves files. Docker fills \
                  a new volume with what the image has at the target; here it is empty at first. `x-aws-copy_up: true` on \
                  the volume, or on one mount, has a first container copy the files while the volume is empty. The image \
                  needs `sh` and `cp`. As with Docker, files of a later image do not replace those that are there.",
        why: "ECS mounts a file system as it is. For images that are known to have something at the target, such as \
              `/usr/share/nginx/html` of nginx, it is done without a word; what an image that is built has, nobody knows here.",
        page: "https://docs.docker.com/engine/storage/volumes/#populate-a-volume-using-a-container",
        example: "services:\n  app:\n    build: .\n    volumes: [static:/app/static]\n  web:\n    image: nginx:1.29\n    volumes: [static:/srv/static:ro]\nvolumes:\n  static: {}\n",
        instead: "services:\n  app:\n    build: .\n    volumes: [static:/app/static]\n  web:\n    image: nginx:1.29\n    volumes: [static:/srv/static:ro]\nvolumes:\n  static:\n    x-aws-copy_up: true\n",
    },
    Explanation {
        code: Code::MachinesForGpu,
        meaning: "The service asks for a GPU, and neither it nor the project says on what it runs. No task on Fargate has a \
                  GPU, so its tasks run on machines that AWS looks after, as with `x-aws-capacity: managed-instances`. They \
                  cost as long as the service has a task; remove the request where the program also runs on the CPU.",
        why: "ECS Managed Instances chooses, starts, patches and ends the machines of a capacity provider. The stack makes \
              that provider, with its roles, and asks for machines with an NVIDIA GPU.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ManagedInstances.html",
        example: "services:\n  model:\n    image: ollama/ollama:0.12.6\n    gpus: all\n",
        instead: "services:\n  model:\n    image: ollama/ollama:0.12.6\n    gpus: [{count: 1}]\n    x-aws-capacity: managed-instances\n",
    },
    Explanation {
        code: Code::ForeignExtension,
        meaning: "A key of the top level begins with `x-aws-` and resembles no key of Stackpose, so it is taken for one of \
                  your own, such as the place of an anchor. It has no effect. A key that resembles one of Stackpose's is an \
                  error (E0605), and so is an unknown one in any other place.",
        why: "Compose leaves all keys that begin with `x-` to the people who write the file, and anchors stand under such keys \
              at the top level.",
        page: "https://docs.docker.com/reference/compose-file/fragments/",
        example: "x-aws-s3-env: &s3\n  S3_BUCKET: uploads\nservices:\n  web:\n    image: nginx:1.29\n    environment: *s3\n",
        instead: "x-s3-env: &s3\n  S3_BUCKET: uploads\nservices:\n  web:\n    image: nginx:1.29\n    environment: *s3\n",
    },
    Explanation {
        code: Code::HostService,
        meaning: "The program of the service watches, updates or manages the containers of one machine, or measures that \
                  machine: Watchtower, Portainer, Dozzle, cAdvisor, the node exporter and the like. It asks for the socket of \
                  Docker or for parts of the host, which no task has, so it is left out of the template. Services that start \
                  after it start without it.",
        why: "On AWS there is no machine of yours. ECS replaces what fails, a deployment brings new images, and CloudWatch has \
              the logs and the measurements of tasks.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html",
        example: "services:\n  web:\n    image: nginx:1.29\n  watchtower:\n    image: containrrr/watchtower:1.7.1\n    volumes: [\"/var/run/docker.sock:/var/run/docker.sock\"]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n  watchtower:\n    image: containrrr/watchtower:1.7.1\n    profiles: [docker]\n    volumes: [\"/var/run/docker.sock:/var/run/docker.sock\"]\n",
    },
    Explanation {
        code: Code::VolumeMade,
        meaning: "The volume exists outside the project, and its name is no file system's. The stack makes a file system of its \
                  own in its place, which is empty at first, kept when the stack is deleted, and not shared with other projects.",
        why: "`external` volumes are made with `docker volume create`, mostly so that `docker compose down --volumes` keeps them. \
              On AWS a volume that exists is an EFS file system, named by its id.",
        page: "https://docs.docker.com/reference/compose-file/volumes/#external",
        example: "services:\n  web:\n    image: ghcr.io/example/web:1.7\n    volumes: [\"data:/data\"]\nvolumes:\n  data:\n    external: true\n",
        instead: "services:\n  web:\n    image: ghcr.io/example/web:1.7\n    volumes: [\"data:/data\"]\nvolumes:\n  data:\n    external: true\n    name: fs-0123456789abcdef0\n",
    },
    Explanation {
        code: Code::RunsOnDeploy,
        meaning: "`x-aws-run: on-deploy` makes a job of the service: `stackpose deploy` runs its task once after each update of \
                  the stack, waits for its end, and fails where it fails. Other programs that deploy the template do not run it: \
                  an output of the stack holds the command that does.",
        why: "CloudFormation has no resource that runs a task to its end, and a custom resource for it would need a function of \
              its own in each stack.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n  migrate:\n    image: ghcr.io/example/shop:2.4\n    command: [migrate]\n    x-aws-run: on-deploy\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    depends_on:\n      migrate: {condition: service_completed_successfully}\n  migrate:\n    image: ghcr.io/example/shop:2.4\n    command: [migrate]\n",
    },
    Explanation {
        code: Code::OnlyInDocker,
        meaning: "A variable, a command or `extra_hosts` names the host of Docker or its resolver. A task on \
              AWS has neither: the name is not found, or nothing answers there.",
        why: "Each task runs in a machine of its own, beside which nothing of yours runs. Names are \
              looked up by the resolver of the VPC.",
        page: "https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      API_URL: http://host.docker.internal:3000\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      API_URL: http://api.example.com:3000\n",
    },
    Explanation {
        code: Code::LocalhostPublished,
        meaning: "A variable names a port of `localhost` that the project publishes. On the host of Docker \
              it leads to the published port; in a task on AWS `localhost` is the task itself, and for a \
              browser it is the machine in front of it.",
        why: "The published ports are on the load balancer of the stack, whose name is known when it is \
              made: `ApplicationLoadBalancer.DNSName` or `NetworkLoadBalancer.DNSName`. Between services, names of services lead there directly.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n    environment:\n      PUBLIC_URL: http://localhost:80\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n    environment:\n      PUBLIC_URL: https://shop.example.com\n",
    },
    Explanation {
        code: Code::MemoryNeeded,
        meaning: "The task has less memory than its program is known to need: by the documentation of its \
              image, by the heap size that it is given, or by its shared memory. It would be stopped \
              when it goes beyond.",
        why: "Docker gives a container all the memory of the host where nothing else is said. A task has \
              a fixed size, and 512 MiB where nothing is said. What images need is a table with its \
              sources, as of November 2026.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
        example: "services:\n  app:\n    image: ghcr.io/example/app:1.8\n    environment:\n      JAVA_OPTS: -Xmx2g\n",
        instead: "services:\n  app:\n    image: ghcr.io/example/app:1.8\n    mem_limit: 3g\n    environment:\n      JAVA_OPTS: -Xmx2g\n",
    },
    Explanation {
        code: Code::MemoryMaps,
        meaning: "The image checks at its start how many memory maps the kernel allows a process, and may \
              refuse to start. The setting `vm.max_map_count` belongs to the host, which is not yours on \
              Fargate; the program can do without the maps.",
        why: "Elasticsearch and its relatives map their index files into memory. A setting of the \
              program turns that off, and the check with it.",
        page: "https://www.elastic.co/docs/deploy-manage/deploy/self-managed/vm-max-map-count",
        example: "services:\n  search:\n    image: elasticsearch:9.2.0\n    mem_limit: 2g\n",
        instead: "services:\n  search:\n    image: elasticsearch:9.2.0\n    mem_limit: 2g\n    environment:\n      node.store.allow_mmap: \"false\"\n",
    },
    Explanation {
        code: Code::NamedByHost,
        meaning: "The program keeps its data in a folder with the name of its host. A new task has a new \
              host name, finds no folder of that name and starts empty, although the volume still has \
              the data.",
        why: "ECS takes no `hostname` where a task has a network interface of its own; in Compose files \
              the attribute is a further name by which others find the service. The program has a \
              setting for the name.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        example: "services:\n  queue:\n    image: rabbitmq:4.2\n    hostname: queue\n    volumes: [data:/var/lib/rabbitmq]\nvolumes:\n  data: {}\n",
        instead: "services:\n  queue:\n    image: rabbitmq:4.2\n    environment:\n      RABBITMQ_NODENAME: rabbit@localhost\n    volumes: [data:/var/lib/rabbitmq]\nvolumes:\n  data: {}\n",
    },
    Explanation {
        code: Code::JobNotRun,
        meaning: "The service runs to its end, nobody waits for it, and it has no schedule. `docker compose \
              up` runs it each time; a deployment of the stack does not. Its task definition is there, \
              and an output holds the command that runs it.",
        why: "A service of ECS starts its tasks again whenever they end, and CloudFormation has no \
              resource that runs a task once. What a service needs before it starts runs in its tasks, \
              when the service waits for the successful end.",
        page: "https://docs.docker.com/reference/compose-file/services/#depends_on",
        example: "services:\n  migrate:\n    image: ghcr.io/example/shop:2.4\n    command: [migrate]\n    restart: \"no\"\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    restart: always\n    depends_on:\n      migrate: {condition: service_completed_successfully}\n  migrate:\n    image: ghcr.io/example/shop:2.4\n    command: [migrate]\n    restart: \"no\"\n",
    },
    Explanation {
        code: Code::JobRepeated,
        meaning: "Several services wait for the end of the job, so it runs in the tasks of each, at the same \
              time, and again in each new task. Docker runs it once.",
        why: "ECS has no way to start a service when a task of another one has ended, so the job is a \
              container of the tasks that need it. Migrations that take a lock in the database do no \
              harm; others may.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
        example: "services:\n  web:\n    image: ghcr.io/example/web:2.4\n    depends_on:\n      migrate: {condition: service_completed_successfully}\n  worker:\n    image: ghcr.io/example/worker:2.4\n    depends_on:\n      migrate: {condition: service_completed_successfully}\n  migrate:\n    image: ghcr.io/example/shop:2.4\n",
        instead: "services:\n  web:\n    image: ghcr.io/example/web:2.4\n    depends_on:\n      migrate: {condition: service_completed_successfully}\n  worker:\n    image: ghcr.io/example/worker:2.4\n    depends_on: [web]\n  migrate:\n    image: ghcr.io/example/shop:2.4\n",
    },
    Explanation {
        code: Code::StartedAgain,
        meaning: "By its name or its image the service does its work once, and its `restart` does not say \
              so. ECS keeps services running: when it ends, even with success, a new task starts, for \
              ever.",
        why: "Without `restart`, and with `on-failure`, Docker leaves a container alone that ended with \
              0. An ECS service has a number of tasks to keep, and no such rule.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html",
        example: "services:\n  migrate:\n    image: ghcr.io/example/shop:2.4\n    command: [migrate]\n    restart: on-failure\n",
        instead: "services:\n  migrate:\n    image: ghcr.io/example/shop:2.4\n    command: [migrate]\n    restart: \"no\"\n",
    },
    Explanation {
        code: Code::ProxyRoute,
        meaning: "Labels of Traefik or caddy-docker-proxy, or the variables of nginx-proxy, tell a reverse proxy which requests \
              are for this service. On AWS the load balancer is that proxy, and it has `x-aws-route` on a port. Without it \
              nobody outside reaches the service. `check --fix` writes the port where the rule is one of hosts and paths, \
              the port of the container is known and the service has no `ports`.",
        why: "Such a proxy asks the engine of Docker for its routes. No task has one, and labels of a container in a task are \
              seen by nobody else.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    expose: [\"8080\"]\n    labels:\n      - traefik.http.routers.shop.rule=Host(`shop.example.com`)\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    ports:\n      - {target: 8080, published: 80, x-aws-route: {host: [shop.example.com]}}\n    labels:\n      - traefik.http.routers.shop.rule=Host(`shop.example.com`)\n",
    },
];
