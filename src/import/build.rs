//! A Compose file as it is being written.

use compact_str::CompactString;

use crate::source::Loc;
use crate::tree::{Map, Node, Value};

/// A mapping that is being written; what says nothing is not put in.
#[derive(Debug, Default)]
pub(super) struct Build(Map);

impl Build {
    /// Puts a value in.
    pub(super) fn put(&mut self, key: &str, node: Node) {
        self.0.insert(key, Loc::default(), node);
    }

    /// Puts a text in, if there is one.
    pub(super) fn text(&mut self, key: &str, text: Option<impl Into<CompactString>>) {
        if let Some(text) = text {
            self.put(key, text_node(text));
        }
    }

    /// Puts a list of texts in, unless it is empty.
    pub(super) fn texts(&mut self, key: &str, texts: Vec<String>) {
        self.list(key, texts.into_iter().map(text_node).collect());
    }

    /// Puts a list in, unless it is empty.
    pub(super) fn list(&mut self, key: &str, nodes: Vec<Node>) {
        if !nodes.is_empty() {
            self.put(key, Node::made(Value::List(nodes)));
        }
    }

    /// Puts a mapping in, unless it is empty.
    pub(super) fn map(&mut self, key: &str, map: Self) {
        if !map.0.is_empty() {
            self.put(key, map.node());
        }
    }

    /// Puts `true` in, if it holds.
    pub(super) fn flag(&mut self, key: &str, holds: bool) {
        if holds {
            self.put(key, Node::made(Value::Bool(true)));
        }
    }

    /// The node, if it says something.
    pub(super) fn some(self) -> Option<Node> {
        (!self.0.is_empty()).then(|| self.node())
    }

    /// The node.
    pub(super) fn node(self) -> Node {
        Node::made(Value::Map(self.0))
    }
}

/// A text.
pub(super) fn text_node(text: impl Into<CompactString>) -> Node {
    Node::text(text, Loc::default())
}

/// A whole number.
pub(super) fn int(value: i64) -> Node {
    Node::made(Value::Int(value))
}

/// A name that Compose takes for a project or a service.
pub(super) fn name(text: &str) -> String {
    let lower = text.to_lowercase();
    let clean: String = lower
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' })
        .collect();
    let clean = clean.trim_start_matches(['-', '_']);
    if clean.is_empty() { "imported".to_owned() } else { clean.to_owned() }
}

/// `cpus` and `memory` under `deploy.resources.limits`, from units of 1/1024 and MiB.
pub(super) fn limits(deploy: &mut Build, cpu: Option<f64>, memory: Option<f64>) {
    let mut limits = Build::default();
    limits.text("cpus", cpu.filter(|cpu| *cpu > 0.0).map(|cpu| format!("{}", cpu / 1024.0)));
    limits.text("memory", memory.map(|memory| format!("{memory}m")));
    let mut resources = Build::default();
    resources.map("limits", limits);
    deploy.map("resources", resources);
}

/// Seconds as Compose writes a duration.
pub(super) fn seconds(value: f64) -> String {
    format!("{value}s")
}
