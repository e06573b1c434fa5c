//! Every folder `fixtures/ROOM/CASE` is a test: its template and its findings are compared with the two snapshots
//! beside it. A case without an error has a template, a case with one has none.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their fixtures, and stop at the first surprise"
)]

mod common;

use stackpose::emit::Format;
use stackpose::load::Disk;

#[test]
fn every_case_gives_its_template_and_its_findings() {
    insta::glob!("../fixtures", "*/*/compose.yaml", |file| {
        let folder = file.parent().unwrap();
        let outcome = stackpose::compile(&common::request(folder), &Disk, Format::Yaml);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.remove_snapshot_suffix();
        settings.remove_input_file();
        settings.bind(|| {
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
