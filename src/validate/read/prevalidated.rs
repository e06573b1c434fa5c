//! Readers of values whose shape was checked against the table of keys (`shape`): what is wrong has been
//! reported, and is left out here. A mapping that is read member by member is asked for by
//! `Given::validated`.

use super::function::to_json;
use super::scalar::{is_empty, to_float, to_text};
use super::shape::{gibibytes as to_gibibytes, seconds, whole};
use crate::compose::Expression;
use crate::source::Spanned;
use crate::tree::{Map, Node};

/// The entry under `key`, unless it is left out by empty text.
pub(super) fn member<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    node.get(key).filter(|node| !is_empty(node))
}

/// Text under `key`.
pub(super) fn text(node: &Node, key: &str) -> Option<Spanned<String>> {
    to_text(member(node, key)?)
}

/// A whole number under `key`.
pub(super) fn number(node: &Node, key: &str) -> Option<Spanned<u32>> {
    let node = member(node, key)?;
    whole(node).map(|number| Spanned::new(number, node.loc))
}

/// A number of GiB under `key`.
pub(super) fn gibibytes(node: &Node, key: &str) -> Option<Spanned<u32>> {
    let node = member(node, key)?;
    to_gibibytes(node).map(|number| Spanned::new(number, node.loc))
}

/// A time under `key`, in seconds.
pub(super) fn time(node: &Node, key: &str) -> Option<Spanned<u32>> {
    let node = member(node, key)?;
    seconds(node).map(|number| Spanned::new(number, node.loc))
}

/// Any number under `key`.
pub(super) fn decimal(node: &Node, key: &str) -> Option<Spanned<f64>> {
    let node = member(node, key)?;
    to_float(node).map(|number| Spanned::new(number, node.loc))
}

/// Text or a function of CloudFormation under `key`.
pub(super) fn expression(node: &Node, key: &str) -> Option<Expression> {
    let node = member(node, key)?;
    Some(Spanned::new(to_json(node), node.loc))
}

/// The meaning of a word under `key`.
pub(super) fn word<T: Copy>(node: &Node, key: &str, words: &[(&str, T)]) -> Option<Spanned<T>> {
    let text = text(node, key)?;
    words.iter().find(|(word, _)| *word == text.value).map(|(_, meaning)| Spanned::new(*meaning, text.loc))
}

/// The texts of a list under `key`, or the one text that stands in its place.
pub(super) fn texts(node: &Node, key: &str) -> Vec<Spanned<String>> {
    match member(node, key) {
        Some(node) if node.as_list().is_some() => {
            node.as_list().unwrap_or_default().iter().filter_map(to_text).collect()
        }
        Some(node) => to_text(node).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The entries of a mapping under `key`, in the user's order.
pub(super) fn entries<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = (Spanned<String>, &'a Node)> {
    let map = member(node, key).and_then(Node::as_map);
    map.into_iter().flat_map(Map::iter).map(|(name, loc, node)| (Spanned::new(name.to_owned(), loc), node))
}
