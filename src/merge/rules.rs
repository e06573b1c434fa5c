//! Which attributes are not merged in the ordinary way, in the order of the specification's chapter.
//!
//! The ordinary way: mappings merge entry by entry, lists are appended, anything else is replaced, and a null
//! leaves what was there.

use crate::tree::Rules;

/// How a value is merged into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strategy {
    /// The new value stands in place of the old one, a null clears it.
    Replace,
    /// Entry by entry, each replaced whole; a null entry counts.
    Entries,
    /// Entry by entry if both name the same driver or one names none, else replaced whole.
    Logging,
    /// Lists are appended without exact repeats.
    Hosts,
    /// Entries are merged by their `subnet`.
    Subnets,
    /// The new value stands in place of the old one, a null leaves it.
    Override,
    /// Both are kept, in a list: each is merged into a template that only comes about later.
    Stack,
}

use Strategy::{Entries, Hosts, Logging, Override, Replace, Stack, Subnets};

/// Path → strategy.
pub(super) static STRATEGIES: Rules<Strategy> = Rules::new(&[
    ("networks.*.ipam.config", Subnets),
    ("networks.*.labels", Entries),
    ("volumes.*.labels", Entries),
    ("services.*.annotations", Entries),
    ("services.*.build.additional_contexts", Entries),
    ("services.*.build.args", Entries),
    ("services.*.build.extra_hosts", Hosts),
    ("services.*.build.labels", Entries),
    ("services.*.command", Replace),
    ("services.*.deploy.labels", Entries),
    ("services.*.entrypoint", Replace),
    ("services.*.environment", Entries),
    ("services.*.extra_hosts", Hosts),
    ("services.*.healthcheck.test", Replace),
    ("services.*.labels", Entries),
    ("services.*.logging", Logging),
    ("services.*.sysctls", Entries),
    ("services.*.ulimits.*", Override),
    ("services.*.x-aws-cloudformation", Stack),
    ("x-aws-cloudformation", Stack),
]);
