//! Property values: a literal, or one of CloudFormation's functions.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html>
//!
//! A function becomes a map of one key (`{"Ref": "X"}`, `{"Fn::Sub": "…"}`), so a map of the *user's* whose
//! one key is `Ref`, `Condition` or `Fn::…` could not be told from it. Such a map must not come this far:
//! lowering refuses it.

use serde::Serialize;
use serde::ser::Serializer;

use super::{Json, LogicalId, Object};

/// A value of type `T`, known now or computed by CloudFormation.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<T> {
    /// Known now; never read as anything but itself.
    Literal(T),
    /// `Ref` to a parameter or resource of the template.
    Ref(LogicalId),
    /// `Ref` to what CloudFormation knows by itself.
    Pseudo(Pseudo),
    /// `Fn::GetAtt`: an attribute of a resource.
    GetAtt(LogicalId, &'static str),
    /// `Fn::Sub`: text with references in it; [`super::Sub`] alone makes it, so no user text becomes a
    /// reference.
    Sub(SubText),
    /// `Fn::Join`: a list put together to one text.
    Join { delimiter: String, list: Box<List> },
    /// `Fn::Select`: one member of a list, counted from 0.
    Select { index: u32, list: Box<List> },
    /// `Fn::Split`: a text taken apart to a list.
    Split { delimiter: String, text: Box<Text> },
    /// `Fn::If`: one value or the other.
    If { condition: LogicalId, then: Box<Self>, otherwise: Box<Self> },
    /// `Ref: AWS::NoValue`: as if the property were not there.
    NoValue,
    /// An expression that the user wrote as CloudFormation's own, passed on as it is.
    Raw(Json),
}

/// A string property.
pub type Text = Value<String>;

/// A property that is a list of strings; the whole list may be a function, and each member too.
pub type List = Value<Vec<Text>>;

/// The text of an `Fn::Sub`, made by [`super::Sub`] only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubText(pub(super) String);

/// A parameter which CloudFormation itself defines.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pseudo {
    AccountId,
    Partition,
    Region,
    StackId,
    StackName,
    UrlSuffix,
}

impl Pseudo {
    /// The name to refer to it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::AccountId => "AWS::AccountId",
            Self::Partition => "AWS::Partition",
            Self::Region => "AWS::Region",
            Self::StackId => "AWS::StackId",
            Self::StackName => "AWS::StackName",
            Self::UrlSuffix => "AWS::URLSuffix",
        }
    }
}

impl<T> Value<T> {
    /// `Ref` to a parameter or resource.
    pub fn reference(id: &LogicalId) -> Self {
        Self::Ref(id.clone())
    }

    /// An attribute of a resource.
    pub fn attribute(id: &LogicalId, attribute: &'static str) -> Self {
        Self::GetAtt(id.clone(), attribute)
    }

    /// `Fn::FindInMap`: what the section `Mappings` has under two keys.
    pub fn in_map(mapping: &str, first: &LogicalId, second: &Text) -> Self {
        let first = Object::from_iter([("Ref", first.to_string())]);
        let arguments = vec![mapping.to_owned().into(), first.into(), Json::of_part(second)];
        Self::Raw(Object::from_iter([("Fn::FindInMap", Json::Array(arguments))]).into())
    }

    /// `then` where the condition holds, else `otherwise`.
    pub fn when(condition: &LogicalId, then: impl Into<Self>, otherwise: impl Into<Self>) -> Self {
        Self::If {
            condition: condition.clone(),
            then: Box::new(then.into()),
            otherwise: Box::new(otherwise.into()),
        }
    }
}

impl Text {
    /// The members of a list with the delimiter between them.
    pub fn join(delimiter: impl Into<String>, list: impl Into<List>) -> Self {
        Self::Join { delimiter: delimiter.into(), list: Box::new(list.into()) }
    }

    /// The member of a list at this index, counted from 0.
    pub fn select(index: u32, list: impl Into<List>) -> Self {
        Self::Select { index, list: Box::new(list.into()) }
    }
}

impl List {
    /// The parts of a text between the delimiters.
    pub fn split(delimiter: impl Into<String>, text: impl Into<Text>) -> Self {
        Self::Split { delimiter: delimiter.into(), text: Box::new(text.into()) }
    }
}

impl<T> From<T> for Value<T> {
    fn from(literal: T) -> Self {
        Self::Literal(literal)
    }
}

impl From<&str> for Text {
    fn from(literal: &str) -> Self {
        Self::Literal(literal.to_owned())
    }
}

impl<T: Into<Text>> FromIterator<T> for List {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        Self::Literal(members.into_iter().map(Into::into).collect())
    }
}

impl From<Pseudo> for Text {
    fn from(pseudo: Pseudo) -> Self {
        Self::Pseudo(pseudo)
    }
}

impl<T: Serialize> Serialize for Value<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Literal(literal) => literal.serialize(serializer),
            Self::Ref(id) => function(serializer, "Ref", id),
            Self::Pseudo(pseudo) => function(serializer, "Ref", pseudo.name()),
            Self::GetAtt(id, attribute) => function(serializer, "Fn::GetAtt", &(id, attribute)),
            Self::Sub(text) => function(serializer, "Fn::Sub", text),
            Self::Join { delimiter, list } => function(serializer, "Fn::Join", &(delimiter, list)),
            Self::Select { index, list } => function(serializer, "Fn::Select", &(index, list)),
            Self::Split { delimiter, text } => function(serializer, "Fn::Split", &(delimiter, text)),
            Self::If { condition, then, otherwise } => {
                function(serializer, "Fn::If", &(condition, then, otherwise))
            }
            Self::NoValue => function(serializer, "Ref", "AWS::NoValue"),
            Self::Raw(expression) => expression.serialize(serializer),
        }
    }
}

/// The long form that JSON and YAML share: a map of one key.
pub(super) fn function<S: Serializer, A: Serialize + ?Sized>(
    serializer: S,
    name: &'static str,
    arguments: &A,
) -> Result<S::Ok, S::Error> {
    // In JSON this is the map, and its key need not be copied.
    serializer.serialize_newtype_variant("Function", 0, name, arguments)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn id(text: &str) -> LogicalId {
        LogicalId::new(text).unwrap()
    }

    #[test]
    fn every_value_has_the_long_form_of_its_function() {
        let x = id("X");
        let list: List = ["a", "b"].into_iter().collect();
        let raw = json!({ "Fn::ImportValue": "other" });
        let table: [(Text, serde_json::Value); 11] = [
            ("${X}".into(), json!("${X}")),
            (Text::reference(&x), json!({ "Ref": "X" })),
            (Pseudo::UrlSuffix.into(), json!({ "Ref": "AWS::URLSuffix" })),
            (Text::attribute(&x, "Arn"), json!({ "Fn::GetAtt": ["X", "Arn"] })),
            (Text::sub().text("a").reference(&x).finish(), json!({ "Fn::Sub": "a${X}" })),
            (Text::join(",", list.clone()), json!({ "Fn::Join": [",", ["a", "b"]] })),
            (Text::select(1, List::reference(&x)), json!({ "Fn::Select": [1, { "Ref": "X" }] })),
            (
                Text::select(0, List::split("/", "a/b")),
                json!({ "Fn::Select": [0, { "Fn::Split": ["/", "a/b"] }] }),
            ),
            (
                Text::when(&id("C"), "a", Value::NoValue),
                json!({ "Fn::If": ["C", "a", { "Ref": "AWS::NoValue" }] }),
            ),
            (Text::Raw(raw.clone().into()), raw),
            (String::new().into(), json!("")),
        ];
        for (value, expected) in table {
            assert_eq!(serde_json::to_value(&value).unwrap(), expected);
        }
        let empty: List = Vec::new().into();
        assert_eq!(serde_json::to_value(empty).unwrap(), json!([]));
    }
}
