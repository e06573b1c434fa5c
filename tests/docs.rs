//! The generated pages are those of the tables; `UPDATE_DOCS=1` writes them anew.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read and write the pages, and stop at the first surprise"
)]

use std::path::Path;

use stackpose::Code;
use stackpose::internals::{explain, validate};

fn compare(name: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, wanted).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == wanted, "docs/{name} is not what the tables say; write it with UPDATE_DOCS=1");
}

#[test]
fn the_page_of_findings_is_the_stories() {
    let page = explain::findings_page();
    for code in Code::ALL {
        assert!(page.contains(&format!("\n## {}: ", code.number())), "{} is missing", code.number());
    }
    compare("findings.md", &page);
}

#[test]
fn the_page_of_attributes_is_the_table() {
    let page = explain::support_page();
    for row in validate::rows() {
        assert!(page.contains(&format!("| `{}` |", row.path)), "{} is missing", row.path);
    }
    compare("support.md", &page);
}

/// The page holds every refusal, and no attribute that some value of it does not end in one.
#[test]
fn the_page_of_refusals_is_what_the_table_refuses() {
    let page = explain::refusals_page();
    let refuses =
        |row: &validate::Row| matches!(row.support, validate::Support::Refused | validate::Support::NotYet);
    for row in validate::rows().filter(|row| refuses(row) && !row.help.is_empty()) {
        assert!(page.contains(&format!("| `{}` |", row.path)), "{} is missing", row.path);
    }
    for named in page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()) {
        assert!(validate::rows().any(|row| row.path == named && refuses(row)), "{named} is not refused");
    }
    compare("refusals.md", &page);
}

/// Editors and schema catalogues name this file by its path.
#[test]
fn the_stored_schema_is_the_printed_one() {
    compare("../schemas/compose-aws.json", &validate::schema_for_editors());
}

/// The way from every code and every attribute to its text.
#[test]
fn everything_can_be_explained() {
    for code in Code::ALL {
        assert!(text(&code.number()).contains(code.title()));
    }
    for row in validate::rows() {
        let text = text(row.path);
        assert!(format!("\n{text}").contains(&format!("\n# `{}`\n", row.path)), "{}: {text}", row.path);
    }
    for key in validate::keys() {
        assert!(text(key.name).contains(key.description), "{}", key.name);
    }
    for parameter in explain::parameter_texts() {
        assert!(text(parameter.name).contains(parameter.description), "{}", parameter.name);
        assert!(text(parameter.shown).contains(parameter.description) || parameter.name == "<Variable>");
    }
    for topic in explain::topics() {
        assert!(text(topic.name).contains(topic.answer), "{}", topic.name);
    }
}

/// All that is said about a word.
fn text(word: &str) -> String {
    let texts = explain::explain(word).map_err(|_| format!("{word} is not found")).unwrap();
    // While pages are written anew, another test may be in the middle of one.
    let written = std::env::var_os("UPDATE_DOCS").is_none();
    for text in texts.iter().filter(|_| written) {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(&text.page);
        let (page, anchor) = page.to_str().unwrap().split_once('#').unwrap();
        let page = std::fs::read_to_string(page).unwrap();
        assert!(anchors(&page).contains(&anchor.to_owned()), "{word}: {}", text.page);
    }
    texts.into_iter().map(|text| text.markdown).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_page_of_keys_is_the_table() {
    let page = explain::keys_page();
    for key in validate::keys() {
        assert!(page.contains(&format!("\n## `{}`\n", key.name)), "{} is missing", key.name);
    }
    compare("keys.md", &page);
}

#[test]
fn the_page_of_topics_is_the_table() {
    compare("how-to.md", &explain::how_to_page());
}

/// README.md, CONTRIBUTING.md, … and the pages of `docs/`, as paths below the checkout.
fn pages() -> Vec<std::path::PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["", "docs", "fuzz", "schemas"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The anchor that GitHub and mdBook give to a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

/// The anchors of a page: of its headings, and those that are written.
fn anchors(page: &str) -> Vec<String> {
    let headings = page.lines().filter(|line| line.starts_with('#'));
    let headings = headings.map(|line| anchor(line.trim_start_matches('#').trim()));
    let written = page.lines().filter_map(|line| line.strip_prefix("<a id=\"")?.strip_suffix("\"></a>"));
    headings.chain(written.map(str::to_owned)).collect()
}

/// The targets of the inline links of a page, without code.
fn links(page: &str) -> Vec<&str> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in page.lines() {
        fenced ^= line.trim_start().starts_with("```");
        if fenced {
            continue;
        }
        for after in line.split("](").skip(1) {
            found.extend(after.split_once(')').map(|(target, _)| target));
        }
    }
    found
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    let mut broken = Vec::new();
    let mut seen = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in
            links(&text).into_iter().filter(|link| !link.contains("://") && !link.starts_with("mailto:"))
        {
            seen += 1;
            let (file, wanted) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            let Ok(other) = std::fs::read_to_string(&target) else {
                if !target.is_dir() {
                    broken.push(format!("{}: {link}", page.display()));
                }
                continue;
            };
            if !wanted.is_empty() && !anchors(&other).iter().any(|found| found == wanted) {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(seen > 40, "only {seen} links were found");
    assert!(broken.is_empty(), "links that lead nowhere:\n{}", broken.join("\n"));
}

#[test]
fn the_summary_names_every_page() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let summary = std::fs::read_to_string(docs.join("SUMMARY.md")).unwrap();
    for page in pages().iter().filter(|page| page.starts_with(&docs) && !page.ends_with("SUMMARY.md")) {
        let name = page.file_name().unwrap().to_str().unwrap();
        assert!(summary.contains(&format!("]({name})")), "docs/SUMMARY.md does not name {name}");
    }
}
