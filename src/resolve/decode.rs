//! Values → the spelling in which `docker compose config` prints them: sizes in bytes, durations as Go writes
//! them, command lines as words, numbers as text where the attribute is text.
//!
//! The table follows the fields of the specification, section by section.

use super::dates;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Remedy, is_credential, old_boolean};
use crate::grammar::bytes::ByteSize;
use crate::grammar::deferred;
use crate::grammar::duration::Duration;
use crate::grammar::number::{self, Scalar};
use crate::grammar::shell_words;
use crate::source::{Loc, SourceMap};
use crate::tree::{self, Map, Node, Path, Rules, Value};

/// The types that a value is decoded to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A whole number.
    Int,
    /// A whole number from 0.
    Count,
    /// Any number.
    Float,
    /// True or false.
    Bool,
    /// Text; numbers and booleans as printed.
    Text,
    /// A size in bytes, as decimal text.
    Bytes,
    /// A duration, as Go prints it.
    Duration,
    /// Words, split from a command line if need be.
    Words,
    /// A health check's test: text is a shell command.
    Test,
    /// A mapping of texts; null is empty text.
    Texts,
    /// A mapping of texts; null stays.
    Variables,
    /// File permissions, as octal text.
    FileMode,
    /// A number of CPUs, as a number.
    Cpus,
    /// Host → address, as a list of `host=address`.
    Hosts,
    /// A number of devices; `all` is -1.
    Devices,
    /// Agents and keys, as a list of `name: path`.
    Ssh,
    /// A list of texts, also where only one is written.
    Lists,
    /// Text; no boolean.
    Plain,
    /// A limit of a process; none at all is two limits of 0.
    Limit,
}

use Kind::{Bool, Bytes, Count, Cpus, FileMode, Float, Hosts, Int, Test, Text, Texts, Variables, Words};

static KINDS: Rules<Kind> = Rules::new(ROWS);

/// Path → kind.
const ROWS: &[(&str, Kind)] = &[
    ("services.*.annotations", Texts),
    ("services.*.attach", Bool),
    ("services.*.blkio_config.device_read_bps.[].rate", Bytes),
    ("services.*.blkio_config.device_read_iops.[].rate", Bytes),
    ("services.*.blkio_config.device_write_bps.[].rate", Bytes),
    ("services.*.blkio_config.device_write_iops.[].rate", Bytes),
    ("services.*.blkio_config.weight", Int),
    ("services.*.blkio_config.weight_device.[].weight", Int),
    ("services.*.build.additional_contexts", Texts),
    ("services.*.build.args", Variables),
    ("services.*.build.extra_hosts", Hosts),
    ("services.*.build.labels", Texts),
    ("services.*.build.no_cache", Bool),
    ("services.*.build.privileged", Bool),
    ("services.*.build.provenance", Text),
    ("services.*.build.pull", Bool),
    ("services.*.build.sbom", Text),
    ("services.*.build.secrets.[].mode", FileMode),
    ("services.*.build.shm_size", Bytes),
    ("services.*.build.ssh", Kind::Ssh),
    ("services.*.command", Words),
    ("services.*.configs.[].mode", FileMode),
    ("services.*.cpu_count", Int),
    ("services.*.cpu_percent", Float),
    ("services.*.cpu_period", Int),
    ("services.*.cpu_quota", Int),
    ("services.*.cpu_rt_period", Int),
    ("services.*.cpu_rt_runtime", Int),
    ("services.*.cpu_shares", Int),
    ("services.*.cpus", Float),
    ("services.*.deploy.labels", Texts),
    ("services.*.deploy.replicas", Int),
    ("services.*.deploy.resources.limits.cpus", Cpus),
    ("services.*.deploy.resources.limits.memory", Bytes),
    ("services.*.deploy.resources.limits.pids", Int),
    ("services.*.deploy.resources.reservations.cpus", Cpus),
    ("services.*.deploy.resources.reservations.devices.[].count", Kind::Devices),
    ("services.*.deploy.resources.reservations.memory", Bytes),
    ("services.*.deploy.resources.reservations.devices.[].options", Texts),
    ("services.*.deploy.restart_policy.delay", Kind::Duration),
    ("services.*.deploy.restart_policy.window", Kind::Duration),
    ("services.*.deploy.rollback_config.delay", Kind::Duration),
    ("services.*.deploy.rollback_config.monitor", Kind::Duration),
    ("services.*.deploy.update_config.delay", Kind::Duration),
    ("services.*.deploy.update_config.monitor", Kind::Duration),
    ("services.*.develop.watch.[].exec.command", Words),
    ("services.*.develop.watch.[].exec.environment", Variables),
    ("services.*.develop.watch.[].exec.privileged", Bool),
    ("services.*.entrypoint", Words),
    ("services.*.env_file.[].required", Bool),
    ("services.*.environment", Variables),
    ("services.*.expose.[]", Text),
    ("services.*.extra_hosts", Hosts),
    ("services.*.gpus.[].count", Kind::Devices),
    ("services.*.gpus.[].options", Texts),
    ("services.*.group_add.[]", Text),
    ("services.*.healthcheck.interval", Kind::Duration),
    ("services.*.healthcheck.retries", Count),
    ("services.*.healthcheck.start_interval", Kind::Duration),
    ("services.*.healthcheck.start_period", Kind::Duration),
    ("services.*.healthcheck.test", Test),
    ("services.*.healthcheck.timeout", Kind::Duration),
    ("services.*.labels", Texts),
    ("services.*.logging.options", Texts),
    ("services.*.mem_limit", Bytes),
    ("services.*.mem_reservation", Bytes),
    ("services.*.mem_swappiness", Bytes),
    ("services.*.memswap_limit", Bytes),
    ("services.*.networks.*.driver_opts", Texts),
    ("services.*.networks.*.gw_priority", Int),
    ("services.*.networks.*.priority", Int),
    ("services.*.oom_score_adj", Int),
    ("services.*.pids_limit", Int),
    ("services.*.ports.[].published", Text),
    ("services.*.ports.[].target", Count),
    ("services.*.post_start.[].command", Words),
    ("services.*.post_start.[].environment", Variables),
    ("services.*.post_start.[].privileged", Bool),
    ("services.*.pre_start.[].command", Words),
    ("services.*.pre_start.[].environment", Variables),
    ("services.*.pre_start.[].privileged", Bool),
    ("services.*.pre_stop.[].command", Words),
    ("services.*.pre_stop.[].environment", Variables),
    ("services.*.pre_stop.[].privileged", Bool),
    ("services.*.provider.options.*", Kind::Lists),
    ("services.*.provider.options.*.[]", Text),
    ("services.*.scale", Int),
    ("services.*.secrets.[].mode", FileMode),
    ("services.*.shm_size", Bytes),
    ("services.*.stop_grace_period", Kind::Duration),
    ("services.*.storage_opt", Texts),
    ("services.*.storage_opt.*", Kind::Plain),
    ("services.*.sysctls", Texts),
    ("services.*.ulimits.*", Kind::Limit),
    ("services.*.use_api_socket", Bool),
    ("services.*.volumes.[].bind.create_host_path", Bool),
    ("services.*.volumes.[].tmpfs.mode", FileMode),
    ("services.*.volumes.[].tmpfs.size", Bytes),
    ("configs.*.labels", Texts),
    ("networks.*.driver_opts", Texts),
    ("networks.*.labels", Texts),
    ("secrets.*.driver_opts", Texts),
    ("secrets.*.labels", Texts),
    ("volumes.*.driver_opts", Texts),
    ("volumes.*.labels", Texts),
];

/// Decodes every value of a model; what cannot be decoded is reported.
///
/// `sources` tells how a number was written: one that the container gets in another spelling is a warning.
pub fn decode(model: &mut Node, sources: &SourceMap, diagnostics: &mut Diagnostics) {
    let prints = |kind| matches!(kind, Texts | Variables);
    dates::refuse(model, KINDS.root(), &prints, sources, diagnostics);
    tree::apply(model, KINDS.root(), &mut Path::default(), &mut |node, path, kind| {
        let later = node.as_text().is_some_and(|text| deferred::sole(text).is_some());
        if node.is_null() || (matches!(kind, Int | Cpus | Bytes | Float) && later) {
            return;
        }
        if matches!(kind, Texts | Variables) {
            reprinted(node, sources, diagnostics);
        }
        if kind == Bool
            && let Some(text) = node.as_text()
            && let Some((value, true)) = number::parse_boolean(text)
        {
            diagnostics.push(old_boolean(text, value, node.loc));
        }
        if let Err(diagnostic) = one(node, path, kind, diagnostics) {
            diagnostics.push(*diagnostic);
        }
    });
}

fn one(
    node: &mut Node,
    path: &Path,
    kind: Kind,
    diagnostics: &mut Diagnostics,
) -> Result<(), Box<Diagnostic>> {
    let text = printed(node);
    let value = match (kind, &text) {
        (Int | Count | Float | Bool, Some(text)) => scalar(node, text, path, kind)?,
        (Kind::Plain, Some(text)) if node.as_bool().is_some() => {
            return Err(Box::new(not_text(node, text, path)));
        }
        (Kind::Limit, Some(text)) if text == "0" => {
            let mut limits = Map::default();
            limits.insert("hard", node.loc, Node::new(Value::Int(0), node.loc));
            limits.insert("soft", node.loc, Node::new(Value::Int(0), node.loc));
            Value::Map(limits)
        }
        (Text, Some(text)) => Value::text(text.clone()),
        (Cpus, Some(text)) => match number::parse_float(text) {
            Some(cpus) if cpus.is_finite() => Value::Float(cpus),
            _ => return Err(Box::new(bad_number(node, text, path))),
        },
        (Bytes, Some(_)) if matches!(node.value, Value::Float(_)) => {
            return Err(Box::new(float_bytes(node, path)));
        }
        (Bytes, Some(text)) => {
            let size = ByteSize::parse(text)
                .map_err(|error| Box::new(bad(Code::BadByteSize, node, path, &error.to_string(), SIZES)))?;
            // No bytes at all is what the absence of the attribute means.
            if size.as_bytes() == 0 { Value::Int(0) } else { Value::text(size.as_bytes().to_string()) }
        }
        (Kind::Duration, Some(text)) => {
            let parsed = Duration::parse(text).map_err(|error| {
                Box::new(bad(Code::BadDuration, node, path, &error.to_string(), DURATIONS))
            })?;
            Value::text(parsed.to_go_string())
        }
        (Words, Some(text)) => words(node, text, path, diagnostics)?,
        (Test, Some(text)) => {
            Value::List(vec![Node::made(Value::text("CMD-SHELL")), Node::text(text.clone(), node.loc)])
        }
        (FileMode, Some(text)) => file_mode(node, text, path)?,
        (Texts | Variables, None) => {
            texts(node, kind);
            return Ok(());
        }
        (Hosts, _) => hosts(node)?,
        (Kind::Devices, Some(text)) if text == "all" => Value::Int(-1),
        (Kind::Devices, Some(text)) => scalar(node, text, path, Int)?,
        (Kind::Ssh, _) => ssh(node),
        (Kind::Lists, Some(text)) => Value::List(vec![Node::text(text.clone(), node.loc)]),
        (_, _) => return Ok(()),
    };
    node.value = value;
    Ok(())
}

/// A scalar as Compose prints it; none for a list, a mapping or nothing.
pub(super) fn printed(node: &Node) -> Option<String> {
    match &node.value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Int(value) => Some(value.to_string()),
        Value::Uint(value) => Some(value.to_string()),
        Value::Float(value) => Some(number::go_float(*value)),
        Value::Text(text) => Some(text.to_string()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

fn scalar(node: &Node, text: &str, path: &Path, kind: Kind) -> Result<Value, Box<Diagnostic>> {
    let value = match (kind, &node.value) {
        (Bool, Value::Text(_)) => number::parse_boolean(text).map(|(value, _)| Value::Bool(value)),
        (Int | Count, Value::Text(_)) => text.parse().ok().map(Value::Int),
        #[expect(clippy::cast_possible_truncation, reason = "Compose cuts the fraction off too")]
        (Int | Count, Value::Float(number)) => Some(Value::Int(*number as i64)),
        (Float, Value::Text(_)) => text.parse().ok().map(Value::Float),
        _ => Some(node.value.clone()),
    };
    match value {
        Some(Value::Int(number)) if kind == Count && number < 0 => {
            Err(Box::new(bad_number(node, text, path)))
        }
        Some(value) => Ok(value),
        None if kind == Bool => Err(Box::new(bad_boolean(node, text, path))),
        None => Err(Box::new(bad_number(node, text, path))),
    }
}

fn words(
    node: &Node,
    text: &str,
    path: &Path,
    diagnostics: &mut Diagnostics,
) -> Result<Value, Box<Diagnostic>> {
    let split = shell_words::split(text)
        .map_err(|error| Box::new(bad(Code::BadCommand, node, path, &error.to_string(), COMMANDS)))?;
    if split.cut.is_some() {
        diagnostics.push(
            Diagnostic::new(
                Code::CommandCut,
                format!(
                    "`{path}` ends at a shell operator: what follows is \
                     not run"
                ),
            )
            .at(node.loc)
            .help(
                "a command line is split into words, no shell reads it; write \
                 `[\"sh\", \"-c\", \"…\"]` to have one",
            ),
        );
    }
    Ok(Value::List(split.words.into_iter().map(|word| Node::text(word, node.loc)).collect()))
}

/// A number is the mode itself (YAML has read its octal spelling already), a text is octal.
fn file_mode(node: &Node, text: &str, path: &Path) -> Result<Value, Box<Diagnostic>> {
    let mode = match &node.value {
        Value::Int(mode) => Some(*mode),
        Value::Null
        | Value::Bool(_)
        | Value::Uint(_)
        | Value::Float(_)
        | Value::Text(_)
        | Value::List(_)
        | Value::Map(_) => i64::from_str_radix(text.trim_start_matches("0o"), 8).ok(),
    };
    match mode {
        Some(mode) if mode >= 0 => Ok(Value::text(format!("0{mode:o}"))),
        _ => Err(Box::new(bad_number(node, text, path))),
    }
}

fn texts(node: &mut Node, kind: Kind) {
    for (_, _, child) in node.as_map_mut().into_iter().flat_map(Map::iter_mut) {
        match printed(child) {
            Some(text) => child.value = Value::text(text),
            None if child.is_null() && kind == Texts => child.value = Value::text(""),
            None => {}
        }
    }
}

/// Warns of entries whose text is not the one in the file.
fn reprinted(node: &Node, sources: &SourceMap, diagnostics: &mut Diagnostics) {
    for (key, _, child) in node.as_map().into_iter().flat_map(Map::iter) {
        let written = sources.text(child.loc);
        let changed = match number::resolve_plain(written) {
            Scalar::Int(_) | Scalar::Uint(_) | Scalar::Float(_) | Scalar::Bool(_) => {
                child.as_text().is_none()
            }
            Scalar::Timestamp(_) => true,
            Scalar::Null | Scalar::Str => false,
        };
        if let Some(printed) = printed(child).filter(|printed| changed && printed != written) {
            diagnostics.push(other_spelling(key, written, &printed, child.loc));
        }
    }
}

fn hosts(node: &Node) -> Result<Value, Box<Diagnostic>> {
    let mut found: Vec<Node> = Vec::new();
    for item in node.as_list().unwrap_or_default() {
        let Some(text) = item.as_text() else { continue };
        let Some((host, addresses)) = text.split_once('=').or_else(|| text.split_once(':')) else {
            return Err(Box::new(bad_host(item)));
        };
        if host.is_empty() || addresses.is_empty() {
            return Err(Box::new(bad_host(item)));
        }
        for address in addresses.split(',') {
            let address =
                address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(address);
            found.push(Node::text(format!("{host}={address}"), item.loc));
        }
    }
    found.sort_by(|left, right| left.as_text().cmp(&right.as_text()));
    Ok(Value::List(found))
}

fn ssh(node: &Node) -> Value {
    let Some(map) = node.as_map() else { return node.value.clone() };
    let entry = |(key, loc, value): (&str, _, &Node)| match printed(value) {
        Some(path) if !path.is_empty() => Node::text(format!("{key}: {path}"), loc),
        _ => Node::text(key, loc),
    };
    Value::List(map.iter().map(entry).collect())
}

const SIZES: &str = "write a number of bytes, or a number with a unit: `512m`, `1.5gb`";
const DURATIONS: &str = "write numbers with units and no blanks: `90s`, `1m30s`, `500ms`";
const COMMANDS: &str =
    "write the words as a list, `[\"program\", \"argument\"]`, and nothing has to be quoted twice";

fn bad(code: Code, node: &Node, path: &Path, error: &str, help: &str) -> Diagnostic {
    Diagnostic::new(code, format!("`{path}` cannot be read: {error}")).at(node.loc).help(help)
}

fn bad_number(node: &Node, text: &str, path: &Path) -> Diagnostic {
    Diagnostic::new(Code::BadNumber, format!("`{path}` cannot be `{text}`"))
        .at(node.loc)
        .help("write a number that the attribute allows")
}

fn bad_boolean(node: &Node, text: &str, path: &Path) -> Diagnostic {
    Diagnostic::new(Code::BadNumber, format!("`{path}` cannot be `{text}`"))
        .at(node.loc)
        .help("write `true` or `false`")
}

fn not_text(node: &Node, printed: &str, path: &Path) -> Diagnostic {
    Diagnostic::new(Code::WrongType, format!("`{path}` must be a string, not `{printed}`"))
        .at(node.loc)
        .help("put the value in quotes")
}

fn other_spelling(key: &str, written: &str, printed: &str, loc: Loc) -> Diagnostic {
    // Neither spelling of a credential is shown.
    let message = if is_credential(key) {
        format!("the value of `{key}` reaches the container in another spelling")
    } else {
        format!("`{key}` becomes `{printed}`, not `{written}`")
    };
    Diagnostic::new(Code::Reprinted, message)
        .at(loc)
        .help("YAML takes it for a number, a boolean or a date; put it in quotes")
        .remedy(Remedy::Quote(loc))
}

fn float_bytes(node: &Node, path: &Path) -> Diagnostic {
    Diagnostic::new(
        Code::BadByteSize,
        format!("`{path}` is a number with a fraction, which Compose reads as 0"),
    )
    .at(node.loc)
    .help("write a whole number of bytes, or text with a unit: `\"1.5g\"`")
}

fn bad_host(item: &Node) -> Diagnostic {
    Diagnostic::new(Code::BadHost, "an extra host is `name=address`")
        .at(item.loc)
        .help("write `\"db=10.0.0.5\"`")
}
