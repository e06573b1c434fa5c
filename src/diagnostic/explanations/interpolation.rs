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
    Explanation {
        code: Code::VariableForm,
        meaning: "A variable of `x-aws-variables` is used as `${NAME:+instead}`, or its default holds another such \
              variable, where the template can have no condition, or without the colon.",
        why: "Its value is known when the stack is deployed. Conditions of the template decide in values of \
              `environment` and `labels`, in `healthcheck.test` and in words of a list; elsewhere the text is needed before. \
              A parameter is always set, so `+` and `-` without a colon decide nothing.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
        example: "x-aws-variables: [DEBUG]\nservices:\n  web:\n    image: nginx:1.29\n    environment:\n      LEVEL: ${DEBUG+debug}\n",
        instead: "x-aws-variables: [DEBUG]\nservices:\n  web:\n    image: nginx:1.29\n    environment:\n      LEVEL: ${DEBUG:+debug}\n",
    },
    Explanation {
        code: Code::VariablePlace,
        meaning: "A variable of `x-aws-variables` is used where its value is needed to make the template: in a name, a \
              port, a path, a key.",
        why: "The value is a parameter of the template. CloudFormation puts it in place of a reference inside a \
              property, and cannot give resources other names, other numbers or other files. References can stand \
              in `image`, `command`, `entrypoint`, values of `environment`, `labels`, `healthcheck.test`, `user`, \
              `working_dir`, options of `logging`, hosts and certificates of ports, and alone as the number of replicas.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
        example: "x-aws-variables: [PORT]\nservices:\n  web:\n    image: nginx:1.29\n    ports: [\"${PORT:-80}:80\"]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports: [\"${PORT:-80}:80\"]\n",
    },
    Explanation {
        code: Code::VariableDefaults,
        meaning: "A variable of `x-aws-variables` has one default at one place and another at another.",
        why: "All its uses are one parameter, and a parameter has one default. A `default` in `x-aws-variables` \
              counts before all others.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
        example: "x-aws-variables: [TAG]\nservices:\n  web:\n    image: nginx:${TAG:-1.29}\n  old:\n    image: nginx:${TAG:-1.28}\n",
        instead: "x-aws-variables: {TAG: {default: \"1.29\"}}\nservices:\n  web:\n    image: nginx:${TAG:-1.29}\n  old:\n    image: nginx:${TAG:-1.28}\n",
    },
    Explanation {
        code: Code::SecretPlace,
        meaning: "A variable of `x-aws-variables` of the kind `secret` is used in a command, a label, an image or \
              another place that all may read who may look at the task definition.",
        why: "ECS fills in secrets as environment variables and as options of the log drivers `splunk` and \
              `awsfirelens` only. `environment` and these options take them, also inside a longer text; `secrets` \
              gives them as files.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
        example: "x-aws-variables: {TOKEN: secret}\nservices:\n  web:\n    image: nginx:1.29\n    command: [\"serve\", \"--token\", \"${TOKEN}\"]\n",
        instead: "x-aws-variables: {TOKEN: secret}\nservices:\n  web:\n    image: nginx:1.29\n    command: [\"sh\", \"-c\", \"serve --token $$TOKEN\"]\n    environment:\n      TOKEN: ${TOKEN}\n",
    },
    Explanation {
        code: Code::ReservedCharacter,
        meaning: "A text or the value of a variable holds a character of U+FDD0 to U+FDD2, and the project has `x-aws-variables`.",
        why: "Unicode keeps these noncharacters for use inside a program, and they stand for variables between \
              reading and writing. A text that holds them could pretend to be a reference.",
        page: "https://www.unicode.org/faq/private_use.html",
        example: "x-aws-variables: [TAG]\nservices:\n  web:\n    image: nginx:${TAG:-1.29}\n    environment:\n      MARK: \"\\uFDD0\"\n",
        instead: "x-aws-variables: [TAG]\nservices:\n  web:\n    image: nginx:${TAG:-1.29}\n",
    },
    Explanation {
        code: Code::UnusedVariable,
        meaning: "A variable of `x-aws-variables` is used in none of the files.",
        why: "A parameter that nothing refers to would be asked for and change nothing, so it is left out. Often \
              its name is misspelt on one side.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
        example: "x-aws-variables: [TAGS]\nservices:\n  web:\n    image: nginx:1.29\n",
        instead: "x-aws-variables: [TAG]\nservices:\n  web:\n    image: nginx:${TAG:-1.29}\n",
    },
    Explanation {
        code: Code::LateCredential,
        meaning: "Credentials come from variables, and their values are not in the template: each variable is a \
                  parameter without echo, and what goes into `environment` is kept in AWS Secrets Manager.",
        why: "The template is committed and reviewed, and whoever makes it need not know the passwords. `stackpose \
              deploy` takes the values from the environment and `.env`; `--parameter-overrides` gives them to \
              `aws cloudformation deploy`. A default such as `${DB_PASSWORD:-changeme}` is for this machine and \
              not used. `x-aws-variables: {NAME: value}` and `--inline-secrets` put the value into the template. So it is \
              with the credentials of an `env_file`: those of the project's `.env` are its variables, those of another file \
              are one secret, whose parameter is a JSON mapping; `x-aws-env_file: value` puts them into the template.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
        example: "services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASSWORD}\n",
        instead: "x-aws-variables: {DB_PASSWORD: secret}\nservices:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASSWORD}\n",
    },
    Explanation {
        code: Code::ShownCredential,
        meaning: "A variable with a credential stands in a command, a health check, a label or another place where ECS takes \
                  no secret. Its value is a parameter without echo, or a secret that exists, and not in the template; \
                  but CloudFormation puts it into the task definition.",
        why: "ECS fills in secrets only as environment variables and as options of the log drivers `splunk` and `awsfirelens`. Whoever may describe a task definition reads its \
              commands and labels, and every revision keeps them. For a shell the variables of the container are \
              there: `$$NAME` in `CMD-SHELL` and behind `sh -c`. A script that has `${NAME}` gets `$NAME` by itself where \
              the container has a variable with this value, and there is no finding.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
        example: "services:\n  cache:\n    image: redis:8\n    command: redis-server --requirepass ${REDIS_PASSWORD}\n",
        instead: "services:\n  cache:\n    image: redis:8\n    command: [\"sh\", \"-c\", \"exec redis-server --requirepass \\\"$$REDIS_PASSWORD\\\"\"]\n    environment:\n      REDIS_PASSWORD: ${REDIS_PASSWORD}\n",
    },
];
