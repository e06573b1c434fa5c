//! The explanations of the codes E0547 to E0568: ports, listeners and routes.

use super::Explanation;
use crate::diagnostic::Code;

/// The explanations, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::SharedSetting,
        meaning: "Ports of one listener or of one load balancer have different values for a setting that is the \
                  listener's or the load balancer's.",
        why: "Two services on one published port are two rules of one listener, and all ports of one kind share \
              one load balancer.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-access_logs: one-bucket\n  api:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"81\"\n        x-aws-protocol: http\n        x-aws-access_logs: another-bucket\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-access_logs: one-bucket\n  api:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"81\"\n        x-aws-protocol: http\n        x-aws-access_logs: one-bucket\n",
    },
    Explanation {
        code: Code::NeedsRequests,
        meaning: "A route, sign-in, web ACL or another setting for requests belongs to a port on a network load \
                  balancer.",
        why: "A network load balancer passes on connections and does not look into them. Only `x-aws-protocol: \
              http` and `https` use an application load balancer.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-protocol: tcp\n        x-aws-slow_start: 60\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-protocol: http\n        x-aws-slow_start: 60\n",
    },
    Explanation {
        code: Code::NeedsEncryption,
        meaning: "A setting of TLS or of sign-in stands at a port that is not encrypted.",
        why: "Policies and certificates belong to TLS, and clients sign in over HTTPS only.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-ssl_policy: ELBSecurityPolicy-TLS13-1-2-2021-06\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"443\"\n        x-aws-protocol: https\n        x-aws-ssl_policy: ELBSecurityPolicy-TLS13-1-2-2021-06\n",
    },
    Explanation {
        code: Code::NeedsTls,
        meaning: "`x-aws-alpn_policy` stands at a port other than one of `x-aws-protocol: tls`.",
        why: "A TLS listener of a network load balancer chooses the version of HTTP by ALPN. An application load \
              balancer offers HTTP/2 by itself.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"443\"\n        x-aws-protocol: https\n        x-aws-alpn_policy: HTTP2Preferred\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"443\"\n        x-aws-protocol: tls\n        x-aws-alpn_policy: HTTP2Preferred\n",
    },
    Explanation {
        code: Code::ExistingListener,
        meaning: "A setting of a listener stands at a port whose listener or target group exists already.",
        why: "The stack adds tasks to a target group, or rules to a listener, that others own; it does not change \
              their settings.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
        example: "x-aws-loadbalancer: {security_group: sg-0123456789abcdef0}\nservices:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-protocol: https\n        x-aws-target_group: arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef\n        x-aws-ssl_policy: ELBSecurityPolicy-TLS13-1-2-2021-06\n",
        instead: "x-aws-loadbalancer: {security_group: sg-0123456789abcdef0}\nservices:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-protocol: https\n        x-aws-target_group: arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef\n",
    },
    Explanation {
        code: Code::RouteNeeded,
        meaning: "A port belongs to a listener that exists and does not say which requests it takes.",
        why: "The default of that listener belongs to others; the stack adds a rule, and a rule needs a condition.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html",
        example: "x-aws-loadbalancer: {security_group: sg-0123456789abcdef0}\nservices:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-listener: arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/0123456789abcdef/0123456789abcdef\n",
        instead: "x-aws-loadbalancer: {security_group: sg-0123456789abcdef0}\nservices:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-listener: arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/0123456789abcdef/0123456789abcdef\n        x-aws-route: {path: /shop/*}\n",
    },
    Explanation {
        code: Code::IdleTimeout,
        meaning: "`x-aws-idle_timeout` stands at a port of an application load balancer, or at a port of TLS or UDP.",
        why: "An application load balancer has one idle timeout for all its ports. A network load balancer has one \
              to set for TCP only.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-idle_timeout: 120\n",
        instead: "x-aws-idle_timeout: 120\nservices:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n",
    },
    Explanation {
        code: Code::HealthProtocol,
        meaning: "`x-aws-healthcheck` asks in `tcp` behind an application load balancer, or asks in `tcp` for a page.",
        why: "An application load balancer checks by HTTP or HTTPS only. A check in `tcp` connects, and asks for \
              nothing.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-healthcheck: {protocol: tcp}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-healthcheck: {protocol: http, path: /health}\n",
    },
    Explanation {
        code: Code::HealthTimeout,
        meaning: "The `timeout` of a health check is not shorter than its interval.",
        why: "The next question would be asked before the answer to the last one is due.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-healthcheck: {interval: 10, timeout: 10}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-healthcheck: {interval: 10, timeout: 5}\n",
    },
    Explanation {
        code: Code::HealthMatcher,
        meaning: "The `matcher` of a health check is no code, or no rising range of codes, that the protocol has.",
        why: "An application load balancer takes codes from 200 to 499, and a network load balancer from 200 to \
              599.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-healthcheck: {matcher: \"302-200\"}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-healthcheck: {matcher: \"200-302\"}\n",
    },
    Explanation {
        code: Code::Algorithm,
        meaning: "`x-aws-slow_start` stands beside an algorithm other than `round_robin`, or `anomaly_mitigation` \
                  beside one other than `weighted_random`.",
        why: "Each of these settings is a part of one algorithm by which a target group chooses tasks.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-slow_start: 60\n        x-aws-algorithm: least_outstanding_requests\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-slow_start: 60\n",
    },
    Explanation {
        code: Code::Stickiness,
        meaning: "`x-aws-stickiness` of a network load balancer has a duration or a cookie, or stands at a port of \
                  TLS; or that of an application load balancer stands beside `x-aws-cross_zone: false`.",
        why: "A network load balancer knows clients by their address alone, and not where TLS ends at it. An \
              application load balancer supports stickiness only while it sends to tasks in all zones.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-protocol: tcp\n        x-aws-stickiness: 1h\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-protocol: tcp\n        x-aws-stickiness: true\n",
    },
    Explanation {
        code: Code::ReservedCookie,
        meaning: "The cookie in `x-aws-stickiness` has a name that begins with `AWSALB`.",
        why: "Load balancers use such names for their own cookies.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-stickiness: {cookie: AWSALB}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-stickiness: {cookie: session}\n",
    },
    Explanation {
        code: Code::RouteCondition,
        meaning: "A route of `x-aws-route` does not say which requests it takes, or is the default and has what only a \
                  rule with a condition can have.",
        why: "A rule of a listener has a condition; the default of a listener has none, and no priority or rewrite \
              either.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route: {name: shop}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route: {name: shop, path: /shop/*}\n",
    },
    Explanation {
        code: Code::TwoDefaults,
        meaning: "Two routes of a port have `default: true`.",
        why: "A listener has one default, for the requests that no rule takes.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route:\n          - {default: true}\n          - {path: /a, default: true}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route:\n          - {default: true}\n          - {path: /a}\n",
    },
    Explanation {
        code: Code::RouteAction,
        meaning: "A route redirects or answers requests, and also has another action, or a setting for requests that \
                  tasks get.",
        why: "A rule ends in one action: it forwards to tasks, redirects, or answers.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route:\n          - {default: true}\n          - {path: /a, redirect: {path: /b}, respond: {status: 404}}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route:\n          - {default: true}\n          - {path: /a, redirect: {path: /b}}\n",
    },
    Explanation {
        code: Code::RedirectCircle,
        meaning: "A redirect changes no part of the address.",
        why: "Clients would come back with the same request until they give up.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route:\n          - {default: true}\n          - {path: /a, redirect: {status: 301}}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route:\n          - {default: true}\n          - {path: /a, redirect: {status: 301, path: /b}}\n",
    },
    Explanation {
        code: Code::AnswerStatus,
        meaning: "`respond` has a status of 3XX, which sends clients elsewhere.",
        why: "A fixed response has a status of 2XX, 4XX or 5XX. `redirect` sends clients to another address.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route:\n          - {default: true}\n          - {path: /a, respond: {status: 302}}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route:\n          - {default: true}\n          - {path: /a, redirect: {path: /b}}\n",
    },
    Explanation {
        code: Code::RouteHeader,
        meaning: "The header of a route or of a test is `Host`, is no header, or stands in the rule already with \
                  another value.",
        why: "The host has a condition of its own (`host`), and one request does not have two values of one \
              header.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route: {header: {Host: a}}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"80\"\n        x-aws-route: {header: {X-Version: a}}\n",
    },
    Explanation {
        code: Code::AuthMethod,
        meaning: "`x-aws-auth` needs exactly one of `oidc`, `cognito` and `jwt`.",
        why: "A rule has one action that authenticates; routes of one port can each have another `auth`.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"443\"\n        x-aws-protocol: https\n        x-aws-auth: {}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"443\"\n        x-aws-protocol: https\n        x-aws-auth: {jwt: {issuer: \"https://login.example.com\", jwks_endpoint: \"https://login.example.com/keys\"}}\n",
    },
    Explanation {
        code: Code::OwnClaim,
        meaning: "`claims` of `jwt` names a claim that the load balancer always checks.",
        why: "The issuer and the times of a token are checked by the load balancer itself; additional claims have \
              other names.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_JwtValidationActionConfig.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"443\"\n        x-aws-protocol: https\n        x-aws-auth: {jwt: {issuer: \"https://login.example.com\", jwks_endpoint: \"https://login.example.com/keys\", claims: {iss: a}}}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"443\"\n        x-aws-protocol: https\n        x-aws-auth: {jwt: {issuer: \"https://login.example.com\", jwks_endpoint: \"https://login.example.com/keys\", claims: {scope: shop}}}\n",
    },
    Explanation {
        code: Code::TrustStore,
        meaning: "`x-aws-mutual_tls` verifies certificates without a `trust_store`, or passes them on and has settings \
                  for verification.",
        why: "A load balancer verifies certificates against a trust store. With `passthrough` the tasks verify \
              them.",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"443\"\n        x-aws-protocol: https\n        x-aws-mutual_tls: {mode: verify}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: \"443\"\n        x-aws-protocol: https\n        x-aws-mutual_tls: {mode: passthrough}\n",
    },
];
