//! One `build` → the attributes of one target, in bake's order.
//! <https://github.com/compose-spec/compose-spec/blob/main/build.md>

use serde_json::{Map, Value as Json};

use super::place::seen_from;
use super::{Bakery, inside};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Loc;
use crate::tree::{self, Node, Value};

/// The attributes that are read below; all others of a `build` are reported.
const READ: [&str; 26] = [
    "context",
    "additional_contexts",
    "dockerfile",
    "dockerfile_inline",
    "args",
    "labels",
    "tags",
    "cache_from",
    "cache_to",
    "target",
    "secrets",
    "ssh",
    "platforms",
    "pull",
    "no_cache",
    "network",
    "no_cache_filter",
    "shm_size",
    "ulimits",
    "entitlements",
    "privileged",
    "extra_hosts",
    "provenance",
    "sbom",
    "isolation",
    "x-bake",
];

/// The keys of `x-bake`, Compose's extension for further settings of bake.
/// <https://docs.docker.com/build/bake/compose-file/#extension-field-with-x-bake>
const EXTRA_LISTS: [&str; 8] =
    ["tags", "cache-from", "cache-to", "secret", "ssh", "platforms", "output", "no-cache-filter"];

/// The target of one service.
pub(super) fn target(
    bakery: &Bakery<'_>,
    (name, service): (&str, &Node),
    build: &tree::Map,
    diagnostics: &mut Diagnostics,
) -> Map<String, Json> {
    let text = |key: &str| build.get(key).and_then(printed);
    let list = |key: &str| build.get(key).map(printed_list).unwrap_or_default();
    let yes = |key: &str| build.get(key).and_then(Node::as_bool).unwrap_or_default();
    let inline = text("dockerfile_inline");
    let context = text("context").map(|context| bakery.seen(&context));
    let dockerfile =
        text("dockerfile").filter(|_| inline.is_none()).map(|path| dockerfile(bakery, build, &path));
    let mut entitlements = list("entitlements");
    if yes("privileged") && !entitlements.iter().any(|known| known == "security.insecure") {
        entitlements.push("security.insecure".to_owned());
    }
    let attributes = [
        ("context", context.into()),
        ("contexts", bakery.contexts(build.get("additional_contexts"), diagnostics)),
        ("dockerfile", dockerfile.into()),
        ("dockerfile-inline", inline.into()),
        ("args", printed_map(build.get("args"))),
        ("labels", printed_map(build.get("labels"))),
        ("tags", tags(bakery, name, service, list("tags")).into()),
        ("cache-from", list("cache_from").into()),
        ("cache-to", list("cache_to").into()),
        ("target", text("target").into()),
        ("secret", bakery.secrets(build.get("secrets"), diagnostics).into()),
        ("ssh", list("ssh").iter().map(|key| ssh(bakery, key)).collect()),
        ("platforms", platforms(service, list("platforms")).into()),
        ("output", Json::Null),
        ("pull", yes("pull").into()),
        ("no-cache", yes("no_cache").into()),
        ("network", text("network").into()),
        ("no-cache-filter", list("no_cache_filter").into()),
        ("shm-size", text("shm_size").filter(|size| size != "0").into()),
        ("ulimits", ulimits(build.get("ulimits")).into()),
        ("entitlements", entitlements.into()),
        ("extra-hosts", hosts(&list("extra_hosts"))),
        ("attest", attest(&[("provenance", text("provenance")), ("sbom", text("sbom"))]).into()),
    ];
    let mut target: Map<String, Json> =
        attributes.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    if let Some(extra) = build.get("x-bake") {
        bakery.add(&mut target, extra, diagnostics);
    }
    inside::check(bakery, build, diagnostics);
    target.retain(|_, value| says_something(value));
    report(build, diagnostics);
    target
}

impl Bakery<'_> {
    /// A path as it is written from the working directory.
    fn seen(&self, path: &str) -> String {
        seen_from(self.working_dir, path)
    }

    fn contexts(&self, contexts: Option<&Node>, diagnostics: &mut Diagnostics) -> Json {
        let mut all = Map::new();
        for (name, _, node) in contexts.and_then(Node::as_map).into_iter().flat_map(tree::Map::iter) {
            let Some(text) = printed(node) else { continue };
            let context = match text.strip_prefix("service:") {
                None => self.seen(&text),
                Some(service) => {
                    if self.names.target_of(service).is_none() {
                        diagnostics.push(no_target(service, node.loc));
                        continue;
                    }
                    format!("target:{}", self.names.target_of(service).unwrap_or(service))
                }
            };
            all.insert(name.to_owned(), context.into());
        }
        all.into()
    }

    fn secrets(&self, secrets: Option<&Node>, diagnostics: &mut Diagnostics) -> Vec<String> {
        let references = secrets.and_then(Node::as_list).unwrap_or_default();
        references.iter().filter_map(|reference| self.secret(reference, diagnostics)).collect()
    }

    /// Where the builder finds a secret; the secret itself is never read.
    fn secret(&self, reference: &Node, diagnostics: &mut Diagnostics) -> Option<String> {
        let source = reference.get("source").and_then(Node::as_text)?;
        let id = reference.get("target").and_then(Node::as_text).unwrap_or(source);
        let declared = self.tree.at(&["secrets", source]);
        let text = |key: &str| declared?.get(key)?.as_text().filter(|text| !text.is_empty());
        let fields = match (text("file"), text("environment")) {
            (Some(file), _) => {
                ["type=file".to_owned(), format!("id={id}"), format!("src={}", self.seen(file))]
            }
            (None, Some(variable)) => ["type=env".to_owned(), format!("id={id}"), format!("env={variable}")],
            (None, None) => {
                diagnostics.push(secret_elsewhere(source, reference.loc));
                return None;
            }
        };
        for key in ["uid", "gid", "mode"] {
            if let Some(loc) = reference.as_map().and_then(|map| map.key_loc(key)) {
                diagnostics.push(secret_owner(key, loc));
            }
        }
        Some(record(&fields))
    }

    /// Merges `x-bake`: it is added to lists and replaces everything else.
    fn add(&self, target: &mut Map<String, Json>, extra: &Node, diagnostics: &mut Diagnostics) {
        for (key, loc, node) in extra.as_map().into_iter().flat_map(tree::Map::iter) {
            match key {
                "contexts" => {
                    let more = self.contexts(Some(node), diagnostics);
                    if let (Some(Json::Object(all)), Json::Object(more)) = (target.get_mut(key), more) {
                        all.extend(more);
                    }
                }
                "pull" | "no-cache" => {
                    target.insert(key.to_owned(), node.as_bool().unwrap_or_default().into());
                }
                _ if EXTRA_LISTS.contains(&key) => {
                    let mut all = match target.get_mut(key) {
                        Some(Json::Array(list)) => std::mem::take(list),
                        _ => Vec::new(),
                    };
                    for item in words(node).into_iter().map(Json::from) {
                        if !all.contains(&item) {
                            all.push(item);
                        }
                    }
                    target.insert(key.to_owned(), all.into());
                }
                _ => diagnostics.push(not_in_bake(&format!("x-bake.{key}"), loc)),
            }
        }
    }
}

/// Bake looks for a Dockerfile from the context, so an absolute one is written from there.
fn dockerfile(bakery: &Bakery<'_>, build: &tree::Map, path: &str) -> String {
    let context = build.get("context").and_then(Node::as_text).unwrap_or(bakery.working_dir);
    let seen = seen_from(context, path);
    seen.strip_prefix("./").map_or_else(|| seen.clone(), str::to_owned)
}

/// The image's name comes first: it is what the template names.
fn tags(bakery: &Bakery<'_>, name: &str, service: &Node, more: Vec<String>) -> Vec<String> {
    let image = service.get("image").and_then(Node::as_text).filter(|image| !image.is_empty());
    let mut tags = vec![image.map_or_else(|| bakery.made_image(name), str::to_owned)];
    for tag in more {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// The platform of a task that names none: an image built on another machine would not start there.
pub(super) const PLATFORM: &str = "linux/amd64";

fn platforms(service: &Node, platforms: Vec<String>) -> Vec<String> {
    if platforms.is_empty() {
        let platform =
            service.get("platform").and_then(Node::as_text).filter(|platform| !platform.is_empty());
        return vec![platform.unwrap_or(PLATFORM).to_owned()];
    }
    platforms
}

/// `name: path`, as the model has it → `name=path`.
fn ssh(bakery: &Bakery<'_>, key: &str) -> String {
    match key.split_once(": ") {
        Some((id, path)) => format!("{id}={}", bakery.seen(path)),
        None => key.to_owned(),
    }
}

/// `name=address` in a list → each name with its addresses.
fn hosts(hosts: &[String]) -> Json {
    let mut all: Map<String, Json> = Map::new();
    for (host, address) in hosts.iter().filter_map(|host| host.split_once('=')) {
        let addresses = match all.get(host) {
            Some(Json::String(known)) => format!("{known},{address}"),
            _ => address.to_owned(),
        };
        all.insert(host.to_owned(), addresses.into());
    }
    all.into()
}

fn ulimits(ulimits: Option<&Node>) -> Vec<String> {
    let entries = ulimits.and_then(Node::as_map).into_iter().flat_map(tree::Map::iter);
    let mut all: Vec<String> = entries
        .filter_map(|(name, _, node)| {
            let limit = |key: &str| node.get(key).and_then(printed);
            match (printed(node), limit("soft"), limit("hard")) {
                (Some(both), ..) => Some(format!("{name}={both}")),
                (None, Some(soft), Some(hard)) => Some(format!("{name}={soft}:{hard}")),
                (None, Some(one), None) | (None, None, Some(one)) => Some(format!("{name}={one}")),
                (None, None, None) => None,
            }
        })
        .collect();
    all.sort_unstable();
    all
}

fn attest(kinds: &[(&str, Option<String>)]) -> Vec<String> {
    let given = kinds.iter().filter_map(|(kind, value)| Some((kind, value.as_deref()?)));
    given
        .filter(|(_, value)| !value.is_empty())
        .map(|(kind, value)| match value {
            "true" => format!("type={kind}"),
            "false" => format!("type={kind},disabled=true"),
            _ => format!("type={kind},{value}"),
        })
        .collect()
}

/// Fields with commas between, as a line of a CSV file.
fn record(fields: &[String]) -> String {
    let quoted = |field: &String| {
        if field.contains([',', '"']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.clone() }
    };
    fields.iter().map(quoted).collect::<Vec<_>>().join(",")
}

/// A scalar as text; nothing for anything else.
fn printed(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Int(value) => Some(value.to_string()),
        Value::Uint(value) => Some(value.to_string()),
        Value::Float(value) => Some(value.to_string()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

fn printed_list(node: &Node) -> Vec<String> {
    node.as_list().unwrap_or_default().iter().filter_map(printed).collect()
}

/// Sorted by key, whatever the order in the file.
fn printed_map(node: Option<&Node>) -> Json {
    let entries = node.and_then(Node::as_map).into_iter().flat_map(tree::Map::iter);
    let mut all: Vec<(String, Json)> =
        entries.filter_map(|(key, _, node)| Some((key.to_owned(), printed(node)?.into()))).collect();
    all.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
    all.into_iter().collect::<Map<_, _>>().into()
}

/// A list, or its items in one text with spaces between.
fn words(node: &Node) -> Vec<String> {
    match node.as_text() {
        Some(text) => text.split_whitespace().map(str::to_owned).collect(),
        None => printed_list(node),
    }
}

/// Bake takes an attribute that is not there for no, none or its own default.
fn says_something(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => false,
        Json::String(text) => !text.is_empty(),
        Json::Array(list) => !list.is_empty(),
        Json::Object(map) => !map.is_empty(),
        Json::Bool(true) | Json::Number(_) => true,
    }
}

fn report(build: &tree::Map, diagnostics: &mut Diagnostics) {
    for (key, loc, node) in build.iter() {
        let isolated = key == "isolation" && !matches!(node.as_text(), None | Some("" | "default"));
        if isolated || !READ.contains(&key) && !key.starts_with("x-") {
            diagnostics.push(not_in_bake(key, loc));
        }
    }
}

fn not_in_bake(key: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::Approximated,
        format!("`{key}` of a build is left out: a bake file has no such attribute"),
    )
    .label(loc, "not in a bake file")
    .help("remove it, or set it on the builder: `docker buildx create --help`")
}

fn no_target(service: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::Approximated,
        format!("the context `service:{service}` is left out: the service is not among those to build"),
    )
    .label(loc, "no target builds it")
    .help(format!("ask for `{service}` as well, or activate its profile"))
}

fn secret_elsewhere(source: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(
        Code::Approximated,
        format!("the secret `{source}` is left out: a builder reads secrets from files and variables only"),
    )
    .label(loc, "neither a file nor a variable")
    .help(format!("give it to the builder yourself: `--set '*.secrets=type=file,id={source},src=…'`"))
}

fn secret_owner(key: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::Approximated, format!("`{key}` of a secret is left out: the Dockerfile decides it"))
        .label(loc, "not in a bake file")
        .help(format!("write it into the Dockerfile: `RUN --mount=type=secret,{key}=…`"))
}
