//! The stories of the codes W0901 to E0905: what the user allows, and what the policy does.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
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
    Explanation {
        code: Code::UnusedAllowance,
        meaning: "A comment or the block `x-stackpose` allows a finding that is no longer there. Remove it, or \
                  it will hide the next one of its kind.",
        why: "It is said only when the run came to its end without errors and all services were selected: \
              otherwise the finding may merely not have been looked for.",
        page: "https://docs.docker.com/reference/compose-file/extension/",
        example: "services:\n  worker:\n    image: ghcr.io/example/worker:1.8\n    # stackpose: allow W0602 — three tries were enough\n    restart: on-failure\n",
        instead: "services:\n  worker:\n    image: ghcr.io/example/worker:1.8\n    restart: on-failure\n",
    },
    Explanation {
        code: Code::Overruled,
        meaning: "A comment or the block `x-stackpose` allows a finding, and the policy of the run does not let it: the code \
                  is forbidden (`--forbid` or `forbid`), or allowances in files do not count (`--no-inline-allow` or \
                  `inline-allow = false`).",
        why: "Whoever proposes a change can write a comment, so a rule that a team depends on must not be switched off by \
              one. Keep the policy where a pull request cannot change it, and name it with `--config FILE`.",
        page: "https://docs.docker.com/reference/compose-file/extension/",
        example: "services:\n  web:\n    # stackpose: allow W1001 — for now\n    image: nginx\n# file: .stackpose.toml\nforbid = [\"W1001\"]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n# file: .stackpose.toml\nforbid = [\"W1001\"]\n",
    },
    Explanation {
        code: Code::BadPolicy,
        meaning: "The policy file, `.stackpose.toml` or that of `--config`, is not TOML, has a key or a code that does not \
                  exist, or a value of another type.",
        why: "A misspelt rule would protect nothing, so the run stops. The keys are `deny`, `allow` and `forbid` (lists of \
              codes; `deny` also takes `warnings` and `notes`), `inline-allow` (`true` or `false`) and `registries` (a list).",
        page: "https://toml.io/en/v1.0.0",
        example: "services:\n  web:\n    image: nginx:1.29\n# file: .stackpose.toml\nforbidden = [\"W0710\"]\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n# file: .stackpose.toml\nforbid = [\"W0710\"]\n",
    },
    Explanation {
        code: Code::ForeignRegistry,
        meaning: "The policy file names the `registries` that images may be from, and an image is from another one. An entry is \
                  a host, or a host and the start of a path, such as `public.ecr.aws/docker`; `nginx` alone is \
                  `docker.io/library/nginx`.",
        why: "The finished template is looked at, so overrides are covered too. Not covered are images without a default in the \
              template, which whoever deploys names, and the images that Stackpose brings along for its own sidecars.",
        page: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
        example: "services:\n  web:\n    image: ghcr.io/someone/web:1.7\n# file: .stackpose.toml\nregistries = [\"public.ecr.aws/docker\"]\n",
        instead: "services:\n  web:\n    image: public.ecr.aws/docker/library/nginx:1.29\n# file: .stackpose.toml\nregistries = [\"public.ecr.aws/docker\"]\n",
    },
];
