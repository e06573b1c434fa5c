//! The stories of the codes E0765 to E0779: rules of AWS that no linter checks.

use super::Story;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const STORIES: &[Story] = &[Story {
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
}];
