//! The raw model: a tree of located nodes, paths into it, and tables of rules keyed by path.
//!
//! Everything up to `validate` works on this tree, because Compose merges files in raw form. Maps keep the
//! order in which the user wrote them. Most keys and texts are short: up to 24 bytes lie in the node itself.

mod map;
mod path;
mod room;
mod rules;

pub use map::Map;
pub use path::{Path, Segment};
pub use room::Room;
pub use rules::{Branch, Rules, apply};

use compact_str::CompactString;

use crate::source::Loc;

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub loc: Loc,
    /// Whether `!reset` or `!override` stood before it.
    pub mark: Mark,
}

/// The kinds of value YAML gives us after resolution.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing, `~`, `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number of 64 bits.
    Int(i64),
    /// A whole number that only fits without a sign.
    Uint(u64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(CompactString),
    /// A list.
    List(Vec<Node>),
    /// A mapping.
    Map(Map),
}

/// Compose's two tags that steer merging, and CloudFormation's, which mean something under `x-aws-` keys
/// only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// No tag.
    #[default]
    None,
    /// `!reset`: remove what earlier files said here.
    Reset,
    /// `!override`: put this in place of what earlier files said.
    Override,
    /// `!Ref`, `!Sub` and the like, by the name that the function has in JSON.
    Function(&'static str),
}

impl Value {
    /// A text.
    pub fn text(text: impl Into<CompactString>) -> Self {
        Self::Text(text.into())
    }
}

impl Node {
    /// A value at a place.
    pub fn new(value: Value, loc: Loc) -> Self {
        Self { value, loc, mark: Mark::None }
    }

    /// Text at a place.
    pub fn text(text: impl Into<CompactString>, loc: Loc) -> Self {
        Self::new(Value::text(text), loc)
    }

    /// A value that the user did not write: a default, a name made from others.
    pub fn made(value: Value) -> Self {
        Self::new(value, Loc::default())
    }

    /// An empty mapping at a place.
    pub fn map(loc: Loc) -> Self {
        Self::new(Value::Map(Map::default()), loc)
    }

    /// The text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The mapping, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        if let Value::Map(map) = &self.value { Some(map) } else { None }
    }

    /// The mapping, to change it.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        if let Value::Map(map) = &mut self.value { Some(map) } else { None }
    }

    /// The list, if it is one.
    pub fn as_list(&self) -> Option<&[Self]> {
        if let Value::List(list) = &self.value { Some(list) } else { None }
    }

    /// The list, to change it.
    pub fn as_list_mut(&mut self) -> Option<&mut Vec<Self>> {
        if let Value::List(list) = &mut self.value { Some(list) } else { None }
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self.value { Some(value) } else { None }
    }

    /// True for nothing at all.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// The entry's value under `key`, when this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    /// The entry's value under `key`, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        self.as_map_mut()?.get_mut(key)
    }

    /// The value at the end of a chain of keys.
    pub fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// How many values it is made of, itself among them.
    pub fn size(&self) -> usize {
        match &self.value {
            Value::List(list) => list.iter().map(Self::size).sum::<usize>() + 1,
            Value::Map(map) => map.iter().map(|(_, _, node)| node.size()).sum::<usize>() + 1,
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Float(_)
            | Value::Text(_) => 1,
        }
    }

    /// The kind with its article, as in "this is a list".
    pub fn described(&self) -> &'static str {
        match self.value {
            Value::Null => "empty",
            Value::Bool(_) => "a boolean",
            Value::Int(_) | Value::Uint(_) => "an integer",
            Value::Float(_) => "a number",
            Value::Text(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    /// Changes the place of this node and of everything in it.
    pub fn relocate(&mut self, change: &impl Fn(Loc) -> Loc) {
        self.loc = change(self.loc);
        match &mut self.value {
            Value::List(list) => list.iter_mut().for_each(|node| node.relocate(change)),
            Value::Map(map) => {
                for entry in map.entries_mut() {
                    entry.key = change(entry.key);
                    entry.node.relocate(change);
                }
            }
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Float(_)
            | Value::Text(_) => {}
        }
    }
}
