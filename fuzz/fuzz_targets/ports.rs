//! A line as a short port, alone and in a service: ranges are as long as they say, and a service has a bounded number.
#![no_main]

use stackpose::internals::grammar::port;
use stackpose_fuzz::{archive, pipeline};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Some(line) = text.lines().next() else { return };
    if let Ok(ports) = port::parse(line) {
        let count = ports.count();
        assert!((1..=65_535).contains(&count) && ports.expand().len() == count);
    }
    let quoted: Vec<String> = text.lines().take(4).map(|line| format!("{line:?}")).collect();
    let compose = format!("services:\n  web:\n    image: nginx:1.29\n    ports: [{}]\n", quoted.join(", "));
    pipeline::all(&pipeline::request(), &archive::files(&compose));
});
