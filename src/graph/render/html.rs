//! HTML: one file with the picture, tables and the details of each part. It loads nothing, and its policy
//! admits no script and no style but its own.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::svg::{drawing, escaped, styles};
use super::{Graph, Node};
use crate::grammar::base64;
use crate::graph::layout::layout;
use crate::graph::page::Detail;
use crate::graph::{EdgeKind, Kind};
use crate::sanitise;

const SCRIPT: &str = include_str!("page.js");
const STYLE: &str = include_str!("page.css");
const INFALLIBLE: &str = "internal error: a string takes all that is written to it";

/// The page.
pub fn html(graph: Graph, details: &[Detail]) -> String {
    let (graph, places) = layout(graph);
    let style = format!("{STYLE}{}", styles("#picture "));
    let project = escaped(&graph.project);
    let data = serde_json::to_string(details).expect("internal error: details are made of texts and lists");
    // A script element ends at `</script`, whatever is in it.
    let data = sanitise::json(&data).replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta \
         http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-{}'; style-src \
         'sha256-{}'; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{project} on AWS</title>\n\
         <style>{style}</style>\n</head>\n<body>\n",
        digest(SCRIPT),
        digest(&style)
    );
    write!(
        out,
        "<header><h1>{project} on AWS</h1><div class=\"tools\" role=\"search\"><label for=\"search\">Search</label>\
         <input id=\"search\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\"><output id=\"found\" \
         for=\"search\"></output></div><div class=\"tools\" role=\"toolbar\" aria-label=\"Zoom\"><button id=\"out\" \
         type=\"button\" aria-label=\"Zoom out\">−</button><button id=\"in\" type=\"button\" aria-label=\"Zoom \
         in\">+</button><button id=\"fit\" type=\"button\">Whole picture</button></div></header>\n<main>\n"
    )
    .expect(INFALLIBLE);
    notes(&mut out, &graph);
    let (width, height) = (places.width, places.height);
    write!(
        out,
        "<section class=\"stage\" aria-labelledby=\"picture-title\"><h2 id=\"picture-title\">Picture</h2><p \
         class=\"keys\">Drag to move, use the wheel to zoom. Keys: Tab goes through the nodes, Enter shows one, arrows \
         move, + and − zoom, 0 shows the whole picture, / searches, Escape closes.</p><div class=\"columns\"><div \
         id=\"stage\"><svg id=\"picture\" role=\"group\" aria-label=\"Picture of {project}\" viewBox=\"0 0 {width:.0} \
         {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" font-family=\"Helvetica, Arial, 'Liberation Sans', \
         sans-serif\">\n{}</svg></div><aside id=\"details\" aria-live=\"polite\" aria-label=\"Details\" tabindex=\"-1\" \
         hidden></aside></div></section>\n",
        drawing(&graph, &places)
    )
    .expect(INFALLIBLE);
    legend(&mut out);
    tables(&mut out, &graph);
    write!(
        out,
        "</main>\n<script type=\"application/json\" id=\"data\">{data}</script>\n<script>{SCRIPT}</script>\n</body>\n\
         </html>\n"
    )
    .expect(INFALLIBLE);
    out
}

/// The hash by which a policy names an element.
fn digest(text: &str) -> String {
    base64::encode(&Sha256::digest(text.as_bytes()), 0)
}

fn notes(out: &mut String, graph: &Graph) {
    if graph.notes.is_empty() {
        return;
    }
    out.push_str(
        "<section class=\"notes\" aria-labelledby=\"notes-title\"><h2 id=\"notes-title\">Notes</h2><ul>",
    );
    for note in &graph.notes {
        write!(out, "<li>{}</li>", escaped(note)).expect(INFALLIBLE);
    }
    out.push_str("</ul></section>\n");
}

fn legend(out: &mut String) {
    out.push_str(
        "<section class=\"legend\" aria-labelledby=\"legend-title\"><h2 id=\"legend-title\">Legend</h2><ul><li>Solid \
         line: traffic</li><li>Solid line with a dot: files, secrets and other resources that tasks use</li><li>Dotted \
         line: depends_on</li><li>Orange: reached from the Internet</li><li>Blue, cylinder or parallelogram: \
         data</li><li>Hexagon: listener of a load balancer</li><li>Double sides: job</li><li>Dashed: exists \
         already</li></ul></section>\n",
    );
}

fn tables(out: &mut String, graph: &Graph) {
    let tasks = graph.nodes.iter().filter(|node| matches!(node.kind, Kind::Service | Kind::Job));
    let rows = tasks.map(|node| {
        let frame = graph.frames.iter().find(|frame| node.frame.as_ref() == Some(&frame.id));
        let size = node.lines.first().cloned().unwrap_or_default();
        let more = node.lines.iter().skip(1).cloned().collect::<Vec<_>>().join(", ");
        let public = if node.public { "yes" } else { "no" };
        let networks = frame.map_or(String::new(), |frame| frame.networks.join(", "));
        (node, vec![size, more, networks, public.to_owned()])
    });
    table(out, "Services and sizes", &["Tasks and size", "Details", "Networks", "Public"], rows.collect());
    let listeners = graph.nodes.iter().filter(|node| node.kind == Kind::Listener);
    let rows = listeners.map(|node| {
        let names = |ids: Vec<&String>| {
            let labels = ids.into_iter().filter_map(|id| graph.node(id)).map(|node| node.label.clone());
            labels.collect::<Vec<_>>().join(", ")
        };
        let from = graph.edges.iter().filter(|edge| edge.to == node.id).map(|edge| &edge.from);
        let to = graph.edges.iter().filter(|edge| edge.from == node.id).map(|edge| &edge.to);
        (node, vec![node.lines.join(", "), names(from.collect()), names(to.collect())])
    });
    table(out, "Ports", &["Details", "From", "To"], rows.collect());
    for (kind, title) in
        [(Kind::Volume, "Volumes"), (Kind::Secret, "Secrets"), (Kind::Resource, "Further resources")]
    {
        let nodes = graph.nodes.iter().filter(|node| node.kind == kind);
        let rows = nodes.map(|node| {
            let users = graph.edges.iter().filter(|edge| edge.to == node.id && edge.kind == EdgeKind::Use);
            let users = users.filter_map(|edge| {
                let name = &graph.node(&edge.from)?.label;
                let label = &edge.label;
                Some(if label.is_empty() { name.clone() } else { format!("{name} ({label})") })
            });
            (node, vec![node.lines.join(", "), users.collect::<Vec<_>>().join(", ")])
        });
        table(out, title, &["Details", "Used by"], rows.collect());
    }
}

/// A table with the nodes' names in the first column; none without rows.
fn table(out: &mut String, title: &str, heads: &[&str], rows: Vec<(&Node, Vec<String>)>) {
    if rows.is_empty() {
        return;
    }
    write!(
        out,
        "<section class=\"list\"><table><caption>{title}</caption><thead><tr><th scope=\"col\">Name</th>"
    )
    .expect(INFALLIBLE);
    for head in heads {
        write!(out, "<th scope=\"col\">{head}</th>").expect(INFALLIBLE);
    }
    out.push_str("</tr></thead><tbody>\n");
    for (node, cells) in rows {
        let exists = if node.exists { " (exists)" } else { "" };
        write!(
            out,
            "<tr><th scope=\"row\"><button type=\"button\" class=\"show\" data-show=\"{}\">{}</button>{exists}</th>",
            escaped(&node.id),
            escaped(&node.label)
        )
        .expect(INFALLIBLE);
        for cell in cells {
            write!(out, "<td>{}</td>", escaped(&cell)).expect(INFALLIBLE);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></section>\n");
}
