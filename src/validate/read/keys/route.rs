//! The shapes of the keys about listeners: certificates, routes, what clients must show.
//!
//! The grammars are those of
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html> and of the
//! API pages that the members name.

use super::WORD;
use crate::validate::read::shape::Shape::{
    Either, Flag, List, Members, Named, Numbers, Seconds, Text, Whole, Words,
};
use crate::validate::read::shape::{Matching, Member, Pattern, Shape, member, needed};

/// One certificate, or several.
pub(super) const CERTIFICATES: Shape = Either(&[CERTIFICATE, List(&CERTIFICATE)]);

const CERTIFICATE: Shape = Shape::Matching(Matching {
    regex: "^arn:[^:]+:(acm:[^:]+:[0-9]{12}:certificate|iam::[0-9]{12}:server-certificate)/.*[^/]$",
    wanted: "the ARN of a certificate of ACM or IAM",
    example: "arn:aws:acm:eu-west-1:123456789012:certificate/…",
});

/// The words of AWS for which HTTP a listener offers.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/create-tls-listener.html#alpn-policies>
pub(super) const ALPN: Shape =
    Words(|| vec!["HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None"]);

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html>
pub(super) const SSL_POLICY: Shape = Shape::Matching(Matching {
    regex: "^ELBSecurityPolicy-[A-Za-z0-9-]+$",
    wanted: "the name of a security policy of Elastic Load Balancing",
    example: "ELBSecurityPolicy-TLS13-1-2-2021-06",
});

pub(super) const LISTENER: Shape = Shape::Matching(Matching {
    regex: "^arn:[^:]+:elasticloadbalancing:[^:]+:[0-9]{12}:listener/app/[^/]+/[^/]+/[^/]+$",
    wanted: "the ARN of a listener of an application load balancer",
    example: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/0123456789abcdef/0123456789abcdef",
});

pub(super) const TARGET_GROUP: Shape = Shape::Matching(Matching {
    regex: "^arn:[^:]+:elasticloadbalancing:[^:]+:[0-9]{12}:targetgroup/[^/]+/[^/]+$",
    wanted: "the ARN of a target group",
    example: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef",
});

pub(super) const LOAD_BALANCER: Shape = Either(&[BALANCER, Members(BALANCER_MEMBERS)]);

const BALANCER: Shape = Shape::Matching(Matching {
    regex: "^arn:[^:]+:elasticloadbalancing:[^:]+:[0-9]{12}:loadbalancer/(app|net)/.*[^/]$",
    wanted: "the ARN of a load balancer",
    example: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0123456789abcdef",
});

const BALANCER_MEMBERS: &[Member] = &[
    member(
        "arn",
        BALANCER,
        "Its ARN: the default of the parameter `ApplicationLoadBalancerArn` or `NetworkLoadBalancerArn`.",
    ),
    member(
        "security_group",
        Shape::Matching(Matching {
            regex: "^sg-[0-9a-f]+$",
            wanted: "the id of a security group",
            example: "sg-0123456789abcdef0",
        }),
        "Its security group, from which services with a listener or target group that exists let requests \
         in.",
    ),
    member(
        "source_cidr",
        Shape::Matching(Matching {
            regex: r"^([0-9]{1,3}\.){3}[0-9]{1,3}/([0-9]|[12][0-9]|3[0-2])$",
            wanted: "a network of IPv4",
            example: "10.0.0.0/16",
        }),
        "For a network load balancer without security groups: the network from which its requests reach the \
         tasks, most often the VPC's.",
    ),
    member(
        "listeners",
        Named(&LISTENER),
        "Ports and the ARNs of listeners that are there: routes of services are added to them.",
    ),
];

/// `x-aws-route`.
pub(super) const ROUTES: Shape = Either(&[Members(ROUTE), List(&Members(ROUTE))]);

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html>
const ROUTE: &[Member] = &[
    member("host", Either(&[HOST, List(&HOST)]), "Hosts, with `*` and `?`: a condition of the rule."),
    member("path", Either(&[PATH, List(&PATH)]), "Paths, with `*` and `?`: a condition of the rule."),
    member("header", PAIRS, "Names of headers, each with its texts: conditions of the rule."),
    member("query", PAIRS, "Keys of the query, each with its texts: conditions of the rule."),
    member("method", Either(&[METHOD, List(&METHOD)]), "Methods, such as `GET`: a condition of the rule."),
    member("source_ip", Either(&[CIDR, List(&CIDR)]), "CIDR blocks of clients: a condition of the rule."),
    member(
        "priority",
        Whole { from: 1, to: 50_000, example: 100 },
        "`Priority` of the rule, the lowest first; without it, one from 10001 to 49999 that follows from the \
         conditions.",
    ),
    member(
        "weight",
        Whole { from: 0, to: 999, example: 10 },
        "Share of the requests, beside other routes of the same conditions: `Weight` of the target group.",
    ),
    member("name", WORD, "What tells the rule from others of the port's list: the end of its logical id."),
    member("default", Flag, "Whether the port takes what no route takes: `DefaultActions` of the listener."),
    member("rewrite", Members(REWRITE), "What of a request is changed: `Transforms` of the rule."),
    member("redirect", Members(REDIRECT), "Where clients are sent instead: an action of the rule."),
    member("respond", Members(RESPOND), "What the load balancer answers itself: an action of the rule."),
    member("auth", AUTH, "What clients must show: an action before the others."),
];

const HOST: Shape = Shape::Matching(Matching {
    regex: r"^[A-Za-z0-9*?_-]*(\.[A-Za-z0-9*?_-]+)*\.([A-Za-z*?]+|xn--[A-Za-z0-9-]+)$",
    wanted: "the name of a host, perhaps with `*` and `?`",
    example: "shop.example.com",
});

const PATH: Shape = Shape::Matching(Matching {
    regex: r#"^[/*?][A-Za-z0-9_.$/~"'@:+&*?-]{0,127}$"#,
    wanted: "a path, perhaps with `*` and `?`",
    example: "/api/*",
});

const METHOD: Shape = Shape::Matching(Matching {
    regex: "^[A-Z_-]{1,40}$",
    wanted: "a method of HTTP in capitals",
    example: "GET",
});

const CIDR: Shape = Shape::Matching(Matching {
    regex: "^[0-9a-fA-F.:]+/[0-9]{1,3}$",
    wanted: "a CIDR block",
    example: "203.0.113.0/24",
});

const PAIRS: Shape = Named(&Either(&[VALUE, List(&VALUE)]));

const VALUE: Shape = Text(Pattern { regex: "^[ -~]{1,128}$", example: "beta*" });

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-transforms.html>
const REWRITE: &[Member] = &[
    member("host", Either(&[PLAIN_HOST, Members(REPLACE)]), "The host that tasks see."),
    member("path", Members(REPLACE), "How path and query that tasks see are made from those of the request."),
];

const PLAIN_HOST: Shape = Shape::Matching(Matching {
    regex: "^[A-Za-z0-9_.-]{1,128}(:[0-9]{1,5})?$",
    wanted: "the name of a host",
    example: "internal.example.com",
});

const REPLACE: &[Member] = &[
    needed("regex", PATTERN, "Regular expression of what is found."),
    needed("replace", REPLACEMENT, "What comes in its place, `$1` for the first group."),
];

const PATTERN: Shape = Shape::Matching(Matching {
    regex: "^.{1,1024}$",
    wanted: "a regular expression",
    example: "^/api/(.*)$",
});

const REPLACEMENT: Shape = Shape::Matching(Matching {
    regex: "^.{1,1024}$",
    wanted: "a text, with `$1` for the first group",
    example: "/$1",
});

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html>
const REDIRECT: &[Member] = &[
    member("protocol", Words(|| vec!["HTTPS", "HTTP"]), "`Protocol`."),
    member("host", TARGET, "`Host`, perhaps with `#{host}`."),
    member("port", Whole { from: 1, to: 65_535, example: 443 }, "`Port`."),
    member("path", TARGET, "`Path` with its slash, perhaps with `#{path}`."),
    member("query", TARGET, "`Query`, perhaps with `#{query}`."),
    member("status", Numbers(&[301, 302]), "301, for good, or 302; 302 without it."),
];

const TARGET: Shape = Shape::Matching(Matching {
    regex: "^[ -~]{1,128}$",
    wanted: "a text of at most 128 characters",
    example: "/new/#{path}",
});

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html>
const RESPOND: &[Member] = &[
    needed("status", Whole { from: 200, to: 599, example: 503 }, "`StatusCode`: 2XX, 4XX or 5XX."),
    member(
        "content_type",
        Words(|| vec!["text/plain", "text/css", "text/html", "application/javascript", "application/json"]),
        "`ContentType`; `text/plain` without it, where there is a body.",
    ),
    member(
        "body",
        Shape::Matching(Matching {
            regex: r"^[\s\S]{1,1024}$",
            wanted: "a text of at most 1024 characters",
            example: "closed for today",
        }),
        "`MessageBody`.",
    ),
];

/// `x-aws-auth`.
pub(super) const AUTH: Shape = Members(&[
    member("oidc", Members(OIDC), "A sign-in at a provider of OpenID Connect: `authenticate-oidc`."),
    member("cognito", Members(COGNITO), "A sign-in at a user pool of Cognito: `authenticate-cognito`."),
    member("jwt", Members(JWT), "A token that each request brings: `jwt-validation`."),
]);

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AuthenticateOidcActionConfig.html>
const OIDC: &[Member] = &[
    needed("issuer", URL, "`Issuer`."),
    needed("authorization_endpoint", URL, "`AuthorizationEndpoint`."),
    needed("token_endpoint", URL, "`TokenEndpoint`."),
    needed("user_info_endpoint", URL, "`UserInfoEndpoint`."),
    needed("client_id", WORD, "`ClientId`."),
    needed(
        "client_secret",
        Shape::Matching(Matching {
            regex: "^(arn:[^:]+:secretsmanager:[^:]+:[0-9]{12}:secret:[^:{}]+|[A-Za-z0-9][A-Za-z0-9._-]*)(:[^:{}]+)?$",
            wanted: "a secret of the top level or the ARN of one, never the secret itself",
            example: "sign-in",
        }),
        "Secret of the top level, or the ARN of one, `:key` for one entry: `ClientSecret` refers to it.",
    ),
    SCOPE,
    COOKIE,
    TIMEOUT,
    UNAUTHENTICATED,
];

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AuthenticateCognitoActionConfig.html>
const COGNITO: &[Member] = &[
    needed(
        "user_pool_arn",
        Shape::Matching(Matching {
            regex: "^arn:[^:]+:cognito-idp:[^:]+:[0-9]{12}:userpool/.+$",
            wanted: "the ARN of a user pool",
            example: "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGhI",
        }),
        "`UserPoolArn`.",
    ),
    needed("client_id", WORD, "`UserPoolClientId`."),
    needed(
        "domain",
        WORD,
        "Prefix of the domain of the user pool, or a domain of its own: `UserPoolDomain`.",
    ),
    SCOPE,
    COOKIE,
    TIMEOUT,
    UNAUTHENTICATED,
];

const SCOPE: Member = member("scope", WORD, "`Scope`, such as `openid email`; `openid` without it.");
const COOKIE: Member = member("session_cookie", WORD, "`SessionCookieName`.");
const TIMEOUT: Member =
    member("session_timeout", Seconds { from: 1, to: 604_800, example: "12h" }, "`SessionTimeout`.");
const UNAUTHENTICATED: Member = member(
    "on_unauthenticated",
    Words(|| vec!["authenticate", "allow", "deny"]),
    "`OnUnauthenticatedRequest`; `authenticate` without it.",
);

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_JwtValidationActionConfig.html>
const JWT: &[Member] = &[
    needed("issuer", WORD, "`Issuer`."),
    needed("jwks_endpoint", URL, "`JwksEndpoint`."),
    member(
        "claims",
        Named(&Either(&[WORD, List(&WORD), Members(CLAIM)])),
        "Claims, each a text, a list of which one must be there, or a mapping: `AdditionalClaims`.",
    ),
];

const CLAIM: &[Member] = &[
    needed("values", Either(&[WORD, List(&WORD)]), "`Values`."),
    member(
        "format",
        Words(|| vec!["single-string", "string-array", "space-separated-values"]),
        "`Format`; `string-array` without it.",
    ),
];

const URL: Shape = Shape::Matching(Matching {
    regex: "^https://[^ ]+$",
    wanted: "an address that begins with `https://`",
    example: "https://login.example.com/",
});

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html>
pub(super) const MUTUAL_TLS: Shape = Members(&[
    needed(
        "mode",
        Words(|| vec!["verify", "passthrough"]),
        "Who looks at the certificates of clients: `Mode`.",
    ),
    member(
        "trust_store",
        Shape::Matching(Matching {
            regex: "^arn:[^:]+:elasticloadbalancing:[^:]+:[0-9]{12}:truststore/.+$",
            wanted: "the ARN of a trust store",
            example: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:truststore/web/0123456789abcdef",
        }),
        "The authorities: `TrustStoreArn`.",
    ),
    member("ignore_expiry", Flag, "Whether expired certificates are good: `IgnoreClientCertificateExpiry`."),
    member("advertise", Flag, "Whether clients are told the authorities: `AdvertiseTrustStoreCaNames`."),
]);
