//! SVG: one file without fonts, scripts or links, light and dark as its reader prefers.

use std::fmt::Write as _;

use super::{Graph, Node, STYLES, TEXT, style};
use crate::graph::layout::{Area, Course, FONT, LINE, Layout, SMALL, layout, shortened};
use crate::graph::{Edge, EdgeKind, Frame, Kind};
use crate::sanitise;

const INFALLIBLE: &str = "internal error: a string takes all that is written to it";

/// The picture.
pub fn svg(graph: Graph) -> String {
    let (graph, places) = layout(graph);
    let (width, height) = (places.width, places.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" role=\"img\" font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\">\n"
    );
    line(&mut out, format_args!("<title>{} on AWS</title>", escaped(&graph.project)));
    line(&mut out, format_args!("<style>{}</style>", styles("")));
    line(&mut out, format_args!("<rect class=\"back\" width=\"{width:.0}\" height=\"{height:.0}\"/>"));
    for note in &graph.notes {
        line(&mut out, format_args!("<desc>{}</desc>", escaped(note)));
    }
    out.push_str(&drawing(&graph, &places));
    out.push_str("</svg>\n");
    out
}

/// Rules for the classes of a drawing, in light and in dark.
pub(super) fn styles(scope: &str) -> String {
    let (light, dark) = (rules(scope, false), rules(scope, true));
    format!("{light}@media(prefers-color-scheme:dark){{{dark}}}")
}

fn rules(scope: &str, dark: bool) -> String {
    let pick = |light: &'static str, other: &'static str| if dark { other } else { light };
    let (back, line) = (pick("#ffffff", "#14171a"), pick("#4d4d4d", "#b8bec4"));
    let (text, frame) = (pick(TEXT, "#f2f2f2"), pick("#f9f9f9", "#1b2025"));
    let mut out = format!(
        "{scope}.back,{scope}.edge rect{{fill:{back}}}{scope}text{{fill:{text}}}{scope}.edge path{{stroke:{line};\
         fill:none;stroke-width:1.3}}{scope}.tip{{fill:{line}}}{scope}.open{{stroke:{line};fill:none}}{scope}.frame \
         rect{{fill:{frame};stroke:{}}}",
        pick("#767676", "#8f989f")
    );
    for (style, fill, border) in STYLES {
        let (class, fill, border) = (style.class, pick(style.fill, fill), pick(style.border, border));
        write!(out, "{scope}.{class} .shape{{fill:{fill};stroke:{border};stroke-width:1.5}}")
            .expect(INFALLIBLE);
    }
    out
}

/// The frames, edges and nodes, without the element around them.
pub(super) fn drawing(graph: &Graph, places: &Layout) -> String {
    let mut out = String::from(
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         orient=\"auto\"><path class=\"tip\" d=\"M0 0L8 4L0 8z\"/></marker><marker id=\"vee\" viewBox=\"0 0 8 8\" \
         refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path class=\"open\" d=\"M0 0L8 \
         4L0 8\"/></marker><marker id=\"dot\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" \
         markerHeight=\"7\" orient=\"auto\"><circle class=\"tip\" cx=\"4\" cy=\"4\" r=\"4\"/></marker></defs>\n",
    );
    for (frame, area) in graph.frames.iter().zip(&places.frames) {
        draw_frame(&mut out, frame, *area);
    }
    for (edge, course) in graph.edges.iter().zip(&places.edges) {
        draw_edge(&mut out, edge, course);
    }
    for (node, area) in graph.nodes.iter().zip(&places.nodes) {
        draw_node(&mut out, node, *area);
    }
    out
}

fn draw_frame(out: &mut String, frame: &Frame, area: Area) {
    let dashes = if frame.internal || frame.exists { " stroke-dasharray=\"2 3\"" } else { "" };
    let (x, y) = (area.x - area.width / 2.0, area.y - area.height / 2.0);
    line(
        out,
        format_args!(
            "<g class=\"frame\"><rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"6\"{dashes}/>\
             <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{SMALL}\">{}</text></g>",
            area.width,
            area.height,
            x + 8.0,
            y + 14.0,
            escaped(&shortened(&frame.label()))
        ),
    );
}

fn draw_edge(out: &mut String, edge: &Edge, course: &Course) {
    let (dashes, tip) = match edge.kind {
        EdgeKind::Traffic => ("", "tip"),
        EdgeKind::Use => ("", "dot"),
        EdgeKind::Order => (" stroke-dasharray=\"2 3\"", "vee"),
    };
    write!(
        out,
        "<g class=\"edge\" data-from=\"{}\" data-to=\"{}\"><path d=\"{}\"{dashes} marker-end=\"url(#{tip})\"/>",
        escaped(&edge.from),
        escaped(&edge.to),
        path(&course.points)
    )
    .expect(INFALLIBLE);
    if let Some(area) = course.label {
        let (x, y) = (area.x - area.width / 2.0, area.y - area.height / 2.0);
        write!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\"/><text x=\"{:.1}\" y=\"{:.1}\" \
             font-size=\"{SMALL}\" text-anchor=\"middle\">{}</text>",
            area.width,
            area.height,
            area.x,
            area.y + 4.0,
            escaped(&shortened(&edge.label))
        )
        .expect(INFALLIBLE);
    }
    out.push_str("</g>\n");
}

/// A line through the corners, each of them rounded.
fn path(points: &[(f64, f64)]) -> String {
    let mut out = String::new();
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return out };
    write!(out, "M{:.1} {:.1}", first.0, first.1).expect(INFALLIBLE);
    for pair in points.windows(2).skip(1) {
        let [corner, next] = pair else { continue };
        let middle = (f64::midpoint(corner.0, next.0), f64::midpoint(corner.1, next.1));
        let end = if next == last { *last } else { middle };
        write!(out, "Q{:.1} {:.1} {:.1} {:.1}", corner.0, corner.1, end.0, end.1).expect(INFALLIBLE);
    }
    if points.len() == 2 {
        write!(out, "L{:.1} {:.1}", last.0, last.1).expect(INFALLIBLE);
    }
    out
}

fn draw_node(out: &mut String, node: &Node, area: Area) {
    let whole: Vec<&str> = std::iter::once(&node.label).chain(&node.lines).map(String::as_str).collect();
    let dashes = if node.exists { " stroke-dasharray=\"6 4\"" } else { "" };
    write!(
        out,
        "<g class=\"node {} {}\" data-id=\"{}\"><title>{}</title>{}",
        style(node).class,
        node.kind.word(),
        escaped(&node.id),
        escaped(&format!("{}: {}", node.kind.word(), whole.join(", "))),
        shape(node.kind, area, dashes)
    )
    .expect(INFALLIBLE);
    #[expect(clippy::cast_precision_loss, reason = "a node has a few lines")]
    let above = LINE * (whole.len() - 1) as f64 / 2.0;
    let shift = if node.kind == Kind::Volume { 6.0 } else { 0.0 };
    let mut y = area.y - above + 4.5 + shift;
    for (at, text) in whole.iter().enumerate() {
        let (size, weight) = if at == 0 { (FONT, " font-weight=\"bold\"") } else { (SMALL, "") };
        write!(
            out,
            "<text x=\"{:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{weight} text-anchor=\"middle\">{}</text> ",
            area.x,
            escaped(&shortened(text))
        )
        .expect(INFALLIBLE);
        y += LINE;
    }
    out.push_str("</g>\n");
}

/// The outline of a node, which tells the kinds apart without colours.
fn shape(kind: Kind, area: Area, dashes: &str) -> String {
    let (left, top) = (area.x - area.width / 2.0, area.y - area.height / 2.0);
    let (right, bottom) = (left + area.width, top + area.height);
    let rect = |radius: f64| {
        format!(
            "<rect class=\"shape\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" \
             rx=\"{radius:.1}\"{dashes}/>",
            area.width, area.height
        )
    };
    let outline = |d: String| format!("<path class=\"shape\" d=\"{d}\"{dashes}/>");
    let (inner_left, inner_right) = (left + 10.0, right - 10.0);
    match kind {
        Kind::Internet | Kind::Clients => rect(area.height / 2.0),
        Kind::Service => rect(3.0),
        Kind::Network => rect(12.0),
        Kind::Listener => outline(format!(
            "M{inner_left:.1} {top:.1}H{inner_right:.1}L{right:.1} {:.1}L{inner_right:.1} {bottom:.1}H\
             {inner_left:.1}L{left:.1} {:.1}z",
            area.y, area.y
        )),
        Kind::Job => outline(format!(
            "M{left:.1} {top:.1}H{right:.1}V{bottom:.1}H{left:.1}zM{:.1} {top:.1}V{bottom:.1}M{:.1} {top:.1}V\
             {bottom:.1}",
            left + 7.0,
            right - 7.0
        )),
        Kind::Volume => {
            let (upper, lower, radius) = (top + 7.0, bottom - 7.0, area.width / 2.0);
            outline(format!(
                "M{left:.1} {upper:.1}A{radius:.1} 7 0 0 1 {right:.1} {upper:.1}V{lower:.1}A{radius:.1} 7 0 0 1 \
                 {left:.1} {lower:.1}zM{left:.1} {upper:.1}A{radius:.1} 7 0 0 0 {right:.1} {upper:.1}"
            ))
        }
        Kind::Secret => {
            outline(format!("M{inner_left:.1} {top:.1}H{right:.1}L{inner_right:.1} {bottom:.1}H{left:.1}z"))
        }
        Kind::Resource => outline(format!(
            "M{left:.1} {top:.1}H{inner_right:.1}L{right:.1} {:.1}V{bottom:.1}H{left:.1}z",
            top + 10.0
        )),
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect(INFALLIBLE);
}

/// Text of an element or of an attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in sanitise::line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::layout::width;

    /// The number of an attribute.
    fn number(element: &str, name: &str) -> f64 {
        let (_, rest) = element.split_once(&format!(" {name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.parse().unwrap()
    }

    #[test]
    fn text_stays_inside_its_shape() {
        let kinds = [
            Kind::Internet,
            Kind::Clients,
            Kind::Listener,
            Kind::Service,
            Kind::Network,
            Kind::Job,
            Kind::Volume,
            Kind::Secret,
            Kind::Resource,
        ];
        let texts = ["a", "W".repeat(30).as_str(), "a label & <text> of some length", "日本語の名前"]
            .map(str::to_owned);
        for kind in kinds {
            for text in &texts {
                for count in 0..4 {
                    let mut node = Node::new("node", kind, text);
                    node.lines = vec![text.clone(); count];
                    let (graph, places) = layout(Graph { nodes: vec![node], ..Graph::default() });
                    let (mut drawn, area) = (String::new(), *places.nodes.first().unwrap());
                    draw_node(&mut drawn, graph.nodes.first().unwrap(), area);
                    // The room that a slanted or doubled side takes, and the lid of a cylinder.
                    let side = match kind {
                        Kind::Listener | Kind::Secret => 10.0,
                        Kind::Job => 7.0,
                        Kind::Internet
                        | Kind::Clients
                        | Kind::Service
                        | Kind::Network
                        | Kind::Volume
                        | Kind::Resource => 0.0,
                    };
                    let lid = if kind == Kind::Volume { 14.0 } else { 0.0 };
                    let lines: Vec<&str> = drawn.split("<text").skip(1).collect();
                    assert_eq!(lines.len(), count + 1, "{drawn}");
                    for line in lines {
                        let (letter, y) = (number(line, "font-size"), number(line, "y"));
                        let wide = width(&shortened(text), letter);
                        assert!(wide / 2.0 <= area.width / 2.0 - side, "{kind:?}: {wide} in {}", area.width);
                        let (top, bottom) = (area.y - area.height / 2.0, area.y + area.height / 2.0);
                        assert!(y - letter * 0.72 >= top + lid - 0.1, "{kind:?}: {y} above {top}");
                        assert!(y + letter * 0.22 <= bottom + 0.1, "{kind:?}: {y} below {bottom}");
                    }
                }
            }
        }
    }
}
