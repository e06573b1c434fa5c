//! The stories of the codes E0301 to E0306: include, extends and merge.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::BadInclude,
        meaning: "`include` is not a list, or an item of it is neither a path nor a mapping with a `path`.",
        why: "An item in short form is a path. In long form it has `path` (one path, or several that are merged), \
              `project_directory` and `env_file`. One file needs the dash of a list too.",
        page: "https://docs.docker.com/reference/compose-file/include/#short-syntax",
        example: "include: cache/compose.yaml\nservices:\n  web:\n    image: nginx:1.29\n# file: cache/compose.yaml\nservices:\n  cache:\n    image: redis:8.2\n",
        instead: "include:\n  - cache/compose.yaml\nservices:\n  web:\n    image: nginx:1.29\n# file: cache/compose.yaml\nservices:\n  cache:\n    image: redis:8.2\n",
    },
    Explanation {
        code: Code::IncludeCycle,
        meaning: "A file includes another that leads back to it, so there would be no end of including.",
        why: "`include` reads a file as a project of its own, with the includes that it has. A service that both files need \
              goes into a third file, and only one side includes the other.",
        page: "https://docs.docker.com/reference/compose-file/include/",
        example: "include:\n  - cache.yaml\nservices:\n  web:\n    image: nginx:1.29\n# file: cache.yaml\ninclude:\n  - compose.yaml\nservices:\n  cache:\n    image: redis:8.2\n",
        instead: "include:\n  - cache.yaml\nservices:\n  web:\n    image: nginx:1.29\n# file: cache.yaml\nservices:\n  cache:\n    image: redis:8.2\n",
    },
    Explanation {
        code: Code::BadExtends,
        meaning: "`extends` names no service, or one that is not where it should be: in the same document, or in the file \
                  that `file` names.",
        why: "Without `file`, the base must stand in the same document, or in a file that it includes; other files of \
              `-f` are not searched. Only the service is taken over: its networks, volumes and dependencies must be \
              defined here as well.",
        page: "https://docs.docker.com/reference/compose-file/services/#extends",
        example: "services:\n  base:\n    image: nginx:1.29\n  web:\n    extends:\n      service: bsae\n",
        instead: "services:\n  base:\n    image: nginx:1.29\n  web:\n    extends:\n      service: base\n",
    },
    Explanation {
        code: Code::ExtendsCycle,
        meaning: "A service extends another that, directly or through more of them, extends the first.",
        why: "A service is built by laying it over its base, so the base must be finished first. Put what they share into a \
              third service, which extends nothing.",
        page: "https://docs.docker.com/reference/compose-file/services/#restrictions",
        example: "services:\n  web:\n    image: nginx:1.29\n    extends: admin\n  admin:\n    image: nginx:1.29\n    extends: web\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n  admin:\n    extends: web\n",
    },
    Explanation {
        code: Code::CannotOverride,
        meaning: "Two files, or a service and its base, give one attribute values of different kinds, such as a list and a \
                  text, which cannot be merged.",
        why: "Mappings are merged key by key and lists are joined, so both sides must be of one kind. Where both forms of an \
              attribute mean the same, as with `environment`, they may differ. `!override` replaces the whole value instead.",
        page: "https://docs.docker.com/reference/compose-file/merge/#replace-value",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - \"8080:80\"\n# file: compose.override.yaml\nservices:\n  web:\n    ports: \"9090:80\"\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - \"8080:80\"\n# file: compose.override.yaml\nservices:\n  web:\n    ports: !override\n      - \"9090:80\"\n",
    },
    Explanation {
        code: Code::BadListItem,
        meaning: "In a list of `NAME=value` a blank stands between a name and its `=`.",
        why: "The blank would belong to the name, and no program looks for a variable called `COLOR` with a blank behind it. \
              A blank after the `=` is allowed and belongs to the value.",
        page: "https://docs.docker.com/reference/compose-file/services/#environment",
        example: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      - COLOR =blue\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      - COLOR=blue\n",
    },
    Explanation {
        code: Code::UnknownOfInclude,
        meaning: "An item of `include` has an attribute that does not exist. It is left out.",
        why: "An item has `path`, `project_directory` and `env_file`. Docker Compose leaves others out in silence, so that a \
              misspelt `env_file` gives the included files other variables than were meant.",
        page: "https://docs.docker.com/reference/compose-file/include/#long-syntax",
        example: "include:\n  - path: cache.yaml\n    envfile: cache.env\nservices:\n  web:\n    image: nginx:1.29\n\
                  # file: cache.yaml\nservices:\n  cache:\n    image: redis:8.2\n\
                  # file: cache.env\nSIZE=1\n",
        instead: "include:\n  - path: cache.yaml\n    env_file: cache.env\nservices:\n  web:\n    image: nginx:1.29\n\
                  # file: cache.yaml\nservices:\n  cache:\n    image: redis:8.2\n\
                  # file: cache.env\nSIZE=1\n",
    },
    Explanation {
        code: Code::RepeatedTarget,
        meaning: "A list of mounts, secrets or configs has two items for one path in the container. The later item counts, \
                  and the earlier one is left out.",
        why: "Items of these lists are known by their target, so that an override file can change one. Docker Compose \
              takes the later one of a single list as well, and says nothing.",
        page: "https://docs.docker.com/reference/compose-file/merge/#unique-resources",
        example: "services:\n  db:\n    image: postgres:17\n    volumes:\n      - \"data:/var/lib/postgresql/data\"\n      \
                  - \"backup:/var/lib/postgresql/data\"\nvolumes:\n  data:\n  backup:\n",
        instead: "services:\n  db:\n    image: postgres:17\n    volumes:\n      - \"data:/var/lib/postgresql/data\"\n      \
                  - \"backup:/backup\"\nvolumes:\n  data:\n  backup:\n",
    },
];
