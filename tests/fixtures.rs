//! Every folder `fixtures/ROOM/CASE` is a test: its template and its findings are compared with the two snapshots
//! beside it. A case without an error has a template, a case with one has none. Those of `fixtures/config_output` have their
//! resolved model as a third; those of `fixtures/split` have the root and the nested stacks of `convert --split` besides.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their fixtures, and stop at the first surprise"
)]

mod common;
#[path = "fixtures/support.rs"]
mod support;

use std::path::Path;

use stackpose::internals::config_output;
use stackpose::internals::pipeline::compile_split;
use stackpose::internals::split::Grouping;
use stackpose::{Disk, Format};

#[test]
fn every_case_gives_its_template_and_its_findings() {
    insta::glob!("../fixtures", "*/*/compose.yaml", |file| {
        let folder = file.parent().unwrap();
        let outcome = stackpose::compile(&common::request(folder), &Disk, Format::Yaml);
        beside(folder).bind(|| {
            insta::assert_snapshot!("diagnostics", common::picture(&outcome));
            match &outcome.value {
                Some(template) => insta::assert_snapshot!("template", template),
                None => assert!(
                    !folder.join("template.snap").exists(),
                    "{} has no template any more",
                    folder.display()
                ),
            }
        });
    });
}

/// Projects in the manner of popular self-hosted programs convert, all of them.
#[test]
fn real_projects_have_a_template() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/real");
    let projects = std::fs::read_dir(root).unwrap().map(|project| project.unwrap().path());
    let (converted, refused): (Vec<_>, Vec<_>) =
        projects.partition(|project| project.join("template.snap").exists());
    assert!(converted.len() >= 30 && refused.is_empty(), "{}, without {refused:?}", converted.len());
}

/// The model that `stackpose config` prints; the folder's own path is written as `[folder]`.
#[test]
fn every_case_gives_its_model() {
    insta::glob!("../fixtures/config_output", "*/compose.yaml", |file| {
        let folder = file.parent().unwrap();
        let outcome = stackpose::internals::pipeline::resolve_project(&common::request(folder), &Disk);
        assert!(!outcome.has_errors(), "{}", common::picture(&outcome));
        let text = config_output::yaml(&outcome.value.unwrap().tree);
        let parent = folder.parent().unwrap().to_str().unwrap();
        let text = text.replace(folder.to_str().unwrap(), "[folder]").replace(parent, "[above]");
        beside(folder).bind(|| insta::assert_snapshot!("model", text));
    });
}

/// More nested stacks than this are too many to look at, so that a case has its findings alone.
const MOST_STACKS: usize = 10;

/// The root, the nested stacks and the findings of `convert --split`; the file `groups` holds the number of `--stacks`.
#[test]
fn every_case_of_split_gives_its_stacks() {
    insta::glob!("../fixtures/split", "*/compose.yaml", |file| {
        let folder = file.parent().unwrap();
        let groups = std::fs::read_to_string(folder.join("groups")).ok();
        let grouping = groups.map_or(Grouping::Each, |count| Grouping::Hashed(count.trim().parse().unwrap()));
        let outcome = compile_split(&common::request(folder), &Disk, Format::Yaml, grouping);
        beside(folder).bind(|| insta::assert_snapshot!("split_diagnostics", common::picture(&outcome)));
        let Some(split) = outcome.value.filter(|split| split.parts.len() <= MOST_STACKS) else { return };
        beside(folder).bind(|| insta::assert_snapshot!("root", split.root.text));
        for (file, text) in &split.parts {
            let name = file.strip_prefix("stacks/").unwrap().strip_suffix(".yaml").unwrap();
            beside(&folder.join("stacks")).bind(|| insta::assert_snapshot!(name, text));
        }
        let snapshots = std::fs::read_dir(folder.join("stacks")).unwrap().map(|file| file.unwrap().path());
        let snapshots = snapshots.filter(|file| file.extension().is_some_and(|ending| ending == "snap"));
        assert_eq!(snapshots.count(), split.parts.len(), "{} has other stacks", folder.display());
    });
}

/// Snapshots that lie in the case's folder under plain names.
fn beside(folder: &Path) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.remove_snapshot_suffix();
    settings.remove_input_file();
    settings
}
