//! `extends`: a service takes another as its base. Which file the base is in is found elsewhere; no loading
//! here.
//!
//! <https://docs.docker.com/reference/compose-file/services/#extends>

use super::reset::Marks;
use super::strategies::over;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, SourceMap, Spanned};
use crate::tree::{Node, Value};

/// The base that a service's `extends` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extends {
    /// Where it stands.
    pub loc: Loc,
    /// The base's name.
    pub service: Spanned<String>,
    /// The file it is in, when not this one.
    pub file: Option<Spanned<String>>,
}

/// A base that has been found and, if it extends something itself, resolved.
#[derive(Debug, Clone, Copy)]
pub struct Base<'a> {
    /// The service.
    pub node: &'a Node,
    /// Where `extends` stands.
    pub loc: Loc,
}

/// Takes `extends` out of a service and reads it.
pub fn read(service: &mut Node, diagnostics: &mut Diagnostics) -> Option<Extends> {
    let node = service.as_map_mut()?.remove("extends")?;
    let text = |node: &Node| node.as_text().map(|text| Spanned::new(text.to_owned(), node.loc));
    let read = match &node.value {
        Value::Null => return None,
        Value::Text(_) => text(&node).map(|service| Extends { loc: node.loc, service, file: None }),
        Value::Map(map) => {
            match (map.get("service").map(text), map.get("file").filter(|node| !node.is_null()).map(text)) {
                (Some(Some(service)), None) => Some(Extends { loc: node.loc, service, file: None }),
                (Some(Some(service)), Some(Some(file))) => {
                    Some(Extends { loc: node.loc, service, file: Some(file) })
                }
                _ => None,
            }
        }
        Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::List(_) => None,
    };
    if read.is_none() {
        diagnostics.push(bad_extends(&node));
    }
    read
}

/// Lays a service over its base; what the document's tags remove is removed from the base first.
pub fn lay_over_base(
    name: &str,
    service: Node,
    base: Base<'_>,
    marks: &Marks,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Node {
    if base.node.is_null() {
        return service;
    }
    let mut copy = base.node.clone();
    let via = sources.via(base.loc, "brought in by this `extends`");
    copy.relocate(&|loc| loc.brought_in(via));
    marks.apply_to_service(name, &mut copy);
    over(copy, service, &["services", name], diagnostics)
}

fn bad_extends(node: &Node) -> Diagnostic {
    Diagnostic::new(Code::BadExtends, "this `extends` does not name a service")
        .label(node.loc, node.described())
        .help("write `extends: name`, or `extends: {service: name, file: path}`")
}
