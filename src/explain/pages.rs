//! The generated pages `docs/findings.md` and `docs/support.md`; a test compares them with the files.

use std::fmt::Write as _;

use super::{attribute, finding};
use crate::diagnostic::{Code, stories};
use crate::validate::{Row, Support, keys, rows};

/// The page of all findings.
pub fn findings_page() -> String {
    let mut out = FINDINGS.to_owned();
    for code in Code::ALL {
        let number = code.number();
        let _ = writeln!(out, "| [{number}](#{}) | {} |", anchor(*code), code.title());
    }
    for story in stories() {
        // One heading of the page stands above those of the findings.
        let _ = write!(out, "\n#{}", finding::text(story));
    }
    out
}

/// The page of all attributes.
pub fn support_page() -> String {
    let mut out = SUPPORT.to_owned();
    for (title, prefix) in SECTIONS {
        let _ = write!(
            out,
            "\n## {title}\n\n| attribute | what becomes of it | CloudFormation | why, and the way out |\n|---|---|---|---|\n"
        );
        for row in rows().filter(|row| section(row.path) == *prefix) {
            out.push_str(&line(row));
        }
    }
    out.push_str("\n## Keys of our own\n\n| key | where | what it does |\n|---|---|---|\n");
    for key in keys() {
        let later = if key.support == Support::Later { " *Not lowered by this version yet.*" } else { "" };
        let _ =
            writeln!(out, "| `{}` | {} | {}{later} |", key.name, key.place.shown(), cell(key.description));
    }
    out
}

const FINDINGS: &str = "\
# What Stackpose finds

Generated from `src/diagnostic/stories` (`UPDATE_DOCS=1 cargo test --test docs` writes this file anew); `stackpose explain CODE`
prints the same texts.

Codes are never reused. `E` stops, `W` warns, `N` is good to know. The first two digits are the room: 00 files, 01 YAML,
02 interpolation, 03 merging, 04 schema, 05 consistency, 06 what Fargate cannot do, 07 lowering, 08 the finished template,
09 allowances, 10 what is legal and unwise.

## Levels

`--deny CODE`, `--deny warnings` and `--deny notes` make errors of findings; `--allow CODE` silences a warning or a note. In a
Compose file, a comment does so for its own line, or, with a line to itself, for the line below:

```yaml
services:
  legacy:
    # stackpose: allow W1001 — the vendor publishes no other tag
    image: example/legacy:latest
```

and a block does so for the whole project:

```yaml
x-stackpose:
  allow: [N1005]
```

An allowance that allows nothing is itself a note (N0902). Errors cannot be allowed.

## Formats

`stackpose check --format` takes `human`, `short`, `json`, `sarif` and `github`. All show the same findings, ordered by place.
Values behind keys that look like credentials are starred out where source text is shown; the other formats show none.

`json` prints one object a line:

| member | what |
|---|---|
| `code`, `severity`, `title` | `E0103`; `error`, `warning` or `note`, after levels; what the code is about |
| `message`, `help` | the sentence; what to write instead, or null |
| `place` | `file`, `line`, `column`, `end_line`, `end_column`: counted from 1 in characters, the end behind the last; null for what stands in no file |
| `labels` | every place with its `text`, the main one first |
| `fix` | what `check --fix` would put where (`place`, `replacement`), or null |

`sarif` is SARIF 2.1.0 for code scanning services, `github` the workflow commands that put findings onto a diff.

## Findings

| code | about |
|---|---|
";

const SUPPORT: &str = "\
# What becomes of every Compose attribute

Generated from `src/validate/support` (`UPDATE_DOCS=1 cargo test --test docs` writes this file anew); `stackpose explain
services.restart` prints a row. A test compares the rows with the Compose specification's own schema in both directions.

- **lowered**: kept with its meaning. Without a property it does its work before the template.
- **approximated**: kept in part (W0602). **ignored**: dropped, which does no harm (N0603).
- **refused**: Fargate has nothing in its place (E0601). **not yet**: AWS can, this version cannot (E0604).

In paths, `*` is a name of yours and `[]` an item of a list. An attribute without a row follows the one that holds it.
";

/// Titles, and the first part of the paths below them.
const SECTIONS: &[(&str, &str)] = &[
    ("Top level", ""),
    ("Services", "services"),
    ("Build", "build"),
    ("Deploy", "deploy"),
    ("Networks", "networks"),
    ("Volumes", "volumes"),
    ("Secrets", "secrets"),
    ("Configs", "configs"),
    ("Models", "models"),
];

/// The section of a path.
fn section(path: &str) -> &str {
    let mut parts = path.split('.');
    match (parts.next().unwrap_or_default(), parts.next(), parts.next()) {
        ("services", Some("*"), Some(own @ ("build" | "deploy"))) => own,
        (_, None, _) => "",
        (first, ..) => {
            SECTIONS.iter().map(|(_, prefix)| *prefix).find(|prefix| *prefix == first).unwrap_or("")
        }
    }
}

fn line(row: &Row) -> String {
    let mut fate = attribute::fate(row.fate).to_owned();
    let condition = attribute::condition(row);
    if !condition.is_empty() {
        let _ = write!(fate, " {condition}");
    }
    let property = if row.property.is_empty() { String::new() } else { format!("`{}`", row.property) };
    let why: Vec<String> =
        [row.reason, row.help].into_iter().filter(|text| !text.is_empty()).map(cell).collect();
    format!("| `{}` | {} | {property} | {} |\n", row.path, cell(&fate), why.join("; "))
}

/// Text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// The anchor that a code's heading gets where Markdown is shown.
fn anchor(code: Code) -> String {
    let heading = format!("{}: {}", code.number(), code.title()).to_lowercase();
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}
