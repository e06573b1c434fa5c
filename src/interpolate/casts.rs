//! Which attributes turn text into a number or a boolean right after substitution.
//!
//! Compose converts any text at these paths, whether or not it held a variable, because the schema wants a
//! number where the file can only write `"${N}"`.

use crate::tree::Rules;

/// The types that a text is turned into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cast {
    Int,
    Float,
    Bool,
}

use Cast::{Bool, Float, Int};

/// Path → what its text becomes.
pub(super) static CASTS: Rules<Cast> = Rules::new(&[
    ("services.*.cpu_count", Int),
    ("services.*.cpu_percent", Float),
    ("services.*.cpu_period", Int),
    ("services.*.cpu_quota", Int),
    ("services.*.cpu_rt_period", Int),
    ("services.*.cpu_rt_runtime", Int),
    ("services.*.cpu_shares", Int),
    ("services.*.cpus", Float),
    ("services.*.depends_on.*.required", Bool),
    ("services.*.depends_on.*.restart", Bool),
    ("services.*.deploy.placement.max_replicas_per_node", Int),
    ("services.*.deploy.replicas", Int),
    ("services.*.deploy.restart_policy.max_attempts", Int),
    ("services.*.deploy.rollback_config.max_failure_ratio", Float),
    ("services.*.deploy.rollback_config.parallelism", Int),
    ("services.*.deploy.update_config.max_failure_ratio", Float),
    ("services.*.deploy.update_config.parallelism", Int),
    ("services.*.healthcheck.disable", Bool),
    ("services.*.healthcheck.retries", Int),
    ("services.*.init", Bool),
    ("services.*.oom_kill_disable", Bool),
    ("services.*.oom_score_adj", Int),
    ("services.*.pids_limit", Int),
    ("services.*.ports.[].target", Int),
    ("services.*.privileged", Bool),
    ("services.*.read_only", Bool),
    ("services.*.scale", Int),
    ("services.*.stdin_open", Bool),
    ("services.*.tty", Bool),
    ("services.*.ulimits.*", Int),
    ("services.*.ulimits.*.hard", Int),
    ("services.*.ulimits.*.soft", Int),
    ("services.*.volumes.[].read_only", Bool),
    ("services.*.volumes.[].volume.nocopy", Bool),
    ("configs.*.external", Bool),
    ("networks.*.attachable", Bool),
    ("networks.*.enable_ipv4", Bool),
    ("networks.*.enable_ipv6", Bool),
    ("networks.*.external", Bool),
    ("networks.*.internal", Bool),
    ("secrets.*.external", Bool),
    ("volumes.*.external", Bool),
]);
