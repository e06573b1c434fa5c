//! Mappings: keys and values in the user's order.

use std::collections::BTreeMap;

use compact_str::CompactString;

use crate::source::Loc;

use super::{Node, Value};

/// The entries up to which a look-up is a search from the first to the last. Nearly all mappings are that
/// small.
const FEW: usize = 16;

/// A mapping in the user's order; each key has its own place.
#[derive(Debug, Clone, Default)]
pub struct Map {
    entries: Vec<(CompactString, Entry)>,
    /// The marks of all keys that are or were there: most look-ups are of a key that is not.
    marks: u64,
    /// Where each key is, if there are many.
    index: Option<Box<Index>>,
}

/// The places of keys in the list.
#[derive(Debug, Clone)]
struct Index(BTreeMap<CompactString, usize>);

/// One entry of a mapping.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entry {
    /// Where the key stands.
    pub key: Loc,
    /// The value.
    pub node: Node,
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
        self.entry(key).map(|entry| &entry.node)
    }

    /// The value under a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let at = self.position(key)?;
        self.entries.get_mut(at).map(|(_, entry)| &mut entry.node)
    }

    /// Where a key stands.
    pub fn key_loc(&self, key: &str) -> Option<Loc> {
        self.entry(key).map(|entry| entry.key)
    }

    /// True when the key is there.
    pub fn contains(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// Puts a value under a key, in place of an earlier one, which is returned.
    pub fn insert(&mut self, key: impl Into<CompactString>, loc: Loc, node: Node) -> Option<Node> {
        let (key, entry) = (key.into(), Entry { key: loc, node });
        if let Some((_, slot)) = self.position(&key).and_then(|at| self.entries.get_mut(at)) {
            return Some(std::mem::replace(slot, entry).node);
        }
        if let Some(index) = &mut self.index {
            index.0.insert(key.clone(), self.entries.len());
        }
        self.marks |= mark(&key);
        self.entries.push((key, entry));
        if self.index.is_none() && self.entries.len() > FEW {
            self.index = Some(Box::new(self.indexed()));
        }
        None
    }

    /// Puts a value that the user did not write under a key that is not there yet.
    pub fn fill(&mut self, key: &str, value: Value) {
        if !self.contains(key) {
            self.insert(key, Loc::default(), Node::made(value));
        }
    }

    /// Takes an entry out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        self.remove_entry(key).map(|entry| entry.node)
    }

    /// Takes an entry out together with the place of its key.
    pub fn remove_entry(&mut self, key: &str) -> Option<Entry> {
        let at = self.position(key)?;
        let (key, entry) = self.entries.remove(at);
        if let Some(index) = &mut self.index {
            index.0.remove(&key);
            index.0.values_mut().filter(|other| **other > at).for_each(|other| *other -= 1);
        }
        Some(entry)
    }

    /// Key, place of the key, value; in the user's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Loc, &Node)> {
        self.entries.iter().map(|(key, entry)| (key.as_str(), entry.key, &entry.node))
    }

    /// Key and value, to change the values.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, Loc, &mut Node)> {
        self.entries.iter_mut().map(|(key, entry)| (key.as_str(), entry.key, &mut entry.node))
    }

    /// The entries, to change them.
    pub(super) fn entries_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.entries.iter_mut().map(|(_, entry)| entry)
    }

    /// The keys, in the user's order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(key, _)| key.as_str())
    }

    /// Keeps the entries that pass.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Node) -> bool) {
        let before = self.entries.len();
        self.entries.retain_mut(|(key, entry)| keep(key, &mut entry.node));
        if self.index.is_some() && self.entries.len() < before {
            self.index = Some(Box::new(self.indexed()));
        }
    }

    fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(self.position(key)?).map(|(_, entry)| entry)
    }

    fn position(&self, key: &str) -> Option<usize> {
        match &self.index {
            _ if self.marks & mark(key) == 0 => None,
            Some(index) => index.0.get(key).copied(),
            None => self.entries.iter().position(|(name, _)| name == key),
        }
    }

    fn indexed(&self) -> Index {
        Index(self.entries.iter().enumerate().map(|(at, (key, _))| (key.clone(), at)).collect())
    }
}

/// One of 64 bits for a key; few of the keys of a service have the same.
fn mark(key: &str) -> u64 {
    let (first, last) = (key.as_bytes().first(), key.as_bytes().last());
    let sum = key.len() * 11 + usize::from(first.copied().unwrap_or_default()) * 5;
    1 << ((sum + usize::from(last.copied().unwrap_or_default())) % 64)
}

/// Mappings with the same entries are the same in any order.
impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.entries.iter().all(|(key, entry)| other.entry(key) == Some(entry))
    }
}

impl IntoIterator for Map {
    type Item = (CompactString, Entry);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(keys: impl IntoIterator<Item = usize>) -> Map {
        let mut map = Map::default();
        for key in keys {
            map.insert(key.to_string(), Loc::default(), Node::text(key.to_string(), Loc::default()));
        }
        map
    }

    fn text<'a>(map: &'a Map, key: &str) -> Option<&'a str> {
        map.get(key).and_then(Node::as_text)
    }

    /// Every key finds its value and no other does, and the order is that of the keys.
    fn assert_sound(map: &Map, keys: &[usize]) {
        assert_eq!(map.keys().collect::<Vec<_>>(), keys.iter().map(usize::to_string).collect::<Vec<_>>());
        for key in 0..100 {
            let key = key.to_string();
            let expected = map.keys().any(|known| known == key).then_some(key.as_str());
            assert_eq!(text(map, &key), expected);
            assert_eq!(map.contains(&key), expected.is_some());
        }
    }

    #[test]
    fn few_and_many_are_found() {
        for count in [0, 1, FEW, FEW + 1, 50] {
            let keys: Vec<usize> = (0..count).rev().collect();
            assert_sound(&map(keys.iter().copied()), &keys);
        }
    }

    #[test]
    fn what_is_taken_out_is_gone_and_the_rest_stays() {
        for count in [3, FEW + 1, FEW + 2, 50] {
            let mut found = map(0..count);
            assert_eq!(
                found.remove("1").and_then(|node| node.as_text().map(str::to_owned)).as_deref(),
                Some("1")
            );
            assert_eq!(found.remove("1"), None);
            let left: Vec<usize> = (0..count).filter(|key| *key != 1).collect();
            assert_sound(&found, &left);
            found.retain(|key, _| key != "0");
            assert_sound(&found, &left[1..]);
            found.insert("1", Loc::default(), Node::text("1", Loc::default()));
            assert_sound(&found, &[&left[1..], &[1]].concat());
        }
    }

    #[test]
    fn a_value_takes_the_place_of_an_earlier_one() {
        for count in [2, 50] {
            let mut found = map(0..count);
            assert_eq!(
                found.insert("0", Loc::default(), Node::default()),
                Some(Node::text("0", Loc::default()))
            );
            assert_eq!(found.keys().next(), Some("0"));
            assert_eq!(found.get("0"), Some(&Node::default()));
            assert_eq!(found.len(), count);
        }
    }

    #[test]
    fn order_makes_no_difference() {
        assert_eq!(map([1, 2, 3]), map([3, 2, 1]));
        assert_ne!(map([1, 2, 3]), map([1, 2]));
        assert_ne!(map([1, 2]), map([1, 3]));
    }
}
