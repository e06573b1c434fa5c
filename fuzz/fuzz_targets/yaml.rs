//! Bytes as a Compose file: the reader, and the model that is printed and read again.
#![no_main]

use stackpose::Memory;
use stackpose::internals::config_output;
use stackpose::internals::pipeline::resolve_project;
use stackpose_fuzz::{archive::FOLDER, pipeline};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut files = Memory::default();
    files.files.insert(format!("{FOLDER}/compose.yaml"), bytes.to_owned());
    let request = pipeline::request();
    let first = resolve_project(&request, &files);
    pipeline::findings(&first);
    let Some(resolved) = &first.value else { return };
    // What `config` prints is a Compose file that means the same.
    let printed = config_output::yaml(&resolved.tree);
    // As Docker's own does, it doubles a `$` in a key, which no reader undoes.
    if printed.lines().any(|line| line.split(": ").next().is_some_and(|key| key.contains('$'))) {
        return;
    }
    files.files.insert(format!("{FOLDER}/compose.yaml"), printed.clone().into_bytes());
    let again = resolve_project(&request, &files);
    pipeline::findings(&again);
    if let Some(resolved) = &again.value {
        assert_eq!(printed, config_output::yaml(&resolved.tree));
    }
});
