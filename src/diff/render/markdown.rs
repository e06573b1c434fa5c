//! For a comment on a pull request: hazards first, the rest collapsed, never longer than GitHub takes.

use super::{details, effect, groups, parameter, remark, title, value};
use crate::diff::model::{Change, Diff, SourceLine};
use crate::sanitise;

/// GitHub takes 65,536 characters; some are left for what stands around the comment.
const LONGEST: usize = 60_000;
/// Hazards that are shown with their help.
const MOST_HAZARDS: usize = 100;

/// The update as Markdown of GitHub.
pub fn markdown(diff: &Diff, long: bool) -> String {
    let mut out = format!("### Stackpose: {}\n", escaped(&diff.headline()));
    hazards(diff, &mut out);
    let mut left_out = 0;
    for group in groups(diff, long) {
        let mut body = String::new();
        let mut shown = 0;
        for change in &group.changes {
            let text = resource(change, long);
            if out.len() + body.len() + text.len() > LONGEST {
                left_out += 1;
            } else {
                body.push_str(&text);
                shown += 1;
            }
        }
        if shown > 0 {
            let name = html(title(group.name));
            let what = if shown == 1 { "resource" } else { "resources" };
            push(
                &mut out,
                &format!(
                    "\n<details><summary><b>{name}</b>: {shown} {what}</summary>\n\n{body}\n</details>\n"
                ),
            );
        }
    }
    let mut parameters = String::new();
    for (name, change) in &diff.parameters {
        let (sign, what) = parameter(change);
        let line = format!("- {} {}: {}\n", code(&sign.to_string()), code(name), code(&what));
        push(&mut parameters, &line);
    }
    let mut outputs = String::new();
    for (sign, name) in &diff.outputs {
        push(&mut outputs, &format!("- {} {}\n", code(&sign.to_string()), code(name)));
    }
    for (title, lines) in [("Parameters", parameters), ("Outputs", outputs)] {
        if lines.is_empty() {
        } else if out.len() + lines.len() > LONGEST {
            left_out += lines.lines().count();
        } else {
            push(&mut out, &format!("\n<details><summary><b>{title}</b></summary>\n\n{lines}\n</details>\n"));
        }
    }
    if !diff.sections.is_empty() {
        let names: Vec<String> = diff.sections.iter().take(20).map(|name| code(name)).collect();
        push(&mut out, &format!("\nOther sections that differ: {}\n", names.join(", ")));
    }
    if left_out > 0 {
        push(&mut out, &format!("\n{left_out} more are not shown: run `stackpose diff` to see all.\n"));
    }
    out
}

fn hazards(diff: &Diff, out: &mut String) {
    if diff.hazards.is_empty() {
        return;
    }
    out.push('\n');
    for hazard in diff.hazards.iter().take(MOST_HAZARDS) {
        let finding = &hazard.finding;
        let place = at(hazard.place.as_ref());
        let (word, number) = (finding.severity.word(), finding.code.number());
        let line = format!("- **{word} {number}**: {}{place}\n", prose(&finding.message));
        if out.len() + line.len() > LONGEST / 2 {
            break;
        }
        out.push_str(&line);
        if let Some(help) = &finding.help {
            push(out, &format!("  <br>{}\n", prose(help)));
        }
    }
    let shown = out.lines().filter(|line| line.starts_with("- **")).count();
    if shown < diff.hazards.len() {
        push(out, &format!("- and {} more hazards\n", diff.hazards.len() - shown));
    }
}

fn resource(change: &Change, long: bool) -> String {
    let sign = code(&change.effect.sign().to_string());
    let mut out =
        format!("- {sign} {} ({}): **{}**\n", code(&change.id), code(&change.kind), prose(&effect(change)));
    for detail in details(change, long) {
        let (old, new) = (value(detail.old.as_ref(), long), value(detail.new.as_ref(), long));
        let remark = remark(detail);
        let remark = if remark.is_empty() { String::new() } else { format!(", **{remark}**") };
        let place = at(detail.place.as_ref());
        push(
            &mut out,
            &format!("  - {}: {} → {}{remark}{place}\n", code(&detail.path), code(&old), code(&new)),
        );
    }
    out
}

fn at(place: Option<&SourceLine>) -> String {
    place.map(|place| format!(" ({})", code(&place.to_string()))).unwrap_or_default()
}

fn push(out: &mut String, text: &str) {
    out.push_str(text);
}

/// A code span, in which nothing is markup and nobody is mentioned.
fn code(text: &str) -> String {
    let text = sanitise::line(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A sentence in which names stand in backticks.
fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { code(part) } else { escaped(part) }).collect()
}

/// Text in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in sanitise::line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            '#' => out.push_str("&#35;"),
            '\\' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    // Addresses become links by themselves.
    out.replace("://", ":&#47;/").replace("www.", "www&#46;")
}

/// Text inside an HTML element.
fn html(text: &str) -> String {
    let text = sanitise::line(text);
    text.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_') {
                c.to_string()
            } else {
                format!("&#{};", u32::from(c))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_others_is_no_markup() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("x\n## y"), "`x\\n## y`");
        assert_eq!(prose("`a` <b> @c https://d"), "`a` &lt;b&gt; &#64;c https:&#47;/d");
        assert_eq!(html("</b>"), "&#60;&#47;b&#62;");
    }
}
