//! The keys that make an item of a list unique: a later one takes the place of the earlier one with the same
//! key.
//!
//! Lists that became mappings (environment, labels and the like) are unique by nature and have no row here.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::tree::{self, Node, Path, Rules, Value};

/// How the key of an item is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UniqueBy {
    /// The text before the first `=`.
    Name,
    /// The text or number itself.
    Whole,
    /// `target`.
    Target,
    /// `target`, else `/run/secrets/` and the source.
    SecretTarget,
    /// `target`, else `/` and the source.
    ConfigTarget,
    /// `path`.
    File,
    /// Host address, published port, target, protocol.
    Port,
}

impl UniqueBy {
    /// Whether two items with one key are two things at one place of a container.
    fn is_place(self) -> bool {
        matches!(self, Target | SecretTarget | ConfigTarget)
    }
}

use UniqueBy::{ConfigTarget, File, Name, Port, SecretTarget, Target, Whole};

static KEYS: Rules<UniqueBy> = Rules::new(&[
    ("networks.*.ipam.options", Name),
    ("services.*.build.tags", Name),
    ("services.*.cap_add", Name),
    ("services.*.cap_drop", Name),
    ("services.*.configs", ConfigTarget),
    ("services.*.devices", Target),
    ("services.*.dns", Name),
    ("services.*.dns_opt", Name),
    ("services.*.dns_search", Name),
    ("services.*.env_file", File),
    ("services.*.expose", Whole),
    ("services.*.links", Name),
    ("services.*.networks.*.aliases", Name),
    ("services.*.networks.*.link_local_ips", Name),
    ("services.*.ports", Port),
    ("services.*.profiles", Name),
    ("services.*.secrets", SecretTarget),
    ("services.*.tmpfs", Name),
    ("services.*.volumes", Target),
]);

/// Removes repeats from every list that has a key, in the whole model. What one and the same list says twice
/// in different ways is reported: Compose takes the later item in silence.
pub fn unique(model: &mut Node, diagnostics: &mut Diagnostics) {
    tree::apply(model, KEYS.root(), &mut Path::default(), &mut |node, path, by| {
        if let Some(list) = node.as_list_mut() {
            remove_repeats(list, by, path, diagnostics);
        }
    });
}

fn remove_repeats(list: &mut Vec<Node>, by: UniqueBy, path: &Path, diagnostics: &mut Diagnostics) {
    if list.len() < 2 {
        return;
    }
    let mut kept: Vec<Node> = Vec::with_capacity(list.len());
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for node in list.drain(..) {
        let place = key(&node, by).and_then(|key| {
            let place = places.get(&key).copied();
            places.entry(key).or_insert(kept.len());
            place
        });
        match place.and_then(|at| kept.get_mut(at)) {
            Some(earlier) => {
                if by.is_place() && earlier.loc.came_with(node.loc) && source(earlier) != source(&node) {
                    diagnostics.push(left_out(path, earlier, &node));
                }
                *earlier = node;
            }
            None => kept.push(node),
        }
    }
    *list = kept;
}

/// The key of an item; none for what cannot have one, which the schema will complain about.
fn key(node: &Node, by: UniqueBy) -> Option<String> {
    let text = |name: &str| node.get(name).and_then(Node::as_text);
    match by {
        Name => node.as_text().map(|text| text.split('=').next().unwrap_or(text).to_owned()),
        Whole => scalar(node),
        Target => text("target").map(str::to_owned),
        File => text("path").map(str::to_owned),
        SecretTarget | ConfigTarget => {
            let folder = if by == SecretTarget { "/run/secrets/" } else { "/" };
            text("target")
                .map(str::to_owned)
                .or_else(|| text("source").map(|source| format!("{folder}{source}")))
        }
        Port => {
            let part = |name: &str| node.get(name).and_then(typed);
            let host = text("host_ip").filter(|host| !host.is_empty()).unwrap_or("0.0.0.0");
            let protocol = text("protocol").unwrap_or("tcp");
            let target = part("target")?;
            Some(format!("{host}|{}|{target}|{protocol}", part("published").unwrap_or_default()))
        }
    }
}

fn source(node: &Node) -> Option<&str> {
    node.get("source").and_then(Node::as_text)
}

fn left_out(path: &Path, earlier: &Node, later: &Node) -> Diagnostic {
    let target = later.get("target").and_then(Node::as_text).unwrap_or_default();
    Diagnostic::new(
        Code::RepeatedTarget,
        format!("`{path}` has two items for `{target}`, and the first is left out"),
    )
    .label(earlier.loc, "left out")
    .label(later.loc, "this one counts")
    .help("give one of them another `target`, or remove it")
}

fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Uint(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Float(_) | Value::List(_) | Value::Map(_) => None,
    }
}

/// Upstream a port published as a number and the same port as text are two ports.
fn typed(node: &Node) -> Option<String> {
    scalar(node).map(|text| if node.as_text().is_some() { format!("\"{text}\"") } else { text })
}
