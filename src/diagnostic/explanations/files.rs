//! The stories of the codes E0001 to W0014: files and requests.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::FileNotFound,
        meaning: "A Compose file, or a file that a Compose file names, is not there.",
        why: "Relative paths count from the folder of the first Compose file (or from `--project-directory`), also \
              those inside an `env_file`; those inside an `include` count from the included file's own folder.",
        page: "https://docs.docker.com/reference/compose-file/services/#env_file",
        example: "services:\n  web:\n    image: nginx:1.29\n    env_file: web.env\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    env_file:\n      - path: web.env\n        required: false\n",
    },
    Explanation {
        code: Code::FileUnreadable,
        meaning: "Something is there, but not what is needed: a folder or a device where a file should be, a file larger \
                  than 16 MiB, or one that the system does not let us read.",
        why: "Only regular files are read, so that no Compose file can block the run on a pipe or fill the memory.",
        page: "https://docs.docker.com/reference/compose-file/services/#env_file",
        example: "services:\n  web:\n    image: nginx:1.29\n    env_file: settings\n# file: settings/web.env\nCOLOR=blue\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    env_file: settings/web.env\n# file: settings/web.env\nCOLOR=blue\n",
    },
    Explanation {
        code: Code::NoConfiguration,
        meaning: "No `-f` was given, `COMPOSE_FILE` is not set, and neither this folder nor one above it holds a \
                  `compose.yaml`, `compose.yml`, `docker-compose.yml` or `docker-compose.yaml`.",
        why: "These are the names that Docker Compose looks for, in this order, from the current folder upwards.",
        page: "https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file",
        example: "$ cd /tmp && stackpose check\n",
        instead: "$ stackpose -f path/to/compose.yaml check\n",
    },
    Explanation {
        code: Code::SeveralConfigurations,
        meaning: "A folder holds several files that could be the Compose file. One is used, the others are not read.",
        why: "`compose.yaml` comes first, then `compose.yml`, `docker-compose.yml`, `docker-compose.yaml`. An override \
              file (`compose.override.yaml`) is no rival: it is merged.",
        page: "https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file",
        example: "services:\n  web:\n    image: nginx:1.29\n# file: docker-compose.yml\nservices:\n  old:\n    image: nginx:1.20\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::BadEncoding,
        meaning: "A file holds bytes that are neither UTF-8 nor UTF-16 with a byte order mark. Old editors save Latin-1 \
                  or a Windows code page.",
        why: "YAML is written in Unicode: UTF-8, or UTF-16 with a mark at the start.",
        page: "https://yaml.org/spec/1.2.2/#52-character-encodings",
        example: "$ file compose.yaml\ncompose.yaml: ISO-8859 text\n",
        instead: "$ iconv -f ISO-8859-1 -t UTF-8 compose.yaml > new.yaml && mv new.yaml compose.yaml\n",
    },
    Explanation {
        code: Code::DotenvSyntax,
        meaning: "A line of `.env`, of an `--env-file` or of an `env_file` is neither a comment nor `NAME=value`, or a \
                  quote in it is never closed.",
        why: "Names have letters, digits, `_`, `.` and `-`; values with spaces around them, `#` or line breaks need quotes.",
        page: "https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax",
        example: "services:\n  web:\n    image: nginx:1.29\n    env_file: web.env\n# file: web.env\nGREETING=\"hello\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    env_file: web.env\n# file: web.env\nGREETING=\"hello\"\n",
    },
    Explanation {
        code: Code::ProjectName,
        meaning: "The project's name, from `-p`, `COMPOSE_PROJECT_NAME`, `name:` or the folder, is not one that Compose \
                  takes.",
        why: "A name has lower-case letters, digits, `-` and `_`, and begins with a letter or digit. Of a name in the file or of the folder, what does not fit is left out, unless nothing is left. It ends up in tags \
              and in the name of the private DNS namespace.",
        page: "https://docs.docker.com/reference/compose-file/version-and-name/#name-top-level-element",
        example: "name: \"!!!\"\nservices:\n  web:\n    image: nginx:1.29\n",
        instead: "name: my-shop\nservices:\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::RemoteReference,
        meaning: "`include`, `extends` or `-f` names a git repository, an OCI artifact or a URL.",
        why: "Docker Compose fetches these. Stackpose opens no socket: the template depends on files at hand alone, so \
              that the same commit gives the same bytes tomorrow. Fetch the file in a step of its own, and commit it.",
        page: "https://docs.docker.com/reference/compose-file/include/",
        example: "include:\n  - https://github.com/example/stack.git\nservices:\n  web:\n    image: nginx:1.29\n",
        instead: "include:\n  - stack/compose.yaml\nservices:\n  web:\n    image: nginx:1.29\n# file: stack/compose.yaml\nservices:\n  db:\n    image: redis:8.2\n",
    },
    Explanation {
        code: Code::BadSetting,
        meaning: "A `COMPOSE_…` variable, in the environment or in `.env`, has a value that cannot be used.",
        why: "`COMPOSE_DISABLE_ENV_FILE` is a boolean in Go's spelling: `1`, `t`, `true`, `0`, `f`, `false`.",
        page: "https://docs.docker.com/compose/how-tos/environment-variables/envvars/",
        example: "$ COMPOSE_DISABLE_ENV_FILE=perhaps stackpose check\n",
        instead: "$ COMPOSE_DISABLE_ENV_FILE=true stackpose check\n",
    },
    Explanation {
        code: Code::OutsideBoundary,
        meaning: "A file lies outside the git work tree (or outside the project directory, where there is no work tree). \
                  Links are followed before the question is asked, and it is asked for the Compose files and `.env` too.",
        why: "A pull request must not be able to read `/etc/passwd`, or a key in somebody's home, into a template that \
              others can see. So the boundary follows from the working directory, `-f` and `--project-directory`, never from \
              `.env`. `--allow-outside DIR` admits a folder.",
        page: "https://docs.docker.com/reference/compose-file/services/#env_file",
        example: "services:\n  web:\n    image: nginx:1.29\n    env_file: ../../home/me/web.env\n# file: ../../home/me/web.env\nCOLOR=blue\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    env_file: web.env\n# file: web.env\nCOLOR=blue\n",
    },
    Explanation {
        code: Code::FolderCopied,
        meaning: "A folder is mounted, so its files are copied into the task. The finding lists them with their sizes. Look \
                  for what should not be there: everyone who may read the template or the task definition can read them.",
        why: "A task on Fargate cannot mount a folder of your machine. Left out are `.git`, `.env*`, what `.gitignore` and \
              the folder's own `.dockerignore` name, database dumps (but not under `/docker-entrypoint-initdb.d`), and \
              the files that the run itself writes.",
        page: "https://docs.docker.com/reference/compose-file/services/#volumes",
        example: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./pages:/usr/share/nginx/html:ro\n# file: pages/index.html\n<h1>Welcome</h1>\n",
        instead: "services:\n  web:\n    build: .\n    image: ghcr.io/example/web:1.7\n",
    },
    Explanation {
        code: Code::LeftOut,
        meaning: "A folder is mounted, and some of its files are not copied into the task: files of variables (`.env*`), \
                  files that `.gitignore` or the folder's own `.dockerignore` names, and database dumps.",
        why: "What is copied stands in the template for everyone who may read it, and a checkout elsewhere has no ignored \
              files, so the output would depend on the machine. A file that is mounted by its own name was chosen and is \
              not left out. Scripts and dumps under `/docker-entrypoint-initdb.d` are copied, because the images of databases start with them; \
              elsewhere a file in SQL is left out only if it begins as `pg_dump` or `mysqldump` begin theirs.",
        page: "https://docs.docker.com/build/concepts/context/#dockerignore-files",
        example: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./conf:/etc/web:ro\n# file: conf/web.conf\ncolor = blue\n# file: conf/.env\nTOKEN=secret\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    env_file: web.env\n    volumes:\n      - ./conf:/etc/web:ro\n# file: conf/web.conf\ncolor = blue\n# file: web.env\nCOLOR=blue\n",
    },
    Explanation {
        code: Code::NeverRead,
        meaning: "A file of git (`.git`, or anything below it) or of the system (below `/proc`, `/dev` or `/sys`) is named. \
                  No option admits these.",
        why: "A CI system keeps the token of its checkout in `.git/config`, and `/proc/self/environ` shows the variables of \
              the process, so a pull request must not be able to read them.",
        page: "https://docs.docker.com/reference/compose-file/services/#env_file",
        example: "services:\n  web:\n    image: nginx:1.29\n    env_file: .git/config\n# file: .git/config\n[core]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    env_file: web.env\n# file: web.env\nCOLOR=blue\n",
    },
    Explanation {
        code: Code::BalancerWithoutGroup,
        meaning: "`x-aws-loadbalancer` names a load balancer that exists, and nothing names its security group.",
        why: "The tasks let in the load balancer by its security group, and CloudFormation cannot look that up. A rule of \
              the template refuses a deployment with the one and without the other.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
        example: "x-aws-loadbalancer: arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/main/50dc6c495c0c9188\nservices:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n",
        instead: "x-aws-loadbalancer:\n  arn: arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/main/50dc6c495c0c9188\n  security_group: sg-0123456789abcdef0\nservices:\n  web:\n    image: nginx:1.29\n    ports: [\"80:80\"]\n",
    },
];
