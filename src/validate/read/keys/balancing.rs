//! The values of the keys about load balancers and target groups, with the bounds of AWS.

use crate::compose::HealthProtocol;
use crate::validate::read::shape::Shape::{self, Either, Flag, Members, Seconds, Whole, Words};
use crate::validate::read::shape::{Matching, member, needed};

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html>
pub(super) const ACCESS_LOGS: Shape = Either(&[
    BUCKET,
    Members(&[
        needed("bucket", BUCKET, "Name of a bucket that lets load balancers write."),
        member(
            "prefix",
            Shape::Matching(Matching {
                regex: "^[A-Za-z0-9!_.*'()-][A-Za-z0-9!_.*'()/-]*$",
                wanted: "the beginning of the names of objects, without `/` before it",
                example: "web",
            }),
            "What the names of the objects begin with.",
        ),
    ]),
]);

const BUCKET: Shape = Shape::Matching(Matching {
    regex: "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
    wanted: "the name of a bucket",
    example: "my-logs",
});

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html>
pub(super) const ALGORITHM: Shape = Either(&[
    Words(algorithms),
    Members(&[
        needed("type", Words(algorithms), "How a target is chosen: `load_balancing.algorithm.type`."),
        member(
            "anomaly_mitigation",
            Flag,
            "With `weighted_random`, whether targets that answer worse get less: \
             `load_balancing.algorithm.anomaly_mitigation`.",
        ),
    ]),
]);

fn algorithms() -> Vec<&'static str> {
    vec!["round_robin", "least_outstanding_requests", "weighted_random"]
}

pub(super) const DEREGISTRATION_DELAY: Shape = Seconds { from: 0, to: 3600, example: "30s" };

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html>
pub(super) const HEALTH_CHECK: Shape = Members(&[
    member(
        "path",
        Shape::Matching(Matching {
            regex: r#"^/[A-Za-z0-9_.$/~"'@:+?&=%,;#-]{0,1023}$"#,
            wanted: "a path that begins with `/`",
            example: "/health",
        }),
        "Page, or method of gRPC, to ask for: `HealthCheckPath`.",
    ),
    member(
        "matcher",
        Either(&[
            Whole { from: 0, to: 599, example: 200 },
            Shape::Matching(Matching {
                regex: "^[0-9]{1,3}(-[0-9]{1,3})?(,[0-9]{1,3}(-[0-9]{1,3})?)*$",
                wanted: "codes such as `200-299,401`",
                example: "200-299",
            }),
        ]),
        "Answers of a target that is well: `Matcher`.",
    ),
    member(
        "interval",
        Seconds { from: 5, to: 300, example: "15s" },
        "Time between two questions: `HealthCheckIntervalSeconds`.",
    ),
    member(
        "timeout",
        Seconds { from: 2, to: 120, example: "5s" },
        "Time for an answer: `HealthCheckTimeoutSeconds`.",
    ),
    member(
        "healthy",
        Whole { from: 2, to: 10, example: 2 },
        "Good answers that make a target well: `HealthyThresholdCount`.",
    ),
    member(
        "unhealthy",
        Whole { from: 2, to: 10, example: 2 },
        "Bad answers that make a target unwell: `UnhealthyThresholdCount`.",
    ),
    member(
        "port",
        Whole { from: 1, to: 65_535, example: 8081 },
        "Port of the container to ask at: `HealthCheckPort`; that of the traffic without it.",
    ),
    member(
        "protocol",
        Words(|| HealthProtocol::ALL.map(|(word, _)| word).to_vec()),
        "What to ask in: `HealthCheckProtocol`.",
    ),
]);

/// Of a listener of a network load balancer.
pub(super) const IDLE_TIMEOUT_OF_PORT: Shape = Seconds { from: 60, to: 6000, example: "10m" };

/// Of an application load balancer.
pub(super) const IDLE_TIMEOUT: Shape = Seconds { from: 1, to: 4000, example: "120s" };

pub(super) const SLOW_START: Shape = Seconds { from: 30, to: 900, example: "60s" };

pub(super) const STICKINESS: Shape = Either(&[
    Flag,
    DURATION,
    Members(&[
        member(
            "cookie",
            Shape::Matching(Matching {
                regex: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}$",
                wanted: "the name of a cookie",
                example: "SESSION",
            }),
            "Cookie of the program, which sets how long it lasts: `stickiness.app_cookie.cookie_name`.",
        ),
        member("duration", DURATION, "How long a client stays with a task."),
    ]),
]);

const DURATION: Shape = Seconds { from: 1, to: 604_800, example: "1h" };

/// <https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html>
pub(super) const WEB_ACL: Shape = Shape::Matching(Matching {
    regex: "^arn:[a-z-]+:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/[A-Za-z0-9_-]+/[0-9a-f-]+$",
    wanted: "the ARN of a regional web ACL",
    example: "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/11111111-2222-3333-4444-555555555555",
});
