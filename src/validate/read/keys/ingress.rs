//! The values of `x-aws-ingress`.

use crate::validate::read::shape::Shape::{self, Either, List, Members, Whole, Words};
use crate::validate::read::shape::{Matching, Member, member, needed};

/// Of a port: who reaches the load balancer's port.
pub(super) const OF_PORT: Shape = List(&PEER);

/// Of a service: who reaches its tasks.
pub(super) const OF_SERVICE: Shape = List(&Either(&[PEER, Members(RULE)]));

const RULE: &[Member] = &[
    needed("from", PEER, "Who is let in."),
    member(
        "ports",
        List(&Either(&[
            Whole { from: 1, to: 65_535, example: 9090 },
            Shape::Matching(Matching {
                regex: "^[1-9][0-9]{0,4}(-[1-9][0-9]{0,4})?$",
                wanted: "a port, or a range of them such as `8000-8010`",
                example: "8000-8010",
            }),
        ])),
        "Ports of the container, and ranges of them; all that are published and exposed without it.",
    ),
    member("protocol", Words(|| vec!["tcp", "udp"]), "`tcp`, as without it, or `udp`."),
    member(
        "description",
        Shape::Matching(Matching {
            regex: r"^[A-Za-z0-9 ._:/()#,@\[\]+=&;!$*-]{1,255}$",
            wanted: "up to 255 letters, digits, spaces and `._-:/()#,@[]+=&;!$*`",
            example: "metrics",
        }),
        "What for: `Description` of the rule.",
    ),
];

const PEER: Shape = Shape::Matching(Matching {
    regex: r"^(sg-[0-9a-f]+|pl-[0-9a-f]+|[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*/[0-9]{1,3})$",
    wanted: "a network such as `10.0.0.0/16`, a security group `sg-…`, or a prefix list `pl-…`",
    example: "10.0.0.0/16",
});
