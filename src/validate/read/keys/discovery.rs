//! The values of `x-aws-discovery` and `x-aws-namespace`.

use crate::compose::DiscoveryMode;
use crate::validate::read::shape::Shape::{self, Either, Flag, Members, Seconds, Words};
use crate::validate::read::shape::{Matching, Member, member, needed};

pub(super) const DISCOVERY: Shape = Either(&[Words(ways), Members(MEMBERS)]);

/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html>
const MEMBERS: &[Member] = &[
    needed("type", Words(ways), "The way: `cloud-map`, `service-connect`, or `none`."),
    member("tls", Members(TLS), "With `service-connect`, encrypts between the tasks: `Tls`."),
    member("timeout", Members(TIMEOUT), "With `service-connect`, when the proxies give up: `Timeout`."),
    member(
        "access_logs",
        Words(|| vec!["text", "json"]),
        "With `service-connect`, how the proxies write requests to the log group: `AccessLogConfiguration`.",
    ),
    member(
        "log",
        Flag,
        "With `service-connect`, whether the proxies' own log goes to the log group: `LogConfiguration`.",
    ),
];

pub(super) const NAMESPACE: Shape = Members(&[
    needed(
        "id",
        Shape::Matching(Matching {
            regex: "^ns-[a-z0-9]{16}$",
            wanted: "the id of a namespace",
            example: "ns-0123456789abcdef",
        }),
        "Its id: the default of the parameter `NamespaceId`.",
    ),
    needed(
        "name",
        Shape::Matching(Matching {
            regex: r"^[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*$",
            wanted: "a domain",
            example: "prod.local",
        }),
        "Its domain: the default of the parameter `NamespaceName`.",
    ),
]);

const TLS: &[Member] = &[
    needed(
        "ca",
        Shape::Matching(Matching {
            regex: "^arn:[a-z-]+:acm-pca:[a-z0-9-]+:[0-9]{12}:certificate-authority/[0-9a-f-]+$",
            wanted: "the ARN of a private certificate authority",
            example: "arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555",
        }),
        "Authority that issues the certificates, tagged `AmazonECSManaged: true`: \
         `IssuerCertificateAuthority`.",
    ),
    member(
        "kms_key",
        Shape::Matching(Matching {
            regex: "^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9A-Za-z-]+$",
            wanted: "the ARN of a key of KMS",
            example: "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555",
        }),
        "Key that encrypts the certificates at rest: `KmsKey`.",
    ),
    member(
        "role",
        Shape::Matching(Matching {
            regex: "^arn:[a-z-]+:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$",
            wanted: "the ARN of a role",
            example: "arn:aws:iam::123456789012:role/connect",
        }),
        "Role by which ECS gets the certificates; without it each service has one of its own.",
    ),
];

const TIMEOUT: &[Member] = &[
    member(
        "idle",
        Seconds { from: 0, to: 2_147_483_647, example: "10m" },
        "Time after which an idle connection is closed, 0 for never: `IdleTimeoutSeconds`.",
    ),
    member(
        "request",
        Seconds { from: 0, to: 2_147_483_647, example: "30s" },
        "Time for the whole answer to a request of HTTP, 0 for ever: `PerRequestTimeoutSeconds`.",
    ),
];

fn ways() -> Vec<&'static str> {
    DiscoveryMode::ALL.map(|(word, _)| word).to_vec()
}
