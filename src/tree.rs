//! The raw model: a tree of located nodes, and tables of rules keyed by path.
//!
//! Everything up to `validate` works on this tree, because Compose merges files in raw form. Maps keep the order in
//! which the user wrote them.

use std::fmt;

use indexmap::IndexMap;

use crate::source::Loc;

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Node {
    /// What it is.
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
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping.
    Map(Map),
}

/// Compose's two tags that steer merging.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// No tag.
    #[default]
    None,
    /// `!reset`: remove what earlier files said here.
    Reset,
    /// `!override`: put this in place of what earlier files said.
    Override,
}

/// A mapping in the user's order; each key has its own place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Map {
    entries: IndexMap<String, Entry>,
}

/// One entry of a mapping.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entry {
    /// Where the key stands.
    pub key: Loc,
    /// The value.
    pub node: Node,
}

impl Node {
    /// A value at a place.
    pub fn new(value: Value, loc: Loc) -> Self {
        Self { value, loc, mark: Mark::None }
    }

    /// Text at a place.
    pub fn text(text: impl Into<String>, loc: Loc) -> Self {
        Self::new(Value::Text(text.into()), loc)
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

    /// What Compose calls this kind of value in its messages.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Int(_) | Value::Uint(_) => "integer",
            Value::Float(_) => "number",
            Value::Text(_) => "string",
            Value::List(_) => "list",
            Value::Map(_) => "mapping",
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
                for entry in map.entries.values_mut() {
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

impl Map {
    /// How many entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True without entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.get(key).map(|entry| &entry.node)
    }

    /// The value under a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.get_mut(key).map(|entry| &mut entry.node)
    }

    /// Where a key stands.
    pub fn key_loc(&self, key: &str) -> Option<Loc> {
        self.entries.get(key).map(|entry| entry.key)
    }

    /// True when the key is there.
    pub fn contains(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Puts a value under a key, in place of an earlier one, which is returned.
    pub fn insert(&mut self, key: impl Into<String>, loc: Loc, node: Node) -> Option<Node> {
        self.entries.insert(key.into(), Entry { key: loc, node }).map(|entry| entry.node)
    }

    /// Puts a value that the user did not write under a key that is not there yet.
    pub fn fill(&mut self, key: &str, value: Value) {
        if !self.contains(key) {
            self.insert(key, Loc::default(), Node::made(value));
        }
    }

    /// Takes an entry out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        self.entries.shift_remove(key).map(|entry| entry.node)
    }

    /// Takes an entry out together with the place of its key.
    pub fn remove_entry(&mut self, key: &str) -> Option<Entry> {
        self.entries.shift_remove(key)
    }

    /// Key, place of the key, value; in the user's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Loc, &Node)> {
        self.entries.iter().map(|(key, entry)| (key.as_str(), entry.key, &entry.node))
    }

    /// Key and value, to change the values.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, Loc, &mut Node)> {
        self.entries.iter_mut().map(|(key, entry)| (key.as_str(), entry.key, &mut entry.node))
    }

    /// The keys, in the user's order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Keeps the entries that pass.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Node) -> bool) {
        self.entries.retain(|key, entry| keep(key, &mut entry.node));
    }

    /// Sorts the entries by key, as Compose does where it turns a mapping into a list.
    pub fn sort(&mut self) {
        self.entries.sort_unstable_keys();
    }
}

impl IntoIterator for Map {
    type Item = (String, Entry);
    type IntoIter = indexmap::map::IntoIter<String, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

/// The way from the root to a node, printed as `services.web.ports[0]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Path(Vec<Segment>);

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// An entry of a mapping.
    Key(String),
    /// An item of a list, from 0.
    Index(usize),
}

impl Path {
    /// Goes down into an entry.
    pub fn push_key(&mut self, key: &str) {
        self.0.push(Segment::Key(key.to_owned()));
    }

    /// Goes down into an item.
    pub fn push_index(&mut self, index: usize) {
        self.0.push(Segment::Index(index));
    }

    /// Goes back up one step.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// The steps from the root.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }
}

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(key) if position == 0 => out.write_str(key)?,
                Segment::Key(key) => write!(out, ".{key}")?,
                Segment::Index(index) => write!(out, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// A table of rules keyed by path, held as a tree so that a walk pays one look-up a step.
///
/// A pattern is a chain of keys with dots between; `*` is any key, `[]` any item of a list. A key written out wins
/// over `*`.
#[derive(Debug)]
pub struct Rules<T> {
    root: Branch<T>,
}

/// A place in a table of rules, reached by walking down the tree beside it.
#[derive(Debug)]
pub struct Branch<T> {
    rule: Option<T>,
    named: Vec<(&'static str, Self)>,
    any: Option<Box<Self>>,
    item: Option<Box<Self>>,
}

impl<T: Copy> Rules<T> {
    /// Builds the table from its rows.
    pub fn new(rows: &[(&'static str, T)]) -> Self {
        let mut root = Branch::new();
        for &(pattern, rule) in rows {
            root.insert(pattern.split('.'), rule);
        }
        Self { root }
    }

    /// Where a walk begins.
    pub fn root(&self) -> &Branch<T> {
        &self.root
    }
}

impl<T: Copy> Branch<T> {
    fn new() -> Self {
        Self { rule: None, named: Vec::new(), any: None, item: None }
    }

    fn insert(&mut self, mut pattern: std::str::Split<'static, char>, rule: T) {
        match pattern.next() {
            None => self.rule = Some(rule),
            Some("*") => self.any.get_or_insert_with(|| Box::new(Self::new())).insert(pattern, rule),
            Some("[]") => self.item.get_or_insert_with(|| Box::new(Self::new())).insert(pattern, rule),
            Some(key) => {
                if let Some((_, branch)) = self.named.iter_mut().find(|(name, _)| *name == key) {
                    branch.insert(pattern, rule);
                } else {
                    let mut branch = Self::new();
                    branch.insert(pattern, rule);
                    self.named.push((key, branch));
                }
            }
        }
    }

    /// The rule that holds here.
    pub fn rule(&self) -> Option<T> {
        self.rule
    }

    /// One step down into an entry.
    pub fn key(&self, key: &str) -> Option<&Self> {
        self.named.iter().find(|(name, _)| *name == key).map(|(_, branch)| branch).or(self.any.as_deref())
    }

    /// One step down into an item of a list.
    pub fn item(&self) -> Option<&Self> {
        self.item.as_deref()
    }
}

/// Calls `visit` for each node that a rule of the table names, outer nodes after inner ones.
pub fn apply<T: Copy>(
    node: &mut Node,
    branch: &Branch<T>,
    path: &mut Path,
    visit: &mut impl FnMut(&mut Node, &Path, T),
) {
    match &mut node.value {
        Value::Map(map) => {
            for (key, _, child) in map.iter_mut() {
                if let Some(next) = branch.key(key) {
                    path.push_key(key);
                    apply(child, next, path, visit);
                    path.pop();
                }
            }
        }
        Value::List(list) => {
            if let Some(next) = branch.item() {
                for (index, child) in list.iter_mut().enumerate() {
                    path.push_index(index);
                    apply(child, next, path, visit);
                    path.pop();
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Text(_) => {}
    }
    if let Some(rule) = branch.rule() {
        visit(node, path, rule);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_finds_keys_wildcards_and_items() {
        let rules =
            Rules::new(&[("services.*.ports.[].target", 1), ("services.*.init", 2), ("services.x.init", 3)]);
        let services = rules.root().key("services").unwrap();
        assert_eq!(services.key("web").and_then(|web| web.key("init")?.rule()), Some(2));
        assert_eq!(services.key("x").and_then(|x| x.key("init")?.rule()), Some(3));
        let target = services.key("web").and_then(|web| web.key("ports")?.item()?.key("target")?.rule());
        assert_eq!(target, Some(1));
        assert!(rules.root().key("volumes").is_none());
    }

    #[test]
    fn a_path_prints_as_people_write_it() {
        let mut path = Path::default();
        path.push_key("services");
        path.push_key("web");
        path.push_key("ports");
        path.push_index(2);
        assert_eq!(path.to_string(), "services.web.ports[2]");
    }
}
