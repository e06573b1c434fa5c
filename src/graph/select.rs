//! Parts of a graph: those around some services; the networks of one that is too large to be read.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Edge, Graph, Kind, Node};

/// Nodes of a graph that is drawn as it is, unless everything is asked for.
pub const MOST_NODES: usize = 40;

/// The name of a task that a graph does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the picture has no task `{0}`")]
pub struct UnknownTask(pub String);

/// The named services with what is one edge away, and how the Internet comes there; the error is a name that
/// the graph does not have. The name of a service inside the task of another one is not known here.
pub fn restricted(mut graph: Graph, services: &[String]) -> Result<Graph, UnknownTask> {
    if services.is_empty() {
        return Ok(graph);
    }
    let mut kept = BTreeSet::new();
    for name in services {
        let ids = [format!("service:{name}"), format!("job:{name}")];
        let found = ids.into_iter().find(|id| graph.node(id).is_some());
        kept.insert(found.ok_or_else(|| UnknownTask(name.clone()))?);
    }
    let named = kept.clone();
    let mut edges: BTreeSet<&Edge> = BTreeSet::new();
    for edge in &graph.edges {
        if named.contains(&edge.from) || named.contains(&edge.to) {
            edges.insert(edge);
            kept.extend([edge.from.clone(), edge.to.clone()]);
        }
    }
    let is_listener = |id: &str| graph.node(id).is_some_and(|node| node.kind == Kind::Listener);
    for edge in &graph.edges {
        if is_listener(&edge.to) && kept.contains(&edge.to) {
            edges.insert(edge);
            kept.insert(edge.from.clone());
        }
    }
    let edges = edges.into_iter().cloned().collect();
    graph.edges = edges;
    graph.nodes.retain(|node| kept.contains(&node.id));
    let frames: BTreeSet<&String> = graph.nodes.iter().filter_map(|node| node.frame.as_ref()).collect();
    graph.frames.retain(|frame| frames.contains(&frame.id));
    Ok(graph)
}

/// The nodes that change and those one edge away, where there are more nodes than can be read.
#[must_use]
pub fn around_changes(mut graph: Graph) -> Graph {
    let total = graph.nodes.len();
    let changed: BTreeSet<String> =
        graph.nodes.iter().filter(|node| node.change.is_some()).map(|node| node.id.clone()).collect();
    if total <= MOST_NODES || changed.is_empty() {
        return graph;
    }
    graph.edges.retain(|edge| changed.contains(&edge.from) || changed.contains(&edge.to));
    let ends = graph.edges.iter().flat_map(|edge| [&edge.from, &edge.to]);
    let kept: BTreeSet<String> = ends.chain(&changed).cloned().collect();
    graph.nodes.retain(|node| kept.contains(&node.id));
    let frames: BTreeSet<&String> = graph.nodes.iter().filter_map(|node| node.frame.as_ref()).collect();
    graph.frames.retain(|frame| frames.contains(&frame.id));
    graph
        .notes
        .push(format!("{} of {total} nodes: those that change, and what is next to them", graph.nodes.len()));
    graph
}

/// One node for each network, for the volumes, for the secrets and for the listeners of each kind, where
/// there are more nodes than can be read.
#[must_use]
pub fn collapsed(graph: Graph) -> Graph {
    if graph.nodes.len() <= MOST_NODES {
        return graph;
    }
    let total = graph.nodes.len();
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let mut place: BTreeMap<String, String> = BTreeMap::new();
    for node in &graph.nodes {
        let (id, kind, label) = match node.kind {
            Kind::Service | Kind::Job => {
                let frame = graph.frames.iter().find(|frame| node.frame.as_ref() == Some(&frame.id));
                match frame {
                    Some(frame) => (frame.id.clone(), Kind::Network, frame.label()),
                    None => ("network:".to_owned(), Kind::Network, "no network".to_owned()),
                }
            }
            Kind::Volume => ("volumes".to_owned(), Kind::Volume, "volumes".to_owned()),
            Kind::Secret => ("secrets".to_owned(), Kind::Secret, "secrets".to_owned()),
            Kind::Resource => ("resources".to_owned(), Kind::Resource, "resources".to_owned()),
            Kind::Clients => ("clients".to_owned(), Kind::Clients, "clients".to_owned()),
            Kind::Listener => ("listeners".to_owned(), Kind::Listener, "listeners".to_owned()),
            Kind::Internet | Kind::Network => (node.id.clone(), node.kind, node.label.clone()),
        };
        place.insert(node.id.clone(), id.clone());
        let group = groups.entry(id).or_insert_with(|| Group { kind, label, members: Vec::new() });
        group.members.push(node);
    }
    let mut small = Graph { project: graph.project.clone(), notes: graph.notes.clone(), ..Graph::default() };
    for (id, group) in groups {
        let mut node = match group.members.as_slice() {
            [alone] if group.kind != Kind::Network => Node { frame: None, ..(*alone).clone() },
            _ => Node::new(&id, group.kind, &group.label),
        };
        if group.kind == Kind::Network || group.members.len() > 1 {
            node.lines = group.counts();
            node.public = group.members.iter().any(|member| member.public);
            node.exists = group.members.iter().all(|member| member.exists);
            let changed = group.members.iter().filter(|member| member.change.is_some()).count();
            if changed > 0 {
                node.change = Some(Change::Changed);
                node.lines.push(format!("{changed} of them change"));
            }
        }
        node.id = id;
        small.nodes.push(node);
    }
    for edge in &graph.edges {
        let (Some(from), Some(to)) = (place.get(&edge.from), place.get(&edge.to)) else { continue };
        if from != to {
            small.connect(from, to, edge.kind, "");
        }
    }
    small.notes.push(format!(
        "{total} nodes were collapsed by network; `--all` draws all of them, `graph SERVICE…` a part"
    ));
    small.ordered()
}

/// Nodes that become one.
struct Group<'a> {
    kind: Kind,
    label: String,
    members: Vec<&'a Node>,
}

impl Group<'_> {
    /// Such as `38 services`, `2 jobs`.
    fn counts(&self) -> Vec<String> {
        let count = |kind: Kind, word: &str| {
            let count = self.members.iter().filter(|member| member.kind == kind).count();
            (count > 0).then(|| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        };
        let words = [
            (Kind::Service, "service"),
            (Kind::Job, "job"),
            (Kind::Volume, "volume"),
            (Kind::Secret, "secret"),
            (Kind::Resource, "resource"),
            (Kind::Clients, "client"),
            (Kind::Listener, "port"),
        ];
        words.into_iter().filter_map(|(kind, word)| count(kind, word)).collect()
    }
}
