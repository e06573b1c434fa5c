//! Overrides: parts of a template as the user wants them, in CloudFormation's own words.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html>

use serde_json::{Map, Value};

use crate::source::{Loc, Spanned};

/// A value of JSON, functions in their long form, in which each part knows its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// The value.
    pub value: OverlayValue,
    /// Where it stands.
    pub loc: Loc,
}

/// A value of an override.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverlayValue {
    /// A text, number, boolean, or nothing.
    Scalar(Value),
    /// A list.
    List(Vec<Overlay>),
    /// A mapping in the user's order, each key once.
    Map(Vec<(Spanned<String>, Overlay)>),
}

impl Overlay {
    /// JSON that stands at no place of its own.
    pub fn from_json(json: &Value, loc: Loc) -> Self {
        let value = match json {
            Value::Array(items) => {
                OverlayValue::List(items.iter().map(|item| Self::from_json(item, loc)).collect())
            }
            Value::Object(map) => OverlayValue::Map(
                map.iter()
                    .map(|(key, item)| (Spanned::new(key.clone(), loc), Self::from_json(item, loc)))
                    .collect(),
            ),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                OverlayValue::Scalar(json.clone())
            }
        };
        Self { value, loc }
    }

    /// The value without the places.
    pub fn to_json(&self) -> Value {
        match &self.value {
            OverlayValue::Scalar(value) => value.clone(),
            OverlayValue::List(items) => items.iter().map(Self::to_json).collect(),
            OverlayValue::Map(entries) => {
                let entries = entries.iter().map(|(key, item)| (key.value.clone(), item.to_json()));
                entries.collect::<Map<_, _>>().into()
            }
        }
    }

    /// True for nothing at all.
    pub fn is_null(&self) -> bool {
        self.value == OverlayValue::Scalar(Value::Null)
    }

    /// The text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        if let OverlayValue::Scalar(value) = &self.value { value.as_str() } else { None }
    }

    /// The items, if it is a list.
    pub fn items(&self) -> Option<&[Self]> {
        if let OverlayValue::List(items) = &self.value { Some(items) } else { None }
    }

    /// The entries, if it is a mapping.
    pub fn entries(&self) -> Option<&[(Spanned<String>, Self)]> {
        if let OverlayValue::Map(entries) = &self.value { Some(entries) } else { None }
    }

    /// The entry of this key, if it is a mapping that has one.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries()?.iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
    }
}
