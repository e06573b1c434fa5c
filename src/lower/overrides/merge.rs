//! Laying an override over JSON.

use serde_json::{Map, Value};

use crate::compose::{Overlay, OverlayValue};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};

use super::lists::{self, List};
use super::{DIRECTIVE, findings};

/// The effect of a mapping of an override.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Directive {
    /// It is merged, entry by entry.
    Merge,
    /// It stands in place of what there was.
    Replace,
    /// It takes away what there was.
    Delete,
}

/// The result for a value.
#[derive(Debug, PartialEq)]
pub(super) struct Laid {
    /// The value, if one is left.
    pub(super) value: Option<Value>,
    /// Whether it is another than before.
    pub(super) changed: bool,
}

/// Lays overrides over values, and reports what is not as it should be.
#[derive(Debug)]
pub(super) struct Merge<'a> {
    /// Where to report.
    pub(super) diagnostics: &'a mut Diagnostics,
    /// How many faults there were. What is at fault is not said to change nothing as well.
    faults: usize,
}

impl<'a> Merge<'a> {
    /// Reports here.
    pub(super) fn new(diagnostics: &'a mut Diagnostics) -> Self {
        Self { diagnostics, faults: 0 }
    }

    /// Lays an override over what a property holds, if it holds anything.
    pub(super) fn lay(&mut self, base: Option<Value>, overlay: &Overlay, property: &str) -> Laid {
        let faults = self.faults;
        let laid = self.value(base, overlay, property);
        Laid { changed: laid.changed || self.faults > faults, ..laid }
    }

    fn value(&mut self, base: Option<Value>, overlay: &Overlay, property: &str) -> Laid {
        match &overlay.value {
            OverlayValue::Scalar(Value::Null) => Laid { changed: base.is_some(), value: None },
            OverlayValue::Scalar(_)
                if lists::holds_names(property) && base.as_ref().is_some_and(Value::is_array) =>
            {
                self.list(base, std::slice::from_ref(overlay), property)
            }
            OverlayValue::Scalar(value) => put(base.as_ref(), value.clone()),
            OverlayValue::List(items) => self.list(base, items, property),
            OverlayValue::Map(entries) => match self.directive(overlay) {
                Directive::Delete => Laid { changed: base.is_some(), value: None },
                Directive::Replace => self.replace(base.as_ref(), entries, &[]),
                Directive::Merge if is_function(overlay) || base.as_ref().is_some_and(is_function_json) => {
                    self.replace(base.as_ref(), entries, &[])
                }
                Directive::Merge => self.map(base, entries, &[]),
            },
        }
    }

    /// The effect that a mapping names.
    pub(super) fn directive(&mut self, overlay: &Overlay) -> Directive {
        let Some(word) = overlay.get(DIRECTIVE) else { return Directive::Merge };
        match word.as_text() {
            Some("merge") => Directive::Merge,
            Some("replace") => Directive::Replace,
            Some("delete") => Directive::Delete,
            other => {
                self.fault(findings::unknown_directive(other.unwrap_or_default(), word.loc));
                Directive::Merge
            }
        }
    }

    fn fault(&mut self, finding: Diagnostic) {
        self.faults += 1;
        self.diagnostics.push(finding);
    }

    fn replace(
        &mut self,
        base: Option<&Value>,
        entries: &[(Spanned<String>, Overlay)],
        quiet: &[&str],
    ) -> Laid {
        let fresh = self.map(None, entries, quiet);
        fresh.value.map_or(Laid { value: None, changed: base.is_some() }, |value| put(base, value))
    }

    /// Entry by entry; of the quiet ones it is no wonder that they change nothing.
    fn map(&mut self, base: Option<Value>, entries: &[(Spanned<String>, Overlay)], quiet: &[&str]) -> Laid {
        let was_map = base.as_ref().is_some_and(Value::is_object);
        let mut map = if let Some(Value::Object(map)) = base { map } else { Map::new() };
        let (mut changed, mut idle) = (!was_map, Vec::new());
        for (key, overlay) in entries.iter().filter(|(key, _)| key.value != DIRECTIVE) {
            // A value is taken out of its slot and put back there, so the order stays.
            let old = map.get_mut(&key.value).map(Value::take);
            let laid = self.lay(old, overlay, &key.value);
            match laid.value {
                Some(value) => drop(map.insert(key.value.clone(), value)),
                None => drop(map.shift_remove(&key.value)),
            }
            changed |= laid.changed;
            if !laid.changed && !quiet.contains(&key.value.as_str()) && key.value != "Type" {
                idle.push((key.value.as_str(), key.loc));
            }
        }
        // If nothing at all changes it is said once, by whoever called.
        if changed {
            self.diagnostics.extend(idle.into_iter().map(|(key, loc)| findings::no_effect(key, loc, None)));
        }
        Laid { value: Some(map.into()), changed }
    }

    fn list(&mut self, base: Option<Value>, items: &[Overlay], property: &str) -> Laid {
        let Some(list) = lists::list(property) else { return self.plain(base.as_ref(), items) };
        let named = |item: &&Overlay| {
            is_marker(item)
                || is_function(item)
                || lists::name(item, list.identity).is_some()
                || (lists::holds_names(property) && item.as_text().is_some())
        };
        if let Some(nameless) = items.iter().find(|item| !named(item)) {
            // A property of this name may be something else in a resource that we do not make.
            if base.as_ref().and_then(Value::as_array).is_none_or(Vec::is_empty) {
                return self.plain(base.as_ref(), items);
            }
            self.fault(findings::nameless(property, list.identity, nameless.loc));
            return Laid { value: base, changed: false };
        }
        self.items(base, items, list)
    }

    /// A list in place of what there was.
    fn plain(&mut self, base: Option<&Value>, items: &[Overlay]) -> Laid {
        let mut list = Vec::new();
        for item in items.iter().filter(|item| !is_marker(item)) {
            match self.lay(None, item, "").value {
                Some(value) => list.push(value),
                None => self.fault(findings::nothing_in_list(item.loc)),
            }
        }
        put(base, list.into())
    }

    /// Item by item, each merged into the one of the same name.
    fn items(&mut self, base: Option<Value>, items: &[Overlay], list: List) -> Laid {
        let before = base.clone();
        let anew = items.iter().any(is_marker);
        let (mut values, kept) = match base {
            Some(Value::Array(values)) if !anew => (values, true),
            Some(_) | None => (Vec::new(), false),
        };
        let known = if kept { lists::names(&values, list.identity) } else { Vec::new() };
        let mut idle: Vec<Loc> = Vec::new();
        for item in items.iter().filter(|item| !is_marker(item)) {
            if !self.item(&mut values, item, list, &known) {
                idle.push(item.loc);
            }
        }
        let laid = put(before.as_ref(), values.into());
        if laid.changed && kept {
            let finding = |loc| findings::no_effect_of_item(list.property, loc);
            self.diagnostics.extend(idle.into_iter().map(finding));
        }
        laid
    }

    /// One item; says whether the list is another now. `known` is what its items were called.
    fn item(&mut self, values: &mut Vec<Value>, item: &Overlay, list: List, known: &[String]) -> bool {
        let Some(entries) = item.entries().filter(|_| !is_function(item)) else {
            let value = item.to_json();
            let new = !values.contains(&value);
            if new {
                values.push(value);
            }
            return new;
        };
        let at = lists::position(values, item, list.identity);
        let directive = self.directive(item);
        if directive == Directive::Delete {
            return at.map(|at| values.remove(at)).is_some();
        }
        if at.is_none() && !known.is_empty() && !list.needs.is_empty() && item.get(list.needs).is_none() {
            let name = lists::name(item, list.identity).unwrap_or_default();
            self.fault(findings::unknown_item(list, &name, known, item.loc));
            return true;
        }
        let old = at.and_then(|at| values.get_mut(at)).map(Value::take);
        let quiet: Vec<&str> = entries
            .iter()
            .map(|(key, _)| key.value.as_str())
            .filter(|key| lists::is_of_name(list.identity, key))
            .collect();
        let laid = match directive {
            Directive::Replace => self.replace(old.as_ref(), entries, &quiet),
            Directive::Merge | Directive::Delete => self.map(old, entries, &quiet),
        };
        match (at.and_then(|at| values.get_mut(at)), laid.value) {
            (Some(slot), Some(value)) => *slot = value,
            (None, Some(value)) => values.push(value),
            (_, None) => {}
        }
        laid.changed
    }
}

/// A value that takes the place of another.
fn put(base: Option<&Value>, value: Value) -> Laid {
    Laid { changed: base != Some(&value), value: Some(value) }
}

/// The item that says of its list that it stands in place of what there was.
fn is_marker(item: &Overlay) -> bool {
    item.entries().is_some_and(|entries| entries.len() == 1)
        && item.get(DIRECTIVE).and_then(Overlay::as_text) == Some("replace")
}

/// Whether a mapping is a function, which is one value.
pub(super) fn is_function(overlay: &Overlay) -> bool {
    matches!(overlay.entries(), Some([(key, _)]) if names_function(&key.value))
}

fn is_function_json(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|map| map.len() == 1 && map.keys().next().is_some_and(|key| names_function(key)))
}

// `Condition` is an attribute as often as it is a function, and as a function its argument is a text all the
// same.
fn names_function(key: &str) -> bool {
    key == "Ref" || key.starts_with("Fn::")
}
