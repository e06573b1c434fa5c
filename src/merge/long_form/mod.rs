//! Short forms → long forms, so that merging and everything after it meet one shape.
//!
//! NOTE: upstream merges first and rewrites then. Rewriting first gives the same models, because short and
//! long items are unique by the same keys; and it keeps the place of each part. What cannot be rewritten is
//! left for the schema.

mod mount;
mod port;
mod simple;

use crate::diagnostic::Diagnostics;
use crate::source::Loc;
use crate::tree::{self, Node, Path, Room, Rules, Value};

/// How an attribute is brought into long form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A list of `KEY=VALUE` becomes a mapping; a bare key is null.
    Entries,
    /// As `Entries`; a bare key takes its value from the environment.
    Variables,
    /// A list of names becomes a mapping to null.
    Names,
    /// A list of names becomes a mapping to a started, required dependency.
    Dependencies,
    /// Text becomes `{context: text}`.
    Build,
    /// Text becomes a list of one text.
    OneText,
    /// Items of text become `{path: text}`.
    EnvFiles,
    /// Items of text become `{source: text}`.
    Sources,
    /// Short ports become long ones.
    Ports,
    /// Short mounts become long ones.
    Mounts,
    /// Short devices become long ones.
    Devices,
    /// `all` becomes one request for all devices.
    Gpus,
    /// A mapping becomes a list of `host=address`.
    Hosts,
    /// `external: {name: n}` becomes `external: true` and `name: n`.
    External,
}

use Form::{
    Build, Dependencies, Devices, Entries, EnvFiles, External, Gpus, Hosts, Mounts, Names, OneText, Ports,
    Sources, Variables,
};

static FORMS: Rules<Form> = Rules::new(ROWS);

/// Path → form.
const ROWS: &[(&str, Form)] = &[
    ("configs.*", External),
    ("configs.*.labels", Entries),
    ("networks.*", External),
    ("networks.*.labels", Entries),
    ("secrets.*", External),
    ("secrets.*.labels", Entries),
    ("volumes.*", External),
    ("volumes.*.labels", Entries),
    ("services.*.annotations", Entries),
    ("services.*.build", Build),
    ("services.*.build.additional_contexts", Entries),
    ("services.*.build.args", Entries),
    ("services.*.build.extra_hosts", Hosts),
    ("services.*.build.labels", Entries),
    ("services.*.build.no_cache_filter", OneText),
    ("services.*.build.secrets", Sources),
    ("services.*.build.ssh", Entries),
    ("services.*.configs", Sources),
    ("services.*.depends_on", Dependencies),
    ("services.*.deploy.labels", Entries),
    ("services.*.develop.watch.[].ignore", OneText),
    ("services.*.develop.watch.[].include", OneText),
    ("services.*.devices", Devices),
    ("services.*.dns", OneText),
    ("services.*.dns_search", OneText),
    ("services.*.env_file", EnvFiles),
    ("services.*.environment", Variables),
    ("services.*.extra_hosts", Hosts),
    ("services.*.gpus", Gpus),
    ("services.*.label_file", OneText),
    ("services.*.labels", Entries),
    ("services.*.models", Names),
    ("services.*.networks", Names),
    ("services.*.ports", Ports),
    ("services.*.post_start.[].environment", Variables),
    ("services.*.pre_start.[].environment", Variables),
    ("services.*.pre_stop.[].environment", Variables),
    ("services.*.secrets", Sources),
    ("services.*.sysctls", Entries),
    ("services.*.tmpfs", OneText),
    ("services.*.volumes", Mounts),
];

/// Brings a document into long form; `lookup` is the environment of its file set, and
/// `room` what the project may still grow by.
pub fn long_form(
    document: &mut Node,
    lookup: &dyn Fn(&str) -> Option<String>,
    room: &mut Room,
    diagnostics: &mut Diagnostics,
) {
    tree::apply(document, FORMS.root(), &mut Path::default(), &mut |node, path, form| match form {
        Entries => simple::entries(node, &|_| None, diagnostics),
        Variables => simple::entries(node, lookup, diagnostics),
        Names => simple::names(node, &|_| Value::Null),
        Dependencies => simple::names(node, &|loc| simple::started(loc)),
        Build => simple::build(node),
        OneText => simple::one_text(node),
        EnvFiles => simple::env_files(node),
        Sources => simple::items(node, "source"),
        Ports => port::ports(node, path, room, diagnostics),
        Mounts => mount::mounts(node, path, diagnostics),
        Devices => mount::devices(node, path, diagnostics),
        Gpus => simple::gpus(node),
        Hosts => simple::hosts(node),
        External => simple::external(node, path, diagnostics),
    });
}

/// A mapping of texts that all stand at one place.
fn mapping(loc: Loc, entries: impl IntoIterator<Item = (&'static str, Value)>) -> Node {
    let mut node = Node::map(loc);
    if let Some(map) = node.as_map_mut() {
        for (key, value) in entries {
            map.insert(key, loc, Node::new(value, loc));
        }
    }
    node
}
