//! A key where it stands in a file, as its reader gets it.

use super::prevalidated;
use super::scalar::{flag, is_empty};
use super::shape::{Shape, sound_part};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// A key that a mapping has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'a> {
    /// Its name.
    pub(super) name: &'static str,
    /// The shape that its row gives its value.
    pub(super) shape: &'static Shape,
    /// The mapping.
    pub(super) parent: &'a Node,
    /// Its value; empty text leaves a key out, so that `${NAME:-}` can switch it.
    pub(super) node: &'a Node,
}

impl<'a> Given<'a> {
    /// The key of a mapping, unless it is left out.
    pub(super) fn find(name: &'static str, shape: &'static Shape, parent: &'a Node) -> Option<Self> {
        let node = parent.get(name).filter(|node| !is_empty(node))?;
        Some(Self { name, shape, parent, node })
    }

    /// The value without the parts that are wrong: those have been reported.
    pub(super) fn validated(&self) -> Option<Node> {
        sound_part(self.node, self.shape)
    }

    /// Whether nothing of the value is wrong.
    pub(super) fn is_sound(&self) -> bool {
        self.validated().as_ref() == Some(self.node)
    }

    /// The place of the key itself.
    pub(super) fn key_loc(&self) -> Loc {
        self.parent.as_map().and_then(|map| map.key_loc(self.name)).unwrap_or(self.node.loc)
    }

    /// The value as text.
    pub(super) fn text(&self) -> Option<Spanned<String>> {
        prevalidated::text(self.parent, self.name)
    }

    /// The value as `true` or `false`.
    pub(super) fn flag(&self) -> Option<Spanned<bool>> {
        flag(self.parent, self.name)
    }

    /// The meaning of the value, one of some words.
    pub(super) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Option<Spanned<T>> {
        prevalidated::word(self.parent, self.name, words)
    }

    /// The value as a time in its bounds, in seconds.
    pub(super) fn time(&self) -> Option<Spanned<u32>> {
        self.validated().and_then(|_| prevalidated::time(self.parent, self.name))
    }

    /// The value as text that matches its pattern.
    pub(super) fn matching(&self) -> Option<Spanned<String>> {
        self.validated().and_then(|_| self.text())
    }

    /// The finding for a value, or a part of it, that is not what the key expects.
    pub(super) fn bad(&self, wanted: &str, loc: Loc) -> Diagnostic {
        Diagnostic::new(Code::BadExtension, format!("`{}` expects {wanted}", self.name))
            .label(loc, format!("not {wanted}"))
            .help(format!("write it like this: `{}: {}`", self.name, self.shape.example()))
    }
}
