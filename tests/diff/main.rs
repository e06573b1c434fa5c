//! `stackpose diff`: what is said of an update, in three formats.
//!
//! `fixtures/diff/CASE` holds `before.yaml` and `after.yaml`, templates or Compose files, and perhaps `parameters.json`. The
//! pairs of `fixtures/update` are read, too; their picture is `diff.snap`.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their fixtures, and stop at the first surprise"
)]

#[path = "../common/mod.rs"]
mod common;
mod git;
mod split;
mod truth;

use std::collections::BTreeMap;
use std::path::Path;

use stackpose::Disk;
use stackpose::internals::diff::{Diff, Side, diff, render};
use stackpose::internals::split::Grouping;

fn snapshot(folder: &Path, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.remove_snapshot_suffix();
    settings.remove_input_file();
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// One side of a case: a template, or the Compose file of a project that is called as the case; where the file `groups` has
/// the number of `--stacks`, it is split.
fn side(folder: &Path, file: &str, project: &str) -> Side {
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    if let Some(Some(side)) = stackpose::internals::pipeline::comparable_template(file, &text).value {
        return side;
    }
    let mut request = common::request(folder);
    request.files = vec![file.to_owned()];
    request.project_name = (!text.contains("name:")).then(|| project.to_owned());
    let groups = std::fs::read_to_string(folder.join("groups")).ok();
    let grouping = groups.map(|count| Grouping::Hashed(count.trim().parse().unwrap()));
    let outcome = stackpose::internals::pipeline::comparable(&request, &Disk, grouping);
    assert!(!outcome.has_errors(), "{}\n{}", folder.display(), common::picture(&outcome));
    outcome.value.unwrap()
}

/// Both sides, with the parameters of `parameters.json` where it is there.
fn case(folder: &Path) -> Diff {
    let name = folder.file_name().unwrap().to_str().unwrap();
    let file = std::fs::read_to_string(folder.join("parameters.json")).unwrap_or_else(|_| "[]".to_owned());
    let given = stackpose::internals::parameter_file::read(&file).unwrap();
    let given: BTreeMap<String, String> = given.into_iter().collect();
    let with = |side: Side| Side { given: given.clone(), ..side };
    diff(&with(side(folder, "before.yaml", name)), &with(side(folder, "after.yaml", name)))
}

#[test]
fn every_case_is_shown_as_it_was() {
    let mut count = 0;
    insta::glob!("../../fixtures/diff", "*/after.yaml", |file| {
        count += 1;
        let folder = file.parent().unwrap();
        let diff = case(folder);
        snapshot(folder, "human", &render::human(&diff, false));
        snapshot(folder, "markdown", &render::markdown(&diff, false));
        snapshot(folder, "json", &render::json(&diff));
        let texts = [
            render::human(&diff, true),
            render::markdown(&diff, true),
            render::json(&diff),
            render::html(&diff, true, None),
        ];
        for text in texts {
            assert!(!text.contains("hunter"), "a credential is shown: {text}");
        }
    });
    assert!(count >= 41, "{count}");
}

#[test]
fn pairs_of_updates_are_shown_as_they_were() {
    insta::glob!("../../fixtures/update", "*/after/compose.yaml", |file| {
        let case = file.parent().unwrap().parent().unwrap();
        let name = case.file_name().unwrap().to_str().unwrap();
        let (before, after) = (case.join("before"), case.join("after"));
        let of = |folder: &Path| {
            let text = std::fs::read_to_string(folder.join("compose.yaml")).unwrap();
            let mut request = common::request(folder);
            request.project_name = (!text.contains("\nname:")).then(|| name.to_owned());
            stackpose::internals::pipeline::comparable(&request, &Disk, None).value.unwrap()
        };
        snapshot(case, "diff", &render::human(&diff(&of(&before), &of(&after)), false));
    });
}

#[test]
fn a_template_differs_from_itself_in_nothing() {
    insta::glob!("../../fixtures/diff", "*/after.yaml", |file| {
        let folder = file.parent().unwrap();
        let same = side(folder, "after.yaml", "same");
        let diff = diff(&same, &same);
        assert!(diff.is_empty(), "{}: {}", folder.display(), render::human(&diff, true));
    });
}

/// Deeper than the JSON of `serde_json` may be.
#[test]
fn a_deep_override_is_compared_and_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let deep = (0..200).fold("v".to_owned(), |inner, _| format!("{{a: {inner}}}"));
    let text = format!(
        "name: deep\nservices: {{web: {{image: 'nginx:1.29'}}}}\nx-aws-cloudformation:\n  Resources:\n    Deep:\n      Type: \
         Custom::Deep\n      Properties: {{ServiceToken: token, Deep: {deep}}}\n"
    );
    std::fs::write(folder.path().join("compose.yaml"), text).unwrap();
    let project = side(folder.path(), "compose.yaml", "deep");
    let mut request = common::request(folder.path());
    (request.files, request.project_name) = (vec!["compose.yaml".to_owned()], None);
    assert!(stackpose::internals::pipeline::picture(&request, &Disk).value.is_some());
    for format in [stackpose::Format::Yaml, stackpose::Format::Json] {
        let template = stackpose::compile(&request, &Disk, format).value.unwrap();
        let written = stackpose::internals::pipeline::comparable_template("template", &template)
            .value
            .unwrap()
            .unwrap();
        let diff = diff(&written, &project);
        assert!(diff.is_empty(), "{}", render::human(&diff, true));
    }
}

/// The two templates, with what their parameters are given.
fn differences(before: &str, after: &str, given: &[(&str, &str)]) -> Diff {
    let given: BTreeMap<String, String> =
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let [before, after] = [before, after].map(|text| {
        let side = stackpose::internals::pipeline::comparable_template("template", text).value;
        Side { given: given.clone(), ..side.unwrap().unwrap() }
    });
    diff(&before, &after)
}

#[test]
fn credentials_of_parameters_are_shown_nowhere() {
    let text = "Parameters: {DbPassword: {Type: String, Default: hunter2-default}}\nResources:\n  T:\n    Type: \
                AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions: [{Name: a, Command: !Sub \"run \
                ${DbPassword} -v\", Environment: [{Name: X, Value: !Ref DbPassword}]}]\n";
    let after = text.replace(" -v", " -w").replace("Name: X", "Name: Y").replace("2-default", "3-default");
    for given in [&[][..], &[("DbPassword", "hunter4-given")]] {
        let diff = differences(text, &after, given);
        assert!(!diff.is_empty());
        let all = [render::human(&diff, true), render::markdown(&diff, true), render::json(&diff)];
        for text in all {
            assert!(!text.contains("hunter"), "{text}");
        }
    }
}

/// YAML reads a plain date as a time, and CloudFormation as a text.
#[test]
fn a_plain_date_is_a_text() {
    let text = |version: &str| {
        format!(
            "Resources: {{R: {{Type: AWS::IAM::Role, Properties: {{AssumeRolePolicyDocument: {{Version: {version}}}}}}}}}\n"
        )
    };
    assert!(differences(&text("2012-10-17"), &text("'2012-10-17'"), &[]).is_empty());
    assert!(!differences(&text("2012-10-17"), &text("2008-10-17"), &[]).is_empty());
}
