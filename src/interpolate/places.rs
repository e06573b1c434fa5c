//! Where CloudFormation can take a reference in the place of a variable, in every form that Compose has.

use crate::tree::{Path, Rules, Segment};

/// The kinds of values that a place can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum VariablePlace {
    /// Text with references in it.
    Text,
    /// Text of which a part can depend on whether a variable has a value.
    Choice,
    /// A value of `environment`, which can come from a secret too.
    Environment,
    /// An option of a log driver, which can come from a secret where the driver takes one.
    LogOption,
    /// A number that is one reference.
    Number,
    /// An amount of CPUs or memory that is one reference, to a variable with a fixed set of values.
    Size,
    /// None, though what is beside it takes one.
    Nowhere,
}

use VariablePlace::{Choice, Environment, LogOption, Nowhere, Number, Size, Text};

/// Path → what it takes, in every form that Compose has for it.
pub(super) static PLACES: Rules<VariablePlace> = Rules::new(&[
    // An empty word of a command line is not there, and an empty one of a list is.
    ("services.*.command", Text),
    ("services.*.command.[]", Choice),
    ("services.*.cpus", Size),
    ("services.*.deploy.replicas", Number),
    ("services.*.deploy.resources.limits.cpus", Size),
    ("services.*.deploy.resources.limits.memory", Size),
    ("services.*.deploy.resources.reservations.cpus", Size),
    ("services.*.deploy.resources.reservations.memory", Size),
    ("services.*.entrypoint", Text),
    ("services.*.entrypoint.[]", Choice),
    ("services.*.environment.*", Environment),
    ("services.*.environment.[]", Environment),
    ("services.*.image", Text),
    ("services.*.labels.*", Choice),
    ("services.*.labels.[]", Choice),
    ("services.*.healthcheck.test", Choice),
    ("services.*.healthcheck.test.[]", Choice),
    ("services.*.logging.options.*", LogOption),
    // It decides what the execution role may do.
    ("services.*.logging.options.awslogs-create-group", Nowhere),
    ("services.*.mem_limit", Size),
    ("services.*.mem_reservation", Size),
    ("services.*.ports.[].x-aws-certificate", Text),
    ("services.*.ports.[].x-aws-certificate.[]", Text),
    ("services.*.ports.[].x-aws-route.host", Text),
    ("services.*.ports.[].x-aws-route.host.[]", Text),
    ("services.*.ports.[].x-aws-route.[].host", Text),
    ("services.*.ports.[].x-aws-route.[].host.[]", Text),
    ("services.*.scale", Number),
    ("services.*.user", Text),
    ("services.*.working_dir", Text),
]);

/// Whether what stands here never reaches the template: how an image is built, and what only the author's own
/// anchors hold.
pub(super) fn is_elsewhere(path: &Path) -> bool {
    let own = |key: Option<&str>| key.is_some_and(|key| key.starts_with("x-") && !key.starts_with("x-aws-"));
    let of_service = key(path, 0) == Some("services");
    own(key(path, 0))
        || (of_service && (own(key(path, 2)) || matches!(key(path, 2), Some("build" | "develop"))))
}

/// Whether the text is `NAME=value` of a list.
pub(super) fn is_item_of_names(path: &Path) -> bool {
    matches!(key(path, 2), Some("environment" | "labels"))
        && matches!(path.segments().get(3), Some(Segment::Index(_)))
}

/// The key at a step of a path, if there is one.
pub(super) fn key(path: &Path, step: usize) -> Option<&str> {
    match path.segments().get(step)? {
        Segment::Key(key) => Some(key),
        Segment::Index(_) => None,
    }
}
