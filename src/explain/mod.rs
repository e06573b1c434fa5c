//! The texts about a code, a Compose attribute, a key, a parameter of the template, and tasks of users:
//! for a terminal, for programs, and for `docs/`.
//!
//! Codes, attributes and keys are in tables elsewhere (`diagnostic::explanations`, `validate::rows`,
//! `validate::keys`). Topics and parameters are here. Everything is set in Markdown.

mod attribute;
mod editor;
mod finding;
mod key;
mod pages;
mod parameter;
mod sections;
mod topic;

pub use editor::{Offer, at, below, choices};
pub use pages::{findings_page, how_to_page, keys_page, refusals_page, support_page};
pub use parameter::parameter_texts;
pub use topic::topics;

use serde_json::{Map, Value as Json, json};

use crate::diagnostic::{Code, explanations, nearest};
use crate::validate::keys;

/// A text about something.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Its kind.
    pub kind: Kind,
    /// The name of that.
    pub name: String,
    /// The page of the manual, below `docs/`, with its anchor.
    pub page: String,
    /// The text.
    pub markdown: String,
    /// The parts of the text, for programs.
    more: Json,
}

/// The kinds of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A code such as `E0103`.
    Code,
    /// An attribute of Compose.
    Attribute,
    /// A key of this program.
    Key,
    /// A parameter of the template.
    Parameter,
    /// A task of a user.
    Topic,
}

impl Kind {
    /// Its name for programs.
    fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Attribute => "attribute",
            Self::Key => "key",
            Self::Parameter => "parameter",
            Self::Topic => "topic",
        }
    }
}

impl Text {
    /// The text and its parts for programs.
    pub fn json(&self) -> Json {
        let mut all: Map<String, Json> = Map::new();
        all.insert("kind".to_owned(), json!(self.kind.word()));
        all.insert("name".to_owned(), json!(self.name));
        all.insert("page".to_owned(), json!(format!("docs/{}", self.page)));
        if let Json::Object(more) = &self.more {
            all.extend(more.clone());
        }
        all.insert("markdown".to_owned(), json!(self.markdown));
        Json::Object(all)
    }
}

/// The texts about a word: a topic and an attribute may share one. Else a word that was perhaps meant.
pub fn explain(word: &str) -> Result<Vec<Text>, Option<String>> {
    if let Some(code) = Code::from_number(&word.to_uppercase()) {
        let explanation = explanations().find(|explanation| explanation.code == code);
        return explanation.map(|explanation| vec![finding::text(explanation)]).ok_or(None);
    }
    if let Some(text) = key::text(word) {
        return Ok(vec![text]);
    }
    let texts: Vec<Text> = [topic::text(word), attribute::text(word)].into_iter().flatten().collect();
    if !texts.is_empty() {
        return Ok(texts);
    }
    parameter::text(word).map(|text| vec![text]).ok_or_else(|| near(word))
}

/// Everything but attributes, by kind, with a line each.
pub fn list() -> String {
    use std::fmt::Write as _;
    let mut out = "Topics:\n".to_owned();
    for topic in topics() {
        let _ = writeln!(out, "  {:<20}How do I {}?", topic.name, topic.question);
    }
    out.push_str("\nKeys:\n");
    for name in key_names() {
        let _ = writeln!(out, "  {name}");
    }
    out.push_str("\nParameters:\n");
    for parameter in parameter_texts() {
        let _ = writeln!(out, "  {}", parameter.name);
    }
    out.push_str("\nCodes:\n");
    for code in Code::ALL {
        let _ = writeln!(out, "  {}  {}", code.number(), code.title());
    }
    out.push_str(
        "\nAttributes are those of Compose, such as `services.restart`; docs/support.md lists them.\n",
    );
    out
}

/// Returns the words that a shell can complete: topics, keys, parameters, codes, and attributes of services.
pub fn words() -> Vec<String> {
    let attributes = attribute::names().into_iter().filter(|name| !name.contains('.'));
    // A shell takes a blank for the end of a word.
    let topics = topics().map(|topic| topic.name.replace(' ', "-"));
    let parameters = parameter_texts().map(|text| text.name.to_owned()).filter(|name| !name.contains('<'));
    let keys = key_names().into_iter().map(str::to_owned);
    let mut all: Vec<String> =
        topics.chain(keys).chain(parameters).chain(attributes).chain(Code::numbers()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The names of the keys, each once.
fn key_names() -> Vec<&'static str> {
    let mut names: Vec<&str> = keys().map(|key| key.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn near(word: &str) -> Option<String> {
    let topics: Vec<&str> =
        topics().flat_map(|topic| std::iter::once(topic.name).chain(topic.aliases.iter().copied())).collect();
    let parameters: Vec<&str> = parameter_texts().map(|text| text.shown).collect();
    let (numbers, mut attributes) = (Code::numbers(), attribute::names());
    attributes.sort_unstable();
    attributes.dedup();
    let of = |names: &[String]| nearest(word, names.iter().map(String::as_str)).map(str::to_owned);
    let of_static = |names: &[&'static str]| nearest(word, names.iter().copied()).map(str::to_owned);
    // A number without its letter, as in a list.
    let digits = (word.len() < 5 && !word.is_empty() && word.chars().all(|c| c.is_ascii_digit()))
        .then(|| numbers.iter().find(|number| number.ends_with(&format!("{word:0>4}"))).cloned());
    digits
        .flatten()
        .or_else(|| of(&numbers))
        .or_else(|| of_static(&key_names()))
        .or_else(|| of_static(&parameters))
        .or_else(|| of(&attributes))
        .or_else(|| of_static(&topics))
}

/// A Compose file as a block of code.
fn yaml(text: &str) -> String {
    format!("```yaml\n{}```\n", text.trim_start_matches('\n'))
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
            ("x-aws-logs_retention", "- Without it: 30 days."),
            ("CertificateArn", "- Default: none, it must be given."),
            ("WebImage", "# Parameter `<Service>Image`"),
            ("NetworkLoadBalancerScheme", "# Parameter `<Balancer>Scheme`"),
            ("private subnets", "AssignPublicIp=DISABLED"),
            ("private-subnets", "AssignPublicIp=DISABLED"),
            ("cost", "# How do I keep the cost low?"),
            ("volumes", "# How do I keep data in volumes?"),
            ("volumes", "# `volumes`"),
        ] {
            let texts: String = explain(word).unwrap().into_iter().map(|text| text.markdown).collect();
            assert!(texts.to_lowercase().contains(&part.to_lowercase()), "{word}: {part} in {texts}");
        }
    }

    #[test]
    fn what_is_unknown_gets_a_suggestion() {
        for (word, meant) in [
            ("E0130", Some("E0103")),
            ("restrat", Some("restart")),
            ("x-aws-logs_retension", Some("x-aws-logs_retention")),
            ("CertficateArn", Some("CertificateArn")),
            ("htpps", Some("https")),
            ("quux quux", None),
        ] {
            assert_eq!(explain(word), Err(meant.map(str::to_owned)), "{word}");
        }
    }

    #[test]
    fn no_word_means_two_topics_and_every_reference_leads_somewhere() {
        let mut known = std::collections::BTreeSet::new();
        for topic in topics() {
            for word in std::iter::once(&topic.name).chain(topic.aliases) {
                assert!(known.insert(*word), "{word} names two topics");
                assert!(explain(word).is_ok(), "{word}");
            }
            for word in topic.see {
                assert!(explain(word).is_ok(), "{}: {word}", topic.name);
            }
        }
    }
}
