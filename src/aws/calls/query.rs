//! Answers of the Query protocol: XML → elements by name.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_types::error::ErrorMetadata;
use roxmltree::{Document, Node};

/// An element with its text and the elements inside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::aws) struct Element {
    name: String,
    text: String,
    inside: Vec<Self>,
}

impl Element {
    /// The first element of this name inside.
    pub(in crate::aws) fn get(&self, name: &str) -> Option<&Self> {
        self.inside.iter().find(|element| element.name == name)
    }

    /// Its text; empty where there is none.
    pub(in crate::aws) fn text(&self, name: &str) -> &str {
        self.get(name).map(|element| element.text.as_str()).unwrap_or_default()
    }

    /// Whether its text is `true`.
    pub(in crate::aws) fn is(&self, name: &str) -> bool {
        self.text(name) == "true"
    }

    /// The items of a list.
    pub(in crate::aws) fn list(&self, name: &str) -> &[Self] {
        self.get(name).map(|element| element.inside.as_slice()).unwrap_or_default()
    }

    /// The text of an item.
    pub(in crate::aws) fn own(&self) -> &str {
        &self.text
    }
}

/// An answer. A document type is refused, so no entity grows.
pub(super) fn read(text: &str) -> Result<Element, BoxError> {
    Ok(element(Document::parse(text)?.root_element()))
}

/// The parser bounds the depth.
fn element(node: Node<'_, '_>) -> Element {
    Element {
        name: node.tag_name().name().to_owned(),
        text: node.text().unwrap_or_default().to_owned(),
        inside: node.children().filter(Node::is_element).map(element).collect(),
    }
}

/// Code and text of a refusal; none where it is no XML. EC2 says `Response`, `Errors`, `Error`, others
/// `ErrorResponse`, `Error`.
pub(super) fn refusal(text: &str) -> ErrorMetadata {
    let mut refusal = ErrorMetadata::builder();
    let Ok(document) = Document::parse(text) else { return refusal.build() };
    let error = document.descendants().find(|node| node.tag_name().name() == "Error");
    for node in error.iter().flat_map(Node::children) {
        let said = node.text().unwrap_or_default();
        match node.tag_name().name() {
            "Code" => refusal = refusal.code(said),
            "Message" => refusal = refusal.message(said),
            _ => {}
        }
    }
    refusal.build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_refusals_are_read() {
        for text in [
            "<Response><Errors><Error><Code>A</Code><Message>b &amp; c</Message></Error></Errors><RequestID>1</RequestID></Response>",
            "<ErrorResponse xmlns=\"urn:x\"><Error><Type>Sender</Type><Code>A</Code><Message>b &amp; c</Message></Error></ErrorResponse>",
        ] {
            let refusal = refusal(text);
            assert_eq!((refusal.code(), refusal.message()), (Some("A"), Some("b & c")), "{text}");
        }
        assert_eq!(refusal("no XML").code(), None);
    }

    #[test]
    fn an_answer_that_breaks_off_is_none() {
        let whole = "<R xmlns=\"urn:x\"><set><item><id>1</id><on>true</on></item><item/></set></R>";
        let answer = read(whole).unwrap();
        assert_eq!((answer.list("set")[0].text("id"), answer.list("set").len()), ("1", 2));
        assert!(answer.list("set")[0].is("on") && answer.list("other").is_empty());
        assert!(read(whole.trim_end_matches("></R>")).is_err());
        assert!(read("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>").is_err());
    }
}
