//! The text of overrides by resource, for the checks of the template that they leave.

use std::collections::BTreeMap;

use crate::compose::Overlay;
use crate::source::Loc;

/// By the logical id of the resource, in the order in which they are merged.
#[derive(Debug, Default)]
pub(super) struct Written<'a>(BTreeMap<String, Vec<(Loc, &'a Overlay)>>);

impl<'a> Written<'a> {
    /// Takes in what an override says of a resource.
    pub(super) fn add(&mut self, id: &str, key: Loc, overlay: &'a Overlay) {
        self.0.entry(id.to_owned()).or_default().push((key, overlay));
    }

    /// Whether an override names the resource.
    pub(super) fn names(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// The value that an override writes for a property.
    pub(super) fn property(&self, id: &str, property: &str) -> Option<&'a Overlay> {
        let mut all = self.0.get(id)?.iter().rev();
        all.find_map(|(_, overlay)| overlay.get("Properties")?.get(property))
    }

    /// The place of the first of these properties that an override writes, else of the resource.
    pub(super) fn place(&self, id: &str, properties: &[&str]) -> Option<Loc> {
        let written = properties.iter().find_map(|property| self.property(id, property));
        written.map(|value| value.loc).or_else(|| self.0.get(id)?.last().map(|(key, _)| *key))
    }
}
