//! The stories of the codes E0401 to W0420: the schema and the long forms.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::UnknownAttribute,
        meaning: "A key stands where Compose has no attribute of that name. Most often it is misspelt, or indented too far \
                  or not far enough.",
        why: "The Compose specification lists every attribute and admits no others, so that a misspelt one is not lost in \
              silence. Keys that begin with `x-` are free for data of your own.",
        page: "https://docs.docker.com/reference/compose-file/services/#attributes",
        example: "services:\n  web:\n    image: nginx:1.29\n    enviroment:\n      COLOR: blue\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      COLOR: blue\n",
    },
    Explanation {
        code: Code::WrongType,
        meaning: "An attribute has a value of a kind that it cannot have: a number where text must stand, a text where a \
                  list must stand, nothing where something must stand.",
        why: "Without quotes YAML reads `30` as a number, `1.10` as the number 1.1 and `true` as a boolean. Attributes such as \
              `image`, `hostname`, durations and `deploy.resources.limits.memory` want text: quote the value, and give it \
              its unit.",
        page: "https://docs.docker.com/reference/compose-file/services/#healthcheck",
        example: "services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: [\"CMD\", \"curl\", \"-f\", \"http://localhost/\"]\n      interval: 30\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: [\"CMD\", \"curl\", \"-f\", \"http://localhost/\"]\n      interval: 30s\n",
    },
    Explanation {
        code: Code::MissingAttribute,
        meaning: "Something was written in its long form, and an attribute that this form cannot do without is missing.",
        why: "The long form of `depends_on` needs a `condition`, a mount needs its `type`, a ulimit both `soft` and `hard`. The \
              short form fills them in: `depends_on: [db]` means `service_started`.",
        page: "https://docs.docker.com/reference/compose-file/services/#depends_on",
        example: "services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      cache: {}\n  cache:\n    image: redis:8.2\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      cache:\n        condition: service_started\n  cache:\n    image: redis:8.2\n",
    },
    Explanation {
        code: Code::NotAllowed,
        meaning: "An attribute takes only certain words, and this is none of them.",
        why: "Some of these words are Compose's own, as in `depends_on`, `pull_policy` or the `type` of a mount. With others, \
              such as `restart` and `deploy.mode`, Docker finds out when it starts the containers, and Stackpose before that. \
              Quote `\"no\"` in `restart: \"no\"` for readers of YAML that take it for a boolean.",
        page: "https://docs.docker.com/reference/compose-file/services/#depends_on",
        example: "services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      cache:\n        condition: healthy\n  cache:\n    image: redis:8.2\n    healthcheck:\n      test: [\"CMD\", \"redis-cli\", \"ping\"]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      cache:\n        condition: service_healthy\n  cache:\n    image: redis:8.2\n    healthcheck:\n      test: [\"CMD\", \"redis-cli\", \"ping\"]\n",
    },
    Explanation {
        code: Code::BadName,
        meaning: "A service, volume, secret or config has a name with a blank, a slash, an accented letter or another \
                  character that names cannot have, or no name at all.",
        why: "These names have the letters `a` to `z` and `A` to `Z`, digits, `.`, `_` and `-`, because they become parts of \
              the names of containers, hosts and volumes.",
        page: "https://docs.docker.com/reference/compose-file/services/",
        example: "services:\n  web server:\n    image: nginx:1.29\n",
        instead: "services:\n  web-server:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::OutOfBounds,
        meaning: "A number is larger or smaller than the attribute allows, or a soft limit is above its hard limit.",
        why: "Some bounds are Compose's own, such as those of `oom_score_adj`. Others follow from the meaning: \
              `max_failure_ratio` is a part from 0 to 1 and no percentage, and a process cannot be given more than its hard limit.",
        page: "https://docs.docker.com/reference/compose-file/services/#ulimits",
        example: "services:\n  web:\n    image: nginx:1.29\n    ulimits:\n      nofile:\n        soft: 65536\n        hard: 1024\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ulimits:\n      nofile:\n        soft: 1024\n        hard: 65536\n",
    },
    Explanation {
        code: Code::NotUnique,
        meaning: "Something that must be there once is there twice: an item of a list, two mounts at one place, or two \
                  services with one container name.",
        why: "Compose removes repeats in the lists that it merges, such as `ports` and `cap_add`. Others must be free of \
              them, and neither a path in the container nor a container name can be given away twice.",
        page: "https://docs.docker.com/reference/compose-file/services/#tmpfs",
        example: "services:\n  web:\n    image: nginx:1.29\n    tmpfs: /var/cache/nginx\n    volumes:\n      - type: tmpfs\n        target: /var/cache/nginx\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    tmpfs: /var/cache/nginx\n",
    },
    Explanation {
        code: Code::BadPort,
        meaning: "A port cannot be read: it is no number from 1 to 65535, its two ranges have different lengths, its protocol \
                  does not exist, or its address is none.",
        why: "The short form is `[[address:]published:]target[/protocol]`, with ranges such as `8000-8010:8000-8010`. Keep it in \
              quotes: readers of YAML 1.1 take `22:22` for a number to the base 60.",
        page: "https://docs.docker.com/reference/compose-file/services/#ports",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - \"8080:http\"\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - \"8080:80\"\n",
    },
    Explanation {
        code: Code::BadVolume,
        meaning: "A mount cannot be read, or does not say what is mounted or where.",
        why: "The short form is `source:/target:options`, with no part of it empty. The long form needs a `type` and a `target`; \
              a bind mount also needs a `source`.",
        page: "https://docs.docker.com/reference/compose-file/services/#volumes",
        example: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - type: tmpfs\n        source: /var/cache/nginx\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - type: tmpfs\n        target: /var/cache/nginx\n",
    },
    Explanation {
        code: Code::BadDevice,
        meaning: "An item of `devices` has more than three parts. Even one that can be read has no place on Fargate.",
        why: "A device is `path-on-the-host[:path-in-the-container[:permissions]]`. A task on Fargate has no host whose \
              devices it could use, so in the end the list must go.",
        page: "https://docs.docker.com/reference/compose-file/services/#devices",
        example: "services:\n  scanner:\n    image: nginx:1.29\n    devices:\n      - /dev/ttyUSB0:/dev/ttyUSB0:rwm:ro\n",
        instead: "services:\n  scanner:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::BadDuration,
        meaning: "A time, such as `stop_grace_period` or a health check's `interval`, is not written as numbers with units.",
        why: "The units are `us`, `ms`, `s`, `m`, `h`, also `ns`, `d` and `w`. They follow the number without a blank, and \
              several may follow each other: `1m30s`.",
        page: "https://docs.docker.com/reference/compose-file/extension/#specifying-durations",
        example: "services:\n  web:\n    image: nginx:1.29\n    stop_grace_period: 30 seconds\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    stop_grace_period: 30s\n",
    },
    Explanation {
        code: Code::BadByteSize,
        meaning: "An amount of memory is not a number of bytes, nor a number with a unit. A number with a fraction and \
                  without a unit is refused too.",
        why: "The units are `b`, `k`, `m`, `g` and so on, also `kb`, `mb`, `gb`, and count in powers of 1024. Compose reads a bare \
              number such as `1.5` as no bytes at all, which nobody wants.",
        page: "https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values",
        example: "services:\n  web:\n    image: nginx:1.29\n    mem_limit: 1.5\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    mem_limit: 1.5g\n",
    },
    Explanation {
        code: Code::BadCommand,
        meaning: "A `command` or an `entrypoint` is one line of text, and it cannot be split into words: a quote is never \
                  closed, or a parenthesis stands outside quotes.",
        why: "Compose splits the line as a shell would, but runs no shell. YAML has already removed its own quotes before that, \
              so an apostrophe such as the one in `don't` opens a quote. As a list, nothing has to be split.",
        page: "https://docs.docker.com/reference/compose-file/services/#command",
        example: "services:\n  hello:\n    image: nginx:1.29\n    command: echo I don't stay long\n",
        instead: "services:\n  hello:\n    image: nginx:1.29\n    command: [\"echo\", \"I don't stay long\"]\n",
    },
    Explanation {
        code: Code::BadHost,
        meaning: "An item of `extra_hosts` does not say a name and an address. Even one that does has no place on Fargate.",
        why: "The form is `name=address`, or `name:address`. AWS writes the file `/etc/hosts` of a task, so in the end the \
              address goes into a variable of the program, or into DNS.",
        page: "https://docs.docker.com/reference/compose-file/services/#extra_hosts",
        example: "services:\n  web:\n    image: nginx:1.29\n    extra_hosts:\n      - legacy.example.com\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      LEGACY_HOST: legacy.example.com\n",
    },
    Explanation {
        code: Code::BadNumber,
        meaning: "A number, a boolean or a file mode is written in a way that Compose cannot read.",
        why: "An amount of CPUs is a decimal number with a point, and file modes are octal. In YAML, `.inf` and `.nan` are \
              numbers too, but no attribute can use them.",
        page: "https://docs.docker.com/reference/compose-file/deploy/#cpus",
        example: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      resources:\n        limits:\n          cpus: \"1/2\"\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      resources:\n        limits:\n          cpus: \"0.5\"\n",
    },
    Explanation {
        code: Code::VersionObsolete,
        meaning: "The file begins with a `version`, which nothing reads any more. The line can be removed without any effect.",
        why: "Versions 2 and 3 of the old file formats are merged into one Compose specification, and Docker Compose warns of \
              the line as well.",
        page: "https://docs.docker.com/reference/compose-file/version-and-name/#version-top-level-element-obsolete",
        example: "version: \"3.8\"\nservices:\n  web:\n    image: nginx:1.29\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::ExternalName,
        meaning: "Something that exists outside the project is named with `external: {name: …}`, an old way. It was understood.",
        why: "`name` has become an attribute of its own, beside `external: true`. On AWS, an external network is a security \
              group, and its name is the id of the group.",
        page: "https://docs.docker.com/reference/compose-file/networks/#external",
        example: "services:\n  web:\n    image: nginx:1.29\nnetworks:\n  default:\n    external:\n      name: sg-0123456789abcdef0\n",
        instead: "services:\n  web:\n    image: nginx:1.29\nnetworks:\n  default:\n    external: true\n    name: sg-0123456789abcdef0\n",
    },
    Explanation {
        code: Code::CommandCut,
        meaning: "A `command` or an `entrypoint` in one line has a `;`, `&`, `|`, `<` or `>` outside quotes. What follows is \
                  not run.",
        why: "Compose splits the line into words without a shell and stops in silence at the first of these signs. To have \
              a shell, run one: `sh -c`, with the whole line as its one argument.",
        page: "https://docs.docker.com/reference/compose-file/services/#command",
        example: "services:\n  web:\n    image: nginx:1.29\n    command: nginx -t && nginx -g 'daemon off;'\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    command: [\"sh\", \"-c\", \"nginx -t && nginx -g 'daemon off;'\"]\n",
    },
    Explanation {
        code: Code::Reprinted,
        meaning: "A value without quotes reaches the container in another spelling than the one in the file.",
        why: "YAML takes it for a number, a boolean or a date, and Compose prints that anew: `01234` is octal and becomes `668`, \
              `1.10` becomes `1.1`, `1_000` becomes `1000`, and a date gets a time of day. Quotes keep it as it is.",
        page: "https://yaml.org/spec/1.2.2/#1032-tag-resolution",
        example: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      APP_VERSION: 1.10\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      APP_VERSION: \"1.10\"\n",
    },
    Explanation {
        code: Code::OneLetterVolume,
        meaning: "A volume has a name of one letter, and the mount is read as a path on a Windows drive. What is mounted is an \
                  unnamed volume at that path, not yours.",
        why: "In `d:/data` Compose sees the drive `d:`. A name of two letters or more, or the long form with `source` and \
              `target`, says what is meant.",
        page: "https://docs.docker.com/reference/compose-file/services/#volumes",
        example: "services:\n  db:\n    image: postgres:17\n    volumes:\n      - d:/var/lib/postgresql/data\nvolumes:\n  d:\n",
        instead: "services:\n  db:\n    image: postgres:17\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\n",
    },
    Explanation {
        code: Code::UnknownMountOption,
        meaning: "A mount in short form has an option that Compose does not know. It is left out.",
        why: "The options are `ro`, `rw`, `nocopy`, `z`, `Z`, those of propagation such as `rslave`, and `cached`, \
              `delegated` and `consistent` of Docker Desktop. Docker Compose leaves others out in silence, so that \
              a misspelt `ro` lets the container write.",
        page: "https://docs.docker.com/reference/compose-file/services/#short-syntax-5",
        example: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - \"pages:/usr/share/nginx/html:or\"\nvolumes:\n  \
                  pages:\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - \"pages:/usr/share/nginx/html:ro\"\nvolumes:\n  \
                  pages:\n",
    },
];
