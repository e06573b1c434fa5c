//! One page by itself: no script, nothing is fetched, light or dark as the reader has it.

use super::{details, effect, groups, parameter, remark, title, value};
use crate::diff::model::{Change, Diff, Effect, Hazard, SourceLine};
use crate::sanitise;

/// Nothing is loaded and nothing runs, also where a text of a template should break out of its element.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE: &str = "
:root { color-scheme: light dark; --line: #8886; --error: #c62828; --warning: #b26a00; --note: #33691e; }
@media (prefers-color-scheme: dark) { :root { --error: #ff8a80; --warning: #ffcc80; --note: #c5e1a5; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
section, details { border-top: 1px solid var(--line); padding: 0.5rem 0; }
summary { cursor: pointer; font-weight: 600; }
li { margin: 0.25rem 0; }
.error b, .replaced { color: var(--error); } .warning b { color: var(--warning); } .note b { color: var(--note); }
.place { opacity: 0.7; }
figure { margin: 1rem 0; overflow-x: auto; }
figure svg { max-width: 100%; height: auto; }
figcaption { font-size: 0.9rem; opacity: 0.8; }
";

/// The update as an HTML page; with `long` everything that follows from other changes, too. `picture` is an
/// element of SVG with its caption, where there is one.
pub fn html(diff: &Diff, long: bool, picture: Option<(&str, &str)>) -> String {
    let headline = escaped(&diff.headline());
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Stackpose: {headline}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{headline}</h1>\n"
    );
    if let Some((svg, caption)) = picture {
        out.extend(["<figure>\n", svg, "<figcaption>", &escaped(caption), "</figcaption>\n</figure>\n"]);
    }
    if !diff.hazards.is_empty() {
        section(&mut out, "Hazards", &diff.hazards.iter().map(hazard).collect::<String>());
    }
    for group in groups(diff, long) {
        let items: String = group.changes.iter().map(|change| resource(change, long)).collect();
        let name = escaped(title(group.name));
        out.extend(["<details open>\n<summary>", &name, "</summary>\n<ul>\n", &items, "</ul>\n</details>\n"]);
    }
    let parameters = diff.parameters.iter().map(|(name, change)| {
        let (sign, what) = parameter(change);
        format!("<li>{sign} {}: {}</li>\n", code(name), escaped(&what))
    });
    section(&mut out, "Parameters", &parameters.collect::<String>());
    let outputs = diff.outputs.iter().map(|(sign, name)| format!("<li>{sign} {}</li>\n", code(name)));
    section(&mut out, "Outputs", &outputs.collect::<String>());
    let sections = diff.sections.iter().map(|name| format!("<li>{}</li>\n", code(name)));
    section(&mut out, "Other sections that differ", &sections.collect::<String>());
    out.push_str("</body>\n</html>\n");
    out
}

/// A heading and a list, unless it is empty.
fn section(out: &mut String, heading: &str, items: &str) {
    if !items.is_empty() {
        out.extend(["<section>\n<h2>", heading, "</h2>\n<ul>\n", items, "</ul>\n</section>\n"]);
    }
}

fn hazard(hazard: &Hazard) -> String {
    let finding = &hazard.finding;
    let (word, number) = (finding.severity.word(), finding.code.number());
    let help = finding.help.as_ref().map(|help| format!("<br>{}", prose(help))).unwrap_or_default();
    let (message, place) = (prose(&finding.message), at(hazard.place.as_ref()));
    format!("<li class=\"{word}\"><b>{word} {number}</b> {message}{place}{help}</li>\n")
}

fn resource(change: &Change, long: bool) -> String {
    let (id, kind, what) = (code(&change.id), code(&change.kind), prose(&effect(change)));
    let class = if matches!(change.effect, Effect::Replace | Effect::MayReplace) {
        " class=\"replaced\""
    } else {
        ""
    };
    let mut out = format!("<li>{} {id} ({kind}): <b{class}>{what}</b>", change.effect.sign());
    let lines: Vec<String> = details(change, long)
        .map(|detail| {
            let (old, new) = (value(detail.old.as_ref(), long), value(detail.new.as_ref(), long));
            let remark = remark(detail);
            let remark = if remark.is_empty() {
                String::new()
            } else {
                format!(", <b class=\"replaced\">{remark}</b>")
            };
            let (path, old, new) = (code(&detail.path), code(&old), code(&new));
            format!("<li>{path}: {old} → {new}{remark}{}</li>\n", at(detail.place.as_ref()))
        })
        .collect();
    if !lines.is_empty() {
        out.extend(["\n<ul>\n", &lines.concat(), "</ul>\n"]);
    }
    out + "</li>\n"
}

fn at(place: Option<&SourceLine>) -> String {
    place
        .map(|place| format!(" <span class=\"place\">{}</span>", code(&place.to_string())))
        .unwrap_or_default()
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

/// A sentence in which names stand in backticks.
fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { code(part) } else { escaped(part) }).collect()
}

/// Text in which nothing is markup, in an element or in an attribute.
fn escaped(text: &str) -> String {
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
