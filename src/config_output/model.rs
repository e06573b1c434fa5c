//! A tree as it is printed: its mappings sorted, without what says nothing, and with every `$` written as it
//! has to be. Nothing is copied for that.

use std::borrow::Cow;

use serde_json::{Number, Value as Json};

use super::prune::Pruning;
use crate::tree::{Node, Value};

/// How a `$` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dollars {
    /// Twice, because it is no variable any more.
    Doubled,
    /// As it is, because variables were not replaced.
    Kept,
}

impl Dollars {
    fn write(self, text: &str) -> Cow<'_, str> {
        if self == Self::Doubled && text.contains('$') { text.replace('$', "$$").into() } else { text.into() }
    }
}

/// A value of JSON, whose entries and items are still to be looked at.
#[derive(Debug)]
pub(super) enum Shape<'a, V> {
    Scalar(Scalar<'a>),
    List(Vec<V>),
    /// In the order in which they are written.
    Map(Vec<(Cow<'a, str>, V)>),
}

#[derive(Debug)]
pub(super) enum Scalar<'a> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'a, str>),
}

/// A value that can be written as YAML.
pub(super) trait Shaped<'a>: Copy {
    fn shape(self) -> Shape<'a, Self>;
}

impl<'a> Shaped<'a> for &'a Json {
    fn shape(self) -> Shape<'a, Self> {
        match self {
            Json::Null => Shape::Scalar(Scalar::Null),
            Json::Bool(value) => Shape::Scalar(Scalar::Bool(*value)),
            Json::Number(number) => Shape::Scalar(Scalar::Number(number.clone())),
            Json::String(text) => Shape::Scalar(Scalar::Text(text.into())),
            Json::Array(list) => Shape::List(list.iter().collect()),
            Json::Object(map) => Shape::Map(map.iter().map(|(key, value)| (key.into(), value)).collect()),
        }
    }
}

/// A node with how it is printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Model<'a> {
    node: &'a Node,
    pruning: Pruning,
    dollars: Dollars,
}

impl<'a> Model<'a> {
    /// A node without what says nothing, by the rules of a project.
    pub(super) fn pruned(node: &'a Node, dollars: Dollars) -> Self {
        Self { node, pruning: Pruning::from_top(), dollars }
    }

    /// A node of which nothing is left out.
    pub(super) fn whole(node: &'a Node, dollars: Dollars) -> Self {
        Self { node, pruning: Pruning::Nothing, dollars }
    }

    pub(super) fn json(self) -> Json {
        match self.shape() {
            Shape::Scalar(Scalar::Null) => Json::Null,
            Shape::Scalar(Scalar::Bool(value)) => Json::Bool(value),
            Shape::Scalar(Scalar::Number(number)) => Json::Number(number),
            Shape::Scalar(Scalar::Text(text)) => Json::String(text.into_owned()),
            Shape::List(list) => Json::Array(list.into_iter().map(Self::json).collect()),
            Shape::Map(map) => map.into_iter().map(|(key, model)| (key.into_owned(), model.json())).collect(),
        }
    }
}

impl<'a> Shaped<'a> for Model<'a> {
    fn shape(self) -> Shape<'a, Self> {
        let Self { node, pruning, dollars } = self;
        match &node.value {
            Value::Null => Shape::Scalar(Scalar::Null),
            Value::Bool(value) => Shape::Scalar(Scalar::Bool(*value)),
            Value::Int(value) => Shape::Scalar(Scalar::Number((*value).into())),
            Value::Uint(value) => Shape::Scalar(Scalar::Number((*value).into())),
            Value::Float(value) => Shape::Scalar(float(*value).map_or(Scalar::Null, Scalar::Number)),
            Value::Text(text) => Shape::Scalar(Scalar::Text(dollars.write(text))),
            Value::List(list) => {
                let pruning = pruning.item();
                Shape::List(list.iter().map(|node| Self { node, pruning, dollars }).collect())
            }
            Value::Map(map) => {
                let entries = map.iter().filter_map(|(key, _, node)| {
                    pruning.entry(key, node).map(|pruning| (key, Self { node, pruning, dollars }))
                });
                let mut entries: Vec<(&str, Self)> = entries.collect();
                entries.sort_unstable_by_key(|(key, _)| *key);
                Shape::Map(entries.into_iter().map(|(key, model)| (dollars.write(key), model)).collect())
            }
        }
    }
}

/// A whole number is printed without a fraction; none for infinity and no number.
fn float(value: f64) -> Option<Number> {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    if value.fract() == 0.0 && value.abs() < 1e15 {
        Some((value as i64).into())
    } else {
        Number::from_f64(value)
    }
}
