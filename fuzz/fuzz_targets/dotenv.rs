//! Bytes as a `.env` and as an env_file: the grammar, and the findings about them.
#![no_main]

use stackpose::Memory;
use stackpose::internals::grammar::dotenv;
use stackpose_fuzz::{archive::FOLDER, pipeline};

const COMPOSE: &str = "services:\n  web:\n    image: nginx:1.29\n    env_file: [.env, {path: raw.env, format: raw}]\n    command: $A ${B:-c}\n";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let lookup = |name: &str| (name.len() == 1).then(|| "$A \"b\"\n".to_owned());
        if let Err(error) = dotenv::parse(text, &lookup) {
            assert!(text.get(error.range.clone()).is_some(), "{error:?}");
        }
        let _ = dotenv::parse_raw(text, &lookup);
    }
    let mut files = Memory::default();
    for (name, content) in [("compose.yaml", COMPOSE.as_bytes()), (".env", bytes), ("raw.env", bytes)] {
        files.files.insert(format!("{FOLDER}/{name}"), content.to_owned());
    }
    pipeline::findings(&stackpose::compile(&pipeline::request(), &files, stackpose::Format::Yaml));
});
