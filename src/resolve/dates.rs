//! Dates: YAML reads a plain `2026-01-31` as a time, which Compose refuses where it needs text.
//!
//! As the value of a mapping such as `environment` it is printed (a warning of `decode`); as an item of a
//! list, as a key there, or as the value of an attribute it is refused.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Remedy};
use crate::grammar::number::{self, Scalar};
use crate::source::{Loc, SourceMap};
use crate::tree::{Branch, Node, Path, Value};

/// Reports every date that is no value of a mapping that `prints` its values.
pub(super) fn refuse<T: Copy>(
    model: &Node,
    rules: &Branch<T>,
    prints: &dyn Fn(T) -> bool,
    sources: &SourceMap,
    diagnostics: &mut Diagnostics,
) {
    let mut walk = Walk { prints, sources, diagnostics, path: Path::default() };
    walk.node(model, Some(rules));
}

struct Walk<'a, T> {
    prints: &'a dyn Fn(T) -> bool,
    sources: &'a SourceMap,
    diagnostics: &'a mut Diagnostics,
    path: Path,
}

impl<T: Copy> Walk<'_, T> {
    fn node(&mut self, node: &Node, rules: Option<&Branch<T>>) {
        match &node.value {
            Value::Text(text) => self.text(text, node.loc),
            Value::List(list) => {
                for (index, item) in list.iter().enumerate() {
                    self.path.push_index(index);
                    self.node(item, rules.and_then(Branch::item));
                    self.path.pop();
                }
            }
            Value::Map(map) => {
                let prints = rules.and_then(Branch::rule).is_some_and(self.prints);
                for (key, loc, child) in map.iter().filter(|(key, ..)| !key.starts_with("x-")) {
                    if prints && child.is_null() {
                        // An item of a list, before it became an entry.
                        self.text(key, loc);
                        continue;
                    }
                    self.path.push_key(key);
                    if !prints {
                        self.node(child, rules.and_then(|rules| rules.key(key)));
                    }
                    self.path.pop();
                }
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => {}
        }
    }

    fn text(&mut self, text: &str, loc: Loc) {
        // Go prints a time with its zone twice.
        if !text.starts_with(|c: char| c.is_ascii_digit()) || text.len() < "2026-01-31 00:00:00 +0000".len() {
            return;
        }
        let written = self.sources.text(loc);
        if matches!(number::resolve_plain(written), Scalar::Timestamp(printed) if printed == text) {
            let message = format!("`{}` must be a string, and `{written}` is a date", self.path);
            let found = Diagnostic::new(Code::WrongType, message).at(loc);
            self.diagnostics.push(found.help("put the value in quotes").remedy(Remedy::Quote(loc)));
        }
    }
}
