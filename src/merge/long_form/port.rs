//! Ports: `"8080:80"` → `{mode, target, published, protocol}`, a range to several.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, project_too_large};
use crate::grammar::port::{self, PortError, ShortPort};
use crate::source::Loc;
use crate::tree::{Node, Path, Room, Value};

/// Values in the long form of one port.
const VALUES: usize = 5;

/// Rewrites the short items of a list of ports.
pub(super) fn ports(node: &mut Node, path: &Path, room: &mut Room, diagnostics: &mut Diagnostics) {
    let Some(list) = node.as_list_mut() else { return };
    let mut long = Vec::with_capacity(list.len());
    for item in list.drain(..) {
        let text = match &item.value {
            Value::Text(text) => text.clone(),
            Value::Int(number) => number.to_string().into(),
            Value::Null
            | Value::Bool(_)
            | Value::Uint(_)
            | Value::Float(_)
            | Value::List(_)
            | Value::Map(_) => {
                long.push(item);
                continue;
            }
        };
        match port::parse(&text) {
            Ok(ports) if room.take((ports.count() - 1) * VALUES) => {
                long.extend(ports.expand().into_iter().map(|port| entry(port, item.loc)));
            }
            Ok(ports) => {
                let what = format!("the {} ports of `{path}`", ports.count());
                diagnostics.push(project_too_large(&what, item.loc));
            }
            Err(error) => diagnostics.push(bad_port(&error, item.loc, path)),
        }
    }
    *list = long;
}

fn entry(port: ShortPort, loc: Loc) -> Node {
    let mut node = Node::map(loc);
    if let Some(map) = node.as_map_mut() {
        map.insert("target", loc, Node::new(Value::Int(i64::from(port.target)), loc));
        for (key, value) in
            [("host_ip", port.host_ip), ("published", port.published), ("protocol", Some(port.protocol))]
        {
            if let Some(value) = value {
                map.insert(key, loc, Node::text(value, loc));
            }
        }
    }
    node
}

fn bad_port(error: &PortError, loc: Loc, path: &Path) -> Diagnostic {
    Diagnostic::new(Code::BadPort, format!("`{path}` has a port that cannot be read: {error}")).at(loc).help(
        "write `\"8080:80\"` (outside:container), `\"53:53/udp\"`, or a mapping with `target` and \
         `published`",
    )
}
