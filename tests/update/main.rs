//! Updates: what a change of a Compose file does to a stack that exists, and that AWS would let it.
//!
//! `fixtures/update/CASE` holds `before/compose.yaml` and `after/compose.yaml`, perhaps with values of parameters beside
//! them (`parameters`, one `Name=value` a line). `changes.snap` is what CloudFormation would do. `faults.txt` has the
//! documented faults of the case, by which an update fails or loses something; without it there must be none.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their fixtures, and stop at the first surprise"
)]

#[path = "../common/mod.rs"]
mod common;
mod pairs;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use stackpose::internals::diff::{Action, Comparison, compare, evaluate, faults};
use stackpose::{Disk, Format};

#[test]
fn ordinary_changes_do_what_their_cases_say() {
    let (mut count, mut wrong) = (0, Vec::new());
    insta::glob!("../../fixtures/update", "*/after/compose.yaml", |file| {
        count += 1;
        let case = file.parent().unwrap().parent().unwrap();
        let state = |name: &str| {
            let folder = case.join(name);
            evaluate(&template(&folder, case), &parameters(&folder))
        };
        let comparison = compare(state("before"), &state("after"));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(case);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.remove_snapshot_suffix();
        settings.remove_input_file();
        settings.bind(|| insta::assert_snapshot!("changes", picture(&comparison)));
        let documented = std::fs::read_to_string(case.join("faults.txt")).unwrap_or_default();
        let found: Vec<String> = faults::find(&comparison).iter().map(ToString::to_string).collect();
        let documented: Vec<&str> = documented.lines().filter(|line| !line.starts_with('#')).collect();
        if found != documented {
            wrong.push(format!("{}: {found:#?}, and not {documented:#?}", case.display()));
        }
    });
    assert!(count > 0);
    assert!(wrong.is_empty(), "faults that were found, and not those of faults.txt:\n{}", wrong.join("\n"));
}

fn template(folder: &Path, case: &Path) -> Value {
    let mut request = common::request(folder);
    // A project that is renamed says its names itself.
    let named = std::fs::read_to_string(folder.join("compose.yaml")).unwrap().contains("\nname:");
    let case = case.file_name().unwrap().to_str().unwrap().to_owned();
    request.project_name = Some(case).filter(|_| !named);
    let outcome = stackpose::compile(&request, &Disk, Format::Json);
    assert!(!outcome.has_errors(), "{}\n{}", folder.display(), common::picture(&outcome));
    serde_json::from_str(&outcome.value.unwrap()).unwrap()
}

fn parameters(folder: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder.join("parameters")).unwrap_or_default();
    let pair = |line: &str| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    text.lines().filter_map(pair).collect()
}

/// A line for each resource that something happens to.
fn picture(comparison: &Comparison) -> String {
    let mut all = String::new();
    for (id, action) in &comparison.actions {
        match action {
            Action::Add => writeln!(all, "add     {id}"),
            Action::Change(properties) => writeln!(all, "change  {id}: {}", properties.join(", ")),
            Action::Replace(properties) => writeln!(all, "replace {id}: {}", properties.join(", ")),
            Action::Remove => writeln!(all, "remove  {id}"),
            Action::Keep => writeln!(all, "keep    {id}"),
        }
        .unwrap();
    }
    if all.is_empty() { "nothing changes\n".to_owned() } else { all }
}
