//! Whether each `x-aws-*` key stands where it may, and is one that this version translates.
//!
//! The table of the keys is in `keys`. Other `x-` keys are the user's own and pass in silence.

use super::keys::Place::{
    self, Config, Deploy, Mount, Network, Other, Port, Project, Secret, Service, UpdateConfig, Volume,
};
use super::keys::{self, Reader};
use super::shape;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Remedy, nearest, renamed};
use crate::source::Loc;
use crate::tree::{Branch, Map, Node, Rules, Value};

/// The key of Docker's own ECS integration for a network that exists.
const SECURITY_GROUP: &str = "x-aws-securitygroup";

/// Path → place. Mappings of names (`environment`, `labels`, `services` itself) are left out: a name is no
/// key.
static PLACES: Rules<Place> = Rules::new(&[
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
]);

/// Reports every `x-aws-*` key that does not exist, stands in the wrong place, or is not translated yet.
pub(super) fn check(tree: &Node, diagnostics: &mut Diagnostics) {
    if let Some(map) = tree.as_map() {
        check_keys(map, Project, diagnostics);
    }
    walk(tree, PLACES.root(), diagnostics);
}

fn walk(node: &Node, branch: &Branch<Place>, diagnostics: &mut Diagnostics) {
    match &node.value {
        Value::Map(map) => {
            if let Some(place) = branch.rule() {
                check_keys(map, place, diagnostics);
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

fn check_keys(map: &Map, place: Place, diagnostics: &mut Diagnostics) {
    for (key, loc, value) in map.iter().filter(|(key, ..)| key.starts_with("x-aws-")) {
        let row = keys::keys().find(|row| row.place() == place && row.name == key);
        match row {
            Some(keys::Key { read: Reader::Later(_), .. }) if key == SECURITY_GROUP => {
                diagnostics.push(old_security_group(map, loc, value.loc));
            }
            Some(keys::Key { read: Reader::Later(_), .. }) => diagnostics.push(not_yet(key, loc)),
            Some(row) => shape::check(row.name, &row.shape, value, diagnostics),
            None => diagnostics.push(unknown(key, place, map, loc)),
        }
    }
}

/// The place at the end of a path of names of keys, with none for an item of a list.
pub fn place_at(path: &[Option<&str>]) -> Option<Place> {
    if path.is_empty() {
        return Some(Project);
    }
    let step = |branch: &'static Branch<Place>, step: Option<&str>| match step {
        Some(key) => branch.key(key),
        None => branch.item(),
    };
    path.iter().copied().try_fold(PLACES.root(), step)?.rule()
}

impl Place {
    /// Where it is, as the end of a sentence.
    pub fn shown(self) -> &'static str {
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
    Diagnostic::new(Code::NotYet, format!("`{key}` is not translated by this version"))
        .label(loc, "would have no effect")
        .help("remove the key for now, or prefix it with `x-later-` to keep it in the file")
}

fn old_security_group(map: &Map, key: Loc, value: Loc) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::NotYet, format!("`{SECURITY_GROUP}` is an old key"))
        .label(key, "would have no effect")
        .help("write `external: true` and `name: sg-…` on the network instead");
    if map.contains("external") || map.key_loc("name").is_some_and(Loc::is_somewhere) {
        return diagnostic;
    }
    let entries = vec![("external: true", None), ("name: ", Some(value))];
    diagnostic.remedy(Remedy::Replace { key, value, entries })
}

/// A key of the top level that resembles none of ours: a place for an anchor.
fn foreign(key: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::ForeignExtension,
        format!("`{key}` is no key of this program, and has no effect of its own"),
    )
    .label(loc, "taken for one of your own")
    .help("an anchor in it works as anywhere; a name without `aws` cannot be mistaken")
}

fn unknown(key: &str, place: Place, map: &Map, loc: Loc) -> Diagnostic {
    let homes: Vec<&str> =
        keys::keys().filter(|row| row.name == key).map(|row| row.place().shown()).collect();
    if !homes.is_empty() {
        return Diagnostic::new(Code::UnknownExtension, format!("`{key}` has no meaning {}", place.shown()))
            .label(loc, "in the wrong place")
            .help(format!("it belongs {}", homes.join(" or ")));
    }
    let meant = |key: &str| nearest_key(key, |row| row.place() == place);
    let diagnostic = Diagnostic::new(Code::UnknownExtension, format!("the key `{key}` does not exist"))
        .label(loc, "unknown");
    if let Some(near) = meant(key) {
        let remedy = renamed(key, loc, &near, map.keys(), meant);
        return diagnostic.help(format!("did you mean `{near}`?")).remedy(remedy);
    }
    match nearest_key(key, |_| true) {
        Some(near) => {
            let homes = keys::keys().filter(|row| row.name == near).map(|row| row.place().shown());
            let homes = homes.collect::<Vec<_>>().join(" or ");
            diagnostic.help(format!("did you mean `{near}`? It belongs {homes}"))
        }
        None if place == Project => foreign(key, loc),
        None => diagnostic.help("remove it; notes of your own can stand under any `x-` key without `aws`"),
    }
}

/// The key that was meant; what all keys begin with makes none of them like another.
fn nearest_key(key: &str, admits: impl Fn(&keys::Key) -> bool) -> Option<String> {
    let rest = |name: &'static str| name.strip_prefix("x-aws-");
    let known = keys::keys().filter(|row| admits(row)).filter_map(|row| rest(row.name));
    nearest(key.strip_prefix("x-aws-")?, known).map(|name| format!("x-aws-{name}"))
}
