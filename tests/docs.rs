//! The generated pages are those of the tables; `UPDATE_DOCS=1` writes them anew.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read and write the pages, and stop at the first surprise"
)]

use std::path::Path;

use stackpose::diagnostic::Code;
use stackpose::explain;
use stackpose::validate;

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
    let refuses = |row: &validate::Row| matches!(row.fate, validate::Fate::Refused | validate::Fate::NotYet);
    for row in validate::rows().filter(|row| refuses(row) && !row.help.is_empty()) {
        assert!(page.contains(&format!("| `{}` |", row.path)), "{} is missing", row.path);
    }
    for named in page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()) {
        assert!(validate::rows().any(|row| row.path == named && refuses(row)), "{named} is not refused");
    }
    compare("refusals.md", &page);
}

/// The way from every code and every attribute to its text.
#[test]
fn everything_can_be_explained() {
    for code in Code::ALL {
        assert!(explain::explain(&code.number()).unwrap().contains(code.title()));
    }
    for row in validate::rows() {
        let text = explain::explain(row.path).unwrap_or_else(|_| panic!("{} is not found", row.path));
        assert!(text.starts_with(&format!("# `{}`\n", row.path)), "{}: {text}", row.path);
    }
    for key in validate::keys() {
        assert!(explain::explain(key.name).unwrap().contains(key.description), "{}", key.name);
    }
}
