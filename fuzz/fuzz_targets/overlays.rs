//! YAML laid over a template: under a service, and under the whole.
#![no_main]

use stackpose_fuzz::{archive, mutation, pipeline};

const SERVICE: &str = "services:\n  web:\n    image: nginx:1.29\n    ports: [80]\n    environment: {A: b}\n    x-aws-cloudformation:\n";

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutation::mutate(data, size, max_size, seed)
});

libfuzzer_sys::fuzz_target!(|text: &str| {
    let indented =
        |spaces: &str| -> String { text.lines().map(|line| format!("{spaces}{line}\n")).collect() };
    let compose = format!("{SERVICE}{}x-aws-cloudformation:\n{}", indented("      "), indented("  "));
    pipeline::all(&pipeline::request(), &archive::files(&compose));
});
