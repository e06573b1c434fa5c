//! The stories of the codes E0201 to W0205: interpolation.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::BadTemplate,
        meaning: "A value holds `${`, and what follows is not one of the forms that Compose knows, or has no closing brace \
                  on its line.",
        why: "The forms are `${NAME}`, `${NAME:-default}`, `${NAME:?message}` and `${NAME:+instead}`, each also without the \
              colon. A name has letters, digits and `_`, and begins with no digit, so `${0}` and `${AWS::Region}` are none. \
              A dollar that is meant for a shell in the container is written twice: `$$`.",
        page: "https://docs.docker.com/reference/compose-file/interpolation/",
        example: "services:\n  web:\n    image: nginx:1.29\n    command: [\"sh\", \"-c\", \"echo ${#HOSTNAME} && nginx -g 'daemon off;'\"]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    command: [\"sh\", \"-c\", \"echo $${#HOSTNAME} && nginx -g 'daemon off;'\"]\n",
    },
    Explanation {
        code: Code::RequiredVariable,
        meaning: "A file says with `${NAME:?message}` that it needs a variable, and the variable is not set, or is empty.",
        why: "Variables come from the environment, then from `.env` or the `--env-file`. A service's own `environment` and \
              `env_file` do not count: they are for the container. `${NAME?message}` without the colon accepts an empty value.",
        page: "https://docs.docker.com/reference/compose-file/interpolation/",
        example: "services:\n  web:\n    image: nginx:${NGINX_VERSION:?say which nginx}\n",
        instead: "services:\n  web:\n    image: nginx:${NGINX_VERSION:?say which nginx}\n# file: .env\nNGINX_VERSION=1.29\n",
    },
    Explanation {
        code: Code::UnsetVariable,
        meaning: "A value mentions a variable that is not set, and an empty text was put in its place. Or an entry of \
                  `environment` without a value names such a variable, and the container does not get it.",
        why: "Compose warns and goes on. On the machine that builds the template the variable is often missing although it \
              is set on yours; `${NAME:-default}` gives a default, `${NAME:?message}` makes it an error.",
        page: "https://docs.docker.com/reference/compose-file/interpolation/",
        example: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      GREETING: Hello ${VISITOR}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    environment:\n      GREETING: Hello ${VISITOR:-world}\n",
    },
    Explanation {
        code: Code::BadCast,
        meaning: "An attribute needs a number or a boolean, and stands there as a text that is neither, often one that a \
                  variable brought in.",
        why: "What a variable brings in is text, so Compose turns it into what the attribute needs. Whole numbers are \
              decimal. Booleans are `true` and `false`; the texts `\"1\"`, `\"0\"` and `\"\"` are none.",
        page: "https://docs.docker.com/reference/compose-file/interpolation/",
        example: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      replicas: ${WEB_REPLICAS:-two}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      replicas: ${WEB_REPLICAS:-2}\n",
    },
    Explanation {
        code: Code::OldBoolean,
        meaning: "A boolean is written `yes`, `no`, `on`, `off`, `y` or `n`. It was understood.",
        why: "YAML 1.1 had these as booleans. For Compose they are text, which it still takes where a boolean must stand, \
              with a warning; elsewhere, as in `environment`, they stay the words that they are.",
        page: "https://yaml.org/spec/1.2.2/#1032-tag-resolution",
        example: "services:\n  web:\n    image: nginx:1.29\n    init: yes\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    init: true\n",
    },
];
