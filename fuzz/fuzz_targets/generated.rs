//! A project out of the generator, through the whole pipeline.
#![no_main]

use stackpose_fuzz::{archive, pipeline, project::Project};

libfuzzer_sys::fuzz_target!(|project: Project| {
    pipeline::all(&pipeline::request(), &archive::files(&project.0));
});
