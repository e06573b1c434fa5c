//! A project from the corpus through `check --fix`: what was edited can be checked again, and nothing is left to edit.
#![no_main]

use stackpose::Diagnostic;
use stackpose::internals::fix::{Edited, fix};
use stackpose_fuzz::{archive, mutation, pipeline};

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutation::mutate(data, size, max_size, seed)
});

libfuzzer_sys::fuzz_target!(|text: &str| {
    let (request, files) = (pipeline::request(), archive::files(text));
    let check = |files: &dyn stackpose::Files| stackpose::check(&request, files);
    let before = check(&files);
    let (outcome, changes) = fix(check, &files, &request.working_dir);
    pipeline::findings(&outcome);
    if changes.is_empty() {
        return;
    }
    let readable = !before.diagnostics.iter().any(|found| found.code.number().starts_with("E01"));
    // A key that is spelt right now may name further files, whose faults are not of our making.
    let edited = |found: &Diagnostic| {
        let source = found.labels.first().and_then(|label| outcome.sources.source(label.loc.source()));
        source.is_some_and(|source| changes.iter().any(|change| *change.name == *source.name))
    };
    let unreadable = |found: &&Diagnostic| found.code.number().starts_with("E01");
    let broken = outcome.diagnostics.iter().filter(unreadable).any(edited);
    assert!(!readable || !broken, "the edited file cannot be read");
    let mut edited = Edited::new(&files);
    for change in &changes {
        edited.put(&change.path, change.after.clone());
    }
    let (_, again) = fix(check, &edited, &request.working_dir);
    assert!(again.is_empty(), "not done after one run: {again:?}");
});
