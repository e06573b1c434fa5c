//! The graph: what a picture shows, in no format yet.

use serde::Serialize;

use crate::source::Loc;

/// A picture of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Graph {
    /// The project's name.
    pub project: String,
    /// Networks, by id.
    pub frames: Vec<Frame>,
    /// The nodes, in the order of [`Kind`], then by id.
    pub nodes: Vec<Node>,
    /// Lines between nodes, by their ends, each once.
    pub edges: Vec<Edge>,
    /// Notes about the picture as a whole.
    pub notes: Vec<String>,
}

/// Services that have the same networks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// Such as `network:back` or `network:back,front`.
    pub id: String,
    /// The keys of the networks.
    pub networks: Vec<String>,
    /// The part of the project, where the frame holds resources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Whether nothing outside reaches any of the networks.
    pub internal: bool,
    /// Whether all of them exist already.
    pub exists: bool,
}

/// Something that has a place of its own in the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Such as `service:web`.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub label: String,
    /// Further lines of its label.
    pub lines: Vec<String>,
    /// The id of the frame it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame: Option<String>,
    /// Whether the Internet reaches it through a load balancer.
    pub public: bool,
    /// Whether it exists already and is not made by the stack.
    pub exists: bool,
    /// The part of the project that its resources belong to, as `diff` groups them; none for what has no
    /// resources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The effect of an update on it, where two versions are compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// Where it is defined in the Compose files.
    #[serde(skip)]
    pub loc: Loc,
}

/// The effects of an update on a part of a project; the worst is first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// A resource of it is replaced, or may be.
    Replaced,
    /// It is gone.
    Removed,
    /// It is new.
    Added,
    /// A resource of it changes.
    Changed,
}

impl Change {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Removed => "removed",
            Self::Added => "added",
            Self::Changed => "changed",
        }
    }
}

/// The kinds of nodes; the order is that of the nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Everybody outside.
    Internet,
    /// Those whom `x-aws-ingress` names.
    Clients,
    /// A port of a load balancer.
    Listener,
    /// Tasks that are kept running.
    Service,
    /// Tasks that run to their end.
    Job,
    /// The services and jobs of a network, in a graph that was collapsed.
    Network,
    /// Files that outlive a task, or a disk.
    Volume,
    /// A secret.
    Secret,
    /// A resource of an override, or of a template where resources are drawn.
    Resource,
}

/// A line from a node to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Edge {
    /// The id of the node it leaves.
    pub from: String,
    /// The id of the node it leads to.
    pub to: String,
    /// Its meaning.
    pub kind: EdgeKind,
    /// Its label; may be empty.
    pub label: String,
}

/// The meanings of edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EdgeKind {
    /// Requests or packets.
    Traffic,
    /// Files, secrets or other resources that tasks use.
    Use,
    /// `depends_on`: the first starts after the second.
    Order,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Internet,
        Self::Clients,
        Self::Listener,
        Self::Service,
        Self::Job,
        Self::Network,
        Self::Volume,
        Self::Secret,
        Self::Resource,
    ];

    /// Its word, as in JSON and in the names of style classes.
    pub fn word(self) -> &'static str {
        match self {
            Self::Internet => "internet",
            Self::Clients => "clients",
            Self::Listener => "listener",
            Self::Service => "service",
            Self::Job => "job",
            Self::Network => "network",
            Self::Volume => "volume",
            Self::Secret => "secret",
            Self::Resource => "resource",
        }
    }

    /// Whether it holds data that outlives tasks.
    pub fn is_data(self) -> bool {
        matches!(self, Self::Volume | Self::Secret)
    }
}

impl Frame {
    /// Its name in the picture.
    pub fn label(&self) -> String {
        if let Some(part) = &self.part {
            return part.clone();
        }
        let one = if self.networks.len() == 1 { "network" } else { "networks" };
        let internal = if self.internal { ", internal" } else { "" };
        let exists = if self.exists { ", exists" } else { "" };
        format!("{one} {}{internal}{exists}", self.networks.join(" and "))
    }
}

impl Node {
    /// A node that the stack makes, without anything else.
    pub(super) fn new(id: impl Into<String>, kind: Kind, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind,
            label: label.into(),
            lines: Vec::new(),
            frame: None,
            public: false,
            exists: false,
            part: None,
            change: None,
            loc: Loc::default(),
        }
    }
}

impl Graph {
    /// The node with an id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// Every text that values of the Compose files came into, changed; names of services and the like are
    /// keys there.
    #[must_use]
    pub fn map_texts(mut self, change: impl Fn(&str) -> String) -> Self {
        for node in &mut self.nodes {
            if node.exists && node.kind == Kind::Secret {
                node.label = change(&node.label);
            }
            node.lines.iter_mut().for_each(|line| *line = change(line));
        }
        for edge in &mut self.edges {
            edge.label = change(&edge.label);
        }
        self
    }

    /// Adds a node unless its id is there.
    pub(super) fn add(&mut self, node: Node) {
        if self.node(&node.id).is_none() {
            self.nodes.push(node);
        }
    }

    /// Adds an edge.
    pub(super) fn connect(&mut self, from: &str, to: &str, kind: EdgeKind, label: impl Into<String>) {
        self.edges.push(Edge { from: from.to_owned(), to: to.to_owned(), kind, label: label.into() });
    }

    /// Puts everything in its order; edges with the same ends and kind become one.
    pub(super) fn ordered(mut self) -> Self {
        self.frames.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        self.nodes.sort_unstable_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
        self.edges.sort_unstable();
        let mut edges: Vec<Edge> = Vec::new();
        for edge in std::mem::take(&mut self.edges) {
            match edges.last_mut() {
                Some(last) if (&last.from, &last.to, last.kind) == (&edge.from, &edge.to, edge.kind) => {
                    if !edge.label.is_empty() && last.label != edge.label {
                        let gap = if last.label.is_empty() { "" } else { "; " };
                        last.label = format!("{}{gap}{}", last.label, edge.label);
                    }
                }
                _ => edges.push(edge),
            }
        }
        self.edges = edges;
        self
    }
}
