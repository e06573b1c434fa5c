//! The command lines of `docker ecs …` and what they are in ours: one table.
//!
//! The words are those of the tools that went away (docker/ecs-plugin, docker/compose-cli,
//! docker/compose-ecs) and of `docker compose`. What has no row is handed on as it is typed, so every option
//! of ours works there, too.

use Translation::{Idle, Is, Refused, Turns, Worded};

/// The translation of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Translation {
    /// It is ours under this name; a value goes with it.
    Is(&'static str),
    /// It is ours under this name, with other words for some values; `None` is what happens without the
    /// option.
    Worded(&'static str, &'static [(&'static str, Option<&'static str>)]),
    /// It stays, and makes another command of ours of the whole.
    Turns(&'static str),
    /// It changes nothing here, and this says why.
    Idle(&'static str),
    /// It cannot be had, and this says what there is in its place.
    Refused(&'static str),
}

/// One option.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opt {
    /// Its names, with spaces between.
    pub names: &'static str,
    /// Whether a value follows.
    pub takes_value: bool,
    /// Its translation.
    pub translation: Translation,
}

/// The translation of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Becomes {
    /// These words of ours.
    Ours(&'static [&'static str]),
    /// Nothing; this says what there is in its place.
    Nothing(&'static str),
}

/// One command.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Its names, with spaces between; the first is shown.
    pub names: &'static str,
    /// Its name in Stackpose.
    pub becomes: Becomes,
    /// Its options.
    pub options: &'static [Opt],
}

const fn with_value(names: &'static str, translation: Translation) -> Opt {
    Opt { names, takes_value: true, translation }
}

const fn switch(names: &'static str, translation: Translation) -> Opt {
    Opt { names, takes_value: false, translation }
}

const fn ours(names: &'static str, words: &'static [&'static str], options: &'static [Opt]) -> Row {
    Row { names, becomes: Becomes::Ours(words), options }
}

const fn nothing(names: &'static str, help: &'static str) -> Row {
    Row { names, becomes: Becomes::Nothing(help), options: &[] }
}

impl Opt {
    /// Whether it goes by this name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.names.split(' ').any(|known| known == name)
    }
}

impl Row {
    /// Whether it goes by this name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.names.split(' ').any(|known| known == name)
    }

    /// The name that is shown.
    pub(super) fn name(&self) -> &'static str {
        self.names.split(' ').next().unwrap_or_default()
    }
}

/// Commands of ours that talk to AWS, for which a Docker context would mean an account.
pub(super) const AT_AWS: [&str; 7] = ["deploy", "down", "ps", "logs", "events", "setup", "secret"];

/// The Docker client's own options, which it hands on before `ecs`.
/// <https://docs.docker.com/reference/cli/docker/#options>
pub(super) const OF_DOCKER: &[Opt] = &[
    with_value("--config", Idle("")),
    with_value("-c --context", Idle("")),
    switch("-D --debug", Idle("")),
    with_value("-H --host", Idle("")),
    with_value("-l --log-level", Idle("")),
    switch("--tls", Idle("")),
    with_value("--tlscacert", Idle("")),
    with_value("--tlscert", Idle("")),
    with_value("--tlskey", Idle("")),
    switch("--tlsverify", Idle("")),
];

/// `docker ecs COMMAND`.
pub(super) const ECS: &[Row] = &[
    ours(
        "setup",
        &["setup"],
        &[
            with_value("-n --name", Idle("no Docker context is made: parameters are written to a file")),
            with_value("-p --profile", Is("--aws-profile")),
            with_value("-r --region", Is("--region")),
            with_value("-k --aws-key-id", Refused(KEYS)),
            with_value("-s --aws-secret-key", Refused(KEYS)),
            with_value("-c --cluster", Is("--parameter=ClusterName")),
        ],
    ),
    nothing(
        "context",
        "there is no Docker context any more: `AWS_PROFILE` and `AWS_REGION` say where, `docker ecs setup` \
         looks at the account",
    ),
    nothing(
        "volume",
        "named volumes are made by the template and outlive the stack; `aws efs describe-file-systems` lists \
         them",
    ),
];

const KEYS: &str = "credentials do not belong on a command line: `aws configure` keeps them, and `--region` \
                    and `AWS_PROFILE` choose among them";

/// `docker ecs secret COMMAND`.
pub(super) const SECRET: &[Row] = &[
    ours(
        "create",
        &["secret", "create"],
        &[
            with_value("-u --username", Refused(LOGIN)),
            with_value("-p --password", Refused(LOGIN)),
            with_value("-d --description", Is("--description")),
            with_value("--region", Is("--region")),
            with_value("--aws-profile", Is("--aws-profile")),
            FORMAT,
        ],
    ),
    ours("inspect", &["secret", "inspect"], &[]),
    ours(
        "list ls",
        &["secret", "ls"],
        &[FORMAT, switch("-q --quiet", Refused("`--format json` is for programs"))],
    ),
    ours(
        "rm remove delete",
        &["secret", "rm"],
        &[switch("--recover", Idle("a removed secret can be brought back, unless `--now` is given"))],
    ),
];

const LOGIN: &str = "a value comes from standard input, where nobody sees it: \
    `docker ecs secret create NAME < login.json` with `{\"username\": …, \"password\": …}` in that file";

/// Options of `docker ecs compose` before the command.
pub(super) const COMPOSE_OPTIONS: &[Opt] = &[
    with_value("-f --file", Is("--file")),
    with_value("-p -n --project-name", Is("--project-name")),
    with_value("--profile", Is("--profile")),
    with_value("--env-file", Is("--env-file")),
    with_value("-w --workdir --project-directory", Is("--project-directory")),
    with_value(
        "-e --environment",
        Refused(
            "set the variable before the command, as in `TAG=1 docker ecs compose …`, or use `--env-file`",
        ),
    ),
    with_value("--allow-outside", Is("--allow-outside")),
    with_value("--color --ansi", Is("--color")),
    switch("--no-ansi", Is("--color=never")),
    switch("-q --quiet", Is("--quiet")),
    switch("-v --verbose", Is("--verbose")),
    switch("--notes", Is("--notes")),
    switch("--dry-run", Is("--dry-run")),
    switch("--compatibility", Idle("names of containers are the services' in any case")),
    with_value("--parallel", Idle("CloudFormation decides what happens at a time")),
    with_value("--progress", Idle("progress is shown as the terminal allows")),
];

/// `docker ecs compose COMMAND`.
pub(super) const COMPOSE: &[Row] = &[
    ours("convert", &["convert"], CONVERT),
    ours("config", &["config"], &[switch("--resolve-image-digests --lock-image-digests", Refused(DIGESTS))]),
    ours("up", &["deploy"], UP),
    ours("down", &["down"], DOWN),
    ours("ps", &["ps"], PS),
    ours("logs", &["logs"], LOGS),
    ours(
        "events",
        &["events"],
        &[switch("-f --follow", Is("--follow")), switch("--json", Is("--format=json"))],
    ),
    nothing("build", BAKE),
    nothing("push", BAKE),
    nothing("pull images", "images are pulled by the tasks; `docker ecs compose config --images` names them"),
    nothing("create start", "`docker ecs compose up` creates what is not there, and starts it"),
    nothing(
        "stop pause unpause kill rm",
        "`docker ecs compose down` deletes the stack; `scale: 0` in the Compose file stops one service",
    ),
    nothing("restart", "`aws ecs update-service --force-new-deployment` replaces the tasks of a service"),
    nothing(
        "run exec attach cp top port wait watch stats",
        "`aws ecs execute-command` opens a shell in a task, `docker ecs compose ps` shows addresses",
    ),
    nothing("scale", "write `deploy.replicas` in the Compose file, and `docker ecs compose up`"),
    nothing("ls", "`aws cloudformation describe-stacks` lists the stacks"),
    nothing(
        "volumes",
        "`docker ecs compose config --volumes` names them, `aws efs describe-file-systems` lists them",
    ),
];

const BAKE: &str = "`docker ecs compose bake -o docker-bake.json` writes the file with which \
    `docker buildx bake -f docker-bake.json --push` builds and pushes the images";

const DIGESTS: &str =
    "nothing is fetched here; write the digest in the Compose file, as in `image: nginx@sha256:…`";

const FORMAT: Opt =
    with_value("--format", Worded("--format", &[("pretty", Some("human")), ("table", Some("human"))]));

/// The list options belonged to `convert`, because `config` was a name of it.
const CONVERT: &[Opt] = &[
    switch("--resolve-image-digests --lock-image-digests", Refused(DIGESTS)),
    switch("-q --quiet", Turns("check")),
    switch("--services", Turns("config")),
    switch("--volumes", Turns("config")),
    switch("--networks", Turns("config")),
    switch("--images", Turns("config")),
    switch("--profiles", Turns("config")),
    switch("--variables", Turns("config")),
    switch("--environment", Turns("config")),
    with_value("--hash", Turns("config")),
    switch("--no-interpolate", Turns("config")),
    switch("--no-normalize", Turns("config")),
    switch("--no-consistency", Turns("config")),
    switch("--no-path-resolution", Turns("config")),
    switch("--no-env-resolution", Turns("config")),
];

const UP: &[Opt] = &[
    switch(
        "-d --detach",
        Idle("the deployment is followed to its end; Ctrl-C ends the looking on and nothing else"),
    ),
    switch("--wait", Idle("the deployment is followed to its end in any case")),
    switch("--remove-orphans", Idle("a service that left the Compose file leaves the stack in any case")),
    switch("--no-build", Idle("nothing is built in any case")),
    switch("--quiet-pull", Idle("images are pulled by the tasks")),
    with_value("--pull", Idle("images are pulled by the tasks")),
    switch("--no-color", Is("--color=never")),
    switch("--no-log-prefix", Idle("logs are shown by `docker ecs compose logs`")),
    switch("--build", Refused(BAKE)),
    with_value("--scale", Refused("write `deploy.replicas` in the Compose file")),
    switch("--no-start", Refused("write `scale: 0` in the Compose file, or look with `--dry-run`")),
    switch("--no-recreate --force-recreate --always-recreate-deps", Refused(RECREATE)),
    switch("-V --renew-anon-volumes", Refused("anonymous volumes are new in every task")),
    switch("--no-deps", Refused("a stack is deployed whole; profiles choose services")),
    switch("--attach-dependencies --abort-on-container-exit --abort-on-container-failure", Refused(ATTACH)),
    with_value("--attach --no-attach --exit-code-from", Refused(ATTACH)),
    with_value("-t --timeout", Refused("write `stop_grace_period` in the Compose file")),
    with_value("--wait-timeout", Refused("CloudFormation has no such limit; Ctrl-C ends the looking on")),
    with_value(
        "--load-balancer",
        Refused(
            "write `x-aws-loadbalancer` in the Compose file, or `--parameter ApplicationLoadBalancerArn=ARN`",
        ),
    ),
];

const RECREATE: &str = "CloudFormation replaces what changed; \
    `aws ecs update-service --force-new-deployment` replaces the tasks of a service";
const ATTACH: &str = "logs are shown by `docker ecs compose logs --follow`";

const DOWN: &[Opt] = &[
    switch("--remove-orphans", Idle("the whole stack goes in any case")),
    switch("--delete-cluster", Idle("a cluster that the stack made goes with it")),
    switch("-v --volumes", Refused("file systems stay on purpose; `aws efs delete-file-system` deletes one")),
    with_value("--rmi", Refused("images stay where they are; `aws ecr batch-delete-image` deletes them")),
    with_value("-t --timeout", Refused("write `stop_grace_period` in the Compose file")),
];

const PS: &[Opt] = &[
    FORMAT,
    switch("--no-trunc", Idle("nothing is cut where it is not a terminal")),
    switch("--orphans", Idle("a stack has no orphans")),
    switch("-a --all", Refused("only what runs is shown; `docker ecs compose events` shows what went wrong")),
    switch("-q --quiet --services", Refused("`--format json` is for programs")),
    with_value("--status --filter", Refused("`--format json` is for programs, `jq` filters it")),
];

const LOGS: &[Opt] = &[
    switch("-f --follow", Is("--follow")),
    switch("-t --timestamps", Is("--timestamps")),
    with_value("-n --tail", Worded("--tail", &[("all", None)])),
    switch("--no-color", Is("--color=never")),
    with_value("--until", Refused("`--since` says where to begin; the end is now")),
    with_value("--index", Refused("the logs of all tasks of a service are shown together")),
];
