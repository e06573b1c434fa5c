//! `Fn::Sub`: text with references in it, safe for user text.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html>

use super::value::{Pseudo, SubText, Text, Value};
use super::{List, LogicalId};

/// Puts text and references together: `Text::sub().text("/ecs/").pseudo(Pseudo::StackName).finish()`.
#[derive(Debug, Clone, Default)]
pub struct Sub {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    /// Stands for itself, whatever is in it.
    Text(String),
    /// A reference: as it stands inside `${…}`, and as a value of its own.
    Reference(String, Text),
}

impl Sub {
    /// Adds text which stands for itself, `${` included.
    #[must_use]
    pub fn text(mut self, text: impl AsRef<str>) -> Self {
        // One text where there were two, so that `$` and `{` cannot meet unseen.
        if let Some(Part::Text(last)) = self.parts.last_mut() {
            last.push_str(text.as_ref());
        } else if !text.as_ref().is_empty() {
            self.parts.push(Part::Text(text.as_ref().to_owned()));
        }
        self
    }

    /// Adds the value of a parameter or the name of a resource.
    #[must_use]
    pub fn reference(mut self, id: &LogicalId) -> Self {
        self.parts.push(Part::Reference(id.to_string(), Value::reference(id)));
        self
    }

    /// Adds what CloudFormation knows by itself.
    #[must_use]
    pub fn pseudo(mut self, pseudo: Pseudo) -> Self {
        self.parts.push(Part::Reference(pseudo.name().to_owned(), pseudo.into()));
        self
    }

    /// Adds an attribute of a resource.
    #[must_use]
    pub fn attribute(mut self, id: &LogicalId, attribute: &'static str) -> Self {
        self.parts.push(Part::Reference(format!("{id}.{attribute}"), Value::attribute(id, attribute)));
        self
    }

    /// Adds all of another one.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        for part in other.parts {
            match part {
                Part::Text(text) => self = self.text(text),
                Part::Reference(..) => self.parts.push(part),
            }
        }
        self
    }

    /// The shortest value that says it: a literal, one reference, `Fn::Sub`, or `Fn::Join` where `Fn::Sub`
    /// cannot.
    pub fn finish(self) -> Text {
        if self.parts.len() <= 1 {
            return self.parts.into_iter().next().map_or_else(|| "".into(), Part::into_value);
        }
        match self.escaped() {
            Some(text) => Text::Sub(SubText(text)),
            None => Text::join("", self.parts.into_iter().map(Part::into_value).collect::<List>()),
        }
    }

    fn escaped(&self) -> Option<String> {
        let mut all = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => escape(text, &mut all)?,
                Part::Reference(inside, _) => {
                    all.push_str("${");
                    all.push_str(inside);
                    all.push('}');
                }
            }
        }
        Some(all)
    }
}

impl Text {
    /// A text with references in it.
    pub fn sub() -> Sub {
        Sub::default()
    }
}

impl Part {
    fn into_value(self) -> Text {
        match self {
            Self::Text(text) => text.into(),
            Self::Reference(_, value) => value,
        }
    }
}

/// Writes `${name}` as `${!name}`, which `Fn::Sub` turns back.
///
/// None for what AWS documents no escape for: a brace that stays open, or braces inside one another.
fn escape(text: &str, out: &mut String) -> Option<()> {
    let mut pieces = text.split("${");
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (name, _) = piece.split_once('}')?;
        if name.contains(['$', '{']) {
            return None;
        }
        out.push_str("${!");
        out.push_str(piece);
    }
    // A last `$` would stand before the `${` of the reference that follows: `$${X}` is right to AWS, but not
    // to every reader.
    if text.ends_with('$') { None } else { Some(()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn id(text: &str) -> LogicalId {
        LogicalId::new(text).unwrap()
    }

    fn json(sub: Sub) -> serde_json::Value {
        serde_json::to_value(sub.finish()).unwrap()
    }

    #[test]
    fn the_shortest_form_is_chosen() {
        assert_eq!(json(Text::sub()), json!(""));
        assert_eq!(json(Text::sub().text("a").text("${B}")), json!("a${B}"));
        assert_eq!(json(Text::sub().reference(&id("X"))), json!({"Ref": "X"}));
        assert_eq!(json(Text::sub().attribute(&id("X"), "Arn")), json!({"Fn::GetAtt": ["X", "Arn"]}));
        assert_eq!(
            json(Text::sub().text("/ecs/").pseudo(Pseudo::StackName)),
            json!({"Fn::Sub": "/ecs/${AWS::StackName}"})
        );
        assert_eq!(json(Text::sub().attribute(&id("X"), "Arn").text(":*")), json!({"Fn::Sub": "${X.Arn}:*"}));
    }

    #[test]
    fn user_text_never_becomes_a_reference() {
        let table = [
            ("${HOME}", json!({"Fn::Sub": "${!HOME}${AWS::Region}"})),
            ("a ${B} ${C} }", json!({"Fn::Sub": "a ${!B} ${!C} }${AWS::Region}"})),
            ("$HOME {x}", json!({"Fn::Sub": "$HOME {x}${AWS::Region}"})),
            ("${!X}", json!({"Fn::Sub": "${!!X}${AWS::Region}"})),
            ("${open", json!({"Fn::Join": ["", ["${open", {"Ref": "AWS::Region"}]]})),
            ("${", json!({"Fn::Join": ["", ["${", {"Ref": "AWS::Region"}]]})),
            ("${A:-${B}}", json!({"Fn::Join": ["", ["${A:-${B}}", {"Ref": "AWS::Region"}]]})),
            ("5$", json!({"Fn::Join": ["", ["5$", {"Ref": "AWS::Region"}]]})),
        ];
        for (text, expected) in table {
            assert_eq!(json(Text::sub().text(text).pseudo(Pseudo::Region)), expected, "{text}");
        }
        // `$` and `{` from two texts are one text.
        assert_eq!(
            json(Text::sub().text("$").text("{X}").pseudo(Pseudo::Region)),
            json!({"Fn::Sub": "${!X}${AWS::Region}"})
        );
    }

    proptest! {
        #[test]
        fn every_text_survives(text in "[$!{}a-c]{0,12}") {
            let value = json(Text::sub().pseudo(Pseudo::Region).text(&text).reference(&id("X")));
            let back = match value.get("Fn::Sub").and_then(|sub| sub.as_str()) {
                Some(sub) => evaluate(sub),
                None => value["Fn::Join"][1]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|part| part.as_str().map_or_else(|| "#".to_owned(), str::to_owned))
                    .collect::<String>(),
            };
            prop_assert_eq!(back, format!("#{text}#"));
        }
    }

    /// `Fn::Sub` as AWS documents it: `${!x}` is the text `${x}`, `${x}` a reference (here `#`).
    fn evaluate(sub: &str) -> String {
        let mut out = String::new();
        let mut rest = sub;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, tail) = after.split_once('}').unwrap();
            out.push_str(before);
            match name.strip_prefix('!') {
                Some(literal) => out.extend(["${", literal, "}"]),
                None => out.push('#'),
            }
            rest = tail;
        }
        out + rest
    }
}
