//! The long story of a finding, and what becomes of an attribute: for a terminal, and for `docs/`.
//!
//! Everything here is in tables elsewhere (`diagnostic::explanations`, `validate::rows`, `validate::keys`); this folder sets
//! it in Markdown.

mod attribute;
mod finding;
mod pages;

pub use pages::{findings_page, refusals_page, support_page};

use crate::diagnostic::{Code, explanations, nearest};

/// The text about a code such as `E0103` or an attribute such as `services.restart`; else a word that was perhaps meant.
pub fn explain(word: &str) -> Result<String, Option<String>> {
    if let Some(code) = Code::of(&word.to_uppercase()) {
        let explanation = explanations().find(|explanation| explanation.code == code);
        return explanation.map(finding::text).ok_or(None);
    }
    match attribute::text(word) {
        Some(text) => Ok(text),
        None => Err(near(word)),
    }
}

/// Every code with its title, one a line.
pub fn list() -> String {
    let lines: Vec<String> =
        Code::ALL.iter().map(|code| format!("{}  {}", code.number(), code.title())).collect();
    lines.join("\n") + "\n"
}

fn near(word: &str) -> Option<String> {
    let numbers = Code::numbers();
    let names = attribute::names();
    let number = nearest(word, numbers.iter().map(String::as_str));
    number.or_else(|| nearest(word, names.iter().map(String::as_str))).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_every_way_people_write_them() {
        for (word, part) in [
            ("e0103", "# E0103"),
            ("W0602", "what to write instead"),
            ("services.restart", "RestartPolicy"),
            ("restart", "RestartPolicy"),
            ("services.web.restart", "RestartPolicy"),
            ("deploy.resources.limits.memory", "services.*.deploy.resources.limits.memory"),
            ("services.ports.published", "services.*.ports.[].published"),
            ("x-aws-vpc", "VpcId"),
        ] {
            let text = explain(word).unwrap();
            assert!(text.to_lowercase().contains(&part.to_lowercase()), "{word}: {part} in {text}");
        }
    }

    #[test]
    fn what_is_unknown_gets_a_suggestion() {
        assert_eq!(explain("E0130"), Err(Some("E0103".to_owned())));
        assert_eq!(explain("restrat"), Err(Some("restart".to_owned())));
        assert_eq!(explain("quux quux"), Err(None));
    }
}
