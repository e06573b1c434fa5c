//! JSON in a template: the properties of resources, and what a user wrote as CloudFormation's own.
//!
//! A large template is mostly this, so it takes less room than values of `serde_json`: objects are short, so
//! they are lists of entries without a table to look them up in, names that are known when the program is
//! built are not copied, and a text of up to 24 bytes lies in the value itself.

use std::borrow::Cow;
use std::fmt;

use compact_str::CompactString;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Number;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Json {
    #[default]
    Null,
    Bool(bool),
    Number(Number),
    String(CompactString),
    Array(Vec<Self>),
    Object(Object),
}

/// A JSON object that keeps the order of its entries.
#[derive(Clone, Default)]
pub struct Object {
    entries: Vec<(Cow<'static, str>, Json)>,
}

impl Json {
    /// The value under a key, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_object()?.get(key)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        if let Self::Object(object) = self { object.get_mut(key) } else { None }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The number, if it is a whole one without a sign.
    pub fn as_u64(&self) -> Option<u64> {
        if let Self::Number(number) = self { number.as_u64() } else { None }
    }

    /// The items, if it is an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// The same, to be changed.
    pub fn as_array_mut(&mut self) -> Option<&mut Vec<Self>> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// The object, if it is one.
    pub fn as_object(&self) -> Option<&Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    /// The bytes of its text, as [`Display`](fmt::Display) writes it.
    pub fn length(&self) -> usize {
        match self {
            Self::Null => "null".len(),
            Self::Bool(truth) => truth.to_string().len(),
            Self::Number(number) => match number.as_u64() {
                Some(whole) => whole.checked_ilog10().map_or(1, |digits| digits as usize + 1),
                None => number.to_string().len(),
            },
            Self::String(text) => length_of_text(text),
            Self::Array(items) => length_of_list(items.len(), items.iter().map(Self::length).sum()),
            Self::Object(object) => object.length(),
        }
    }
}

impl Object {
    /// An object without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// An object without entries, and room for so many.
    pub(super) fn with_capacity(count: usize) -> Self {
        Self { entries: Vec::with_capacity(count) }
    }

    /// Puts an entry at the end whose key is not there yet.
    pub(super) fn push(&mut self, key: impl Into<Cow<'static, str>>, value: Json) {
        self.entries.push((key.into(), value));
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True without entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Json> {
        self.entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// True when the key is there.
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Puts a value under a key, in place of an earlier one.
    pub fn insert(&mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Json>) {
        let (key, value) = (key.into(), value.into());
        match self.get_mut(&key) {
            Some(slot) => *slot = value,
            None => self.push(key, value),
        }
    }

    /// The bytes of its text.
    pub fn length(&self) -> usize {
        let entries = self.iter().map(|(key, value)| length_of_text(key) + 1 + value.length());
        length_of_list(self.len(), entries.sum())
    }

    /// Keys and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.entries.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// The values, in order.
    pub fn values(&self) -> impl Iterator<Item = &Json> {
        self.entries.iter().map(|(_, value)| value)
    }

    /// Keys and values, the values to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Json)> {
        self.entries.iter_mut().map(|(key, value)| (&**key, value))
    }

    /// The values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Json> {
        self.entries.iter_mut().map(|(_, value)| value)
    }
}

/// A list has brackets, and commas between its items.
fn length_of_list(count: usize, items: usize) -> usize {
    2 + count.saturating_sub(1) + items
}

/// A text has quotes, and some characters of it are escaped.
fn length_of_text(text: &str) -> usize {
    // Few texts have such characters.
    let is_escaped = |byte: u8| matches!(byte, 0..b' ' | b'"' | b'\\');
    if !text.bytes().fold(false, |found, byte| found | is_escaped(byte)) {
        return 2 + text.len();
    }
    let added = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 1,
        0..b' ' => 5,
        _ => 0,
    };
    2 + text.len() + text.bytes().map(added).sum::<usize>()
}

/// Objects with the same entries are the same in any order.
impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        let in_other = |(n, (key, value)): (usize, &(Cow<'static, str>, Json))| match other.entries.get(n) {
            Some((name, theirs)) if name == key => theirs == value,
            Some(_) | None => other.get(key) == Some(value),
        };
        self.len() == other.len() && self.entries.iter().enumerate().all(in_other)
    }
}

impl Eq for Object {}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// JSON on one line, without blanks.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl PartialEq<str> for Json {
    fn eq(&self, text: &str) -> bool {
        self.as_str() == Some(text)
    }
}

impl From<u32> for Json {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for Json {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::String(text.into())
    }
}

impl From<CompactString> for Json {
    fn from(text: CompactString) -> Self {
        Self::String(text)
    }
}

impl From<&'static str> for Json {
    fn from(text: &'static str) -> Self {
        Self::String(CompactString::const_new(text))
    }
}

impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

/// Each key comes once.
impl<K: Into<Cow<'static, str>>, V: Into<Json>> FromIterator<(K, V)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self { entries: entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect() }
    }
}

impl IntoIterator for Object {
    type Item = (Cow<'static, str>, Json);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl From<serde_json::Map<String, serde_json::Value>> for Object {
    fn from(map: serde_json::Map<String, serde_json::Value>) -> Self {
        Self::from_iter(map)
    }
}

impl From<serde_json::Map<String, serde_json::Value>> for Json {
    fn from(map: serde_json::Map<String, serde_json::Value>) -> Self {
        Self::Object(map.into())
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(truth) => Self::Bool(truth),
            serde_json::Value::Number(number) => Self::Number(number),
            serde_json::Value::String(text) => text.into(),
            serde_json::Value::Array(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            serde_json::Value::Object(map) => Self::Object(map.into()),
        }
    }
}

impl From<Json> for serde_json::Value {
    fn from(json: Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(truth) => Self::Bool(truth),
            Json::Number(number) => Self::Number(number),
            Json::String(text) => Self::String(text.into_string()),
            Json::Array(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            Json::Object(object) => Self::Object(
                object.into_iter().map(|(key, value)| (key.into_owned(), value.into())).collect(),
            ),
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => items.serialize(serializer),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (key, value) in self.iter() {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: serde_json::Value) -> Object {
        if let Json::Object(object) = Json::from(value) { object } else { panic!("it is an object") }
    }

    #[test]
    fn a_length_is_that_of_the_text() {
        let texts = ["", "a\"\\/\n\r\t\u{8}\u{c}\u{1}\u{1f}\u{7f}ü\u{2028}"];
        for value in [
            json!(texts),
            json!([null, true, false, 0, 9, 10, u64::MAX, -1, 1.5, 1e300, []]),
            json!({ "a\n": { "b": [], "c": {} }, "d": 1 }),
        ] {
            let json = Json::from(value.clone());
            assert_eq!(json.to_string(), value.to_string());
            assert_eq!(json.length(), value.to_string().len(), "{value}");
        }
    }

    #[test]
    fn objects_are_the_same_in_any_order() {
        assert_eq!(object(json!({ "a": 1, "b": 2 })), object(json!({ "b": 2, "a": 1 })));
        assert_ne!(object(json!({ "a": 1, "b": 2 })), object(json!({ "b": 1, "a": 2 })));
        assert_ne!(object(json!({ "a": 1 })), object(json!({ "a": 1, "b": 2 })));
    }

    #[test]
    fn a_value_takes_the_place_of_an_earlier_one() {
        let mut found = object(json!({ "a": 1, "b": 2 }));
        found.insert("a", 3);
        found.insert("c", true);
        assert_eq!(Json::from(found).to_string(), r#"{"a":3,"b":2,"c":true}"#);
    }

    #[test]
    fn there_and_back() {
        let value = json!({ "z": [null, "x", { "a": -1.5 }], "a": {} });
        let back = serde_json::Value::from(Json::from(value.clone()));
        // As text, because equal maps may differ in their order.
        assert_eq!(back.to_string(), value.to_string());
    }
}
