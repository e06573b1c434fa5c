//! Attributes that `docker compose config` leaves out: those without a meaning (null, `false`, 0, no text,
//! nothing inside).
//!
//! Entries that users name themselves (variables, labels, options) are kept, whatever their value, and so are
//! the few attributes for which "nothing" is not the same as "not there".

use crate::tree::{Branch, Node, Rules, Value};

/// Why something stays although it may look empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// It stays, and everything in it is looked at as usual.
    Itself,
    /// Its entries stay, and what is in them is looked at as usual.
    Entries,
    /// It stays with everything in it.
    All,
    /// It stays, and so do its entries.
    Section,
    /// It goes when it is true, because true is what its absence means.
    UnlessTrue,
}

use Keep::{All, Entries, Itself, Section, UnlessTrue};

static KEEP: Rules<Keep> = Rules::new(&[
    ("services", Section),
    ("services.*.annotations", All),
    ("services.*.attach", Itself),
    ("services.*.build.additional_contexts", All),
    ("services.*.build.args", All),
    ("services.*.build.labels", All),
    ("services.*.command", Itself),
    ("services.*.depends_on", Entries),
    ("services.*.depends_on.*.required", Itself),
    ("services.*.deploy", Itself),
    ("services.*.deploy.labels", All),
    ("services.*.deploy.replicas", Itself),
    ("services.*.deploy.restart_policy.delay", Itself),
    ("services.*.deploy.restart_policy.max_attempts", Itself),
    ("services.*.deploy.restart_policy.window", Itself),
    ("services.*.deploy.rollback_config.parallelism", Itself),
    ("services.*.deploy.update_config.parallelism", Itself),
    ("services.*.develop", Itself),
    ("services.*.entrypoint", Itself),
    ("services.*.env_file.[].required", UnlessTrue),
    ("services.*.environment", All),
    ("services.*.healthcheck.interval", Itself),
    ("services.*.healthcheck.retries", Itself),
    ("services.*.healthcheck.start_interval", Itself),
    ("services.*.healthcheck.start_period", Itself),
    ("services.*.healthcheck.timeout", Itself),
    ("services.*.init", Itself),
    ("services.*.labels", All),
    ("services.*.logging.options", All),
    ("services.*.networks", Entries),
    ("services.*.networks.*.driver_opts", All),
    ("services.*.models", Entries),
    ("services.*.post_start.[].environment", All),
    ("services.*.pre_start.[].environment", All),
    ("services.*.pre_stop.[].environment", All),
    ("services.*.provider.options", All),
    ("services.*.scale", Itself),
    ("services.*.stop_grace_period", Itself),
    ("services.*.storage_opt", All),
    ("services.*.sysctls", All),
    ("services.*.ulimits", All),
    ("services.*.volumes.[].bind", Itself),
    ("services.*.volumes.[].bind.create_host_path", UnlessTrue),
    ("services.*.volumes.[].image", Itself),
    ("services.*.volumes.[].tmpfs", Itself),
    ("services.*.volumes.[].volume", Itself),
    ("configs", Entries),
    ("configs.*.labels", All),
    ("networks", Entries),
    ("networks.*.driver_opts", All),
    ("networks.*.enable_ipv4", Itself),
    ("networks.*.enable_ipv6", Itself),
    ("networks.*.ipam", Itself),
    ("networks.*.labels", All),
    ("secrets", Entries),
    ("secrets.*.driver_opts", All),
    ("secrets.*.labels", All),
    ("models", Entries),
    ("models.*.runtime_flags", All),
    ("volumes", Entries),
    ("volumes.*.driver_opts", All),
    ("volumes.*.labels", All),
]);

/// The entries that are left out of a node.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pruning {
    /// Nothing.
    Nothing,
    /// Entries that say nothing; with the rules of the place, where it has some.
    ByRules(Option<&'static Branch<Keep>>),
}

impl Pruning {
    /// That by the rules of a project, from its top.
    pub(super) fn from_top() -> Self {
        Self::at(Some(KEEP.root()))
    }

    fn at(branch: Option<&'static Branch<Keep>>) -> Self {
        if branch.and_then(Branch::rule) == Some(All) { Self::Nothing } else { Self::ByRules(branch) }
    }

    /// That of an item of the list.
    pub(super) fn item(self) -> Self {
        match self {
            Self::Nothing => Self::Nothing,
            Self::ByRules(branch) => Self::at(branch.and_then(Branch::item)),
        }
    }

    /// That of an entry of the mapping; none where the entry itself is left out.
    pub(super) fn entry(self, key: &str, node: &Node) -> Option<Self> {
        let Self::ByRules(branch) = self else { return Some(self) };
        if key.starts_with("x-") {
            return Some(Self::Nothing);
        }
        let next = branch.and_then(|branch| branch.key(key));
        let pruning = Self::at(next);
        let is_kept = matches!(branch.and_then(Branch::rule), Some(Entries | Section))
            || pruning.stays(node, next.and_then(Branch::rule));
        is_kept.then_some(pruning)
    }

    /// Whether a node that this leaves something out of stays itself.
    fn stays(self, node: &Node, rule: Option<Keep>) -> bool {
        match rule {
            Some(Itself | Section) => !node.is_null(),
            Some(UnlessTrue) => node.as_bool() != Some(true),
            Some(Entries | All) | None => match &node.value {
                Value::Null | Value::Bool(false) | Value::Int(0) | Value::Uint(0) => false,
                Value::Bool(true) | Value::Int(_) | Value::Uint(_) => true,
                Value::Float(number) => *number != 0.0,
                Value::Text(text) => !text.is_empty(),
                Value::List(list) => !list.is_empty(),
                Value::Map(map) => map.iter().any(|(key, _, node)| self.entry(key, node).is_some()),
            },
        }
    }
}
