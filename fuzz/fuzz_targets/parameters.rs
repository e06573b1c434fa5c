//! A file of parameters that is there already: filled in, it can be read, and filling it in again changes nothing.
#![no_main]

use std::sync::OnceLock;

use stackpose::Format;
use stackpose::internals::parameter_file;
use stackpose::internals::pipeline::Compiled;
use stackpose_fuzz::{archive, pipeline};

const COMPOSE: &str = "services:\n  web:\n    image: nginx:1.29\n    ports: [80]\n    environment: {A: b}\n    secrets: [s]\nsecrets: {s: {external: true}}\n";

libfuzzer_sys::fuzz_target!(|text: &str| {
    static COMPILED: OnceLock<Compiled> = OnceLock::new();
    let compiled = COMPILED.get_or_init(|| {
        let files = archive::files(COMPOSE);
        stackpose::internals::pipeline::compile_with_parameters(&pipeline::request(), &files, Format::Yaml)
            .value
            .expect("a template")
    });
    let _ = parameter_file::read(text);
    let Ok(filled) = parameter_file::fill(&compiled.parameters, Some(text)) else { return };
    assert!(parameter_file::read(&filled.text).is_ok());
    let again = parameter_file::fill(&compiled.parameters, Some(&filled.text)).expect("our own file");
    assert_eq!(again.text, filled.text);
});
