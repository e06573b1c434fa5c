//! Every folder `fixtures/model/CASE`: the model that `stackpose config` prints for it, compared with the snapshot beside
//! it. The folder's own path is written as `[folder]`.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their fixtures, and stop at the first surprise"
)]

mod common;

use stackpose::load::{Disk, Outside};
use stackpose::model;

#[test]
fn every_case_gives_its_model() {
    insta::glob!("../fixtures/model", "*/compose.yaml", |file| {
        let folder = file.parent().unwrap();
        let mut request = common::request(folder);
        request.outside = Outside::Warned;
        let outcome = stackpose::resolve_project(&request, &Disk);
        assert!(!outcome.has_errors(), "{}", common::picture(&outcome));
        let text = model::yaml(&outcome.value.unwrap().tree);
        let parent = folder.parent().unwrap().to_str().unwrap();
        let text = text.replace(folder.to_str().unwrap(), "[folder]").replace(parent, "[above]");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.remove_snapshot_suffix();
        settings.remove_input_file();
        settings.bind(|| insta::assert_snapshot!("model", text));
    });
}
