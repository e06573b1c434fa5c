//! The stories of the codes E0765 to E0779: rules of AWS that no linter checks.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::HttpAsTcp,
        meaning: "The port is published on a network load balancer, which passes bytes on, although its health check or \
              its image suggests that HTTP is spoken there. Say with `x-aws-protocol: http` (or `https`) that it \
              is HTTP: an application load balancer asks for a page to know the health of a task, ends TLS, and has \
              routes and sign-in. `x-aws-protocol: tcp` keeps the port as it is, without the note.",
        why: "Published on 80 or 443, or with 80 or 443 in the container, a port is HTTP or HTTPS unless something else \
          is said. Other numbers do not tell what is spoken: 8080 is a web page in one project and a database \
          in another, so they are TCP, which carries both.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    ports:\n      - \"8080:8080\"\n    healthcheck:\n      test: [CMD, curl, -f, \"http://localhost:8080/health\"]\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    ports:\n      - {target: 8080, published: \"8080\", x-aws-protocol: http}\n    healthcheck:\n      test: [CMD, curl, -f, \"http://localhost:8080/health\"]\n",
    },
    Explanation {
        code: Code::BadSchedule,
        meaning: "The schedule has a form, a number or a date that AWS refuses when it makes the schedule. `cron(…)` has six \
                  fields: minute, hour, day of the month, month, day of the week (1 is Sunday) and year. One of the two \
                  day fields is `?`, the other says the days. `rate(…)` has a number and a unit, `at(…)` one date with \
                  its time.",
        why: "Crontabs have five fields and count the days of the week from 0; some tools put a field for the seconds in \
              front, or have words such as `@daily` and `@every 2h`. EventBridge Scheduler and Application Auto Scaling \
              have a notation of their own: `@daily` is `cron(0 0 * * ? *)`, `@every 2h` is `rate(2 hours)`, and \
              `30 6 * * 1-5` is `cron(30 6 ? * MON-FRI *)`. Where another notation can be translated, the finding says \
              what to write, and `check --fix` writes it.",
        page: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html",
        example: "services:\n  report:\n    image: ghcr.io/example/report:1.4\n    x-aws-schedule: cron(0 3 * * MON *)\n",
        instead: "services:\n  report:\n    image: ghcr.io/example/report:1.4\n    x-aws-schedule: cron(0 3 ? * MON *)\n",
    },
    Explanation {
        code: Code::NoSuchDay,
        meaning: "The schedule is well-formed, but the day that it names does not exist, such as the 31st of April, or a \
                  range ends before it begins. Name a day that there is, `L` for the last day of a month, and write a \
                  range over midnight or the new year as two.",
        why: "AWS refuses a schedule that would never run. Whether it takes a range such as `22-2` is not documented; \
              `22-23,0-2` is certain to mean the same.",
        page: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html",
        example: "services:\n  report:\n    image: ghcr.io/example/report:1.4\n    x-aws-schedule: \"cron(0 3 31 4,6,9,11 ? *)\"\n",
        instead: "services:\n  report:\n    image: ghcr.io/example/report:1.4\n    x-aws-schedule: \"cron(0 3 L 4,6,9,11 ? *)\"\n",
    },
    Explanation {
        code: Code::CircularDependency,
        meaning: "What you write under `x-aws-cloudformation`, `x-aws-environment` or `x-aws-role` makes a resource depend \
                  on another one that already depends on it. Remove the `DependsOn` or the reference that the finding \
                  shows, or one of the others in the circle.",
        why: "CloudFormation makes a resource after all that it names in `DependsOn`, `Ref`, `Fn::GetAtt` and `Fn::Sub`. \
              In a circle none can be the first, so the template is refused.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html",
        example: "services:\n  worker:\n    image: ghcr.io/example/worker:1.2\n    x-aws-environment:\n      SERVICE: !GetAtt WorkerService.Name\n",
        instead: "services:\n  worker:\n    image: ghcr.io/example/worker:1.2\n    environment:\n      SERVICE: worker\n",
    },
    Explanation {
        code: Code::ExistingRole,
        meaning: "`x-aws-task_role` names a role that exists, and the stack does not change it. What the tasks need by what \
                  the Compose file says, such as mounting a volume or opening a shell, must be allowed by its policies; \
                  its trust policy must let `ecs-tasks.amazonaws.com` assume it. Allow the warning when it does.",
        why: "A task has one role. Without the key the stack makes one for each service, with exactly the rights in the \
              warning, on exactly the resources of the stack.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    x-aws-exec: true\n    x-aws-task_role: arn:aws:iam::123456789012:role/shop\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    x-aws-exec: true\n    x-aws-policies: [\"arn:aws:iam::123456789012:policy/shop\"]\n",
    },
    Explanation {
        code: Code::TooLittleMemory,
        meaning: "A container asks for less than 6 MiB of memory. Often the unit is missing: `512` is 512 bytes, `512m` are \
                  512 MiB.",
        why: "Docker reserves 6 MiB for each container, so nothing starts with less, and ECS refuses or kills it.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    mem_limit: 512\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    mem_limit: 512m\n",
    },
];
