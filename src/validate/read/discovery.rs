//! `x-aws-discovery` of the project and of services, and `x-aws-namespace`.

use super::given::Given;
use super::prevalidated;
use super::scalar::flag;
use crate::compose::{ConnectTls, Discovery, DiscoveryMode, Namespace};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Loc, Spanned};
use crate::tree::Node;

/// Reads how services are found.
pub(super) fn read(key: &Given<'_>, diagnostics: &mut Diagnostics) -> Option<Discovery> {
    let node = &key.validated()?;
    let plain = |way| Discovery {
        loc: node.loc,
        way,
        tls: None,
        idle_timeout: None,
        request_timeout: None,
        access_logs: None,
        log: false,
    };
    if node.as_map().is_none() {
        return Some(plain(key.word(&DiscoveryMode::ALL)?.value));
    }
    let way = prevalidated::word(node, "type", &DiscoveryMode::ALL)?.value;
    if way != DiscoveryMode::ServiceConnect {
        let others = ["tls", "timeout", "access_logs", "log"];
        if let Some((name, other)) = others
            .into_iter()
            .find_map(|name| prevalidated::member(node, name).map(|other| (name, other.loc)))
        {
            diagnostics.push(not_connected(name, other));
        }
        return Some(plain(way));
    }
    let timeout = prevalidated::member(node, "timeout");
    Some(Discovery {
        tls: prevalidated::member(node, "tls").and_then(read_tls),
        idle_timeout: timeout.and_then(|timeout| prevalidated::time(timeout, "idle")),
        request_timeout: timeout.and_then(|timeout| prevalidated::time(timeout, "request")),
        access_logs: prevalidated::word(node, "access_logs", &[("text", false), ("json", true)]),
        log: flag(node, "log").is_some_and(|log: Spanned<bool>| log.value),
        ..plain(way)
    })
}

/// Reads the namespace that exists.
pub(super) fn read_namespace(key: &Given<'_>) -> Option<Namespace> {
    let node = &key.validated()?;
    Some(Namespace {
        loc: node.loc,
        id: prevalidated::text(node, "id")?,
        name: prevalidated::text(node, "name")?,
    })
}

fn read_tls(node: &Node) -> Option<ConnectTls> {
    Some(ConnectTls {
        ca: prevalidated::text(node, "ca")?,
        kms_key: prevalidated::text(node, "kms_key"),
        role: prevalidated::text(node, "role"),
    })
}

fn not_connected(name: &str, loc: Loc) -> Diagnostic {
    Diagnostic::new(Code::NeedsProxy, format!("`{name}` is for the proxies of `service-connect`"))
        .at(loc)
        .help("write `type: service-connect`, or remove it")
}
