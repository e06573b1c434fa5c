//! The value of `x-aws-deployment`.
//!
//! Bounds and stages are those of
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-deploymentconfiguration.html>.

use crate::compose::{Stage, Strategy};
use crate::validate::read::shape::{Matching, Member, Shape, member, needed};

/// The description of the key, on a service and under `deploy`.
pub(super) const DEPLOYMENT_IS: &str =
    "How new tasks take over: `rolling`, `blue-green`, `canary` or `linear`: the `DeploymentConfiguration`.";

/// The value of the key.
pub(super) const DEPLOYMENT: Shape = Shape::Either(&[STRATEGY, Shape::Members(MEMBERS)]);

const STRATEGY: Shape = Shape::Words(|| Strategy::ALL.map(|(word, _)| word).to_vec());

const MEMBERS: &[Member] = &[
    member("strategy", STRATEGY, "How requests reach the new tasks: `Strategy`; `rolling` without it."),
    member(
        "bake_time",
        MINUTES,
        "For how long the old tasks stay after the new ones took over: `BakeTimeInMinutes`.",
    ),
    member(
        "percent",
        Shape::Decimal { from: 0.1, to: 100.0, example: "10" },
        "Share of the requests: the first of `canary` (`CanaryPercent`), or each of `linear` \
         (`StepPercent`).",
    ),
    member("canary_bake_time", MINUTES, "The wait of `canary` before the rest: `CanaryBakeTimeInMinutes`."),
    member("step_bake_time", MINUTES, "The wait of `linear` between steps: `StepBakeTimeInMinutes`."),
    member(
        "alarms",
        Shape::Either(&[ALARMS, Shape::Members(ALARM_MEMBERS)]),
        "Names of alarms of CloudWatch that end the deployment: `Alarms`.",
    ),
    member(
        "circuit_breaker",
        Shape::Either(&[Shape::Flag, Shape::Members(BREAKER)]),
        "How many tasks of a `rolling` update may fail: `DeploymentCircuitBreaker`.",
    ),
    member(
        "early_success",
        Shape::Members(EARLY),
        "When a `rolling` update counts as done: `EarlySuccessCriteria`.",
    ),
    member(
        "test_port",
        Shape::Either(&[PORT, Shape::Members(TEST), Shape::List(&Shape::Members(TEST))]),
        "Port of the load balancer where new tasks are seen before they take over: `TestListenerRule`.",
    ),
    member(
        "test_header",
        Shape::Either(&[Shape::Members(TEST_HEADER), Shape::List(&Shape::Members(TEST_HEADER))]),
        "Header by which requests come to new tasks before these take over: `TestListenerRule`, \
         `TestTrafficRules`.",
    ),
    member(
        "hooks",
        Shape::List(&Shape::Members(HOOK)),
        "Functions that are asked, or pauses, at stages of the deployment: `LifecycleHooks`.",
    ),
];

const ALARMS: Shape =
    Shape::List(&Shape::Matching(Matching { regex: "^.{1,255}$", wanted: "a name", example: "web-errors" }));

const ALARM_MEMBERS: &[Member] = &[
    needed("names", ALARMS, "Names of the alarms: `AlarmNames`."),
    member("rollback", Shape::Flag, "Whether the old tasks come back: `Rollback`; `true` without it."),
];

const BREAKER: &[Member] = &[
    member(
        "threshold",
        Shape::Either(&[SOME, PART]),
        "How many tasks may fail: `ThresholdConfiguration`; half of them without it.",
    ),
    member("bounded", Shape::Flag, "Whether a part is at least 3 tasks and at most 200; `true` without it."),
    member("reset", Shape::Flag, "Whether a healthy task makes failures forgotten: `ResetOnHealthyTask`."),
];

const SOME: Shape = Shape::Whole { from: 1, to: 5000, example: 5 };

const PART: Shape = Shape::Matching(Matching {
    regex: "^([1-9]|[1-9][0-9]|100)%$",
    wanted: "a part of the tasks such as `25%`",
    example: "25%",
});

const EARLY: &[Member] = &[
    needed(
        "healthy_percent",
        Shape::Whole { from: 0, to: 100, example: 100 },
        "Part of the tasks that must be healthy: `HealthyPercent`.",
    ),
    member(
        "cleanup",
        Shape::Words(|| vec!["blocking", "deferred"]),
        "Whether old tasks go before the end of the deployment, or after it: `SourceServiceRevisionCleanup`.",
    ),
];

const PORT: Shape = Shape::Whole { from: 1, to: 65_535, example: 8443 };

const TEST: &[Member] = &[
    needed("port", PORT, "The port of the load balancer."),
    member("of", PORT, "The published port whose new tasks it shows, where there are several."),
    member(
        "ingress",
        super::ingress::OF_PORT,
        "Who reaches it: networks, security groups, prefix lists; without it those of the port's \
         `x-aws-ingress`, else nobody.",
    ),
];

const TEST_HEADER: &[Member] = &[
    needed(
        "name",
        Shape::Matching(Matching {
            regex: "^[!#$%&'+.^_`|~0-9A-Za-z-]{1,40}$",
            wanted: "the name of a header",
            example: "X-Release",
        }),
        "Name of the header.",
    ),
    needed(
        "value",
        Shape::Matching(Matching {
            regex: "^[!-)+->@-~]([ -)+->@-~]{0,126}[!-)+->@-~])?$",
            wanted: "a text without wildcards",
            example: "test",
        }),
        "What stands in it, exactly.",
    ),
    member("of", PORT, "The published port whose requests it is about; without it all that speak HTTP."),
];

const HOOK: &[Member] = &[
    member(
        "lambda",
        Shape::Matching(Matching {
            regex: r"^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$",
            wanted: "the ARN of a function",
            example: "arn:aws:lambda:eu-west-1:123456789012:function:smoke-test",
        }),
        "Function that is asked: `HookTargetArn`.",
    ),
    member("pause", Shape::Flag, "Whether to wait for `aws ecs continue-service-deployment`."),
    needed(
        "stages",
        Shape::List(&Shape::Words(|| Stage::ALL.map(|(word, _)| word).to_vec())),
        "Stages at which it is asked: `LifecycleStages`.",
    ),
    member(
        "timeout",
        Shape::Seconds { from: 60, to: 1_209_600, example: "30m" },
        "How long an answer may take, in whole minutes: `TimeoutInMinutes`.",
    ),
    member(
        "on_timeout",
        Shape::Words(|| vec!["rollback", "continue"]),
        "What happens without one: `Action` of the timeout.",
    ),
    member("details", Shape::Named(&Shape::Anything), "What the function gets besides: `HookDetails`."),
];

/// A day at most, in whole minutes.
const MINUTES: Shape = Shape::Seconds { from: 0, to: 86_400, example: "15m" };
