//! Things of the top level that are `external`: they exist already, and only their name counts.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Loc;
use crate::tree::Node;

/// Reports an attribute beside the name.
pub(super) fn read_external(section: &str, key: &str, node: &Node, diagnostics: &mut Diagnostics) {
    let Some(map) = node.as_map() else { return };
    let external = map.key_loc("external").unwrap_or_default();
    let further = map.iter().find(|(attribute, _, value)| {
        !matches!(*attribute, "name" | "external") && !attribute.starts_with("x-") && !value.is_null()
    });
    if let Some((attribute, loc, _)) = further {
        let what = section.strip_suffix('s').unwrap_or(section);
        diagnostics.push(bad_external(&format!("{what} `{key}`"), attribute, loc, external));
    }
}

fn bad_external(what: &str, attribute: &str, loc: Loc, external: Loc) -> Diagnostic {
    Diagnostic::new(Code::BadExternal, format!("the external {what} cannot have `{attribute}`"))
        .label(loc, "says what it should be")
        .label(external, "says that it exists already")
        .help(format!("remove `{attribute}`, or remove `external` to have it made"))
}
