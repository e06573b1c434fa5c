//! Where everything stands: layers from left to right, or from top to bottom where that is narrower.
//!
//! `dugong`, a port of dagre, does the work: it lays out frames with what is in them, and keeps room for the
//! labels of edges. Text is measured by the widths of Helvetica, which Arial and Liberation Sans share.

use std::collections::BTreeMap;

use dugong::graphlib::{Graph as Canvas, GraphOptions};
use dugong::{EdgeLabel, GraphLabel, NodeLabel, RankDir};

use super::{Graph, Kind, MOST_NODES};
use crate::sanitise;

/// Sizes of text.
pub(super) const FONT: f64 = 13.0;
pub(super) const SMALL: f64 = 11.0;
/// The height of a line.
pub(super) const LINE: f64 = 16.0;
/// Room at the top of a frame for its label.
const HEAD: f64 = 20.0;
/// Room between everything and the border of the picture.
const MARGIN: f64 = 20.0;
/// Characters of a line.
const LONGEST: usize = 44;
/// A picture that is wider is hard to read at 1,000 pixels.
const WIDEST: f64 = 1_400.0;

/// A rectangle by its middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// The middle.
    pub x: f64,
    /// The middle.
    pub y: f64,
    /// From side to side.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// A line from a node to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Its corners, the ends included.
    pub points: Vec<(f64, f64)>,
    /// Its label, where it has one.
    pub label: Option<Area>,
}

/// The places of the nodes, frames and edges of a graph, each in the graph's order.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// The width of the picture.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// The nodes.
    pub nodes: Vec<Area>,
    /// The frames; there is room for a label at the top of each.
    pub frames: Vec<Area>,
    /// The edges.
    pub edges: Vec<Course>,
}

/// The layout of a graph; the graph comes back, without frames in the rare case that those cannot be laid
/// out.
pub fn layout(graph: Graph) -> (Graph, Layout) {
    if let Some(found) = best(&graph) {
        return (graph, found);
    }
    let mut flat = graph;
    for node in &mut flat.nodes {
        let frame = flat.frames.iter().find(|frame| node.frame.as_ref() == Some(&frame.id));
        node.lines.extend(frame.map(super::Frame::label));
        node.frame = None;
    }
    flat.frames.clear();
    let found = best(&flat).unwrap_or_else(|| grid(&flat));
    (flat, found)
}

fn best(graph: &Graph) -> Option<Layout> {
    let wide = attempt(graph, RankDir::LR);
    if graph.nodes.len() > MOST_NODES || wide.as_ref().is_some_and(|it| it.width <= WIDEST) {
        return wide;
    }
    let tall = attempt(graph, RankDir::TB);
    let both = wide.into_iter().chain(tall);
    both.min_by(|one, other| one.width.total_cmp(&other.width))
}

/// One layout; none where the library finds none.
fn attempt(graph: &Graph, direction: RankDir) -> Option<Layout> {
    let options = GraphOptions { directed: true, multigraph: true, compound: true };
    let mut canvas: Canvas<NodeLabel, EdgeLabel, GraphLabel> = Canvas::new(options);
    canvas.set_graph(GraphLabel {
        rankdir: direction,
        nodesep: 30.0,
        ranksep: 48.0,
        edgesep: 14.0,
        marginx: MARGIN,
        marginy: MARGIN,
        ..GraphLabel::default()
    });
    for frame in &graph.frames {
        canvas.set_node(frame.id.clone(), NodeLabel::default());
    }
    for node in &graph.nodes {
        let (mut wide, mut height) = size(node);
        // Each node keeps the room that the label of its frame takes, wherever in the frame it comes to
        // stand.
        if let Some(label) = frame_label(graph, node) {
            wide = wide.max(label);
            height += HEAD;
        }
        canvas.set_node(node.id.clone(), NodeLabel { width: wide, height, ..NodeLabel::default() });
        if let Some(frame) = &node.frame {
            canvas.set_parent(node.id.clone(), frame.clone());
        }
    }
    for (at, edge) in graph.edges.iter().enumerate() {
        let mut label = EdgeLabel { weight: 1.0, ..EdgeLabel::default() };
        if !edge.label.is_empty() {
            label.width = width(&shortened(&edge.label), SMALL) + 8.0;
            label.height = LINE;
        }
        canvas.set_edge_named(edge.from.clone(), edge.to.clone(), Some(at.to_string()), Some(label));
    }
    dugong::layout(&mut canvas).ok()?;
    let area = |id: &str| {
        let label = canvas.node(id)?;
        let found = Area { x: label.x?, y: label.y?, width: label.width, height: label.height };
        [found.x, found.y, found.width, found.height].iter().all(|number| number.is_finite()).then_some(found)
    };
    let place = |node: &super::Node| {
        let found = area(&node.id)?;
        let head = if node.frame.is_some() { HEAD } else { 0.0 };
        Some(Area { y: found.y + head / 2.0, height: found.height - head, ..found })
    };
    let nodes: Vec<Area> = graph.nodes.iter().map(place).collect::<Option<_>>()?;
    let frames: Vec<Area> = graph.frames.iter().map(|frame| area(&frame.id)).collect::<Option<_>>()?;
    let tops: BTreeMap<&str, f64> = graph
        .nodes
        .iter()
        .zip(&nodes)
        .map(|(node, area)| (node.id.as_str(), area.y - area.height / 2.0))
        .collect();
    let course = |(at, edge): (usize, &super::Edge)| {
        let found = canvas.edge(&edge.from, &edge.to, Some(&at.to_string()))?;
        let mut points: Vec<(f64, f64)> = found.points.iter().map(|point| (point.x, point.y)).collect();
        // An edge ends at its node, not at the room above that.
        lower(points.first_mut(), tops.get(edge.from.as_str()).copied());
        lower(points.last_mut(), tops.get(edge.to.as_str()).copied());
        let label = (!edge.label.is_empty())
            .then(|| Some(Area { x: found.x?, y: found.y?, width: found.width, height: found.height }));
        let label = match label {
            None => None,
            Some(label) => Some(label?),
        };
        let whole = points.len() > 1 && points.iter().all(|(x, y)| x.is_finite() && y.is_finite());
        whole.then_some(Course { points, label })
    };
    let edges: Vec<Course> = graph.edges.iter().enumerate().map(course).collect::<Option<_>>()?;
    Some(Layout { width: 0.0, height: 0.0, nodes, frames, edges }.fitted())
}

/// The width of the label of the frame that a node stands in.
fn frame_label(graph: &Graph, node: &super::Node) -> Option<f64> {
    let frame = graph.frames.iter().find(|frame| node.frame.as_ref() == Some(&frame.id))?;
    Some(width(&shortened(&frame.label()), SMALL) + 8.0)
}

/// Moves an end of an edge down to the top of its node.
fn lower(end: Option<&mut (f64, f64)>, top: Option<f64>) {
    if let (Some((_, y)), Some(top)) = (end, top) {
        *y = y.max(top);
    }
}

/// Rows of nodes with straight lines between them.
fn grid(graph: &Graph) -> Layout {
    let (mut nodes, mut y) = (Vec::new(), 0.0);
    for row in graph.nodes.chunks(6) {
        let tallest = row.iter().map(|node| size(node).1).fold(0.0, f64::max);
        let mut x = 0.0;
        for node in row {
            let (width, height) = size(node);
            nodes.push(Area { x: x + width / 2.0, y: y + tallest / 2.0, width, height });
            x += width + 60.0;
        }
        y += tallest + 60.0;
    }
    let place = |id: &str| {
        let at = graph.nodes.iter().position(|node| node.id == id);
        at.and_then(|at| nodes.get(at)).map_or((0.0, 0.0), |area: &Area| (area.x, area.y))
    };
    let edges = graph.edges.iter().map(|edge| {
        let (from, to) = (place(&edge.from), place(&edge.to));
        let label = (!edge.label.is_empty()).then(|| Area {
            x: f64::midpoint(from.0, to.0),
            y: f64::midpoint(from.1, to.1),
            width: width(&shortened(&edge.label), SMALL) + 8.0,
            height: LINE,
        });
        Course { points: vec![from, to], label }
    });
    let edges = edges.collect();
    Layout { width: 0.0, height: 0.0, nodes, frames: Vec::new(), edges }.fitted()
}

impl Layout {
    /// Everything that takes room.
    fn areas(&self) -> impl Iterator<Item = Area> {
        let labels = self.edges.iter().filter_map(|edge| edge.label);
        let points = self.edges.iter().flat_map(|edge| &edge.points);
        let points = points.map(|(x, y)| Area { x: *x, y: *y, width: 0.0, height: 0.0 });
        self.nodes.iter().chain(&self.frames).copied().chain(labels).chain(points)
    }

    /// The same, moved so that everything lies in the picture.
    fn fitted(mut self) -> Self {
        let left = self.areas().map(|area| area.x - area.width / 2.0).fold(f64::INFINITY, f64::min);
        let top = self.areas().map(|area| area.y - area.height / 2.0).fold(f64::INFINITY, f64::min);
        let (dx, dy) = (MARGIN - left, MARGIN - top);
        if dx.is_finite() && dy.is_finite() {
            let move_area = |area: &mut Area| {
                area.x += dx;
                area.y += dy;
            };
            self.nodes.iter_mut().chain(&mut self.frames).for_each(move_area);
            for edge in &mut self.edges {
                edge.label.iter_mut().for_each(move_area);
                edge.points.iter_mut().for_each(|(x, y)| (*x, *y) = (*x + dx, *y + dy));
            }
        }
        self.width = self.areas().map(|area| area.x + area.width / 2.0).fold(0.0, f64::max) + MARGIN;
        self.height = self.areas().map(|area| area.y + area.height / 2.0).fold(0.0, f64::max) + MARGIN;
        self
    }
}

/// The width and height of a node with its text.
fn size(node: &super::Node) -> (f64, f64) {
    let label = width(&shortened(&node.label), FONT) * 1.08;
    let lines = node.lines.iter().map(|line| width(&shortened(line), SMALL));
    let text = lines.fold(label, f64::max);
    let beside = match node.kind {
        Kind::Listener | Kind::Secret | Kind::Job => 44.0,
        Kind::Internet | Kind::Clients => 36.0,
        Kind::Service | Kind::Network | Kind::Volume | Kind::Resource => 24.0,
    };
    let above = if node.kind == Kind::Volume { 26.0 } else { 14.0 };
    #[expect(clippy::cast_precision_loss, reason = "a node has a few lines")]
    let height = LINE * (1 + node.lines.len()) as f64 + above;
    ((text + beside).ceil().max(60.0), height)
}

/// A line as it is drawn.
pub(super) fn shortened(text: &str) -> String {
    sanitise::shortened(&sanitise::line(text), LONGEST).into_owned()
}

/// The width of a text: that of Helvetica, of a full square for wide characters, of a broad letter for
/// others.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let units = |c: char| {
        let known = u32::from(c).checked_sub(32).and_then(|at| WIDTHS.get(usize::try_from(at).ok()?));
        match known {
            Some(width) => f64::from(*width),
            None if u32::from(c) < 0x1100 || c == '…' || c == '–' => 667.0,
            None => 1_100.0,
        }
    };
    text.chars().map(units).sum::<f64>() / 1000.0 * size
}

/// Widths of Helvetica from the blank on, in thousandths of its size.
#[rustfmt::skip]
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
