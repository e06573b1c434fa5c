//! The stories of the codes W0901 and N0902: what the user allows.

use super::Story;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const STORIES: &[Story] = &[
    Story {
        code: Code::BadAllowance,
        meaning: "A comment `# stackpose: …` or the block `x-stackpose` cannot be understood, so it allows \
                  nothing. It names a code that does not exist or that of an error, says another word than \
                  `allow`, or has an unknown key.",
        why: "Only warnings and notes can be allowed: an error means that there is no template. A comment counts \
              for the findings on its own line and on the line below it, `x-stackpose: {allow: […]}` for the \
              whole project.",
        page: "https://docs.docker.com/reference/compose-file/extension/",
        example: "x-stackpose:\n  allow: [W0299]\nservices:\n  worker:\n    image: ghcr.io/example/worker:1.8\n    restart: on-failure:3\n",
        instead: "x-stackpose:\n  allow: [W0602]\nservices:\n  worker:\n    image: ghcr.io/example/worker:1.8\n    restart: on-failure:3\n",
    },
    Story {
        code: Code::UnusedAllowance,
        meaning: "A comment or the block `x-stackpose` allows a finding that is no longer there. Remove it, or \
                  it will hide the next one of its kind.",
        why: "It is said only when the run came to its end without errors and all services were selected: \
              otherwise the finding may merely not have been looked for.",
        page: "https://docs.docker.com/reference/compose-file/extension/",
        example: "services:\n  worker:\n    image: ghcr.io/example/worker:1.8\n    # stackpose: allow W0602 — three tries were enough\n    restart: on-failure\n",
        instead: "services:\n  worker:\n    image: ghcr.io/example/worker:1.8\n    restart: on-failure\n",
    },
];
