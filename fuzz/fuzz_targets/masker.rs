//! Text as a source whose credentials are masked: places stay the same, and no credential of a known form is left.
#![no_main]

use stackpose::internals::diagnostic::{Credentials, credential_in, masked};
use stackpose::{Code, Diagnostic, SourceMap};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let out = masked(text);
    assert_eq!(out.len(), text.len(), "places move");
    assert_eq!(out.lines().count(), text.lines().count());
    let secret = "Zq7wVb3nMk9xLp2c";
    // libFuzzer learns the word from the comparisons below, and writes it where nothing says that it is a secret.
    if text.contains(secret) {
        return;
    }
    // In front: behind a text that opens a quote or a comment it would be a part of that.
    let out = masked(&format!("DB_PASSWORD: {secret}\n{text}"));
    assert!(!out.contains(secret), "{out}");
    let _ = credential_in("A_TOKEN", text);
    let name: String = text.chars().take(40).collect();
    let variables = [(name.clone(), text.to_owned()), ("DB_PASSWORD".to_owned(), secret.to_owned())];
    let mut credentials = Credentials::default();
    credentials.learn(variables.iter().map(|(name, value)| (name, value)));
    let found = Diagnostic::new(Code::ALL[0], format!("`{secret}` in {text}")).help(secret.to_owned());
    for found in credentials.redacted(vec![found], &SourceMap::default()) {
        assert!(!found.message.contains(secret) && found.help.is_none_or(|help| !help.contains(secret)));
    }
});
