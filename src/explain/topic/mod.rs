//! "How do I …": what people want to do, each with a Compose file that does it. A test converts the files.

mod data;
mod network;
mod running;
mod work;

use std::fmt::Write as _;

use serde_json::json;

use super::{Kind, Text, yaml};

/// A task of a user.
#[derive(Debug, Clone, Copy)]
pub struct Topic {
    /// Its name.
    pub name: &'static str,
    /// Other words for it.
    pub aliases: &'static [&'static str],
    /// The rest of the question "How do I …", without its question mark.
    pub question: &'static str,
    /// The answer: Markdown, in whole sentences.
    pub answer: &'static str,
    /// A Compose file that does it.
    pub example: &'static str,
    /// Keys, attributes, parameters, codes and other topics to go on with.
    pub see: &'static [&'static str],
    /// The page of the manual that has more.
    pub page: &'static str,
}

/// Every topic, in the order of the page.
pub fn topics() -> impl Iterator<Item = &'static Topic> {
    [network::TOPICS, data::TOPICS, work::TOPICS, running::TOPICS].into_iter().flatten()
}

/// The text about a topic.
pub(super) fn text(word: &str) -> Option<Text> {
    let word = normal(word);
    let is = |topic: &&Topic| topic.name == word || topic.aliases.contains(&word.as_str());
    let topic = topics().find(is)?;
    let mut markdown = format!("# How do I {}?\n\n", topic.question);
    markdown.push_str(&body(topic));
    let see = topic.see.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let _ = writeln!(markdown, "\nMore: `stackpose explain` with {see}; docs/{}.", topic.page);
    let more = json!({
        "question": format!("How do I {}?", topic.question),
        "aliases": topic.aliases,
        "example": topic.example.trim_start(),
        "see": topic.see,
    });
    let page = format!("how-to.md#{}", topic.anchor());
    Some(Text { kind: Kind::Topic, name: topic.name.to_owned(), page, markdown, more })
}

/// The answer and the example.
pub(super) fn body(topic: &Topic) -> String {
    format!("{}\n\n{}", topic.answer, yaml(topic.example))
}

impl Topic {
    /// Its anchor on the page.
    pub(super) fn anchor(&self) -> String {
        self.name.replace(' ', "-")
    }
}

/// A topic as people write it: `Private-Subnets`, `private_subnets`.
fn normal(word: &str) -> String {
    let words: Vec<String> =
        word.split([' ', '-', '_']).filter(|part| !part.is_empty()).map(str::to_lowercase).collect();
    words.join(" ")
}
