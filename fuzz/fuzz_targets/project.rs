//! A project from the corpus, changed block by block, through the whole pipeline.
#![no_main]

use stackpose_fuzz::{archive, mutation, pipeline};

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutation::mutate(data, size, max_size, seed)
});

libfuzzer_sys::fuzz_target!(|text: &str| {
    pipeline::all(&pipeline::request(), &archive::files(text));
});
