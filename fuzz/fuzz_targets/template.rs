//! Text as a template with variables: what the grammar says of it lies in the text, and grows with it alone.
#![no_main]

use stackpose::internals::grammar::template;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let lookup = |name: &str| match name.len() {
        1 => Some(String::new()),
        2 => Some("${A}$".to_owned()),
        _ => None,
    };
    match template::expand(text, &lookup) {
        // A value is not expanded again, so no text can grow by more than its variables do.
        Ok(expansion) => assert!(expansion.text.len() <= text.len() * 5),
        Err(error) => assert!(text.get(error.range()).is_some(), "{error:?}"),
    }
    let _ = template::variables(text);
});
