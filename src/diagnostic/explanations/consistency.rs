//! The explanations of the codes E0501 to E0513: consistency.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::NoImage,
        meaning: "A service says neither which image it runs nor how one is built.",
        why: "One file of several may leave the image out, but after merging each service that is on must have an `image` or a \
              `build`. A misspelt service name in an override file makes a new service, which then has neither.",
        page: "https://docs.docker.com/reference/compose-file/services/#image",
        example: "services:\n  web:\n    environment:\n      COLOR: blue\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      COLOR: blue\n",
    },
    Explanation {
        code: Code::UndefinedReference,
        meaning: "A service uses a network, volume, secret, config, model or other service that is not defined anywhere.",
        why: "Compose makes only the network `default` by itself; all others stand at the top level, be it with nothing \
              behind the colon. `extends` with a `file` takes over the service alone, not what it uses.",
        page: "https://docs.docker.com/reference/compose-file/networks/",
        example: "services:\n  web:\n    image: nginx:1.29\n    networks:\n      - backend\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    networks:\n      - backend\nnetworks:\n  backend:\n",
    },
    Explanation {
        code: Code::DependencyCycle,
        meaning: "Services wait for each other in a circle, so none of them could be the first to start.",
        why: "`links`, `volumes_from` and `network_mode: service:…` are dependencies too. Let one side try again until the other \
              is there, and remove its dependency.",
        page: "https://docs.docker.com/reference/compose-file/services/#depends_on",
        example: "services:\n  web:\n    image: nginx:1.29\n    depends_on: [cache]\n  cache:\n    image: redis:8.2\n    depends_on: [web]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    depends_on: [cache]\n  cache:\n    image: redis:8.2\n",
    },
    Explanation {
        code: Code::Conflict,
        meaning: "Two attributes cannot stand side by side, or say one thing in two different ways.",
        why: "`network_mode` excludes `networks`, and `container_name` excludes several replicas. `scale`, `cpus` and `mem_limit` must \
              agree with their counterparts under `deploy`. An amount that is missing in `deploy.resources.limits` counts as 0 \
              once that block is there.",
        page: "https://docs.docker.com/reference/compose-file/services/#scale",
        example: "services:\n  web:\n    image: nginx:1.29\n    scale: 2\n    deploy:\n      replicas: 3\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      replicas: 3\n",
    },
    Explanation {
        code: Code::BadExternal,
        meaning: "Something is said to exist already, and described as if it were to be made. Or an external network has a name \
                  that is not the id of a security group.",
        why: "With `external: true` nothing is created, so only a `name` has a meaning. Docker Compose checks this for volumes \
              alone; Stackpose checks it for networks, secrets and configs too.",
        page: "https://docs.docker.com/reference/compose-file/networks/#external",
        example: "services:\n  web:\n    image: nginx:1.29\nnetworks:\n  default:\n    external: true\n    name: sg-0123456789abcdef0\n    driver: bridge\n",
        instead: "services:\n  web:\n    image: nginx:1.29\nnetworks:\n  default:\n    external: true\n    name: sg-0123456789abcdef0\n",
    },
    Explanation {
        code: Code::BadSource,
        meaning: "A secret or a config says twice, or not at all, where its content comes from.",
        why: "A secret has one of `file` and `environment`, a config one of `file`, `environment` and `content`; or either is \
              `external`. This is checked also where no service uses it.",
        page: "https://docs.docker.com/reference/compose-file/secrets/",
        example: "services:\n  web:\n    image: nginx:1.29\nsecrets:\n  api-token:\n    file: api-token.txt\n    environment: API_TOKEN\n",
        instead: "services:\n  web:\n    image: nginx:1.29\nsecrets:\n  api-token:\n    environment: API_TOKEN\n",
    },
    Explanation {
        code: Code::UnknownService,
        meaning: "A service was asked for by name, and the Compose files do not have it.",
        why: "Names behind `convert` and `config` choose services, and what these depend on comes along. Upper and lower case \
              are different letters; `stackpose config --services` lists the names.",
        page: "https://docs.docker.com/reference/cli/docker/compose/config/",
        example: "$ stackpose convert wbe\n",
        instead: "$ stackpose convert web\n",
    },
    Explanation {
        code: Code::DisabledDependency,
        meaning: "A service that is on depends on one that is off, because none of its profiles is active.",
        why: "A service with `profiles` takes part only when one of them is named with `--profile` or `COMPOSE_PROFILES`. A \
              dependency does not switch it on; with `required: false` it may be missing.",
        page: "https://docs.docker.com/reference/compose-file/profiles/",
        example: "services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      - cache\n  cache:\n    image: redis:8.2\n    profiles: [fast]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      cache:\n        condition: service_started\n        required: false\n  cache:\n    image: redis:8.2\n    profiles: [fast]\n",
    },
    Explanation {
        code: Code::BadHealthTest,
        meaning: "The list in a health check's `test` begins with a word other than `CMD`, `CMD-SHELL` and `NONE`, or nothing \
                  follows that word.",
        why: "`CMD` runs a program with its arguments, `CMD-SHELL` gives one text to the container's shell, `NONE` switches the \
              image's own check off. A text instead of a list is `CMD-SHELL`.",
        page: "https://docs.docker.com/reference/compose-file/services/#healthcheck",
        example: "services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: [\"curl\", \"-f\", \"http://localhost/\"]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: [\"CMD\", \"curl\", \"-f\", \"http://localhost/\"]\n",
    },
    Explanation {
        code: Code::NegativeScale,
        meaning: "A service is to run fewer than zero times.",
        why: "`scale` and `deploy.replicas` count containers. 0 is allowed: the service is there, and nothing runs.",
        page: "https://docs.docker.com/reference/compose-file/deploy/#replicas",
        example: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      replicas: -1\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      replicas: 0\n",
    },
    Explanation {
        code: Code::HiddenByNull,
        meaning: "An `env_file` gives a variable a value, and an entry of `environment` with the same name and no value hides \
                  it. The container does not get the variable.",
        why: "`environment` wins over every `env_file`, also where it is empty: an entry without a value asks the environment of \
              the one who runs Compose, and there it is not set.",
        page: "https://docs.docker.com/reference/compose-file/services/#env_file",
        example: "services:\n  web:\n    image: nginx:1.29\n    env_file: web.env\n    environment:\n      COLOR:\n# file: web.env\nCOLOR=blue\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    env_file: web.env\n# file: web.env\nCOLOR=blue\n",
    },
    Explanation {
        code: Code::BadAmount,
        meaning: "An amount of CPUs, memory or time is below zero, or is no number of CPUs.",
        why: "Docker takes some negative amounts for no limit. A task on Fargate always has a size, and ECS takes \
              no negative durations.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    mem_limit: -1\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    mem_limit: 512m\n",
    },
    Explanation {
        code: Code::NoService,
        meaning: "The project has no service, or none that the active profiles start, so there is nothing to convert.",
        why: "A service with `profiles` is started only when one of them is active, through `--profile` or \
              `COMPOSE_PROFILES`. Docker Compose accepts a project without services too, and starts nothing.",
        page: "https://docs.docker.com/compose/how-tos/profiles/",
        example: "services:\n  debug:\n    image: busybox:1.37\n    profiles: [debug]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n  debug:\n    image: busybox:1.37\n    profiles: [debug]\n",
    },
];
