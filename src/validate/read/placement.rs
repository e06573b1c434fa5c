//! Which `x-aws-*` key may stand where, and which of them this version lowers.
//!
//! One table; a new key is a row. Other `x-` keys are the user's own and pass in silence.

use std::sync::LazyLock;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::source::Loc;
use crate::tree::{Branch, Map, Node, Rules, Value};

/// A kind of mapping that holds attributes, not names that the user makes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Project,
    Service,
    Port,
    Mount,
    Deploy,
    UpdateConfig,
    Network,
    Volume,
    Secret,
    Config,
    /// Any other, where no key of ours belongs.
    Other,
}

/// Whether a key is lowered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Support {
    Known,
    Later,
}

use Place::{Config, Deploy, Mount, Network, Other, Port, Project, Secret, Service, UpdateConfig, Volume};
use Support::{Known, Later};

/// Place, key, whether it is lowered.
const KEYS: &[(Place, &str, Support)] = &[
    (Project, "x-aws-access_logs", Later),
    (Project, "x-aws-capacity", Later),
    (Project, "x-aws-certificate", Known),
    (Project, "x-aws-cloudformation", Later),
    (Project, "x-aws-cluster", Known),
    (Project, "x-aws-discovery", Later),
    (Project, "x-aws-files", Later),
    (Project, "x-aws-idle_timeout", Later),
    (Project, "x-aws-loadbalancer", Known),
    (Project, "x-aws-logs_retention", Known),
    (Project, "x-aws-permissions_boundary", Later),
    (Project, "x-aws-subnets", Known),
    (Project, "x-aws-tags", Known),
    (Project, "x-aws-vpc", Known),
    (Project, "x-aws-webacl", Later),
    (Service, "x-aws-capacity", Later),
    (Service, "x-aws-cloudformation", Later),
    (Service, "x-aws-deployment", Later),
    (Service, "x-aws-discovery", Later),
    (Service, "x-aws-environment", Later),
    (Service, "x-aws-ephemeral_storage", Later),
    (Service, "x-aws-exec", Later),
    (Service, "x-aws-files", Later),
    (Service, "x-aws-permissions_boundary", Later),
    (Service, "x-aws-policies", Known),
    (Service, "x-aws-pull_credentials", Later),
    (Service, "x-aws-role", Known),
    (Service, "x-aws-schedule", Later),
    (Service, "x-aws-secrets", Later),
    (Service, "x-aws-tags", Known),
    (Service, "x-aws-task", Later),
    (Port, "x-aws-access_logs", Later),
    (Port, "x-aws-certificate", Known),
    (Port, "x-aws-deregistration_delay", Later),
    (Port, "x-aws-healthcheck", Later),
    (Port, "x-aws-idle_timeout", Later),
    (Port, "x-aws-protocol", Known),
    (Port, "x-aws-route", Later),
    (Port, "x-aws-stickiness", Later),
    (Port, "x-aws-webacl", Later),
    (Mount, "x-aws-volume", Later),
    (Deploy, "x-aws-autoscaling", Later),
    (Deploy, "x-aws-deployment", Later),
    (UpdateConfig, "x-aws-max_percent", Known),
    (UpdateConfig, "x-aws-min_percent", Known),
    (Network, "x-aws-securitygroup", Later),
    (Volume, "x-aws-ebs", Later),
    (Secret, "x-aws-generate", Later),
    (Secret, "x-aws-keys", Later),
    (Config, "x-aws-files", Later),
];

/// Path → place. Mappings of names (`environment`, `labels`, `services` itself) are left out: a name is no key.
static PLACES: LazyLock<Rules<Place>> = LazyLock::new(|| {
    Rules::new(&[
        ("services.*", Service),
        ("services.*.blkio_config", Other),
        ("services.*.build", Other),
        ("services.*.configs.[]", Other),
        ("services.*.credential_spec", Other),
        ("services.*.depends_on.*", Other),
        ("services.*.deploy", Deploy),
        ("services.*.deploy.placement", Other),
        ("services.*.deploy.resources", Other),
        ("services.*.deploy.resources.limits", Other),
        ("services.*.deploy.resources.reservations", Other),
        ("services.*.deploy.restart_policy", Other),
        ("services.*.deploy.rollback_config", Other),
        ("services.*.deploy.update_config", UpdateConfig),
        ("services.*.develop", Other),
        ("services.*.devices.[]", Other),
        ("services.*.healthcheck", Other),
        ("services.*.logging", Other),
        ("services.*.networks.*", Other),
        ("services.*.ports.[]", Port),
        ("services.*.secrets.[]", Other),
        ("services.*.ulimits.*", Other),
        ("services.*.volumes.[]", Mount),
        ("services.*.volumes.[].bind", Other),
        ("services.*.volumes.[].tmpfs", Other),
        ("services.*.volumes.[].volume", Other),
        ("configs.*", Config),
        ("networks.*", Network),
        ("networks.*.ipam", Other),
        ("secrets.*", Secret),
        ("volumes.*", Volume),
    ])
});

/// Reports every `x-aws-*` key that does not exist, stands in the wrong place, or is not lowered yet.
pub(super) fn check(tree: &Node, diagnostics: &mut Diagnostics) {
    if let Some(map) = tree.as_map() {
        keys(map, Project, diagnostics);
    }
    walk(tree, PLACES.root(), diagnostics);
}

fn walk(node: &Node, branch: &Branch<Place>, diagnostics: &mut Diagnostics) {
    match &node.value {
        Value::Map(map) => {
            if let Some(place) = branch.rule() {
                keys(map, place, diagnostics);
            }
            for (key, _, child) in map.iter() {
                if let Some(next) = branch.key(key) {
                    walk(child, next, diagnostics);
                }
            }
        }
        Value::List(list) => {
            if let Some(next) = branch.item() {
                for child in list {
                    walk(child, next, diagnostics);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Text(_) => {}
    }
}

fn keys(map: &Map, place: Place, diagnostics: &mut Diagnostics) {
    for (key, loc, _) in map.iter().filter(|(key, ..)| key.starts_with("x-aws-")) {
        let row = KEYS.iter().find(|(home, known, _)| *home == place && *known == key);
        match row.map(|(.., support)| *support) {
            Some(Known) => {}
            Some(Later) => diagnostics.push(not_yet(key, loc)),
            None => diagnostics.push(unknown(key, place, loc)),
        }
    }
}

impl Place {
    /// Where it is, as the end of a sentence.
    fn shown(self) -> &'static str {
        match self {
            Project => "at the top level",
            Service => "on a service",
            Port => "on a port in long form",
            Mount => "on a mount in long form",
            Deploy => "under `deploy`",
            UpdateConfig => "under `deploy.update_config`",
            Network => "on a network of the top level",
            Volume => "on a volume of the top level",
            Secret => "on a secret of the top level",
            Config => "on a config of the top level",
            Other => "here",
        }
    }
}

fn not_yet(key: &str, loc: Loc) -> Diagnostic {
    let help = match key {
        "x-aws-securitygroup" => {
            "this is an old key: write `external: true` and `name: sg-…` on the network instead"
        }
        _ => "remove the key for now, or prefix it with `x-later-` to keep it in the file",
    };
    Diagnostic::new(Code::NotYet, format!("`{key}` is not lowered by this version"))
        .label(loc, "would have no effect")
        .help(help)
}

fn unknown(key: &str, place: Place, loc: Loc) -> Diagnostic {
    let homes: Vec<&str> =
        KEYS.iter().filter(|(_, known, _)| *known == key).map(|(home, ..)| home.shown()).collect();
    if !homes.is_empty() {
        return Diagnostic::new(Code::UnknownExtension, format!("`{key}` has no meaning {}", place.shown()))
            .label(loc, "in the wrong place")
            .help(format!("it belongs {}", homes.join(" or ")));
    }
    let here = KEYS.iter().filter(|(home, ..)| *home == place).map(|(_, known, _)| *known);
    let near = nearest(key, here).or_else(|| nearest(key, KEYS.iter().map(|(_, known, _)| *known)));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "remove it; notes of your own can stand under any `x-` key without `aws`".to_owned(),
    };
    Diagnostic::new(Code::UnknownExtension, format!("the key `{key}` does not exist"))
        .label(loc, "unknown")
        .help(help)
}
