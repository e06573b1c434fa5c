//! The fields of a mapping, each taken once; the rest is reported.

use crate::tree::{Map, Node, Value};

/// A mapping that is being read.
pub(super) struct Fields<'a> {
    at: String,
    map: Map,
    report: &'a mut Vec<String>,
}

impl<'a> Fields<'a> {
    /// The fields of a node; none where it is no mapping, which is reported.
    pub(super) fn new(at: impl Into<String>, node: Node, report: &'a mut Vec<String>) -> Self {
        let at = at.into();
        let map = match node.value {
            Value::Map(map) => map,
            Value::Null => Map::default(),
            Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Float(_)
            | Value::Text(_)
            | Value::List(_) => {
                report.push(format!("`{at}` is not a mapping; it was left out"));
                Map::default()
            }
        };
        Self { at, map, report }
    }

    /// Takes a field; null counts as absent.
    pub(super) fn take(&mut self, key: &str) -> Option<Node> {
        self.map.remove(key).filter(|node| !node.is_null())
    }

    /// Puts a field back for another reader.
    pub(super) fn put_back(&mut self, key: &str, node: Node) {
        self.map.insert(key, crate::source::Loc::default(), node);
    }

    /// Takes a field as text; numbers and booleans are written out.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        let node = self.take(key)?;
        let text = scalar(&node);
        if text.is_none() {
            self.say(key, "is not a text; it was left out");
        }
        text
    }

    /// Takes a field as a number.
    pub(super) fn number(&mut self, key: &str) -> Option<f64> {
        let text = self.text(key)?;
        let number = text.trim().parse().ok();
        if number.is_none() {
            self.say(key, "is not a number; it was left out");
        }
        number
    }

    /// Takes a field as a switch.
    pub(super) fn flag(&mut self, key: &str) -> bool {
        self.text(key).is_some_and(|text| text == "true")
    }

    /// Takes a field as a list; a single value is a list of one.
    pub(super) fn list(&mut self, key: &str) -> Vec<Node> {
        match self.take(key) {
            None => Vec::new(),
            Some(Node { value: Value::List(list), .. }) => list,
            Some(node) => vec![node],
        }
    }

    /// Takes a field as a list of texts.
    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        self.list(key).iter().filter_map(scalar).collect()
    }

    /// Takes a field that is a mapping.
    pub(super) fn fields(&mut self, key: &str) -> Option<Fields<'_>> {
        let node = self.take(key)?;
        Some(Fields::new(format!("{}.{key}", self.at), node, self.report))
    }

    /// Takes a field that is a list of mappings, one after the other.
    pub(super) fn each(&mut self, key: &str, mut read: impl FnMut(Fields<'_>)) {
        for (index, node) in self.list(key).into_iter().enumerate() {
            read(Fields::new(format!("{}.{key}[{index}]", self.at), node, self.report));
        }
    }

    /// A mapping that was taken out of this one already.
    pub(super) fn nested(&mut self, title: &str, node: Node, read: impl FnOnce(Fields<'_>)) {
        read(Fields::new(format!("{}.{title}", self.at), node, self.report));
    }

    /// Takes fields that mean nothing here: what a tool wrote for itself.
    pub(super) fn ignore(&mut self, keys: &[&str]) {
        for key in keys {
            self.map.remove(key);
        }
    }

    /// Takes a field that has no place, and says why.
    pub(super) fn refuse(&mut self, key: &str, why: &str) {
        if self.take(key).is_some_and(|node| says_something(&node)) {
            self.say(key, why);
        }
    }

    /// A line of the report about a field.
    pub(super) fn say(&mut self, key: &str, what: &str) {
        self.report.push(format!("`{}.{key}` {what}", self.at));
    }

    /// Every field that is left, in order.
    pub(super) fn rest(&mut self) -> Vec<(String, Node)> {
        let keys: Vec<String> = self.map.keys().map(str::to_owned).collect();
        keys.into_iter().filter_map(|key| self.take(&key).map(|node| (key, node))).collect()
    }
}

/// Fields that are left when the reader is done have no place.
impl Drop for Fields<'_> {
    fn drop(&mut self) {
        for key in self.map.keys() {
            if self.map.get(key).is_some_and(says_something) {
                self.report.push(format!("`{}.{key}` has no place in the Compose file", self.at));
            }
        }
    }
}

/// Tools write empty lists and mappings for what is not there.
fn says_something(node: &Node) -> bool {
    match &node.value {
        Value::Null => false,
        Value::List(list) => !list.is_empty(),
        Value::Map(map) => !map.is_empty(),
        Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Text(_) => true,
    }
}

/// A single value as text.
pub(super) fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.to_string()),
        Value::Int(value) => Some(value.to_string()),
        Value::Uint(value) => Some(value.to_string()),
        Value::Float(value) => Some(value.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}
