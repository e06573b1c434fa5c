//! The stories of the codes E0101 to W0114: YAML.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::YamlSyntax,
        meaning: "The file breaks a rule of YAML, so nothing of it was read. The place shown is where the reader gave \
                  up; the mistake is often one line above.",
        why: "Text without quotes must not hold `: ` or ` #`, nor begin with `*`, `&`, `!`, `%`, `@`, a backtick, `{` or \
              `[`. Indentation is made of spaces, never of tabs. Control characters are not allowed anywhere, not even \
              in comments.",
        page: "https://yaml.org/spec/1.2.2/#733-plain-style",
        example: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      NOTICE: Sunday: closed\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      NOTICE: \"Sunday: closed\"\n",
    },
    Explanation {
        code: Code::DuplicateKey,
        meaning: "One mapping has the same key twice. Only one of the two values could be kept, so neither is guessed.",
        why: "YAML demands that keys are unique. They are compared as text, so `web` and `\"web\"` are the same key, and \
              a merge key `<<` may stand once as well: `<<: [*one, *two]` merges several mappings.",
        page: "https://yaml.org/spec/1.2.2/#3213-node-comparison",
        example: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      COLOR: blue\n    environment:\n      SIZE: large\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      COLOR: blue\n      SIZE: large\n",
    },
    Explanation {
        code: Code::KeyNotText,
        meaning: "A key is a number, a boolean, null, a list or a mapping, where Compose wants text.",
        why: "YAML gives types to keys too: without quotes `404` is an integer, `true` a boolean and `~` is null. `yes`, \
              `no` and `on` are text for Compose. A key that begins with `{` or `[` is read as a mapping or a list.",
        page: "https://yaml.org/spec/1.2.2/#1032-tag-resolution",
        example: "services:\n  web:\n    image: nginx:1.29\n    labels:\n      404: not-found.html\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    labels:\n      \"404\": not-found.html\n",
    },
    Explanation {
        code: Code::NotAMapping,
        meaning: "A Compose file, or one of the documents in it, is a list, a plain value or nothing at all, where keys \
                  such as `services:` should be.",
        why: "A line `---` begins a new document, and each later document is merged into the earlier ones. Behind a `---` at \
              the end of a file stands a document of null, which Compose refuses too.",
        page: "https://yaml.org/spec/1.2.2/#914-explicit-documents",
        example: "services:\n  web:\n    image: nginx:1.29\n---\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::UnknownAnchor,
        meaning: "An alias (`*name`) stands where no anchor (`&name`) of that name has been seen.",
        why: "An anchor must stand before its alias, in the same document of the same file. A value that only looks like \
              an alias, such as `*.example.com`, needs quotes.",
        page: "https://yaml.org/spec/1.2.2/#71-alias-nodes",
        example: "services:\n  web:\n    image: nginx:1.29\n    environment: *settings\nx-settings: &settings\n  COLOR: blue\n",
        instead: "x-settings: &settings\n  COLOR: blue\nservices:\n  web:\n    image: nginx:1.29\n    environment: *settings\n",
    },
    Explanation {
        code: Code::AliasCycle,
        meaning: "An alias stands inside the very value that it names, so the value would never end.",
        why: "YAML allows a value to contain itself, Compose does not: every alias is replaced by a copy of its value \
              before anything else happens.",
        page: "https://yaml.org/spec/1.2.2/#321-representation-graph",
        example: "x-settings: &settings\n  COLOR: blue\n  OTHERS: *settings\nservices:\n  web:\n    image: nginx:1.29\n",
        instead: "x-settings: &settings\n  COLOR: blue\nservices:\n  web:\n    image: nginx:1.29\n    environment: *settings\n",
    },
    Explanation {
        code: Code::TooLarge,
        meaning: "A document holds more than 100 000 values, or more than 400 000 once its aliases are replaced by copies.",
        why: "A few lines of aliases to aliases can stand for millions of values and would fill the memory. Docker Compose \
              stops at 100 000 values in a document as well.",
        page: "https://docs.docker.com/reference/compose-file/fragments/",
        example: "x-a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n\
                  x-b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n\
                  x-c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n\
                  x-d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n\
                  x-e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n\
                  x-f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n\
                  services:\n  web:\n    image: nginx:1.29\n",
        instead: "x-a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n\
                  x-b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n\
                  services:\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::BadTag,
        meaning: "A tag such as `!!int`, `!!bool` or `!!binary` stands before a value that is nothing of the kind.",
        why: "A tag fixes the type, and the text must be written as that type is written. `yes` is text and no boolean, \
              because only `true` and `false` are booleans for Compose.",
        page: "https://yaml.org/spec/1.2.2/#1032-tag-resolution",
        example: "services:\n  web:\n    image: nginx:1.29\n    init: !!bool yes\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    init: true\n",
    },
    Explanation {
        code: Code::BadMerge,
        meaning: "The merge key `<<` is given a list of plain values, a text or nothing, where a mapping is needed.",
        why: "`<<` copies the keys of a mapping that are not there yet, so it cannot work on lists. Write `environment` and \
              `labels` as `NAME: value` where you want to share them.",
        page: "https://docs.docker.com/reference/compose-file/fragments/#example-4",
        example: "x-settings: &settings\n  - COLOR=blue\nservices:\n  web:\n    image: nginx:1.29\n    environment:\n      <<: *settings\n      SIZE: large\n",
        instead: "x-settings: &settings\n  COLOR: blue\nservices:\n  web:\n    image: nginx:1.29\n    environment:\n      <<: *settings\n      SIZE: large\n",
    },
    Explanation {
        code: Code::EmptyProject,
        meaning: "The Compose files were read, and there is nothing in them but comments and blank lines.",
        why: "Docker Compose stops here as well. An empty file among several is fine, as long as another one has something \
              to say.",
        page: "https://docs.docker.com/reference/compose-file/services/",
        example: "# services:\n#   web:\n#     image: nginx:1.29\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n",
    },
    Explanation {
        code: Code::MoreFindings,
        meaning: "A run reports at most 500 findings, and at most 20 whose first place is on one line. Errors are kept before \
                  warnings, and warnings before notes; this finding counts the others.",
        why: "A file that was generated, or that somebody wrote to fill a log, can have hundreds of thousands of findings. A file \
              in JSON may have all of them on one line. It weighs as much as the heaviest finding that is left out.",
        page: "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands",
        example: "services: {web: {image: nginx:1.29, dns: 1.1.1.1, labels: {a: 1, a: 2, b: 1, b: 2, c: 1, c: 2, d: 1, d: 2, e: 1, \
                  e: 2, f: 1, f: 2, g: 1, g: 2, h: 1, h: 2, i: 1, i: 2, j: 1, j: 2, k: 1, k: 2, l: 1, l: 2, m: 1, m: 2, n: 1, \
                  n: 2, o: 1, o: 2, p: 1, p: 2, q: 1, q: 2, r: 1, r: 2, s: 1, s: 2, t: 1, t: 2, u: 1, u: 2}}}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    labels: {a: 1, b: 1, c: 1}\n",
    },
    Explanation {
        code: Code::ProjectTooLarge,
        meaning: "Ranges of ports, `extends`, `include` and the values of variables would make the project larger than 400 000 \
                  values or 32 MiB of text, counting what they add to the files.",
        why: "A few lines can stand for millions of values: a range of all ports in each of forty services, files that include \
              each other's bases twice, a service with thousands of variables that thousands of others extend. They would fill \
              the memory of the machine that checks them.",
        page: "https://docs.docker.com/reference/compose-file/services/#ports",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"1-65535\", \"1-65535/udp\"]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"8080-8081:8080-8081\"]\n",
    },
    Explanation {
        code: Code::TooDeep,
        meaning: "More than 1000 lists and mappings lie in each other, counting those that aliases stand for.",
        why: "Every stage walks the model as deep as it is, and a file of a few kilobytes with aliases in aliases would be \
              deeper than the memory for such walks reaches. No Compose attribute lies deeper than a dozen levels.",
        page: "https://yaml.org/spec/1.2.2/#71-alias-nodes",
        example: "$ stackpose check --format short\ncompose.yaml:7:3: error[E0113]: more than 1000 lists and mappings lie in each other\n",
        instead: "x-labels: &labels {team: shop}\nservices:\n  web:\n    image: nginx:1.29\n    labels: *labels\n",
    },
    Explanation {
        code: Code::UnknownTag,
        meaning: "A value has a tag, such as `!overide`, that neither Compose nor CloudFormation knows. The value is read as \
                  if it had none.",
        why: "Compose has two tags: `!reset` takes away what earlier files say, and `!override` puts a value in its place. \
              Other tags are left out in silence by Docker Compose, so that a misspelt one merges where it should \
              replace. Tags of CloudFormation, such as `!Ref`, mean something under `x-aws-` keys.",
        page: "https://docs.docker.com/reference/compose-file/merge/#replace-value",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports: !overide [\"8080:80\"]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports: !override [\"8080:80\"]\n",
    },
    Explanation {
        code: Code::QuestionMark,
        meaning: "In `{…}` or `[…]`, a value without quotes begins with `?` or has a `?` before a blank, as the schedules of \
                  EventBridge have.",
        why: "It is valid YAML, but Docker Compose refuses the whole file. With quotes, both programs read it.",
        page: "https://yaml.org/spec/1.2.2/#733-plain-style",
        example: "services:\n  job:\n    image: me/job:1\n    restart: \"no\"\n    x-aws-schedule: {expression: cron(0 3 * * ? *), timezone: UTC}\n",
        instead: "services:\n  job:\n    image: me/job:1\n    restart: \"no\"\n    x-aws-schedule: {expression: \"cron(0 3 * * ? *)\", timezone: UTC}\n",
    },
];
